"""Words as numbers: the same letters the same number, and each different number found once."""

from __future__ import annotations

import numpy as np
import pytest

from klankbord.language.blocks import Block
from klankbord.language.hashing import distinct


@pytest.mark.parametrize("different", [1, 3, 5_000])
def test_each_different_number_is_found_where_it_first_stands(different: int) -> None:
    random = np.random.default_rng(different)
    numbers = random.integers(0, 2**63, different).astype(np.uint64)
    keys = numbers[random.integers(0, different, 20_000)]
    first, which = distinct(keys)
    assert (keys[first][which] == keys).all()
    assert len(first) == len(set(keys.tolist()))
    assert first.tolist() == sorted(np.unique(keys, return_index=True)[1].tolist())


def test_numbers_that_share_a_slot_stay_apart() -> None:
    keys = np.array([5, 7, 5, 6, 7], dtype=np.uint64)  # all of them begin with the same bits
    first, which = distinct(keys)
    assert first.tolist() == [0, 1, 3]
    assert (keys[first][which] == keys).all()


def test_no_numbers() -> None:
    first, which = distinct(np.zeros(0, np.uint64))
    assert len(first) == len(which) == 0


def test_a_number_is_of_the_letters_alone() -> None:
    block = Block.of(["Een offerte", "de OFFÉRTE, offertes"])
    number = block.number(*block.words).tolist()
    assert number[1] == number[3]
    assert len(set(number)) == len(number) - 1
