"""INDEX_KEY turns beside a running service, each part a process: `python -m tests.index_turner PART …`."""

import json
import random
import sys
from typing import TYPE_CHECKING

import django

from tests.key_turner import Report, told_to_end

if TYPE_CHECKING:
    from notifications.models import InboundMessage

STRANGERS, EACH = 20, 3  # people whom nobody knows, and how often each has written


def fill(clients: int) -> None:
    """Each client writes once, under an id of the program's own; each stranger more than once."""
    from tests import factories

    ada = factories.add_clinician(practice=factories.open_practice(), sign_in=False)
    factories.publish_policy(clinician=ada)
    for number in range(clients):
        addresses = {"email": address_of(number)}
        factories.add_client(clinician=ada, name=f"Client {number}", addresses=addresses)
        write(address_of(number), f"id-{number}")
    for number in range(STRANGERS * EACH):
        write(f"stranger-{number % STRANGERS}@x.example", f"of-a-stranger-{number}")


def address_of(number: int) -> str:
    return f"client-{number}@client.example"


def write(sender: str, external_id: str) -> "InboundMessage":
    from accounts.domain.actors import Visitor
    from notifications.domain.incoming import Incoming, Source
    from notifications.services import receive
    from tests import factories

    incoming = Incoming(
        clinician="ada-quist",
        source=Source.API,
        channel="email",
        sender=sender,
        text="Could we move Thursday?",
        external_id=external_id,
    )
    return receive(actor=Visitor(), incoming=incoming, now=factories.NOW)


def look(clients: int) -> None:
    """Until told to end: whoever is there is found by their address, and what came before is known again."""
    end, report = told_to_end(), Report()
    while not end.is_set():
        report.did += 1
        try:
            report.errors += _missed(random.randrange(clients))  # noqa: S311  any of them
        except Exception as error:  # noqa: BLE001  all are counted
            report.errors.append(type(error).__name__)
    report.say()


def _missed(number: int) -> list[str]:
    from accounts.models import Clinician
    from accounts.queries import client_at
    from accounts.wall import inside
    from notifications.models import InboundMessage
    from notifications.queries import conversations

    ada = Clinician.objects.get()
    with inside(ada.practice_id):
        found = client_at(ada, "email", address_of(number))
        again = write(address_of(number), f"id-{number}")
        strangers = InboundMessage.objects.filter(client=None).order_by("?")[0]
        theirs = InboundMessage.objects.filter(conversation__in=conversations(strangers)).count()
        right = {
            "a client": found is not None and found.name == f"Client {number}",
            "what they wrote": found is not None and again.client_id == found.pk,
            "a stranger's": theirs == EACH,
            "one each": InboundMessage.objects.count() == clients_and_strangers(),
        }
    return [what for what, holds in right.items() if not holds]


def clients_and_strangers() -> int:
    """How many messages there should be: none is taken in twice."""
    return int(sys.argv[2]) + STRANGERS * EACH


def turn() -> None:
    """All of it; says how many rows were looked at, and at the end how many were marked anew."""
    from accounts.services.index_rotation import remark_addresses
    from notifications.services.index_rotation import remark_messages

    def told(done: int, in_all: int) -> None:
        print(done, in_all, flush=True)  # noqa: T201  its report

    addresses, messages = remark_addresses(progress=told), remark_messages(progress=told)
    print(json.dumps({"done": addresses.done + messages.done, "left": addresses.left + messages.left}))  # noqa: T201  its report


if __name__ == "__main__":
    django.setup()
    match sys.argv[1:]:
        case ["fill", clients]:
            fill(int(clients))
        case ["look", clients]:
            look(int(clients))
        case ["turn"]:
            turn()
