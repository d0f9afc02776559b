"""A message that nobody wrote, on the way that one about danger takes: screened, escalated, mailed, answered.

It goes through a practice of its own, whose one clinician is alarmed at CANARY_ADDRESS. Mail to there comes
back to our own listener, which takes the escalation up by the link in it, as a person would.
"""

import re
from datetime import datetime
from uuid import UUID

from django.conf import settings

from accounts.domain.actors import IntegrationActor
from accounts.domain.canary import CANARY_PRACTICE
from accounts.models import Clinician, ClinicianAddress, Practice
from accounts.queries import NotFoundError
from accounts.wall import all_or_nothing, inside
from notifications.domain.address import normalise_email
from notifications.domain.incoming import Incoming, Source
from notifications.domain.mail import read_mail
from notifications.models import Escalation, InboundMessage
from notifications.outbox import left_to_the_sweep
from notifications.services.duty import take_up
from notifications.services.one_tap import actor_of_tap
from notifications.services.receiving import receive
from notifications.services.taking_away import take_away

DANGER = "I want to kill myself tonight."
NAME = "Canary"  # on no page
TAP = re.compile(r"/duty/tap/([^/\s]+)/")


def address() -> str | None:
    """None where no canary is sent."""
    return normalise_email(settings.CANARY_ADDRESS)


def send(*, to: str, now: datetime) -> None:
    """Another, once what is left of the last is gone.

    Wake-ups only spare time; what makes the steps of every alarm is the sweep. So it has to go by that.
    """
    clear()
    slug = _clinician(to, now).slug
    incoming = Incoming(clinician=slug, source=Source.API, channel="portal", sender="", text=DANGER)
    with left_to_the_sweep():
        receive(actor=IntegrationActor(CANARY_PRACTICE, CANARY_PRACTICE), incoming=incoming, now=now)


def _clinician(told_at: str, now: datetime) -> Clinician:
    """Made at its first use."""
    with all_or_nothing(CANARY_PRACTICE):
        practice, _ = Practice.objects.get_or_create(
            pk=CANARY_PRACTICE, defaults={"name": NAME, "created_at": now}
        )
        clinician, _ = Clinician.objects.get_or_create(
            pk=CANARY_PRACTICE,
            defaults={
                "practice": practice,
                "slug": f"canary-{CANARY_PRACTICE}",
                "name": NAME,
                "time_zone": "UTC",
                "region": "US",
            },
        )
        for use in ClinicianAddress.Use:
            ClinicianAddress.objects.update_or_create(
                practice=practice,
                clinician=clinician,
                use=use,
                channel="email",
                defaults={"address": told_at},
            )
    return clinician


def came_back_since(sent: datetime) -> bool:
    """Whether the one that was sent then has been taken up."""
    with inside(CANARY_PRACTICE):
        ours = Escalation.objects.filter(practice_id=CANARY_PRACTICE, opened_at__gte=sent)
        return ours.filter(acknowledged_at__isnull=False).exists()


def clear() -> None:
    """Nothing stays of it but its practice and its clinician."""
    with all_or_nothing(CANARY_PRACTICE):
        ours = InboundMessage.objects.filter(practice_id=CANARY_PRACTICE)
        if ours.exists():
            take_away(ours)


def is_address_of_canary(recipient: str) -> bool:
    return recipient == address()


def take_back(raw: bytes, *, now: datetime) -> bool:
    """A mail to the canary's address. True where it took one up: a link from any other alarm does nothing."""
    found = TAP.search(read_mail(raw).text)
    try:
        actor = actor_of_tap(found[1]) if found else None
        return actor is not None and _is_ours(actor.practice_id) and take_up(actor=actor, now=now)
    except NotFoundError:
        return False  # cleared meanwhile, or made up


def _is_ours(practice_id: UUID) -> bool:
    return practice_id == CANARY_PRACTICE
