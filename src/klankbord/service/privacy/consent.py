"""How, when and by which text the other party of a call was told of the recording.

A call is noted what its source tells every caller (a text with a version), what came along with it,
that it was said in the call itself (found by its cue, with its moment), and what its owner writes
down. Where a source demands it and nothing is noted, nobody sees the call; what is still not noted
when its time is over, is removed (see `settling`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_

from klankbord.errors import (
    NotFound,
    NoticeMissing,
    NoticeOrDemand,
    NoticeTooLong,
    ToldMissing,
    WaitBetween,
)
from klankbord.i18n import N_
from klankbord.service.access import Actor, fetch_call, need_admin
from klankbord.service.agreement.agreed import CONSENT, changing, guard
from klankbord.service.names import need_choice, refuse
from klankbord.service.outward.hooking import plan_hooks
from klankbord.service.privacy.remembering import was_untold
from klankbord.service.privacy.told_again import note_again, note_duplicate, release
from klankbord.service.site import Site
from klankbord.service.sources.arriving import Arriving, ToldConsent
from klankbord.store.arrivals import Arrival, find_arrival
from klankbord.store.audit import log
from klankbord.store.calls import Call, find_call, find_calls
from klankbord.store.consent import (
    Consent,
    ConsentRule,
    Notice,
    add_notice,
    arrival_of_import,
    consents_of,
    drop_consent,
    keep_back,
    kept_back_among,
    lock_arrival,
    notice_of,
    notices_of,
    put_consent,
    rule_of,
    set_rule,
    waits,
)
from klankbord.store.jobs import enqueue
from klankbord.store.search import TurnRow, mark
from klankbord.store.sources import Source, find_source
from klankbord.store.tables import calls

HOWS: dict[str, str] = {
    "menu": N_("een bandje of keuzemenu vooraf"),
    "said": N_("gezegd in het gesprek"),
    "written": N_("schriftelijk, vooraf"),
    "other": N_("op een andere manier"),
}
"""How somebody is told; a source of calls may name it otherwise."""
LONGEST_NOTICE = 2000
MOST_WAIT_H = 168
CUE = mark("spoken_notice")
"""The cue by which it is found that it was said, as search knows it."""
LONGEST_QUOTE = 300


@dataclass(frozen=True)
class SourceConsent:
    """What a source demands, and by which texts its parties were told, the latest first."""

    source: Source
    rule: ConsentRule
    notices: tuple[Notice, ...]

    @property
    def notice(self) -> Notice | None:
        """The text in force; None where parties are told by none."""
        return next((one for one in self.notices[:1] if one.how), None)


@dataclass(frozen=True)
class Waiting:
    """A call of one's own that nobody sees; `until` is when it is removed."""

    call: Call
    until: datetime


# ── what a source demands ─────────────────────────────────────────────────────────────────────


def read_source_consent(site: Site, actor: Actor, source: int) -> SourceConsent:
    """What a source demands and tells.

    Raises:
        NotFound: there is no such source; or it is no admin who asks.
    """
    need_admin(actor)
    with site.database.reading() as connection:
        found = find_source(connection, source)
        if found is None:
            raise NotFound
        return SourceConsent(
            found, rule_of(connection, source), tuple(notices_of(connection, source))
        )


def set_source_consent(  # noqa: PLR0913 (a form)
    site: Site,
    actor: Actor,
    source: int,
    *,
    how: str,
    text: str,
    demanded: bool,
    spoken: bool,
    wait_h: str,
) -> None:
    """Set what a source demands of its calls, and by which text its parties are told.

    Another text is another version; calls that are there keep the one that they were told by.

    Raises:
        NotFound: there is no such source; or it is no admin who asks.
        BadForm: how is none of those that are offered.
        Mistakes: a text is missing or too long, the hours cannot be, or the source is on and would
            neither tell its parties nor demand that they knew.
        AwaitsSecond: it was agreed on.
    """
    need_admin(actor)
    need_choice(how, ("", *HOWS))
    text, hours = text.strip(), wait_h.strip()
    right = hours.isascii() and hours.isdecimal() and len(hours) < 4 and int(hours) <= MOST_WAIT_H  # noqa: PLR2004
    refuse(
        NoticeMissing() if how and not text else None,
        NoticeTooLong(LONGEST_NOTICE) if len(text) > LONGEST_NOTICE else None,
        None if right else WaitBetween(0, MOST_WAIT_H),
    )
    rule, wanted = ConsentRule(demanded, spoken, int(hours)), (how, text if how else "")
    with changing(site, actor) as connection:
        before, key = consent_items(connection, source), str(source)
        _need_lawful(connection, source, tells=bool(how), demands=demanded)  # before it is asked
        after = before[key] | asdict(rule) | {"how": wanted[0], "text": wanted[1]}
        guard(connection, CONSENT, before, {key: after})
        keep_source_consent(site, connection, actor, source, after)


