"""Webhooks out: which calls are told of to whom, what is said of them, and what if nobody hears."""

from __future__ import annotations

import hashlib
import hmac
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.lines import Handler, Line, line
from tests.service.calls import keep_call
from tests.sites import Clock, Company
from tests.working import work_off

from klankbord.errors import BadOutlet, Mistakes, NotFound
from klankbord.service.access import Actor
from klankbord.service.accounts.people import disable, enable
from klankbord.service.calls import saved
from klankbord.service.calls.finding import Wanted
from klankbord.service.calls.giving import give_call
from klankbord.service.intake.adding import Given, Told, add
from klankbord.service.keeping.removing import remove
from klankbord.service.outward.hook_rules import (
    Made,
    forget_host,
    make_rule,
    name_host,
    read_all_rules,
    read_rule,
    read_rules,
    remove_rule,
    renew_secret,
    send_again,
    shown_rule,
    switch_rule,
    try_out,
)
from klankbord.service.outward.hooking import WAITS_S, plan_hooks
from klankbord.service.outward.outlets import outlet_of
from klankbord.service.site import Site
from klankbord.store.hooks import Delivery, deliveries_of
from klankbord.store.outlets import name_outlet
from klankbord.testing import talk

TALK = "Lotte Maes: Hoe gaat het met de planning?\nBert Bos: Goed hoor, dank je.\n"
NAMES = ("Bert", "planning", "Goed hoor", "Maes")
MANUAL = Path(__file__).parents[2] / "docs" / "manual"


@pytest.fixture
def server() -> Iterator[Line]:
    with line() as running:
        yield running


def a_rule(
    site: Site,
    company: Company,
    server: Line,
    actor: Actor | None = None,
    *,
    facts: bool = False,
    named: bool = True,
    **wanted: str,
) -> Made:
    """A rule of Joris, who coaches Lotte."""
    actor = actor or company.joris
    if named:
        name_host(site, company.bas, server.address, inside=True)
    saved.keep(site, actor, "Wat ik zoek", Wanted(**(wanted or {"q": "planning"})))
    search = saved.saved(site, actor)[-1]
    return make_rule(
        site, actor, name="CRM", search=search.id, url=f"{server.address}/hier", facts=facts
    )


def add_a_call(site: Site, actor: Actor, text: str = TALK, name: str = "gesprek.txt") -> None:
    add(site, actor, [Given(name, [text.encode()])], Told())


def log(site: Site, rule: Made) -> list[Delivery]:
    with site.database.reading() as connection:
        return deliveries_of(connection, rule.id, 100)


def forward(site: Site, seconds: float) -> None:
    assert isinstance(site.now, Clock)
    site.now.forward(seconds=seconds)


def told(server: Line, which: int = -1) -> dict[str, Any]:
    found = json.loads(server.heard[which].body)
    assert isinstance(found, dict)
    return found


# ── what goes out ─────────────────────────────────────────────────────────────────────────────


def test_a_call_that_is_found_is_told_of_once_it_is_measured(
    site: Site, company: Company, server: Line
) -> None:
    rule = a_rule(site, company, server)
    add_a_call(site, company.lotte)
    work_off(site)
    (heard,) = server.heard
    assert (heard.method, heard.path) == ("POST", "/hier")
    signed = heard.headers["klankbord-timestamp"].encode() + b"." + heard.body
    made = hmac.new(rule.secret.encode(), signed, hashlib.sha256).hexdigest()
    assert heard.headers["klankbord-signature"] == f"v1={made}"
    (one,) = log(site, rule)
    assert (one.state, one.tries, one.status) == ("sent", 1, 200)
    assert told(server) == {
        "event": "call.measured",
        "delivery": one.key,
        "at": one.created_at.isoformat(),
        "rule": {"id": rule.id, "name": "CRM"},
        "call": {
            "id": one.call_id,
            "startedAt": None,
            "addedAt": site.now().isoformat(),
            "url": f"http://127.0.0.1:8321/gesprekken/{one.call_id}",
        },
    }
    assert heard.headers["klankbord-delivery"] == one.key


def test_nothing_else_is_said_of_it_unless_that_was_chosen(
    site: Site, company: Company, server: Line
) -> None:
    a_rule(site, company, server)
    add_a_call(site, company.lotte)
    work_off(site)
    sent = server.heard[0].body.decode() + str(server.heard[0].headers)
    assert [name for name in NAMES if name in sent] == []


