"""What is kept of somebody outside the house, in one archive, for whoever has a right to it.

It is a page to read, the same as data, and the recordings. What they said stands in it whole; what
the others said to them too, unless the admin leaves that out (see decision 26): then the recordings
stay out as well, since everybody is heard in them. What our people wrote for themselves is theirs.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_bytes
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from markupsafe import escape

from klankbord.conversation import Conversation, Side
from klankbord.conversation.time import format_clock
from klankbord.errors import FoundChanged
from klankbord.i18n import Translate, translator
from klankbord.service.access import Actor
from klankbord.service.calls.sound import media_type
from klankbord.service.keeping.erasing import Found, look_for
from klankbord.service.keeping.export_zip import ENDINGS, Out
from klankbord.service.keeping.sought import Sought
from klankbord.service.learning.reminding import local
from klankbord.service.site import Site
from klankbord.store.audit import log
from klankbord.store.calls import Call, read_conversation
from klankbord.store.consent import consents_of
from klankbord.store.erased import add_request
from klankbord.store.files import chunks_of

STYLE = (
    "body{font:1rem/1.5 system-ui;max-width:42rem;margin:2rem auto;padding:0 1rem}"
    "h2{margin-top:2.5rem}dt{font-weight:600}dd{margin:0 0 .5rem}.other{opacity:.75}"
    ":root{color-scheme:light dark}"
)


@dataclass(frozen=True)
class Said:
    """A turn as it is given; `text` is None where it is left out."""

    at: str
    name: str
    own: bool
    text: str | None


@dataclass(frozen=True)
class GivenCall:
    """A call as it is given; `sound` is its file in the archive, "" where there is none."""

    number: int
    when: datetime | None
    direction: str
    told: tuple[str, ...]
    turns: tuple[Said, ...]
    sound: str


def give(
    site: Site,
    actor: Actor,
    text: str,
    *,
    picked: Collection[int],
    seen: str,
    others: bool,
) -> Iterator[bytes]:
    """What is kept of somebody, of the calls those that were picked, as the bytes of a zip.

    Args:
        site: the installation.
        actor: the admin who does it; that they did is noted.
        text: the number, address or name.
        picked: the calls that are theirs.
        seen: what was shown of it.
        others: whether what the others said goes along, and the recordings.

    Raises:
        NotFound: it is no admin who asks.
        Mistakes: it is nobody.
        FoundChanged: there is something else now than was shown.
    """
    found = look_for(site, actor, text)
    if not hmac.compare_digest(found.seen, seen):
        raise FoundChanged
    given = [call for call in found.calls if call.id in set(picked)]
    now = site.now()
    counts = found.counts | {"calls": len(given)}
    digest = hmac.new(token_bytes(32), text.encode(), sha256).hexdigest()
    with site.database.writing() as connection:
        own = {"counts": counts, "person": actor.id, "now": now}
        number = add_request(connection, "access", digest, **own)  # type: ignore[arg-type]
        log(connection, now, actor.id, "person_given", name=str(number))
    return _pieces(site, actor, found, given, others=others)


def _pieces(
    site: Site, actor: Actor, found: Found, given: list[Call], *, others: bool
) -> Iterator[bytes]:
    out, _ = Out(), translator(actor.language)
    told = []
    with ZipFile(out, "w", ZIP_DEFLATED) as zip_:
        for call in given:
            one = _given(site, found.who, call, others=others)
            told.append(one)
            if one.sound and call.sound:
                info = _info(site, one.sound, ZIP_STORED)
                with zip_.open(info, "w", force_zip64=True) as file:
                    for chunk in chunks_of(site.files.path(call.sound)):
                        file.write(chunk)
                        yield out.take()
        for name, content in (
            ("index.html", _page(site, actor, found, told, _)),
            ("gegevens.json", json.dumps(_data(found, told), ensure_ascii=False, indent=1)),
        ):
            with zip_.open(_info(site, name), "w") as file:
                file.write(content.encode("utf-8", "replace"))
            yield out.take()
    yield out.take()


def _given(site: Site, who: Sought, call: Call, *, others: bool) -> GivenCall:
    with site.database.reading() as connection:
        conversation = read_conversation(connection, call.id)
        consents = consents_of(connection, call.id)
    own = _own_parties(who, call, conversation)
    names = {
        party.id: _name(party.name, party.side, own=party.id in own)
        for party in conversation.parties
    }
    path = site.files.path(call.sound) if call.sound and others else None
    there = path is not None and path.is_file()
    ending = ENDINGS.get(media_type(path), "bin") if path is not None and there else ""
    return GivenCall(
        number=call.id,
        when=call.started_at,
        direction=call.direction,
        told=tuple(dict.fromkeys(one.text or one.how for one in consents if one.text or one.how)),
        turns=tuple(
            Said(
                at="" if turn.start_ms is None else format_clock(turn.start_ms),
                name=names[turn.party],
                own=turn.party in own,
                text=turn.text if others or turn.party in own else None,
            )
            for turn in conversation.turns
        ),
        sound=f"opnamen/gesprek-{call.id}.{ending}" if there else "",
    )


def _own_parties(who: Sought, call: Call, conversation: Conversation) -> set[str]:
    """Which parties of a call they are; its only customer, where the call's number is theirs."""
    found = {
        party.id
        for party in conversation.parties
        if who.is_number(party.number or "")
        or who.is_email(party.email or "")
        or who.is_name(party.name)
    }
    customers = [p.id for p in conversation.parties if p.side is Side.CUSTOMER]
    if not found and who.is_number(call.number) and len(customers) == 1:
        return set(customers)
    return found


