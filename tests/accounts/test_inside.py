"""A transaction is about one practice, and says so to PostgreSQL."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID, uuid4

import pytest
from django.db import connection

from accounts.wall import AnotherPracticeError, all_or_nothing, every_practice, inside

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]


def named() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('between.practice', true)")
        return cursor.fetchone()[0] or ""


def test_the_practice_is_named_until_the_end() -> None:
    practice = uuid4()
    with inside(practice):
        assert named() == str(practice)
    assert named() == ""


@pytest.mark.parametrize("way_in", [inside, all_or_nothing])
def test_inside_itself_it_stays(way_in: Callable[[UUID], AbstractContextManager[None]]) -> None:
    practice = uuid4()
    with inside(practice):
        with way_in(practice):
            assert named() == str(practice)
        assert named() == str(practice)


def test_inside_another_is_refused() -> None:
    with inside(uuid4()), pytest.raises(AnotherPracticeError), inside(uuid4()):
        pass
    with inside(uuid4()), pytest.raises(AnotherPracticeError), every_practice():
        pass
    with every_practice(), pytest.raises(AnotherPracticeError), inside(uuid4()):
        pass


def test_what_is_raised_ends_it_too() -> None:
    with pytest.raises(ZeroDivisionError), inside(uuid4()):
        raise ZeroDivisionError
    assert named() == ""


@pytest.mark.django_db(transaction=True)
def test_a_transaction_of_its_own_leaves_no_trace_on_the_connection() -> None:
    with inside(uuid4()):
        assert connection.in_atomic_block
    assert (connection.in_atomic_block, named()) == (False, "")


def test_all_or_nothing_leaves_what_is_around_it_whole() -> None:
    practice = uuid4()
    with inside(practice):
        with pytest.raises(ZeroDivisionError), all_or_nothing(practice):
            raise ZeroDivisionError
        assert named() == str(practice)
