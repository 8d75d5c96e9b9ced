"""Finding turns by words and marks: FTS5 on SQLite, tsvector on PostgreSQL, the same hits.

Both read the columns `lemmas` and `marks` of `turns`, which we compute; so neither database's own
idea of words matters. The number of a turn holds that of its call, and so a hit tells its call
without another look.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    delete,
    insert,
    literal_column,
    select,
    text,
)

from klankbord.conversation import Conversation
from klankbord.language.searching import Phrase, Term, search_lemmas
from klankbord.store.tables import turns

BITS = 20
"""A turn's number is its call's, shifted so far, plus its place in the call."""


@dataclass(frozen=True)
class Asked:
    """What a turn must have: all of the phrases, and all of the marks (see `mark`)."""

    phrases: tuple[Phrase, ...] = ()
    marks: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.phrases or self.marks)


@dataclass(frozen=True)
class FoundTurn:
    """A turn that was found."""

    call_id: int
    turn: int
    side: str
    party: int
    start_ms: int | None
    text: str


def mark(name: str) -> str:
    """The word by which a cue, an act or a side stands among the marks: letters alone.

    >>> mark("next_step_proposal")
    'nextstepproposal'
    """
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def index_turns(
    connection: Connection, call: int, conversation: Conversation, marks: Sequence[Iterable[str]]
) -> None:
    """Put a call's turns where search finds them, in place of what was there.

    Args:
        connection: a transaction.
        call: the call's number.
        conversation: its newest revision.
        marks: of each turn, the cues and acts that it has; its side is added here.
    """
    remove_turns(connection, call)
    rows = turn_rows(call, conversation, marks)
    if rows:
        connection.execute(insert(turns), rows)


def remove_turns(connection: Connection, call: int) -> None:
    """Take a call's turns out of search."""
    connection.execute(delete(turns).where(turns.c.call_id == call))


def turn_rows(
    call: int, conversation: Conversation, marks: Sequence[Iterable[str]]
) -> list[dict[str, Any]]:
    """The rows of a call's turns."""
    place = {party.id: (i, party.side.value) for i, party in enumerate(conversation.parties)}
    lemmas = search_lemmas([turn.text for turn in conversation.turns], conversation.language)
    rows = []
    for number, (turn, words, own) in enumerate(
        zip(conversation.turns, lemmas, marks, strict=True), 1
    ):
        party, side = place[turn.party]
        rows.append(
            {
                "id": (call << BITS) | number,
                "call_id": call,
                "turn": number,
                "party": party,
                "side": side,
                "start_ms": turn.start_ms,
                "end_ms": turn.end_ms,
                "text": turn.text,
                "lemmas": words,
                "marks": " ".join(dict.fromkeys([side, *map(mark, own)])),
            }
        )
    return rows


def calls_with(connection: Connection, asked: Asked) -> Select[int]:
    """The numbers of the calls that have a turn with all that is asked, as a subquery."""
    number = str(_number(connection))
    call = literal_column(f"{number} >> {BITS}", turns.c.call_id.type).label("call_id")
    return _hits(connection, asked, call).distinct()


def turns_in(
    connection: Connection, asked: Asked, calls: Sequence[int], most: int
) -> dict[int, list[FoundTurn]]:
    """The first turns in each of these calls that have all that is asked, in order of turn."""
    found: dict[int, list[FoundTurn]] = {}
    for call in calls:
        low, high = call << BITS, (call + 1) << BITS
        number = _number(connection)
        inside = _hits(connection, asked, number).where(number > low, number < high)
        wanted = (
            select(turns)
            .where(turns.c.id.in_(inside.order_by(number).limit(most)))
            .order_by(turns.c.id)
        )
        found[call] = [
            FoundTurn(row.call_id, row.turn, row.side, row.party, row.start_ms, row.text)
            for row in connection.execute(wanted)
        ]
    return found


def forget_words(connection: Connection) -> None:
    """Let nothing of removed turns stay in the index; SQLite keeps words until it merges.

    Where SQLite can, the index removes them at once by itself (`secure_delete`, migration 0001);
    this is for the versions before 3.42, and costs a pass over the index.
    """
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO turns_fts(turns_fts) VALUES ('optimize')"))


def _hits(connection: Connection, asked: Asked, column: ColumnElement[int]) -> Select[int]:
    if connection.dialect.name == "sqlite":
        told = text("turns_fts MATCH :asked_of_fts").bindparams(asked_of_fts=_fts(asked))
        return select(column).select_from(text("turns_fts")).where(told)
    wanted = select(column).select_from(turns)
    if asked.phrases:
        phrases = " & ".join(_tsquery(phrase) for phrase in asked.phrases)
        wanted = wanted.where(
            text("lemmas_found @@ CAST(:words AS tsquery)").bindparams(words=phrases)
        )
    if asked.marks:
        marks = " & ".join(map(_quoted, asked.marks))
        wanted = wanted.where(
            text("marks_found @@ CAST(:marks AS tsquery)").bindparams(marks=marks)
        )
    return wanted


def _number(connection: Connection) -> ColumnElement[int]:
    """The number of a turn, by the name that the index has for it."""
    sqlite = connection.dialect.name == "sqlite"
    return literal_column("rowid" if sqlite else "turns.id", turns.c.id.type)


def _fts(asked: Asked) -> str:
    """The question in FTS5's language; words are letters and digits alone (`searching.TOKEN`)."""
    parts = [f"lemmas : ({_fts_phrase(phrase)})" for phrase in asked.phrases]
    parts += [f'marks : "{name}"' for name in asked.marks]
    return " AND ".join(parts)


def _fts_phrase(phrase: Phrase) -> str:
    if len(phrase) == 1:
        (term,) = phrase
        words = [f'"{form}"' for form in term.forms]
        return " OR ".join([*words, f'"{term.start}" *'] if term.start else words)
    return " OR ".join('"' + " ".join(forms) + '"' for forms in _spelled(phrase))


def _tsquery(phrase: Phrase) -> str:
    if len(phrase) == 1:
        (term,) = phrase
        words = [_quoted(form) for form in term.forms]
        words += [f"{_quoted(term.start)}:*"] if term.start else []
        return "(" + " | ".join(words) + ")"
    spelled = (" <-> ".join(map(_quoted, forms)) for forms in _spelled(phrase))
    return "(" + " | ".join(f"({one})" for one in spelled) + ")"


MOST_SPELLINGS = 16


def _spelled(phrase: Sequence[Term]) -> list[tuple[str, ...]]:
    """The ways in which a phrase can stand in the index: a choice of forms for each word."""
    found: list[tuple[str, ...]] = [()]
    for term in phrase:
        found = [(*begin, form) for begin in found for form in term.forms][:MOST_SPELLINGS]
    return found


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "").replace("'", "") + "'"
