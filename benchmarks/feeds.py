"""What it costs to be asked again by a calendar app: told that nothing changed, told anew, told from scratch.

    .venv/bin/python -m benchmarks.feeds

Whole requests through every middleware, on an SQLite database of their own with a busy clinician's half year.
Medians, in milliseconds of processor time, since others may be busy beside it.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median
from tempfile import TemporaryDirectory

TARGET = 5  # milliseconds to say that nothing changed
APPOINTMENTS = 900
REPETITIONS = 200


def main() -> None:
    with TemporaryDirectory(prefix="between-bench-") as folder:
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "LOG_LEVEL": "WARNING",
        }
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], env=environment, check=True)
        subprocess.run([sys.executable, "-m", "benchmarks.feeds", "here"], env=environment, check=True)


def _here() -> None:
    import django

    django.setup()
    from django.test import Client as Browser

    from scheduler.models import Feed

    address = f"/feeds/{_secret()}.ics"
    browser = Browser(SERVER_NAME="127.0.0.1")
    whole = browser.get(address)
    assert whole.status_code == 200
    known = {"If-None-Match": whole["ETag"]}

    def anew() -> None:
        Feed.objects.update(basis=None)
        browser.get(address)

    unchanged = [_milliseconds(lambda: browser.get(address, headers=known)) for _ in range(REPETITIONS)]
    again = [_milliseconds(lambda: browser.get(address)) for _ in range(REPETITIONS)]
    composed = [_milliseconds(anew) for _ in range(REPETITIONS // 10)]
    assert browser.get(address, headers=known).status_code == 304
    events = whole.content.count(b"BEGIN:VEVENT")
    print(f"A feed of {events} events, {len(whole.content) / 1000:.0f} kB, asked for again:")
    print(f"  nothing changed (304)      {median(unchanged):6.1f} ms  (target {TARGET})")
    print(f"  nothing changed, but told  {median(again):6.1f} ms")
    print(f"  composed anew              {median(composed):6.1f} ms")


def _secret() -> str:
    from scheduler import services
    from scheduler.models import Appointment, SessionType
    from tests import factories

    now = datetime.now(UTC)
    ada = factories.add_clinician(practice=factories.open_practice(), sign_in=False)
    factories.publish_policy(clinician=ada)
    dan = factories.add_client(clinician=ada)
    kind = SessionType.objects.create(
        practice=ada.practice, clinician=ada, name="Session", minutes=50, place="online", created_at=now
    )
    first = now.replace(minute=0, second=0, microsecond=0) - timedelta(days=20)
    for number in range(APPOINTMENTS):
        start = first + timedelta(hours=4 * number)
        end = start + timedelta(minutes=50)
        taken = {"taken_from": start, "taken_until": end, "made_by": "clinician", "made_at": now}
        Appointment.objects.create(
            practice=ada.practice,
            clinician=ada,
            client=dan,
            session_type=kind,
            state="booked",
            start=start,
            end=end,
            revised_at=now,
            **taken,
        )
    actor = factories.clinician_actor(ada)
    return services.make_feed(actor=actor, kind="own", label="bench", now=now)[1]


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


if __name__ == "__main__":
    if sys.argv[1:] == ["here"]:
        _here()
    else:
        main()
