"""Asking a colleague to cover an absence, and their answer: each is told to the other at once."""

from datetime import date, datetime
from uuid import UUID

from accounts.domain.actors import ClinicianActor
from accounts.wall import all_or_nothing
from notifications.models import Notice
from notifications.services.notices import promise_notice
from scheduler import services as scheduler

Kind = Notice.Kind


def offer_coverage(
    *, actor: ClinicianActor, colleague: str, first: date, last: date, scope: str, now: datetime
) -> UUID:
    """Its id. Raises NotFoundError where no such colleague signs in, NoTimeToCoverError."""
    with all_or_nothing(actor.practice_id):
        offered = scheduler.offer_coverage(
            actor=actor, colleague=colleague, first=first, last=last, scope=scope, now=now
        )
        promise_notice(Kind.COVERAGE_ASKED, offered.covering, now=now)
    return offered.pk


def accept_coverage(*, actor: ClinicianActor, coverage_id: UUID, now: datetime) -> None:
    """Raises NotFoundError, also where it was declined or taken back."""
    with all_or_nothing(actor.practice_id):
        if said := scheduler.accept_coverage(actor=actor, coverage_id=coverage_id, now=now):
            promise_notice(Kind.COVERAGE_ANSWERED, said.clinician, now=now)


def decline_coverage(*, actor: ClinicianActor, coverage_id: UUID, now: datetime) -> None:
    """Also after a yes. Raises NotFoundError."""
    with all_or_nothing(actor.practice_id):
        if said := scheduler.decline_coverage(actor=actor, coverage_id=coverage_id, now=now):
            promise_notice(Kind.COVERAGE_ANSWERED, said.clinician, now=now)


def withdraw_coverage(*, actor: ClinicianActor, coverage_id: UUID, now: datetime) -> None:
    """Whoever has said no already need not be told. Raises NotFoundError."""
    with all_or_nothing(actor.practice_id):
        taken_back = scheduler.withdraw_coverage(actor=actor, coverage_id=coverage_id, now=now)
        if taken_back and taken_back.declined_at is None:
            promise_notice(Kind.COVERAGE_WITHDRAWN, taken_back.covering, now=now)