def test_who_it_was_goes_along_where_that_was_chosen_and_never_what_was_said(
    site: Site, company: Company, server: Line
) -> None:
    a_rule(site, company, server, facts=True)
    add_a_call(site, company.lotte)
    work_off(site)
    call = told(server)["call"]
    assert call["seller"] == "Lotte Maes"
    assert "Bert Bos" in call["customers"]
    assert set(call) == {
        *("id", "startedAt", "addedAt", "url"),
        *("title", "customers", "number", "type", "direction", "seller"),
    }
    assert "planning" not in server.heard[0].body.decode()


def test_what_the_search_does_not_find_stays_here(
    site: Site, company: Company, server: Line
) -> None:
    a_rule(site, company, server, q="zebra")
    add_a_call(site, company.lotte)
    work_off(site)
    assert server.heard == []


def test_what_its_maker_may_not_see_stays_here(site: Site, company: Company, server: Line) -> None:
    rules = [
        a_rule(site, company, server, actor) for actor in (company.joris, company.fien, company.bas)
    ]
    add_a_call(site, company.lotte)
    work_off(site)
    assert [len(log(site, rule)) for rule in rules] == [1, 0, 0]


def test_what_was_there_before_the_rule_stays_here(
    site: Site, company: Company, server: Line
) -> None:
    old = keep_call(site, company.lotte, talk(TALK, seller="Lotte Maes"))
    forward(site, 60)
    rule = a_rule(site, company, server)
    with site.database.writing() as connection:
        plan_hooks(connection, [old], site.now())
    work_off(site)
    assert (server.heard, log(site, rule)) == ([], [])


def test_given_twice_it_goes_out_once(site: Site, company: Company, server: Line) -> None:
    rule = a_rule(site, company, server)
    for name in ("a.txt", "b.txt"):
        add_a_call(site, company.lotte, name=name)
        work_off(site)
    assert len(server.heard) == len(log(site, rule)) == 1


def test_a_rule_at_rest_tells_nothing(site: Site, company: Company, server: Line) -> None:
    rule = a_rule(site, company, server)
    switch_rule(site, company.joris, rule.id, on=False)
    add_a_call(site, company.lotte)
    work_off(site)
    assert (server.heard, log(site, rule)) == ([], [])
    switch_rule(site, company.joris, rule.id, on=True)
    add_a_call(site, company.lotte, TALK + "Lotte Maes: Tot dan.\n")
    work_off(site)
    assert len(server.heard) == 1


def test_what_waits_when_its_maker_may_see_it_no_more_is_not_told(
    site: Site, company: Company
) -> None:
    with line(lambda handler: handler.say(code=503)) as server:
        rule = a_rule(site, company, server)
        add_a_call(site, company.lotte)
        work_off(site)
        (one,) = log(site, rule)
        assert one.call_id
        give_call(site, company.lotte, one.call_id, company.amber.id)
        forward(site, WAITS_S[0])
        work_off(site)
        assert len(server.heard) == 1
    (one,) = log(site, rule)
    assert (one.state, one.tries) == ("failed", 2)


def test_with_the_call_goes_all_that_is_known_of_its_telling(
    site: Site, company: Company, server: Line
) -> None:
    rule = a_rule(site, company, server)
    add_a_call(site, company.lotte)
    work_off(site)
    (one,) = log(site, rule)
    assert one.call_id
    remove(site, company.lotte, one.call_id)
    assert log(site, rule) == []


# ── when nobody hears ─────────────────────────────────────────────────────────────────────────


def test_who_does_not_hear_is_told_again_later_each_time_and_then_no_more(
    site: Site, company: Company
) -> None:
    with line(lambda handler: handler.say(code=500)) as server:
        rule = a_rule(site, company, server)
        add_a_call(site, company.lotte)
        work_off(site)
        for tries, wait in enumerate(WAITS_S, 1):
            (one,) = log(site, rule)
            assert (one.state, one.tries, one.status) == ("waiting", tries, 500)
            assert one.reason
            assert "500" in one.reason["nl"]
            forward(site, wait - 1)
            work_off(site)
            assert len(server.heard) == tries
            forward(site, 1)
            work_off(site)
        (one,) = log(site, rule)
        assert (one.state, one.tries) == ("failed", len(WAITS_S) + 1)
        assert len({heard.headers["klankbord-delivery"] for heard in server.heard}) == 1
        moments = [heard.headers["klankbord-timestamp"] for heard in server.heard]
        assert len(set(moments)) == len(moments)


