"""Signing in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from klankbord.errors import NotTaken
from klankbord.service.outward.mail import sends_mail
from klankbord.web.forms import Field, fields_of

if TYPE_CHECKING:
    from klankbord.web.door import Visit


@dataclass(frozen=True)
class SignInView:
    """The form to sign in; `after` is the page of ours that was asked for.

    With `mail` somebody who forgot their password can ask for another by mail.
    """

    template: ClassVar[str] = "inloggen/page.html"
    email: Field
    password: Field
    after: str
    mail: bool

    @classmethod
    def of(
        cls, here: Visit, after: str, email: str = "", wrong: NotTaken | None = None
    ) -> SignInView:
        """The form as it was filled in; the password not."""
        fields = fields_of({"email": email, "password": ""}, wrong, here.translate)
        return cls(**fields, after=after, mail=sends_mail(here.site.settings))
