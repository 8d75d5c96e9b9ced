"""Asking for a new password by mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from klankbord.web.forms import Field


@dataclass(frozen=True)
class ForgottenView:
    """The form; `sent` once it was sent, whoever has the address."""

    template: ClassVar[str] = "vergeten/page.html"
    email: Field
    sent: bool
