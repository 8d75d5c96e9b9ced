"""Can recordings be decoded, of every kind that Klankbord takes?"""

from __future__ import annotations

from collections.abc import Sequence

from klankbord.i18n import N_
from klankbord.service.running.doctor.finding import Finding, Installation, fault, good, note
from klankbord.service.running.doctor.packages import missing

CODECS = ("pcm_mulaw", "pcm_alaw", "gsm", "g722", "g729", "opus", "aac", "mp3", "amrnb", "wmav2")
"""What telephone systems and meetings write, as PyAV names it."""
FORMATS = ("WAV", "FLAC", "OGG", "MP3")
"""The same, as soundfile names it."""


def check_sound(
    _: Installation, codecs: Sequence[str] = CODECS, formats: Sequence[str] = FORMATS
) -> Finding:
    """What the libraries on this machine decode."""
    import soundfile

    lacking = [name for name in formats if name not in soundfile.available_formats()]
    if missing("speech"):
        if lacking:
            return _lacks(lacking)
        return note(
            N_("Alleen {formats} worden gelezen; m4a, mp4, amr en wma niet."),
            N_('Wil je dat wel: pip install "klankbord[speech]"'),
            formats=", ".join(formats),
        )
    import av

    lacking += [name for name in codecs if name not in av.codecs_available]
    return _lacks(lacking) if lacking else good(N_("Alle soorten opnamen worden gelezen."))


def _lacks(names: Sequence[str]) -> Finding:
    return fault(
        N_("Niet te lezen op deze machine: {names}."),
        N_('Installeer de bibliotheken opnieuw: pip install --force-reinstall "klankbord[speech]"'),
        names=", ".join(names),
    )
