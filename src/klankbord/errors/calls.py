"""What people mend in a call, and make of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from klankbord.errors.forms import BadForm
from klankbord.errors.tree import UsageError
from klankbord.i18n import N_

__all__ = [
    "CannotMend",
    "ClipTooLong",
    "ClipWithoutTimes",
    "CommentMissing",
    "CommentTooLong",
    "HeldByOthers",
    "MendedMeanwhile",
    "NoCut",
    "NoNextTurn",
    "NoSuchParty",
    "NoSuchTurn",
    "NotMarked",
    "NothingSaid",
    "SameParty",
    "TitleTooLong",
    "TurnTooLong",
]


@dataclass(eq=False)
class MendedMeanwhile(UsageError):
    """Somebody mended this conversation since the page was made that mends it now."""

    sentence: ClassVar[str] = N_(
        "Iemand anders heeft dit net verbeterd; ga terug, ververs de pagina en kijk opnieuw."
    )
    http_status: ClassVar[int] = 409


@dataclass(eq=False)
class HeldByOthers(UsageError):
    """A call is to be removed with which somebody works whose it was before."""

    sentence: ClassVar[str] = N_(
        "Wie dit gesprek eerder had, bewaarde het om op terug te kijken, en zou dat kwijtraken."
        " Geef het terug om het te laten verwijderen, of laat het staan."
    )
    http_status: ClassVar[int] = 409


@dataclass(eq=False)
class CannotMend(BadForm):
    """A conversation cannot be mended so; nothing was changed."""


@dataclass(eq=False)
class NoSuchTurn(CannotMend):
    """The conversation has no such turn."""

    sentence: ClassVar[str] = N_("Er is geen beurt {turn} in dit gesprek; ververs de pagina.")
    turn: int


@dataclass(eq=False)
class NoSuchParty(CannotMend):
    """Nobody in the conversation is meant by this."""

    sentence: ClassVar[str] = N_("Deze spreker is er niet (meer); ververs de pagina.")


@dataclass(eq=False)
class SameParty(CannotMend):
    """Somebody is made one with themselves."""

    sentence: ClassVar[str] = N_("Kies twee verschillende sprekers.")


@dataclass(eq=False)
class NothingSaid(CannotMend):
    """A turn without a word."""

    sentence: ClassVar[str] = N_("Een beurt kan niet leeg zijn; schrijf op wat er gezegd is.")


@dataclass(eq=False)
class TurnTooLong(CannotMend):
    """A turn of more letters than fit."""

    sentence: ClassVar[str] = N_("Houd een beurt onder de {limit} tekens.")
    limit: int


@dataclass(eq=False)
class NoCut(CannotMend):
    """A turn is split where there is nothing on one side."""

    sentence: ClassVar[str] = N_("Zet één | tussen twee woorden: daar wordt de beurt gesplitst.")


@dataclass(eq=False)
class NotMarked(CannotMend):
    """It is not told which words of a turn are to be unreadable, or they were changed too."""

    sentence: ClassVar[str] = N_(
        "Zet een | voor en een | na de woorden die onleesbaar moeten worden, en verander de rest"
        " niet; zonder | wordt de hele beurt onleesbaar."
    )


@dataclass(eq=False)
class NoNextTurn(CannotMend):
    """There is no later turn of this party to join."""

    sentence: ClassVar[str] = N_(
        "Deze spreker heeft hierna geen beurt meer om mee samen te voegen."
    )


@dataclass(eq=False)
class CommentMissing(BadForm):
    """A comment without a word."""

    sentence: ClassVar[str] = N_("Schrijf eerst op wat je wilt zeggen.")


@dataclass(eq=False)
class CommentTooLong(BadForm):
    """A comment of more letters than fit."""

    sentence: ClassVar[str] = N_("Houd wat je schrijft onder de {limit} tekens.")
    limit: int


@dataclass(eq=False)
class TitleTooLong(BadForm):
    """The title of a clip of more letters than fit."""

    sentence: ClassVar[str] = N_("Houd de titel onder de {limit} tekens.")
    limit: int


@dataclass(eq=False)
class ClipWithoutTimes(BadForm):
    """A clip of a conversation, or from turns, whose times are unknown."""

    sentence: ClassVar[str] = N_("Een fragment kan niet zonder tijden, en die zijn er hier niet.")


@dataclass(eq=False)
class ClipTooLong(BadForm):
    """A clip of more minutes than a clip may have."""

    sentence: ClassVar[str] = N_(
        "Een fragment duurt hoogstens {minutes} minuten; kies een korter stuk."
    )
    minutes: int
