"""`klankbord serve`: the pages, and a worker beside them."""

from __future__ import annotations

from pathlib import Path

import click

from klankbord.i18n import translator
from klankbord.settings_file import spoken_language

_ = translator(spoken_language())


@click.command("serve", help=_("Open Klankbord in de browser: de pagina's, en het werk erachter."))
@click.option("--host", help=_("Waar de pagina's te vinden zijn."))
@click.option("--port", type=click.IntRange(1, 65535), help=_("De poort van de pagina's."))
@click.option(
    "--data", type=click.Path(path_type=Path), help=_("De map waarin alles bewaard wordt.")
)
def command(host: str | None, port: int | None, data: Path | None) -> None:
    """Serve the pages until SIGTERM or SIGINT."""
    import secrets

    from klankbord.cli.common import settings_for
    from klankbord.service.accounts.signing_in import is_fresh
    from klankbord.service.running.logs import begin_log
    from klankbord.service.site import open_site
    from klankbord.web.app import create_app
    from klankbord.web.server import address_of, is_open, leave_when_told, listen, serve
    from klankbord.worker.beside import worker_beside

    leave_when_told()
    settings = settings_for(host=host, port=port, data=data)
    begin_log(settings)
    site = open_site(settings)
    with listen(settings) as socket, worker_beside(settings):
        address, code = address_of(settings), ""
        told = _("Klankbord staat open op {address} (stop met Ctrl-C).")
        click.echo(told.format(address=address))
        if is_open(settings) and is_fresh(site):
            code = secrets.token_urlsafe(16)
            told = _("Zet het eerst op, met deze link die alleen jij hebt: {link}")
            click.echo(told.format(link=f"{address}/opzetten?code={code}"))
        serve(create_app(site, code), socket)
