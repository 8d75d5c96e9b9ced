"""Who sells? Told by name, by a list of own people, or by the source; never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from klankbord.conversation.conversation import Conversation, Party, Side
from klankbord.errors import AmbiguousSeller, UnknownSeller


def with_sellers(conversation: Conversation, names: Iterable[str], file: str) -> Conversation:
    """Put the named parties on the seller's side and everybody else who is named on the other.

    A name matches a party's whole name, its id or its e-mail, or else the first words of one
    party's name only (`Lotte` for Lotte Maes). Speakers whom the source does not name, and
    parties that it calls neither, stay what they are.

    Raises:
        UnknownSeller: nobody goes by that name.
        AmbiguousSeller: several do.
    """
    sellers = {_find(conversation, name, file).id for name in names}
    return _split(conversation, sellers) if sellers else conversation


def with_own_people(
    conversation: Conversation, names: Iterable[str], domains: Iterable[str]
) -> Conversation:
    """Recognise the seller by an organisation's own names and e-mail domains.

    Nothing changes where the source says who sells, or where nobody is recognised, or everybody.
    """
    if conversation.bears.sides:
        return conversation
    known = {key for name in names for key in _keys(name)}
    own_domains = {domain.lower().lstrip("@") for domain in domains}
    own = {
        party.id
        for party in conversation.parties
        if party.name and (known & _keys(party.name) or _domain(party) in own_domains)
    }
    named = {party.id for party in conversation.parties if party.name}
    return _split(conversation, own) if own and own < named else conversation


def _split(conversation: Conversation, sellers: set[str]) -> Conversation:
    sides = {
        party.id: Side.SELLER if party.id in sellers else Side.CUSTOMER
        for party in conversation.parties
        if party.id in sellers or (party.name and party.side is not Side.OTHER)
    }
    return conversation.with_sides(sides)


def _find(conversation: Conversation, name: str, file: str) -> Party:
    wanted = _keys(name)
    named = [party for party in conversation.parties if party.name]
    exact = [p for p in named if wanted & (_keys(p.name) | _keys(p.id) | _keys(p.email or ""))]
    found = exact or [
        p for p in named if any(key.startswith(f"{w} ") for key in _keys(p.name) for w in wanted)
    ]
    if len(found) == 1:
        return found[0]
    fault = AmbiguousSeller if found else UnknownSeller
    names = ", ".join(party.name for party in (found or named)) or "–"
    raise fault(file=file, name=name, names=names)


def _keys(name: str) -> set[str]:
    """The forms under which a name is the same: case, accents, (firm), and Last, First aside."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    bare = re.sub(r"\s*[(\[].*?[)\]]\s*", " ", plain)
    keys = {" ".join(form.split()) for form in (plain, bare)}
    last, comma, first = bare.partition(",")
    if comma:
        keys.add(" ".join(f"{first} {last}".split()))
    return keys - {""}


def _domain(party: Party) -> str:
    address = party.email or party.name
    return address.rpartition("@")[2].strip(" >)").lower() if "@" in address else ""
