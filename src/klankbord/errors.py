"""Everything that can go wrong, as classes that take facts and speak one sentence.

Sentences are Dutch and translatable (`say`); `exit_code` is what the command line ends with,
`http_status` what a page or endpoint answers. A fault in somebody's file is a `Refused`: it names
the file, the place in it where that is known, and how to mend it.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from klankbord.i18n import N_, Translate, translator

_WHY = {
    errno.ENOENT: N_("het bestaat niet"),
    errno.EISDIR: N_("het is een map"),
    errno.ENOTDIR: N_("wat ervoor staat is geen map"),
    errno.EEXIST: N_("wat ervoor staat is geen map"),
    errno.EACCES: N_("geen toegang"),
    errno.EPERM: N_("geen toegang"),
    errno.EROFS: N_("hier mag alleen gelezen worden"),
    errno.ENOSPC: N_("de schijf is vol"),
    errno.ENAMETOOLONG: N_("de naam is te lang"),
    errno.EADDRINUSE: N_("daar draait al iets"),
    errno.EADDRNOTAVAIL: N_("dat adres is niet van deze machine"),
}


_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What steers a terminal, breaks a line, turns a text round or is no letter at all."""


def visible(text: str) -> str:
    """A text from outside (the name of a file) as it can be shown within one line."""
    return _UNSEEN.sub("\ufffd", text)


def why(fault: OSError) -> str:
    """Why the system refuses, as a Dutch sentence to translate; in its own words where rare."""
    return _WHY.get(fault.errno or 0) or fault.strerror or type(fault).__name__


def quoted(names: Iterable[str]) -> str:
    """Names as they can be typed after an option: "Maes, Lotte", "Karel"."""
    return ", ".join(f'"{name}"' for name in names) or "–"


@dataclass(eq=False)
class KlankbordError(Exception):
    """Any error that Klankbord itself raises; its facts are its fields."""

    sentence: ClassVar[str] = N_("Er ging iets mis.")
    exit_code: ClassVar[int] = 1
    http_status: ClassVar[int] = 500

    def facts(self, translate: Translate) -> dict[str, Any]:  # noqa: ARG002 (for subclasses)
        """The values that fill the sentence, in the reader's language."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def say(self, translate: Translate | None = None) -> str:
        """The error as one sentence, Dutch unless a translation is given."""
        translate = translate or translator("nl")
        facts = self.facts(translate).items()
        told = {name: visible(fact) if isinstance(fact, str) else fact for name, fact in facts}
        return translate(self.sentence).format(**told)

    def __str__(self) -> str:
        return self.say()

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple(getattr(self, field.name) for field in fields(self))


# ── what was asked for ────────────────────────────────────────────────────────────────────────


@dataclass(eq=False)
class UsageError(KlankbordError):
    """The question cannot be answered as it was put."""

    exit_code: ClassVar[int] = 2
    http_status: ClassVar[int] = 400


@dataclass(eq=False)
class UnknownSeller(UsageError):
    """Nobody in the conversation goes by the name (or names) given as the seller's."""

    sentence: ClassVar[str] = N_(
        "{file}: niemand heet hier {name}; kies met --seller uit: {names}."
    )
    file: str
    name: str
    names: str


@dataclass(eq=False)
class AmbiguousSeller(UnknownSeller):
    """More than one party goes by the name that was given as the seller's."""

    sentence: ClassVar[str] = N_(
        "{file}: meer dan één spreker past bij {name}; geef de hele naam: {names}."
    )


@dataclass(eq=False)
class UnknownCue(UsageError):
    """There is no cue with this name."""

    sentence: ClassVar[str] = N_("Er is geen cue ‘{name}’; bedoelde je {close}?")
    name: str
    close: str


@dataclass(eq=False)
class UnknownMeasure(UsageError):
    """There is no measure with this id."""

    sentence: ClassVar[str] = N_("Er is geen maat ‘{id}’; bedoelde je {close}?")
    id: str
    close: str


