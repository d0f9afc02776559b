"""Calendars elsewhere are read when they are due, by whoever holds them on a lease.

Nothing is fetched or parsed inside a transaction. Whoever was killed on the way, or was overtaken, keeps
nothing: its lease runs out, or the row has another version by then. Whatever goes wrong, what was known
stays.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts.domain.key_ring import WrongRingError
from accounts.domain.sealing import SealBrokenError
from accounts.sealed import have_keys_ready
from accounts.wall import every_practice, inside
from scheduler.domain.interval import Interval
from scheduler.domain.polling import (
    GONE,
    HELD_BACK,
    LEASE,
    LONGEST,
    SHORTEST,
    USUAL,
    after_failure,
    after_reading,
)
from scheduler.domain.vanishing import mark_of_gone, vanished
from scheduler.feeds import errors
from scheduler.feeds.fetch import Fetched, Limits, fetch
from scheduler.feeds.network import INTERNET, Network
from scheduler.feeds.targets import read_target
from scheduler.ical.errors import NotACalendarError, Trouble
from scheduler.ical.limits import LARGEST_FILE
from scheduler.ical.refresh import asked_refresh
from scheduler.models import Calendar
from scheduler.services.calendar_files import Kept, OwnFeedError, Wanted, read_file, span_at
from scheduler.services.keeping import has_room, keep, times_before
from scheduler.services.telling_of_calendars import plan_to_tell

Clock = Callable[[], datetime]

A_TURN = 12  # calendars
AT_ONCE = 4  # hosts
OF_ONE_HOST = 3  # in a turn, one after the other
ANOTHER_TURN = timedelta(minutes=1)  # for what is too much for a host in this one
LIMITS = Limits(seconds=20, size=LARGEST_FILE, redirects=5)
LOOKED_AT = 4096  # bytes, in which a calendar says what it is
NO_STATUS: dict[type[Exception], str] = {  # the more special first
    errors.RefusedAddressError: "refused_address",
    errors.TooManyRedirectsError: "redirects",
    errors.TooSlowError: "too_slow",
    errors.TooLargeError: "too_large",
    errors.UnexpectedContentError: "not_a_calendar",
    errors.CutShortError: "cut_short",
    errors.NotProvenError: "not_proven",
}
FAILED = ("next_at", "failing_since", "failures", "trouble", "vanishing", "tell_at")
READ = ("read_at", "next_at", "failing_since", "failures", "trouble", "vanishing", "tell_at")
NEWLY_READ = ("problems", "content", "revision", "etag", "last_modified", "known_until", "every")
OWN_FEED, VANISHED, UNREADABLE_ADDRESS = "own_feed", "vanished", "address_lost"

logger = logging.getLogger(__name__)
jitter = SystemRandom()


@dataclass(frozen=True, slots=True)
class Errand:
    """A calendar to read, held under `version`: all that a thread needs which asks no database."""

    calendar_id: UUID
    practice_id: UUID
    version: int
    address: str  # blank: it does not open any more
    host: str
    wanted: Wanted
    span: Interval
    etag: str | None  # with the next: what the answer is known by, where it still is of use
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """What an errand came back with: new content, or none because nothing changed, or a trouble."""

    fetched: Fetched | None = None
    kept: Kept | None = None
    refresh: timedelta | None = None
    trouble: str = ""
    status: int | None = None


def read_due_calendars(*, clock: Clock, limit: int = A_TURN, network: Network = INTERNET) -> int:
    """One turn. Returns how many calendars were taken up."""
    errands = claim(now=clock(), limit=limit)
    outcomes: Counter[str] = Counter()
    for errand, found in _run(errands, network, clock):
        outcomes[settle(errand, found, now=clock())] += 1
    if outcomes:
        logger.info("calendars", extra=dict(outcomes))
    return outcomes.total()


# --- claiming


def claim(*, now: datetime, limit: int) -> list[Errand]:
    """What is due, the longest due first, now held by the caller and by nobody else.

    Calendars of whoever has gone are not read.
    """
    due = _due(now)
    with every_practice():
        if not due.exists():  # asked first, because on SQLite a transaction takes the one write lock
            return []
        with transaction.atomic():
            first = due.order_by("next_at").select_for_update(skip_locked=True, of=("self",))
            chosen = list(first.values_list("pk", flat=True)[:limit])
            ours = Calendar.objects.filter(pk__in=chosen)
            ours.update(version=F("version") + 1, next_at=now + LEASE, tried_at=now)
            claimed = list(ours)
        have_keys_ready(claimed)
        return [_errand(each, now) for each in claimed]


def _due(now: datetime) -> QuerySet[Calendar]:
    """Also what would be due so late that the clock must have been wrong when that was said."""
    due = Q(next_at__lte=now) | Q(next_at__gt=now + LONGEST + LEASE)
    return Calendar.objects.filter(due, clinician__gone_since=None)


def _errand(calendar: Calendar, now: datetime) -> Errand:
    span = span_at(now)
    address = _address(calendar)
    is_of_use = calendar.content is not None and calendar.known_until == span.end
    return Errand(
        calendar_id=calendar.pk,
        practice_id=calendar.practice_id,
        version=calendar.version,
        address=address,
        host=_host(address),
        wanted=Wanted(calendar.use, calendar.time_zone, calendar.tentative_counts),
        span=span,
        etag=(is_of_use and calendar.etag) or None,
        last_modified=(is_of_use and calendar.last_modified) or None,
    )


def _address(calendar: Calendar) -> str:
    try:
        return str(calendar.address)
    except (SealBrokenError, WrongRingError):
        return ""


def _host(address: str) -> str:
    try:
        return read_target(address).host
    except errors.RefusedAddressError:
        return ""


# --- fetching and reading: no database here


def _run(errands: Sequence[Errand], network: Network, clock: Clock) -> Iterator[tuple[Errand, Found | None]]:
    """Each host's after one another, hosts beside one another; None: too much for its host in this turn."""
    by_host: dict[str, list[Errand]] = {}
    for errand in errands:
        by_host.setdefault(errand.host, []).append(errand)
    yield from ((errand, None) for each in by_host.values() for errand in each[OF_ONE_HOST:])
    if not by_host:
        return
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="calendars") as pool:
        asked = [pool.submit(_look_at_each, each[:OF_ONE_HOST], network) for each in by_host.values()]
        for future in as_completed(asked):
            yield from future.result()


