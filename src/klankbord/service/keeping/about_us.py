"""What somebody who gets a copy is told with it (GDPR, article 15(1)), from what is set now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from klankbord.language.redaction import mark_of
from klankbord.service.keeping.retention_terms import Terms, terms_in
from klankbord.service.outward.mail import sends_mail
from klankbord.service.redaction.redaction_rules import Mode, rules_in
from klankbord.service.site import Site
from klankbord.store.hooks import live_hooks
from klankbord.store.house import organisation
from klankbord.store.keys import find_keys
from klankbord.store.sources import all_sources


@dataclass(frozen=True)
class AboutUs:
    """How this house deals with calls.

    Attributes:
        language: nl or en, the reader's.
        organisation: whose house it is; "" where nobody said.
        made_at: when it was written down.
        terms: how long what is kept.
        unreadable: the marks of what is made unreadable; none where nothing is.
        for_good: what they stand for is thrown away.
        sources: the names of the systems that calls come from.
        told: the hosts outside that calls are told of to.
        recogniser: the host that recordings go to for their words; "" where that is done here.
        mail: reminders go to our own people by mail.
        keys: how many programs of the house fetch calls with a key.
        also: what an admin added, in their own words.
    """

    language: str
    organisation: str
    made_at: datetime
    terms: Terms
    unreadable: tuple[str, ...]
    for_good: bool
    sources: tuple[str, ...]
    told: tuple[str, ...]
    recogniser: str
    mail: bool
    keys: int
    also: str


def about_us(site: Site, language: str, also: str = "") -> AboutUs:
    """All of it, as it is set now."""
    settings, now = site.settings, site.now()
    with site.database.reading() as connection:
        rules = rules_in(connection)
        hosts = {urlsplit(rule.url).hostname or rule.url for rule in live_hooks(connection)}
        server = settings.recogniser == "server"
        return AboutUs(
            language=language,
            organisation=organisation(connection),
            made_at=now,
            terms=terms_in(connection),
            unreadable=tuple(mark_of(kind) for kind in sorted(rules.kinds)) if rules.on else (),
            for_good=rules.mode is Mode.IMPORT,
            sources=tuple(one.name for one in all_sources(connection) if one.enabled),
            told=tuple(sorted(hosts)),
            recogniser=(urlsplit(settings.recogniser_url).hostname or "") if server else "",
            mail=sends_mail(settings),
            keys=sum(not key.ended(now) for key in find_keys(connection)),
            also=also.strip(),
        )
