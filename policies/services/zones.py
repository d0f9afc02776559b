"""A clinician is where their policy in force says: what they enter and are told is on clocks there.

Appointments are instants, and stay; so does the zone of a series, in which its client agreed to it.
"""

from datetime import datetime
from uuid import UUID

from accounts.models import Clinician
from accounts.services import move_clinician
from accounts.wall import all_or_nothing
from policies.queries import published_in_force


def follow_policy(clinician_id: UUID, practice_id: UUID, *, now: datetime) -> None:
    """As often as somebody likes."""
    with all_or_nothing(practice_id):
        clinician = Clinician.objects.select_for_update(no_key=True).get(pk=clinician_id)
        policy = published_in_force(clinician, now).policy.policy
        if policy.timezone != clinician.time_zone:
            move_clinician(clinician, policy.timezone)
