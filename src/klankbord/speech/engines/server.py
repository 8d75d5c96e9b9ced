"""Any server that recognises as OpenAI's does: POST /audio/transcriptions, verbose_json.

It is somebody else's: what it answers is checked, it is waited for no longer than a minute or
two, and it cannot send us on to another host.
"""

from __future__ import annotations

import io
import math
import time
import wave
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from klankbord.errors import (
    NoRecogniserServer,
    RecognitionMissing,
    ServerOdd,
    ServerRefuses,
    ServerSilent,
)
from klankbord.i18n import N_
from klankbord.speech.recognition import (
    RATE,
    About,
    Mono,
    Options,
    Words,
    as_words,
    length_ms,
    long_enough,
)
from klankbord.speech.vocabulary import as_prompt

if TYPE_CHECKING:
    import httpx2

USUAL_MODEL = "whisper-1"
TOGETHER = 4
"""So many pieces are with the server at once."""
MOST_BYTES = 4_000_000
"""An answer about half a minute of talk is some kilobytes."""
SLACK_S = 1.0
"""So far past its piece a word may end, as recognisers round; what lies further is made up."""
BUSY = frozenset({408, 429, 500, 502, 503, 504})
"""After these a server may do it when asked again."""
LONGEST_REASON = 160

_LANGUAGES = {"dutch": "nl", "english": "en", "german": "de", "french": "fr", "flemish": "nl"}
"""OpenAI's server names a language in English; others give its code."""

