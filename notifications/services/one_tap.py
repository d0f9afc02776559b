"""The link in an alarm with which somebody says that they look after it, without signing in.

It opens nothing: what was said is read after signing in. A page asks on GET and acts on POST, for mail is
opened by scanners, too.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing

from accounts.domain.actors import OnDutyActor
from accounts.queries import NotFoundError
from accounts.wall import every_practice
from notifications.models import Duty

SALT = "notifications.one_tap"
GOOD_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Links:
    """What stands in an alarm, in mail and post alike: the page, and to say so without signing in."""

    page: str
    tap: str


def links_for(duty: Duty) -> Links:
    there = f"{settings.BASE_URL}/duty"
    return Links(f"{there}/{duty.escalation_id}/", f"{there}/tap/{tap_for(duty)}/")


def tap_for(duty: Duty) -> str:
    return signing.dumps(str(duty.pk), salt=SALT)


def actor_of_tap(tap: str) -> OnDutyActor:
    """Raises NotFoundError where it was not made here, or too long ago."""
    try:
        duty_id = signing.loads(tap, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        raise NotFoundError from None
    with every_practice():
        duty = Duty.objects.filter(pk=duty_id).first()
    person = (duty.clinician_id or duty.user_id) if duty else None
    if duty is None or person is None:
        raise NotFoundError
    return OnDutyActor(duty.practice_id, person, duty.escalation_id)
