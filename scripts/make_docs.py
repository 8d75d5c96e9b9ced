"""The pages of the manual that are made from the code; a test says when they are stale."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from klankbord import errors
from klankbord.cli.main import COMMANDS
from klankbord.formats import FORMATS
from klankbord.formats.writing import WRITERS
from klankbord.i18n import LANGUAGES, translator
from klankbord.language.packs import PACKS, load_pack
from klankbord.measures import CATALOGUE, Measure
from klankbord.measures.about import about, example
from klankbord.measures.measure import NEEDS, TOO_FEW
from klankbord.report.catalogue import TITLES, UNIT_NAMES
from klankbord.report.values import number, reason, value_text
from klankbord.settings import Settings

MANUAL = Path(__file__).parent.parent / "docs" / "manual"
MADE = "<!-- Made by scripts/make_docs.py; change the code, then `make docs`. -->\n\n"

WORDS = {
    "nl": {
        "measures": "Maten",
        "measures_intro": "Elke maat van een gesprek, per vraag van het rapport. Elk cijfer zegt "
        "wat het telt en toont, waar beurten het laten zien, die momenten; is er te weinig om "
        "iets te zeggen, dan staat er waarom.",
        "measure": "Maat",
        "name": "Naam",
        "purpose": "Waarvoor",
        "counts": "Hoe het telt",
        "misleads": "Hoe het misleidt",
        "origin": "Waar het vandaan komt",
        "facts": "In het kort",
        "unit": "Eenheid",
        "kinds": "Soorten",
        "unknown": "Onbekend als",
        "version": "Versie",
        "example": "Voorbeeld",
        "gives": "Dit geeft",
        "recognised": "Herkend",
        "turn": "beurt",
        "settings": "Instellingen",
        "settings_intro": "Uit de omgeving (`KLANKBORD_LANGUAGE=en`), anders uit "
        "`klankbord.toml` in "
        "de map waarin je werkt of in `~/.config/klankbord/` (of het bestand dat "
        "`KLANKBORD_CONFIG` noemt), anders de standaard.",
        "setting": "Instelling",
        "default": "Standaard",
        "meaning": "Betekenis",
        "commands": "Opdrachten",
        "commands_intro": "Wat `klankbord` kan, zoals `--help` het zegt. Meldingen komen op "
        "stderr.",
        "exit_codes": "Afloopcodes",
        "formats": "Transcripten",
        "formats_intro": "Klankbord herkent een bestand aan wat erin staat, niet aan de naam. "
        "Wat het "
        "niet begrijpt, weigert het met een zin die zegt waar het aan ligt.",
        "formats_turns": "Een beurt is wat de bron als één stuk geeft: een ondertitel (vtt, srt), "
        "een segment (Whisper), een regel. Met `--join` worden stukken van één spreker over korte "
        "gaten samengevoegd. Fijner wordt alleen geknipt waar de bron dat zelf toont: in een "
        "monoloog van Gong waar de spreker drie seconden of langer zwijgt, en in een segment van "
        "WhisperX waar de woorden van spreker wisselen.",
        "formats_lost": "Er verdwijnen geen woorden zonder bericht. Een ondertitel met een tijd "
        "die geen is, of zonder tijd, wordt geweigerd met zijn regel; tekst na een lege regel "
        "blijft bij de ondertitel erboven, en het rapport zegt dat. In platte tekst hoort een "
        "regel zonder naam bij de beurt erboven; staat er een dubbele punt in, dan zegt het "
        "rapport dat, en een naam met een tijd erbij (`Karel 10:30: Goed.`) wordt geweigerd.",
        "formats_guessed": "Wat er als een naam uitziet, hoeft er geen te zijn. In ondertitels is "
        "het begin van een regel (`Let op: …`) alleen een spreker als de meeste van die namen "
        "terugkomen, of als er meer dan één is en ze er allemaal uitzien als een naam. Tijden van "
        "Whisper zijn seconden: hele getallen waarbij iemand als seconden minuten over een woord "
        "zou doen, zijn milliseconden en worden geweigerd.",
        "formats_tools": "Wat andere programma’s uitschrijven, wordt gelezen zoals ze het bewaren. "
        "Geven ze stukken (`utterances`, segmenten, zinnen), dan zijn dat de beurten; geven ze "
        "alleen woorden, dan begint een beurt bij een andere spreker of na een seconde stilte. "
        "Met meer dan één kanaal is het kanaal de deelnemer, en is te zien waar twee mensen door "
        "elkaar praten. Een kant staat er alleen bij waar de bron een rol noemt (`agent`, "
        "`customer`); wijs anders zelf aan wie verkoopt. Het tijdstip van een gesprek staat in "
        "deze bestanden niet: wanneer het is uitgeschreven, telt daar niet voor. Wat een "
        "programma over stemming of geluid zegt, leest Klankbord niet.",
        "writes": "Schrijft",
        "cues": "Woordsignalen",
        "cues_intro": "Waar Klankbord in de woorden op let, per taal. Elk signaal draagt zijn "
        "bewijs: "
        "zinnen die wel en niet raak zijn, en een test die ze naloopt.",
    },
    "en": {
        "measures": "Measures",
        "measures_intro": "Every measure of a conversation, by question of the report. Each figure "
        "says what it counts and, where turns bear it out, shows those moments; where there is "
        "too little to say anything, it says why.",
        "measure": "Measure",
        "name": "Name",
        "purpose": "What it is for",
        "counts": "How it counts",
        "misleads": "How it misleads",
        "origin": "Where it comes from",
        "facts": "In short",
        "unit": "Unit",
        "kinds": "Kinds",
        "unknown": "Unknown when",
        "version": "Version",
        "example": "Example",
        "gives": "This gives",
        "recognised": "Recognised",
        "turn": "turn",
        "settings": "Settings",
        "settings_intro": "From the environment (`KLANKBORD_LANGUAGE=en`), else from "
        "`klankbord.toml` in the working folder or in `~/.config/klankbord/` (or the file that "
        "`KLANKBORD_CONFIG` names), else the default.",
        "setting": "Setting",
        "default": "Default",
        "meaning": "Meaning",
        "commands": "Commands",
        "commands_intro": "What `klankbord` can do, as `--help` says it. Messages go to stderr.",
        "exit_codes": "Exit codes",
        "formats": "Transcripts",
        "formats_intro": "Klankbord tells a file by what is in it, not by its name. What it "
        "does not "
        "understand it refuses, with a sentence that says why.",
        "formats_turns": "A turn is what the source gives as one piece: a caption (vtt, srt), a "
        "segment (Whisper), a line. With `--join` pieces of one speaker are joined over short "
        "gaps. It is only cut finer where the source itself shows it: in a monologue of Gong "
        "where the speaker is silent for three seconds or more, and in a segment of WhisperX "
        "where the words change speaker.",
        "formats_lost": "No words are lost without a word. A caption with a time that is none, or "
        "without one, is refused with its line; text after a blank line stays with the caption "
        "above it, and the report says so. In plain text a line without a name belongs to the "
        "turn above it; where it has a colon the report says so, and a name with a time beside "
        "it (`Karel 10:30: Goed.`) is refused.",
        "formats_guessed": "What looks like a name need not be one. In captions the beginning of "
        "a line (`Let op: …`) is only a speaker where most of those names come back, or where "
        "there are several and all look like names. Times of Whisper are seconds: whole numbers "
        "by which, as seconds, a word would take minutes are milliseconds, and are refused.",
        "formats_tools": "What other tools write out is read as they save it. Where they give "
        "pieces (utterances, segments, phrases), those are the turns; where they give words alone, "
        "a turn begins with another speaker or after a second of silence. With more than one "
        "channel, the channel is the party, and it can be seen where two people speak at once. A "
        "side is only there where the source names a role (`agent`, `customer`); else point out "
        "yourself who sells. The moment of a call is not in these files: when it was written out "
        "does not count as that. What a tool says of mood or sounds is not read by Klankbord.",
        "writes": "Writes",
        "cues": "Cues",
        "cues_intro": "What Klankbord listens for in the words, by language. Each cue carries its "
        "proof: sentences that hit and that do not, and a test that goes through them.",
    },
}
EXIT_CODES = {
    "nl": {
        0: "gelukt",
        1: "er ging iets mis dat niet had mogen gebeuren",
        2: "de opdracht klopt niet (optie, naam, instelling)",
        3: "minstens één bestand is geweigerd",
        130: "afgebroken",
    },
    "en": {
        0: "done",
        1: "something went wrong that should not have",
        2: "the command is wrong (an option, a name, a setting)",
        3: "at least one file was refused",
        130: "interrupted",
    },
}


def pages() -> dict[Path, str]:
    """Every made page by its place."""
    made: dict[Path, str] = {}
    for language in LANGUAGES:
        folder = MANUAL / language
        made[folder / "measures.md"] = measures_page(language)
        for measure in CATALOGUE:
            made[folder / "measures" / f"{measure.id}.md"] = measure_page(measure, language)
        made[folder / "settings.md"] = settings_page(language)
        made[folder / "commands.md"] = commands_page(language)
        made[folder / "formats.md"] = formats_page(language)
        made[folder / "cues.md"] = cues_page(language)
    made[MANUAL / "dev" / "errors.md"] = errors_page()
    return {path: MADE + text.rstrip() + "\n" for path, text in made.items()}


def measures_page(language: str) -> str:
    """The list of measures."""
    _, w = translator(language), WORDS[language]
    lines = [f"# {w['measures']}", "", w["measures_intro"]]
    for family, title in TITLES.items():
        own = [measure for measure in CATALOGUE if measure.family is family]
        if own:
            lines += [
                "",
                f"## {_(title)}",
                "",
                f"| {w['name']} | id | {w['purpose']} |",
                "|---|---|---|",
            ]
            for measure in own:
                told = about(measure.id, language)
                link = f"[{told.name}](measures/{measure.id}.md)"
                lines.append(f"| {link} | `{measure.id}` | {told.purpose} |")
    return "\n".join(lines)


def measure_page(measure: Measure, language: str) -> str:
    """The page of one measure."""
    _, w = translator(language), WORDS[language]
    told, shown = about(measure.id, language), example(measure.id)
    codes = [NEEDS[need] for need in measure.needs] + ([TOO_FEW] if measure.fewest else [])
    reasons = "; ".join(f"{reason(code, _)} (`{code}`)" for code in codes) or "–"
    kinds = ", ".join(f"{told.kinds[kind]} (`{kind}`)" for kind in measure.kinds if kind) or "–"
    gives = ", ".join(
        f"{told.kinds.get(kind, '')} {value_text(value, measure.unit.name, language)}".strip()
        for kind, value in shown.expect.items()
    )
    return f"""# {told.name}