def test_what_failed_can_be_sent_again_and_what_arrived_too(site: Site, company: Company) -> None:
    codes = iter([404] * (len(WAITS_S) + 1) + [204, 200])
    with line(lambda handler: handler.say(code=next(codes))) as server:
        rule = a_rule(site, company, server)
        try_out(site, company.joris, rule.id)
        for wait in (0, *WAITS_S):
            forward(site, wait)
            work_off(site)
        for tries, status in ((8, 204), (9, 200)):
            (one,) = log(site, rule)
            send_again(site, company.joris, rule.id, one.id)
            work_off(site)
            (one,) = log(site, rule)
            assert (one.state, one.tries, one.status) == ("sent", tries, status)
            assert one.reason is None
    assert told(server)["event"] == "test"
    assert "call" not in told(server)


def test_nothing_is_followed_to_another_place(site: Site, company: Company) -> None:
    with line() as other:
        onward = f"{other.address}/daar"
        with line(lambda handler: handler.say(code=302, Location=onward)) as server:
            rule = a_rule(site, company, server)
            try_out(site, company.joris, rule.id)
            work_off(site)
        assert other.heard == []
    assert log(site, rule)[0].status == 302


def test_to_a_host_that_is_named_no_more_nothing_goes(
    site: Site, company: Company, server: Line
) -> None:
    rule = a_rule(site, company, server)
    (named,) = read_all_rules(site, company.bas).outlets
    forget_host(site, company.bas, named.id)
    try_out(site, company.joris, rule.id)
    work_off(site)
    (one,) = log(site, rule)
    assert (one.state, server.heard) == ("failed", [])
    assert one.reason
    assert one.reason["error"] == "HostNotNamed"


def test_into_our_own_network_only_where_that_was_said(
    site: Site, company: Company, server: Line
) -> None:
    with pytest.raises(Mistakes):
        name_host(site, company.bas, server.address, inside=False)
    with site.database.writing() as connection:  # as a name that leads inside later on
        name_outlet(connection, outlet_of(server.address), company.bas.id, site.now())
    rule = a_rule(site, company, server, named=False)
    try_out(site, company.joris, rule.id)
    work_off(site)
    (one,) = log(site, rule)
    assert one.reason
    assert (one.reason["error"], server.heard) == ("OwnNetwork", [])


