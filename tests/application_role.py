"""The role that the service connects as in production, for tests on PostgreSQL, which own their databases.

Requests to the service under test run as that role, with no practice named, as they would there: a door that
names none shows nothing. Processes that tests start connect as it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from psycopg import Connection
from psycopg.pq import ExecStatus, TransactionStatus

ROLE = "between_app"
Answer = Callable[[HttpRequest], HttpResponseBase]


@contextmanager
def as_the_application() -> Iterator[None]:
    """This thread's connection is the service's own meanwhile."""
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    wire = connection.connection
    _say(wire, f"SET ROLE {ROLE}")
    try:
        yield
    finally:
        if not wire.closed:
            _say(wire, "RESET ROLE")


def _say(wire: Connection, statement: str) -> None:
    """Past the cursors, which cost more than the statement: it is said twice for every request.

    But for the first statement of a transaction, before which psycopg begins it.
    """
    if wire.pgconn.transaction_status == TransactionStatus.IDLE:
        wire.execute(statement.encode())
        return
    answer = wire.pgconn.exec_(statement.encode())
    if answer.status != ExecStatus.COMMAND_OK:
        raise DatabaseError(answer.error_message)


def answer_as_the_application(answer: Answer) -> Answer:
    """The outermost middleware of the tests."""

    def answered(request: HttpRequest) -> HttpResponseBase:
        with as_the_application() if _is_there() else nullcontext():
            return answer(request)

    return answered


def _is_there() -> bool:
    """Not where a test allows no database, or takes it away."""
    try:
        connection.ensure_connection()
    except (RuntimeError, DatabaseError):
        return False
    return True