def _look_at_each(errands: Sequence[Errand], network: Network) -> list[tuple[Errand, Found | None]]:
    return [(errand, look(errand, network)) for errand in errands]


def look(errand: Errand, network: Network = INTERNET) -> Found:
    """Fetch and read. Whatever goes wrong is told as a code."""
    if not errand.address:
        return Found(trouble=UNREADABLE_ADDRESS)
    try:
        return _look(errand, network)
    except errors.FeedError as error:
        return _not_fetched(error)
    except NotACalendarError as error:
        return Found(trouble=str(error.trouble))
    except OwnFeedError:
        return Found(trouble=OWN_FEED)
    except Exception as error:  # noqa: BLE001  a calendar that nobody thought of costs only itself
        logger.error("calendar not read", extra={"error": type(error).__name__})  # noqa: TRY400  never a text
        return Found(trouble="reader_failed")


def _look(errand: Errand, network: Network) -> Found:
    fetched = fetch(
        errand.address,
        etag=errand.etag,
        last_modified=errand.last_modified,
        expects=_is_calendar,
        user_agent=settings.CALENDAR_USER_AGENT,
        limits=LIMITS,
        network=network,
    )
    if fetched.status == "unchanged":
        return Found(fetched)
    kept = read_file(fetched.body, errand.wanted, errand.span)
    return Found(fetched, kept, asked_refresh(fetched.body))


