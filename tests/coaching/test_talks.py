"""How much of a review talk is the coach's."""

from __future__ import annotations

import pytest

from klankbord.coaching.talks import share_of
from klankbord.testing import talk

TIMED = talk(
    """
    0:00-0:06 Joris Peeters: Hoe kijk je er zelf op terug?
    0:07-0:09 Lotte Maes: Ik praatte te veel.
    """
)


def test_it_is_a_share_of_the_time_that_was_spoken() -> None:
    assert share_of(TIMED, "Joris Peeters") == pytest.approx(6 / 8)
    assert share_of(TIMED, "peeters joris") == pytest.approx(6 / 8)


def test_a_first_name_alone_is_enough_where_one_has_it() -> None:
    talked = talk("0:00-0:03 Joris: Hoe ging het?\n0:03-0:06 Lotte: Goed.")
    assert share_of(talked, "Joris Peeters") == pytest.approx(1 / 2)


def test_without_times_words_are_counted() -> None:
    talked = talk("Joris: een twee drie\nLotte: vier")
    assert share_of(talked, "Joris Peeters") == pytest.approx(3 / 4)


def test_who_is_not_there_or_there_twice_has_no_share() -> None:
    assert share_of(TIMED, "Fien Claes") is None
    assert share_of(TIMED, "") is None
    both = talk("0:00-0:03 Joris: Hoe ging het?\n0:03-0:06 joris: Goed.")
    assert len(both.parties) == 1 or share_of(both, "Joris Peeters") is None
