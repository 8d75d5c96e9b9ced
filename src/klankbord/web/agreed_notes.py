"""On the pages of admins: that what is set there was agreed on, and what waits for a second."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from klankbord.i18n import N_
from klankbord.service.agreement.agreed import (
    CONSENT,
    OUTLETS,
    REDACTION,
    RETENTION,
    SEERS,
    SOURCES,
)
from klankbord.service.agreement.for_me import awaits_me, locked_keys
from klankbord.web.many import many

if TYPE_CHECKING:
    from klankbord.web.door import Visit

PAGES: tuple[tuple[str, str], ...] = (
    (r"/beheer/bewaren", RETENTION),
    (r"/beheer/onleesbaar", REDACTION),
    (r"/beheer/bronnen/\d+/toestemming", CONSENT),
    (r"/beheer/bronnen(/\d+)?", SOURCES),
    (r"/beheer/mensen.*", SEERS),
    (r"/beheer/teams.*", SEERS),
    (r"/beheer/uitgaand", OUTLETS),
)
"""Which settings stand on which page."""


def locked_note(here: Visit) -> str:
    """That what is set on this page was agreed on; "" where it was not, or nothing is set."""
    path = here.request.url.path
    key = next((key for page, key in PAGES if re.fullmatch(page, path)), "")
    if not key or key not in locked_keys(here.site):
        return ""
    text = N_("Dit is afgesproken: wat je hier verandert, geldt pas als een tweede ja zegt.")
    return here.translate(text)


def awaits_note(here: Visit) -> str:
    """How many questions wait for whoever looks; "" for none."""
    n = awaits_me(here.site, here.actor)
    one, more = N_("1 vraag wacht op jou"), N_("{n} vragen wachten op jou")
    return many(n, one, more, here.translate) if n else ""
