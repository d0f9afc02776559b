"""A calendar is read, or told of, and it stops amid that: `python -m tests.calendar_reader PART …`.

It says "amid" once it has asked the database so many statements, and waits there to be killed.
"""

import json
import sys
from collections.abc import Callable
from datetime import timedelta

import django

from tests.stopping import stopping_at


def fill() -> None:
    from accounts.wall import inside
    from tests import factories
    from tests.elsewhere import connect

    ada = factories.add_clinician(practice=factories.open_practice(), sign_in=False)
    factories.publish_policy(clinician=ada)
    with inside(ada.practice_id):
        connect(ada)


def read(port: str, certificate: str, minutes: str, stop_at: str) -> None:
    """`minutes` after connecting; `stop_at` 0: to its end."""
    from scheduler.services import read_due_calendars
    from tests import factories
    from tests.feed_server import FeedServer

    now = factories.NOW + timedelta(minutes=int(minutes))
    network = FeedServer(int(port)).trusting(certificate)
    _stopping(int(stop_at), lambda: read_due_calendars(clock=lambda: now, network=network))


def tell(minutes: str, stop_at: str) -> None:
    from notifications.services.due_times import see_to_times
    from tests import factories

    now = factories.NOW + timedelta(minutes=int(minutes))
    _stopping(int(stop_at), lambda: see_to_times(now=now))


def count() -> None:
    from accounts.models import Practice
    from accounts.wall import inside
    from notifications.models import Notice
    from scheduler.models import BusyTime, Calendar

    with inside(Practice.objects.get(name="Quiet Street Practice").pk):
        row = Calendar.objects.get()
        said = {
            "times": BusyTime.objects.count(),
            "revision": row.revision,
            "trouble": row.trouble,
            "told_of": row.told_of,
            "notices": Notice.objects.filter(calendar=row).count(),
        }
    print(json.dumps(said))  # noqa: T201  its report


def _stopping(stop_at: int, act: Callable[[], object]) -> None:
    with stopping_at(stop_at) as asked:
        act()
    print(asked.statements)  # noqa: T201  its report


if __name__ == "__main__":
    django.setup()
    part, *words = sys.argv[1:]
    parts: dict[str, Callable[..., None]] = {"fill": fill, "read": read, "tell": tell, "count": count}
    parts[part](*words)
