"""What is made unreadable is nowhere any more; and nothing else of a call is lost by it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from threading import Event
from typing import Any

import numpy as np
import pytest
import soundfile
from sqlalchemy import Connection, func, select
from stdnum import iban
from tests.service.calls import keep_call
from tests.service.kept_bytes import where_is
from tests.service.reviewed import TALK, answered
from tests.service.test_jobs import DiedError, dying_after, dying_before
from tests.sites import Clock, Company
from tests.working import LEASE, work_off

from klankbord.conversation import Conversation, Party, Side, Turn, Word
from klankbord.conversation.facts import SetFacts
from klankbord.conversation.mending import Reword
from klankbord.errors import MendedMeanwhile, NotAllowed, NotFound, NothingSaid
from klankbord.formats.writing import to_json
from klankbord.language.redaction import FOUND, Kind
from klankbord.service.access import Actor
from klankbord.service.calls.clips import clip
from klankbord.service.calls.comments import comment, comments_on
from klankbord.service.calls.facts import change_facts
from klankbord.service.calls.mending import mend
from klankbord.service.calls.opening import open_call, open_sound
from klankbord.service.calls.remarks import remark, remarks_on
from klankbord.service.intake import heard
from klankbord.service.intake.adding import Given, Told, add
from klankbord.service.intake.bulk import import_many, sort_files
from klankbord.service.keeping.removing import remove
from klankbord.service.learning.flagging import flag, share
from klankbord.service.learning.resolving import Trial, resolve
from klankbord.service.learning.review_room import open_review
from klankbord.service.learning.reviewing import begin, do_together
from klankbord.service.learning.sharing import share_always
from klankbord.service.redaction.hiding import hide_words
from klankbord.service.redaction.redacting_old import look_through, progress_of
from klankbord.service.redaction.redaction_rules import Mode, rules_of, set_rules
from klankbord.service.site import Site
from klankbord.service.work import Work
from klankbord.speech.engines.fake import Fake, sound_for
from klankbord.store.corpus import Corpus
from klankbord.store.database import Database
from klankbord.store.flags import find_flags
from klankbord.store.learning_tables import flags
from klankbord.store.lessons import experiment_of_review
from klankbord.store.redaction import all_documents, find_made
from klankbord.store.reviews import answers_of
from klankbord.store.tables import calls, imports
from klankbord.testing import talk
from klankbord.worker.loop import work_once

RATE = 8000
SECONDS = 12


def an_iban(seed: str) -> str:
    """A Dutch account that no other test has: bytes of theirs may still lie about."""
    number = f"NL00RABO{Random(seed).randrange(10**9, 10**10)}"
    return f"NL{iban.calc_check_digits(number)}{number[4:]}"


def a_talk(account: str) -> Conversation:
    """A call in which an account is given, each word with its times: from 4.0 to 6.9 s."""
    words = [
        *("Dat is zo, het gaat van".split(" ")),
        *(account[:4], account[4:8], account[8:]),
        *("af, elke maand.".split(" ")),
    ]
    given = tuple(Word(1000 + 500 * n, 1400 + 500 * n, word) for n, word in enumerate(words))
    turns = (
        Turn(0, 900, "a", "Op welke rekening?", ()),
        Turn(1000, 6400, "b", " ".join(words), given),
        Turn(7000, 9000, "a", "Prima, dan begint het op maandag."),
    )
    parties = (Party("a", "Lotte Maes", Side.SELLER), Party("b", "Bert", Side.CUSTOMER))
    return Conversation("x1", parties, turns, "Kassa voor Bert", "nl", end_ms=SECONDS * 1000)


def a_sound(kind: str = "WAV", subtype: str = "PCM_16") -> bytes:
    clock = np.arange(RATE * SECONDS) / RATE
    both = np.stack([np.sin(clock * 900), np.sin(clock * 1300)], axis=1) * 0.4
    file = io.BytesIO()
    soundfile.write(file, both, RATE, format=kind, subtype=subtype)
    return file.getvalue()


def given(
    conversation: Conversation, sound: bytes | None = None, ending: str = "wav"
) -> list[Given]:
    files = [Given("gesprek.json", [to_json([conversation])])]
    return files + ([Given(f"gesprek.{ending}", [sound])] if sound else [])


def set_to(site: Site, company: Company, mode: Mode) -> None:
    set_rules(site, company.bas, mode.value, [kind.value for kind in FOUND])


def taken_in(site: Site, actor: Actor, files: list[Given]) -> int:
    add(site, actor, files, Told())
    finish(site)
    with site.database.reading() as connection:
        return int(connection.execute(select(func.max(calls.c.id))).scalar_one())


def finish(site: Site) -> None:
    """All that is planned, also what waits until nobody works on a file."""
    clock = site.now
    assert isinstance(clock, Clock)
    for _ in range(3):
        work_off(site)
        clock.forward(minutes=2)
    Corpus(site.settings.data).refresh(site.database)


@pytest.fixture
def account(request: pytest.FixtureRequest) -> str:
    return an_iban(request.node.nodeid)


def pieces(account: str) -> tuple[str, ...]:
    return account, account[8:]


def test_an_account_is_kept_where_nobody_said_otherwise(
    site: Site, company: Company, account: str
) -> None:
    """So that the look into all bytes is known to find what is there."""
    taken_in(site, company.lotte, given(a_talk(account), a_sound()))
    found = where_is(site, *pieces(account))
    assert {"table revisions", "table turns", "turns.parquet"} <= found
    if site.database.is_sqlite:
        assert any(name.startswith("klankbord.db") for name in found)


def test_on_import_nothing_of_an_account_is_kept_anywhere(
    site: Site, company: Company, account: str
) -> None:
    set_to(site, company, Mode.IMPORT)
    call = taken_in(site, company.lotte, given(a_talk(account), a_sound()))
    opened = open_call(site, company.lotte, call)
    assert "het gaat van ‹IBAN› af" in opened.conversation.turns[1].text
    assert where_is(site, *pieces(account)) == set()
    with site.database.reading() as connection:
        made = find_made(connection, call)
    assert made is not None
    assert (made.counts, made.pieces, made.sound) == ({"iban": 1}, None, None)


@pytest.mark.parametrize(
    ("kind", "subtype"), [("WAV", "PCM_16"), ("WAV", "ULAW"), ("FLAC", "PCM_24")]
)
def test_sound_is_silent_over_the_words_and_the_same_elsewhere(
    site: Site, company: Company, account: str, kind: str, subtype: str
) -> None:
    set_to(site, company, Mode.IMPORT)
    before = a_sound(kind, subtype)
    call = taken_in(site, company.lotte, given(a_talk(account), before, kind.lower()))
    with site.database.reading() as connection:
        hash_ = connection.execute(select(calls.c.sound).where(calls.c.id == call)).scalar_one()
    was, _ = soundfile.read(io.BytesIO(before), dtype="int32")
    now, rate = soundfile.read(site.files.path(hash_), dtype="int32")
    assert soundfile.info(site.files.path(hash_)).subtype == subtype
    assert (rate, now.shape) == (RATE, was.shape)
    start, end = round((4.0 - 0.15) * RATE), round((5.4 + 0.15) * RATE)
    assert not now[start:end].any()
    assert (now[:start] == was[:start]).all()
    assert (now[end:] == was[end:]).all()
    assert list(site.files.hashes()) == [
        hash_
    ]  # neither transcript nor recording is there as given


def test_what_is_packed_with_loss_becomes_a_flac_with_silence(
    site: Site, company: Company, account: str
) -> None:
    set_to(site, company, Mode.IMPORT)
    files = given(a_talk(account), a_sound("OGG", "VORBIS"), "ogg")
    call = taken_in(site, company.lotte, files)
    path = open_sound(site, company.lotte, call)
    assert soundfile.info(path).format == "FLAC"
    now, _ = soundfile.read(path)
    assert not now[round(3.9 * RATE) : round(5.5 * RATE)].any()
    assert now[: 3 * RATE].any()


def test_the_same_files_given_again_are_the_same_call(
    site: Site, company: Company, account: str
) -> None:
    set_to(site, company, Mode.IMPORT)
    first = taken_in(site, company.lotte, given(a_talk(account), a_sound()))
    assert taken_in(site, company.lotte, given(a_talk(account), a_sound())) == first
    assert where_is(site, *pieces(account)) == set()
    assert len(list(site.files.hashes())) == 1


def test_for_others_only_the_owner_keeps_the_original(
    site: Site, company: Company, account: str
) -> None:
    set_to(site, company, Mode.SHARE)
    call = taken_in(site, company.lotte, given(a_talk(account), a_sound()))
    own, coachs = (open_call(site, who, call) for who in (company.lotte, company.joris))
    assert "‹IBAN›" in own.conversation.turns[1].text
    assert [one.text for one in own.beneath] == [f"{account[:4]} {account[4:8]} {account[8:]}"]
    assert [one.text for one in coachs.beneath] == [""]
    heard, _ = soundfile.read(open_sound(site, company.lotte, call))
    silent, _ = soundfile.read(open_sound(site, company.joris, call))
    stretch = slice(4 * RATE, 5 * RATE)
    assert heard[stretch].any()
    assert not silent[stretch].any()
    finish(site)  # whoever keeps house leaves the original
    assert open_sound(site, company.lotte, call).is_file()
    found = where_is(site, *pieces(account))
    assert not found & {"table revisions", "table turns", "table moments", "turns.parquet"}
    assert "table redacted" in found


def test_with_a_call_its_original_goes(site: Site, company: Company, account: str) -> None:
    set_to(site, company, Mode.SHARE)
    call = taken_in(site, company.lotte, given(a_talk(account), a_sound()))
    remove(site, company.lotte, call)
    assert list(site.files.hashes()) == []


def old_call(site: Site, company: Company, account: str) -> int:
    """A call from before anything was set, mended and marked."""
    sound = site.files.keep([a_sound()], "x.wav", 10).hash
    call = keep_call(site, company.lotte, a_talk(account), sound)
    comment(site, company.lotte, call, 1, 2, "Hier even op terugkomen.", shared=True)
    clip(site, company.lotte, call, 1, (2, 2), "", shared=True)
    written = f"Van {account[:4]} {account[4:8]} {account[8:]} af, klopt dat?"
    remark(site, company.lotte, call, written)
    flag(site, company.lotte, "k", good=False, note=written, call=call)
    mend(site, company.lotte, call, 1, Reword(3, "Prima, dan begint het op dinsdag."))
    return call


def test_what_is_there_is_counted_first_and_nothing_changes_by_that(
    site: Site, company: Company, account: str
) -> None:
    call = old_call(site, company, account)
    set_to(site, company, Mode.IMPORT)
    before = open_call(site, company.lotte, call).conversation
    look_through(site, company.bas, dry=True)
    finish(site)
    looked = progress_of(site, company.bas)
    assert looked.left == 1
    assert looked.counted is not None
    assert looked.counted.over
    assert (looked.counted.seen, looked.counted.found, dict(looked.counted.counts)) == (
        *(1, 1),
        {"iban": 1},
    )
    assert looked.done is None
    assert open_call(site, company.lotte, call).conversation == before


def test_what_is_there_is_made_unreadable_in_every_revision(
    site: Site, company: Company, account: str
) -> None:
    call = old_call(site, company, account)
    finish(site)
    set_to(site, company, Mode.IMPORT)
    look_through(site, company.bas, dry=False)
    finish(site)
    if site.database.is_sqlite:  # PostgreSQL keeps its journal for as long as it is set to
        assert where_is(site, *pieces(account)) == set()
    else:
        assert not any(name.startswith("table") for name in where_is(site, *pieces(account)))
    opened = open_call(site, company.lotte, call)
    assert opened.conversation.turns[2].text.endswith("dinsdag.")
    assert opened.call.revision == 2
    (noted,) = comments_on(site, company.lotte, opened.call, opened.conversation)
    assert noted.place is not None
    assert (noted.place.turn, noted.on_some) == (2, False)
    assert "‹IBAN›" in noted.comment.anchor.quote
    (remarked,) = remarks_on(site, company.lotte, call)
    assert remarked.text == "Van ‹IBAN› af, klopt dat?"
    silent, _ = soundfile.read(open_sound(site, company.lotte, call))
    assert not silent[4 * RATE : 5 * RATE].any()
    looked = progress_of(site, company.bas)
    assert looked.left == 0
    assert looked.done is not None
    assert looked.done.over


def test_keeping_less_than_before_throws_originals_away(
    site: Site, company: Company, account: str
) -> None:
    set_to(site, company, Mode.SHARE)
    call = taken_in(site, company.lotte, given(a_talk(account), a_sound()))
    set_to(site, company, Mode.IMPORT)
    look_through(site, company.bas, dry=False)
    finish(site)
    assert [one.text for one in open_call(site, company.lotte, call).beneath] == []
    tables = {name for name in where_is(site, *pieces(account)) if name.startswith("table")}
    assert tables == set()
    assert len(list(site.files.hashes())) == 1
    silent, _ = soundfile.read(open_sound(site, company.lotte, call))
    assert not silent[4 * RATE : 5 * RATE].any()


def test_somebody_mends_meanwhile_and_the_call_waits(
    site: Site, company: Company, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from klankbord.service.redaction import redacting_old

    call = old_call(site, company, account)
    set_to(site, company, Mode.IMPORT)
    look_at = redacting_old.look_at

    def meanwhile(*given_: object) -> object:
        made = look_at(*given_)  # type: ignore[arg-type]
        if open_call(site, company.lotte, call).call.revision == 2:
            mend(site, company.lotte, call, 2, Reword(3, "Of op woensdag."))
        return made

    monkeypatch.setattr(redacting_old, "look_at", meanwhile)
    look_through(site, company.bas, dry=False)
    finish(site)
    assert progress_of(site, company.bas).left == 1
    assert open_call(site, company.lotte, call).conversation.turns[2].text == "Of op woensdag."


def test_words_are_hidden_by_hand_in_every_revision(
    site: Site, company: Company, account: str
) -> None:
    call = old_call(site, company, account)
    start = a_talk(account).turns[1].text.index(account[:4])
    end = start + len(account) + 2
    hide_words(site, company.lotte, call, 2, 2, (start, end))
    finish(site)
    assert "‹onleesbaar›" in open_call(site, company.lotte, call).conversation.turns[1].text
    tables = {name for name in where_is(site, *pieces(account)) if name.startswith("table")}
    assert tables == set()
    silent, _ = soundfile.read(open_sound(site, company.lotte, call))
    assert not silent[4 * RATE : 5 * RATE].any()
    with site.database.reading() as connection:
        made = find_made(connection, call)
    assert made is not None
    assert made.counts == {"hand": 1}


def test_hiding_is_for_who_may_mend(site: Site, company: Company, account: str) -> None:
    call = old_call(site, company, account)
    for wrong, actor, seen, turn, words in (
        (NotFound, company.amber, 2, 2, (0, 3)),
        (MendedMeanwhile, company.lotte, 1, 2, (0, 3)),
        (NothingSaid, company.lotte, 2, 2, (5000, 5001)),
        (NothingSaid, company.lotte, 2, 2, (3, 3)),
    ):
        with pytest.raises(wrong):
            hide_words(site, actor, call, seen, turn, words)
    hide_words(site, company.joris, call, 2, 3, (0, 5))  # a coach may mend
    with pytest.raises((NotAllowed, NotFound)):
        hide_words(site, company.bas, call, 2, 2, (0, 3))


def test_only_an_admin_sets_it_and_the_log_tells(site: Site, company: Company) -> None:
    with pytest.raises(NotFound):
        set_rules(site, company.lotte, "import", ["iban"])
    with pytest.raises(NotFound):
        look_through(site, company.lotte, dry=False)
    assert rules_of(site).mode is Mode.OFF
    set_rules(site, company.bas, "import", ["iban"])
    assert rules_of(site).kinds == {Kind.IBAN}
    from klankbord.service.accounts.people import read_log

    assert read_log(site, company.bas, 1)[0].action == "redaction_set"


def test_a_recording_of_which_no_times_are_known_stays_and_that_is_told(
    site: Site, company: Company, account: str
) -> None:
    untimed = tuple(replace(t, start_ms=None, end_ms=None, words=()) for t in a_talk(account).turns)
    set_to(site, company, Mode.IMPORT)
    files = given(replace(a_talk(account), turns=untimed), a_sound())
    call = taken_in(site, company.lotte, files)
    assert open_call(site, company.lotte, call).still_heard == 1
    with site.database.reading() as connection:
        sound = connection.execute(select(imports.c.sound)).scalar_one()
    assert site.files.path(sound).is_file()


NUMBER = "bel nul zes twaalf vierendertig zesenvijftig achtenzeventig graag".split()


def test_a_recording_that_is_heard_here_is_silent_there_and_its_transcript_still_joins(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    ear = Fake(["dag", *NUMBER])
    monkeypatch.setattr(heard, "recogniser_for", lambda _settings: ear)
    set_to(site, company, Mode.IMPORT)
    spoken = [(5 + n / 2, 5.4 + n / 2, n + 1) for n in range(len(NUMBER))]
    file = io.BytesIO()
    both = np.stack([sound_for([(1.0, 1.5, 0)], 14), sound_for(spoken, 14)], axis=1)
    soundfile.write(file, both, 16_000, format="WAV", subtype="PCM_16")
    told = Told(channels="seller,customer", language="nl")
    add(site, company.lotte, [Given("gesprek.wav", [file.getvalue()])], told)
    finish(site)
    with site.database.reading() as connection:
        call = connection.execute(select(calls.c.id)).scalar_one()
    opened = open_call(site, company.lotte, call)
    assert [turn.text for turn in opened.conversation.turns] == [
        "dag",
        "bel ‹telefoonnummer› graag",
    ]
    (hash_,) = site.files.hashes()
    now, rate = soundfile.read(site.files.path(hash_), dtype="int16")
    assert not now[round(5.5 * rate) : round(8.4 * rate)].any()
    assert now[round(5.1 * rate) : round(5.3 * rate), 1].all()
    assert where_is(site, "vierendertig") == set()
    given_later = (
        "Lotte Maes: Dag.\nBert: Bel nul zes twaalf vierendertig zesenvijftig achtenzeventig."
    )
    add(site, company.lotte, [Given("gesprek.txt", [given_later.encode()])], Told())
    finish(site)
    with site.database.reading() as connection:
        assert list(connection.execute(select(calls.c.id)).scalars()) == [call]
    opened = open_call(site, company.lotte, call)
    assert opened.call.revision == 2
    assert opened.conversation.turns[1].text == "Bel ‹telefoonnummer›."
    assert where_is(site, "vierendertig") == set()


@pytest.mark.parametrize("processes", [1, 2])
def test_many_files_at_once_are_made_unreadable_too(
    site: Site, company: Company, account: str, tmp_path: Path, processes: int
) -> None:
    set_to(site, company, Mode.IMPORT)
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("een", "twee"):
        talk_ = replace(a_talk(account), id=name, title=name)
        (folder / f"{name}.json").write_bytes(to_json([talk_]))
        (folder / f"{name}.wav").write_bytes(a_sound())
    paths = sorted(folder.iterdir())
    done = list(import_many(site, sort_files(paths).given, company.lotte.id, processes))
    assert [one.refusal for one in done] == [None, None]
    finish(site)
    assert where_is(site, *pieces(account)) == set()
    opened = open_call(site, company.lotte, done[0].calls[0])
    assert "‹IBAN›" in opened.conversation.turns[1].text


PHONE = "06-12345678"
SEEN = "‹telefoonnummer›"


def what_joris_reads(site: Site, company: Company, review: int) -> str:
    """All of a review and its flag that its coach gets to read."""
    room = open_review(site, company.joris, review)
    with site.database.reading() as connection:
        flag_ = find_flags(connection, flags.c.id == room.review.flag_id)[0]
        both = answers_of(connection, review, company.lotte.id, company.joris.id)
    lesson, trial = room.lesson, room.experiment
    told = [flag_.note, room.review.note, *(one.text for one in both)]
    told += [lesson.text if lesson else "", trial.text if trial else ""]
    return "\n".join(told)


def test_what_is_written_in_a_review_with_a_coach_goes_by_the_rules(
    site: Site, company: Company
) -> None:
    lotte, joris = company.lotte, company.joris
    set_to(site, company, Mode.SHARE)
    call = keep_call(site, lotte, TALK)
    number = flag(site, lotte, "1", good=False, note=f"Belt terug op {PHONE}", call=call)
    share(site, lotte, number, joris.id)
    review = begin(site, lotte, number, "apart", joris.id)
    answered(site, lotte, review, f"Ik had {PHONE} moeten bellen")
    answered(site, joris, review, f"Waarom niet {PHONE}?")
    resolve(site, lotte, review, f"Bel {PHONE}", Trial(f"{PHONE} eerst", until=date(2026, 12, 4)))
    told = what_joris_reads(site, company, review)
    assert PHONE not in told
    assert told.count(SEEN) >= 6
    with site.database.reading() as connection:
        before = experiment_of_review(connection, review)
    resolve(site, lotte, review, "", Trial(f"{PHONE} eerst", until=date(2026, 12, 4)))
    with site.database.reading() as connection:
        assert (
            experiment_of_review(connection, review) == before
        )  # the same: it does not begin anew


def test_what_was_written_alone_goes_by_the_rules_once_a_coach_comes_in(
    site: Site, company: Company
) -> None:
    lotte, joris = company.lotte, company.joris
    set_to(site, company, Mode.SHARE)
    call = keep_call(site, lotte, TALK)
    number = flag(site, lotte, "1", good=False, note=f"Belt terug op {PHONE}", call=call)
    review = begin(site, lotte, number, "alone")
    answered(site, lotte, review, f"Ik had {PHONE} moeten bellen")
    resolve(site, lotte, review, f"Bel {PHONE}", Trial(f"{PHONE} eerst", until=date(2026, 12, 4)))
    with site.database.reading() as connection:  # as long as it is for oneself, it stays
        own = answers_of(connection, review, lotte.id)
        assert all(PHONE in one.text for one in own if one.text)
        assert PHONE in find_flags(connection, flags.c.id == number)[0].note
    do_together(site, lotte, review, "apart", joris.id)
    answered(site, joris, review, "Goed")
    told = what_joris_reads(site, company, review)
    assert PHONE not in told
    assert told.count(SEEN) >= 5
    with site.database.reading() as connection:  # where the talk turned is still known
        assert any(one.anchor for one in answers_of(connection, review, lotte.id))


def test_a_note_that_is_shared_by_itself_goes_by_the_rules(site: Site, company: Company) -> None:
    lotte = company.lotte
    set_to(site, company, Mode.SHARE)
    share_always(site, lotte, company.joris.id)
    call = keep_call(site, lotte, TALK)
    number = flag(site, lotte, "1", good=False, note=f"Op {PHONE}", call=call)
    assert flag(site, lotte, "2", good=False, note=f"of op {PHONE[:-1]}9", call=call) == number
    with site.database.reading() as connection:
        note = find_flags(connection, flags.c.id == number)[0].note
    assert note == f"Op {SEEN}; of op {SEEN}"


def test_a_title_that_is_typed_goes_by_the_rules_but_for_its_number(
    site: Site, company: Company, account: str
) -> None:
    set_to(site, company, Mode.SHARE)
    call = keep_call(site, company.lotte, TALK)
    seen = open_call(site, company.lotte, call).conversation
    facts = SetFacts(f"{PHONE} over {account}", None, "", seen.direction)
    change_facts(site, company.lotte, call, 1, facts, "")
    assert open_call(site, company.lotte, call).call.title == f"{PHONE} over ‹IBAN›"


def test_by_hand_a_word_goes_and_not_the_comma_after_it(site: Site, company: Company) -> None:
    spoken = talk("Lotte: Met wie?\nBert: Met Jan, van Jansen. Jan, zei ik.")
    call = keep_call(site, company.lotte, spoken)
    mend(site, company.lotte, call, 1, Reword(2, "Met Jan, van Jansen. Jan zei ik."))
    hide_words(site, company.lotte, call, 2, 2, (5, 6))
    with site.database.reading() as connection:
        texts = {n: one.turns[1].text for n, one in all_documents(connection, call).items()}
    assert texts[2] == "Met ‹onleesbaar›, van Jansen. Jan zei ik."
    # in an earlier one, everywhere it stands; never a part of another word
    assert "van Jansen." in texts[1]
    assert "Jan," not in texts[1]


@pytest.mark.parametrize("at", [dying_before, dying_after])
def test_a_look_through_whose_worker_dies_goes_on_where_it_was(
    site: Site,
    company: Company,
    monkeypatch: pytest.MonkeyPatch,
    at: Callable[[Database], AbstractContextManager[Connection]],
) -> None:
    """Twelve calls are two steps; the worker dies in the first, before or after it is kept."""
    for number in range(12):
        words = f"Lotte: Hoe kan ik u bereiken?\nBert: Op {PHONE}, of om {number}:15."
        keep_call(site, company.lotte, talk(words))
    set_to(site, company, Mode.IMPORT)
    look_through(site, company.bas, dry=False)
    with monkeypatch.context() as dying:
        # the transaction in which the first few calls are kept is the one that it dies in
        getting_on = Work.getting_on

        @contextmanager
        def last(work: Work, stage: str, **told: Any) -> Iterator[Connection]:
            dying.setattr(Database, "writing", at)
            with getting_on(work, stage, **told) as connection:
                yield connection

        dying.setattr(Work, "getting_on", last)
        with pytest.raises(DiedError):
            work_once(site, Event(), "dies", LEASE)
    looked = progress_of(site, company.bas)
    assert looked.done is not None
    assert not looked.done.over
    assert isinstance(site.now, Clock)
    site.now.forward(seconds=LEASE.total_seconds() + 1)
    finish(site)
    looked = progress_of(site, company.bas)
    assert looked.done is not None
    assert (looked.done.over, looked.done.seen, looked.left) == (True, 12, 0)
    assert looked.done.counts == {"phone": 12}
    assert not {name for name in where_is(site, PHONE) if name.startswith("table")}
