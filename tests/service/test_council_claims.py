"""What the works council's papers claim of Klankbord is so: each claim against what does it."""

from __future__ import annotations

import inspect
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from tests.service.arrived import a_source, arrive, calls_in, set_consent
from tests.service.calls import keep_call
from tests.service.reviewed import answered, flagged
from tests.service.test_works_council import paper
from tests.sites import Clock, Company
from tests.working import work_off

from klankbord.i18n import LANGUAGES
from klankbord.language.packs import PACKS
from klankbord.language.precision import precisions
from klankbord.service.access import Actor
from klankbord.service.accounts.people import disable
from klankbord.service.agreement.agreed import NAMES
from klankbord.service.agreement.agreements import AGREEMENTS
from klankbord.service.agreement.pack_facts import DEEDS
from klankbord.service.agreement.trained import models_of
from klankbord.service.agreement.works_council import make_pack
from klankbord.service.calls import sound
from klankbord.service.calls.finding import Wanted, find
from klankbord.service.calls.opening import AGAIN, open_call
from klankbord.service.calls.saved import keep, saved
from klankbord.service.keeping.holding import hold_call
from klankbord.service.keeping.retention import plan_retention
from klankbord.service.keeping.retention_terms import NAMES as TERMS
from klankbord.service.keeping.retention_terms import set_terms
from klankbord.service.learning.proposing import DAYS, MOST
from klankbord.service.learning.resolving import resolve
from klankbord.service.learning.reviewing import begin, close
from klankbord.service.outward.hook_rules import make_rule, name_host
from klankbord.service.outward.hooking import told_of
from klankbord.service.redaction.redaction_rules import set_rules
from klankbord.service.site import Site
from klankbord.store.audit import entries_by_others
from klankbord.store.calls import find_calls
from klankbord.store.learning_tables import lessons
from klankbord.store.retention_tables import past_reviews
from klankbord.store.tables import audit, people
from klankbord.testing import talk

SOURCE = Path(inspect.getfile(sound)).parents[2]
WORD = "kwartelkoning"
TALK = f"Lotte Maes: Hoe gaat het met de {WORD}?\nKarel: Goed, dank je."
ANSWERED = talk(
    f"""
    0:00-0:03 Lotte Maes: Hoe gaat het met de {WORD}?
    0:04-0:09 Karel: Die komt vrijdag.
    0:10-0:12 Lotte Maes: Fijn, dan spreken we maandag verder.
    """,
    seller="Lotte Maes",
)


def count(site: Site, table: Any) -> int:
    with site.database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


# ── sound ─────────────────────────────────────────────────────────────────────────────────────


def test_how_loud_it_was_is_kept_to_draw_and_goes_with_the_recording(site: Site) -> None:
    kept = site.files.keep([b"RIFF"], "a.wav", 1).hash
    site.files.write_derived(kept, sound.KIND, b"{}")
    drawn = site.files.derived(kept, sound.KIND)
    assert drawn.is_file()
    site.files.remove(kept)
    assert not drawn.exists()


def test_no_measure_reads_it() -> None:
    """That what measures imports neither sound nor files, import-linter sees to."""
    readers = {
        path.relative_to(SOURCE).parts[0]
        for path in SOURCE.rglob("*.py")
        if re.search(r"\bkept_peaks\b|\bneed_peaks\b", path.read_text("utf-8"))
    }
    assert readers <= {"service", "web"}


# ── who sees what ─────────────────────────────────────────────────────────────────────────────


def test_within_an_hour_opening_again_is_once_and_a_search_is_not_noted(
    site: Site, company: Company
) -> None:
    call = keep_call(site, company.lotte, ANSWERED)
    assert timedelta(hours=1) == AGAIN
    found = find(site, company.joris, Wanted.of({"q": WORD}))
    assert [one.id for one in found.calls] == [call]
    assert found.snippets[call]
    assert count(site, audit) == 0
    open_call(site, company.joris, call)
    open_call(site, company.joris, call)
    assert count(site, audit) == 1
    limits = inspect.signature(entries_by_others).parameters["limit"]
    for language in LANGUAGES:
        assert f" {limits.default} " in paper(site, language=language).split('id="logboek"')[1]