`{measure.id}`

**{w["purpose"]}.** {told.purpose}

**{w["counts"]}.** {told.counts}

**{w["misleads"]}.** {told.misleads}

**{w["origin"]}.** {told.origin}

## {w["facts"]}

| | |
|---|---|
| {w["unit"]} | {_(UNIT_NAMES[measure.unit.name])} |
| {w["kinds"]} | {kinds} |
| {w["unknown"]} | {reasons} |
| {w["version"]} | {measure.version} |

## {w["example"]}

```
{shown.talk.strip()}
```
{recognised(shown.acts, language)}
{w["gives"]}: {gives}.
"""


def recognised(acts: Mapping[str, Sequence[str]], language: str) -> str:
    """The acts in an example, as a line between it and its values."""
    if not acts:
        return ""
    w = WORDS[language]
    told = "; ".join(
        f"{w['turn']} {turn}: {', '.join(f'`{act}`' for act in done)}"
        for turn, done in acts.items()
    )
    return f"\n{w['recognised']}: {told}.\n"


def settings_page(language: str) -> str:
    """Every setting, from the class."""
    _, w = translator(language), WORDS[language]
    lines = [f"# {w['settings']}", "", w["settings_intro"], ""]
    lines += [f"| {w['setting']} | {w['default']} | {w['meaning']} |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "–" if field.default in (None, ()) else f"`{field.default}`"
        lines.append(f"| `{name}` | {default} | {_(field.description or '')} |")
    return "\n".join(lines)


def commands_page(language: str) -> str:
    """What --help says of each command, and the exit codes."""
    w = WORDS[language]
    lines = [f"# {w['commands']}", "", w["commands_intro"]]
    for command in COMMANDS:
        lines += ["", f"## klankbord {command}", "", "```", help_text(command, language), "```"]
    lines += ["", f"## {w['exit_codes']}", "", "| | |", "|---|---|"]
    lines += [f"| {code} | {text} |" for code, text in EXIT_CODES[language].items()]
    return "\n".join(lines)


def help_text(command: str, language: str) -> str:
    """What `klankbord COMMAND --help` prints."""
    environment = os.environ | {"KLANKBORD_LANGUAGE": language, "COLUMNS": "100"}
    program = "import sys; from klankbord.cli.main import run; sys.argv[0] = 'klankbord'; run()"
    result = subprocess.run(
        [sys.executable, "-c", program, command, "--help"],
        capture_output=True,
        check=True,
        env=environment,
    )
    return result.stdout.decode().rstrip()


def formats_page(language: str) -> str:
    """The formats with their samples, and what is written."""
    _, w = translator(language), WORDS[language]
    lines = [f"# {w['formats']}", "", w["formats_intro"]]
    lines += ["", w["formats_turns"], "", w["formats_lost"], "", w["formats_guessed"]]
    lines += ["", w["formats_tools"]]
    for format_ in FORMATS:
        lines += ["", f"## {_(format_.NAME)}", "", f"`{format_.ID}`"]
        if format_.ABOUT:
            lines += ["", _(format_.ABOUT)]
        lines += ["", "```", format_.SAMPLE.rstrip(), "```"]
    lines += ["", f"## {w['writes']}", "", ", ".join(f"`{ending}`" for ending in WRITERS)]
    return "\n".join(lines)


def cues_page(language: str) -> str:
    """The cue packs."""
    w = WORDS[language]
    lines = [f"# {w['cues']}", "", w["cues_intro"]]
    for pack in PACKS:
        lines += ["", f"## {pack}"]
        for cue in load_pack(pack).cues.values():
            yes, no = (number(len(s), language, "0") for s in (cue.yes, cue.no))
            lines += ["", f"**`{cue.name}`** {cue.meaning} ({yes} ✓, {no} ✗).", ""]
            lines.append(", ".join(cue.phrases))
    return "\n".join(lines)


def errors_page() -> str:
    """Every error: its sentence, exit code and HTTP status."""
    _ = translator("en")
    lines = ["# Errors", "", "One class an error; it takes facts and speaks one sentence.", ""]
    lines += ["| class | exit | HTTP | sentence |", "|---|---|---|---|"]
    for error in every_error(errors.KlankbordError):
        sentence = _(error.sentence).replace("|", "\\|")
        lines.append(
            f"| `{error.__name__}` | {error.exit_code} | {error.http_status} | {sentence} |"
        )
    return "\n".join(lines)


def every_error(
    error: type[errors.KlankbordError],
) -> Iterator[type[errors.KlankbordError]]:
    """The class and all below it, in order of definition."""
    yield error
    for below in error.__subclasses__():
        yield from every_error(below)


def main() -> None:
    """Write the pages, and take away those that are made no more."""
    made = pages()
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for path in MANUAL.rglob("*.md"):
        if path not in made and path.read_text("utf-8").startswith(MADE):
            path.unlink()


if __name__ == "__main__":
    main()
