"""What a browser plays of a recording: the file itself, or a copy where it cannot play that.

The copy is lossless at the rate at which we listen, and kept beside the file as something that can
be made again; two halves of a call are its two channels. The file itself stays what it is.
"""

from __future__ import annotations

from pathlib import Path

from klankbord.errors import SoundRefused, SpeechMissing
from klankbord.service.calls.recordings import opened
from klankbord.service.site import Site
from klankbord.speech.decode import Sound
from klankbord.speech.recording import Recording

KIND = "play"
PLAYED = frozenset({"mp3", "flac", "ogg"})
"""What every browser plays as it is,"""
PLAYED_WAV = frozenset({"PCM_U8", "PCM_16", "PCM_24", "FLOAT"})
"""and in which wav."""
SUBTYPE = "PCM_16"


def to_play(site: Site, hash_: str, name: str) -> Path:
    """The file to play of a recording; a copy that is wanted and not there is made now.

    Raises:
        FileMissing: the recording is not there any more.
    """
    copy = site.files.derived(hash_, KIND)
    if copy.is_file():
        return copy
    try:
        with opened(site, hash_, name) as recording:
            return keep_playable(site, hash_, recording)
    except (SoundRefused, SpeechMissing):
        return site.files.path(hash_)  # a browser may yet make something of it


def keep_playable(site: Site, hash_: str, recording: Recording) -> Path:
    """Make the copy of a recording that browsers play, where they do not play the file itself.

    Raises:
        SoundRefused: it cannot be decoded.
        SpeechMissing: what decodes it is not installed.
    """
    if len(recording.sounds) == 1 and _is_played(recording.sounds[0]):
        return site.files.path(hash_)
    import soundfile

    shape = {"samplerate": recording.rate, "channels": recording.channels}
    with (
        site.files.making(hash_, KIND) as path,
        soundfile.SoundFile(path, "w", format="FLAC", subtype=SUBTYPE, **shape) as copy,
    ):
        for block in recording.blocks():
            copy.write(block)
    return site.files.derived(hash_, KIND)


def _is_played(sound: Sound) -> bool:
    if sound.kind != "wav":
        return sound.kind in PLAYED
    import soundfile

    try:
        return soundfile.info(sound.path).subtype in PLAYED_WAV
    except soundfile.LibsndfileError:
        return False
