"""The guarded doors to feeds: whose an address is, what may be told there, and when that was last another."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum

from accounts.domain.actors import ClientActor, ClinicianActor
from accounts.domain.key_ring import WrongRingError
from accounts.domain.sealing import SealBrokenError
from accounts.models import Care, Client
from accounts.queries import NotFoundError, hash_token
from accounts.sealed import Sealed, have_keys_ready
from accounts.wall import every_practice
from scheduler.domain.interval import Interval
from scheduler.models import (
    Appointment,
    BusyTime,
    Calendar,
    Coverage,
    EndedAddress,
    Feed,
    HolidayDay,
    SessionType,
)

Subscriber = ClinicianActor | ClientActor
Kind = Feed.Kind
MOST = 20  # feeds of one person
_HELD = (Appointment.State.REQUESTED, Appointment.State.BOOKED)


class GoneError(LookupError):
    """There was a feed here; whoever still asks should forget what it told."""


# --- whose it is


def feed_at(secret: str) -> Feed:
    """For whoever has the address, which is all that they need. Its body is read only when it is wanted.

    Raises NotFoundError and, where it has been ended, GoneError.
    """
    looked_for = hash_token(secret)
    with every_practice():  # an address names a row, and its practice follows from it
        there = Feed.objects.filter(secret_hash=looked_for)
        found = there.select_related("clinician", "client").defer("body", "label").first()
        ended = not found and EndedAddress.objects.filter(secret_hash=looked_for).exists()
        if found and found.revoked_at is None and _goes_on(found):
            return found
    raise GoneError if found or ended else NotFoundError


def _goes_on(feed: Feed) -> bool:
    """A clinician's until they have gone, a client's as long as somebody cares for them."""
    if feed.clinician:
        return feed.clinician.gone_since is None
    in_care = Care.objects.filter(client=feed.client, ended_at=None, clinician__gone_since=None)
    return in_care.exists()


def subscriber(feed: Feed) -> Subscriber:
    """As whom it asks for what it tells."""
    if feed.client_id:
        return ClientActor(feed.practice_id, feed.client_id)
    if feed.clinician_id:
        return ClinicianActor(feed.practice_id, feed.clinician_id)
    raise AssertionError("a feed is one person's")  # the table sees to it


def body_of(feed: Feed) -> bytes:
    """What it told last; empty where it never did, and where that does not open any more."""
    try:
        return bytes(Feed.objects.only("body", "practice", "client").get(pk=feed.pk).body or b"")
    except (SealBrokenError, WrongRingError):
        return b""


def feed_to_tell(feed: Feed) -> Feed:
    """The same within a transaction, to the end of which nobody else tells anything in it."""
    held = Feed.objects.select_for_update(of=("self",), no_key=True).defer("body", "label")
    return held.select_related("clinician", "client").get(pk=feed.pk)


def own_feeds(actor: Subscriber) -> QuerySet[Feed]:
    """The actor's own that are in use, the oldest first."""
    ours = Feed.objects.filter(practice_id=actor.practice_id, revoked_at=None).defer("body")
    whose = (
        {"client_id": actor.client_id}
        if isinstance(actor, ClientActor)
        else {"clinician_id": actor.clinician_id}
    )
    return ours.filter(**whose).order_by("created_at", "pk")


def own_feed(actor: Subscriber, feed_id: UUID) -> Feed:
    """Raises NotFoundError."""
    found = own_feeds(actor).filter(pk=feed_id).first()
    if found is None:
        raise NotFoundError
    return found


def feeds_of(client: Client) -> QuerySet[Feed]:
    """All that a client to whom the actor has already been let through ever made."""
    return Feed.objects.filter(client_id=client.pk).order_by("created_at", "pk")


# --- what is told


@dataclass(frozen=True, slots=True)
class Kept:
    """An appointment, as far as feeds may have to tell of it. Names are blank unless they were asked for."""

    id: UUID
    start: datetime
    end: datetime
    state: str
    clinician: str
    what: str  # the kind of session
    place: str
    where: str
    who: str
    sequence: int
    revised_at: datetime

    @property
    def is_asked_for(self) -> bool:
        return self.state == Appointment.State.REQUESTED

    @property
    def is_cancelled(self) -> bool:
        return self.state == Appointment.State.CANCELLED


def kept(
    actor: Subscriber, span: Interval, *, now: datetime, names: bool = False, cancelled: bool = False
) -> list[Kept]:
    """The actor's appointments that share time with `span`, in order. A request that ran out is none."""
    rows = list(
        _appointments(actor, span, now, cancelled=cancelled)
        .select_related("clinician", "session_type", *(["client"] if names else []))
        .order_by("start", "pk")
    )
    if names:
        have_keys_ready(rows)
    return [_kept(each, names=names) for each in rows]


def _kept(row: Appointment, *, names: bool) -> Kept:
    who, where = "", ""
    if names:
        who, where = row.client.name if row.client else row.name, row.session_type.where
    return Kept(
        row.pk,
        row.start,
        row.end,
        row.state,
        row.clinician.name,
        row.session_type.name,
        row.session_type.place,
        where,
        who,
        row.sequence,
        row.revised_at,
    )


