"""A review from its flag to its lesson; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import delete
from tests.service.calls import keep_call
from tests.service.reviewed import TALK, answered, flagged
from tests.sites import Clock, Company

from klankbord.conversation.mending import Reword
from klankbord.errors import (
    AlreadyDone,
    AnswerTooLong,
    BadForm,
    BadMoment,
    CallNotHere,
    Mistakes,
    MomentGone,
    MomentInUse,
    NoSuchCoach,
    NoSuchTalk,
    NotFound,
    NothingWritten,
    NotNow,
    TooManyMoments,
)
from klankbord.measures.measuring import measure
from klankbord.samples import read_sample
from klankbord.service.access import Actor
from klankbord.service.calls.mending import mend
from klankbord.service.calls.opening import open_call
from klankbord.service.learning.choosing import choose, take_off
from klankbord.service.learning.flagging import drop, share, unshare
from klankbord.service.learning.queue import queue_of
from klankbord.service.learning.resolving import Trial, resolve
from klankbord.service.learning.review_room import Room, open_review, other_is_done
from klankbord.service.learning.reviewing import (
    begin,
    close,
    do_together,
    go_on_alone,
    look,
    look_at,
    plan,
)
from klankbord.service.learning.talks import link_talk
from klankbord.service.learning.writing import Written, finish, finish_here, write
from klankbord.service.site import Site
from klankbord.store.lessons import experiments_of, lessons_of
from klankbord.store.reviews import change_review
from klankbord.store.tables import measurements, moments, readings
from klankbord.testing import talk

OUTSIDERS = ("daan", "amber", "fien", "bas")


@pytest.fixture
def call(site: Site, company: Company) -> int:
    return keep_call(site, company.lotte, TALK)


@pytest.fixture
def apart(site: Site, company: Company, call: int) -> int:
    """A review of Lotte's that Joris does with her, each when it suits them."""
    return begin(site, company.lotte, flagged(site, company.lotte, call), "apart")


def room(site: Site, actor: Actor, review: int) -> Room:
    return open_review(site, actor, review)


def test_a_review_with_the_only_coach_needs_no_name_and_shares_the_flag(
    site: Site, company: Company, apart: int
) -> None:
    review = room(site, company.lotte, apart).review
    assert (review.coach, review.manner) == ("Joris Peeters", "apart")
    assert room(site, company.joris, apart).review.note == "Ze haakte af"


def test_beginning_twice_gives_one_review(site: Site, company: Company, call: int) -> None:
    flag = flagged(site, company.lotte, call, shared=company.joris)
    first = begin(site, company.joris, flag, "room")
    assert begin(site, company.lotte, flag, "alone") == first


def test_alone_a_shared_flag_is_no_longer_waiting_for_its_coach(
    site: Site, company: Company, call: int
) -> None:
    flag = flagged(site, company.lotte, call, shared=company.joris)
    assert [one.id for one in queue_of(site, company.joris).shared] == [flag]
    review = begin(site, company.lotte, flag, "alone")
    assert queue_of(site, company.joris).shared == []
    with pytest.raises(NotFound):
        room(site, company.joris, review)


def test_who_may_not_begin_one(site: Site, company: Company, call: int) -> None:
    flag = flagged(site, company.lotte, call)
    for name in ("joris", *OUTSIDERS):
        with pytest.raises(NotFound):
            begin(site, company[name], flag, "room")
    with pytest.raises(NoSuchCoach):
        begin(site, company.lotte, flag, "room", company.fien.id)
    with pytest.raises(BadForm):
        begin(site, company.lotte, flag, "samen")
    with pytest.raises(CallNotHere):
        begin(site, company.lotte, flagged(site, company.lotte, None), "alone")


@pytest.mark.parametrize("name", OUTSIDERS)
def test_nobody_else_comes_in(site: Site, company: Company, apart: int, name: str) -> None:
    who = company[name]
    for deed in (
        lambda: open_review(site, who, apart),
        lambda: other_is_done(site, who, apart),
        lambda: write(site, who, apart, Written({("weak", 0): "x"})),
        lambda: finish(site, who, apart, Written({("weak", 0): "x"})),
        lambda: finish_here(site, who, apart, Written({("admires", 0): "x"})),
        lambda: choose(site, who, apart, 1, (1, 1)),
        lambda: take_off(site, who, apart, 1),
        lambda: plan(site, who, apart, None),
        lambda: look(site, who, apart),
        lambda: go_on_alone(site, who, apart),
        lambda: do_together(site, who, apart, "room"),
        lambda: resolve(site, who, apart, "x", None),
        lambda: link_talk(site, who, apart, None),
        lambda: close(site, who, apart),
    ):
        with pytest.raises(NotFound):
            deed()
    assert queue_of(site, who).under_way == []


