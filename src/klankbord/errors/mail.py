"""Post that does not go out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from klankbord.errors.tree import KlankbordError, UsageError
from klankbord.i18n import N_

__all__ = [
    "MailNotSent",
    "MailRefused",
    "MailUnsure",
]


@dataclass(eq=False)
class MailNotSent(KlankbordError):
    """The server of mail did not take a letter; another time it may. Nothing of it went out."""

    sentence: ClassVar[str] = N_(
        "De mailserver {host} neemt de post nu niet aan ({reason}); Klankbord probeert het later."
    )
    http_status: ClassVar[int] = 503
    host: str
    reason: str


@dataclass(eq=False)
class MailUnsure(MailNotSent):
    """The line broke once the whole letter was given: it may have gone out."""

    sentence: ClassVar[str] = N_(
        "De mailserver {host} zei niet of de post is aangenomen ({reason})."
    )


@dataclass(eq=False)
class MailRefused(UsageError):
    """The server of mail refuses this letter for good: its address is none, say."""

    sentence: ClassVar[str] = N_(
        "De mailserver {host} weigert deze post ({reason}); kijk het e-mailadres na."
    )
    host: str
    reason: str
