"""Who is signed in, for the way around their pages: only what they may open is shown."""

from dataclasses import dataclass, field
from datetime import datetime

from accounts.domain.actors import CoveringActor, FrontDeskActor
from accounts.models import EmergencyAccess, User
from accounts.queries import Roles, clinicians, open_emergencies
from accounts.wall import somewhere_inside
from notifications.queries import ringing_for
from scheduler.queries import coverings
from scheduler.queries.appointments import requests
from web.presentation.emergencies import Alarm
from web.presentation.reader import Reader
from web.sign_in.first_page import first_page_for


@dataclass(frozen=True, slots=True)
class Person:
    roles: Roles = field(default_factory=Roles)
    covers: list[CoveringActor] = field(default_factory=list)
    own_emergencies: list[Alarm] = field(default_factory=list)  # opened by them
    other_emergencies: list[Alarm] = field(default_factory=list)  # which concern them
    requests: int = 0  # times that they were asked for and that wait for an answer
    desk_requests: int = 0  # likewise, of all the practice
    alarms: int = 0  # escalations that have got to them and that nobody looks after

    @property
    def first_page(self) -> str:
        return first_page_for(self.roles)


def person(user: object, roles: Roles, reader: Reader, *, now: datetime) -> Person:
    if not isinstance(user, User) or roles.insider is None:
        return Person(roles, desk_requests=_asked_at(roles.front_desk, now))
    with somewhere_inside(roles.insider.practice_id):
        running = [Alarm(row, reader, now) for row in open_emergencies(roles.insider.practice_id, now=now)]
        covers = coverings(roles.clinician, now=now) if roles.clinician else []
        alarms = ringing_for(roles.insider)
        asked = requests(roles.clinician).filter(start__gt=now).count() if roles.clinician else 0
    return Person(
        roles,
        covers,
        [each for each in running if each.row.opened_by_id == user.pk],
        [each for each in running if each.row.opened_by_id != user.pk and _concerns(each.row, user, roles)],
        asked,
        _asked_at(roles.front_desk, now),
        alarms,
    )


def _asked_at(desk: FrontDeskActor | None, now: datetime) -> int:
    if desk is None:
        return 0
    with somewhere_inside(desk.practice_id):
        return requests(desk).filter(start__gt=now).count()


def place_of(user: User, roles: Roles) -> str:
    """The zone of who signs in or, where they are no clinician, of one in their practice."""
    actor = roles.clinician or roles.owner or roles.front_desk
    if actor is None:
        return "UTC"
    with somewhere_inside(actor.practice_id):
        here = list(clinicians(actor))
    nearest = min(here, key=lambda each: (each.user_id != user.pk, each.slug), default=None)
    return nearest.time_zone if nearest else "UTC"


def _concerns(access: EmergencyAccess, user: User, roles: Roles) -> bool:
    return bool(roles.owner) or access.clinician.user_id == user.pk
