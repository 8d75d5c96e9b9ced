"""What is kept on somebody: every table, and which of its rows and columns are theirs to have."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Table

from klankbord.i18n import N_
from klankbord.service.keeping import theirs
from klankbord.service.keeping.theirs import Where
from klankbord.store import (
    agreed_tables,
    arrival_tables,
    consent_tables,
    hook_tables,
    key_tables,
    redaction_tables,
    retention_tables,
    tables,
)
from klankbord.store import learning_tables as learning


@dataclass(frozen=True)
class Part:
    """Rows of a table, as one file of the export; `without` are columns that are not told."""

    name: str
    about: str
    table: Table
    where: Where
    without: frozenset[str] = frozenset()


def _hidden(*columns: str) -> frozenset[str]:
    return frozenset(columns)


PARTS: tuple[Part, ...] = (
    Part(
        "account",
        N_("Je account"),
        tables.people,
        theirs.own(tables.people, "id"),
        _hidden("password"),
    ),
    Part("teams", N_("Je teams"), tables.teams, theirs.teams),
    Part("lid-van", N_("In welke teams je zit"), tables.members, theirs.own(tables.members)),
    Part(
        "sessies",
        N_("Waar je bent ingelogd"),
        tables.sessions,
        theirs.own(tables.sessions),
        _hidden("token", "form_token"),
    ),
    Part(
        "links",
        N_("Links waarmee je een wachtwoord kon kiezen"),
        tables.links,
        theirs.own(tables.links),
        _hidden("token"),
    ),
    Part(
        "sleutels",
        N_("Je sleutels van de API (nooit de sleutels zelf)"),
        key_tables.keys,
        theirs.own(key_tables.keys),
        _hidden("token"),
    ),
    Part(
        "voorkeuren", N_("Wat je instelde"), learning.preferences, theirs.own(learning.preferences)
    ),
    Part(
        "gesprekken",
        N_("Je gesprekken"),
        tables.calls,
        lambda actor: tables.calls.c.id.in_(theirs.own_calls(actor)),
    ),
    Part("deelnemers", N_("Wie eraan deelnamen"), tables.parties, theirs.of_calls(tables.parties)),
    Part(
        "versies",
        N_("Elke versie van je gesprekken, en wie ze verbeterde"),
        tables.revisions,
        theirs.of_calls(tables.revisions),
    ),
    Part(
        "verbeterd",
        N_("Wanneer je gesprekken van anderen verbeterde"),
        tables.revisions,
        theirs.mended,
        _hidden("change", "document"),
    ),
    Part(
        "metingen",
        N_("Wanneer je gesprekken gemeten zijn, en waarmee"),
        tables.measurements,
        theirs.of_calls(tables.measurements),
        _hidden("sheet"),
    ),
    Part(
        "cijfers",
        N_("De cijfers van je gesprekken"),
        tables.readings,
        theirs.of_calls(tables.readings),
    ),
    Part(
        "onleesbaar",
        N_("Wat er in je gesprekken onleesbaar is gemaakt"),
        redaction_tables.redacted,
        theirs.of_calls(redaction_tables.redacted),
    ),
    Part("momenten", N_("De momenten erachter"), tables.moments, theirs.of_calls(tables.moments)),
    Part(
        "opmerkingen",
        N_("Opmerkingen: die van jou, en wat anderen bij je gesprekken deelden"),
        tables.comments,
        theirs.made_or_shared(tables.comments),
    ),
    Part(
        "fragmenten",
        N_("Fragmenten: die van jou, en wat anderen uit je gesprekken deelden"),
        tables.clips,
        theirs.made_or_shared(tables.clips),
    ),
    Part(
        "kanttekeningen",
        N_("Context en betwiste cijfers bij je gesprekken"),
        learning.remarks,
        theirs.remarks,
    ),
    Part(
        "toestemming",
        N_("Hoe de ander in je gesprekken van de opname wist"),
        consent_tables.consents,
        theirs.of_calls(consent_tables.consents),
    ),
    Part(
        "nog-niet-te-zien",
        N_("Gesprekken die je coach nog niet ziet, en tot wanneer"),
        consent_tables.kept_back,
        theirs.of_calls(consent_tables.kept_back),
    ),
    Part(
        "bewaard-in-de-bibliotheek",
        N_("Gesprekken van jou die langer bewaard worden, om van te leren"),
        retention_tables.library,
        theirs.of_calls(retention_tables.library),
    ),
    Part(
        "vastgehouden",
        N_("Gesprekken van jou waarvan niets weg mag, zolang er een geschil is"),
        retention_tables.holds,
        theirs.of_calls(retention_tables.holds),
        _hidden("reason"),
    ),
    Part(
        "gaat-weg",
        N_("Wat er binnenkort van je gesprekken weggaat"),
        retention_tables.going,
        theirs.of_calls(retention_tables.going),
    ),
    Part(
        "geluid-weg",
        N_("Gesprekken van jou waarvan het geluid weg is"),
        retention_tables.soundless,
        theirs.of_calls(retention_tables.soundless),
    ),
    Part(
        "reviews-van-toen",
        N_("Reviews van gesprekken die er niet meer zijn"),
        retention_tables.past_reviews,
        theirs.own(retention_tables.past_reviews),
    ),
    Part(
        "reviews-van-toen-als-coach",
        N_("Reviews die je als coach deed, van gesprekken die er niet meer zijn"),
        retention_tables.past_reviews,
        theirs.own(retention_tables.past_reviews, "coach_id"),
        _hidden("lesson_id", "experiment_id"),
    ),
    Part(
        "verzoeken",
        N_("Verzoeken van buiten die je als beheerder afhandelde; van wie, is niet te zien"),
        retention_tables.requests,
        theirs.own(retention_tables.requests),
    ),
    Part(
        "privenummers",
        N_("Nummers waarmee je gesprekken nooit bewaard worden"),
        consent_tables.private_numbers,
        theirs.own(consent_tables.private_numbers),
    ),
    Part(
        "aankondigingen",
        N_("Teksten over opnemen die je bij een bron zette"),
        consent_tables.notices,
        theirs.own(consent_tables.notices),
    ),
    Part(
        "bezwaren",
        N_("Bezwaren die je noteerde; van wie, is niet te zien"),
        consent_tables.objections,
        theirs.own(consent_tables.objections),
    ),
    Part(
        "zoekopdrachten",
        N_("Bewaarde zoekopdrachten"),
        tables.searches,
        theirs.own(tables.searches),
    ),
    Part(
        "webhooks",
        N_("Wat je naar andere programma's laat sturen"),
        hook_tables.hooks,
        theirs.own(hook_tables.hooks),
        _hidden("secret"),
    ),
    Part(
        "adressen",
        N_("Adressen waar Klankbord heen mag, die jij als beheerder noemde"),
        hook_tables.outlets,
        theirs.own(hook_tables.outlets),
    ),
    Part(
        "webhooks-verstuurd",
        N_("Van welke gesprekken dat is verstuurd; ook van jouw gesprekken door je coach"),
        hook_tables.deliveries,
        theirs.deliveries,
    ),
    Part("bestanden", N_("Bestanden die je gaf"), tables.imports, theirs.own(tables.imports)),
    Part(
        "bewaard",
        N_("Wat je bewaarde om later te bespreken, met je antwoorden"),
        learning.flags,
        theirs.own(learning.flags),
    ),
    Part("te-doen", N_("Wat je nog wilde doen"), learning.todos, theirs.own(learning.todos)),
    Part(
        "voorstellen",
        N_("Gesprekken die Klankbord je voorstelde"),
        learning.proposals,
        theirs.own(learning.proposals),
    ),
    Part(
        "reviews",
        N_("Je reviews"),
        learning.reviews,
        theirs.own(learning.reviews),
        _hidden("coach_done_at"),
    ),
    Part(
        "reviews-als-coach",
        N_("Reviews die je als coach deed"),
        learning.reviews,
        theirs.own(learning.reviews, "coach_id"),
        _hidden("looked_at", "seller_done_at"),
    ),
    Part(
        "kernmomenten",
        N_("De momenten van die reviews; wie ze koos, staat er niet bij"),
        learning.keymoments,
        lambda actor: learning.keymoments.c.review_id.in_(theirs.reviews_of(actor)),
        _hidden("person_id"),
    ),
    Part(
        "antwoorden",
        N_("Je antwoorden in reviews; die van de ander zodra jullie allebei klaar zijn"),
        learning.answers,
        theirs.answers,
    ),
    Part("lessen", N_("Je lessen"), learning.lessons, theirs.own(learning.lessons)),
    Part(
        "experimenten",
        N_("Je experimenten"),
        learning.experiments,
        theirs.own(learning.experiments),
    ),
    Part(
        "herinneringen",
        N_("Waaraan je herinnerd bent"),
        learning.reminders,
        theirs.own(learning.reminders),
    ),
    Part(
        "bronnen",
        N_("Bronnen waarvan jij krijgt wat van niemand anders is"),
        arrival_tables.sources,
        theirs.own(arrival_tables.sources),
        _hidden("secret", "config", "seen"),
    ),
    Part(
        "toestellen",
        N_("Welke toestellen van jou zijn"),
        arrival_tables.extensions,
        theirs.own(arrival_tables.extensions),
    ),
    Part(
        "binnengekomen",
        N_("Wat er van je gesprekken vanzelf binnenkwam"),
        arrival_tables.arrivals,
        theirs.own(arrival_tables.arrivals),
        _hidden("payload"),
    ),
    Part(
        "ondernemingsraad",
        N_("Dat je hier voor de ondernemingsraad zit"),
        agreed_tables.council,
        theirs.own(agreed_tables.council),
    ),
    Part(
        "afgesproken",
        N_("Instellingen die jij als afgesproken vastlegde of bevestigde"),
        agreed_tables.locks,
        theirs.locks,
    ),
    Part(
        "dossiers",
        N_("Dossiers die jij als afgesproken markeerde"),
        agreed_tables.packs,
        theirs.own(agreed_tables.packs),
        _hidden("facts"),
    ),
    Part(
        "gevraagde-veranderingen",
        N_("Veranderingen die je vroeg aan wat is afgesproken, of waarover je besliste"),
        agreed_tables.asked_changes,
        theirs.asked_changes,
    ),
    Part("logboek", N_("Wat jij deed, en wat anderen met jou deden"), tables.audit, theirs.audit),
)
"""Everything, a file each. A new table stands here or in `LEFT_OUT`; a test looks."""

LEFT_OUT: dict[str, str] = {
    "site": "about the house, not about anybody",
    "uploads": "what a system is sending; what came of it is an arrival",
    "tries": "a digest of an address, kept for ten minutes",
    "turns": "the index of search: the same words stand in the revisions",
    "heard": "digests of signatures, kept for a week",
    "pieces": "what a source told of a call, kept for hours, until the rest of it comes",
    "consent_rules": "of the house: what is demanded of calls",
    "remembered": "keyed digests of calls that were left out, kept for a year at most",
    "objection_digests": "about parties: keyed digests of their numbers and addresses",
    "watched_files": "names of files at the source; what came of them stands in arrivals",
    "erased": "digests of what was erased, of which nobody can be told whose they are",
    "jobs": "the system's own work: numbers of what stands in other tables",
}
"""The tables that are not in an export, and why."""
