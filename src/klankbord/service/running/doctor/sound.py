"""Can recordings be decoded, of every kind that Klankbord takes?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module

from klankbord.i18n import N_
from klankbord.installing import install_command
from klankbord.service.running.doctor.finding import Finding, Installation, fault, good, note
from klankbord.service.running.doctor.packages import missing

CODECS = ("pcm_mulaw", "pcm_alaw", "gsm", "g722", "g729", "opus", "aac", "mp3", "amrnb", "wmav2")
"""What telephone systems and meetings write, as PyAV names it."""
FORMATS = ("WAV", "FLAC", "OGG", "MP3")
"""The same, as soundfile names it."""
LIBRARIES = {
    "onnxruntime": N_("Opnamen op één kanaal of met ruis worden geweigerd; er ontbreekt: {names}."),
    "soxr": N_(
        "Opnamen die niet op 8 of 16 kHz staan worden geweigerd, en woorden niet "
        "herkend; er ontbreekt: {names}."
    ),
    "av": N_("Alleen {formats} worden gelezen; m4a, mp4, amr en wma niet. Er ontbreekt: {names}."),
}
"""What is refused without each library; what is refused most stands first."""


def check_sound(
    _: Installation, codecs: Sequence[str] = CODECS, formats: Sequence[str] = FORMATS
) -> Finding:
    """What the libraries on this machine decode."""
    import soundfile

    lacking = [name for name in formats if name not in soundfile.available_formats()]
    away = list(_away())
    if "av" not in away:
        lacking += [name for name in codecs if not _decodes(name)]
    if lacking:
        return fault(
            N_("Niet te lezen op deze machine: {names}."),
            N_("Installeer de bibliotheken opnieuw: {command} --force-reinstall"),
            names=", ".join(lacking),
            command=install_command("speech"),
        )
    if away:
        return note(
            LIBRARIES[away[0]],
            N_("Wil je dat wel: {command}"),
            command=install_command("speech"),
            formats=", ".join(formats),
            names=", ".join(away),
        )
    return good(N_("Alle soorten opnamen worden gelezen."))


def _away() -> Iterator[str]:
    """The libraries that are not there, are too old, or do not begin."""
    old = missing("speech")
    for name in LIBRARIES:
        try:
            import_module(name)
        except ImportError:
            yield name
            continue
        if name in old.split(", "):
            yield name


def _decodes(codec: str) -> bool:
    """Whether PyAV decodes it: of some, a build can only write."""
    from av.codec import Codec
    from av.error import FFmpegError

    try:
        Codec(codec, "r")
    except (ValueError, FFmpegError):
        return False
    return True