def test_what_is_the_sellers_is_not_the_coachs(site: Site, company: Company, apart: int) -> None:
    deeds: list[Callable[[], object]] = [
        lambda: look(site, company.joris, apart),
        lambda: go_on_alone(site, company.joris, apart),
        lambda: resolve(site, company.joris, apart, "x", None),
        lambda: close(site, company.joris, apart),
        lambda: finish_here(site, company.joris, apart, Written()),
    ]
    for deed in deeds:
        with pytest.raises(NotFound):
            deed()


def test_neither_sees_the_other_before_both_are_done(
    site: Site, company: Company, apart: int
) -> None:
    write(site, company.joris, apart, Written({("admires", 0): "geduld"}))
    answered(site, company.lotte, apart, "druk")
    mine, theirs = room(site, company.lotte, apart), room(site, company.joris, apart)
    assert (mine.done, mine.other_done, mine.revealed, mine.other) == (True, False, False, None)
    assert (theirs.done, theirs.other_done, theirs.other) == (False, True, None)
    assert theirs.own.text("admires") == "geduld"
    answered(site, company.joris, apart, "rust", turned=2)
    mine, theirs = room(site, company.lotte, apart), room(site, company.joris, apart)
    assert mine.revealed
    assert theirs.revealed
    assert mine.other
    assert theirs.other
    assert (mine.other.text("admires"), mine.other.turned) == ("rust", 2)
    assert (theirs.other.text("weak"), theirs.other.turned) == ("druk", 1)


def test_figures_come_with_ones_own_answers_or_a_look(
    site: Site, company: Company, apart: int
) -> None:
    assert room(site, company.lotte, apart).measured is None
    look(site, company.lotte, apart)
    assert room(site, company.lotte, apart).measured is not None
    assert room(site, company.joris, apart).measured is None
    answered(site, company.joris, apart, "rust")
    assert room(site, company.joris, apart).measured is not None


def test_what_one_is_done_with_stays(site: Site, company: Company, apart: int) -> None:
    answered(site, company.lotte, apart, "druk")
    with pytest.raises(AlreadyDone):
        write(site, company.lotte, apart, Written({("weak", 0): "toch niet"}))
    with pytest.raises(AlreadyDone):
        write(site, company.lotte, apart, Written(turned=2, seen=1))
    with pytest.raises(AlreadyDone):
        finish(site, company.lotte, apart, Written())
    write(site, company.lotte, apart, Written({("addition", 0): "en nog iets"}))
    own = room(site, company.lotte, apart).own
    assert (own.text("weak"), own.text("addition"), own.turned) == ("druk", "en nog iets", 1)


def test_a_draft_is_kept_field_by_field_or_not_at_all(
    site: Site, company: Company, apart: int
) -> None:
    lotte = company.lotte
    moment = room(site, lotte, apart).moments[0][0].id
    write(site, lotte, apart, Written({("did", moment): "Ik zei\niets\x00 ", ("weak", 0): "druk"}))
    write(site, lotte, apart, Written({("weak", 0): "te druk"}))
    with pytest.raises(MomentGone):
        write(site, lotte, apart, Written({("weak", 0): "kwijt", ("did", 12): "x"}))
    with pytest.raises(AnswerTooLong):
        write(site, lotte, apart, Written({("weak", 0): "x" * 5001}))
    own = room(site, lotte, apart).own
    assert (own.text("did", moment), own.text("weak")) == ("Ik zei\niets", "te druk")


@pytest.mark.parametrize(
    ("question", "moment", "error"),
    [
        ("admires", 0, BadForm),
        ("saw", 1, BadForm),
        ("prepared", 0, NotNow),
        ("teach", 0, BadForm),
        ("addition", 0, NotNow),
        ("on_their_screen", 0, BadForm),
        ("did", 0, BadForm),
    ],
)
def test_nobody_writes_what_they_are_not_asked(
    site: Site, company: Company, apart: int, question: str, moment: int, error: type[Exception]
) -> None:
    with pytest.raises(error):
        write(site, company.lotte, apart, Written({(question, moment): "x"}))


def test_who_wrote_nothing_is_not_done(site: Site, company: Company, apart: int) -> None:
    with pytest.raises(NothingWritten):
        finish(site, company.lotte, apart, Written({("weak", 0): "  "}))
    assert not room(site, company.lotte, apart).done


