"""The guarded doors to coverage: who is away, and who looks after what comes meanwhile."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet

from accounts.domain.actors import ClinicianActor, CoveringActor
from accounts.models import Clinician
from accounts.queries import one_of
from scheduler.domain.covering import Cover, Reach, walk
from scheduler.domain.interval import Interval, Intervals, normalise
from scheduler.models import Coverage
from scheduler.queries.asked_often import Known

_IN_ORDER = ("end", "offered_at", "pk")


def coverages(actor: ClinicianActor) -> QuerySet[Coverage]:
    """What the actor has offered, and what was offered to them; the soonest first."""
    concerned = Q(clinician_id=actor.clinician_id) | Q(covering_id=actor.clinician_id)
    ours = Coverage.objects.filter(concerned, practice_id=actor.practice_id)
    return ours.select_related("clinician", "covering").order_by("start", "offered_at")


def coverage(actor: ClinicianActor, coverage_id: UUID) -> Coverage:
    """Raises NotFoundError."""
    return one_of(coverages(actor), coverage_id)


def coverings(actor: ClinicianActor, *, now: datetime) -> list[CoveringActor]:
    """Whom the actor looks after at this moment, and as whom they then ask; what ends first comes first.

    Those whom they said yes to and, while such a one covers somebody else, that one's messages, too: as far
    as both go, and as long. A yes counts until it is taken back, also while its giver is away themselves.
    """
    agreed = _holding(now).filter(practice_id=actor.practice_id, covering__user__is_active=True)
    rows = list(agreed.order_by(*_IN_ORDER))
    own = [
        CoveringActor(
            each.practice_id,
            each.covering_id,
            each.pk,
            each.clinician_id,
            each.start,
            each.end,
            each.scope,
        )
        for each in rows
        if each.covering_id == actor.clinician_id
    ]
    return sorted([*own, *_passed_on(actor, rows, own, now)], key=attrgetter("end"))


def _passed_on(
    actor: ClinicianActor, rows: list[Coverage], own: list[CoveringActor], now: datetime
) -> Iterator[CoveringActor]:
    """What colleagues cover whom the actor covers: not again what they see by a yes of their own."""
    covers, ids = [cover_of(each) for each in rows], {_link(each): each.pk for each in rows}
    others = dict.fromkeys(each.clinician_id for each in rows if each.clinician_id != actor.clinician_id)
    for absent in others:
        seen = {each.scope for each in own if each.covered_id == absent}
        for path in walk(absent, now, covers):
            if path.end != actor.clinician_id or len(path.links) == 1 or {path.reach, Reach.ALL} & seen:
                continue
            last = path.links[-1]
            yield CoveringActor(
                actor.practice_id,
                actor.clinician_id,
                ids[last.of, last.by, last.span],
                absent,
                path.span.start,
                path.span.end,
                path.reach.value,
            )


def _link(row: Coverage) -> tuple[UUID, UUID, Interval]:
    return row.clinician_id, row.covering_id, Interval(row.start, row.end)


def cover_of(row: Coverage) -> Cover:
    return Cover(row.clinician_id, row.covering_id, Interval(row.start, row.end), Reach(row.scope))


@dataclass(frozen=True, slots=True)
class Arrangements:
    """Of a practice, from a moment on: who said yes to whom, and who was asked. Who asks is away."""

    covers: tuple[Cover, ...]
    asked: tuple[Cover, ...]  # not answered yet
    people: Mapping[UUID, Clinician]  # who appears in them

    @property
    def absences(self) -> dict[UUID, Intervals]:
        spans: dict[UUID, list[Interval]] = {}
        for each in (*self.covers, *self.asked):
            spans.setdefault(each.of, []).append(each.span)
        return {person: normalise(each) for person, each in spans.items()}


def arrangements(practice_id: UUID, *, now: datetime) -> Arrangements:
    """All that is not over. Whoever can no longer sign in looks after nothing."""
    lasting = Coverage.objects.filter(
        practice_id=practice_id, end__gt=now, declined_at=None, withdrawn_at=None
    )
    rows = list(lasting.filter(covering__user__is_active=True).order_by(*_IN_ORDER))
    people = {person for each in rows for person in (each.clinician_id, each.covering_id)}
    return Arrangements(
        tuple(cover_of(each) for each in rows if each.accepted_at),
        tuple(cover_of(each) for each in rows if not each.accepted_at),
        Clinician.objects.in_bulk(people),
    )


def has_coverage(clinician: Clinician, *, now: datetime) -> bool:
    """Whether the clinician has asked anybody for what is not over."""
    return asked_somebody(clinician_id=clinician.pk, now=now).exists()


def asked_somebody(*, now: Known, **whose: Known | OuterRef) -> QuerySet[Coverage]:
    """What a clinician has asked of others and is not over: also as a part of another question."""
    lasting = Coverage.objects.filter(**whose, end__gt=now)
    return lasting.filter(declined_at=None, withdrawn_at=None)


def is_covered(clinician: Clinician, *, now: datetime) -> bool:
    """Whether somebody has said yes to this moment, there or not."""
    return _holding(now).filter(clinician_id=clinician.pk).exists()


def away(actor: CoveringActor) -> Clinician:
    """Whom the actor covers for."""
    return Clinician.objects.get(pk=actor.covered_id, practice_id=actor.practice_id)


def through(actor: CoveringActor) -> Clinician:
    """Whom they said yes to: who is away, or who covers for them and is away, too."""
    return Coverage.objects.select_related("clinician").get(pk=actor.coverage_id).clinician


def _holding(now: datetime) -> QuerySet[Coverage]:
    agreed = Coverage.objects.filter(accepted_at__isnull=False, declined_at=None, withdrawn_at=None)
    return agreed.filter(start__lte=now, end__gt=now)
