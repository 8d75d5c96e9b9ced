"""`klankbord doctor`: what is missing, and how to mend it."""

from __future__ import annotations

from pathlib import Path

import click

from klankbord.i18n import translator
from klankbord.settings_file import spoken_language

_ = translator(spoken_language())
SIGNS = {"good": "✓", "note": "!", "fault": "✗"}
NOT_WELL = 1
"""The exit code where something is wrong; what is only worth a look is no fault."""


@click.command(
    "doctor",
    help=_(
        "Kijk na of alles er is en werkt, en hoe je verhelpt wat niet goed is; verandert niets."
    ),
)
@click.option("--data", type=click.Path(path_type=Path), help=_("De map waarin alles staat."))
@click.option("--mail", is_flag=True, help=_("Probeer ook de mailserver; er gaat geen mail uit."))
@click.option("--json", "as_json", is_flag=True, help=_("Geef JSON, voor een programma."))
def command(data: Path | None, mail: bool, as_json: bool) -> None:  # noqa: FBT001
    """Examine an installation; exit code 1 where something is wrong."""
    import json
    import sys

    from klankbord.service.running.doctor import examine, is_well
    from klankbord.service.site import now

    found = examine(now(), data=data, try_mail=mail)
    if as_json:
        told = [
            {"check": name, "state": one.state.value, "said": one.say(_), "mend": one.how(_)}
            for name, one in found.items()
        ]
        well = {"well": is_well(found), "checks": told}
        click.echo(json.dumps(well, ensure_ascii=False, indent=2))
    else:
        for one in found.values():
            click.echo(f"{SIGNS[one.state.value]} {one.say(_)}")
            if how := one.how(_):
                click.echo(f"    {how}")
    if not is_well(found):
        sys.exit(NOT_WELL)
