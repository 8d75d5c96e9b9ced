"""Comments and clips: where they stand, who reads them, and that nobody else so much as counts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from tests.service.calls import keep_call
from tests.sites import Clock, Company

from klankbord.conversation import Conversation, Turn
from klankbord.conversation.mending import Join, Reword, Split
from klankbord.errors import (
    BadForm,
    ClipTooLong,
    ClipWithoutTimes,
    CommentMissing,
    CommentTooLong,
    NoSuchTurn,
    NotAllowed,
    NotFound,
    SoundUnreadable,
    TitleTooLong,
)
from klankbord.service.access import Actor, fetch_call
from klankbord.service.calls.clip_sound import clip_sound, cut_sound
from klankbord.service.calls.clips import Clipped, clip, clips_of, fetch_clip, remove_clip, retitle
from klankbord.service.calls.comments import (
    Commented,
    comment,
    comments_on,
    remove_comment,
    rewrite,
)
from klankbord.service.calls.giving import give_call
from klankbord.service.calls.mending import mend
from klankbord.service.site import Site
from klankbord.store.calls import read_conversation
from klankbord.testing import talk

TALK = talk(
    """
    0:00-0:04 Lotte: Hoe gaat het nu met de koelcel?
    0:04-0:05 Karel: Ja.
    0:05-0:12 Lotte: En wat doet dat met de zaak?
    0:12-0:20 Karel: Die doet het niet. En dat kost ons geld.
    """,
    seller="Lotte",
)
UNTIMED = talk("Lotte: Hoe gaat het nu?\nKarel: Goed hoor.", seller="Lotte")
STARTS = talk("0:00 Lotte: Hoe gaat het nu?\n0:06 Karel: Goed hoor.", seller="Lotte")


def read_by(site: Site, actor: Actor, call: int) -> tuple[list[Commented], list[Clipped]]:
    """The marks on a call as somebody's page has them."""
    with site.database.reading() as connection:
        found = fetch_call(connection, actor, call)
        conversation = read_conversation(connection, call)
    return (
        comments_on(site, actor, found, conversation),
        clips_of(site, actor, found, conversation),
    )


def texts(site: Site, actor: Actor, call: int) -> list[str]:
    return [one.comment.text for one in read_by(site, actor, call)[0]]


def titles(site: Site, actor: Actor, call: int) -> list[str]:
    return [one.clip.title for one in read_by(site, actor, call)[1]]


# ── comments ──────────────────────────────────────────────────────────────────────────────────


def test_a_comment_stands_at_its_turn_with_who_and_when(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, TALK)
    number = comment(site, company.lotte, call, 1, 3, "  Hier\r\n\r\nte vlug. \u200b", shared=True)
    ((found,), _) = read_by(site, company.lotte, call)
    assert found.comment.id == number
    assert (found.comment.person, found.comment.created_at) == ("Lotte Maes", site.now())
    assert found.comment.text == "Hier\n\nte vlug."
    assert (found.comment.anchor.start_ms, found.comment.changed_at) == (5000, None)
    assert found.place
    assert found.place.turn == 3


def test_comments_stand_in_the_order_of_the_talk_and_the_lost_last(
    site: Site, company: Company
) -> None:
    call = keep_call(site, company.lotte, UNTIMED)
    for turn, text in ((2, "b"), (1, "a"), (2, "c")):
        comment(site, company.lotte, call, 1, turn, text, shared=False)
    assert texts(site, company.lotte, call) == ["a", "b", "c"]
    mend(site, company.lotte, call, 1, Reword(1, "Iets heel anders"))
    found, _ = read_by(site, company.lotte, call)
    assert [(one.comment.text, one.place and one.place.turn) for one in found] == [
        *[("b", 2), ("c", 2)],
        ("a", None),
    ]


def test_what_is_mended_meanwhile_takes_nothing_from_a_comment(
    site: Site, company: Company
) -> None:
    call = keep_call(site, company.lotte, TALK)
    mend(site, company.joris, call, 1, Split(1, len("Hoe gaat het")))
    comment(site, company.lotte, call, 1, 2, "Dat 'ja'.", shared=False)
    ((found,), _) = read_by(site, company.lotte, call)
    assert found.place
    assert found.place.turn == 3
    with pytest.raises(NoSuchTurn):
        comment(site, company.lotte, call, 1, 5, "Er is geen vijfde.", shared=False)
    comment(site, company.lotte, call, 2, 5, "Nu wel.", shared=False)
    for revision in (0, 3):
        with pytest.raises(BadForm):
            comment(site, company.lotte, call, revision, 1, "Wanneer?", shared=False)