def _need_lawful(connection: Connection, source: int, *, tells: bool, demands: bool) -> None:
    """Let a source that is on tell its parties, or demand that they knew; one that is off waits.

    Raises:
        Mistakes: it would do neither.
    """
    found = find_source(connection, source)
    refuse(NoticeOrDemand() if found and found.enabled and not (tells or demands) else None)


def consent_items(connection: Connection, source: int) -> dict[str, Any]:
    """What a source demands and tells, as JSON has it, by the source's number.

    Raises:
        NotFound: there is no such source.
    """
    if find_source(connection, source) is None:
        raise NotFound
    told, rule = notice_of(connection, source), rule_of(connection, source)
    notice = {"how": told.how, "text": told.text} if told else {"how": "", "text": ""}
    return {str(source): notice | asdict(rule)}


def keep_source_consent(
    site: Site, connection: Connection, actor: Actor, source: int, items: Mapping[str, Any]
) -> None:
    """Set it, whoever approved.

    Raises:
        NotFound: there is no such source.
        Mistakes: it was turned on since it was asked, and would neither tell its parties nor demand
            that they knew.
    """
    found = find_source(connection, source)
    if found is None:
        raise NotFound
    before, now = notice_of(connection, source), site.now()
    wanted = (items["how"], items["text"])
    if wanted != ((before.how, before.text) if before else ("", "")):
        add_notice(connection, source, *wanted, person=actor.id, now=now)
    rule = ConsentRule(items["demanded"], items["spoken"], items["wait_h"])
    _need_lawful(connection, source, tells=bool(items["how"]), demands=rule.demanded)
    set_rule(connection, source, rule)
    log(connection, now, actor.id, "consent_set", name=found.name)


def is_untold(connection: Connection, arrival: Arrival) -> bool:
    """Whether no consent came with an arrival, it is demanded, and it can no longer come.

    It is also demanded of what another source left out for that; a source that does so itself waits
    for it, or hears it.
    """
    if Arriving.of(arrival).consent is not None or notice_of(connection, arrival.source_id):
        return False
    rule = rule_of(connection, arrival.source_id)
    if rule.demanded:
        return not (rule.spoken or rule.wait_h)
    return was_untold(connection, {file.hash for file in arrival.files if file.hash})


# ── what is noted of a call ───────────────────────────────────────────────────────────────────


def note_arrived(
    connection: Connection, site: Site, number: int, taken: Iterable[tuple[int, bool]]
) -> None:
    """Note how the parties were told of the calls that came of an import, and keep back the rest.

    Args:
        connection: the transaction in which the calls are kept.
        site: the installation.
        number: of the import.
        taken: the calls, and whether each is new.
    """
    arrived = arrival_of_import(connection, number)
    if arrived is not None:
        lock_arrival(connection, arrived)  # its source may tell of consent just now
    arrival = find_arrival(connection, arrived) if arrived else None
    if arrival is None:
        return
    now, told = site.now(), Arriving.of(arrival).consent
    notice, rule = notice_of(connection, arrival.source_id), rule_of(connection, arrival.source_id)
    for call, new in taken:
        if told is not None and new:
            facts = {"how": told.how, "text": told.text, "told_at": told.when}
            put_consent(connection, call, "arrival", now, **facts)
        if notice is not None and new:
            version = {"how": notice.how, "text": notice.text, "version": notice.version}
            put_consent(connection, call, "source", now, **version)
        if not new:
            note_again(connection, arrival, [call], now)
            continue
        if rule.demanded and told is None and notice is None:
            until = now + timedelta(hours=rule.wait_h)
            of = arrival.id
            keep_back(connection, call, "consent", arrival=of, until=until, spoken=rule.spoken)
        if hours := site.settings.private_hours:
            until = now + timedelta(hours=hours)
            keep_back(connection, call, "private", arrival=arrival.id, until=until)


