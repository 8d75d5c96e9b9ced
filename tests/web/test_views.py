"""A view and its template agree exactly: what the one has, the other shows."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from pkgutil import walk_packages

import pytest
from jinja2 import meta, nodes

import klankbord.web.pages
from klankbord.web.page import HERE, environment

ALWAYS = {"here", "_"}


def views() -> Iterator[type]:
    """Every view of every page."""
    for module in walk_packages(klankbord.web.pages.__path__, "klankbord.web.pages."):
        if not module.ispkg:
            for _, kind in inspect.getmembers(import_module(module.name), inspect.isclass):
                if kind.__module__ == module.name and hasattr(kind, "template"):
                    yield kind


VIEWS = {f"{view.__module__}.{view.__name__}": view for view in views()}


def used(name: str, seen: set[str] | None = None) -> set[str]:
    """The names that a template takes from its view, with all that it extends and includes."""
    seen = set() if seen is None else seen
    if name in seen:
        return set()
    seen.add(name)
    tree = parsed(name)
    names = meta.find_undeclared_variables(tree) - _own(tree)
    others: list[nodes.Extends | nodes.Include]
    others = [*tree.find_all(nodes.Extends), *tree.find_all(nodes.Include)]
    for node in others:
        assert isinstance(node.template, nodes.Const), f"{name}: which template?"
        names |= used(node.template.value, seen) - _given(tree, node)
    return names


def parsed(name: str) -> nodes.Template:
    loader = environment().loader
    assert loader
    return environment().parse(loader.get_source(environment(), name)[0])


def _own(tree: nodes.Template) -> set[str]:
    """What a template has of itself, and what it includes knows too: macros, and what it sets."""
    names = {macro.name for macro in tree.find_all(nodes.Macro)}
    for imported in tree.find_all(nodes.FromImport):
        names |= {name if isinstance(name, str) else name[1] for name in imported.names}
    for assign in tree.find_all(nodes.Assign):
        names |= {name.name for name in _targets(assign.target)}
    return names


def _given(tree: nodes.Template, include: nodes.Node) -> set[str]:
    """What a template gives to what it includes: its own, and the loops around the include."""
    given = _own(tree)
    for loop in tree.find_all(nodes.For):
        if any(inner is include for inner in loop.find_all(nodes.Include)):
            given |= {"loop"} | {name.name for name in _targets(loop.target)}
    return given


def _targets(node: nodes.Node) -> list[nodes.Name]:
    return [node] if isinstance(node, nodes.Name) else list(node.find_all(nodes.Name))


def test_there_are_views() -> None:
    assert len(VIEWS) >= 12


@pytest.mark.parametrize("name", VIEWS)
def test_a_template_shows_what_its_view_has(name: str) -> None:
    view = VIEWS[name]
    assert is_dataclass(view)
    assert view.__dataclass_params__.frozen  # type: ignore[attr-defined]
    template = view.template  # type: ignore[attr-defined]
    assert (HERE / "pages" / template).is_file()
    assert used(template) - ALWAYS == {field.name for field in fields(view)}


def test_every_template_belongs_to_a_view() -> None:
    """A page that no view shows is dead, or shown past the rules."""
    shown: set[str] = set()
    for view in VIEWS.values():
        _collect(view.template, shown)  # type: ignore[attr-defined]
    there = {str(path.relative_to(HERE / "pages")) for path in (HERE / "pages").rglob("*.html")}
    assert there - shown == set()


def _collect(name: str, seen: set[str]) -> None:
    if name in seen:
        return
    seen.add(name)
    tree = parsed(name)
    for kind in (nodes.Extends, nodes.Include, nodes.FromImport, nodes.Import):
        for node in tree.find_all(kind):
            assert isinstance(node, nodes.Extends | nodes.Include | nodes.FromImport | nodes.Import)
            if isinstance(node.template, nodes.Const):
                _collect(node.template.value, seen)
