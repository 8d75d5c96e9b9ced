"""What kind of recording a file is, by its first bytes, never by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

HEAD = 512
"""So many bytes tell what a file is."""
_GSM_FRAME, _GSM_FRAMES = 33, 8
_SYNC = 0xFF


class Reader(StrEnum):
    """Which library decodes a kind first."""

    SOUNDFILE = "soundfile"
    AV = "av"


@dataclass(frozen=True)
class Kind:
    """A kind of file, the reader that is tried first, and what PyAV calls it."""

    name: str
    fits: Callable[[bytes], bool]
    reader: Reader
    av: str | None = None


def _starts(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(marks)


def _is_mp3(head: bytes) -> bool:
    """A tag, or a frame of layer 2 or 3; the mark of UTF-16 text would be one of layer 1."""
    tagged = head[:3] == b"ID3" and head[3:4] < b"\x05"
    return tagged or (_layer(head) in {1, 2} and head[2] >> 4 != 0xF and head[2] & 0x0C != 0x0C)  # noqa: PLR2004


def _is_aac(head: bytes) -> bool:
    return _layer(head) == 0 and head[1] & 0xF6 == 0xF0  # noqa: PLR2004


def _layer(head: bytes) -> int | None:
    """The two bits that tell the layer of an MPEG frame, None where none begins here."""
    begins = len(head) > 3 and head[0] == _SYNC and head[1] & 0xE0 == 0xE0  # noqa: PLR2004
    return head[1] >> 1 & 3 if begins else None


def _is_mp4(head: bytes) -> bool:
    """A box with its length before its name; in a text no zero stands first."""
    return head[:1] == b"\0" and head[4:8] in {b"ftyp", b"moov", b"mdat", b"wide", b"free"}


def _is_gsm(head: bytes) -> bool:
    """Bare GSM 6.10, as Asterisk writes it: each frame of 33 bytes begins with 0xD."""
    starts = head[::_GSM_FRAME]
    return len(starts) >= _GSM_FRAMES and all(byte >> 4 == 0xD for byte in starts)  # noqa: PLR2004


def _is_wav(head: bytes) -> bool:
    return head[:4] in {b"RIFF", b"RF64"} and head[8:12] == b"WAVE"


KINDS: tuple[Kind, ...] = (
    Kind("wav", _is_wav, Reader.SOUNDFILE, "wav"),
    Kind("w64", _starts(b"riff\x2e\x91\xcf\x11"), Reader.SOUNDFILE, "w64"),
    Kind("flac", _starts(b"fLaC\0"), Reader.SOUNDFILE, "flac"),
    Kind("ogg", _starts(b"OggS\0"), Reader.SOUNDFILE, "ogg"),
    Kind("aiff", lambda h: h[:4] == b"FORM" and h[8:11] == b"AIF", Reader.SOUNDFILE, "aiff"),
    Kind("au", _starts(b".snd\0"), Reader.SOUNDFILE, "au"),
    Kind("caf", _starts(b"caff\0"), Reader.SOUNDFILE, "caf"),
    Kind("mp4", _is_mp4, Reader.AV, "mp4"),
    Kind("matroska", _starts(b"\x1a\x45\xdf\xa3"), Reader.AV, "matroska"),
    Kind("amr", _starts(b"#!AMR\n", b"#!AMR-WB\n"), Reader.AV, "amr"),
    Kind("asf", _starts(b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"), Reader.AV, "asf"),
    Kind("aac", _is_aac, Reader.AV, "aac"),
    Kind("mp3", _is_mp3, Reader.SOUNDFILE, "mp3"),
    Kind("gsm", _is_gsm, Reader.SOUNDFILE),
)
"""In the order in which they are tried; a new kind is a line here."""


def kind_of(head: bytes) -> Kind | None:
    """The kind of recording that begins so, None where it is none that we know."""
    return next((kind for kind in KINDS if kind.fits(head)), None)
