"""A process that takes messages in and says which, once each is committed; it may be killed at any time.

`python -m tests.delivery_writer 0 1000` takes the messages 0 to 999; with `uncertain` it says to whom nobody
knows whether a mail arrived.
"""

import sys
import time

import django

from accounts.domain.actors import IntegrationActor

PAUSE_SECONDS = 0.005
WORDS = {0: "I want to kill myself tonight.", 1: "Could we meet on Friday instead?"}


def main(first: int, last: int) -> None:
    django.setup()
    from django.db import transaction

    from accounts.models import Clinician
    from tests import factories

    clinician = Clinician.objects.first()
    if clinician is None:
        with transaction.atomic():  # it may be killed here as well, and half a clinician would stop the next
            clinician = factories.add_clinician(practice=factories.open_practice())
            factories.publish_policy(clinician=clinician)
    actor = factories.integration_actor(clinician.practice)
    for number in range(first, last):
        take(actor, clinician.slug, number)
        print(number, flush=True)  # noqa: T201  its report to the test
        time.sleep(PAUSE_SECONDS)


def say_uncertain() -> None:
    django.setup()
    from notifications.models import Delivery

    for delivery in Delivery.objects.filter(state="uncertain"):
        print(delivery.recipient)  # noqa: T201  its report to the test


def address_of(number: int) -> str:
    return f"client-{number}@client.example"


def take(actor: IntegrationActor, slug: str, number: int) -> None:
    from django.utils.timezone import now

    from notifications.domain.incoming import Incoming, Source
    from notifications.services import receive

    incoming = Incoming(
        clinician=slug,
        source=Source.API,
        channel="email",
        sender=address_of(number),
        text=WORDS[min(number % 10, 1)],
        external_id=f"message-{number}",
    )
    receive(actor=actor, incoming=incoming, now=now())


if __name__ == "__main__":
    say_uncertain() if sys.argv[1:] == ["uncertain"] else main(int(sys.argv[1]), int(sys.argv[2]))
