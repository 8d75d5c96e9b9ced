"""A link was opened: an invitation, or a way to a new password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from klankbord.errors import NotTaken
from klankbord.i18n import Translate
from klankbord.service.accounts.invitations import Invitation
from klankbord.service.accounts.passwords import LEAST
from klankbord.web.forms import Field, fields_of


@dataclass(frozen=True)
class InvitationView:
    """The form to choose a password."""

    template: ClassVar[str] = "uitnodiging/page.html"
    title: str
    lead: str
    address: str
    email: str
    button: str
    password: Field
    least: int

    @classmethod
    def of(
        cls, _: Translate, invitation: Invitation, token: str, wrong: NotTaken | None = None
    ) -> InvitationView:
        """The form of a link."""
        person, organisation = invitation.person, invitation.organisation or "Klankbord"
        if invitation.kind == "invitation":
            title = _("Welkom, {name}").format(name=person.name)
            lead = _(
                "{organisation} wil je erbij op Klankbord. Kies een wachtwoord, dan ben je binnen."
            )
            button = _("Naar binnen")
        else:
            title = _("Kies een nieuw wachtwoord")
            lead = _(
                "Voor {name} bij {organisation}. Overal waar je nog ingelogd bent, log je uit."
            )
            button = _("Bewaar en log in")
        return cls(
            title=title,
            lead=lead.format(name=person.name, organisation=organisation),
            address=f"/uitnodiging/{token}",
            email=person.email,
            button=button,
            **fields_of({"password": ""}, wrong, _),
            least=LEAST,
        )
