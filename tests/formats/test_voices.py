"""What the formats of recognisers share: words, marks, channels and speakers."""

from tests.formats.helpers import lines, names, sides

from klankbord.conversation import Conversation, Word
from klankbord.formats.building import Draft, build
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.voices import Spoken, Voice, join_in, marked, numbered, side_of, timed


def built(draft: Draft) -> Conversation:
    return build(Document("gesprek.x", b"x"), ReadOptions(), draft, format_id="x")


def spoken(*words: tuple[str, str, str, int, int]) -> Conversation:
    said = Spoken()
    for channel, speaker, text, start, end in words:
        said.word(Voice(channel, speaker), timed(text, start, end))
    draft = Draft()
    said.into(draft)
    return built(draft)


def test_words_of_a_speaker_are_a_turn_until_another_or_a_second_of_silence() -> None:
    found = spoken(
        ("", "A", "Hoe", 0, 300),
        ("", "A", "dan?", 1200, 1500),
        ("", "A", "Nou?", 2500, 2700),
        ("", "B", "Zo.", 2700, 3000),
    )
    assert lines(found) == ["0-1500 A: Hoe dan?", "2500-2700 A: Nou?", "2700-3000 B: Zo."]


def test_one_channel_does_not_cut_another() -> None:
    found = spoken(
        ("l", "", "Hoe", 0, 300),
        ("r", "", "Hm.", 200, 400),
        ("l", "", "dan?", 500, 900),
    )
    assert lines(found) == ["0-900 l: Hoe dan?", "200-400 r: Hm."]
    assert found.bears.overlap


def test_several_channels_can_overlap_also_where_they_do_not() -> None:
    apart = (("l", "", "Hoe?", 0, 300), ("r", "", "Zo.", 400, 500))
    assert spoken(*apart).bears.overlap
    assert not spoken(*(("", *word[1:]) for word in apart)).bears.overlap


def test_a_voice_is_called_after_its_speaker_its_channel_or_both() -> None:
    def called(*voices: Voice) -> list[str]:
        draft = Draft()
        join_in(draft, voices)
        return [party.name for party in draft.parties]

    assert called(Voice("l", "A"), Voice("l", "B")) == ["A", "B"]
    assert called(Voice("l", "A"), Voice("r", "A")) == ["l", "r"]
    assert called(Voice("l", "A"), Voice("l", "B"), Voice("r", "A")) == ["l A", "l B", "r"]
    assert called(Voice("l"), Voice("r"), Voice("l", "B")) == ["l", "r", "l B"]


def test_a_label_that_is_a_role_gives_the_side_and_no_other_does() -> None:
    found = spoken(("Agent", "", "Hoe?", 0, 300), ("CUSTOMER", "", "Zo.", 400, 500))
    assert sides(found) == {"Agent": "seller", "CUSTOMER": "customer"}
    assert names(found) == ["Agent", "CUSTOMER"]
    assert {side_of(label).value for label in ("", "spk_0", "Agente", "the agent")} == {"unknown"}


def test_a_mark_belongs_to_the_word_before_it() -> None:
    said = Spoken()
    said.mark("", "¿")
    said.word(Voice(), timed("Zo", 0, 300))
    said.mark("", "?")
    said.mark("r", "!")
    draft = Draft()
    said.into(draft)
    assert [turn.text for turn in built(draft).turns] == ["Zo?"]
    words: list[Word] = []
    marked(words, "?")
    assert words == []


def test_a_word_that_ends_before_it_starts_has_no_length() -> None:
    assert timed("Zo", 400, 300) == timed("Zo", 400, 400)
    assert timed("Zo", None, 300) == timed("Zo", None, None)


def test_a_channel_zero_has_a_number() -> None:
    assert (numbered("Channel", 0), numbered("Channel", None)) == ("Channel 0", "")
