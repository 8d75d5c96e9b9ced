"""One's own rules for webhooks out, and the log of each; for coaches and admins."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query
from starlette.responses import Response

from klankbord.errors import NotFound, NotTaken
from klankbord.service.outward.hook_rules import (
    Made,
    make_rule,
    read_rule,
    read_rules,
    remove_rule,
    renew_secret,
    send_again,
    shown_rule,
    switch_rule,
    try_out,
)
from klankbord.web.door import Here, Number, Visit
from klankbord.web.forms import numbers
from klankbord.web.pages.instellingen.uitgaand.view import Given, RulesView, RuleView, SecretView
from klankbord.web.shown_once import show_once

router = APIRouter(prefix="/instellingen/uitgaand")
HERE = "/instellingen/uitgaand"
SECRET = "klankbord-geheim"  # noqa: S105 (a cookie's name)
"""The cookie by which a secret that was just made reaches the page that shows it, once."""
PAGE = 30


@router.get("")
def show(here: Here) -> Response:
    """The rules, and the form for another."""
    return here.page(RulesView.of(here, read_rules(here.site, here.actor)))


@router.post("")
def make(
    here: Here,
    name: Annotated[str, Form()] = "",
    search: Annotated[str, Form()] = "",
    url: Annotated[str, Form()] = "",
    facts: Annotated[bool, Form()] = False,  # noqa: FBT002 (a box that is not ticked)
) -> Response:
    """Make a rule; its secret is shown next."""
    number = next(iter(numbers([search])), 0)
    try:
        made = make_rule(here.site, here.actor, name=name, search=number, url=url, facts=facts)
    except NotTaken as wrong:
        given = Given(name, search, url, facts)
        view = RulesView.of(here, read_rules(here.site, here.actor), given, wrong)
        return here.page(view, wrong.http_status)
    return _to_secret(here, made)


@router.get("/{number}")
def look(
    here: Here, number: Number, voor: Annotated[int | None, Query(ge=1, lt=1 << 63)] = None
) -> Response:
    """A rule, and its deliveries; with `voor` those before that one."""
    hook, found = read_rule(here.site, here.actor, number, PAGE + 1, voor)
    return here.page(RuleView.of(here, hook, found, PAGE, first=voor is None))


@router.get("/{number}/geheim")
def secret(here: Here, number: Number) -> Response:
    """The secret that was just made; at a second look it is gone."""
    read_rule(here.site, here.actor, number, 1)
    given = here.request.cookies.get(SECRET, "")
    try:
        name = shown_rule(here.site, here.actor, number, given).name
    except NotFound:
        name = given = ""
    answer = here.page(SecretView(secret=given, name=name, back=f"{HERE}/{number}"))
    answer.delete_cookie(SECRET, path=f"{HERE}/{number}")
    return answer


@router.post("/{number}/geheim")
def renew(here: Here, number: Number) -> Response:
    """Sign with another secret."""
    return _to_secret(here, renew_secret(here.site, here.actor, number))


@router.post("/{number}/proef")
def try_it(here: Here, number: Number) -> Response:
    """Send a try-out."""
    try_out(here.site, here.actor, number)
    return here.to(f"{HERE}/{number}?gedaan=onderweg")


@router.post("/{number}/aan")
def start(here: Here, number: Number) -> Response:
    """Let a rule work."""
    switch_rule(here.site, here.actor, number, on=True)
    return here.to(f"{HERE}/{number}?gedaan=bewaard")


@router.post("/{number}/uit")
def stop(here: Here, number: Number) -> Response:
    """Let a rule rest."""
    switch_rule(here.site, here.actor, number, on=False)
    return here.to(f"{HERE}/{number}?gedaan=bewaard")


@router.post("/{number}/weg")
def remove(here: Here, number: Number) -> Response:
    """Remove a rule."""
    remove_rule(here.site, here.actor, number)
    return here.to(f"{HERE}?gedaan=verwijderd")


@router.post("/{number}/opnieuw/{delivery}")
def again(here: Here, number: Number, delivery: Number) -> Response:
    """Send a delivery once more."""
    send_again(here.site, here.actor, number, delivery)
    return here.to(f"{HERE}/{number}?gedaan=onderweg")


def _to_secret(here: Visit, made: Made) -> Response:
    path = f"{HERE}/{made.id}"
    return show_once(here, f"{path}/geheim", SECRET, made.secret, path)
