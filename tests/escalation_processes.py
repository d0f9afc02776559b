"""Processes of an escalation that may be killed at any time, by a clock that runs faster than others do.

`python -m tests.escalation_processes PART …`: `write COUNT` takes dangerous messages in and says which
escalation each began; `dispatch` is the embedded dispatcher; `answer` takes up what it is handed a tap of,
and says when that was committed; `crowd TAP COUNT` lets so many people tap at the same moment.

FAST_FROM is the moment, in seconds since 1970, from which a second counts for FAST_TIMES of them. All
processes agree on it, so the product's own minutes and leases hold, and only the test is short.
"""

import os
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import django

DANGER = "I want to kill myself tonight."
LEASE_SECONDS = 3  # by other clocks
WAIT = timedelta(minutes=1)  # the shortest that a plan may have


def from_when() -> float:
    return float(os.environ["FAST_FROM"])


def times() -> int:
    return int(os.environ["FAST_TIMES"])


def fast_now() -> datetime:
    began = from_when()
    return datetime.fromtimestamp(began + (time.time() - began) * times(), UTC)


def say(*words: object) -> None:
    print(*words, flush=True)  # noqa: T201  its report to the test


def write(count: int) -> None:
    """To one clinician, whose practice calls four people one after another."""
    from accounts.wall import inside
    from notifications import services
    from notifications.domain.incoming import Incoming, Source
    from notifications.models import EscalationEvent
    from tests import factories

    ada = factories.add_clinician(practice=factories.open_practice())
    factories.publish_policy(clinician=ada)
    call_four(ada.practice_id)
    actor = factories.integration_actor(ada.practice)
    for number in range(count):
        incoming = Incoming(
            clinician=ada.slug,
            source=Source.API,
            channel="email",
            sender=f"client-{number}@client.example",
            text=DANGER,
        )
        message = services.receive(actor=actor, incoming=incoming, now=fast_now())
        with inside(ada.practice_id):
            say(EscalationEvent.objects.get(message=message).escalation_id)


def call_four(practice_id: UUID) -> None:
    from accounts.models import Practice
    from accounts.wall import inside
    from notifications import services
    from notifications.domain.escalation import Role, Step, Whom
    from tests import factories

    with inside(practice_id):
        practice = Practice.objects.get(pk=practice_id)
    olive = factories.add_person(practice=practice, name="Olive Reyes", is_owner=True)
    named = [factories.add_clinician(practice=practice, name=name).user_id for name in ("Ben Ode", "Cy Low")]
    steps: list[Whom] = [Role.CLINICIAN, *(each for each in named if each), Role.OWNERS]
    plan = tuple(Step((each,), WAIT) for each in steps)
    services.save_plan(actor=factories.owner_actor(olive), plan=plan, now=fast_now())


CALLED = ("ada@home.example", "ben@home.example", "cy@home.example", "olive@inbox.example")  # in this order


def dispatch() -> None:
    """As ever, but for the clock; a turn is not shortened with it."""
    from notifications.management.commands import dispatch as embedded
    from notifications.services import delivering

    vars(embedded)["now"] = fast_now
    delivering.TURN *= times()
    embedded.dispatch(threading.Event(), lease=timedelta(seconds=LEASE_SECONDS * times()))


def answer() -> None:
    for tap in sys.stdin:
        taken = take_up(tap.strip())
        say(tap.strip(), time.time(), taken)


def take_up(tap: str) -> bool:
    from notifications import services

    return services.take_up(actor=services.actor_of_tap(tap), now=fast_now())


def crowd(tap: str, count: int) -> None:
    from django.db import connection

    start, taken = threading.Barrier(count), list[object]()

    def tap_once() -> None:
        start.wait()
        try:
            taken.append(take_up(tap))
        except Exception as error:  # noqa: BLE001  told to the test
            taken.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=tap_once) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    say(*taken)


PARTS: dict[str, Callable[..., None]] = {
    "write": lambda count: write(int(count)),
    "dispatch": dispatch,
    "answer": answer,
    "crowd": lambda tap, count: crowd(tap, int(count)),
}

if __name__ == "__main__":
    django.setup()
    PARTS[sys.argv[1]](*sys.argv[2:])
