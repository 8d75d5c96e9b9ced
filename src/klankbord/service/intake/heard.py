"""What is heard in a recording that somebody gave: who spoke when, and then what they said.

Listening is done once. What was heard is kept beside the file (spans of time and what they are, of
loudness and pitch nothing), so that a worker that dies while words are recognised goes on there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256

from pydantic import TypeAdapter

from klankbord import __version__
from klankbord.conversation import Conversation, Party, Side
from klankbord.errors import (
    ModelBroken,
    NoVoices,
    SpeakersMissing,
    SpeakersStopped,
    SpeakersTooLong,
    SpeakersTooSlow,
)
from klankbord.language.detection import detect_language
from klankbord.service.calls.recordings import call_of, opened
from klankbord.service.intake.adding import Told
from klankbord.service.intake.belonging import with_people
from klankbord.service.intake.recognising import options, recogniser_for, speakers_for
from klankbord.service.site import Site
from klankbord.speech import listening
from klankbord.speech.as_conversation import to_conversation
from klankbord.speech.kept import Kept, digest_of
from klankbord.speech.listening import Heard, Step, listen
from klankbord.speech.many import cores
from klankbord.speech.naming import named
from klankbord.speech.recording import Recording
from klankbord.speech.transcribing import Progress, transcribe, with_words
from klankbord.store.people import Person

KIND = "heard"
_HEARD = TypeAdapter(Heard)
_NOT_APART = (ModelBroken, SpeakersMissing, SpeakersStopped, SpeakersTooLong, SpeakersTooSlow)
"""Why voices on one channel are not told apart: then it is one speaker, whom nobody knows."""

_log = logging.getLogger(__name__)


def hear(
    site: Site, hash_: str, name: str, told: Told, tell: Callable[[Step], None] | None = None
) -> Heard:
    """Who spoke when in a recording: as it was heard before, else listened to now.

    Args:
        site: the installation.
        hash_: the recording's file.
        name: as it was given; of two halves the first's.
        told: what the person says of it.
        tell: is told how far it is.

    Raises:
        FileMissing: it is not there any more.
        SoundRefused: it cannot be listened to, or nobody speaks in it.
        SpeechMissing: what this needs is not installed.
    """
    with opened(site, hash_, name) as recording:
        asked = _asked(site, recording, told)
        mark = sha256(repr((__version__, name, asked)).encode()).hexdigest()
        if (kept := _kept(site, hash_, mark)) is not None:
            return kept
        try:
            heard = listen(recording, asked, cores(), tell)
        except _NOT_APART as fault:
            _log.warning("recording %s: %s", hash_[:12], type(fault).__name__)
            heard = listen(recording, replace(asked, speakers=None), cores(), tell)
    site.files.write_derived(hash_, KIND, mark.encode() + b"\n" + _HEARD.dump_json(heard))
    return heard


def heard_conversation(  # noqa: PLR0913
    site: Site,
    hash_: str,
    name: str,
    told: Told,
    people: Sequence[Person],
    *,
    progress: Progress,
    words: bool = True,
) -> Conversation:
    """The conversation in a recording, with its words where something at hand recognises them.

    `words` False leaves them out. `progress` is told how far it is, which is kept as well: who is
    interrupted goes on there.

    Raises:
        FileMissing: the recording is not there any more.
        SoundRefused: it cannot be listened to, or nobody speaks in it.
        SpeechMissing: what this needs is not installed.
        KlankbordError: what recognises cannot go on just now.
    """
    heard = hear(site, hash_, name, told)
    title, language = call_of(name), site.settings.language
    found = to_conversation(heard, hash_[:16], title, language)
    recogniser = recogniser_for(site.settings) if words else None
    if recogniser is not None:
        asked = options(with_people(site.settings, people), told.language)
        path = site.files.path(hash_)
        kept = Kept(site.files.incoming, digest_of([path], recogniser.about, asked))
        with opened(site, hash_, name) as recording:
            said = transcribe(recording, heard, recogniser, asked, kept=kept, progress=progress)
        try:
            found = with_words(heard, said, hash_[:16], title, language)
        except NoVoices:
            _log.info("recording %s: not a word was recognised", hash_[:12])
        kept.remove()
    spoken = told.language or found.language or detect_language(t.text for t in found.turns)
    return _named(replace(found, language=spoken), told)


def _asked(site: Site, recording: Recording, told: Told) -> listening.Told:
    """What the listener is told; of channels where there are as many, and no name tells more."""
    names = [name.strip() for name in told.channels.split(",") if name.strip()]
    count = recording.channels
    by_name = len(recording.sounds) > 1 and all(named(s.name).seat for s in recording.sounds)
    sides = tuple(map(Side, names)) if len(names) == count > 1 and not by_name else ()
    return listening.Told(
        sides,
        told.direction,
        speakers=speakers_for(site.settings, told.people),
    )


def _kept(site: Site, hash_: str, mark: str) -> Heard | None:
    """What was heard before of the same file, told the same; None where that was not."""
    try:
        of, _, data = site.files.derived(hash_, KIND).read_bytes().partition(b"\n")
        return _HEARD.validate_json(data) if of == mark.encode() else None
    except (OSError, ValueError):
        return None


def _named(found: Conversation, told: Told) -> Conversation:
    """The one who sells and the one who buys by their names, where those were told."""
    known = {Side.SELLER: (told.seller, ""), Side.CUSTOMER: (told.customer, told.email)}
    of_side = [party.side for party in found.parties]

    def called(party: Party) -> Party:
        alone = of_side.count(party.side) == 1
        name, email = known.get(party.side, ("", "")) if alone else ("", "")
        return replace(party, name=name or party.name, email=email or party.email)

    return replace(found, parties=tuple(map(called, found.parties)))