def _appointments(
    actor: Subscriber, span: Interval, now: datetime, *, cancelled: bool
) -> QuerySet[Appointment]:
    there = Appointment.objects.filter(practice_id=actor.practice_id, end__gt=span.start, start__lt=span.end)
    states = (*_HELD, Appointment.State.CANCELLED) if cancelled else _HELD
    there = there.filter(state__in=states).exclude(state=Appointment.State.REQUESTED, held_until__lte=now)
    if isinstance(actor, ClientActor):
        return there.filter(client_id=actor.client_id)
    return there.filter(clinician_id=actor.clinician_id)


@dataclass(frozen=True, slots=True)
class Covering:
    """A colleague's absence that the actor covers, or their own that a colleague covers."""

    id: UUID
    start: datetime
    end: datetime
    time_zone: str  # of whoever is away, by whose days it goes
    colleague: str
    is_mine: bool  # it is the actor who is away
    agreed_at: datetime


def agreed_coverage(actor: ClinicianActor, span: Interval) -> list[Covering]:
    """What was said yes to and not taken back, in order."""
    rows = _coverage(actor, span).filter(accepted_at__isnull=False, declined_at=None, withdrawn_at=None)
    return [
        Covering(
            each.pk,
            each.start,
            each.end,
            each.clinician.time_zone,
            each.covering.name if each.clinician_id == actor.clinician_id else each.clinician.name,
            each.clinician_id == actor.clinician_id,
            each.accepted_at or each.offered_at,
        )
        for each in rows.select_related("clinician", "covering").order_by("start", "pk")
    ]


def _coverage(actor: ClinicianActor, span: Interval) -> QuerySet[Coverage]:
    concerned = Q(clinician_id=actor.clinician_id) | Q(covering_id=actor.clinician_id)
    rows = Coverage.objects.filter(concerned, practice_id=actor.practice_id)
    return rows.filter(end__gt=span.start, start__lt=span.end)


def busy_elsewhere(actor: ClinicianActor, span: Interval) -> list[Interval]:
    """By the calendars that the actor connected."""
    rows = BusyTime.objects.filter(practice_id=actor.practice_id, clinician_id=actor.clinician_id)
    there = rows.filter(end__gt=span.start, start__lt=span.end).order_by("start", "pk")
    return [Interval(start, end) for start, end in there.values_list("start", "end")]


# --- whether any of it may be another by now


class Traces(NamedTuple):
    rows: tuple[Any, ...]
    clinicians: list[UUID]  # whose hours are told


def traces(feed: Feed, span: Interval, *, now: datetime) -> Traces:
    """The same as long as nothing that the feed tells has changed, for a few questions that cost little.

    What is counted by its rows is so by their number and by what no change leaves as it was: an appointment
    that went leaves fewer, one that was moved was revised later than any.
    """
    actor = subscriber(feed)
    whose = _carers(actor) if isinstance(actor, ClientActor) else [actor.clinician_id]
    found = _appointments(actor, span, now, cancelled=feed.shows_cancelled)
    totals = found.aggregate(Count("pk"), Max("revised_at"), Sum("sequence"))
    rows = (
        *sorted(totals.items()),
        *_names(feed, whose, found),
        *_of_calendars(whose),
        *(() if isinstance(actor, ClientActor) else _of_coverage(actor, span)),
        *whose,
    )
    return Traces(rows, whose)


def _carers(actor: ClientActor) -> list[UUID]:
    there = Care.objects.filter(client_id=actor.client_id, practice_id=actor.practice_id, ended_at=None)
    there = there.filter(clinician__gone_since=None)
    return list(there.order_by("clinician_id").values_list("clinician_id", flat=True))


def _names(feed: Feed, whose: list[UUID], found: QuerySet[Appointment]) -> tuple[Any, ...]:
    """Rows around appointments that are told by their words: as they are sealed, without opening any."""
    parts: list[Any] = [feed.clinician and feed.clinician.name]
    if feed.kind == Kind.OWN or feed.shows_names:
        types = SessionType.objects.filter(clinician_id__in=whose).order_by("pk")
        parts += types.values_list("pk", "name", "place")
    if feed.shows_names:
        rows = found.order_by("pk").values_list("client__name", "session_type__where", "clinician__name")
        parts += [tuple(_raw(each) for each in row) for row in rows]
    return tuple(parts)


def _raw(value: object) -> object:
    return value.raw if isinstance(value, Sealed) else value


def _of_calendars(whose: list[UUID]) -> tuple[Any, ...]:
    """What was kept of each reading has a hash; what became of its holidays only they know."""
    calendars = Calendar.objects.filter(clinician_id__in=whose).order_by("pk")
    found = [
        (pk, use, counts, bytes(content or b""))
        for pk, use, counts, content in calendars.values_list("pk", "use", "changes_promises", "content")
    ]
    if not any(use == Calendar.Use.HOLIDAYS for _, use, *_ in found):
        return tuple(found)
    closed = HolidayDay.objects.filter(clinician_id__in=whose, state=HolidayDay.State.CLOSED)
    return (*found, *closed.order_by("pk").values_list("pk", "gone_at"))


def _of_coverage(actor: ClinicianActor, span: Interval) -> tuple[Any, ...]:
    rows = _coverage(actor, span).order_by("pk")
    columns = ("pk", "start", "end", "accepted_at", "declined_at", "withdrawn_at")
    return tuple(rows.values_list(*columns, "clinician__name", "covering__name"))
