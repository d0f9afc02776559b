"""What clinicians say of parting, in their own words."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Clinician
from policies.queries import in_force


@dataclass(frozen=True, slots=True)
class Parting:
    """In the language in which it was written."""

    clinician: str
    words: str
    language: str


def parting_of(clinician: Clinician, now: datetime) -> Parting | None:
    """None where their policy says nothing of it."""
    policy = in_force(clinician, now).policy.policy
    return Parting(clinician.name, policy.ending_care, policy.language) if policy.ending_care else None