def test_when_calls_are_proposed() -> None:
    assert (DAYS, MOST) == ((0, 3), 2)  # Monday and Thursday, two a week


# ── what goes out ─────────────────────────────────────────────────────────────────────────────


def a_rule(site: Site, actor: Actor, host: str, *, facts: bool) -> None:
    keep(site, actor, host, Wanted.of({"q": "kassa"}))
    search = next(one for one in saved(site, actor) if one.name == host)
    url = f"https://{host}/haak"
    make_rule(site, actor, name=host, search=search.id, url=url, facts=facts)


def test_where_rules_send_to_and_what_goes_along(site: Site, company: Company) -> None:
    assert "geen regel stuurt iets naar een ander programma" in paper(site)
    for host, facts in {"een.example": False, "twee.example": True}.items():
        name_host(site, company.bas, host, inside=False)
        a_rule(site, company.joris, host, facts=facts)
    html = paper(site)
    assert "Dat gaat naar: een.example, twee.example." in html
    assert "Van 1 regel gaan ook titel, klant, nummer, soort, richting en verkoper mee." in html
    assert "twee.example" in paper(site, "dpia")
    assert "twee.example" in paper(site, "medewerkers")


def test_what_is_sent_is_what_the_pack_says(site: Site, company: Company) -> None:
    keep_call(site, company.lotte, ANSWERED)
    with site.database.reading() as connection:
        (call,) = find_calls(connection)
    bare, full = (set(told_of(site, call, facts=facts)) for facts in (False, True))
    assert bare == {"id", "startedAt", "addedAt", "url"}
    assert full - bare == {"title", "customers", "number", "type", "direction", "seller"}


# ── how long ──────────────────────────────────────────────────────────────────────────────────


def test_what_has_no_term_stays_when_all_else_went(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, ANSWERED)
    review = begin(site, company.lotte, flagged(site, company.lotte, call), "alone")
    answered(site, company.lotte, review, "Ik vroeg het te laat.")
    resolve(site, company.lotte, review, "Ik vraag door.", None)
    close(site, company.lotte, review)
    open_call(site, company.joris, call)
    disable(site, company.bas, company.amber.id)
    assert isinstance(site.now, Clock)
    for days in (3650, 30):
        site.now.forward(days=days)
        plan_retention(site)
        work_off(site)
    assert calls_in(site) == []
    for table in (audit, lessons, past_reviews):
        assert count(site, table) > 0, table.name
    with site.database.reading() as connection:
        left = select(people.c.id).where(people.c.left_at.is_not(None))
        assert list(connection.execute(left).scalars()) == [company.amber.id]
    for name in ("pack", "medewerkers", "dpia"):
        assert "<b>Geen termijn</b> hebben lessen, experimenten, het logboek" in paper(site, name)


def terms(site: Site, company: Company, **days: int) -> None:
    filled = dict.fromkeys(TERMS, "30") | {name: str(n) for name, n in days.items()}
    set_terms(site, company.bas, filled)


def test_sound_of_more_than_a_month_is_too_long_for_call_centres_in_belgium(
    site: Site, company: Company
) -> None:
    warning = {"nl": "Voor callcenters in België te lang", "en": "Too long for call centres"}
    for language, told in warning.items():
        assert told in paper(site, language=language)
        terms(site, company)
        assert told not in paper(site, language=language)
        terms(site, company, library_text=31, library_sound=31)
    assert all(told in paper(site, "klanten", language) for language, told in warning.items())


def test_how_many_calls_are_held(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, ANSWERED)
    assert "nu geen gesprek vastgehouden" in paper(site)
    hold_call(site, company.bas, call, "Een geschil over de levering.")
    assert "Nu wordt 1 gesprek vastgehouden" in paper(site)
    assert "levering" not in paper(site)