def test_moments_stand_in_order_and_their_numbers_tell_nothing(
    site: Site, company: Company
) -> None:
    lotte = company.lotte
    conversation = read_sample("koelcel")
    numbers = []
    for _ in range(6):
        call = keep_call(site, lotte, conversation)
        review = begin(site, lotte, flagged(site, lotte, call), "apart")
        choose(site, company.joris, review, 1, (2, 3))
        found = room(site, lotte, review).moments
        assert [span.first for _, span in found] == sorted(span.first for _, span in found)
        assert found[0][1].first == 2
        ids = [moment.id for moment, _ in found]
        numbers.append(ids.index(max(ids)))
    assert len(set(numbers)) > 1, "the last one chosen has the highest number each time"


def test_four_moments_at_most_and_none_twice(site: Site, company: Company, apart: int) -> None:
    lotte, joris = company.lotte, company.joris
    for turn in (1, 2, 3, 4, 5):
        there = len(room(site, lotte, apart).moments)
        if there < 4:
            choose(site, joris, apart, 1, (turn, turn))
            choose(site, lotte, apart, 1, (turn, turn))
        else:
            with pytest.raises(TooManyMoments):
                choose(site, joris, apart, 1, (turn, 6))
    assert len(room(site, lotte, apart).moments) == 4


def test_a_moment_of_which_one_wrote_something_stays(
    site: Site, company: Company, apart: int
) -> None:
    lotte, joris = company.lotte, company.joris
    choose(site, joris, apart, 1, (1, 2))
    first = room(site, lotte, apart).moments[0][0].id
    write(site, joris, apart, Written({("saw", first): "dit"}))
    with pytest.raises(MomentInUse):
        take_off(site, joris, apart, first)
    write(site, joris, apart, Written({("saw", first): ""}))
    take_off(site, joris, apart, first)
    assert first not in [moment.id for moment, _ in room(site, joris, apart).moments]
    with pytest.raises(NotFound):
        take_off(site, joris, apart, first)
    answered(site, joris, apart, "rust")
    with pytest.raises(NotNow):
        choose(site, joris, apart, 1, (2, 2))


def test_moments_and_the_turn_stay_where_they_are_when_a_transcript_is_mended(
    site: Site, company: Company, apart: int
) -> None:
    lotte = company.lotte
    write(site, lotte, apart, Written(turned=4, seen=1))
    before = [span for _, span in room(site, lotte, apart).moments]
    mend(site, lotte, 1, 1, Reword(1, "Hoe gaat het met de planning?"))
    write(site, lotte, apart, Written({("weak", 0): "druk"}))
    now = room(site, lotte, apart)
    assert ([span for _, span in now.moments], now.own.turned) == (before, 4)


def test_alone_ones_own_answers_reveal(site: Site, company: Company, call: int) -> None:
    review = begin(site, company.lotte, flagged(site, company.lotte, call), "alone")
    answered(site, company.lotte, review, "druk")
    now = room(site, company.lotte, review)
    assert now.revealed
    assert now.measured is not None
    write(site, company.lotte, review, Written({("nobodys", 0): "de vrijdag"}))


def test_going_on_alone_reveals_ones_own_and_never_the_coachs(
    site: Site, company: Company, apart: int
) -> None:
    answered(site, company.joris, apart, "rust")
    answered_by = room(site, company.lotte, apart)
    assert answered_by.other_done
    go_on_alone(site, company.lotte, apart)
    answered(site, company.lotte, apart, "druk")
    now = room(site, company.lotte, apart)
    assert (now.revealed, now.other) == (True, None)
    with pytest.raises(NotFound):
        room(site, company.joris, apart)
    assert queue_of(site, company.joris).shared == []


def test_alone_can_become_together(site: Site, company: Company, call: int) -> None:
    review = begin(site, company.lotte, flagged(site, company.lotte, call), "alone")
    do_together(site, company.lotte, review, "room")
    answered(site, company.lotte, review, "druk")
    assert not room(site, company.lotte, review).revealed
    with pytest.raises(NotNow):
        do_together(site, company.lotte, review, "room")
    answered(site, company.joris, review, "rust")
    assert room(site, company.joris, review).revealed


def test_in_one_room_the_coach_may_write_on_the_sellers_screen(
    site: Site, company: Company, call: int
) -> None:
    lotte = company.lotte
    review = begin(site, lotte, flagged(site, lotte, call), "room")
    with pytest.raises(NotNow):
        finish_here(site, lotte, review, Written({("admires", 0): "geduld"}))
    answered(site, lotte, review, "druk")
    with pytest.raises(NothingWritten):
        finish_here(site, lotte, review, Written({("admires", 0): ""}))
    finish_here(site, lotte, review, Written({("admires", 0): "geduld"}))
    other = room(site, lotte, review).other
    assert other
    assert (other.text("admires"), other.text("on_their_screen")) == ("geduld", "1")
    with pytest.raises(NotNow):
        finish_here(site, lotte, review, Written({("admires", 0): "meer"}))


