"""Mending a call: a next revision, its figures and its marks with it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from sqlalchemy import select
from tests.edits import edits, unlike
from tests.service.calls import keep_call
from tests.sites import Clock, Company, read_measured

from klankbord.coaching.anchors import NEAR_MS
from klankbord.conversation import Conversation, Side
from klankbord.conversation.mending import Give, Join, Merge, Rename, Reword, SetSide, Split
from klankbord.errors import (
    CannotMend,
    MendedMeanwhile,
    NotAllowed,
    NotFound,
    TooManyParties,
    TooManyTurns,
)
from klankbord.measures.measuring import SHOWN, measure
from klankbord.service.access import Actor
from klankbord.service.calls import mending
from klankbord.service.calls.comments import comment, comments_on
from klankbord.service.calls.measuring import digest, measure_conversation
from klankbord.service.calls.mending import go_back, history, mend
from klankbord.service.site import Site
from klankbord.store.audit import all_entries
from klankbord.store.calls import Call, add_revision, find_call, read_conversation
from klankbord.store.measurements import calls_to_measure
from klankbord.store.tables import calls, parties, turns
from klankbord.testing import talk

TALK = talk(
    """
    0:00-0:04 Spreker 1: Hoe gaat het nu met de koelcel?
    0:04-0:05 Spreker 2: Ja.
    0:05-0:12 Spreker 1: En wat doet dat met de zaak?
    0:12-0:20 Spreker 2: Die doet het niet. En dat kost ons geld.
    """
)
FIRST, SECOND = (party.id for party in TALK.parties)


def newest(site: Site, call: int) -> tuple[Call, Conversation]:
    with site.database.reading() as connection:
        found = find_call(connection, calls.c.id == call)
        assert found
        return found, read_conversation(connection, call)


def check_measured(site: Site, call: int) -> None:
    """What is kept is what measuring the newest revision anew gives, and search has its turns."""
    _, conversation = newest(site, call)
    fresh = measure([conversation])
    with site.database.reading() as connection:
        stored = read_measured(connection, call)
        rows = connection.execute(
            select(turns.c.text, turns.c.side).where(turns.c.call_id == call).order_by(turns.c.turn)
        ).all()
        assert not calls_to_measure(connection, digest(), among=[call])
    assert stored
    for name, columns in SHOWN.items():
        assert_frame_equal(getattr(stored, name), getattr(fresh, name).select(list(columns)))
    assert_frame_equal(stored.readings, fresh.readings.select(stored.readings.columns))
    assert_frame_equal(stored.moments, fresh.moments)
    assert [tuple(row) for row in rows] == [
        (turn.text, conversation.party(turn.party).side.value) for turn in conversation.turns
    ]


# ── a mend ────────────────────────────────────────────────────────────────────────────────────


def test_a_mend_is_a_next_revision_measured_and_found(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, TALK)
    assert mend(site, company.lotte, call, 1, Rename(FIRST, "Lotte Maes")) == 2
    assert mend(site, company.lotte, call, 2, SetSide(FIRST, Side.SELLER)) == 3
    assert mend(site, company.lotte, call, 3, SetSide(SECOND, Side.CUSTOMER)) == 4
    assert mend(site, company.lotte, call, 4, Rename(SECOND, "Karel")) == 5
    assert mend(site, company.lotte, call, 5, Split(4, len("Die doet het niet."))) == 6
    found, conversation = newest(site, call)
    assert (found.revision, found.customers) == (6, "Karel")
    assert [turn.text for turn in conversation.turns][3:] == [
        "Die doet het niet.",
        "En dat kost ons geld.",
    ]
    with site.database.reading() as connection:
        shown = select(parties.c.name, parties.c.side).order_by(parties.c.party)
        rows = [tuple(row) for row in connection.execute(shown)]
    assert rows == [("Lotte Maes", "seller"), ("Karel", "customer")]
    check_measured(site, call)


def test_a_mend_that_changes_nothing_is_no_revision(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, TALK)
    assert mend(site, company.lotte, call, 1, Rename(FIRST, " Spreker  1 ")) == 1
    assert mend(site, company.lotte, call, 1, Give(1, FIRST)) == 1
    assert [change.facts["what"] for change in history(site, company.lotte, call)] == ["imported"]


def test_several_edits_at_once_are_kept_together_or_not_at_all(
    site: Site, company: Company
) -> None:
    call = keep_call(site, company.lotte, TALK)
    both = Rename(FIRST, "Lotte"), SetSide(FIRST, Side.SELLER)
    assert mend(site, company.lotte, call, 1, *both) == 3
    told = [change.facts["what"] for change in history(site, company.lotte, call)]
    assert told == ["side", "rename", "imported"]
    check_measured(site, call)
    with pytest.raises(CannotMend):
        mend(site, company.lotte, call, 3, Reword(1, "Anders"), Split(1, 900))
    assert newest(site, call)[0].revision == 3


def test_the_owner_stays_who_it_was(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, TALK)
    mend(site, company.lotte, call, 1, Rename(FIRST, "Daan de Wit"))
    assert newest(site, call)[0].owner_id == company.lotte.id


def test_an_edit_that_cannot_be_leaves_everything_as_it_was(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, TALK)
    with pytest.raises(CannotMend):
        mend(site, company.lotte, call, 1, Merge(FIRST, FIRST))
    assert newest(site, call)[0].revision == 1
    check_measured(site, call)


# ── two at once ───────────────────────────────────────────────────────────────────────────────


def test_who_looked_at_an_older_revision_is_told(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, TALK)
    mend(site, company.joris, call, 1, Reword(2, "Ja hoor."))
    with pytest.raises(MendedMeanwhile):
        mend(site, company.lotte, call, 1, Reword(2, "Nee."))
    assert newest(site, call)[1].turns[1].text == "Ja hoor."


def test_who_is_overtaken_while_measuring_is_told(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = keep_call(site, company.lotte, TALK)

    def overtaken(site: Site, conversation: Conversation) -> Any:
        mended = Reword(2, "Eerst.").apply(TALK)
        with site.database.writing() as connection:
            assert add_revision(
                connection,
                call,
                mended,
                after=1,
                person=company.joris.id,
                now=site.now(),
                change={"what": "reword"},
            )
        return measure_conversation(site, conversation)

    monkeypatch.setattr(mending, "measure_conversation", overtaken)
    with pytest.raises(MendedMeanwhile):
        mend(site, company.lotte, call, 1, Reword(2, "Nee."))
    assert newest(site, call)[1].turns[1].text == "Eerst."


def test_who_loses_the_call_while_measuring_mends_nothing(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = keep_call(site, company.lotte, TALK)

    def given(site: Site, conversation: Conversation) -> Any:
        with site.database.writing() as connection:
            connection.execute(calls.update().values(owner_id=company.amber.id))
        return measure_conversation(site, conversation)

    monkeypatch.setattr(mending, "measure_conversation", given)
    with pytest.raises(NotFound):
        mend(site, company.lotte, call, 1, Reword(2, "Nee."))
    assert newest(site, call)[0].revision == 1


# ── who may ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["daan", "amber", "fien", "bas"])
def test_who_may_not_see_a_call_finds_none_to_mend(site: Site, company: Company, who: str) -> None:
    call = keep_call(site, company.lotte, TALK)
    for verb in (
        lambda: mend(site, company[who], call, 1, Reword(2, "Nee.")),
        lambda: go_back(site, company[who], call, 1, 1),
        lambda: history(site, company[who], call),
    ):
        with pytest.raises(NotFound):
            verb()


def test_a_coach_mends_and_the_owner_sees_that(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, TALK)
    mend(site, company.joris, call, 1, Join(1))
    mend(site, company.lotte, call, 2, Reword(1, "Hoe gaat het?"))
    with site.database.reading() as connection:
        entries = [e for e in all_entries(connection) if e.action == "mended"]
    assert [(e.person_id, e.about_id, e.call_id, e.detail) for e in entries] == [
        (company.joris.id, company.lotte.id, call, {"what": ["join"]})
    ]


def test_who_sees_a_call_and_may_not_mend_it_is_told(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = keep_call(site, company.lotte, TALK)
    monkeypatch.setattr(mending, "may_mend", lambda _actor, _call: False)
    with pytest.raises(NotAllowed):
        mend(site, company.lotte, call, 1, Reword(2, "Nee."))


# ── bounds ────────────────────────────────────────────────────────────────────────────────────


def test_a_call_gets_no_more_turns_than_the_setting_allows(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, TALK)
    bounded = type(site)(
        site.settings.model_copy(update={"max_turns": 4}), site.database, site.files, site.now
    )
    with pytest.raises(TooManyTurns):
        mend(bounded, company.lotte, call, 1, Split(1, 3))
    assert mend(bounded, company.lotte, call, 1, Join(1)) == 2


def test_a_call_gets_no_more_parties_than_any(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = keep_call(site, company.lotte, TALK)
    monkeypatch.setattr(mending, "MOST_PARTIES", 2)
    with pytest.raises(TooManyParties):
        mend(site, company.lotte, call, 1, Give(1, name="Els"))


# ── back ──────────────────────────────────────────────────────────────────────────────────────


def test_an_earlier_revision_comes_back_as_the_newest(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, TALK)
    mend(site, company.lotte, call, 1, Reword(2, "Nee."))
    mend(site, company.lotte, call, 2, Join(1))
    assert go_back(site, company.lotte, call, 3, 1) == 4
    assert newest(site, call)[1] == TALK
    check_measured(site, call)
    assert go_back(site, company.lotte, call, 4, 4) == 4
    for missing in (0, -1, 9):
        with pytest.raises(NotFound):
            go_back(site, company.lotte, call, 4, missing)


def test_the_list_tells_who_mended_what_and_when(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, TALK)
    clock = site.now
    assert isinstance(clock, Clock)
    clock.forward(hours=1)
    mend(site, company.joris, call, 1, Split(4, len("Die doet het niet.")))
    go_back(site, company.lotte, call, 2, 1)
    told = history(site, company.lotte, call)
    assert [(one.number, one.person, one.facts) for one in told] == [
        (3, "Lotte Maes", {"what": "restored", "to": 1}),
        (
            2,
            "Joris Peeters",
            {"what": "split", "turn": 4, "start_ms": 12_000, "name": "Spreker 2"},
        ),
        (1, "Lotte Maes", {"what": "imported"}),
    ]
    assert told[1].at == site.now()


# ── the law ───────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_after_any_mends_figures_are_of_the_newest_and_marks_stand_on_their_words(
    site: Site, company: Company, data: st.DataObject
) -> None:
    conversation = data.draw(unlike().filter(lambda one: len(one.turns) > 1 and near(one)))
    call = keep_call(site, company.lotte, conversation)
    for number in range(1, len(conversation.turns) + 1):
        comment(site, company.lotte, call, 1, number, f"Bij {number}", shared=False)
    seen = 1
    for _ in range(data.draw(st.integers(1, 6))):
        before = newest(site, call)[1]
        edit = data.draw(edits(before))
        assert edit
        try:
            seen = mend(site, company.lotte, call, seen, edit)
        except CannotMend:
            assert newest(site, call)[1] == before
    found, after = newest(site, call)
    assert found.revision == seen
    check_measured(site, call)
    check_marks(site, company.lotte, found, after)


def near(conversation: Conversation) -> bool:
    """Whether every word is near every time, so that half of a quote is found wherever it is."""
    return all((turn.end_ms or turn.start_ms or 0) < NEAR_MS for turn in conversation.turns)


def check_marks(site: Site, actor: Actor, call: Call, conversation: Conversation) -> None:
    for one in comments_on(site, actor, call, conversation):
        wanted = set(one.comment.anchor.quote.split())
        said = max(len(wanted & set(turn.text.split())) for turn in conversation.turns)
        if one.place and one.place.on_words:
            text = conversation.turns[one.place.turn - 1].text
            assert wanted & set(text[one.place.start_char : one.place.end_char].split())
        else:
            assert 2 * said < len(wanted)
