"""`klankbord sources`: where calls come from by themselves, tried out from the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from klankbord.i18n import translator
from klankbord.settings_file import spoken_language

if TYPE_CHECKING:
    from klankbord.service.access import Actor
    from klankbord.service.site import Site
    from klankbord.store.sources import Source

_ = translator(spoken_language())
DATA = click.option("--data", type=click.Path(path_type=Path), help=_("De map waarin alles staat."))
NAME = click.argument("name", metavar="NAAM")


@click.group("sources", help=_("Toon en beproef de bronnen waar gesprekken vanzelf uit komen."))
def command() -> None:
    """Sources."""


@command.command("list", help=_("Toon alle bronnen, en hoeveel er binnenkwam."))
@DATA
def show(data: Path | None) -> None:
    """List them."""
    from klankbord.service.sources.sources import list_sources

    site, actor = _open(data)
    try:
        found = list_sources(site, actor)
    finally:
        site.close()
    for source in found.sources:
        counts = found.counts.get(source.id, {})
        kept = counts.get("kept", 0)
        line = _("{name} ({kind}, {state}): {kept} van {all} bewaard").format(
            name=source.name,
            kind=source.kind,
            state=_("aan") if source.enabled else _("uit"),
            kept=kept,
            all=sum(counts.values()),
        )
        click.echo(line)


@command.command("test", help=_("Kijk of alles in orde is met een gevolgde map."))
@NAME
@DATA
def test(name: str, data: Path | None) -> None:
    """Test one; ends with 3 where something is not right."""
    from klankbord.cli.common import SOME_REFUSED
    from klankbord.service.sources.source_trial import say_check, say_mark, test_source

    site, actor = _open(data)
    try:
        checks = test_source(site, actor, _named(site, actor, name).id)
    finally:
        site.close()
    for check in checks:
        click.echo(f"{say_mark(check, _)}: {say_check(check, _)}")
    if not all(check.right for check in checks):
        sys.exit(SOME_REFUSED)


@command.command("scan", help=_("Toon wat elke naam in een gevolgde map zou worden."))
@NAME
@DATA
def scan(name: str, data: Path | None) -> None:
    """Preview one; nothing is taken in."""
    from klankbord.service.sources.source_trial import preview

    site, actor = _open(data)
    try:
        found = preview(site, actor, _named(site, actor, name).id)
    finally:
        site.close()
    for row in found.rows:
        told = row.told
        when = told.when.isoformat(timespec="seconds") if told.when else "-"
        facts = (when, told.direction or "-", told.primary_user or "-", told.number or "-")
        click.echo("\t".join((" + ".join(row.names), *facts)))
    for path in found.unfit:
        click.echo("\t".join((path, _("past nergens op"))))


def _open(data: Path | None) -> tuple[Site, Actor]:
    """The installation, as its keeper: whoever has its files needs no password."""
    from klankbord.cli.common import settings_for
    from klankbord.service.access import Actor
    from klankbord.service.site import find_site

    keeper = Actor(id=0, name="", role="", admin=True, language="nl", teams=frozenset())
    return find_site(settings_for(data=data)), keeper


def _named(site: Site, actor: Actor, name: str) -> Source:
    from klankbord.errors import NoSuchSource, quoted
    from klankbord.service.sources.sources import list_sources

    sources = list_sources(site, actor).sources
    found = next((one for one in sources if one.name.casefold() == name.casefold()), None)
    if found is None:
        raise NoSuchSource(name, quoted(one.name for one in sources))
    return found