def test_a_comment_is_rewritten_shared_and_removed_by_who_wrote_it(
    site: Site, company: Company
) -> None:
    call = keep_call(site, company.lotte, TALK)
    number = comment(site, company.lotte, call, 1, 3, "Te vlug.", shared=False)
    clock = site.now
    assert isinstance(clock, Clock)
    clock.forward(hours=1)
    rewrite(site, company.lotte, call, number, "Veel te vlug.", shared=True)
    ((found,), _) = read_by(site, company.joris, call)
    assert (found.comment.text, found.comment.changed_at) == ("Veel te vlug.", site.now())
    remove_comment(site, company.lotte, call, number)
    assert texts(site, company.lotte, call) == []


@pytest.mark.parametrize(
    ("text", "error"),
    [("", CommentMissing), (" \n\u200b ", CommentMissing), ("x" * 5001, CommentTooLong)],
)
def test_a_comment_is_some_words_and_not_too_many(
    site: Site, company: Company, text: str, error: type[Exception]
) -> None:
    call = keep_call(site, company.lotte, TALK)
    number = comment(site, company.lotte, call, 1, 1, "x" * 5000, shared=False)
    with pytest.raises(error):
        comment(site, company.lotte, call, 1, 1, text, shared=False)
    with pytest.raises(error):
        rewrite(site, company.lotte, call, number, text, shared=False)
    assert texts(site, company.lotte, call) == ["x" * 5000]


# ── clips ─────────────────────────────────────────────────────────────────────────────────────


def test_a_clip_goes_from_turn_to_turn(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, TALK)
    number = clip(site, company.lotte, call, 1, (3, 2), "  De   zaak ", shared=False)
    found = fetch_clip(site, company.lotte, call, number)
    assert (found.title, found.start_ms, found.end_ms, found.quote) == (
        *("De zaak", 4000, 12_000),
        "Ja.",
    )
    (_, (shown,)) = read_by(site, company.lotte, call)
    assert shown.turns == (2, 3)


def test_a_clip_stays_at_its_time_whatever_is_mended(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, TALK)
    clip(site, company.lotte, call, 1, (3, 4), "", shared=False)
    mend(site, company.lotte, call, 1, Split(1, len("Hoe gaat het")))
    (_, (shown,)) = read_by(site, company.lotte, call)
    assert shown.turns == (4, 5)
    mend(site, company.lotte, call, 2, Join(1))
    mend(site, company.lotte, call, 3, Join(1))
    (_, (shown,)) = read_by(site, company.lotte, call)
    assert shown.turns == (3, 3)


def test_a_clip_without_a_title_is_called_by_its_words(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, TALK)
    first = clip(site, company.lotte, call, 1, (1, 1), "", shared=False)
    clip(site, company.lotte, call, 1, (4, 4), " ", shared=False)
    assert titles(site, company.lotte, call) == [
        "Hoe gaat het nu met de koelcel?",
        "Die doet het niet. En dat kost ons …",
    ]
    retitle(site, company.lotte, call, first, "Opening", shared=True)
    assert titles(site, company.joris, call) == ["Opening"]
    with pytest.raises(TitleTooLong):
        retitle(site, company.lotte, call, first, "x" * 101, shared=True)
    with pytest.raises(TitleTooLong):
        clip(site, company.lotte, call, 1, (1, 1), "x" * 101, shared=True)


def test_a_clip_lasts_ten_minutes_at_most(site: Site, company: Company) -> None:
    times = ((0, 300_000), (300_000, 600_000), (600_000, 600_001))
    said = (Turn(*time, TALK.parties[0].id, "Een.") for time in times)
    long = Conversation("x", TALK.parties, tuple(said))
    call = keep_call(site, company.lotte, long)
    clip(site, company.lotte, call, 1, (1, 2), "", shared=False)
    with pytest.raises(ClipTooLong):
        clip(site, company.lotte, call, 1, (1, 3), "", shared=False)


def test_a_clip_needs_times(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, UNTIMED)
    with pytest.raises(ClipWithoutTimes):
        clip(site, company.lotte, call, 1, (1, 2), "", shared=False)
    starts = keep_call(site, company.lotte, STARTS)
    number = clip(site, company.lotte, starts, 1, (1, 1), "", shared=False)
    assert fetch_clip(site, company.lotte, starts, number).end_ms == 6000
    with pytest.raises(ClipWithoutTimes):
        clip(site, company.lotte, starts, 1, (1, 2), "", shared=False)
    for turns in ((0, 1), (1, 9)):
        with pytest.raises(NoSuchTurn):
            clip(site, company.lotte, starts, 1, turns, "", shared=False)


