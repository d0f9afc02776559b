"""A client is erased, or handed over, and it stops amid that: `python -m tests.rights_keeper PART …`.

It says "amid" once it has asked the database so many statements, and waits there to be killed.
"""

import json
import sys
from typing import TYPE_CHECKING, Any

import django

from tests.stopping import stopping_at

if TYPE_CHECKING:
    from accounts.models import Clinician

MESSAGES = 5


def fill() -> None:
    from accounts.domain.actors import Visitor
    from notifications.domain.incoming import Incoming, Source
    from notifications.services import receive
    from tests import factories

    ada = factories.add_clinician(practice=factories.open_practice(), sign_in=False)
    factories.publish_policy(clinician=ada)
    factories.add_client(clinician=ada)
    for number in range(MESSAGES):
        said = Incoming(
            clinician=ada.slug,
            source=Source.PAGE,
            channel="email",
            sender="dan@client.example",
            text=f"words {number}",
        )
        receive(actor=Visitor(), incoming=said, now=factories.NOW)


def erase(stop_at: int) -> None:
    from notifications.services import erase_client

    _do(erase_client, stop_at)


def hand_over(stop_at: int) -> None:
    from notifications.services import everything_on

    facts = _do(everything_on, stop_at)
    print(len(facts["messages"]))  # noqa: T201  its report


def _do(service: Any, stop_at: int) -> Any:
    """`stop_at` 0: to its end."""
    from tests import factories

    ada = _ada()
    client_id = _client_id(ada)
    with stopping_at(stop_at):
        return service(actor=factories.clinician_actor(ada), client_id=client_id, now=factories.NOW)


def count_kept() -> None:
    """What is kept of the client, read with their key."""
    from accounts.models import AuditEntry, Client
    from accounts.wall import inside
    from notifications.models import Delivery, InboundMessage

    ada = _ada()
    with inside(ada.practice_id):
        report = {
            "clients": [each.name for each in Client.objects.all()],
            "words": sorted(each.text for each in InboundMessage.objects.all()),
            "deliveries": Delivery.objects.count(),
            "erased": AuditEntry.objects.filter(verb="erased").count(),
            "exported": AuditEntry.objects.filter(verb="exported").count(),
        }
    print(json.dumps(report))  # noqa: T201  its report


def _ada() -> "Clinician":
    from accounts.domain.actors import Visitor
    from accounts.queries import clinician

    return clinician(Visitor(), "ada-quist")


def _client_id(ada: "Clinician") -> Any:
    from accounts.models import Client
    from accounts.wall import inside

    with inside(ada.practice_id):
        return Client.objects.get().pk


if __name__ == "__main__":
    django.setup()
    match sys.argv[1:]:
        case ["fill"]:
            fill()
        case ["erase", stop_at]:
            erase(int(stop_at))
        case ["hand-over", stop_at]:
            hand_over(int(stop_at))
        case ["count"]:
            count_kept()
