"""Who is signed in, for the way around their pages: only what they may open is shown."""

from dataclasses import dataclass, field
from datetime import datetime

from accounts.domain.actors import CoveringActor
from accounts.models import EmergencyAccess, User
from accounts.queries import Roles, open_emergencies
from accounts.wall import somewhere_inside
from scheduler.queries import coverings


@dataclass(frozen=True, slots=True)
class Person:
    roles: Roles = field(default_factory=Roles)
    covers: list[CoveringActor] = field(default_factory=list)
    own_emergencies: list[EmergencyAccess] = field(default_factory=list)  # opened by them
    other_emergencies: list[EmergencyAccess] = field(default_factory=list)  # which concern them


def person(user: object, roles: Roles, *, now: datetime) -> Person:
    if not isinstance(user, User) or roles.insider is None:
        return Person(roles)
    with somewhere_inside(roles.insider.practice_id):
        running = list(open_emergencies(roles.insider.practice_id, now=now))
        covers = coverings(roles.clinician, now=now) if roles.clinician else []
    return Person(
        roles,
        covers,
        [each for each in running if each.opened_by_id == user.pk],
        [each for each in running if each.opened_by_id != user.pk and _concerns(each, user, roles)],
    )


def _concerns(access: EmergencyAccess, user: User, roles: Roles) -> bool:
    return bool(roles.owner) or access.clinician.user_id == user.pk
