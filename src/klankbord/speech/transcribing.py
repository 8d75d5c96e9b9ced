"""A recording that was heard, and its words: recognised piece by piece, and made turns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest

from klankbord.conversation import Conversation, Provenance, Turn, Word
from klankbord.conversation.assembly import assemble, from_words
from klankbord.errors import NoVoices
from klankbord.speech.as_conversation import to_conversation
from klankbord.speech.cutting import sound_of
from klankbord.speech.kept import Kept
from klankbord.speech.listening import Heard
from klankbord.speech.pieces import LONGEST_MS, Piece, in_one_row, pieces_of
from klankbord.speech.recognition import About, Mono, Options, Recogniser, SpokenWord, Words
from klankbord.speech.recording import Recording
from klankbord.speech.spans import Span
from klankbord.speech.speakers.deciding import by_voice

TOGETHER = 4
"""So many pieces go to a recogniser at once, and are lost where it is interrupted."""
TELLING = 3
"""From the longest few pieces the language is told."""
WORD_GAP_MS = 1_000
"""Words of one party make one turn up to this gap, as in the transcripts of others."""

Progress = Callable[[int, int], None]
"""Told after each batch: milliseconds of speech done, and in all."""


@dataclass(frozen=True)
class Transcribed:
    """What was said in a recording.

    Attributes:
        lanes: the words of each party, with times in the recording.
        language: that was forced or found (nl); "" where the engine does not tell.
        about: what recognised them.
        options: what it was asked, as far as it could be.
    """

    lanes: tuple[Words, ...]
    language: str
    about: About
    options: Options


def transcribe(  # noqa: PLR0913 (what is left out is usual)
    recording: Recording,
    heard: Heard,
    recogniser: Recogniser,
    options: Options | None = None,
    *,
    kept: Kept | None = None,
    progress: Progress | None = None,
    longest_ms: int = LONGEST_MS,
) -> Transcribed:
    """Recognise what was heard, each channel apart, in pieces cut where nobody speaks.

    Of people told apart on one channel, each word goes to whose voice sounds then.

    Args:
        recording: the sound.
        heard: who spoke when.
        recogniser: what recognises.
        options: what is asked of it.
        kept: holds what was done before, and what is done now.
        progress: is told how far it is.
        longest_ms: of a piece.

    Raises:
        SoundRefused: the recording cannot be decoded.
        KlankbordError: the recogniser cannot go on; what is done is kept.
    """
    about = recogniser.about
    options = _possible(options or Options(), about)
    lanes = [
        pieces_of(spans, lane, heard.length_ms, longest_ms)
        for lane, spans in enumerate(heard.lanes)
    ]
    everything = [piece for own in lanes for piece in own]
    done = {p: words for p in everything if kept is not None and (words := kept.get(p)) is not None}
    todo = [piece for piece in everything if piece not in done]
    total = sum(piece.length_ms for piece in everything)
    one_for_all = heard.channels.one_for_all

    def cut(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, Mono]]:
        return sound_of(recording, pieces, one_for_all=one_for_all)

    if not options.language and about.detects:
        language = kept.language if kept is not None else None
        if language is None:
            longest = sorted(everything, key=lambda piece: -piece.length_ms)[:TELLING]
            language = recogniser.language_of([sound for _, sound in cut(longest)])
            if kept is not None:
                kept.tell_language(language)
        options = replace(options, language=language)
    _tell(progress, done, total)
    sounds = cut(todo)
    while batch := list(islice(sounds, TOGETHER)):
        found = recogniser.recognise([sound for _, sound in batch], options)
        new = [(piece, words) for (piece, _), words in zip(batch, found, strict=True)]
        if kept is not None:
            kept.add(new)
        done.update(new)
        _tell(progress, done, total)
    rows = tuple(in_one_row(own, [done[piece] for piece in own]) for own in lanes)
    if heard.people is not None:
        rows = by_voice(rows[0], heard.voices)
    return Transcribed(rows, options.language, about, options)


def with_words(
    heard: Heard, said: Transcribed, id_: str, title: str = "", language: str = "nl"
) -> Conversation:
    """The conversation, with what each party said.

    A turn is what one party says without a second's silence. It begins and ends where the voice
    does, which is told more exactly by the sound than by the words.

    Args:
        heard: who spoke when.
        said: what they said.
        id_: of the conversation.
        title: of the conversation.
        language: nl or en, in which parties without a name are called.

    Raises:
        NoVoices: not one word was recognised.
    """
    alone = to_conversation(heard, id_, title, language)
    pieces = [
        turn
        for party, words, spans in zip(alone.parties, said.lanes, heard.voices, strict=False)
        for turn in _turns(party.id, words, spans)
    ]
    if not pieces:
        raise NoVoices(title or id_)
    turns = assemble([*pieces, *_holds(alone, heard)])
    known = alone.provenance
    notes = tuple(note for note in known.notes if note != "sound_alone")
    return replace(
        alone,
        turns=turns,
        language=said.language or alone.language,
        end_ms=max(alone.end_ms or 0, *(turn.end_ms or 0 for turn in turns)),
        provenance=Provenance(
            known.format, known.version, (*known.options, *_options(said)), notes
        ),
    )


def _holds(alone: Conversation, heard: Heard) -> list[Turn]:
    """Music on hold as turns, marked as what is no word."""
    party = alone.parties[-1]
    text = f"({party.name})"
    return [
        Turn(s.start_ms, s.end_ms, party.id, text, (Word(s.start_ms, s.end_ms, text),))
        for s in heard.holds
    ]


def _possible(options: Options, about: About) -> Options:
    """What was asked, as far as the engine can do it: that alone is recorded."""
    return Options(
        options.language if about.forces else "",
        options.vocabulary if about.takes_words else (),
    )


def _tell(progress: Progress | None, done: dict[Piece, Words], total: int) -> None:
    if progress:
        progress(sum(piece.length_ms for piece in done), total)


def _turns(party: str, words: Words, spans: Sequence[Span]) -> list[Turn]:
    """The turns of one party, from where its voice begins to where it ends."""
    said = [(party, _in_voice(word, spans)) for word in words]
    turns = from_words(said, WORD_GAP_MS)
    edged: list[Turn] = []
    until = 0
    for turn, after in zip_longest(turns, turns[1:]):
        start, end = turn.start_ms or 0, turn.end_ms or turn.start_ms or 0
        first, last = _span_at(spans, start), _span_at(spans, max(end - 1, 0))
        if first:
            start = min(start, max(first.start_ms, until))
        if last:
            limit = last.end_ms if after is None else after.start_ms or 0
            end = max(end, min(last.end_ms, limit))
        edged.append(replace(turn, start_ms=start, end_ms=max(start, end)))
        until = end
    return edged


def _in_voice(word: SpokenWord, spans: Sequence[Span]) -> Word:
    """A word, over when the voice is: some engines only guess when a word ends."""
    span = _span_at(spans, word.start_ms)
    end = min(word.end_ms, span.end_ms) if span else word.end_ms
    return Word(word.start_ms, end, word.text, word.confidence)


def _span_at(spans: Sequence[Span], at_ms: int) -> Span | None:
    """The span that holds a moment."""
    place = bisect_right(spans, at_ms, key=lambda span: span.start_ms) - 1
    return spans[place] if place >= 0 and at_ms < spans[place].end_ms else None


def _options(said: Transcribed) -> tuple[tuple[str, str], ...]:
    """What recognised, for the provenance."""
    about = said.about
    told = (
        ("recogniser", f"{about.engine} {about.version}"),
        ("recogniser_model", about.model),
        ("recogniser_language", said.language),
        ("vocabulary", ", ".join(said.options.vocabulary)),
    )
    return tuple((name, value) for name, value in told if value)