def note_spoken(
    connection: Connection, of: Sequence[tuple[int, Sequence[TurnRow]]], now: datetime
) -> None:
    """Note in which calls it was said, by the side that sells or a recorded voice, and where.

    A call that waited for it is seen from now on. One that waited for nothing else is removed.
    """
    if not of:
        return
    drop_consent(connection, [call for call, _ in of], "spoken")
    said = {call: found for call, turns in of if (found := _notice_in(turns))}
    for call, (turn, _, _, start_ms, _, text, _, _) in said.items():
        facts = {"how": "said", "text": text[:LONGEST_QUOTE], "turn": turn, "start_ms": start_ms}
        put_consent(connection, call, "spoken", now, **facts)
    waiting = kept_back_among(connection, [call for call, _ in of], "consent")
    release(connection, [one.call_id for one in waiting if one.spoken and one.call_id in said])
    if any(one.until <= now and one.call_id not in said for one in waiting):
        enqueue(connection, "settle", {}, now=now)


def note_by_hand(
    site: Site, actor: Actor, call: int, how: str, text: str, told_at: datetime | None
) -> None:
    """Write down how the other party of a call of one's own was told; who waited for it sees it.

    Raises:
        NotFound: there is no such call of theirs.
        BadForm: how is none of those that are offered.
        ToldMissing: it is not said how.
        Mistakes: the text is too long.
    """
    need_choice(how, ("", *HOWS))
    text = text.strip()
    refuse(
        None if how else ToldMissing(),
        NoticeTooLong(LONGEST_NOTICE) if len(text) > LONGEST_NOTICE else None,
    )
    now = site.now()
    with site.database.writing() as connection:
        own_call(connection, actor, call)
        facts = {"how": how, "text": text, "told_at": told_at, "person_id": actor.id}
        put_consent(connection, call, "hand", now, **facts)
        log(connection, now, actor.id, "told_noted", call=call)
        plan_hooks(connection, release(connection, [call]), now)


def note_by_source(
    connection: Connection, arrival: Arrival, told: ToldConsent, now: datetime
) -> None:
    """Note what a source tells afterwards of a call that it offered."""
    if arrival.reason == "duplicate":
        kept = arrival.told | {"consent": told.model_dump(mode="json")}
        note_duplicate(connection, replace(arrival, told=kept), now)
        return
    found = [one.id for one in find_calls(connection, calls.c.id.in_(arrival.calls))]
    facts = {"how": told.how, "text": told.text, "told_at": told.when}
    for call in found:
        put_consent(connection, call, "arrival", now, **facts)
    plan_hooks(connection, release(connection, found), now)


def consent_of(site: Site, call: int) -> list[Consent]:
    """How the party of a call was told; of a call that its reader may see."""
    with site.database.reading() as connection:
        return consents_of(connection, call)


# ── what waits for it ─────────────────────────────────────────────────────────────────────────


def list_waiting(site: Site, actor: Actor) -> list[Waiting]:
    """One's own calls of which nobody noted yet how the other party was told, the oldest first."""
    with site.database.reading() as connection:
        own = find_calls(connection, calls.c.owner_id == actor.id, waits())
        held = kept_back_among(connection, [call.id for call in own], "consent")
    until = {one.call_id: one.until for one in held}
    return sorted(
        (Waiting(call, until[call.id]) for call in own if call.id in until),
        key=lambda one: (one.until, one.call.id),
    )


def waiting_among(site: Site, of: Collection[int]) -> set[int]:
    """Those of some calls that nobody sees yet; for admins, who see none of them anyway."""
    with site.database.reading() as connection:
        return {one.call_id for one in kept_back_among(connection, of, "consent")}


def read_waiting(site: Site, actor: Actor, call: int) -> Waiting:
    """One of those.

    Raises:
        NotFound: it is none of theirs, or waits for nothing.
    """
    found = next((one for one in list_waiting(site, actor) if one.call.id == call), None)
    if found is None:
        raise NotFound
    return found


def own_call(connection: Connection, actor: Actor, call: int) -> Call:
    """A call of one's own, also one that nobody sees yet.

    Raises:
        NotFound: it is not theirs.
    """
    found = find_call(connection, and_(calls.c.id == call, calls.c.owner_id == actor.id))
    if found is None:
        fetch_call(connection, actor, call)  # it may be theirs to see
        raise NotFound
    return found


def _notice_in(turns: Sequence[TurnRow]) -> TurnRow | None:
    """The first turn of a call in which its recording is told of, not by the customer."""
    return next((row for row in turns if row[2] != "customer" and CUE in row[7].split()), None)
