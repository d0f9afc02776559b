"""What is kept in memory weighs no more than it may, whatever is asked for."""

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.by_weight import Kept, kept_by_weight
from tests.at_once import at_once

Numbers = Kept[[int], list[int]]


@pytest.fixture
def made() -> Counter[int]:
    return Counter()


@pytest.fixture
def numbers(made: Counter[int]) -> Numbers:
    return making(made)


def making(made: Counter[int]) -> Numbers:
    @kept_by_weight(10, weigh=len)
    def numbers(many: int) -> list[int]:
        made[many] += 1
        return list(range(many))

    return numbers


def test_what_was_made_is_made_once(numbers: Numbers, made: Counter[int]) -> None:
    assert numbers(4) is numbers(4)
    assert made == {4: 1}


def test_what_was_not_asked_for_longest_goes_first(numbers: Numbers, made: Counter[int]) -> None:
    for many in (4, 5, 4, 3, 4, 5):
        numbers(many)
    assert made == {4: 1, 5: 2, 3: 1}


def test_what_is_too_heavy_by_itself_pushes_nothing_out(numbers: Numbers, made: Counter[int]) -> None:
    for many in (4, 11, 11, 4):
        numbers(many)
    assert made == {4: 1, 11: 2}


@given(st.lists(st.integers(0, 12)))
def test_it_never_weighs_more_than_it_may(asked: list[int]) -> None:
    numbers = making(Counter())
    for many in asked:
        assert numbers(many) == list(range(many))
        assert numbers.weight <= 10


def test_several_who_ask_at_once_get_the_same(made: Counter[int]) -> None:
    numbers = making(made)

    def ask(many: int) -> Callable[[], object]:
        return lambda: [numbers(each % many) for each in range(2000)]

    assert at_once(*(ask(many) for many in range(2, 8))) == []
    assert sum(len(numbers(each)) for each in range(5)) == numbers.weight == 10
