"""How well what is to be unreadable is found, on conversations that were written for it.

Each stands in `redaction/<language>.txt`; `{kind:words}` is what is to be found. Rules were tuned
on those marked `tuned`; those marked `held` were written before the rules first ran and were not
looked at since. Something is found when all of its letters and digits are under a mark, of
whatever kind: half a number that stays is a number that leaks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from klankbord.conversation import Conversation, Party, Side, Turn
from klankbord.language.redaction import FOUND, redact
from klankbord.language.redaction.kinds import Kind, marks_in

HERE = Path(__file__).parent / "redaction"
LANGUAGES = ("nl", "vl", "en")
_MARKED = re.compile(r"\{(\w+):([^}]*)\}")


@dataclass(frozen=True)
class Case:
    """A conversation, and in each turn (from 1) what is to be found: its kind and words."""

    name: str
    held: bool
    conversation: Conversation
    wanted: tuple[tuple[int, Kind, str], ...]


@dataclass(frozen=True)
class Score:
    """Of how many were `found` how many; `wrong` marks stand on what is nothing of the kind."""

    wanted: Counter[Kind]
    found: Counter[Kind]
    wrong: Counter[Kind]
    misses: tuple[str, ...]

    @property
    def recall(self) -> float:
        """The part of what is to be found that was."""
        return self.found.total() / max(self.wanted.total(), 1)

    @property
    def precision(self) -> float:
        """The part of what was marked that was to be."""
        right = self.found.total()
        return right / max(right + self.wrong.total(), 1)


def cases(language: str) -> Iterator[Case]:
    """The conversations of a language."""
    for block in (HERE / f"{language}.txt").read_text("utf-8").split("\n# "):
        head, *lines = block.removeprefix("# ").strip().split("\n")
        name, sort = head.split()
        turns, wanted = [], []
        for number, line in enumerate(lines, 1):
            who, _, text = line.partition(": ")
            turns.append(Turn(None, None, who, _MARKED.sub(r"\2", text)))
            wanted += [(number, Kind(m[1]), m[2]) for m in _MARKED.finditer(text)]
        parties = (Party("S", "Lotte", Side.SELLER), Party("C", "Bram", Side.CUSTOMER))
        talk = Conversation(name, parties, tuple(turns))
        yield Case(name, sort == "held", talk, tuple(wanted))


def score(language: str, *, held: bool) -> Score:
    """How the rules do on a language's conversations, those held out or the others."""
    wanted: Counter[Kind] = Counter()
    found: Counter[Kind] = Counter()
    wrong: Counter[Kind] = Counter()
    misses = []
    for case in cases(language):
        if case.held != held:
            continue
        made = redact(case.conversation, FOUND)
        given = [(one.turn, one.kind, _plain(one.text)) for one in made.hidden]
        for turn, kind, words in case.wanted:
            wanted[kind] += 1
            left = " ".join(
                made.conversation.turns[turn - 1].text[: mark.start]
                for mark in marks_in(made.conversation.turns[turn - 1].text)
            )
            covering = [text for at, _, text in given if at == turn]
            if any(_plain(words) in text for text in covering) or _plain(words) in "".join(
                covering
            ):
                found[kind] += 1
            else:
                misses.append(f"{case.name}: {words!r} ({left!r} | {covering})")
        for turn, kind, text in given:
            own = [_plain(words) for at, _, words in case.wanted if at == turn]
            if not any(one in text or text in one for one in own):
                wrong[kind] += 1
                misses.append(f"{case.name}: marked {text!r} as {kind}")
    return Score(wanted, found, wrong, tuple(misses))


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def main() -> None:
    """Tell how the rules do."""
    for held in (False, True):
        for language in LANGUAGES:
            one = score(language, held=held)
            sort = "held out" if held else "tuned on"
            print(
                f"{language} {sort}: {one.found.total()}/{one.wanted.total()} found"
                f" ({one.recall:.0%}), {one.wrong.total()} marked wrongly ({one.precision:.0%})"
            )
            if not held:
                print("\n".join(one.misses))


if __name__ == "__main__":
    main()
