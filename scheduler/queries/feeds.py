"""The guarded doors to feeds: whose an address is, what may be told there, and when that was last another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum, Value

from accounts.domain.actors import ClientActor, ClinicianActor
from accounts.domain.key_ring import WrongRingError
from accounts.domain.sealing import SealBrokenError
from accounts.models import Care, Client
from accounts.queries import NotFoundError, hash_token, one_of
from accounts.sealed import have_keys_ready
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
from scheduler.queries.asked_often import Known, ask

Subscriber = ClinicianActor | ClientActor
Kind = Feed.Kind
MOST = 20  # feeds of one person
_HELD = (Appointment.State.REQUESTED, Appointment.State.BOOKED)
_ALL = (*_HELD, Appointment.State.CANCELLED)


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
        found = there.select_related("clinician", "client").defer("body", "gone", "label").first()
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


def told_before(feed: Feed) -> bytes:
    """What its stamps go on from: what it told last, and the stamps of what it told once."""
    gone = Feed.objects.values_list("gone", flat=True).get(pk=feed.pk)
    return bytes(gone or b"") + body_of(feed)


def feed_to_tell(feed: Feed) -> Feed:
    """The same within a transaction, to the end of which nobody else tells anything in it."""
    held = Feed.objects.select_for_update(of=("self",), no_key=True).defer("body", "gone", "label")
    return held.select_related("clinician", "client").get(pk=feed.pk)


def own_feeds(actor: Subscriber) -> QuerySet[Feed]:
    """The actor's own that are in use, the oldest first."""
    ours = Feed.objects.filter(practice_id=actor.practice_id, revoked_at=None).defer("body", "gone")
    whose = (
        {"client_id": actor.client_id}
        if isinstance(actor, ClientActor)
        else {"clinician_id": actor.clinician_id}
    )
    return ours.filter(**whose).order_by("created_at", "pk")


def own_feed(actor: Subscriber, feed_id: UUID) -> Feed:
    """Raises NotFoundError."""
    return one_of(own_feeds(actor), feed_id)


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
    return _there(_ALL if cancelled else _HELD, **_given(actor, span, now))


def _given(actor: Subscriber, span: Interval, now: datetime) -> dict[str, Any]:
    whose = (
        {"client_id": actor.client_id}
        if isinstance(actor, ClientActor)
        else {"clinician_id": actor.clinician_id}
    )
    return {**whose, "practice_id": actor.practice_id, "since": span.start, "until": span.end, "now": now}


def _there(
    states: tuple[str, ...], *, since: Known, until: Known, now: Known, **whose: Known
) -> QuerySet[Appointment]:
    there = Appointment.objects.filter(**whose, end__gt=since, start__lt=until, state__in=states)
    return there.exclude(state=Appointment.State.REQUESTED, held_until__lte=now)


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
    there = _concerning(
        clinician_id=actor.clinician_id, practice_id=actor.practice_id, since=span.start, until=span.end
    )
    rows = there.filter(accepted_at__isnull=False, declined_at=None, withdrawn_at=None)
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


def _concerning(*, clinician_id: Known, since: Known, until: Known, **practice: Known) -> QuerySet[Coverage]:
    concerned = Q(clinician_id=clinician_id) | Q(covering_id=clinician_id)
    return Coverage.objects.filter(concerned, **practice, end__gt=since, start__lt=until)


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
    rows = (
        *_of_appointments(feed, actor, span, now),
        *(feed.clinician and feed.clinician.name, *whose),
        *(row for each in whose for row in _of_clinician(feed, each)),
        *(() if isinstance(actor, ClientActor) else _of_coverage(actor, span)),
    )
    return Traces(rows, whose)


def _carers(actor: ClientActor) -> list[UUID]:
    there = Care.objects.filter(client_id=actor.client_id, practice_id=actor.practice_id, ended_at=None)
    there = there.filter(clinician__gone_since=None)
    return list(there.order_by("clinician_id").values_list("clinician_id", flat=True))


def _of_appointments(
    feed: Feed, actor: Subscriber, span: Interval, now: datetime
) -> Iterator[tuple[Any, ...]]:
    """Their words, where they are told, as they are sealed: without opening any."""
    cancelled, given = feed.shows_cancelled, _given(actor, span, now)
    yield from ask(_totals_with_cancelled if cancelled else _totals, **given)
    if feed.shows_names:
        yield from ask(_words_with_cancelled if cancelled else _words, **given)


def _totals(**given: Known) -> QuerySet[Any, Any]:
    return _added_up(_there(_HELD, **given))


def _totals_with_cancelled(**given: Known) -> QuerySet[Any, Any]:
    return _added_up(_there(_ALL, **given))


def _added_up(found: QuerySet[Appointment]) -> QuerySet[Any, Any]:
    together = found.order_by().values(together=Value(1))
    return together.annotate(n=Count("pk"), last=Max("revised_at"), moves=Sum("sequence"))


def _words(**given: Known) -> QuerySet[Any, Any]:
    return _told_by(_there(_HELD, **given))


def _words_with_cancelled(**given: Known) -> QuerySet[Any, Any]:
    return _told_by(_there(_ALL, **given))


def _told_by(found: QuerySet[Appointment]) -> QuerySet[Any, Any]:
    return found.order_by("pk").values_list("client__name", "session_type__where", "clinician__name")


def _of_clinician(feed: Feed, clinician_id: UUID) -> Iterator[tuple[Any, ...]]:
    """What was kept of each reading of a calendar has a hash; what became of its holidays only they know."""
    if feed.kind == Kind.OWN or feed.shows_names:
        yield from ask(_session_types, clinician_id=clinician_id)
    calendars = ask(_calendars, clinician_id=clinician_id)
    yield from calendars
    if any(use == Calendar.Use.HOLIDAYS for _, use, *_ in calendars):
        yield from ask(_closed_holidays, clinician_id=clinician_id)


def _session_types(**whose: Known) -> QuerySet[Any, Any]:
    return SessionType.objects.filter(**whose).order_by("pk").values_list("pk", "name", "place")


def _calendars(**whose: Known) -> QuerySet[Any, Any]:
    columns = ("pk", "use", "changes_promises", "content")
    return Calendar.objects.filter(**whose).order_by("pk").values_list(*columns)


def _closed_holidays(**whose: Known) -> QuerySet[Any, Any]:
    closed = HolidayDay.objects.filter(**whose, state=HolidayDay.State.CLOSED)
    return closed.order_by("pk").values_list("pk", "gone_at")


def _of_coverage(actor: ClinicianActor, span: Interval) -> list[tuple[Any, ...]]:
    given = {"clinician_id": actor.clinician_id, "practice_id": actor.practice_id}
    return ask(_offers, **given, since=span.start, until=span.end)


def _offers(**given: Known) -> QuerySet[Any, Any]:
    columns = ("pk", "start", "end", "accepted_at", "declined_at", "withdrawn_at")
    return _concerning(**given).order_by("pk").values_list(*columns, "clinician__name", "covering__name")
