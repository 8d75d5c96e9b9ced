"""faster-whisper on this machine: Whisper in every size, with words, times and chances."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from klankbord.errors import ModelBroken, RecognitionMissing
from klankbord.i18n import N_
from klankbord.speech.recognition import (
    About,
    Mono,
    Options,
    Words,
    as_words,
    length_ms,
    long_enough,
)
from klankbord.speech.vocabulary import as_prompt

FILES = ("model.bin", "config.json", "tokenizer.json")
"""Without any of these, the library would look for them on the internet."""
BEAM = 5


class FasterWhisper:
    """A model in a folder, as faster-whisper reads it."""

    def __init__(self, path: Path, label: str, threads: int = 0) -> None:
        """Load the model.

        Raises:
            RecognitionMissing: faster-whisper is not installed.
            ModelBroken: the folder holds no such model.
        """
        try:
            import faster_whisper
        except ImportError:
            raise RecognitionMissing("faster-whisper") from None  # noqa: EM101
        for file in FILES:
            if not (path / file).is_file():
                raise ModelBroken(str(path / file), N_("dit bestand ontbreekt"))
        try:
            self._model: Any = faster_whisper.WhisperModel(
                str(path), cpu_threads=threads, local_files_only=True
            )
        except Exception as fault:  # noqa: BLE001 (a damaged file breaks three libraries anyhow)
            told = (str(fault).splitlines() or [""])[0][:160]
            raise ModelBroken(str(path), told or type(fault).__name__) from None
        self._knows = frozenset(self._model.supported_languages)
        several = bool(self._model.model.is_multilingual)
        self.about = About(
            *("faster-whisper", faster_whisper.__version__, label),
            detects=several,
            forces=several,
            takes_words=True,
        )

    def language_of(self, pieces: Sequence[Mono]) -> str:
        """The language that most of the pieces are in, weighed by how sure it is."""
        if not self.about.detects:
            return ""
        chances: dict[str, float] = {}
        for piece in pieces:
            language, chance, _ = self._model.detect_language(long_enough(piece))
            chances[language] = chances.get(language, 0.0) + float(chance)
        return max(chances, key=lambda language: chances[language], default="")

    def recognise(self, pieces: Sequence[Mono], options: Options) -> list[Words]:
        """The words of each piece, each heard by itself: what came before cannot mislead."""
        language = options.language if options.language in self._knows else None
        return [
            as_words(self._words(long_enough(piece), language, options), length_ms(piece))
            for piece in pieces
        ]

    def _words(
        self, piece: Mono, language: str | None, options: Options
    ) -> Iterator[tuple[float, float, str, float | None]]:
        segments, _ = self._model.transcribe(
            piece,
            language=language,
            beam_size=BEAM,
            temperature=0.0,  # the same sound gives the same words
            condition_on_previous_text=False,
            word_timestamps=True,
            hotwords=as_prompt(options.vocabulary) or None,
        )
        for segment in segments:
            for word in segment.words or ():
                yield float(word.start), float(word.end), word.word, float(word.probability)