# ── what the customer knows ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rule", "says", "stays"),
    [
        ({}, "wordt een gesprek toch bewaard", True),
        ({"demanded": True, "spoken": False, "wait_h": "0"}, "dan wordt het niet bewaard", False),
        ({"demanded": True, "wait_h": "0"}, "weg zodra het is uitgeschreven", False),
        ({"demanded": True, "wait_h": "6"}, "na 6 uur weg; tot dan ziet niemand het", True),
        (
            {"demanded": True, "wait_h": "0", "how": "menu", "text": "Wij nemen dit op."},
            "geldt als verteld; er wordt niets geweigerd",
            True,
        ),
    ],
)
def test_what_becomes_of_a_call_of_which_nobody_noted_it(
    site: Site, company: Company, rule: dict[str, Any], says: str, *, stays: bool
) -> None:
    source = a_source(site, company.lotte)
    if rule:  # one of before, of which nothing was ever set
        set_consent(site, company, source, **rule)
    html = paper(site)
    assert says in html
    assert "na 0 uur" not in html
    assert says in paper(site, "klanten")
    assert says in paper(site, "dpia")
    arrive(site, source, "een", TALK)
    assert bool(calls_in(site)) == stays


# ── models, the log, the law ──────────────────────────────────────────────────────────────────


def test_every_model_is_named_with_how_right_it_is(site: Site) -> None:
    models = models_of(site.settings)
    assert [one.language for one in models.acts] == list(PACKS)
    html = paper(site)
    for one in models.acts:
        right = [share for act, share in precisions(one.language).items() if ":" not in act]
        assert one.weak == len([share for share in right if share < 0.5])
        assert one.version in html
        assert f"klopt {one.middle} van de 100 vondsten" in html
    assert models.voice in html
    assert models.words == ""
    assert "opnamen worden hier niet uitgeschreven" in html


def test_a_server_that_recognises_words_is_named(site: Site) -> None:
    told = {"recogniser": "server", "recogniser_url": "https://woorden.example/v1"}
    settings = type(site.settings).model_validate(site.settings.model_dump() | told)
    html = paper(Site(settings, site.database, site.files, site.now))
    assert "een server, woorden.example" in html
    assert "is hier niet nagemeten" in html


def test_what_was_done_to_settings_stands_in_the_pack(site: Site, company: Company) -> None:
    assert set(DEEDS.values()) - {""} <= set(NAMES)
    by_page = {key for key, one in AGREEMENTS.items() if one.keep}
    assert by_page <= set(DEEDS.values())
    set_rules(site, company.bas, "share", ["iban"])
    terms(site, company)
    told = make_pack(site, "nl").deeds
    assert [one.what for one in told] == [NAMES["retention"], NAMES["redaction"]]
    assert {one.who for one in told} == {"Bas Bakker"}
    assert "Bas Bakker</td><td>hoelang alles bewaard wordt" in paper(site)


LAW = {
    "pack": "art. 5 lid 1|punt 4b|art. 26 lid 7|art. 4)|art. 14|artikel 27 lid 1|(lid 5)|"
    "artikel 25 lid 1 onder k|artikel 31|cao 39|cao 81|314bis|een jurist dit nakijken",
    "klanten": "verantwoordelijk|verbeteren|bezwaar|elders te gebruiken|weer intrekken|besluiten|"
    "Economische Ruimte|Noemt een ander jou|Autoriteit Persoonsgegevens|GBA|"
    "als je centrale de opname echt kan stoppen",
    "medewerkers": "Verantwoordelijk is|op grond van|binnen een maand|Economische Ruimte|GBA|"
    "art. 26 lid 7|arbeidsreglement|het laatst actief|Met een sleutel|trainingsbibliotheek",
    "dpia": "artikel 35 lid 9|artikel 36|artikel 30|art. 12 lid 3|punt 4b|GBA|Kans × ernst vooraf|"
    "Kans × ernst daarna|herstellink|rangorde|stiekem|durven minder|met die kanttekening",
}


@pytest.mark.parametrize("name", LAW)
def test_what_the_law_asks_for_is_in_each_paper(site: Site, name: str) -> None:
    html = paper(site, name)
    assert [told for told in LAW[name].split("|") if told not in html] == []
