"""The audit log told: every action that is logged, as a Dutch sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from klankbord.i18n import N_, Translate
from klankbord.store.audit import Entry

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
    "call_removed": N_("{who} verwijderde een eigen gesprek."),
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
    # teams and the house
    "team_added": N_("{who} maakte het team ‘{name}’."),
    "team_renamed": N_("{who} noemde het team ‘{before}’ voortaan ‘{name}’."),
    "team_joined": N_("{who} zette {about} in het team ‘{team}’."),
    "team_left": N_("{who} haalde {about} uit het team ‘{team}’."),
    "team_removed": N_("{who} hief het team ‘{name}’ op."),
    "organisation_renamed": N_("{who} noemde de organisatie ‘{name}’."),
}
"""A sentence an action. It may name {who}, {about}, {call}, {team} and, of the line's detail,
{name} and {before}; {changes} tells what became different."""

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
        frozenset("call_added call_removed opened mended given received".split()),
    ),
    "accounts": (
        N_("mensen en wachtwoorden"),
        frozenset(
            "password_changed account_changed invited invited_again invitation_accepted "
            "reset_link_made reset_asked reset_unknown exported password_reset person_changed "
            "disabled enabled".split()
        ),
    ),
    "huis": (
        N_("teams en de organisatie"),
        frozenset(
            "set_up team_added team_renamed team_joined team_left team_removed "
            "organisation_renamed".split()
        ),
    ),
}
"""The kinds of actions by which a log is looked through; every action is of one."""

MANY: dict[str, str] = {"call_added": N_("{who} voegde {many} gesprekken toe, van {about}.")}
"""The same where it was done with many at once;"""

MANY_YOURS: dict[str, str] = {"call_added": N_("{who} voegde {many} gesprekken van jou toe.")}
"""and that to its reader."""

YOURS: dict[str, str] = {
    "sign_in_failed": N_("Inloggen met jouw adres mislukte: verkeerd wachtwoord."),
    "call_added": N_("{who} voegde {call} toe, van jou."),
    "opened": N_("{who} opende {call} van jou."),
    "mended": N_("{who} verbeterde {call} van jou."),
    "given": N_("{who} gaf {call} van jou aan iemand anders."),
    "received": N_("{who} gaf {call} aan jou."),
    "invited": N_("{who} nodigde jou uit."),
    "invited_again": N_("{who} maakte een nieuwe uitnodiging voor jou."),
    "reset_link_made": N_("{who} maakte een link waarmee jij een nieuw wachtwoord kiest."),
    "reset_asked": N_("Er is per mail om een nieuw wachtwoord voor jou gevraagd."),
    "person_changed": N_("{who} wijzigde je account: {changes}."),
    "disabled": N_("{who} zette jouw toegang stop."),
    "enabled": N_("{who} liet jou weer toe."),
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
        if entry.many > 1:
            sentence = (MANY_YOURS if to_them else MANY)[entry.action]
        said = _(sentence or DEEDS[entry.action]).format(
            many=entry.many,
            who=entry.person or (gone if entry.person_id else "Klankbord"),
            about=entry.about or gone,
            call=f"‘{entry.call}’" if entry.call else _(N_("gesprek {n}")).format(n=entry.call_id),
            team=self._team(entry.detail.get("team")),
            name=entry.detail.get("name", ""),
            before=entry.detail.get("before", ""),
            changes=", ".join(self._changes(entry.detail)),
        )
        return said[:1].upper() + said[1:]

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
        return [self.translate(_FACTS[fact]).format(teams=names) for fact in told]

    def _team(self, team: int | None) -> str:
        return self.teams.get(team or 0) or self.translate(N_("een opgeheven team"))
