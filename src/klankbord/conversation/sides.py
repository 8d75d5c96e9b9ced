"""Who sells? Told by name, by a list of own people, or by the source; never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from klankbord.conversation.conversation import Conversation, Party, Side
from klankbord.errors import AmbiguousSeller, UnknownSeller, quoted


def with_sellers(conversation: Conversation, names: Iterable[str], file: str) -> Conversation:
    """Put the named parties on the seller's side, and whoever has a name and no side on the other.

    A side that is known stands (of a colleague who sells too, an interpreter), unless that party
    is named here. Speakers whom the source does not name stay what they are.

    Raises:
        UnknownSeller: nobody goes by one of the names (see `find_parties`).
        AmbiguousSeller: several do.
    """
    found = {name: find_parties(conversation, name) for name in names}
    everybody = quoted(party.name for party in conversation.parties if party.name)
    if unknown := [name for name, parties in found.items() if not parties]:
        raise UnknownSeller(file, quoted(unknown), everybody)
    for name, parties in found.items():
        if len(parties) > 1:
            raise AmbiguousSeller(file, quoted([name]), quoted(party.name for party in parties))
    sellers = {party.id for (party,) in found.values()}
    if not sellers:
        return conversation
    sides = {
        party.id: Side.SELLER if party.id in sellers else Side.CUSTOMER
        for party in conversation.parties
        if party.id in sellers or (party.name and party.side is Side.UNKNOWN)
    }
    return conversation.with_sides(sides)


def with_own_people(
    conversation: Conversation, names: Iterable[str], domains: Iterable[str]
) -> Conversation:
    """Recognise the seller by an organisation's own names or e-mail addresses, and domains.

    Nothing changes where nobody is recognised, or everybody. A side that the source gives
    stands: only parties of whom it says nothing are put on one.
    """
    known = {key for name in names for key in _keys(name)}
    own_domains = {domain.strip().lower().lstrip("@") for domain in domains} - {""}
    named = [party for party in conversation.parties if party.name]
    own = {
        party.id
        for party in named
        if party.side in {Side.UNKNOWN, Side.SELLER}
        and (known & party_keys(party) or _domain(party) in own_domains)
    }
    if not own or len(own) == len(named):
        return conversation
    sides = {
        party.id: Side.SELLER if party.id in own else Side.CUSTOMER
        for party in named
        if party.side is Side.UNKNOWN
    }
    return conversation.with_sides(sides)


def with_first_name(conversation: Conversation, name: str, others: Iterable[str]) -> Conversation:
    """Recognise the seller by the first name of a person, where one speaker alone goes by it.

    Nothing changes where it is known of anybody that they sell, or where another speaker may be a
    colleague: goes by the first name of one of `others`.
    """
    named = [party for party in conversation.parties if party.name]
    fitting = [party for party in named if _plain(party.name) == _first(name)]
    known = any(party.side is Side.SELLER for party in named)
    if known or len(fitting) != 1 or len(named) == 1 or fitting[0].side is not Side.UNKNOWN:
        return conversation
    colleagues = {_first(other) for other in others}
    if any(_plain(p.name) in colleagues for p in named if p is not fitting[0]):
        return conversation
    sides = {
        party.id: Side.SELLER if party is fitting[0] else Side.CUSTOMER
        for party in named
        if party.side is Side.UNKNOWN
    }
    return conversation.with_sides(sides)


def find_parties(conversation: Conversation, name: str) -> list[Party]:
    """The named parties that go by a name, by the closest way in which any of them does.

    That is: the very name; the very id or e-mail address; one of those but for case and accents;
    the name but for a (firm) or for Last, First; or else the first words of the name (`Lotte`
    for Lotte Maes). Whoever writes a whole name so never gets somebody else as well.
    """
    named = [party for party in conversation.parties if party.name]
    plain, keys = _plain(name), _keys(name)
    ways = (
        lambda p: p.name == name,
        lambda p: name in {p.id, p.email},
        lambda p: plain in {_plain(p.name), _plain(p.id), _plain(p.email or "")} - {""},
        lambda p: bool(keys & _keys(p.name)),
        lambda p: any(key.startswith(f"{first} ") for key in _keys(p.name) for first in keys),
    )
    found = ([party for party in named if fits(party)] for fits in ways) if name else ()
    return next((parties for parties in found if parties), [])


def party_keys(party: Party) -> set[str]:
    """The forms under which a party is the same: of its name, and its e-mail address."""
    return _keys(party.name) | {_plain(party.email or "")} - {""}


def same_name(party: Party, names: Iterable[str]) -> bool:
    """Whether a party goes by one of these whole names or e-mail addresses.

    >>> same_name(Party("1", "Maes, Lotte (Kassahuis)"), ["Lotte Maes"])
    True
    """
    return any(party_keys(party) & _keys(name) for name in names)


def _plain(name: str) -> str:
    """A name without its case, accents and spare spaces."""
    name = unicodedata.normalize("NFKD", name).casefold()
    return " ".join("".join(c for c in name if not unicodedata.combining(c)).split())


def _keys(name: str) -> set[str]:
    """The forms under which a name is the same: as it is, without (firm), and First Last."""
    plain = _plain(name)
    bare = " ".join(re.sub(r"[(\[][^()\[\]]*[)\]]", " ", plain).split())
    keys = {plain, bare}
    last, comma, first = bare.partition(",")
    if comma:
        keys.add(" ".join(f"{first} {last}".split()))
    return keys - {""}


def _first(name: str) -> str:
    """The first name of somebody, plain: lotte of Lotte Maes, and of Maes, Lotte."""
    last, comma, first = _plain(name).partition(",")
    words = (first if comma else last).split()
    return words[0] if words else ""


def _domain(party: Party) -> str:
    address = party.email or party.name
    return address.rpartition("@")[2].strip(" >)").lower() if "@" in address else ""
