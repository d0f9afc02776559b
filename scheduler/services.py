"""Asking a colleague to cover an absence, and their answer."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts.domain.actors import ClinicianActor
from accounts.domain.audit import Kind, Thing, Verb
from accounts.queries import NotFoundError, signed_in_clinician, signing_in
from accounts.services import record
from scheduler.domain.errors import NoTimeToCoverError
from scheduler.domain.wall_clock import whole_days, zone
from scheduler.models import Coverage
from scheduler.queries import coverage


@transaction.atomic
def offer_coverage(
    *, actor: ClinicianActor, colleague: str, first: date, last: date, scope: str, now: datetime
) -> Coverage:
    """For whole days in the zone of who will be away. `colleague`: a slug.

    Raises NotFoundError where no such colleague signs in, NoTimeToCoverError.
    """
    covering = signing_in(actor).filter(slug=colleague).first()
    if covering is None:
        raise NotFoundError
    span = whole_days(first, last, zone(signed_in_clinician(actor).time_zone)) if first <= last else None
    if span is None or span.end <= now:
        raise NoTimeToCoverError
    offered = Coverage.objects.create(
        practice_id=actor.practice_id,
        clinician_id=actor.clinician_id,
        covering=covering,
        start=span.start,
        end=span.end,
        scope=scope,
        offered_at=now,
    )
    _record(actor, Verb.OFFERED, offered, now)
    return offered


@transaction.atomic
def accept_coverage(*, actor: ClinicianActor, coverage_id: UUID, now: datetime) -> Coverage | None:
    """None where that was said before. Raises NotFoundError, also where it was declined or taken back."""
    held = _held(actor, coverage_id)
    if held.covering_id != actor.clinician_id or held.declined_at or held.withdrawn_at or held.end <= now:
        raise NotFoundError
    return _noted_once(actor, Verb.ACCEPTED, held, "accepted_at", now)


@transaction.atomic
def decline_coverage(*, actor: ClinicianActor, coverage_id: UUID, now: datetime) -> Coverage | None:
    """Also after a yes: whoever falls ill cannot cover. None where that was said before.

    Raises NotFoundError.
    """
    held = _held(actor, coverage_id)
    if held.covering_id != actor.clinician_id:
        raise NotFoundError
    return _noted_once(actor, Verb.DECLINED, held, "declined_at", now)


@transaction.atomic
def withdraw_coverage(*, actor: ClinicianActor, coverage_id: UUID, now: datetime) -> Coverage | None:
    """By who offered it. None where it was taken back before. Raises NotFoundError."""
    held = _held(actor, coverage_id)
    if held.clinician_id != actor.clinician_id:
        raise NotFoundError
    return _noted_once(actor, Verb.WITHDRAWN, held, "withdrawn_at", now)


def _held(actor: ClinicianActor, coverage_id: UUID) -> Coverage:
    """Yes and taken back at the same moment: the second waits here, and sees what the first did."""
    Coverage.objects.select_for_update().filter(pk=coverage_id, practice_id=actor.practice_id).first()
    return coverage(actor, coverage_id)


def _noted_once(
    actor: ClinicianActor, verb: Verb, held: Coverage, column: str, now: datetime
) -> Coverage | None:
    """A button pressed twice is pressed once."""
    if getattr(held, column) is not None:
        return None
    setattr(held, column, now)
    held.save(update_fields=[column])
    _record(actor, verb, held, now)
    return held


def _record(actor: ClinicianActor, verb: Verb, held: Coverage, now: datetime) -> None:
    record(actor, verb, Thing(Kind.COVERAGE, held.pk, held.practice_id), now=now)