def _name(name: str, side: Side, *, own: bool) -> str:
    """How somebody is called in the archive; of others no more than their first name."""
    if own or not name:
        return name
    return name.split(maxsplit=1)[0] if side is Side.SELLER else ""


def _data(found: Found, told: list[GivenCall]) -> dict[str, Any]:
    return {
        "gesprekken": [
            {
                "nummer": one.number,
                "wanneer": one.when.isoformat() if one.when else None,
                "richting": one.direction,
                "verteld": list(one.told),
                "opname": one.sound or None,
                "beurten": [
                    {"vanaf": s.at, "wie": s.name, "van_jou": s.own, "tekst": s.text}
                    for s in one.turns
                ],
            }
            for one in told
        ],
        "verder": {name: n for name, n in found.counts.items() if n},
    }


def _page(site: Site, actor: Actor, found: Found, told: list[GivenCall], _: Translate) -> str:
    title = _("Wat er van je bewaard is")
    intro = _(
        "Dit is wat Klankbord van je bewaart. Wat je zelf zei, staat er helemaal in. Van onze "
        "mensen met wie je sprak, staat alleen de voornaam erbij."
    )
    unknown, left_out = _("zonder datum"), _("[wat een ander zei, is weggelaten]")
    about = escape(_("Over de opname:"))
    body = []
    for one in told:
        when = f"{local(one.when):%d-%m-%Y %H:%M}" if one.when else unknown
        body.append(f"<h2>{escape(when)}</h2>")
        body += [f"<p>{about} {escape(text)}</p>" for text in one.told]
        if one.sound:
            body.append(f'<p><audio controls preload="none" src="{escape(one.sound)}"></audio></p>')
        body.append("<dl>")
        for said in one.turns:
            name = said.name or (_("jij") if said.own else _("iemand anders"))
            look = "" if said.own else ' class="other"'
            text = left_out if said.text is None else said.text
            body.append(f"<dt{look}>{escape(said.at)} {escape(name)}</dt>")
            body.append(f"<dd{look}>{escape(text)}</dd>")
        body.append("</dl>")
    also = _(
        "Verder bewaren we bij deze gesprekken cijfers over hoe er gesproken is, en wat onze "
        "mensen er voor hun werk bij schreven: opmerkingen {comments}, fragmenten {clips}, "
        "besprekingen {reviews}."
    ).format(**{name: found.counts[name] for name in ("comments", "clips", "reviews")})
    when = f"{local(site.now()):%d-%m-%Y %H:%M}"
    return (
        f'<!doctype html>\n<html lang="{actor.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>\n"
        f"<h1>{escape(title)}</h1>\n<p>{when}</p>\n<p>{escape(intro)}</p>\n"
        + "\n".join(map(str, body))
        + f"\n<p>{escape(also)}</p>\n</body></html>\n"
    )


def _info(site: Site, name: str, compression: int = ZIP_DEFLATED) -> ZipInfo:
    info = ZipInfo(name, local(site.now()).timetuple()[:6])
    info.compress_type = compression
    info.external_attr = 0o600 << 16
    return info