@dataclass(eq=False)
class UnknownWriter(UsageError):
    """The name of the file to write does not end in a format that can be written."""

    sentence: ClassVar[str] = N_("{file}: kies een uitvoer die eindigt op {endings}.")
    file: str
    endings: str


@dataclass(eq=False)
class OneFile(UsageError):
    """Several conversations do not go into the one file that was named."""

    sentence: ClassVar[str] = N_(
        "{file}: {calls} gesprekken gaan niet in één bestand; geef een map."
    )
    file: str
    calls: int


@dataclass(eq=False)
class CannotExport(UsageError):
    """The conversation has no times, and the format to write cannot do without."""

    sentence: ClassVar[str] = N_("{title}: zonder tijden kan dit geen vtt worden; kies .txt.")
    title: str


@dataclass(eq=False)
class CannotWrite(UsageError):
    """The place to write to cannot be written."""

    sentence: ClassVar[str] = N_("{file}: kan hier niet schrijven ({reason}).")
    file: str
    reason: str

    def facts(self, translate: Translate) -> dict[str, Any]:
        """The reason in the reader's language."""
        return super().facts(translate) | {"reason": translate(self.reason)}


@dataclass(eq=False)
class BadSetting(UsageError):
    """A setting has a value that it cannot have; `allowed` is what it can."""

    sentence: ClassVar[str] = N_("{file}: de instelling ‘{key}’ klopt niet; kies {allowed}.")
    file: str
    key: str
    allowed: str

    def facts(self, translate: Translate) -> dict[str, Any]:
        """What it can be, in the reader's language."""
        return super().facts(translate) | {"allowed": translate(self.allowed)}


@dataclass(eq=False)
class UnknownSetting(UsageError):
    """There is no setting with this name."""

    sentence: ClassVar[str] = N_("{file}: de instelling ‘{key}’ bestaat niet; kies uit: {names}.")
    file: str
    key: str
    names: str


@dataclass(eq=False)
class SettingsMissing(UsageError):
    """The file of settings is not there, or cannot be read."""

    sentence: ClassVar[str] = N_("{file}: kan deze instellingen niet lezen ({reason}).")
    file: str
    reason: str

    def facts(self, translate: Translate) -> dict[str, Any]:
        """The reason in the reader's language."""
        return super().facts(translate) | {"reason": translate(self.reason)}


@dataclass(eq=False)
class BrokenSettings(UsageError):
    """The file of settings is no TOML."""

    sentence: ClassVar[str] = N_(
        "{file}, regel {line}: dit is geen geldige TOML; zet tekst tussen aanhalingstekens."
    )
    file: str
    line: int


@dataclass(eq=False)
class BadPack(UsageError):
    """A cue pack holds what no pack can; `cue` is the cue and key, or - for the file itself."""

    sentence: ClassVar[str] = N_("{file}: cue ‘{cue}’ klopt niet: {reason}.")
    file: str
    cue: str
    reason: str

    def facts(self, translate: Translate) -> dict[str, Any]:
        """The reason in the reader's language."""
        return super().facts(translate) | {"reason": translate(self.reason)}


# ── the application ───────────────────────────────────────────────────────────────────────────


@dataclass(eq=False)
class NoDatabase(UsageError):
    """The address of the database is none, or nothing answers there."""

    sentence: ClassVar[str] = N_(
        "Geen database op {address} ({reason}); zie de instelling ‘database’."
    )
    http_status: ClassVar[int] = 503
    address: str
    reason: str


@dataclass(eq=False)
class NoPort(UsageError):
    """The pages cannot be put where the settings say."""

    sentence: ClassVar[str] = N_(
        "Op {host}:{port} kan Klankbord niet open ({reason}); kies iets anders met --host of --port."
    )
    http_status: ClassVar[int] = 503
    host: str
    port: int
    reason: str

    def facts(self, translate: Translate) -> dict[str, Any]:
        """The reason in the reader's language."""
        return super().facts(translate) | {"reason": translate(self.reason)}