def test_not_where_the_coach_began_on_their_own(site: Site, company: Company, call: int) -> None:
    lotte = company.lotte
    review = begin(site, lotte, flagged(site, lotte, call), "room")
    write(site, company.joris, review, Written({("admires", 0): "geduld"}))
    answered(site, lotte, review, "druk")
    with pytest.raises(NotNow):
        finish_here(site, lotte, review, Written({("saw", 0): "x"}))


def test_a_moment_is_planned_by_either_and_never_in_the_past(
    site: Site, company: Company, apart: int
) -> None:
    tomorrow = site.now() + timedelta(days=1)
    plan(site, company.joris, apart, tomorrow)
    assert room(site, company.lotte, apart).review.planned_at == tomorrow
    with pytest.raises(BadMoment):
        plan(site, company.lotte, apart, site.now())
    plan(site, company.lotte, apart, None)
    assert room(site, company.joris, apart).review.planned_at is None


def test_folded_until_answered(site: Site, company: Company, call: int) -> None:
    lotte, joris = company.lotte, company.joris
    assert not open_call(site, lotte, call).folded
    review = begin(site, lotte, flagged(site, lotte, call), "apart")
    assert open_call(site, lotte, call).folded
    assert not open_call(site, joris, call).folded
    answered(site, lotte, review, "druk")
    assert not open_call(site, lotte, call).folded


def test_folded_until_looked_which_is_noted_in_a_review(
    site: Site, company: Company, call: int
) -> None:
    flagged(site, company.lotte, call)
    assert open_call(site, company.lotte, call).folded
    with pytest.raises(NotFound):
        look_at(site, company.joris, call)
    look_at(site, company.lotte, call)
    assert not open_call(site, company.lotte, call).folded
    (review,) = queue_of(site, company.lotte).under_way
    assert (review.looked_at, review.coach_id) == (site.now(), None)


def test_folded_no_longer_where_it_was_closed_unanswered(
    site: Site, company: Company, apart: int, call: int
) -> None:
    write(site, company.joris, apart, Written({("admires", 0): "geduld"}))
    close(site, company.lotte, apart)
    assert not open_call(site, company.lotte, call).folded
    assert room(site, company.lotte, apart).other is None
    assert room(site, company.joris, apart).other is None
    with pytest.raises(NotNow):
        write(site, company.joris, apart, Written({("admires", 0): "meer"}))


def both_done(site: Site, company: Company, review: int) -> None:
    answered(site, company.lotte, review, "druk")
    answered(site, company.joris, review, "rust")


def test_one_lesson_and_one_experiment_come_of_it(site: Site, company: Company, apart: int) -> None:
    lotte = company.lotte
    trial = Trial("Eerst vragen", "price", "objections", "explored", date(2026, 12, 4))
    with pytest.raises(NotNow):
        resolve(site, lotte, apart, "Vraag eerst", trial)
    both_done(site, company, apart)
    resolve(site, lotte, apart, "Vraag  eerst", trial)
    resolve(site, lotte, apart, "Vraag echt eerst", None)
    now = room(site, company.joris, apart)
    assert now.lesson
    assert now.experiment
    assert now.lesson.text == "Vraag echt eerst"
    assert (now.experiment.text, now.experiment.kind) == ("Eerst vragen", "explored")
    close(site, lotte, apart)
    with site.database.reading() as connection:
        assert len(lessons_of(connection, lotte.id)) == 1
        assert len(experiments_of(connection, lotte.id)) == 1
        assert lessons_of(connection, company.joris.id) == []
    queue = queue_of(site, lotte)
    assert queue.lessons[apart].text == "Vraag echt eerst"


def test_a_review_is_closed_without_a_lesson(site: Site, company: Company, apart: int) -> None:
    both_done(site, company, apart)
    close(site, company.lotte, apart)
    queue = queue_of(site, company.joris)
    assert ([one.id for one in queue.closed], queue.lessons) == ([apart], {})
    with pytest.raises(NotNow):
        close(site, company.lotte, apart)


