"""An organisation's own words: what their file may hold, and what is said of each fault."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import polars as pl
import pytest

from klankbord.conversation.frames import to_frames
from klankbord.dialogue.dialogue import Dialogue
from klankbord.dialogue.proof import failures
from klankbord.errors import BadPack
from klankbord.i18n import translator
from klankbord.language import find_cues, load_pack
from klankbord.language.packs import Example, Pattern, read_own, read_pack
from klankbord.testing import acts_of, talk

OWN = """
    [competitor]
    phrases = ["Frigovrij", "koel  en zo*"]
    yes = ["Bij Frigovrij kan dat."]

    [status_quo]
    lemmas = ["aanmodderen"]
    not_after = ["niet"]
    yes = ["We modderen wat aan."]
    no = ["We willen niet aanmodderen."]

    [filler]
    phrases = ["dinges"]
    patterns = [{ with = "zoveel", match = 'zus of zoveel' }]

    [driver_stated]
    phrases = ["onze koelcel"]
    yes = [{ text = "Onze koelcel!", direction = "stay" }]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return written(tmp_path, OWN)


def written(folder: Path, text: str) -> Path:
    file = folder / "eigen.toml"
    file.write_text(dedent(text), "utf-8")
    return file


def hits(text: str, own: Path | None, cue: str) -> list[str]:
    found = find_cues(pl.Series([text]), pl.Series(["nl"]), own).filter(pl.col.cue == cue)
    return [text[start:end] for start, end in found.select("start_char", "end_char").rows()]


def test_own_words_come_beside_those_of_the_pack(own: Path) -> None:
    text = "Eh, dinges, zus of zoveel."
    assert hits(text, own, "filler") == ["Eh", "dinges", "zus of zoveel"]
    assert hits(text, None, "filler") == ["Eh"]


def test_own_words_of_a_learned_cue_hit_by_themselves(own: Path) -> None:
    assert hits("Bij Frigofrij en bij koel en zozeer", own, "competitor") == [
        "Frigofrij",
        "koel en zozeer",
    ]
    assert load_pack("nl").cues["competitor"].learned
    assert not read_own(own, "nl").cues["competitor"].learned
    assert hits("de concurrent", own, "competitor") == []  # that is the model's


def test_own_words_may_be_lemmas_and_may_be_undone(own: Path) -> None:
    assert hits("We modderen wat aan.", own, "status_quo") == ["modderen wat aan"]
    assert hits("Nee, niet aanmodderen.", own, "status_quo") == []


def test_the_pack_itself_stays_as_it_is(own: Path) -> None:
    before = load_pack("nl")
    read_own(own, "nl")
    assert load_pack("nl") == before
    assert set(read_own(own, "nl").cues) == set(before.cues)


def test_a_language_without_a_pack_has_no_own_words(own: Path) -> None:
    assert read_own(own, "de").cues == {}


def test_own_words_are_acts_of_whoever_may_do_them(own: Path) -> None:
    said = talk("""
        # verkoper: Anna
        Anna: Wij modderen aan, net als Frigovrij.
        Karel: Wij modderen maar aan bij Frigovrij.
        Karel: Met onze koelcel.
    """)
    nothing = acts_of(said, {})
    dialogue = Dialogue.of(to_frames([said]), acts=nothing, own=own)
    turns = dialogue.frames.turns
    assert turns["competitor"].to_list() == [True, True, False]
    assert turns["status_quo"].to_list() == [False, True, False]
    assert turns["driver_stated"].to_list() == [False, False, True]
    told = dialogue.cues.filter(pl.col.cue.is_in(["status_quo", "driver_stated"]))
    length = len("Wij modderen maar aan bij Frigovrij.")
    assert told.rows() == [
        (1, "status_quo", "", 0, length),
        (2, "driver_stated", "", 0, len("Met onze koelcel.")),
    ]


def test_a_listeners_turn_does_no_act(tmp_path: Path) -> None:
    own = written(tmp_path, '[acknowledgement]\nphrases = ["precies"]')
    said = talk("# verkoper: Anna\nKarel: Zo is het hier al jaren.\nAnna: Ja, precies.")
    dialogue = Dialogue.of(to_frames([said]), acts=acts_of(said, {}), own=own)
    assert dialogue.frames.turns["backchannel"].to_list() == [False, True]
    assert not dialogue.frames.turns["acknowledgement"].any()


def test_a_file_is_read_as_it_is_meant(tmp_path: Path) -> None:
    file = tmp_path / "eigen.toml"
    # As Windows' own editor writes it, and an accent in two letters.
    file.write_bytes('\ufeff[filler]\r\nphrases = ["e\u0301e\u0301n  \tding"]\r\n'.encode())
    assert read_pack(file, "nl").cues["filler"].phrases == ("één ding",)
    assert hits("Eh, één ding.", file, "filler") == ["Eh", "één ding"]


