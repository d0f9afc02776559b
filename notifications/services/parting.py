"""A client goes: whoever cared for them is told that something waits, in their own hours and not before."""

from datetime import datetime
from uuid import UUID

from accounts import services as accounts
from accounts.domain.actors import ClientActor, ClinicianActor, OwnerActor
from accounts.models import Clinician
from accounts.queries import care_for_all, clinicians, may_change
from accounts.wall import all_or_nothing
from notifications.models import Notice
from notifications.services.appointments import end_all_with
from notifications.services.notices import promise_notice
from notifications.services.telling_of_times import tell_of_what_is_left
from policies.queries import in_force
from scheduler.queries.appointments import ahead


def leave(*, actor: ClinicianActor | ClientActor, client_id: UUID, now: datetime) -> None:
    """Care has ended, and with it what the two still had before them. Raises NotFoundError.

    A clinician who says so knows it already.
    """
    with all_or_nothing(actor.practice_id):
        left = accounts.leave(actor=actor, client_id=client_id, now=now)
        for clinician in left:
            end_all_with(actor=actor, clinician=clinician, client_id=client_id, now=now)
        if isinstance(actor, ClientActor):
            _tell(left, now)


def ask_to_be_erased(*, actor: ClientActor, now: datetime) -> None:
    """Those are told who can do it."""
    with all_or_nothing(actor.practice_id):
        if accounts.ask_to_be_erased(actor=actor, now=now):
            _tell([care.clinician for care in care_for_all(actor) if may_change(care)], now)


def _tell(clinicians: list[Clinician], now: datetime) -> None:
    for clinician in clinicians:
        hours = in_force(clinician, now).policy.next_open("email", now)
        promise_notice(Notice.Kind.CLIENT, clinician, now=now, at=hours)


def end_access(*, actor: OwnerActor, user_id: UUID, now: datetime) -> None:
    """As `accounts.services.end_access`. Appointments stay until somebody sees to them; owners hear so."""
    with all_or_nothing(actor.practice_id):
        accounts.end_access(actor=actor, user_id=user_id, now=now)
        for clinician in clinicians(actor).filter(user_id=user_id):
            if ahead(clinician, now):
                tell_of_what_is_left(clinician, now)
