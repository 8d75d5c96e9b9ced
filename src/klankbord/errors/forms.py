"""What somebody filled in and cannot be; a mistake names the field that it is in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from klankbord.errors.tree import UsageError
from klankbord.i18n import N_, Translate

__all__ = [
    "BadEmail",
    "BadForm",
    "EmailTaken",
    "LastAdmin",
    "Mistake",
    "Mistakes",
    "NameMissing",
    "NameTooLong",
    "NotTaken",
    "OrganisationMissing",
    "OrganisationTooLong",
    "PasswordCommon",
    "PasswordGuessable",
    "PasswordTelling",
    "PasswordTooLong",
    "PasswordTooShort",
    "TeamNameMissing",
    "TeamNameTooLong",
    "TeamTaken",
    "TooManyTries",
    "WrongCurrent",
    "WrongPassword",
]


@dataclass(eq=False)
class BadForm(UsageError):
    """A form lacks something, or has what it cannot have."""

    sentence: ClassVar[str] = N_("Dit formulier klopt niet; ga terug en vul het opnieuw in.")
    http_status: ClassVar[int] = 422


@dataclass(eq=False)
class NotTaken(BadForm):
    """A form that is shown again, with what is wrong in it; nothing was changed."""

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """What is wrong in it."""
        return ()


@dataclass(eq=False)
class Mistake(NotTaken):
    """A field of a form has what it cannot have; `field` is the field's name."""

    field: ClassVar[str]

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """It alone."""
        return (self,)


@dataclass(eq=False)
class Mistakes(NotTaken):
    """Several mistakes in one form."""

    each: tuple[Mistake, ...]

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """All of them."""
        return self.each

    def say(self, translate: Translate | None = None) -> str:
        """All of them, one after the other."""
        return " ".join(mistake.say(translate) for mistake in self.each)


@dataclass(eq=False)
class NameMissing(Mistake):
    """A person without a name."""

    sentence: ClassVar[str] = N_("Vul een naam in.")
    field: ClassVar[str] = "name"


@dataclass(eq=False)
class NameTooLong(Mistake):
    """A name of more letters than fit."""

    sentence: ClassVar[str] = N_("Houd de naam onder de {limit} tekens.")
    field: ClassVar[str] = "name"
    limit: int


@dataclass(eq=False)
class OrganisationTooLong(NameTooLong):
    """The name of an organisation of more letters than fit."""

    field: ClassVar[str] = "organisation"


@dataclass(eq=False)
class TeamNameTooLong(NameTooLong):
    """The name of a team of more letters than fit."""

    field: ClassVar[str] = "team"


@dataclass(eq=False)
class OrganisationMissing(Mistake):
    """An organisation without a name."""

    sentence: ClassVar[str] = N_("Vul de naam van je organisatie in.")
    field: ClassVar[str] = "organisation"


@dataclass(eq=False)
class BadEmail(Mistake):
    """An e-mail address that is none."""

    sentence: ClassVar[str] = N_("Dit is geen e-mailadres; schrijf het als naam@bedrijf.nl.")
    field: ClassVar[str] = "email"


@dataclass(eq=False)
class EmailTaken(Mistake):
    """Somebody else has this e-mail address."""

    sentence: ClassVar[str] = N_("Er is al iemand met dit e-mailadres.")
    field: ClassVar[str] = "email"


@dataclass(eq=False)
class PasswordTooShort(Mistake):
    """A password that is guessed too soon."""

    sentence: ClassVar[str] = N_(
        "Kies een wachtwoord van minstens {least} tekens; een zin mag ook."
    )
    field: ClassVar[str] = "password"
    least: int


@dataclass(eq=False)
class PasswordTooLong(Mistake):
    """A password that costs more work than it is worth."""

    sentence: ClassVar[str] = N_("Houd het wachtwoord onder de {limit} tekens.")
    field: ClassVar[str] = "password"
    limit: int


@dataclass(eq=False)
class PasswordGuessable(Mistake):
    """A password that everybody knows who knows the person."""

    sentence: ClassVar[str] = N_(
        "Kies iets anders dan je naam, je e-mailadres of steeds één teken."
    )
    field: ClassVar[str] = "password"


@dataclass(eq=False)
class PasswordCommon(Mistake):
    """A password that so many people have that it is tried first."""

    sentence: ClassVar[str] = N_(
        "Te veel mensen gebruiken dit wachtwoord; kies een zin die alleen jij kent."
    )
    field: ClassVar[str] = "password"


@dataclass(eq=False)
class PasswordTelling(Mistake):
    """A password with the person's e-mail name, or the product's name, within it."""

    sentence: ClassVar[str] = N_("Laat je e-mailadres en ‘Klankbord’ uit je wachtwoord.")
    field: ClassVar[str] = "password"


@dataclass(eq=False)
class WrongPassword(Mistake):
    """The address and the password do not go together; which of the two is not told."""

    sentence: ClassVar[str] = N_("E-mailadres of wachtwoord klopt niet.")
    field: ClassVar[str] = "password"


@dataclass(eq=False)
class WrongCurrent(Mistake):
    """The password that somebody has now is another one."""

    sentence: ClassVar[str] = N_("Dit is niet het wachtwoord dat je nu hebt.")
    field: ClassVar[str] = "current"


@dataclass(eq=False)
class LastAdmin(Mistake):
    """Without this person nobody could let others in any more."""

    sentence: ClassVar[str] = N_("Dit is de enige beheerder; maak eerst iemand anders beheerder.")
    field: ClassVar[str] = "admin"


@dataclass(eq=False)
class TeamNameMissing(Mistake):
    """A team without a name."""

    sentence: ClassVar[str] = N_("Vul een naam voor het team in.")
    field: ClassVar[str] = "team"


@dataclass(eq=False)
class TeamTaken(Mistake):
    """Another team has this name."""

    sentence: ClassVar[str] = N_("Er is al een team dat zo heet.")
    field: ClassVar[str] = "team"


@dataclass(eq=False)
class TooManyTries(Mistake):
    """Somebody tries passwords."""

    sentence: ClassVar[str] = N_(
        "Dat is te vaak geprobeerd; probeer het over een paar minuten weer."
    )
    http_status: ClassVar[int] = 429
    field: ClassVar[str] = "password"
