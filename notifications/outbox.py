"""The outbox: every row is a promise to send one thing, and whoever claims it holds it on a lease.

A claim moves `next_at` to the end of its lease: should the worker die, the row is due again. A send is
counted before it is made and settled when its outcome is known; `unsettled` counts those never heard of.
"""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from accounts.sealed import have_keys_ready
from accounts.wall import every_practice, inside
from notifications.domain import retry
from notifications.models import Delivery

LEASE = timedelta(seconds=35)  # longer than Celery lets a task live, so only a dead or frozen worker loses it
WAKE_UP_TASK = "notifications.deliver"
MERGE_SECONDS = 0.05  # commits within one of these share a wake-up

NO_LEASE = {"lease_token": None, "lease_until": None}

State = Delivery.State
logger = logging.getLogger(__name__)


def enqueue(deliveries: Sequence[Delivery]) -> None:
    """Promise these within the caller's transaction; workers are woken once it is committed."""
    Delivery.objects.bulk_create(deliveries)
    if any(delivery.next_at for delivery in deliveries):
        transaction.on_commit(wake, robust=True)


def claim(*, now: datetime, limit: int = 100, lease: timedelta = LEASE) -> list[Delivery]:
    """What is due, the most urgent first, now held under a new token by the caller and by nobody else."""
    due = Delivery.objects.filter(next_at__lte=now)
    token = uuid4()
    urgent_first = due.order_by("priority", "next_at").select_for_update(skip_locked=True)
    with every_practice():
        if not due.exists():  # asked first, because on SQLite a transaction takes the one write lock
            return []
        with transaction.atomic():
            chosen = list(urgent_first.values_list("pk", flat=True)[:limit])
            due.filter(pk__in=chosen).update(state=State.LEASED, lease_token=token, **_until(now + lease))
        ours = Delivery.objects.filter(pk__in=chosen, lease_token=token)
        claimed = list(ours.order_by("priority", "created_at"))
        have_keys_ready(claimed)
    return claimed


def with_its_message(delivery: Delivery) -> Delivery:
    """The same with the words it is about: what is claimed for every practice is read inside its own."""
    about = Delivery.objects.select_related(
        "message__decision", "message__clinician", "message__mail", "reply", "duty"
    )
    return about.get(pk=delivery.pk)


def begin(delivery: Delivery, *, now: datetime, lease: timedelta = LEASE) -> bool:
    """Count a send about to be made, on a fresh lease. False where the old one ran out: then send nothing."""
    in_time = _held(delivery).filter(lease_until__gt=now)
    with inside(delivery.practice_id):
        return bool(
            in_time.update(attempts=F("attempts") + 1, unsettled=F("unsettled") + 1, **_until(now + lease))
        )


def settle_sent(delivery: Delivery, *, now: datetime) -> bool:
    return _settle(delivery, state=State.SENT, sent_at=now, unsettled=F("unsettled") - 1, last_error="")


def settle_not_needed(delivery: Delivery) -> bool:
    """Nothing was sent, since what it tells of has been seen to meanwhile."""
    return _settle(delivery, state=State.NOT_NEEDED, unsettled=F("unsettled") - 1, last_error="")


def settle_failed(
    delivery: Delivery, *, error: str, retry_at: datetime | None, may_have_arrived: bool = False
) -> bool:
    """`error` is a class name or an SMTP code, never a text; without a `retry_at` the delivery is dead."""
    return _settle(
        delivery,
        state=State.PENDING if retry_at else State.DEAD,
        next_at=retry_at,
        unsettled=F("unsettled") - (0 if may_have_arrived else 1),
        last_error=error,
    )


def settle_unsent(delivery: Delivery, *, state: Delivery.State, error: str) -> bool:
    """Give up before another send is begun."""
    return _settle(delivery, state=state, last_error=error)