def _is_calendar(body: bytes) -> bool:
    """Told by its beginning; whether all of it is there, its reader sees."""
    return b"BEGIN:VCALENDAR" in body[:LOOKED_AT].replace(b"\0", b"").upper()  # NULs: in UTF-16


def _not_fetched(error: errors.FeedError) -> Found:
    status = error.status if isinstance(error, errors.NotFetchedError) else None
    if status:
        return Found(trouble=_trouble_of(status), status=status)
    return Found(trouble=next((code for kind, code in NO_STATUS.items() if isinstance(error, kind)), "away"))


def _trouble_of(status: int) -> str:
    if status == GONE:
        return "gone"
    if status in HELD_BACK:
        return "not_found" if status == 404 else "not_allowed"  # noqa: PLR2004  HTTP's number
    return "server_error"


# --- settling


def settle(errand: Errand, found: Found | None, *, now: datetime) -> str:
    """The outcome in a word, for the log. What another has taken up since is left to them."""
    with inside(errand.practice_id), transaction.atomic():
        held = Calendar.objects.select_for_update().filter(pk=errand.calendar_id, version=errand.version)
        calendar = held.first()
        if calendar is None:
            return "lapsed"
        if found is None:
            calendar.next_at = now + ANOTHER_TURN * jitter.uniform(1, 2)
            calendar.save(update_fields=["next_at"])
            return "put_off"
        return _settle(calendar, errand, found, now)


def _settle(calendar: Calendar, errand: Errand, found: Found, now: datetime) -> str:
    if found.trouble or found.fetched is None:
        return _fail(calendar, found.trouble, found.status, now)
    if found.kept is None:
        return _succeed(calendar, "unchanged", now)
    if not has_room(calendar, found.kept):
        return _fail(calendar, Trouble.TOO_MUCH, None, now)
    if _went_at_once(calendar, errand, found.kept, now):
        return _fail(calendar, VANISHED, None, now)
    outcome = "changed" if keep(calendar, found.kept, now=now) else "same"
    calendar.etag = found.fetched.etag or ""
    calendar.last_modified = found.fetched.last_modified or ""
    calendar.known_until = errand.span.end
    calendar.every = (found.refresh or USUAL) // timedelta(minutes=1)
    return _succeed(calendar, outcome, now, *NEWLY_READ)


def _went_at_once(calendar: Calendar, errand: Errand, kept: Kept, now: datetime) -> bool:
    """Nobody wonders at the first reading, nor where a second misses the same as the one before it.

    What else it says may be other each time: some calendars grow while one looks.
    """
    if calendar.content is None or bytes(calendar.content) == kept.content:
        return False
    before, after = times_before(calendar, now), kept.all_times(errand.wanted.time_zone)
    if not vanished(before, after, now):
        return False
    earlier = calendar.vanishing
    calendar.vanishing = mark_of_gone(before, after, calendar.failing_since or now)
    return earlier is None or bytes(earlier) != calendar.vanishing


def _succeed(calendar: Calendar, outcome: str, now: datetime, *also: str) -> str:
    wait = after_reading(timedelta(minutes=calendar.every), random=jitter)
    calendar.read_at, calendar.next_at = now, now + wait
    calendar.failing_since, calendar.failures, calendar.trouble, calendar.vanishing = None, 0, "", None
    plan_to_tell(calendar, now=now)
    calendar.save(update_fields=[*READ, *also])
    return outcome


def _fail(calendar: Calendar, trouble: str, status: int | None, now: datetime) -> str:
    calendar.failures += 1
    calendar.failing_since = min(calendar.failing_since or now, now)  # a clock may have been wrong
    calendar.trouble = trouble or "reader_failed"
    wait = after_failure(calendar.failures, status, random=jitter)
    if trouble == VANISHED:
        wait = SHORTEST
    if trouble == OWN_FEED:
        wait = None
    calendar.next_at = now + wait if wait else None
    plan_to_tell(calendar, now=now)
    calendar.save(update_fields=FAILED)
    return trouble
