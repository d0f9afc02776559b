"""The wall between practices, as PostgreSQL keeps it: which practice a transaction is about.

Row-level security shows and takes rows of that practice alone, and nothing at all where none was named
(docs/decisions/0008-row-level-security.md). SQLite has no such thing; there the doors are the wall.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from uuid import UUID

from django.db import connection, transaction

EVERY = "every"

_named: ContextVar[str | None] = ContextVar("named", default=None)


class AnotherPracticeError(RuntimeError):
    """One transaction is about one practice."""


def inside(practice_id: UUID) -> AbstractContextManager[None]:
    """A transaction about this practice. Inside itself it costs nothing; inside another it is refused.

    On SQLite, nothing: a transaction there would take the one write lock.
    """
    return _named_in_a_transaction(str(practice_id))


def somewhere_inside(practice_id: UUID) -> AbstractContextManager[None]:
    """For what is asked on the way, wherever that is: inside what is named already, else inside this one."""
    return nullcontext() if _named.get() else inside(practice_id)


def is_named() -> bool:
    """Whether the transaction is about something; on SQLite, never."""
    return _named.get() is not None


def every_practice() -> AbstractContextManager[None]:
    """For the service's own work, which is nobody's in particular: each place has its reason in the tests."""
    return _named_in_a_transaction(EVERY)


@contextmanager
def all_or_nothing(practice_id: UUID) -> Iterator[None]:
    """Inside this practice, and undone as a whole by whatever is raised, on either database."""
    starts = connection.vendor == "postgresql" and _named.get() is None
    with inside(practice_id), nullcontext() if starts else transaction.atomic():
        yield


def _named_in_a_transaction(name: str) -> AbstractContextManager[None]:
    if connection.vendor != "postgresql" or _named.get() == name:
        return nullcontext()
    if _named.get() is not None:
        raise AnotherPracticeError
    return _transaction_about(name)


@contextmanager
def _transaction_about(name: str) -> Iterator[None]:
    part_of_another = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('between.practice', %s, true)", [name])
        before = _named.set(name)
        try:
            yield
        finally:
            _named.reset(before)
        if part_of_another:
            cursor.execute("SELECT set_config('between.practice', '', true)")
