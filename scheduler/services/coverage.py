"""Asking a colleague to cover an absence, and their answer."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts.domain.actors import ClinicianActor
from accounts.domain.audit import Kind, Thing, Verb
from accounts.models import Clinician, Practice
from accounts.queries import NotFoundError, signed_in_clinician, signing_in
from accounts.services import record
from scheduler.domain.covering import Cover, Reach, circle
from scheduler.domain.errors import CoverageCircleError, NoTimeToCoverError
from scheduler.domain.wall_clock import whole_days, zone
from scheduler.models import Coverage
from scheduler.queries.coverage import arrangements, cover_of, coverage


@transaction.atomic
def offer_coverage(
    *, actor: ClinicianActor, colleague: str, first: date, last: date, scope: str, now: datetime
) -> Coverage:
    """For whole days in the zone of who will be away. `colleague`: a slug.

    Raises NotFoundError where no such colleague signs in, NoTimeToCoverError, and CoverageCircleError also
    where others have only been asked yet: what could not be answered with a yes is not asked.
    """
    _in_turn(actor)
    covering = signing_in(actor).filter(slug=colleague).first()
    if covering is None:
        raise NotFoundError
    span = whole_days(first, last, zone(signed_in_clinician(actor).time_zone)) if first <= last else None
    if span is None or span.end <= now:
        raise NoTimeToCoverError
    arranged = arrangements(actor.practice_id, now=now)
    wanted = Cover(actor.clinician_id, covering.pk, span, Reach(scope))
    _refuse_circle(wanted, (*arranged.covers, *arranged.asked))
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
    """None where that was said before.

    Raises NotFoundError, also where it was declined or taken back, and CoverageCircleError.
    """
    _in_turn(actor)
    held = _held(actor, coverage_id)
    if held.covering_id != actor.clinician_id or held.declined_at or held.withdrawn_at or held.end <= now:
        raise NotFoundError
    if held.accepted_at is None:
        _refuse_circle(cover_of(held), arrangements(actor.practice_id, now=now).covers)
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


def _in_turn(actor: ClinicianActor) -> None:
    """Two who say yes at the same moment could close a circle that neither sees: the second waits here."""
    Practice.objects.select_for_update(no_key=True).get(pk=actor.practice_id)


def _refuse_circle(wanted: Cover, covers: Sequence[Cover]) -> None:
    """Raises CoverageCircleError."""
    if people := circle(wanted, covers):
        names = Clinician.objects.in_bulk(people)
        raise CoverageCircleError(tuple(names[person].name for person in people))


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