def bring_forward(delivery: Delivery, *, dedupe_key: str, now: datetime) -> bool:
    """Let what is not out yet, or going out just now, stand for one promised anew. False: it is settled."""
    waiting = Delivery.objects.filter(pk=delivery.pk, next_at__isnull=False)
    waiting.filter(state=State.PENDING, next_at__gt=now).update(next_at=now)
    transaction.on_commit(wake, robust=True)
    return bool(waiting.update(dedupe_key=dedupe_key))


def call_off(deliveries: QuerySet[Delivery]) -> int:
    """Nobody has to be told any more; whoever is sending one just now asks before it goes out."""
    return deliveries.filter(state=State.PENDING).update(state=State.NOT_NEEDED, next_at=None)


def wait_for_no_clock(now: datetime) -> None:
    """What waits for longer than the longest back-off does so because the clock was put back: no more."""
    stranded = Delivery.objects.filter(next_at__gt=now + retry.CAP)
    stranded.update(next_at=now)


def release(deliveries: Sequence[Delivery]) -> None:
    """Give back, unsent and uncounted, what was claimed; due since it was made, it keeps its place."""
    tokens = {delivery.lease_token for delivery in deliveries}
    ours = Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries], lease_token__in=tokens)
    if deliveries:
        with every_practice():
            ours.update(state=State.PENDING, next_at=F("created_at"), **NO_LEASE)


def replay(delivery_id: UUID, *, now: datetime) -> bool:
    """Try something given up on from the start again. False where it is unknown, under way or done."""
    afresh = {"state": State.PENDING, "next_at": now, "attempts": 0, "unsettled": 0}
    with transaction.atomic():
        transaction.on_commit(wake, robust=True)
        return bool(given_up().filter(pk=delivery_id).update(**afresh))


def given_up() -> QuerySet[Delivery]:
    """What only a human can set going again."""
    return Delivery.objects.filter(state__in=[State.DEAD, State.UNCERTAIN])


def _until(end: datetime) -> dict[str, datetime]:
    return {"lease_until": end, "next_at": end}


def _held(delivery: Delivery) -> QuerySet[Delivery]:
    """The row, if the lease it was claimed under is still the last one given."""
    return Delivery.objects.filter(pk=delivery.pk, lease_token=delivery.lease_token)


def _settle(delivery: Delivery, **outcome: Any) -> bool:  # noqa: ANN401  columns, as `update` takes them
    """Whether it was still ours to settle."""
    with inside(delivery.practice_id):
        return bool(_held(delivery).update(**(NO_LEASE | {"next_at": None} | outcome)))


# --- waking workers: the request that asks for it never waits for the broker

_news = threading.Event()
_starting = threading.Lock()
_waker: threading.Thread | None = None


_is_left_to_the_sweep = ContextVar("is_left_to_the_sweep", default=False)


@contextmanager
def left_to_the_sweep() -> Iterator[None]:
    """Nobody is woken for what is enqueued here, so that it proves that the sweep goes round."""
    before = _is_left_to_the_sweep.set(True)
    try:
        yield
    finally:
        _is_left_to_the_sweep.reset(before)


def wake() -> None:
    """Tell Celery's workers by name that something is due. Without Redis the dispatcher looks by itself."""
    if settings.REDIS_URL and not _is_left_to_the_sweep.get():
        _news.set()
        _start_waker()


def _start_waker() -> None:
    global _waker  # noqa: PLW0603  one thread a process; after a fork the child finds it dead and starts its own
    with _starting:
        if _waker is None or not _waker.is_alive():
            _waker = threading.Thread(target=_pass_on_news, name="waker", daemon=True)
            _waker.start()


def _pass_on_news() -> None:
    while _news.wait():
        _news.clear()
        try:
            current_app.send_task(WAKE_UP_TASK)
        except Exception as error:  # noqa: BLE001  whatever is wrong with the broker, the sweep will deliver
            logger.warning("wake-up lost", extra={"error": type(error).__name__})
        time.sleep(MERGE_SECONDS)
