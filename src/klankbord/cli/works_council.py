"""`klankbord works-council`: the pack for the works council, and the texts that go with it."""

from __future__ import annotations

from pathlib import Path

import click

from klankbord.i18n import translator
from klankbord.settings_file import spoken_language

_ = translator(spoken_language())
NAMES = {
    "pack": "ondernemingsraad",
    "dpia": "dpia",
    "klanten": "klanten",
    "medewerkers": "medewerkers",
}
"""What the file of a paper is called where nobody named it."""


@click.command(
    "works-council",
    help=_(
        "Maak uit de instellingen van nu het dossier voor de ondernemingsraad, of een invulblad: "
        "de DPIA, teksten voor klanten, een bericht aan medewerkers."
    ),
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=_("Naar dit bestand; eindigt het op .pdf, dan wordt het een PDF."),
)
@click.option(
    "--format", "form", type=click.Choice(["html", "pdf"]), help=_("HTML (gewoonlijk) of PDF.")
)
@click.option(
    "--template",
    "paper",
    type=click.Choice([name for name in NAMES if name != "pack"]),
    help=_("Een invulblad in plaats van het dossier."),
)
@click.option("--language", type=click.Choice(["nl", "en"]), help=_("In welke taal."))
@click.option("--data", type=click.Path(path_type=Path), help=_("De map waarin alles staat."))
def command(
    out: Path | None, form: str | None, paper: str | None, language: str | None, data: Path | None
) -> None:
    """Write one paper; nothing of the installation is changed."""
    from klankbord.cli.common import settings_for, write
    from klankbord.report.council import paper_html, paper_pdf
    from klankbord.service.agreement.works_council import make_pack
    from klankbord.service.site import ZONE, find_site

    settings = settings_for(data=data)
    form = form or ("pdf" if out and out.suffix.lower() == ".pdf" else "html")
    paper = paper or "pack"
    out = out or Path(f"{NAMES[paper]}.{form}")
    site = find_site(settings)
    try:
        pack = make_pack(site, language or settings.language)
    finally:
        site.close()
    html = paper_html(pack, paper, lambda moment: moment.astimezone(ZONE))
    write(out, paper_pdf(html) if form == "pdf" else html.encode())
    click.echo(_("Geschreven: {file} (kenmerk {digest})").format(file=out, digest=pack.digest))