Time = Annotated[float, Field(allow_inf_nan=False)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Word(_Shape):
    word: str
    start: Time
    end: Time
    probability: float | None = None


class _Segment(_Shape):
    start: Time = 0.0
    end: Time = 0.0
    avg_logprob: float | None = None
    words: Annotated[tuple[_Word, ...], BeforeValidator(lambda v: v or ())] = ()


class _Answer(_Shape):
    text: str = ""
    language: str | None = None
    words: Annotated[tuple[_Word, ...], BeforeValidator(lambda v: v or ())] = ()
    segments: Annotated[tuple[_Segment, ...], BeforeValidator(lambda v: v or ())] = ()


class Server:
    """A server, at an address that somebody named in the settings."""

    def __init__(
        self,
        address: str,
        model: str = "",
        key: str = "",
        *,
        patience_s: float = 120.0,
        tries: int = 3,
    ) -> None:
        """Be ready to ask it; nothing is sent yet.

        Args:
            address: as its clients call it, often ending on /v1.
            model: what it calls the model.
            key: sent as a bearer token.
            patience_s: so long one answer may take.
            tries: how often it is asked while it is busy.

        Raises:
            NoRecogniserServer: there is no address.
            RecognitionMissing: the client is not installed.
        """
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise NoRecogniserServer
        try:
            import httpx2  # noqa: F401
        except ImportError:
            raise RecognitionMissing("httpx2") from None  # noqa: EM101
        self._host = parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
        self._url = f"{address.rstrip('/')}/audio/transcriptions"
        self._patience_s, self._tries = patience_s, tries
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._model = model or USUAL_MODEL
        self.about = About(
            *("server", self._host, self._model), detects=True, forces=True, takes_words=True
        )

    def language_of(self, pieces: Sequence[Mono]) -> str:
        """The language that it says most of the pieces are in, by their length."""
        chances: dict[str, int] = {}
        for piece, answer in zip(pieces, self._all(pieces, Options()), strict=True):
            told = (answer.language or "").strip().lower()
            language = _LANGUAGES.get(told, told)
            if len(language) == 2 and language.isascii() and language.isalpha():  # noqa: PLR2004
                chances[language] = chances.get(language, 0) + len(piece)
        return max(chances, key=lambda language: chances[language], default="")

    def recognise(self, pieces: Sequence[Mono], options: Options) -> list[Words]:
        """The words of each piece."""
        answers = self._all(pieces, options)
        return [self._words(a, p) for a, p in zip(answers, pieces, strict=True)]

    def _all(self, pieces: Sequence[Mono], options: Options) -> list[_Answer]:
        if not pieces:
            return []
        with self._line_out() as client, ThreadPoolExecutor(min(TOGETHER, len(pieces))) as pool:
            return list(pool.map(lambda piece: self._asked(client, piece, options), pieces))

    def _line_out(self) -> httpx2.Client:
        """A client that goes nowhere but where it is sent.

        It takes nothing from the environment: a proxy or a .netrc would be one more to trust.
        """
        import httpx2

        return httpx2.Client(
            headers=self._headers,
            timeout=httpx2.Timeout(self._patience_s, connect=min(10.0, self._patience_s)),
            follow_redirects=False,
            trust_env=False,
        )

    def _asked(self, client: httpx2.Client, piece: Mono, options: Options) -> _Answer:
        """The answer about one piece; a server that is busy is asked again, later each time."""
        import httpx2

        sound, data = _wav(long_enough(piece)), _form(self._model, options)
        for attempt in range(1, self._tries + 1):
            last = attempt == self._tries
            try:
                code, body, wait_s = self._posted(client, sound, data)
            except httpx2.TimeoutException:
                raise ServerSilent(self._host, N_("het duurt te lang")) from None
            except httpx2.HTTPError as fault:
                if last:
                    raise ServerSilent(self._host, _line(str(fault))) from None
                wait_s = None
            else:
                if code not in BUSY or last:
                    return self._read(code, body)
            time.sleep(min(wait_s or 0.25 * 2**attempt, self._patience_s, 30.0))
        raise AssertionError

    def _posted(
        self, client: httpx2.Client, sound: bytes, data: dict[str, Any]
    ) -> tuple[int, bytes, float | None]:
        """Status, body and after how many seconds to ask again."""
        import httpx2

        until = time.monotonic() + self._patience_s
        files = {"file": ("stuk.wav", sound, "audio/wav")}
        with client.stream("POST", self._url, data=data, files=files) as response:
            body = b""
            for part in response.iter_bytes():
                body += part
                if len(body) > MOST_BYTES:
                    raise ServerOdd(self._host, N_("het antwoord is veel te lang"))
                if time.monotonic() > until:
                    msg = "too slow"
                    raise httpx2.ReadTimeout(msg)
            return response.status_code, body, _seconds(response)

    def _read(self, code: int, body: bytes) -> _Answer:
        if code in BUSY:
            raise ServerSilent(self._host, _said(code, body))
        if code != 200:  # noqa: PLR2004
            raise ServerRefuses(self._host, _said(code, body))
        try:
            return _Answer.model_validate_json(body)
        except ValidationError:
            raise ServerOdd(self._host, N_("het is geen verbose_json")) from None

    def _words(self, answer: _Answer, piece: Mono) -> Words:
        words = answer.words or tuple(w for s in answer.segments for w in s.words)
        if not words and answer.text.strip():
            raise ServerOdd(self._host, N_("er staan geen tijden bij de woorden"))
        last = len(long_enough(piece)) / RATE + SLACK_S
        for word in words:
            if not -SLACK_S <= word.start <= word.end <= last:
                raise ServerOdd(self._host, N_("een woord valt buiten zijn stuk geluid"))
        found = [(w.start, w.end, w.word, _confidence(w, answer.segments)) for w in words]
        return as_words(found, length_ms(piece))


def _form(model: str, options: Options) -> dict[str, Any]:
    told = {"language": options.language, "prompt": as_prompt(options.vocabulary)}
    return {
        "model": model,
        "response_format": "verbose_json",
        "timestamp_granularities[]": ["word", "segment"],
        "temperature": "0",
        **{name: value for name, value in told.items() if value},
    }


def _wav(piece: Mono) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.rint(np.clip(piece, -1, 1) * 32_767).astype("<i2").tobytes())
    return buffer.getvalue()


def _confidence(word: _Word, segments: Sequence[_Segment]) -> float | None:
    """The server's own chance, else that of the segment that the word stands in."""
    if word.probability is not None:
        return word.probability
    middle = (word.start + word.end) / 2
    for segment in segments:
        if segment.start <= middle <= segment.end and segment.avg_logprob is not None:
            return math.exp(min(segment.avg_logprob, 0.0))
    return None


def _seconds(response: httpx2.Response) -> float | None:
    told = response.headers.get("retry-after", "")
    return float(told) if told.isascii() and told.isdigit() else None


def _said(code: int, body: bytes) -> str:
    """The status, and the first line of what the server says of it."""
    return f"{code} {_line(body[:1000].decode('utf-8', 'replace'))}".strip()


def _line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_REASON]
