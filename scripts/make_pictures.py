"""The pictures of the manual, taken of the demonstration: `python -m scripts.make_pictures`."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.sites import Clock
from tests.web.browser import chromium, running

from klankbord.service.access import Actor
from klankbord.service.demo import fill
from klankbord.service.site import Site, open_site
from klankbord.settings import Settings
from klankbord.store.people import person_by_email

PICTURES = Path(__file__).parent.parent / "docs" / "manual" / "pictures"
WHEN = datetime(2026, 11, 20, 9, 20, tzinfo=UTC)
SHOTS = (
    ("vandaag-390", "joris.hendriks", "/vandaag", 390, 780, ""),
    ("review", "joris.hendriks", "/review", 1200, 760, ""),
    ("eerst-zelf", "wout.claes", "/review/7", 1200, 760, ""),
    ("naast-elkaar", "joris.hendriks", "/review/2", 1200, 900, ".beside"),
    ("ontwikkeling", "joris.hendriks", "/ontwikkeling", 1200, 900, ""),
    ("team", "marijke.postma", "/team", 1200, 900, ""),
)
"""Name, who looks, at what, width and height, and what stands at the top ("" for the page)."""


def main() -> None:
    """Fill the demonstration, and take every picture anew."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        site = open_site(Settings(data=Path(folder)), Clock(WHEN))
        for taken in fill(site):
            assert taken.refusal is None
        with running(site) as address, chromium() as browser:
            for name, person, path, width, height, top in SHOTS:
                with browser.page(
                    address, site=site, actor=_who(site, person), width=width
                ) as page:
                    page.set_viewport_size({"width": width, "height": height})
                    page.goto(path)
                    page.wait_for_load_state("networkidle")
                    if top:
                        page.locator(top).first.evaluate("one => one.scrollIntoView()")
                    page.screenshot(path=PICTURES / f"{name}.png")


def _who(site: Site, name: str) -> Actor:
    with site.database.reading() as connection:
        found = person_by_email(connection, f"{name}@ketelwind.example")
    assert found is not None
    return Actor.of(found)


if __name__ == "__main__":
    main()
