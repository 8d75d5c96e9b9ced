"""Every action that is logged has a sentence, and every sentence an action."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

import pytest

import klankbord
from klankbord.i18n import translator
from klankbord.store.audit import Entry
from klankbord.web.deeds import DEEDS, KINDS, YOURS, Teller

SOURCE = Path(klankbord.__file__).parent
ACTION_AT = {"log": 3, "log_each": 2}
"""How a line is logged, and which argument then says what was done."""
KNOWN = {"who", "about", "call", "team", "name", "before", "changes", "why"}


def logged() -> Iterator[tuple[str, str]]:
    """Every action that the source logs, and where."""
    for path in SOURCE.rglob("*.py"):
        text = path.read_text("utf-8")
        if "audit" not in text or path.name == "audit.py":
            continue
        tree = ast.parse(text)
        own = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "klankbord.store.audit"
            for alias in node.names
            if alias.name in ACTION_AT
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _is_log(node.func, own):
                where = f"{path.relative_to(SOURCE)}:{node.lineno}"
                action = node.args[ACTION_AT[ast.unparse(node.func).rpartition(".")[2]]]
                yield _text(action, tree, where), where


def _text(action: ast.expr, tree: ast.Module, where: str) -> str:
    """The action, written there or as a constant of its module."""
    constants = {
        ast.unparse(assign.targets[0]): assign.value
        for assign in tree.body
        if isinstance(assign, ast.Assign)
    }
    action = constants.get(ast.unparse(action), action)
    assert isinstance(action, ast.Constant), f"{where}: name the action here"
    assert isinstance(action.value, str)
    return action.value


def _is_log(function: ast.expr, own: set[str]) -> bool:
    if isinstance(function, ast.Attribute):
        name = function.value
        return function.attr in ACTION_AT and isinstance(name, ast.Name) and name.id == "audit"
    return isinstance(function, ast.Name) and function.id in own


def entry(action: str, **facts: object) -> Entry:
    told = {"id": 1, "at": datetime(2026, 11, 20, tzinfo=UTC), "person_id": 1, "person": "Lotte"}
    told |= {"call_id": 7, "call": "", "about_id": 2, "about": "Daan", "detail": {}}
    return Entry(action=action, **(told | facts))  # type: ignore[arg-type]


def test_every_action_is_told() -> None:
    found = dict(logged())
    assert len(found) > 15
    assert {action: where for action, where in found.items() if action not in DEEDS} == {}
    assert DEEDS.keys() - found.keys() == set(), "nothing logs this any more"


@pytest.mark.parametrize("action", DEEDS)
def test_a_sentence_tells_what_a_line_has(action: str) -> None:
    assert {name for _, name, _, _ in Formatter().parse(DEEDS[action]) if name} <= KNOWN
    assert DEEDS[action].endswith(".")
    for detail in ({}, {"team": 3, "name": "Oost {x}", "before": "West", "changed": {}}):
        said = Teller(translator("nl"), {3: "Oost"}).tell(entry(action, detail=detail))
        assert said[0].isupper()
        assert said.endswith(".")


def test_a_change_is_told_in_words() -> None:
    detail = {
        "renamed": ["email"],
        "changed": {"role": ["seller", "coach"], "admin": [True, False], "teams": [[1], [2, 9]]},
    }
    said = Teller(translator("nl"), {2: "Zuid"}).tell(entry("person_changed", detail=detail))
    assert said == (
        "Lotte wijzigde Daan: een ander e-mailadres, nu coach, geen beheerder meer, "
        "nu in Zuid, een opgeheven team."
    )


def test_who_is_gone_and_who_is_nobody() -> None:
    teller = Teller(translator("nl"), {})
    gone = entry("signed_in", person="")
    assert teller.tell(gone) == "iemand die er niet meer is logde in.".capitalize()
    nobody = entry("signed_in", person="", person_id=None)
    assert teller.tell(nobody) == "Klankbord logde in."


OWN = {"set_up", "account_changed", "password_changed", "session_ended", "sessions_ended"} | {
    "invitation_accepted",
    "password_reset",
}
"""What is about somebody, and only they do themselves."""


def test_what_others_do_about_somebody_is_told_to_them() -> None:
    about = {action for action, sentence in DEEDS.items() if "{about}" in sentence}
    assert about - OWN == set(YOURS)
    assert not any("{about}" in sentence for sentence in YOURS.values())


@pytest.mark.parametrize("action", YOURS)
def test_nobody_reads_their_own_name_as_a_strangers(action: str) -> None:
    for person in (1, None):
        line = entry(action, person_id=person, person="Joris" if person else "", call="Koelcel")
        said = Teller(translator("nl"), {}, reader=2).tell(line)
        assert "Daan" not in said
        assert "jou" in said or "jij" in said or "je account" in said
        assert "Daan" in Teller(translator("nl"), {}, reader=1).tell(line)


def test_every_action_is_of_one_kind() -> None:
    by_kind = [action for _, actions in KINDS.values() for action in actions]
    assert sorted(by_kind) == sorted(DEEDS)
