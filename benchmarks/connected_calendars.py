"""What connected calendars cost where they are asked: one message received, and one policy in force.

In one process beside one local PostgreSQL server, in turn: the service as it is, and the same that asks no
calendar, as it was before there were any. Once where nothing is connected, once with five calendars of 400
times each. CPU time of the process and of its server together; the median of the paired ratios.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from unittest.mock import patch
from uuid import uuid4

import psycopg

from accounts.domain.key_ring import new_key

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import Clinician
    from policies.models import PolicyVersion
    from scheduler.queries.asked_often import Known

TARGET = 1.03  # of receiving
ROUNDS, RECEIVED, ASKED = 25, 12, 100  # short rounds, in turn, so that a busy machine disturbs both alike
PLACE = "127.0.0.1:5432/"
OWNER = f"postgresql://postgres@{PLACE}"
MESSAGE = "Hello, could we move Thursday's session to the afternoon? The mornings are full. Thank you!"


def main() -> None:
    name = f"between_bench_{uuid4().hex[:8]}"
    with psycopg.connect(f"{OWNER}postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            _measure(name)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _measure(name: str) -> None:
    os.environ |= {
        "DATABASE_URL": f"{OWNER}{name}",
        "SECRET_KEY": "only for a benchmark",
        "ENCRYPTION_KEYS": f"bench:{new_key()}",
        "INDEX_KEY": new_key(),
        "DEMO": "true",
        "LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], check=True)
    import django

    django.setup()
    clinician = _people()
    _compare("nothing connected", clinician)
    _connect(clinician)
    _compare("5 calendars of 400 times", clinician)


def _people() -> "Clinician":
    from tests import factories

    clinician = factories.add_clinician(practice=factories.open_practice(), name="Ada Quist")
    factories.publish_policy(clinician=clinician)
    return clinician


def _connect(clinician: "Clinician") -> None:
    from scheduler.domain.interval import Interval
    from tests import elsewhere

    start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    for number in range(5):
        hours = [start + timedelta(hours=number + 13 * each) for each in range(400)]
        elsewhere.keep(clinician, busy=[Interval(each, each + timedelta(hours=1)) for each in hours])


def _compare(what: str, clinician: "Clinician") -> None:
    from policies.queries import in_force

    received = _ratio(lambda: _receive(clinician), RECEIVED)
    asked = _ratio(lambda: in_force(clinician, datetime.now(UTC)), ASKED)
    verdict = "within" if received[0] <= TARGET else "ABOVE"
    print(
        f"{what:26} receive {received[1]:6.2f} ms, x{received[0]:.3f} of without ({verdict} x{TARGET}); "
        f"in_force {asked[1]:5.2f} ms, x{asked[0]:.2f}, {_questions(clinician)} questions"
    )


def _questions(clinician: "Clinician") -> int:
    """What one policy in force asks the database, naming the practice among them."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from policies.queries import in_force

    with CaptureQueriesContext(connection) as asked:
        in_force(clinician, datetime.now(UTC))
    return len(asked)


def _ratio(act: Callable[[], object], times: int) -> tuple[float, float]:
    """Of what it takes with calendars to what it takes without, and the first in milliseconds."""
    from django.db.models import TextField, Value

    from policies.queries.versions import speaking

    def asking_no_calendar(**given: "Known") -> "QuerySet[PolicyVersion, Any]":
        with patch("policies.queries.versions.counting", lambda _: Value(None, TextField())):
            return speaking(**given)

    def without() -> float:
        with patch("policies.queries.versions.speaking", asking_no_calendar):
            return _seconds(act, times)

    pairs = []
    for number in range(ROUNDS):  # each is first as often as the other
        if number % 2:
            other, one = without(), _seconds(act, times)
        else:
            one, other = _seconds(act, times), without()
        pairs.append((one, other))
    return median(one / other for one, other in pairs), median(one for one, _ in pairs) / times * 1000


def _seconds(act: Callable[[], object], times: int) -> float:
    started = _cpu()
    for _ in range(times):
        act()
    return _cpu() - started


def _cpu() -> float:
    """Of this process and of the one that serves its connection, as Linux counts it."""
    from django.db import connection

    connection.ensure_connection()
    served_by = connection.connection.info.backend_pid
    nanoseconds = Path(f"/proc/{served_by}/schedstat").read_text().split()[0]
    return time.process_time() + int(nanoseconds) / 1e9


def _receive(clinician: "Clinician") -> None:
    from accounts.domain.actors import Visitor
    from notifications import services
    from notifications.domain.incoming import Incoming, Source

    incoming = Incoming(
        clinician=clinician.slug,
        source=Source.API,
        channel="email",
        sender=f"{uuid4().hex}@client.example",
        text=MESSAGE,
    )
    services.receive(actor=Visitor(), incoming=incoming, now=datetime.now(UTC))


if __name__ == "__main__":
    main()
