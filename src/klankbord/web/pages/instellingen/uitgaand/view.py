"""Somebody's rules for what goes out, and the log of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from klankbord.errors import NotTaken
from klankbord.i18n import N_, Translate
from klankbord.service.outward.hook_rules import Rules
from klankbord.store.hooks import Delivery, Hook
from klankbord.web.dates import day, day_and_time
from klankbord.web.forms import Field, Option, fields_of, options_of

if TYPE_CHECKING:
    from klankbord.web.door import Visit

BELOW = "/instellingen/uitgaand"
STUCK = timedelta(days=1)
"""What is still on its way after so long, a worker fell over."""
STATES = {"waiting": N_("Onderweg"), "sent": N_("Aangekomen"), "failed": N_("Niet aangekomen")}


@dataclass(frozen=True)
class Given:
    """The form for a rule, as it was filled in."""

    name: str = ""
    search: str = ""
    url: str = ""
    facts: bool = False


@dataclass(frozen=True)
class RuleRow:
    """A rule in a list; `stop` is the address by which it is stopped, "" where it is at rest."""

    url: str
    name: str
    owner: str
    host: str
    state: str
    counts: str
    on: bool
    stop: str

    @classmethod
    def of(
        cls, here: Visit, hook: Hook, counts: Mapping[int, Mapping[str, int]], below: str
    ) -> RuleRow:
        """A rule; `below` is the page under which it is stopped."""
        _ = here.translate
        return cls(
            url=f"{BELOW}/{hook.id}",
            name=hook.name,
            owner=hook.person,
            host=urlsplit(hook.url).netloc,
            state=_("aan") if hook.enabled else _("uit"),
            counts=_counted(counts.get(hook.id, {}), _),
            on=hook.enabled,
            stop=f"{below}/{hook.id}/uit" if hook.enabled else "",
        )


@dataclass(frozen=True)
class RulesView:
    """The page of one's own rules; `hosts` is where Klankbord may go, `admin` who may say so."""

    template: ClassVar[str] = "instellingen/uitgaand/page.html"
    rows: tuple[RuleRow, ...]
    name: Field
    url: Field
    wrong_search: str
    searches: tuple[Option, ...]
    facts: bool
    hosts: str
    admin: bool

    @classmethod
    def of(
        cls, here: Visit, rules: Rules, given: Given | None = None, wrong: NotTaken | None = None
    ) -> RulesView:
        """The page; its form as it was filled in, where something is wrong with that."""
        _, given = here.translate, given or Given()
        values = {"name": given.name, "url": given.url, "search": given.search}
        fields = fields_of(values, wrong, _)
        return cls(
            rows=tuple(RuleRow.of(here, hook, rules.counts, BELOW) for hook in rules.hooks),
            name=fields["name"],
            url=fields["url"],
            wrong_search=fields["search"].mistake,
            searches=options_of({str(s.id): s.name for s in rules.searches}, [given.search]),
            facts=given.facts,
            hosts=", ".join(one.outlet.text for one in rules.outlets),
            admin=here.actor.admin,
        )


@dataclass(frozen=True)
class DeliveryRow:
    """A delivery in the log; `again` is the address by which it is sent once more."""

    when: str
    what: str
    url: str
    state: str
    told: str
    reason: str
    again: str
    bad: bool


@dataclass(frozen=True)
class RuleView:
    """A rule and its log; `older` and `newest` lead on, and are "" where there is nothing."""

    template: ClassVar[str] = "instellingen/uitgaand/rule.html"
    title: str
    base: str
    target: str
    found: str
    since: str
    facts: bool
    on: bool
    rows: tuple[DeliveryRow, ...]
    older: str
    newest: str

    @classmethod
    def of(
        cls, here: Visit, hook: Hook, found: Sequence[Delivery], size: int, *, first: bool
    ) -> RuleView:
        """A page of `size` deliveries, of a log that has one more where it goes on."""
        shown, base = found[:size], f"{BELOW}/{hook.id}"
        return cls(
            title=hook.name,
            base=base,
            target=hook.url,
            found=f"/gesprekken?{hook.query}",
            since=day(hook.created_at, here.language),
            facts=hook.facts,
            on=hook.enabled,
            rows=tuple(_row(here, one, base) for one in shown),
            older=f"{base}?voor={shown[-1].id}" if len(found) > size else "",
            newest="" if first else base,
        )


@dataclass(frozen=True)
class SecretView:
    """The secret of a rule, shown once; "" where it was shown before."""

    template: ClassVar[str] = "instellingen/uitgaand/secret.html"
    secret: str
    name: str
    back: str


def _row(here: Visit, one: Delivery, base: str) -> DeliveryRow:
    _ = here.translate
    tries = _("1 poging") if one.tries == 1 else _("{n} pogingen").format(n=one.tries)
    waits = one.state == "waiting" and here.site.now() - one.changed_at < STUCK
    reason = (one.reason or {}).get(here.language, "")
    answered = _("antwoord {status}").format(status=one.status)
    last = _("de laatste {when}").format(when=day_and_time(one.changed_at, here.language))
    told = [
        tries if one.tries else "",
        last if one.tries > 1 else "",
        answered if one.status and not reason else "",
    ]
    return DeliveryRow(
        when=day_and_time(one.created_at, here.language),
        what=_("Gesprek {n}").format(n=one.call_id) if one.call_id else _("Proef"),
        url=f"/gesprekken/{one.call_id}" if one.call_id else "",
        state=_(STATES[one.state]),
        told=" · ".join(part for part in told if part),
        reason=reason,
        again="" if waits else f"{base}/opnieuw/{one.id}",
        bad=one.state == "failed",
    )


def _counted(counts: Mapping[str, int], _: Translate) -> str:
    if not counts:
        return _("nog niets verstuurd")
    texts = {
        "sent": N_("{n} aangekomen"),
        "waiting": N_("{n} onderweg"),
        "failed": N_("{n} niet aangekomen"),
    }
    return ", ".join(_(text).format(n=counts[s]) for s, text in texts.items() if counts.get(s))