@pytest.mark.parametrize(
    ("lesson", "trial", "fields"),
    [
        ("x" * 201, None, ["lesson"]),
        ("", Trial("", until=date(2026, 12, 1)), ["text"]),
        ("", Trial("y" * 201, until=date(2026, 11, 20)), ["text", "until"]),
        ("", Trial("y", until=date(2028, 1, 1)), ["until"]),
        ("", Trial("y"), ["until"]),
    ],
)
def test_what_cannot_be_a_lesson_or_an_experiment(
    site: Site, company: Company, apart: int, lesson: str, trial: Trial | None, fields: list[str]
) -> None:
    both_done(site, company, apart)
    with pytest.raises(Mistakes) as found:
        resolve(site, company.lotte, apart, lesson, trial)
    assert [mistake.field for mistake in found.value.mistakes] == fields
    with pytest.raises(BadForm):
        resolve(site, company.lotte, apart, "", Trial("y", measure="geen", until=date(2026, 12, 1)))


def test_the_talk_itself_is_measured(site: Site, company: Company, apart: int) -> None:
    lotte = company.lotte
    clock = site.now
    assert isinstance(clock, Clock)
    clock.forward(hours=1)
    words = "0:00-0:06 Joris: Hoe kijk je terug?\n0:07-0:09 Lotte: Ik praatte te veel."
    talked = keep_call(site, lotte, talk(words))
    others = keep_call(site, company.daan, talk(words))
    with pytest.raises(NotNow):  # not before they can have talked about it
        link_talk(site, lotte, apart, talked)
    both_done(site, company, apart)
    with pytest.raises(NotFound):  # which calls of hers count as calls is hers to say
        link_talk(site, company.joris, apart, talked)
    assert not room(site, company.joris, apart).talks
    with pytest.raises(NoSuchTalk):
        link_talk(site, lotte, apart, others)
    link_talk(site, lotte, apart, talked)
    found = room(site, lotte, apart).talk
    assert found
    assert found[0].id == talked
    assert found[1] == pytest.approx(0.75)


def test_a_call_without_a_measurement_still_gets_its_moments(site: Site, company: Company) -> None:
    conversation = read_sample("koelcel")
    assert measure([conversation]).moments.height
    call = keep_call(site, company.lotte, conversation)
    with site.database.writing() as connection:
        for table in (moments, readings, measurements):
            connection.execute(delete(table))
    review = begin(site, company.lotte, flagged(site, company.lotte, call), "alone")
    assert len(room(site, company.lotte, review).moments) >= 2


def test_a_flag_is_shared_with_one_coach_and_taken_back(
    site: Site, company: Company, call: int
) -> None:
    lotte, joris = company.lotte, company.joris
    kept = flagged(site, lotte, call)
    with pytest.raises(NoSuchCoach):
        share(site, lotte, kept, company.fien.id)
    for name in ("joris", *OUTSIDERS):
        with pytest.raises(NotFound):
            share(site, company[name], kept, joris.id)
    share(site, lotte, kept, joris.id)
    assert [flag.id for flag in queue_of(site, joris).shared] == [kept]
    for deed in (unshare, drop):
        with pytest.raises(NotFound):
            deed(site, joris, kept)
    unshare(site, lotte, kept)
    assert queue_of(site, joris).shared == []
    drop(site, lotte, kept)
    assert queue_of(site, lotte).own == []


def test_sharing_is_taken_back_until_both_are_done(site: Site, company: Company, call: int) -> None:
    lotte, joris = company.lotte, company.joris
    kept = flagged(site, lotte, call)
    review = begin(site, lotte, kept, "apart")
    with pytest.raises(NotNow):
        drop(site, lotte, kept)
    answered(site, joris, review, "rust")
    unshare(site, lotte, kept)
    with pytest.raises(NotFound):
        room(site, joris, review)
    answered(site, lotte, review, "druk")
    assert room(site, lotte, review).other is None
    again = begin(site, lotte, flagged(site, lotte, call), "apart")
    both_done(site, company, again)
    with pytest.raises(NotNow):
        unshare(site, lotte, room(site, lotte, again).review.flag_id)


def test_what_a_coach_opens_in_a_review_is_logged(
    site: Site, company: Company, apart: int, call: int
) -> None:
    room(site, company.joris, apart)
    assert [one.person for one in open_call(site, company.lotte, call).looked] == ["Joris Peeters"]


@pytest.mark.parametrize("deed", ["alone", "unshared"])
def test_without_the_coach_a_recording_of_the_talk_is_a_call_again(
    site: Site, company: Company, apart: int, call: int, deed: str
) -> None:
    with site.database.writing() as connection:
        change_review(connection, apart, talk_id=call)
    if deed == "alone":
        go_on_alone(site, company.lotte, apart)
    else:
        unshare(site, company.lotte, room(site, company.lotte, apart).review.flag_id)
    assert room(site, company.lotte, apart).review.talk_id is None