# ── who ───────────────────────────────────────────────────────────────────────────────────────


def test_a_private_mark_is_there_for_nobody_else(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, TALK)
    noted = comment(site, company.lotte, call, 1, 1, "Voor mij.", shared=False)
    kept = clip(site, company.lotte, call, 1, (1, 2), "Van mij", shared=False)
    coached = comment(site, company.joris, call, 1, 1, "Voor Joris.", shared=False)
    assert read_by(site, company.joris, call)[1] == []
    assert texts(site, company.joris, call) == ["Voor Joris."]
    assert texts(site, company.lotte, call) == ["Voor mij."]
    for verb in verbs(site, company.joris, call, noted, kept):
        with pytest.raises(NotFound):
            verb()
    with pytest.raises(NotFound):
        rewrite(site, company.lotte, call, coached, "Ha!", shared=True)
    assert texts(site, company.lotte, call) == ["Voor mij."]
    assert titles(site, company.lotte, call) == ["Van mij"]


def test_what_is_shared_is_read_by_who_may_see_the_call_and_changed_by_who_made_it(
    site: Site, company: Company
) -> None:
    call = keep_call(site, company.lotte, TALK)
    noted = comment(site, company.lotte, call, 1, 1, "Voor ons.", shared=True)
    kept = clip(site, company.lotte, call, 1, (1, 2), "Van ons", shared=True)
    assert texts(site, company.joris, call) == ["Voor ons."]
    assert titles(site, company.joris, call) == ["Van ons"]
    *changes, fetch = verbs(site, company.joris, call, noted, kept)
    for verb in changes:
        with pytest.raises(NotAllowed):
            verb()
    fetch()
    assert texts(site, company.lotte, call) == ["Voor ons."]


@pytest.mark.parametrize("who", ["daan", "amber", "fien", "bas"])
def test_who_may_not_see_the_call_finds_no_marks_shared_or_not(
    site: Site, company: Company, who: str
) -> None:
    call = keep_call(site, company.lotte, TALK)
    noted = comment(site, company.lotte, call, 1, 1, "Voor ons.", shared=True)
    kept = clip(site, company.lotte, call, 1, (1, 2), "Van ons", shared=True)
    with pytest.raises(NotFound):
        comment(site, company[who], call, 1, 1, "Hoi.", shared=True)
    with pytest.raises(NotFound):
        clip(site, company[who], call, 1, (1, 2), "Hoi", shared=True)
    for verb in verbs(site, company[who], call, noted, kept):
        with pytest.raises(NotFound):
            verb()


def test_a_mark_is_found_on_its_own_call_alone(site: Site, company: Company) -> None:
    call, other = (keep_call(site, company.lotte, TALK) for _ in range(2))
    noted = comment(site, company.lotte, call, 1, 1, "Hier.", shared=True)
    kept = clip(site, company.lotte, call, 1, (1, 2), "Hier", shared=True)
    for verb in verbs(site, company.lotte, other, noted, kept):
        with pytest.raises(NotFound):
            verb()
    assert texts(site, company.lotte, other) == []


def test_private_marks_stay_private_when_the_call_is_given_away(
    site: Site, company: Company
) -> None:
    call = keep_call(site, company.lotte, TALK)
    comment(site, company.lotte, call, 1, 1, "Voor mij.", shared=False)
    comment(site, company.lotte, call, 1, 2, "Voor ons.", shared=True)
    give_call(site, company.lotte, call, company.daan.id)
    assert texts(site, company.daan, call) == ["Voor ons."]
    give_call(site, company.daan, call, company.lotte.id)
    assert texts(site, company.lotte, call) == ["Voor mij.", "Voor ons."]


def verbs(
    site: Site, actor: Actor, call: int, noted: int, kept: int
) -> tuple[Callable[[], object], ...]:
    """All that can be done with a mark; the last only looks."""
    return (
        lambda: rewrite(site, actor, call, noted, "Ha!", shared=True),
        lambda: remove_comment(site, actor, call, noted),
        lambda: retitle(site, actor, call, kept, "Ha!", shared=True),
        lambda: remove_clip(site, actor, call, kept),
        lambda: fetch_clip(site, actor, call, kept),
    )


# ── sound ─────────────────────────────────────────────────────────────────────────────────────


