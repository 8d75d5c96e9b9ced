"""The audit log told: every action that is logged, as a Dutch sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from klankbord.i18n import N_, Translate
from klankbord.service.agreement.agreed import NAMES as AGREEMENTS
from klankbord.service.keeping.access_request import WHYS
from klankbord.store.audit import Entry
from klankbord.web.many import days

DEEDS: dict[str, str] = {
    # coming and going
    "set_up": N_("{who} zette Klankbord op."),
    "signed_in": N_("{who} logde in."),
    "sign_in_failed": N_("Inloggen als {about} mislukte: verkeerd wachtwoord."),
    "sign_in_unknown": N_("Inloggen mislukte: een e-mailadres dat hier niemand heeft."),
    "signed_out": N_("{who} logde uit."),
    "session_ended": N_("{who} logde uit in een andere browser."),
    "sessions_ended": N_("{who} logde overal uit."),
    "password_changed": N_("{who} koos een nieuw wachtwoord."),
    "account_changed": N_("{who} veranderde de eigen naam of taal."),
    # calls
    "call_added": N_("{who} voegde {call} toe, van {about}."),
    "opened": N_("{who} opende {call} van {about}."),
    "mended": N_("{who} verbeterde {call} van {about}."),
    "given": N_("{who} gaf {call} van {about} aan iemand anders."),
    "received": N_("{who} gaf {call} aan {about}."),
    "hidden": N_("{who} maakte iets onleesbaar in {call} van {about}."),
    "call_removed": N_("{who} verwijderde een eigen gesprek."),
    # consent, objections and what is private
    "call_private": N_("{who} haalde een privégesprek weg."),
    "call_let_see": N_("{who} liet {call} al zien aan wie het mag zien."),
    "call_untold": N_("{who} verwijderde {call}: nergens stond dat de ander van de opname wist."),
    "call_kept_out": N_(
        "{who} noemde met wie {call} van {about} was; met diegene wordt niets bewaard, en het "
        "gesprek ging weg."
    ),
    "told_noted": N_("{who} schreef bij {call} op hoe de ander van de opname wist."),
    "consent_set": N_("{who} bepaalde hoe de ander bij ‘{name}’ van de opname weet."),
    "objection_noted": N_("{who} noteerde een bezwaar ({name})."),
    "objection_withdrawn": N_("{who} haalde een bezwaar weg ({name})."),
    "own_numbers_changed": N_("{who} veranderde de eigen lijst met privénummers."),
    "house_numbers_changed": N_("{who} veranderde de lijst met nummers van het hele huis."),
    # keeping, holding and erasing
    "retention_set": N_("{who} bepaalde hoelang gesprekken blijven."),
    "sound_expired": N_("{who} verwijderde het geluid van {call}, volgens de bewaartermijn."),
    "call_expired": N_("{who} verwijderde {call}, volgens de bewaartermijn."),
    "call_erased": N_("{who} wiste {call}, zoals gevraagd was."),
    "shelf_asked": N_("{who} vroeg of {call} van {about} in de trainingsbibliotheek mag."),
    "shelved": N_("{who} zette {call} in de trainingsbibliotheek."),
    "unshelved": N_("{who} haalde {call} van {about} uit de trainingsbibliotheek."),
    "held": N_("{who} houdt {call} van {about} vast, om een geschil."),
    "hold_lifted": N_("{who} houdt {call} van {about} niet meer vast."),
    "person_given": N_(
        "{who} maakte een kopie van wat er over iemand bewaard is (verzoek {name})."
    ),
    "copied": N_("{who} gaf iemand een kopie van wat die zei in {call} van {about}."),
    "copied_whole": N_(
        "{who} gaf iemand een kopie van {call} van {about}, met wat de anderen zeiden: {why}."
    ),
    "notes_read": N_(
        "{who} las wat {about} of een ander bij {call} schreef, om een verzoek (kenmerk {name})."
    ),
    "person_erased": N_("{who} wiste wat er over iemand bewaard was (verzoek {name})."),
    "erased_again": N_("{who} wiste na het terugzetten van een reservekopie wat al gewist was."),
    # people
    "invited": N_("{who} nodigde {about} uit."),
    "invited_again": N_("{who} maakte een nieuwe uitnodiging voor {about}."),
    "invitation_accepted": N_("{about} nam de uitnodiging aan."),
    "reset_link_made": N_("{who} maakte een link waarmee {about} een nieuw wachtwoord kiest."),
    "reset_asked": N_("Er is per mail om een nieuw wachtwoord voor {about} gevraagd."),
    "reset_unknown": N_(
        "Er is om een nieuw wachtwoord gevraagd voor een e-mailadres dat hier niemand heeft."
    ),
    "exported": N_("{who} haalde een kopie op van alle eigen gegevens."),
    "password_reset": N_("{about} koos een nieuw wachtwoord via een link."),
    "person_changed": N_("{who} wijzigde {about}: {changes}."),
    "disabled": N_("{who} zette de toegang van {about} stop."),
    "enabled": N_("{who} liet {about} weer toe."),
    # keys of the API
    "key_made": N_("{who} maakte de sleutel {name}… aan."),
    "key_revoked": N_("{who} trok de sleutel {name}… van {about} in."),
    "taken_along": N_("{who} haalde met een sleutel gesprekken op, als tabel."),
    # what goes out
    "hook_made": N_("{who} maakte de regel ‘{name}’ voor wat er uitgaat."),
    "hook_started": N_("{who} zette de regel ‘{name}’ weer aan."),
    "hook_stopped": N_("{who} zette de regel ‘{name}’ van {about} uit."),
    "hook_renewed": N_("{who} gaf de regel ‘{name}’ een nieuw geheim."),
    "hook_removed": N_("{who} verwijderde de regel ‘{name}’."),
    "outlet_named": N_("{who} liet Klankbord toe naar {name}."),
    "outlet_named_inside": N_("{who} liet Klankbord toe naar {name}, in het eigen netwerk."),
    "outlet_forgotten": N_("{who} haalde {name} van de lijst waar Klankbord heen mag."),
    # teams and the house
    "team_added": N_("{who} maakte het team ‘{name}’."),
    "team_renamed": N_("{who} noemde het team ‘{before}’ voortaan ‘{name}’."),
    "team_joined": N_("{who} zette {about} in het team ‘{team}’."),
    "team_left": N_("{who} haalde {about} uit het team ‘{team}’."),
    "team_removed": N_("{who} hief het team ‘{name}’ op."),
    "source_added": N_("{who} voegde de bron ‘{name}’ toe."),
    "source_changed": N_("{who} veranderde de bron ‘{name}’."),
    "source_on": N_("{who} zette de bron ‘{name}’ aan."),
    "source_off": N_("{who} zette de bron ‘{name}’ uit."),
    "source_removed": N_("{who} haalde de bron ‘{name}’ weg."),
    "redaction_set": N_("{who} bepaalde wat er onleesbaar wordt gemaakt."),
    "redaction_begun": N_("{who} liet gesprekken die er al waren nalopen en onleesbaar maken."),
    "organisation_renamed": N_("{who} noemde de organisatie ‘{name}’."),
    # what was agreed on
    "agreed": N_("{who} zette op slot: {name}."),
    "agreed_confirmed": N_("{who} bevestigde wat {about} op slot zette: {name}."),
    "agreed_asked": N_("{who} vroeg iets te veranderen dat is afgesproken: {name}."),
    "agreed_approved": N_("{who} keurde goed wat {about} vroeg: {name}."),
    "agreed_refused": N_("{who} keurde niet goed wat {about} vroeg: {name}."),
    "agreed_withdrawn": N_("{who} trok een eigen vraag in: {name}."),
    "agreed_let_go": N_("{who} liet een afspraak los: {name}."),
    "pack_agreed": N_("{who} noemde het dossier voor de ondernemingsraad afgesproken."),
    "council_named": N_("{who} liet {about} hier voor de ondernemingsraad zitten."),
    "council_left": N_("{who} haalde {about} weg bij de ondernemingsraad."),
    "export_allowed": N_("{who} stond toe dat sleutels veel tegelijk ophalen."),
    "export_stopped": N_("{who} liet sleutels niet meer veel tegelijk ophalen."),
}
"""A sentence an action. It may name {who}, {about}, {call}, {team} and, of the line's detail,
{name} and {before}; {changes} tells what became different, {why} for what something was done."""

KINDS: dict[str, tuple[str, frozenset[str]]] = {
    "aanmelden": (
        N_("inloggen en uitloggen"),
        frozenset(
            "signed_in sign_in_failed sign_in_unknown signed_out session_ended "
            "sessions_ended".split()
        ),
    ),
    "gesprekken": (
        N_("gesprekken"),
        frozenset("call_added call_removed opened mended hidden given received".split()),
    ),
    "toestemming": (
        N_("toestemming, bezwaar en privé"),
        frozenset(
            "call_private call_let_see call_untold call_kept_out told_noted consent_set "
            "objection_noted objection_withdrawn own_numbers_changed house_numbers_changed".split()
        ),
    ),
    "bewaren": (
        N_("bewaren en wissen"),
        frozenset(
            "retention_set sound_expired call_expired call_erased shelf_asked shelved unshelved "
            "held hold_lifted person_given copied copied_whole notes_read person_erased "
            "erased_again".split()
        ),
    ),
    "accounts": (
        N_("mensen en wachtwoorden"),
        frozenset(
            "password_changed account_changed invited invited_again invitation_accepted "
            "reset_link_made reset_asked reset_unknown exported password_reset person_changed "
            "disabled enabled key_made key_revoked taken_along".split()
        ),
    ),
    "uitgaand": (
        N_("wat er uitgaat"),
        frozenset(
            "hook_made hook_started hook_stopped hook_renewed hook_removed outlet_named "
            "outlet_named_inside outlet_forgotten".split()
        ),
    ),
    "huis": (
        N_("teams, bronnen en de organisatie"),
        frozenset(
            "set_up team_added team_renamed team_joined team_left team_removed "
            "organisation_renamed source_added source_changed source_on source_off "
            "source_removed redaction_set redaction_begun".split()
        ),
    ),
    "afspraken": (
        N_("wat is afgesproken"),
        frozenset(
            "agreed agreed_confirmed agreed_asked agreed_approved agreed_refused agreed_withdrawn "
            "agreed_let_go pack_agreed council_named council_left export_allowed "
            "export_stopped".split()
        ),
    ),
}
"""The kinds of actions by which a log is looked through; every action is of one."""

CHANGED: dict[str, str] = {
    "retention_set": N_("{who} bepaalde hoelang gesprekken blijven: {changes}."),
}
"""The same where it is known what became different;"""

MANY: dict[str, str] = {"call_added": N_("{who} voegde {many} gesprekken toe, van {about}.")}
"""The same where it was done with many at once;"""

MANY_YOURS: dict[str, str] = {"call_added": N_("{who} voegde {many} gesprekken van jou toe.")}
"""and that to its reader."""

YOURS: dict[str, str] = {
    "sign_in_failed": N_("Inloggen met jouw adres mislukte: verkeerd wachtwoord."),
    "call_added": N_("{who} voegde {call} toe, van jou."),
    "opened": N_("{who} opende {call} van jou."),
    "mended": N_("{who} verbeterde {call} van jou."),
    "hidden": N_("{who} maakte iets onleesbaar in {call} van jou."),
    "call_kept_out": N_(
        "{who} noemde met wie {call} van jou was; met diegene wordt niets bewaard, en het gesprek "
        "ging weg."
    ),
    "given": N_("{who} gaf {call} van jou aan iemand anders."),
    "received": N_("{who} gaf {call} aan jou."),
    "shelf_asked": N_("{who} vroeg of {call} van jou in de trainingsbibliotheek mag."),
    "unshelved": N_("{who} haalde {call} van jou uit de trainingsbibliotheek."),
    "held": N_("{who} houdt {call} van jou vast, om een geschil."),
    "hold_lifted": N_("{who} houdt {call} van jou niet meer vast."),
    "copied": N_("{who} gaf iemand een kopie van wat die zei in {call} van jou."),
    "copied_whole": N_(
        "{who} gaf iemand een kopie van {call} van jou, met wat de anderen zeiden: {why}."
    ),
    "notes_read": N_(
        "{who} las wat jij of een ander bij {call} schreef, voor een verzoek van iemand van buiten "
        "(kenmerk {name})."
    ),
    "invited": N_("{who} nodigde jou uit."),
    "invited_again": N_("{who} maakte een nieuwe uitnodiging voor jou."),
    "reset_link_made": N_("{who} maakte een link waarmee jij een nieuw wachtwoord kiest."),
    "reset_asked": N_("Er is per mail om een nieuw wachtwoord voor jou gevraagd."),
    "person_changed": N_("{who} wijzigde je account: {changes}."),
    "disabled": N_("{who} zette jouw toegang stop."),
    "enabled": N_("{who} liet jou weer toe."),
    "key_revoked": N_("{who} trok jouw sleutel {name}… in."),
    "agreed_confirmed": N_("{who} bevestigde wat jij op slot zette: {name}."),
    "agreed_approved": N_("{who} keurde goed wat jij vroeg: {name}."),
    "agreed_refused": N_("{who} keurde niet goed wat jij vroeg: {name}."),
    "council_named": N_("{who} liet jou hier voor de ondernemingsraad zitten."),
    "council_left": N_("{who} haalde jou weg bij de ondernemingsraad."),
    "hook_stopped": N_("{who} zette jouw regel ‘{name}’ uit."),
    "team_joined": N_("{who} zette jou in het team ‘{team}’."),
    "team_left": N_("{who} haalde jou uit het team ‘{team}’."),
}
"""The same to its reader, where it is about them and somebody else did it."""

_FACTS = {
    "name": N_("een andere naam"),
    "email": N_("een ander e-mailadres"),
    "seller": N_("nu verkoper"),
    "coach": N_("nu coach"),
    "admin": N_("nu beheerder"),
    "no_admin": N_("geen beheerder meer"),
    "teams": N_("nu in {teams}"),
    "no_teams": N_("nu in geen enkel team"),
}


_TERMS = {
    "coaching_sound": N_("geluid"),
    "coaching_text": N_("tekst"),
    "library_sound": N_("geluid in de trainingsbibliotheek"),
    "library_text": N_("tekst in de trainingsbibliotheek"),
    "left": N_("wat geen gesprek werd"),
    "backups": N_("reservekopieën"),
}


@dataclass(frozen=True)
class Teller:
    """What is needed to tell a line: the reader's language, and teams by their numbers.

    With a `reader` what is about them is told to them.
    """

    translate: Translate
    teams: Mapping[int, str]
    reader: int = 0

    def tell(self, entry: Entry) -> str:
        """A line as a sentence."""
        _ = self.translate
        gone = _(N_("iemand die er niet meer is"))
        to_them = self.reader and entry.about_id == self.reader != entry.person_id
        sentence = YOURS.get(entry.action) if to_them else None
        if not sentence and entry.detail.get("was"):
            sentence = CHANGED.get(entry.action)
        if entry.many > 1:
            sentence = (MANY_YOURS if to_them else MANY)[entry.action]
        said = _(sentence or DEEDS[entry.action]).format(
            many=entry.many,
            who=entry.person or (gone if entry.person_id else "Klankbord"),
            about=entry.about or gone,
            call=f"‘{entry.call}’" if entry.call else _(N_("gesprek {n}")).format(n=entry.call_id),
            team=self._team(entry.detail.get("team")),
            name=self._name(entry),
            before=entry.detail.get("before", ""),
            why=self.translate(WHYS.get(entry.detail.get("why", ""), "")),
            changes=", ".join(self._changes(entry.detail)),
        )
        return said[:1].upper() + said[1:]

    def _name(self, entry: Entry) -> str:
        name = str(entry.detail.get("name", ""))
        return self.translate(name) if name in AGREEMENTS.values() else name

    def _changes(self, detail: Mapping[str, Any]) -> list[str]:
        told = list(detail.get("renamed", ()))
        changed: Mapping[str, Any] = detail.get("changed", {})
        if "role" in changed:
            told.append(changed["role"][1])
        if "admin" in changed:
            told.append("admin" if changed["admin"][1] else "no_admin")
        if "teams" in changed:
            told.append("teams" if changed["teams"][1] else "no_teams")
        after: list[int] = changed.get("teams", ((), ()))[1]
        names = ", ".join(self._team(team) for team in after)
        was, now = detail.get("was", {}), detail.get("terms", {})
        if was and now:
            return [self._term(name, was, now) for name in _TERMS if was.get(name) != now.get(name)]
        return [self.translate(_FACTS[fact]).format(teams=names) for fact in told]

    def _term(self, name: str, was: Mapping[str, int], now: Mapping[str, int]) -> str:
        _ = self.translate
        text = _(N_("{what} van {before} naar {after}"))
        before, after = days(was[name], _), days(now[name], _)
        return text.format(what=_(_TERMS[name]), before=before, after=after)

    def _team(self, team: int | None) -> str:
        return self.teams.get(team or 0) or self.translate(N_("een opgeheven team"))