@dataclass(eq=False)
class NewerStore(UsageError):
    """A later version of Klankbord has been at this store."""

    sentence: ClassVar[str] = N_(
        "Deze gegevens zijn van een nieuwere Klankbord ({version}); installeer die versie."
    )
    http_status: ClassVar[int] = 503
    version: str


@dataclass(eq=False)
class UnknownPerson(UsageError):
    """Nobody of the house has this e-mail address."""

    sentence: ClassVar[str] = N_("Niemand hier heeft het adres {email}; nodig eerst iemand uit.")
    email: str


@dataclass(eq=False)
class NotEmpty(UsageError):
    """A backup is restored into an empty store only."""

    sentence: ClassVar[str] = N_(
        "Hier staan al gegevens; zet een reservekopie terug in een lege gegevensmap."
    )


@dataclass(eq=False)
class BadBackup(UsageError):
    """The file is no backup of this version of Klankbord, or it is damaged."""

    sentence: ClassVar[str] = N_(
        "{file}: dit is geen (hele) reservekopie van deze Klankbord; neem een andere."
    )
    file: str


@dataclass(eq=False)
class NotFound(KlankbordError):
    """It is not there, or not for this person to see; which of the two is not told."""

    sentence: ClassVar[str] = N_("Hier is niets (meer), of het is niet van jou.")
    http_status: ClassVar[int] = 404


@dataclass(eq=False)
class NotAllowed(KlankbordError):
    """Somebody may not do this."""

    sentence: ClassVar[str] = N_("Dat kan alleen iemand anders; vraag het je beheerder.")
    http_status: ClassVar[int] = 403


@dataclass(eq=False)
class NotSignedIn(KlankbordError):
    """Nobody is signed in, or not any more."""

    sentence: ClassVar[str] = N_("Log eerst in.")
    http_status: ClassVar[int] = 401


@dataclass(eq=False)
class NotFromHere(KlankbordError):
    """A form was sent from another site, or from a page of before the last sign-in."""

    sentence: ClassVar[str] = N_("Deze pagina is verlopen; ga terug, ververs haar en probeer weer.")
    http_status: ClassVar[int] = 403


@dataclass(eq=False)
class BadForm(UsageError):
    """A form lacks something, or has what it cannot have."""

    sentence: ClassVar[str] = N_("Dit formulier klopt niet; ga terug en vul het opnieuw in.")
    http_status: ClassVar[int] = 422


# ── accounts ──────────────────────────────────────────────────────────────────────────────────


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
class WrongPassword(Mistake):
    """The address and the password do not go together; which of the two is not told."""

    sentence: ClassVar[str] = N_("Dit e-mailadres en dit wachtwoord horen niet bij elkaar.")
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


@dataclass(eq=False)
class LinkGone(UsageError):
    """The link of an invitation or for a new password has ended, was used, or never was."""

    sentence: ClassVar[str] = N_("Deze link werkt niet meer; vraag je beheerder om een nieuwe.")
    http_status: ClassVar[int] = 404


@dataclass(eq=False)
class AlreadySetUp(UsageError):
    """There are people already; they let others in."""

    sentence: ClassVar[str] = N_("Klankbord is hier al opgezet; log in.")
    http_status: ClassVar[int] = 409


@dataclass(eq=False)
class TooBusy(KlankbordError):
    """More people sign in at once than can be served."""

    sentence: ClassVar[str] = N_("Het is even druk; probeer het zo weer.")
    http_status: ClassVar[int] = 503


# ── what people mend and make of a call ───────────────────────────────────────────────────────


