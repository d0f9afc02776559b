"""The parts of a rotation beside a running service, each a process: `python -m tests.key_turner PART …`.

In all of them a key is ready for a moment only, so that the old ones can be removed soon.
"""

import json
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from accounts.models import Client, Clinician
    from notifications.models import InboundMessage

READY_SECONDS, HELD_SECONDS = 0.5, 3.0
CLIENTS = 50
AT_ONCE = 1000  # rows


def words(number: int) -> str:
    return f"words of message {number}, which nobody else shall read"


def fill(rows: int) -> None:
    """Messages of fifty clients and of people whom nobody knows."""
    from accounts.models import Client
    from accounts.wall import inside
    from tests import factories

    ada = factories.add_clinician(practice=factories.open_practice(), sign_in=False)
    factories.publish_policy(clinician=ada)
    clients: list[Client | None] = [None]
    for number in range(CLIENTS):
        addresses = {"email": f"client-{number}@client.example"}
        clients.append(factories.add_client(clinician=ada, name=f"Client {number}", addresses=addresses))
    for first in range(0, rows, AT_ONCE):
        with inside(ada.practice_id):
            _fill(ada, clients, range(first, min(first + AT_ONCE, rows)))


def _fill(ada: "Clinician", clients: list["Client | None"], numbers: range) -> None:
    from notifications.models import InboundMessage
    from tests import factories

    InboundMessage.objects.bulk_create(
        InboundMessage(
            practice_id=ada.practice_id,
            clinician=ada,
            client=clients[number % len(clients)],
            source="api",
            channel="email",
            sender="dan@client.example",
            conversation=f"email:{number}",
            text=words(number),
            fingerprint=b"",
            received_at=factories.NOW,
        )
        for number in numbers
    )


def read() -> None:
    """Rows at random until told to end; says how many, and what went wrong."""
    from accounts.models import Clinician
    from accounts.wall import inside
    from notifications.models import InboundMessage

    ada, end, report = Clinician.objects.get(), told_to_end(), Report()
    filled = InboundMessage.objects.filter(conversation__startswith="email:", external_id=None)
    while not end.is_set():
        with inside(ada.practice_id):
            for row in filled.order_by("?")[:20]:
                report.expect({words(int(row.conversation.partition(":")[2]))}, row)
    report.say()


def write() -> None:
    """Messages through the service until told to end; all of them are read at the end."""
    from accounts.models import Clinician
    from accounts.wall import inside
    from notifications.models import InboundMessage
    from tests import factories
    from tests.delivery_writer import WORDS, take

    ada = Clinician.objects.get()
    actor = factories.integration_actor(ada.practice)
    end, report, number = told_to_end(), Report(), time.time_ns()
    while not end.is_set():
        number += 1
        try:
            take(actor, ada.slug, number)
        except Exception as error:  # noqa: BLE001  all are counted
            report.errors.append(type(error).__name__)
    with inside(ada.practice_id):
        for row in InboundMessage.objects.exclude(external_id=None):
            report.expect(set(WORDS.values()), row)
    report.say()


@dataclass
class Report:
    did: int = 0
    errors: list[str] = field(default_factory=list)

    def expect(self, said: set[str], row: "InboundMessage") -> None:
        self.did += 1
        try:
            if row.text not in said:
                self.errors.append("other words")
        except Exception as error:  # noqa: BLE001  all are counted
            self.errors.append(type(error).__name__)

    def say(self) -> None:
        print(json.dumps({"did": self.did, "errors": self.errors[:5]}))  # noqa: T201  its report


def turn() -> None:
    """The whole rotation; says how far it got on the way, and ends once the old keys are gone."""
    from datetime import UTC, datetime

    from accounts.services import key_rotation, resealing

    resealing.HELD = timedelta(seconds=HELD_SECONDS)

    def told(done: int, in_all: int) -> None:
        print(done, in_all, flush=True)  # noqa: T201  its report

    key_rotation.rewrap(progress=lambda *_: None)
    outcome = resealing.rotate_values(
        clock=lambda: datetime.now(UTC), rest=lambda seconds: time.sleep(min(seconds, 1.0)), progress=told
    )
    assert outcome.broken == []


def told_to_end() -> threading.Event:
    end = threading.Event()

    def listen() -> None:
        sys.stdin.read()
        end.set()

    threading.Thread(target=listen, daemon=True).start()
    return end


if __name__ == "__main__":
    django.setup()
    from accounts import data_keys

    data_keys.KEPT_SECONDS = READY_SECONDS
    match sys.argv[1:]:
        case ["fill", rows]:
            fill(int(rows))
        case ["read"]:
            read()
        case ["write"]:
            write()
        case ["turn"]:
            turn()
