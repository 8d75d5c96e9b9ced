"""What cannot be done in a review, or be kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from klankbord.errors.forms import BadForm, Mistake
from klankbord.i18n import N_

__all__ = [
    "AlreadyDone",
    "AnswerTooLong",
    "BadMoment",
    "CallNotHere",
    "LessonTooLong",
    "MomentGone",
    "MomentInUse",
    "NoSuchCoach",
    "NoSuchTalk",
    "NotNow",
    "NothingWritten",
    "TooManyMoments",
    "TrialCounts",
    "TrialEnd",
    "TrialMissing",
    "TrialTooLong",
]


@dataclass(eq=False)
class CallNotHere(BadForm):
    """The call of a flag has not arrived, so there is nothing to listen to yet."""

    sentence: ClassVar[str] = N_(
        "Dit gesprek is hier nog niet; zodra het binnen is, kun je beginnen."
    )


@dataclass(eq=False)
class NoSuchCoach(BadForm):
    """A review is asked with somebody who does not coach its seller."""

    sentence: ClassVar[str] = N_("Kies een coach uit een van je teams.")


@dataclass(eq=False)
class NotNow(BadForm):
    """A review is past this, or not so far yet."""

    sentence: ClassVar[str] = N_(
        "Dat kan in deze review nu niet; ververs de pagina om te zien hoe het ervoor staat."
    )
    http_status: ClassVar[int] = 409


@dataclass(eq=False)
class AlreadyDone(BadForm):
    """Somebody changes what they were done with."""

    sentence: ClassVar[str] = N_(
        "Hier was je al klaar mee en dat blijft staan; "
        "schrijf wat je nog wilt zeggen als aanvulling."
    )
    http_status: ClassVar[int] = 409


@dataclass(eq=False)
class NothingWritten(BadForm):
    """Somebody is done without having written a word."""

    sentence: ClassVar[str] = N_("Schrijf eerst zelf iets op; één zin is genoeg.")


@dataclass(eq=False)
class AnswerTooLong(BadForm):
    """An answer of more letters than fit."""

    sentence: ClassVar[str] = N_("Houd elk antwoord onder de {limit} tekens.")
    limit: int


@dataclass(eq=False)
class MomentGone(BadForm):
    """Something is written about a key moment that was taken off."""

    sentence: ClassVar[str] = N_(
        "Dit moment is intussen weggehaald; kies het opnieuw om erbij te schrijven."
    )
    http_status: ClassVar[int] = 409


@dataclass(eq=False)
class MomentInUse(BadForm):
    """A key moment is taken off of which something was written."""

    sentence: ClassVar[str] = N_("Over dit moment is al geschreven; het blijft staan.")
    http_status: ClassVar[int] = 409


@dataclass(eq=False)
class TooManyMoments(BadForm):
    """A review has as many key moments as it may have."""

    sentence: ClassVar[str] = N_("Kies hooguit {limit} momenten; haal er eerst een weg.")
    limit: int


@dataclass(eq=False)
class BadMoment(BadForm):
    """A day and an hour that are none, or are past."""

    sentence: ClassVar[str] = N_("Kies een dag en een tijd die nog komen.")


@dataclass(eq=False)
class NoSuchTalk(BadForm):
    """A call is named as the recording of a talk, and cannot be."""

    sentence: ClassVar[str] = N_("Kies een opname die jullie allebei mogen horen.")


@dataclass(eq=False)
class LessonTooLong(Mistake):
    """A lesson of more letters than one sentence has."""

    sentence: ClassVar[str] = N_("Eén zin, onder de {limit} tekens.")
    field: ClassVar[str] = "lesson"
    limit: int


@dataclass(eq=False)
class TrialMissing(Mistake):
    """An experiment that says when or what it would show, but not what is tried."""

    sentence: ClassVar[str] = N_("Schrijf op wat je probeert, of laat het experiment leeg.")
    field: ClassVar[str] = "text"


@dataclass(eq=False)
class TrialTooLong(Mistake):
    """An experiment of too many letters."""

    sentence: ClassVar[str] = N_("Houd het onder de {limit} tekens.")
    field: ClassVar[str] = "text"
    limit: int


@dataclass(eq=False)
class TrialCounts(Mistake):
    """An experiment is to be another, of which calls count already."""

    sentence: ClassVar[str] = N_(
        "Er tellen al gesprekken mee in dit experiment. Wil je iets anders proberen, kies dan bij"
        " Ontwikkeling voor ‘Anders verder’."
    )
    field: ClassVar[str] = "text"


@dataclass(eq=False)
class TrialEnd(Mistake):
    """An experiment that ends in the past, or after more than a year."""

    sentence: ClassVar[str] = N_("Kies een dag tussen morgen en een jaar van nu.")
    field: ClassVar[str] = "until"
