"""How the other party of a call was told, on its page; and the page of a call that waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from klankbord.conversation.time import format_clock
from klankbord.errors import NotTaken
from klankbord.i18n import Translate
from klankbord.service.privacy.consent import HOWS, LONGEST_NOTICE, consent_of
from klankbord.service.privacy.private import private_until
from klankbord.store.calls import Call
from klankbord.store.consent import Consent
from klankbord.web.call_line import call_line
from klankbord.web.dates import day_and_time
from klankbord.web.forms import Field, Option, fields_of, options_of

if TYPE_CHECKING:
    from klankbord.web.door import Visit

FIELDS = ("how", "text", "told_at")


@dataclass(frozen=True)
class ToldRow:
    """One way by which the other party was told: how, when, by which text, and the moment."""

    how: str
    facts: str
    text: str
    url: str
    moment: str


@dataclass(frozen=True)
class ToldForm:
    """The form to write it down."""

    url: str
    hows: tuple[Option, ...]
    how: Field
    text: Field
    told_at: Field
    longest: int = LONGEST_NOTICE

    @classmethod
    def of(
        cls,
        here: Visit,
        call: Call,
        filled: Mapping[str, str] | None = None,
        wrong: NotTaken | None = None,
    ) -> ToldForm:
        """The form, empty or as it was filled in."""
        _ = here.translate
        told = dict.fromkeys(FIELDS, "") | dict(filled or {})
        choices = {"": _("Kies")} | {how: _(text) for how, text in HOWS.items()}
        fields = fields_of(told, wrong, _)
        return cls(
            url=f"/gesprekken/{call.id}/toestemming",
            hows=options_of(choices, [told["how"]]),
            how=fields["how"],
            text=fields["text"],
            told_at=fields["told_at"],
        )


@dataclass(frozen=True)
class ToldView:
    """What the page of a call says of it; `form` is None for whose call it is not.

    `private` is until when its owner alone sees it and can call it private, "" where that is over.
    """

    rows: tuple[ToldRow, ...]
    form: ToldForm | None
    private: str
    address: str

    @classmethod
    def of(cls, here: Visit, call: Call) -> ToldView:
        """What is noted of a call."""
        with here.site.database.reading() as connection:
            until = private_until(connection, here.actor, call)
        return cls(
            rows=tuple(_row(here, one) for one in consent_of(here.site, call.id)),
            form=ToldForm.of(here, call) if call.owner_id == here.actor.id else None,
            private=day_and_time(until, here.language) if until else "",
            address=f"/gesprekken/{call.id}",
        )


@dataclass(frozen=True)
class WaitingView:
    """The page of a call that nobody sees yet: when it was and with whom, and nothing of it."""

    template: ClassVar[str] = "gesprek/toestemming/page.html"
    when: str
    whom: str
    until: str
    throw: str
    form: ToldForm

    @classmethod
    def of(
        cls,
        here: Visit,
        call: Call,
        until: datetime | None,
        filled: Mapping[str, str] | None = None,
        wrong: NotTaken | None = None,
    ) -> WaitingView:
        """The page; its form as it was filled in, where something is wrong with that."""
        _ = here.translate
        return cls(
            when=day_and_time(call.started_at or call.created_at, here.language),
            whom=call.number or _("een onbekend nummer"),
            until=day_and_time(until, here.language) if until else "",
            throw=f"/gesprekken/{call.id}/toestemming/weg" if until else "",
            form=ToldForm.of(here, call, filled, wrong),
        )


@dataclass(frozen=True)
class PrivateView:
    """The page that asks whether a call was private, before all of it goes."""

    template: ClassVar[str] = "gesprek/toestemming/prive.html"
    url: str
    title: str
    line: str
    back: str

    @classmethod
    def of(cls, here: Visit, call: Call, *, from_call: bool) -> PrivateView:
        """The page of a call of one's own; who leaves it goes back to where they came from."""
        _ = here.translate
        named = call.title if call.title != call.number else ""  # the line has that
        title = named or call.customers or _("Gesprek zonder titel")
        line = call_line(call, _, here.language)
        url = f"/gesprekken/{call.id}"
        return cls(url, title, line, url if from_call else "/vandaag")


def _row(here: Visit, one: Consent) -> ToldRow:
    _ = here.translate
    told_at = day_and_time(one.told_at, here.language) if one.told_at else ""
    facts = [told_at, _by(one, _)]
    clock = format_clock(one.start_ms) if one.start_ms is not None else _("beurt {n}")
    return ToldRow(
        how=_(HOWS[one.how]) if one.how in HOWS else one.how or _("hoe is niet bekend"),
        facts=" · ".join(fact for fact in facts if fact),
        text=one.text,
        url=f"#t{one.turn}" if one.turn else "",
        moment=clock.format(n=one.turn),
    )


def _by(one: Consent, _: Translate) -> str:
    if one.way == "source":
        return _("zo is het altijd bij deze bron (versie {n})").format(n=one.version)
    if one.way == "arrival":
        return _("kwam met het gesprek mee")
    if one.way == "spoken":
        return _("gevonden in wat er gezegd is")
    return _("opgeschreven door {name}").format(name=one.person) if one.person else ""