def test_a_slow_hearer_does_not_hold_up_the_house(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    from klankbord.service.outward import hooking
    from klankbord.service.outward.http_out import Patience

    def slow(handler: Handler) -> None:
        import time

        time.sleep(1)

    monkeypatch.setattr(hooking, "PATIENCE", Patience(0.3, 0.3, 0.3))
    with line(slow) as server:
        rule = a_rule(site, company, server)
        try_out(site, company.joris, rule.id)
        work_off(site)
        (one,) = log(site, rule)
    assert (one.state, one.status) == ("waiting", None)
    assert one.reason
    assert one.reason["error"] == "NoAnswer"


# ── whose it is ───────────────────────────────────────────────────────────────────────────────


def test_a_seller_makes_none(site: Site, company: Company, server: Line) -> None:
    with pytest.raises(NotFound):
        a_rule(site, company, server, company.lotte)
    with pytest.raises(NotFound):
        read_rules(site, company.lotte)


def test_a_rule_is_its_makers_alone_but_an_admin_may_stop_it(
    site: Site, company: Company, server: Line
) -> None:
    rule = a_rule(site, company, server)
    for other in (company.fien, company.bas, company.lotte):
        for touch in (
            lambda actor: read_rule(site, actor, rule.id, 9),
            lambda actor: renew_secret(site, actor, rule.id),
            lambda actor: shown_rule(site, actor, rule.id, rule.secret),
            lambda actor: remove_rule(site, actor, rule.id),
            lambda actor: try_out(site, actor, rule.id),
            lambda actor: switch_rule(site, actor, rule.id, on=True),
        ):
            with pytest.raises(NotFound):
                touch(other)
    with pytest.raises(NotFound):
        switch_rule(site, company.fien, rule.id, on=False)
    switch_rule(site, company.bas, rule.id, on=False)
    assert not read_rule(site, company.joris, rule.id, 9)[0].enabled


def test_a_delivery_is_of_its_own_rule(site: Site, company: Company, server: Line) -> None:
    mine = a_rule(site, company, server)
    theirs = a_rule(site, company, server, company.fien)
    try_out(site, company.fien, theirs.id)
    (one,) = log(site, theirs)
    with pytest.raises(NotFound):
        send_again(site, company.joris, mine.id, one.id)


def test_the_rules_of_who_leaves_rest_and_do_not_go_on_by_themselves(
    site: Site, company: Company, server: Line
) -> None:
    rule = a_rule(site, company, server)
    add_a_call(site, company.lotte)
    disable(site, company.bas, company.joris.id)
    enable(site, company.bas, company.joris.id)
    add_a_call(site, company.lotte, f"{TALK}Bert Bos: Dag.\n", "later.txt")
    work_off(site)
    assert server.heard == []
    assert [hook.enabled for hook in read_rules(site, company.joris).hooks] == [False]
    switch_rule(site, company.joris, rule.id, on=True)
    add_a_call(site, company.lotte, f"{TALK}Bert Bos: Tot ziens.\n", "laatst.txt")
    work_off(site)
    assert len(server.heard) == 1


def test_a_new_secret_signs_from_then_on(site: Site, company: Company, server: Line) -> None:
    rule = a_rule(site, company, server)
    renewed = renew_secret(site, company.joris, rule.id)
    assert renewed.secret != rule.secret
    assert shown_rule(site, company.joris, rule.id, renewed.secret).id == rule.id
    with pytest.raises(NotFound):
        shown_rule(site, company.joris, rule.id, rule.secret)


def test_nobody_but_an_admin_names_hosts(site: Site, company: Company) -> None:
    for actor in (company.lotte, company.joris):
        for touch in (
            lambda actor: name_host(site, actor, "x.example", inside=False),
            lambda actor: forget_host(site, actor, 1),
            lambda actor: read_all_rules(site, actor),
        ):
            with pytest.raises(NotFound):
                touch(actor)
    with pytest.raises(BadOutlet):
        name_host(site, company.bas, "*", inside=False)


WRONG = (
    *("", "x", "ftp://x.example/", "https://", "https://ik:geheim@x.example/", "https://[x"),
    *("https://x.example/ a", "https://y.example/", "http://x.example/", "https://x.example:8443/"),
    "https://x.example/" + "a" * 1000,
)


def test_an_address_that_cannot_be_is_told_at_its_field(site: Site, company: Company) -> None:
    name_host(site, company.bas, "x.example", inside=False)
    saved.keep(site, company.joris, "Zoek", Wanted(q="x"))
    (search,) = saved.saved(site, company.joris)
    for url in WRONG:
        with pytest.raises(Mistakes) as wrong:
            make_rule(site, company.joris, name="CRM", search=search.id, url=url, facts=False)
        assert [mistake.field for mistake in wrong.value.mistakes] == ["url"], url


def test_the_search_must_be_ones_own(site: Site, company: Company, server: Line) -> None:
    name_host(site, company.bas, server.address, inside=True)
    saved.keep(site, company.fien, "Zoek", Wanted(q="x"))
    (search,) = saved.saved(site, company.fien)
    with pytest.raises(Mistakes) as wrong:
        make_rule(site, company.joris, name="", search=search.id, url=server.address, facts=False)
    assert [mistake.field for mistake in wrong.value.mistakes] == ["name", "search"]


# ── the example of the manual ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_example_of_the_manual_believes_us_and_nobody_else(
    site: Site, company: Company, server: Line, language: str, tmp_path: Path
) -> None:
    page = (MANUAL / language / "webhooks.md").read_text("utf-8")
    (example,) = (part.partition("```")[0] for part in page.split("```python\n")[1:])
    script = tmp_path / "nakijken.py"
    script.write_text(example, "utf-8")
    rule = a_rule(site, company, server)
    try_out(site, company.joris, rule.id)
    work_off(site)
    (heard,) = server.heard
    now = float(heard.headers["klankbord-timestamp"])
    code = (
        "import sys, json; sys.path.insert(0, sys.argv[1]); import nakijken; "
        "given = json.load(sys.stdin); "
        "print(nakijken.is_from_klankbord(given['secret'], given['headers'], "
        "given['body'].encode(), given['now']))"
    )
    right = {"secret": rule.secret, "headers": heard.headers, "now": now}
    right |= {"body": heard.body.decode()}
    headers = {"Klankbord-Timestamp": "", "Klankbord-Signature": ""}
    headers["Klankbord-Timestamp"] = heard.headers["klankbord-timestamp"]
    headers["Klankbord-Signature"] = heard.headers["klankbord-signature"]
    right["headers"] = headers
    wrong: list[dict[str, Any]] = [
        {"secret": "ander"},
        {"body": heard.body.decode() + " "},
        {"now": now + 301},
        {"now": now - 301},
        {"headers": headers | {"Klankbord-Signature": "v1="}},
    ]
    for change, expected in (({}, "True"), *((one, "False") for one in wrong)):
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)],
            input=json.dumps(right | change),
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == expected, change
