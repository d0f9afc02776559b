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
def accept_coverage(*, actor: ClinicianActor, coverage_id: UUID, now: datetime) -> None:
    """Raises NotFoundError, also where it was declined or taken back."""
    held = _held(actor, coverage_id)
    if held.covering_id != actor.clinician_id or held.declined_at or held.withdrawn_at or held.end <= now:
        raise NotFoundError
    if held.accepted_at is None:
        held.accepted_at = now
        held.save(update_fields=["accepted_at"])
        _record(actor, Verb.ACCEPTED, held, now)


@transaction.atomic
def decline_coverage(*, actor: ClinicianActor, coverage_id: UUID, now: datetime) -> None:
    """Also after a yes: whoever falls ill cannot cover. Raises NotFoundError."""
    held = _held(actor, coverage_id)
    if held.covering_id != actor.clinician_id:
        raise NotFoundError
    if held.declined_at is None:
        held.declined_at = now
        held.save(update_fields=["declined_at"])
        _record(actor, Verb.DECLINED, held, now)


@transaction.atomic
def withdraw_coverage(*, actor: ClinicianActor, coverage_id: UUID, now: datetime) -> None:
    """By who offered it. Raises NotFoundError."""
    held = _held(actor, coverage_id)
    if held.clinician_id != actor.clinician_id:
        raise NotFoundError
    if held.withdrawn_at is None:
        held.withdrawn_at = now
        held.save(update_fields=["withdrawn_at"])
        _record(actor, Verb.WITHDRAWN, held, now)


def _held(actor: ClinicianActor, coverage_id: UUID) -> Coverage:
    """Yes and taken back at the same moment: the second waits here, and sees what the first did."""
    Coverage.objects.select_for_update().filter(pk=coverage_id, practice_id=actor.practice_id).first()
    return coverage(actor, coverage_id)


def _record(actor: ClinicianActor, verb: Verb, held: Coverage, now: datetime) -> None:
    record(actor, verb, Thing(Kind.COVERAGE, held.pk, held.practice_id), now=now)