@dataclass(eq=False)
class MendedMeanwhile(UsageError):
    """Somebody mended this conversation since the page was made that mends it now."""

    sentence: ClassVar[str] = N_(
        "Iemand anders heeft dit net verbeterd; ga terug, ververs de pagina en kijk opnieuw."
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
class NoNextTurn(CannotMend):
    """There is no later turn of this party to join."""

    sentence: ClassVar[str] = N_("Hierna zegt deze spreker niets meer om mee samen te voegen.")


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

    sentence: ClassVar[str] = N_("Een fragment duurt hoogstens {minutes} minuten; kies een korter.")
    minutes: int


# ── work to be done ───────────────────────────────────────────────────────────────────────────


@dataclass(eq=False)
class NothingGiven(BadForm):
    """A form for files without a file."""

    sentence: ClassVar[str] = N_("Kies eerst een of meer bestanden.")


@dataclass(eq=False)
class TooMuchAtOnce(UsageError):
    """The files of one form are larger together than may be sent at once."""

    sentence: ClassVar[str] = N_(
        "Samen zijn deze bestanden groter dan {limit_mb} MB; geef ze in een paar keer."
    )
    http_status: ClassVar[int] = 413
    limit_mb: int


@dataclass(eq=False)
class WentWrong(KlankbordError):
    """A fault of ours or of the machine, in work that will be tried again."""

    sentence: ClassVar[str] = N_(
        "Er ging iets mis, niet door je bestand; Klankbord probeert het zo vanzelf opnieuw."
    )


@dataclass(eq=False)
class GaveUp(KlankbordError):
    """Work that failed so often that it is not tried again by itself."""

    sentence: ClassVar[str] = N_(
        "Het lukte {attempts} keer niet, niet door je bestand; probeer het later opnieuw, "
        "of vraag je beheerder om in het logboek van de server te kijken."
    )
    attempts: int


# ── what was given: a file that is refused ────────────────────────────────────────────────────


@dataclass(eq=False)
class Refused(KlankbordError):
    """A file that is not taken in; nothing of it is kept."""

    exit_code: ClassVar[int] = 3
    http_status: ClassVar[int] = 422
    file: str


@dataclass(eq=False)
class FileMissing(Refused):
    """There is no such file, or it may not be read."""

    sentence: ClassVar[str] = N_("{file}: kan dit bestand niet openen ({reason}).")
    http_status: ClassVar[int] = 404
    reason: str

    def facts(self, translate: Translate) -> dict[str, Any]:
        """The reason in the reader's language."""
        return super().facts(translate) | {"reason": translate(self.reason)}


@dataclass(eq=False)
class NothingFound(Refused):
    """The folder holds no file at all, or nothing but our own reports."""

    sentence: ClassVar[str] = N_("{file}: in deze map staat geen enkel transcript.")


@dataclass(eq=False)
class EmptyFile(Refused):
    """There is nothing in the file."""

    sentence: ClassVar[str] = N_("{file}: dit bestand is leeg; bewaar het transcript opnieuw.")


@dataclass(eq=False)
class TooLarge(Refused):
    """The file is larger than the setting `max_file_mb` allows."""

    sentence: ClassVar[str] = N_(
        "{file}: dit bestand is groter dan de grens van {limit_mb} MB; "
        "splits het of verhoog max_file_mb."
    )
    http_status: ClassVar[int] = 413
    limit_mb: int


@dataclass(eq=False)
class TooManyLines(Refused):
    """The text has more lines than any transcript."""

    sentence: ClassVar[str] = N_(
        "{file}: {lines} regels is meer dan de grens van {limit}; splits het bestand."
    )
    http_status: ClassVar[int] = 413
    lines: int
    limit: int


@dataclass(eq=False)
class TooManyTurns(Refused):
    """The transcript has more turns than the setting `max_turns` allows."""

    sentence: ClassVar[str] = N_(
        "{file}: {turns} beurten is meer dan de grens van {limit}; "
        "splits het gesprek of verhoog max_turns."
    )
    http_status: ClassVar[int] = 413
    turns: int
    limit: int


@dataclass(eq=False)
class TooManyParties(Refused):
    """More people speak in the transcript than in any conversation."""

    sentence: ClassVar[str] = N_(
        "{file}: {parties} deelnemers is meer dan de grens van {limit}; "
        "kijk of hier wel namen voor de tekst staan."
    )
    http_status: ClassVar[int] = 413
    parties: int
    limit: int


@dataclass(eq=False)
class NotText(Refused):
    """The file is no transcript but a recording, a document or another binary file."""

    sentence: ClassVar[str] = N_(
        "{file}: dit is geen transcript maar {kind}; "
        "bewaar het transcript als vtt, srt, json of platte tekst."
    )
    kind: str

    def facts(self, translate: Translate) -> dict[str, Any]:
        """The kind of file, translated."""
        return super().facts(translate) | {"kind": translate(self.kind)}


@dataclass(eq=False)
class NotYetRead(Refused):
    """The file is known by name, but is not (yet) read as a transcript."""

    sentence: ClassVar[str] = N_("{file}: dit is {kind}, en dat leest Klankbord niet; {mend}.")
    kind: str
    mend: str

    def facts(self, translate: Translate) -> dict[str, Any]:
        """What the file is and what to do instead, translated."""
        return super().facts(translate) | {
            "kind": translate(self.kind),
            "mend": translate(self.mend),
        }


@dataclass(eq=False)
class NotUnderstood(Refused):
    """No format recognises the file."""

    sentence: ClassVar[str] = N_(
        "{file}: dit bestand lijkt op geen enkel transcript dat Klankbord kent "
        "(regel 1: ‘{start}’); ‘klankbord formats’ toont wat wel kan."
    )
    start: str


@dataclass(eq=False)
class NoTurns(Refused):
    """The format is understood, but nobody says anything in it."""

    sentence: ClassVar[str] = N_("{file}: hier zegt niemand iets; bewaar het transcript opnieuw.")


@dataclass(eq=False)
class UnknownHere(Refused):
    """Nobody in the transcript goes by the name that was told to be the seller's, or several do."""

    sentence: ClassVar[str] = N_("{file}: wie is hier {name}? Vul in wie verkoopt: {names}.")
    name: str
    names: str


@dataclass(eq=False)
class SoundAlone(Refused):
    """A recording came without a transcript."""

    sentence: ClassVar[str] = N_(
        "{file}: een opname alleen wordt nog niet uitgeschreven; "
        "geef een transcript erbij dat net zo heet."
    )


@dataclass(eq=False)
class SoundBroken(Refused):
    """A recording that cannot be decoded, or has no sound in it."""

    sentence: ClassVar[str] = N_(
        "{file}: deze opname is niet te lezen; bewaar haar opnieuw als wav, mp3, flac of ogg."
    )


@dataclass(eq=False)
class SoundForMany(Refused):
    """A recording with a transcript that holds several conversations."""

    sentence: ClassVar[str] = N_(
        "{file}: hierin staan {calls} gesprekken, en een opname hoort bij één; "
        "geef elk gesprek in een eigen bestand."
    )
    calls: int


@dataclass(eq=False)
class BadLine(Refused):
    """A line of a text format that cannot be read."""

    sentence: ClassVar[str] = N_("{file}, regel {line}: {problem} (‘{text}’); {mend}.")
    line: int
    text: str
    problem: str
    mend: str

    def facts(self, translate: Translate) -> dict[str, Any]:
        """The problem and the mend, translated."""
        return super().facts(translate) | {
            "problem": translate(self.problem),
            "mend": translate(self.mend),
        }


@dataclass(eq=False)
class BadKey(Refused):
    """A value of a JSON format that cannot be read; `key` is its path (turns[3].start_ms)."""

    sentence: ClassVar[str] = N_("{file}, bij {key}: {problem}; {mend}.")
    key: str
    problem: str
    mend: str

    def facts(self, translate: Translate) -> dict[str, Any]:
        """The problem and the mend, translated."""
        return super().facts(translate) | {
            "problem": translate(self.problem),
            "mend": translate(self.mend),
        }
