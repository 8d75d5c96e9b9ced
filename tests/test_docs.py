"""What the manual promises is there, and what is there is in the manual."""

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest
from scripts.make_docs import MANUAL, pages
from scripts.make_messages import main as make_messages

from klankbord.cli.main import COMMANDS
from klankbord.conversation.frames import to_frames
from klankbord.dialogue.dialogue import Dialogue
from klankbord.formats import read
from klankbord.formats.document import Document
from klankbord.formats.notes import NOTES
from klankbord.language.packs import PACKS, load_pack
from klankbord.measures import CATALOGUE
from klankbord.measures.about import about, example
from klankbord.measures.grains import Grains
from klankbord.measures.measure import CODES, UNITS
from klankbord.measures.measuring import measure as measure_conversations
from klankbord.measures.measuring import measure_grains
from klankbord.report.as_json import CUE, MOMENT, READING, WINDOW
from klankbord.settings import Settings
from klankbord.testing import acts_of, talk

ROOT = MANUAL.parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_made_pages_are_fresh() -> None:
    stale = [
        str(path.relative_to(ROOT))
        for path, text in pages().items()
        if not path.is_file() or path.read_text("utf-8") != text
    ]
    assert stale == [], "run: make docs"


def test_every_sentence_is_translated_and_compiled(capsys: pytest.CaptureFixture[str]) -> None:
    code = make_messages(["--check"])
    assert (code, capsys.readouterr().out) == (0, ""), "run: make messages"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        assert (page.parent / link).exists(), f"{page}: {link}"


@pytest.mark.parametrize("measure_id", [m.id for m in CATALOGUE])
def test_a_measure_explains_itself_in_both_languages(measure_id: str) -> None:
    (declared,) = (m for m in CATALOGUE if m.id == measure_id)
    for language in ("nl", "en"):
        told = about(measure_id, language)
        assert set(told.kinds) == set(declared.kinds) - {""}
        assert set(told.moments) == {pick.name for pick in declared.moments} - {""}
        for text in (told.name, told.purpose, told.counts, told.misleads, told.origin):
            assert text.strip()
    assert about(measure_id, "nl") != about(measure_id, "en")


@pytest.mark.parametrize("measure_id", [m.id for m in CATALOGUE])
def test_the_example_of_a_measure_gives_what_it_says(measure_id: str) -> None:
    shown = example(measure_id)
    conversation = talk(shown.talk)
    grains = Grains(Dialogue.of(to_frames([conversation]), acts=acts_of(conversation, shown.acts)))
    measured = measure_grains(grains)
    found = {
        row["kind"]: row["value"]
        for row in measured.readings.filter(measure=measure_id).iter_rows(named=True)
    }
    assert (
        shown.expect.items() <= {k: pytest.approx(v, abs=0.005) for k, v in found.items()}.items()
    )
    for kind, value in shown.expect.items():
        assert found[kind] == pytest.approx(value, abs=0.005)


def test_no_text_about_a_measure_is_left_over() -> None:
    from klankbord.measures.about import FOLDER

    assert {path.stem for path in FOLDER.glob("*.toml")} == {m.id for m in CATALOGUE}


def test_the_json_of_a_report_is_described() -> None:
    page = (MANUAL / "dev" / "report-json.md").read_text("utf-8")
    for name in (
        *READING,
        *MOMENT,
        *CUE,
        *WINDOW,
        *(c for c in CODES if c),
        *(u.name for u in UNITS),
    ):
        assert f"`{name}`" in page, name


def test_the_sample_of_our_json_and_notation_in_the_manual_import() -> None:
    page = (MANUAL / "dev" / "our-json.md").read_text("utf-8")
    samples = re.findall(r"```(?:json)?\n(.*?)```", page, flags=re.DOTALL)
    assert len(samples) == 2
    for sample in samples:
        (conversation,) = read(Document("sample", sample.encode()))
        assert conversation.bears.sides


def test_columns_of_the_floor_are_described() -> None:
    page = (MANUAL / "dev" / "architecture.md").read_text("utf-8")
    measured = measure_conversations([talk("0:00-0:04 An: Dag?\n0:04-0:05 Bo: Dag.", seller="An")])
    for table in (measured.turns, measured.calls):
        for column in table.columns:
            assert f"`{column}`" in page, column


@pytest.mark.parametrize("language", ["nl", "en"])
def test_commands_settings_and_cues_are_in_the_manual(language: str) -> None:
    manual = {p.stem: p.read_text("utf-8") for p in (MANUAL / language).glob("*.md")}
    assert all(f"klankbord {command}" in manual["commands"] for command in COMMANDS)
    assert all(f"`{setting}`" in manual["settings"] for setting in Settings.model_fields)
    cues = {cue for pack in PACKS for cue in load_pack(pack).cues}
    assert all(f"`{cue}`" in manual["cues"] for cue in cues)


def test_every_note_has_a_sentence_that_is_used() -> None:
    source = "".join(
        path.read_text("utf-8")
        for folder in ("formats", "service")
        for path in (ROOT / "src" / "klankbord" / folder).rglob("*.py")
        if path.name != "notes.py"
    )
    assert all(f'"{code}"' in source for code in NOTES)


def test_the_glossary_names_what_is_in_the_code() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    code = "".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    rows = re.findall(r"^\|[^|\n]+\|([^|\n]+)\|", glossary, flags=re.MULTILINE)[2:]
    names = [name for row in rows for name in re.findall(r"`([^`]+)`", row)]
    assert len(names) > 20
    assert [name for name in names if name not in code] == []


def test_nothing_names_a_registry_or_a_path_of_a_machine() -> None:
    for path in [
        *PAGES,
        *(ROOT / "requirements").iterdir(),
        ROOT / "Makefile",
        ROOT / "pyproject.toml",
    ]:
        text = path.read_text("utf-8")
        for word in ("pypi.org", "pythonhosted", "registry.npmjs", "/work/", "/root/", "/home/"):
            assert word not in text, f"{path}: {word}"


def test_every_room_of_the_service_that_is_named_is_there() -> None:
    """A path such as `service/keeping/erasing.py` or `service.site.Site`: files move."""
    source = ROOT / "src" / "klankbord"
    texts = {path: path.read_text("utf-8") for path in PAGES}
    for path in source.rglob("*.py"):
        if "versions" not in path.parts:
            texts[path] = "\n".join(_prose(path))
    written = re.compile(r"(?<![\w/])(?:klankbord[./])?(service[./][a-z_]\w*(?:[./]\w+)*)")
    named = [(path, found) for path, text in texts.items() for found in written.findall(text)]
    assert len(named) > 10
    missing = {f"{path.relative_to(ROOT)}: {found}" for path, found in named if not _there(found)}
    assert missing == set()


def _prose(path: Path) -> Iterator[str]:
    """What a module says and does not run: its texts and its remarks."""
    text = path.read_text("utf-8")
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in {tokenize.STRING, tokenize.COMMENT}:
            yield token.string


def _there(named: str) -> bool:
    """Whether there is such a room or module; what follows it is a name within."""
    at = ROOT / "src" / "klankbord" / "service"
    for part in re.split(r"[./]", named)[1:]:
        if (at / f"{part}.py").is_file():
            return True
        if not (at / part).is_dir():
            return False
        at /= part
    return True
