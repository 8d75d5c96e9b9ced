"""Signing in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from klankbord.errors import NotTaken
from klankbord.i18n import Translate
from klankbord.web.forms import Field, fields_of


@dataclass(frozen=True)
class SignInView:
    """The form to sign in; `after` is the page of ours that was asked for."""

    template: ClassVar[str] = "inloggen/page.html"
    email: Field
    password: Field
    after: str

    @classmethod
    def of(
        cls, _: Translate, after: str, email: str = "", wrong: NotTaken | None = None
    ) -> SignInView:
        """The form as it was filled in; the password not."""
        return cls(**fields_of({"email": email, "password": ""}, wrong, _), after=after)