def recorded(site: Site, folder: Path, kind: str = "wav") -> tuple[str, np.ndarray]:
    """A recording of 20 seconds in two channels that tells each second apart; kept."""
    path = folder / f"opname.{kind}"
    second = np.arange(20 * 8000) // 8000
    sound = np.stack([second / 40, -second / 40], axis=1)
    soundfile.write(path, sound, 8000)
    kept = site.files.keep([path.read_bytes()], path.name, 10)
    assert kept.hash == hashlib.sha256(path.read_bytes()).hexdigest()
    return kept.hash, sound


def test_the_sound_of_a_clip_is_that_piece_of_the_recording(
    site: Site, company: Company, tmp_path: Path
) -> None:
    hash_, sound = recorded(site, tmp_path)
    call = keep_call(site, company.lotte, TALK, hash_)
    number = clip(site, company.lotte, call, 1, (2, 3), "", shared=True)
    for actor in (company.lotte, company.joris):
        with clip_sound(site, actor, call, number) as made:
            piece, rate = soundfile.read(made)
        assert rate == 8000
        np.testing.assert_allclose(piece, sound[4 * 8000 : 12 * 8000], atol=1e-4)
    with pytest.raises(NotFound):
        clip_sound(site, company.bas, call, number)


@pytest.mark.parametrize("kind", ["flac", "ogg", "mp3"])
def test_any_recording_that_can_be_kept_is_cut(
    site: Site, company: Company, tmp_path: Path, kind: str
) -> None:
    hash_, sound = recorded(site, tmp_path, kind)
    with cut_sound(site.files.path(hash_), 12_000, 90_000) as made:
        piece, _ = soundfile.read(made)
    assert len(piece) == 8 * 8000
    np.testing.assert_allclose(
        np.abs(piece[4000:60_000]).mean(), np.abs(sound[100_000:156_000]).mean(), rtol=0.3
    )


def test_without_a_recording_there_is_no_sound(
    site: Site, company: Company, tmp_path: Path
) -> None:
    call = keep_call(site, company.lotte, TALK)
    number = clip(site, company.lotte, call, 1, (2, 3), "", shared=False)
    with pytest.raises(NotFound):
        clip_sound(site, company.lotte, call, number)
    hash_, _ = recorded(site, tmp_path)
    with pytest.raises(NotFound):
        cut_sound(site.files.path(hash_), 20_000, 21_000)
    broken = site.files.keep([b"RIFFnope"], "kapot.wav", 1)
    call = keep_call(site, company.lotte, TALK, broken.hash)
    number = clip(site, company.lotte, call, 1, (2, 3), "", shared=False)
    with pytest.raises(SoundUnreadable):
        clip_sound(site, company.lotte, call, number)


# ── about some words ──────────────────────────────────────────────────────────────────────────


def test_a_comment_can_be_about_some_words_of_a_turn(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, TALK)
    text = TALK.turns[3].text
    words = text.index("dat kost"), text.index(" geld")
    for chosen in (words, None, (0, len(text))):
        comment(site, company.lotte, call, 1, 4, "hier", shared=False, words=chosen)
    (some, whole, all_of_it), _ = in_order(site, company.lotte, call)
    assert some.place
    assert text[some.place.start_char : some.place.end_char] == "dat kost ons"
    assert (some.on_some, whole.on_some, all_of_it.on_some) == (True, False, False)
    mend(site, company.lotte, call, 1, Reword(4, "Die deed het niet, en dat kost ons geld."))
    (some, whole, _), _ = in_order(site, company.lotte, call)
    assert some.place
    assert some.on_some


def in_order(site: Site, actor: Actor, call: int) -> tuple[list[Commented], list[Clipped]]:
    found, clips = read_by(site, actor, call)
    return sorted(found, key=lambda one: one.comment.id), clips


@pytest.mark.parametrize("words", [(-1, 4), (4, 4), (5, 4), (0, 900), (3, 4)])
def test_words_that_are_not_there_are_refused(
    site: Site, company: Company, words: tuple[int, int]
) -> None:
    call = keep_call(site, company.lotte, TALK)
    with pytest.raises(BadForm):
        comment(site, company.lotte, call, 1, 1, "hier", shared=False, words=words)
    assert read_by(site, company.lotte, call) == ([], [])


def test_a_comment_on_a_long_turn_is_about_all_of_it(site: Site, company: Company) -> None:
    long = talk("0:00-0:40 Lotte: " + " ".join(f"woord{n}" for n in range(80)), seller="Lotte")
    call = keep_call(site, company.lotte, long)
    comment(site, company.lotte, call, 1, 1, "hier", shared=False)
    ((one,), _) = read_by(site, company.lotte, call)
    assert not one.on_some
