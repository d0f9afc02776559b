"""The address at which whoever asked for a time, and is no client, sees it, moves it or takes it back.

It names a row and nobody, is signed, and opens nothing once that time is over or does not take place.
"""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing

from accounts.domain.actors import AskerActor
from accounts.queries import NotFoundError
from accounts.wall import every_practice
from scheduler.queries.rows import Appointment

SALT = "notifications.asked_for"
GOOD_FOR = timedelta(days=400)  # no kind of session is booked as far ahead


def address_of(row: Appointment) -> str:
    return f"{settings.BASE_URL}/asked/{key_of(row)}/"


def key_of(row: Appointment) -> str:
    return signing.dumps(row.pk.hex, salt=SALT)


def asker_by(key: str) -> AskerActor:
    """Raises NotFoundError where it was not made here, or too long ago, or where nothing is left of it."""
    try:
        appointment_id = UUID(signing.loads(key, salt=SALT, max_age=GOOD_FOR))
    except (signing.BadSignature, ValueError):
        raise NotFoundError from None
    with every_practice():
        there = Appointment.objects.filter(pk=appointment_id, client=None)
        practice_id = there.values_list("practice_id", flat=True).first()
    if practice_id is None:
        raise NotFoundError
    return AskerActor(practice_id, appointment_id)