def test_what_a_file_holds(own: Path) -> None:
    cues = read_pack(own, "nl").cues
    assert cues["competitor"].phrases == ("Frigovrij", "koel en zo*")
    assert cues["filler"].patterns == (Pattern("zoveel", "zus of zoveel"),)
    assert cues["status_quo"].no == (Example("We willen niet aanmodderen."),)
    assert cues["driver_stated"].yes == (Example("Onze koelcel!", "stay"),)


@pytest.mark.parametrize(
    ("text", "cue", "says"),
    [
        ("[filler", "-", ""),
        ("filler = 1", "filler", "tabel"),
        ("[vuller]\nphrases = ['a']", "vuller", "filler"),
        ("[filler]\nphrase = ['a']", "filler.phrase", "sleutel"),
        ("[filler]\nphrases = 'a'", "filler.phrases", "lijst"),
        ("[filler]\nphrases = [1]", "filler.phrases", "woorden"),
        ("[filler]\nphrases = ['a', '']", "filler.phrases", "woorden"),
        ("[filler]\nphrases = ['*']", "filler.phrases", "woorden"),
        ("[filler]\nphrases = ['van * tot']", "filler.phrases: van * tot", "patroon"),
        ("[filler]\nphrases = ['van  *']", "filler.phrases: van *", "vast aan een woord"),
        ("[filler]\nphrases = ['*kast*je*']", "filler.phrases: *kast*je*", "voluit"),
        ("[backchannel]\nphrases = ['prima*']", "backchannel.phrases: prima*", "voluit"),
        ("[filler]\nlemmas = ['kast*']", "filler.lemmas: kast*", "voluit"),
        ("[filler]\nnot_after = ['geen*']", "filler.not_after: geen*", "voluit"),
        ("[filler]\nlemmas = [' ']", "filler.lemmas", "woorden"),
        ("[filler]\nnot_after = 'niet'", "filler.not_after", "lijst"),
        ("[filler]\nyes = 'a'", "filler.yes", "lijst"),
        ("[filler]\nno = [1]", "filler.no", "voorbeeld"),
        ("[filler]\nyes = [{ text = 1, direction = 'stay' }]", "filler.yes", "voorbeeld"),
        ("[filler]\nyes = [{ text = 'a', direction = 'weg' }]", "filler.yes", "voorbeeld"),
        ("[filler]\nyes = [{ text = 'a' }]", "filler.yes", "voorbeeld"),
        ("[filler]\npatterns = ['a']", "filler.patterns", "patroon"),
        ("[filler]\npatterns = [{ with = 'a' }]", "filler.patterns", "patroon"),
        ("[filler]\npatterns = [{ with = '', match = 'a' }]", "filler.patterns", "patroon"),
        ("[filler]\npatterns = [{ with = 'a', match = 1 }]", "filler.patterns", "patroon"),
        ("[filler]\npatterns = [{ with = 'a', match = '(' }]", "filler.patterns", ""),
        ("[filler]\npatterns = [{ with = 'a', match = 'a{9999999999}' }]", "filler.patterns", ""),
        (
            f"[filler]\npatterns = [{{ with = 'a', match = '{'a' * 2001}' }}]",
            "filler.patterns",
            "lang",
        ),
        ("[filler]\nside = 'koper'", "filler.side", "kant"),
        ("[filler]\nside = 1", "filler.side", "sleutel"),
        ("[filler]\nwhole = 'ja'", "filler.whole", "sleutel"),
        ("[filler]\nmost_words = 'vijf'", "filler.most_words", "sleutel"),
    ],
)
def test_a_fault_names_file_cue_and_key(tmp_path: Path, text: str, cue: str, says: str) -> None:
    file = written(tmp_path, text)
    with pytest.raises(BadPack) as fault:
        read_own(file, "nl")
    assert (fault.value.file, fault.value.cue) == (str(file), cue)
    assert fault.value.reason
    assert says in fault.value.reason
    facts = fault.value.facts(translator("nl"))
    assert fault.value.reason == facts["reason"]


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    bad = tmp_path / "eigen.toml"
    with pytest.raises(BadPack) as fault:
        read_own(bad, "nl")
    assert (fault.value.file, fault.value.cue) == (str(bad), "-")
    other = tmp_path / "anders.toml"
    other.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadPack) as fault:
        read_own(other, "nl")
    assert (fault.value.file, fault.value.cue) == (str(other), "-")


def test_own_examples_of_words_are_proved(tmp_path: Path) -> None:
    own = written(
        tmp_path, '[filler]\nphrases = ["dinges"]\nyes = ["Dinges!", "Eh."]\nno = ["dingesen"]'
    )
    assert failures(read_pack(own, "nl"), own) == []
    wrong = tmp_path / "fout.toml"
    wrong.write_text('[filler]\nphrases = ["dinges"]\nyes = ["ding"]\nno = ["dinges"]')
    failing = failures(read_pack(wrong, "nl"), wrong)
    assert [(f.cue, f.must_hit, f.text) for f in failing] == [
        ("filler", True, "ding"),
        ("filler", False, "dinges"),
    ]
