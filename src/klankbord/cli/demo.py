"""`klankbord demo`: a filled demo company in the browser."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from klankbord.i18n import translator
from klankbord.settings_file import spoken_language

_ = translator(spoken_language())


@click.command(
    "demo",
    help=_(
        "Open een verzonnen bedrijf met acht mensen en een jaar aan gesprekken in de browser. "
        "De eerste keer wordt het gevuld; daarna gaat het verder waar je was."
    ),
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default="klankbord-demo",
    show_default=True,
    help=_("De map van de demo; gooi die weg om opnieuw te beginnen."),
)
@click.option("--port", type=click.IntRange(1, 65535), help=_("De poort van de pagina's."))
def command(data: Path, port: int | None) -> None:
    """Fill the demo company where it is not there yet, and serve its pages."""
    from klankbord.cli.common import settings_for, tracked
    from klankbord.demo import call_paths
    from klankbord.service.demo import fill, is_filled
    from klankbord.service.running.logs import begin_log
    from klankbord.service.site import open_site
    from klankbord.web.app import create_app
    from klankbord.web.server import address_of, listen, serve
    from klankbord.worker.beside import worker_beside

    settings = settings_for(data=data, port=port, database="", public_url="")
    begin_log(settings)
    site = open_site(settings)
    with listen(settings) as socket:
        if not is_filled(site):
            total = len(call_paths())
            click.echo(_("Het demobedrijf wordt gevuld: {n} gesprekken.").format(n=total))
            for taken in tracked(fill(site), total, _("Meten")):
                assert taken.refusal is None, taken.refusal
        _tell(address_of(settings))
        with worker_beside(settings):
            serve(create_app(site), socket)


def _tell(address: str) -> None:
    from rich.table import Table

    from klankbord.cli.common import console_for
    from klankbord.demo import read_company
    from klankbord.service.demo import PASSWORD

    console = console_for(sys.stdout)
    company = read_company()
    console.print()
    console.print(
        _("{company} staat open op {address}").format(company=company.name, address=address)
    )
    console.print(_("Log in als een van hen; het wachtwoord is steeds {p}").format(p=PASSWORD))
    roles = {"seller": _("verkoper"), "coach": _("coach")}
    admin = _("beheerder")
    table = Table.grid(padding=(0, 2))
    for person in company.people:
        role = roles[person.role.value] + (f", {admin}" if person.admin else "")
        table.add_row("", person.email, person.name, role, person.team)
    console.print(table)
    console.print(_("Stop met Ctrl-C."))
