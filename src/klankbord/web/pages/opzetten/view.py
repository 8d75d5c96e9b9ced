"""The first page that anybody sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from klankbord.errors import NotTaken
from klankbord.i18n import Translate
from klankbord.service.accounts.passwords import LEAST
from klankbord.web.forms import Field, fields_of


@dataclass(frozen=True)
class SetUpView:
    """The form of the first person, who becomes admin."""

    template: ClassVar[str] = "opzetten/page.html"
    organisation: Field
    name: Field
    email: Field
    password: Field
    least: int
    code: str

    @classmethod
    def of(
        cls,
        _: Translate,
        *,
        organisation: str = "",
        name: str = "",
        email: str = "",
        wrong: NotTaken | None = None,
        code: str = "",
    ) -> SetUpView:
        """The form as it was filled in; the password not."""
        values = {"organisation": organisation, "name": name, "email": email, "password": ""}
        return cls(**fields_of(values, wrong, _), least=LEAST, code=code)
