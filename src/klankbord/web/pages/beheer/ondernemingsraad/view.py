"""What was agreed, told: what is locked, what waits, who sits for the works council."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, ClassVar

from klankbord.i18n import N_, translator
from klankbord.installing import install_command
from klankbord.report.council import PAPERS
from klankbord.service.agreement import agreed
from klankbord.service.agreement.agreed import NAMES, WHO
from klankbord.service.agreement.agreeing import Agreed
from klankbord.service.agreement.agreements import AGREEMENTS, wish
from klankbord.service.agreement.telling import Teller
from klankbord.service.agreement.works_council import Pack, Subject
from klankbord.store.agreed import Asked
from klankbord.web.dates import day, day_and_time
from klankbord.web.forms import Option, options_of

if TYPE_CHECKING:
    from klankbord.web.door import Visit

FILES = {
    "pack": "ondernemingsraad",
    "dpia": "dpia",
    "klanten": "klanten",
    "medewerkers": "medewerkers",
}
"""What the file of each paper is called."""
_STATES = {
    "approved": N_("Goedgekeurd"),
    "refused": N_("Niet goedgekeurd"),
    "withdrawn": N_("Ingetrokken"),
}


@dataclass(frozen=True)
class PaperRow:
    """A paper: where it is read, and where it is fetched; `pdf` is "" where none can be made."""

    title: str
    url: str
    html: str
    pdf: str


@dataclass(frozen=True)
class SubjectRow:
    """Settings that can be locked; `when` is "" where they are not, `apart` is what differs.

    `who` names who locked them, and who said as the second that it was agreed on; `confirms` says
    that the reader can be that second, `frees` that they can ask to let them go.
    """

    key: str
    name: str
    lines: tuple[str, ...]
    when: str
    who: str
    apart: tuple[str, ...]
    confirms: bool
    frees: bool


@dataclass(frozen=True)
class AskedRow:
    """A change that waits; `own` says that its reader asked, `may` that they may decide.

    `approves` says that they can say yes now: nothing of it changed since, and they do not rest.
    """

    url: str
    name: str
    who: str
    lines: tuple[str, ...]
    own: bool
    may: bool
    approves: bool
    stale: bool
    """Whether what would change is something else by now than when it was asked."""


@dataclass(frozen=True)
class MemberRow:
    """Somebody who sits for the works council."""

    name: str
    remove: str


@dataclass(frozen=True)
class CouncilView:
    """The page; `lacks_pdf` is what somebody types so that it can make a PDF, "" where it can."""

    template: ClassVar[str] = "beheer/ondernemingsraad/page.html"
    admin: bool
    lacks_pdf: str
    papers: tuple[PaperRow, ...]
    digest: str
    last: str
    changed: tuple[str, ...]
    fresh: bool
    """Whether this very pack is the one that was agreed on."""
    subjects: tuple[SubjectRow, ...]
    waiting: tuple[AskedRow, ...]
    decided: tuple[str, ...]
    alone: bool
    resting: tuple[str, ...]
    """Who approves nothing yet, and from when they do."""
    members: tuple[MemberRow, ...]
    candidates: tuple[Option, ...]
    exports: bool

    @classmethod
    def of(cls, here: Visit, found: Agreed, pack: Pack) -> CouncilView:
        """The page, for its reader."""
        _, language = here.translate, here.language
        with here.site.database.reading() as connection:
            teller = Teller.of(connection, _, language)
        url = "/beheer/ondernemingsraad"
        names = {str(p.id): p.name for p in found.people if not p.left}
        inside = {number: name for number, name in names.items() if int(number) in found.council}
        outside = {number: name for number, name in names.items() if number not in inside}
        last = ""
        if pack.last_at:
            last = _("{day} door {who}").format(
                day=day_and_time(pack.last_at, language), who=pack.last_by or "–"
            )
        lacks_pdf = find_spec("weasyprint") is None
        return cls(
            admin=here.actor.admin,
            lacks_pdf=install_command("pdf") if lacks_pdf else "",
            papers=tuple(
                PaperRow(
                    title=_(title),
                    url=f"{url}/lezen/{key}",
                    html=f"{url}/{key}.html",
                    pdf="" if lacks_pdf else f"{url}/{key}.pdf",
                )
                for key, title in PAPERS.items()
            ),
            digest=pack.digest,
            last=last,
            changed=pack.changed,
            fresh=pack.last_digest == pack.digest,
            subjects=tuple(
                _subject(here, found, key, one, url)
                for key, one in pack.subjects.items()
                if key in AGREEMENTS
            ),
            waiting=tuple(_asked(here, found, one, teller, url) for one in found.waiting),
            decided=tuple(_decided(here, one, teller) for one in found.decided),
            alone=found.alone,
            resting=tuple(
                _("{who}: vanaf {day}").format(
                    who=names[str(number)], day=day_and_time(until, language)
                )
                for number, until in sorted(found.rests.items())
                if number in found.seconds and until > here.site.now()
            ),
            members=tuple(
                MemberRow(name, f"{url}/leden/{number}/weg") for number, name in inside.items()
            ),
            candidates=options_of(outside, []),
            exports=bool(found.facts[agreed.EXPORT]["allowed"]),
        )


def _subject(here: Visit, found: Agreed, key: str, one: Subject, url: str) -> SubjectRow:
    _, lock = here.translate, found.locks.get(key)
    who = ""
    if lock:
        said = _("op slot gezet door {who}; nog door niemand anders bevestigd")
        if lock.second:
            said = _("op slot gezet door {who}, bevestigd door {second}")
        who = said.format(who=lock.by or "–", second=lock.second)
    others = lock is not None and lock.person_id != here.actor.id
    speaks = here.actor.id in found.council or not found.had_council
    return SubjectRow(
        key=f"{url}/slot/{key}",
        name=_capital(one.name),
        lines=one.lines,
        when=day(lock.at, here.language) if lock else "",
        who=who,
        apart=one.apart,
        confirms=others and speaks and lock is not None and not lock.second,
        frees=key not in WHO or not found.locks.keys() - WHO,
    )


def _asked(here: Visit, found: Agreed, one: Asked, teller: Teller, url: str) -> AskedRow:
    _, actor = here.translate, here.actor
    own = one.person_id == actor.id
    lines: tuple[str, ...]
    if one.key == agreed.PACK:
        lines = (_("Het dossier met kenmerk {digest}.").format(digest=one.wanted["digest"]),)
    elif one.key == agreed.LOCKS:
        lines = tuple(_(NAMES[key]) for key in one.wanted)
    else:
        lines = tuple(
            wish(one.key, name, found.facts[one.key].get(name), value, teller)
            for name, value in one.wanted.items()
        )
    who = teller.person(str(one.person_id or 0))
    return AskedRow(
        url=f"{url}/vragen/{one.id}",
        name=_capital(_(NAMES[one.key])),
        who=_("{who}, {day}").format(who=who, day=day_and_time(one.asked_at, here.language)),
        lines=lines,
        own=own,
        may=found.may_decide(one, actor),
        approves=found.may_approve(one, actor, here.site.now()),
        stale=found.is_stale(one),
    )


def _decided(here: Visit, one: Asked, teller: Teller) -> str:
    _ = translator(here.language)
    return _("{state}: {what}. Gevraagd door {who}, beslist door {second} op {day}.").format(
        state=_(_STATES[one.state]),
        what=_(NAMES[one.key]),
        who=teller.person(str(one.person_id or 0)),
        second=teller.person(str(one.second_id or 0)),
        day=day(one.decided_at or one.asked_at, here.language),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
