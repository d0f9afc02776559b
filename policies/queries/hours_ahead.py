"""When a clinician can be reached over some weeks, by whichever version holds then; also by one client."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from accounts.models import Client, Clinician
from policies.domain.document import TimeAway
from policies.domain.rules import accepted_channels, away_during, hours_for
from policies.models import Agreement, PolicyVersion
from policies.queries.versions import InForce, in_force_for
from scheduler.domain.interval import Interval, Intervals, normalise
from scheduler.domain.wall_clock import zone


@dataclass(frozen=True, slots=True)
class Ahead:
    """`said_at`: when what holds was said last."""

    hours: Intervals
    away: tuple[tuple[Interval, TimeAway], ...]
    time_zone: str  # of the policy that holds now
    said_at: datetime | None


def hours_ahead(
    clinician: Clinician, span: Interval, *, now: datetime, client: Client | None = None
) -> Ahead:
    """Of the channel that is read first. Hours that are nowhere said are none, whatever promises assume."""
    hours, away = list[Interval](), dict[Interval, TimeAway]()
    place = clinician.time_zone
    for part, found in _parts(clinician, span, now, client):
        policy = found.policy.policy
        place = policy.timezone if now in part else place
        for each in policy.time_away:
            if (absence := away_during(each, zone(policy.timezone))) and absence.overlaps(part):
                away.setdefault(absence, each)
        channel = next(iter(accepted_channels(policy)), None)
        if channel and hours_for(policy, channel):
            hours += found.policy.open_intervals(channel, part.start, part.end)
    return Ahead(normalise(hours), tuple(sorted(away.items())), place, _said_at(clinician, span, client))


def traces_of_hours(clinician_ids: list[UUID], client_id: UUID | None, *, now: datetime) -> tuple[Any, ...]:
    """The same as long as the versions and agreements behind hours are, and none has begun or ended since."""
    versions = PolicyVersion.objects.filter(clinician_id__in=clinician_ids, withdrawal=None)
    found = versions.order_by("pk").values_list("pk", "effective_from")
    traces: list[Any] = [(pk, effect <= now) for pk, effect in found if effect]
    if client_id:
        agreements = Agreement.objects.filter(clinician_id__in=clinician_ids, client_id=client_id)
        traces += [
            (each.pk, each.until, each.starts <= now < each.until) for each in agreements.order_by("pk")
        ]
    return tuple(traces)


def _parts(
    clinician: Clinician, span: Interval, now: datetime, client: Client | None
) -> Iterator[tuple[Interval, InForce]]:
    """What holds now is asked for now, since more may be known of it; the rest as of when it begins to."""
    turns = {at for at in _turns(clinician.pk, client.pk if client else None) if span.start < at < span.end}
    for start, end in pairwise(sorted({span.start, span.end, *turns})):
        part = Interval(start, end)
        yield part, in_force_for(clinician, client, now if now in part else start)


def _turns(clinician_id: UUID, client_id: UUID | None) -> Iterator[datetime]:
    versions = PolicyVersion.objects.filter(clinician_id=clinician_id, withdrawal=None)
    yield from filter(None, versions.values_list("effective_from", flat=True))
    if client_id:
        for each in Agreement.objects.filter(clinician_id=clinician_id, client_id=client_id):
            yield from (each.starts, each.until)


def _said_at(clinician: Clinician, span: Interval, client: Client | None) -> datetime | None:
    versions = PolicyVersion.objects.filter(clinician_id=clinician.pk, effective_from__lt=span.end)
    said = [at for row in versions.values_list("published_at", "withdrawal__at") for at in row if at]
    if client:
        for each in Agreement.objects.filter(clinician_id=clinician.pk, client_id=client.pk):
            said += [each.agreed_at, *([each.ended_at] if each.ended_at else [])]
    return max(said, default=None)
