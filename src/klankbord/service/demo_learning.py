"""What the people of the demonstration learned, done by the same use cases, at the time of then."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from klankbord.demo import FOLDER, talk_path
from klankbord.service.access import Actor
from klankbord.service.calls.past import past_of
from klankbord.service.intake.bulk import Given, import_many
from klankbord.service.learning.effect import choose
from klankbord.service.learning.flagging import answer_questions, coaches_of, flag, share
from klankbord.service.learning.resolving import Trial, resolve
from klankbord.service.learning.review_room import open_review
from klankbord.service.learning.reviewing import begin, close, plan
from klankbord.service.learning.talks import link_talk
from klankbord.service.learning.today import put_on_list
from klankbord.service.learning.writing import Written, finish, is_done, write
from klankbord.service.site import ZONE, Site, end_of_day
from klankbord.store.calls import Call, find_call
from klankbord.store.lessons import experiment_of_review
from klankbord.store.measurements import READING, read_measurement
from klankbord.store.people import person_by_email, person_by_id
from klankbord.store.proposals import add_proposal
from klankbord.store.tables import calls

SELLER = {"did": "did", "otherwise": "otherwise"}
COACH = {"saw": "saw", "would_try": "would_try"}
OWNED = ("prepared", "script", "trigger", "nobodys")
COACH_OWNED = {"teach": "teach", "arrange": "arrange", "show": "show", "coach_nobodys": "nobodys"}


def learn(site: Site, numbers: Mapping[str, int]) -> None:
    """Put flags, reviews, lessons and experiments in place; `numbers` are calls by their file."""
    told = tomllib.loads((FOLDER / "learning.toml").read_text("utf-8"))
    for key, one in enumerate(told["flags"]):
        _flag(_Then(site, _call(site, numbers[one["call"]])), f"demo-{key}", one)
    for one in told["proposals"]:
        _propose(site, _call(site, numbers[one["call"]]), one)
    for key, one in enumerate(told["todos"]):
        with site.database.reading() as connection:
            person = person_by_email(connection, one["person"])
        assert person is not None
        put_on_list(site, Actor.of(person), f"demo-{key}", one["text"])


@dataclass(frozen=True)
class _Then:
    """An installation at some moment after a call."""

    now_site: Site
    call: Call

    @property
    def start(self) -> datetime:
        assert self.call.started_at is not None
        return self.call.started_at

    def site(self, *, days: float = 0, minutes: float = 0) -> Site:
        """The same installation, with its clock so long after the call's end."""
        ended = self.start + timedelta(milliseconds=self.call.length_ms or 0)
        moment = ended + timedelta(days=days, minutes=minutes)
        return self.on(min(moment, self.now_site.now()))

    def on(self, moment: datetime) -> Site:
        return replace(self.now_site, now=lambda: moment)


def _call(site: Site, number: int) -> Call:
    with site.database.reading() as connection:
        found = find_call(connection, calls.c.id == number)
    assert found is not None
    return found


def _flag(then: _Then, key: str, one: Mapping[str, Any]) -> None:
    site = then.site(minutes=1)
    with site.database.reading() as connection:
        person = person_by_id(connection, then.call.owner_id)
        (coach,) = coaches_of(connection, then.call.owner_id)
    assert person is not None
    seller = Actor.of(person)
    good = one.get("good", False)
    number = flag(site, seller, key, good=good, note=one["note"], call=then.call.id)
    if "answers" in one:
        answer_questions(site, seller, key, one["answers"])
    if one.get("shared"):
        share(then.site(minutes=20), seller, number, coach.id)
    if "review" in one:
        _review(then, seller, Actor.of(coach), number, one["review"])


def _review(then: _Then, seller: Actor, coach: Actor, number: int, one: Mapping[str, Any]) -> None:
    days = one["days"]
    review = begin(then.site(days=days), seller, number, one["manner"], coach.id)
    if "planned" in one:
        at = datetime.combine((then.start + timedelta(days=one["planned"])).date(), time(16), ZONE)
        plan(then.site(days=days), seller, review, at)
    later = then.site(days=days, minutes=25)
    _side(later, seller, review, one, SELLER, {"weak": "weak"}, one.get("turned"))
    if "saw" in one:
        _side(later, coach, review, one, COACH, {"admires": "admires"}, one.get("coach_turned"))
    after = then.site(days=one.get("planned", days), minutes=60)
    _own(after, seller, review, {name: one[name] for name in OWNED if name in one})
    owned = {ours: one[name] for name, ours in COACH_OWNED.items() if one.get(name)}
    _own(after, coach, review, owned)
    if "talk" in one:
        given = [Given(talk_path(one["talk"]), None)]
        (taken,) = list(import_many(after, given, seller.id))
        link_talk(after, seller, review, taken.calls[0])
    if "lesson" in one:
        resolve(after, seller, review, one["lesson"], _trial(one.get("experiment")))
    if one.get("closed"):
        close(after, seller, review)
    if "experiment" in one:
        _end(then, seller, review, one["experiment"])


def _side(  # noqa: PLR0913, PLR0917
    site: Site,
    who: Actor,
    review: int,
    one: Mapping[str, Any],
    at_moments: Mapping[str, str],
    whole: Mapping[str, str],
    turned: int | None,
) -> None:
    """What one side wrote; they are done where all of it is there, else it is a draft."""
    room = open_review(site, who, review)
    texts: dict[tuple[str, int], str] = {}
    for name, question in at_moments.items():
        said: Sequence[str] = one.get(name, ())
        texts |= {
            (question, moment.id): text
            for (moment, _), text in zip(room.moments, said, strict=False)
        }
    texts |= {(question, 0): one[name] for name, question in whole.items() if name in one}
    if not texts:
        return
    sent = Written(texts, turned, seen=1)
    done = all(name in one for name in (*at_moments, *whole))
    (finish if done else write)(site, who, review, sent)


def _own(site: Site, who: Actor, review: int, texts: Mapping[str, str]) -> None:
    """Whose it was, once both lie side by side."""
    room = open_review(site, who, review) if texts else None
    if room is not None and is_done(who, room.review):
        write(site, who, review, Written({(name, 0): text for name, text in texts.items()}))


def _trial(one: Mapping[str, Any] | None) -> Trial | None:
    if one is None:
        return None
    return Trial(one["text"], "", one["measure"], one.get("kind", ""), one["until"])


def _end(then: _Then, seller: Actor, review: int, one: Mapping[str, Any]) -> None:
    """What was chosen at an experiment's end; nothing, while it runs."""
    if "outcome" not in one:
        return
    with then.now_site.database.reading() as connection:
        found = experiment_of_review(connection, review)
    assert found is not None
    on: date = one["outcome_on"]
    until = one.get("then_until")
    choose(
        then.on(datetime.combine(on, time(9), ZONE)),
        seller,
        found.id,
        one["outcome"],
        text=one.get("then", ""),
        until=end_of_day(until) if until else None,
    )


def _propose(site: Site, call: Call, one: Mapping[str, Any]) -> None:
    """A call that was otherwise than its seller's before; the figures are its own."""
    key = one["measure"], one.get("kind", "")
    value = READING.index("value")
    with site.database.writing() as connection:
        kept = read_measurement(connection, call.id)
        assert kept is not None
        values = {row[:2]: row[value] for row in kept.readings}
        usual = past_of(connection, call, kept.digest).usual[key]
        add_proposal(
            connection,
            call.owner_id,
            call.id,
            good=one["good"],
            measure=key[0],
            kind=key[1],
            value=values[key],
            usual=usual.middle,
            now=site.now(),
        )
