"""Finding turns by words and marks: FTS5 on SQLite, tsvector on PostgreSQL, the same hits.

Both read the columns `lemmas` and `marks` of `turns`, which we compute; so neither database's own
idea of words matters. The number of a turn holds that of its call, and so a hit tells its call
without another look.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from sqlalchemy import Connection, TextualSelect, bindparam, column, delete, text

from klankbord.conversation import Conversation
from klankbord.language.searching import Phrase, Term, search_lemmas
from klankbord.store.rows import put_rows
from klankbord.store.tables import turns

BITS = 20
"""A turn's number is its call's, shifted so far, plus its place in the call."""


TurnRow: TypeAlias = tuple[int, int, str, int | None, int | None, str, str, str]
"""Turn, party, side, start_ms, end_ms, text, lemmas, marks."""
MOST_SPELLINGS = 16
"""Of a phrase, so many ways to stand in the index are looked for."""
SECURE = (3, 42)
"""The version of SQLite from which its index wipes what is taken out of it."""
_SHOWN = "turns.call_id, turns.turn, turns.side, turns.party, turns.start_ms, turns.text"
COLUMNS = tuple(turns.columns.keys())


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


@cache
def mark(name: str) -> str:
    """The word by which a cue, an act or a side stands among the marks: letters alone.

    >>> mark("next_step_proposal")
    'nextstepproposal'
    """
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def put_turns(connection: Connection, of: Sequence[tuple[int, Sequence[TurnRow]]]) -> None:
    """Put the turns of calls where search finds them, in place of what was there."""
    remove_turns(connection, [call for call, _ in of])
    rows = [(call << BITS | row[0], call, *row) for call, own in of for row in own]
    put_rows(connection, turns, COLUMNS, rows)
    if connection.dialect.name == "sqlite":
        indexed = "SELECT id, lemmas, marks FROM turns WHERE call_id IN :calls"
        wanted = text(f"INSERT INTO turns_fts(rowid, lemmas, marks) {indexed}")
        calls = [call for call, _ in of]
        connection.execute(wanted.bindparams(bindparam("calls", calls, expanding=True)))


def remove_turns(connection: Connection, calls: Sequence[int]) -> None:
    """Take the turns of calls out of search."""
    connection.execute(delete(turns).where(turns.c.call_id.in_(calls)))


def turn_rows(conversation: Conversation, marks: Sequence[Iterable[str]]) -> list[TurnRow]:
    """The rows of a call's turns, for `put_turns`."""
    place = {party.id: (i, party.side.value) for i, party in enumerate(conversation.parties)}
    lemmas = search_lemmas([turn.text for turn in conversation.turns], conversation.language)
    rows = []
    for number, (turn, words, own) in enumerate(
        zip(conversation.turns, lemmas, marks, strict=True), 1
    ):
        party, side = place[turn.party]
        told = " ".join(dict.fromkeys([side, *map(mark, own)]))
        rows.append((number, party, side, turn.start_ms, turn.end_ms, turn.text, words, told))
    return rows


def calls_with(connection: Connection, asked: Asked) -> TextualSelect:
    """The numbers of the calls that have a turn with all that is asked, as a subquery."""
    _, number, where, values = _question(connection, asked)
    table = "turns_fts" if connection.dialect.name == "sqlite" else "turns"
    wanted = f"SELECT DISTINCT {number} >> {BITS} AS call_id FROM {table} WHERE {where}"  # noqa: S608
    return text(wanted).bindparams(**values).columns(column("call_id", turns.c.call_id.type))


def turns_in(
    connection: Connection, asked: Asked, calls: Sequence[int], most: int
) -> dict[int, list[FoundTurn]]:
    """The first turns in each of these calls that have all that is asked, in order of turn."""
    table, number, where, values = _question(connection, asked)
    wanted = f"SELECT {_SHOWN} FROM {table} WHERE {where}"  # noqa: S608 (names of ours)
    found: dict[int, list[FoundTurn]] = {call: [] for call in calls}
    if any(term.start for phrase in asked.phrases for term in phrase):
        # A beginning stands for many words, which take long to look up: once for all calls.
        inside = f"{wanted} AND {number} >> {BITS} IN :calls ORDER BY {number}"
        every = text(inside).bindparams(bindparam("calls", list(calls), expanding=True))
        for row in connection.execute(every, values):
            own = found[row.call_id]
            if len(own) < most:
                own.append(FoundTurn(*row))
        return found
    one = text(f"{wanted} AND {number} > :low AND {number} < :high ORDER BY {number} LIMIT :most")
    for call in calls:
        bounds = {"low": call << BITS, "high": (call + 1) << BITS, "most": most}
        found[call] = [FoundTurn(*row) for row in connection.execute(one, values | bounds)]
    return found


def rebuild_index(connection: Connection) -> None:
    """Make the index anew from the turns, where those were put in place by another way."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO turns_fts(turns_fts) VALUES ('rebuild')"))


def forget_words(connection: Connection) -> None:
    """Let nothing of removed turns stay in the index.

    From 3.42 on SQLite takes their words out at once (see migration 0002); before, they stay until
    it merges the pieces of the index, which this makes it do. It costs little where there is one.
    """
    if connection.dialect.name == "sqlite" and sqlite3.sqlite_version_info < SECURE:
        connection.execute(text("INSERT INTO turns_fts(turns_fts) VALUES ('optimize')"))


def _question(connection: Connection, asked: Asked) -> tuple[str, str, str, dict[str, str]]:
    """Where to look, what is the number of a turn there, what must hold of it, with its values."""
    if connection.dialect.name == "sqlite":
        joined = "turns_fts JOIN turns ON turns.id = turns_fts.rowid"
        return joined, "turns_fts.rowid", "turns_fts MATCH :asked", {"asked": _fts(asked)}
    values = {
        "lemmas": " & ".join(_tsquery(phrase) for phrase in asked.phrases),
        "marks": " & ".join(map(_quoted, asked.marks)),
    }
    values = {name: value for name, value in values.items() if value}
    where = " AND ".join(f"{name}_found @@ CAST(:{name} AS tsquery)" for name in values)
    return "turns", "turns.id", where, values


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


def _spelled(phrase: Sequence[Term]) -> list[tuple[str, ...]]:
    """The ways in which a phrase can stand in the index: a choice of forms for each word."""
    found: list[tuple[str, ...]] = [()]
    for term in phrase:
        found = [(*begin, form) for begin in found for form in term.forms][:MOST_SPELLINGS]
    return found


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "").replace("'", "") + "'"
