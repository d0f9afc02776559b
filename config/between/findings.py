"""What `between doctor` looks at, one after the other; nothing of it raises."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import redis
from django.conf import settings
from django.core.checks import run_checks
from django.db import DatabaseError, connection

from accounts.domain.key_ring import KeyRingError
from accounts.queries import clinicians_without_mail
from accounts.seeds import SECRET_KEY
from accounts.services.key_rotation import ring_troubles
from accounts.services.seed_rotation import seed_troubles, seeds_by_ring_key
from config.between.helplines import in_short
from config.between.ports import Port, answers
from config.health import NotMigratedError, must_be_migrated
from notifications.domain.helpline_files import checked_helplines
from notifications.domain.watch import Seen, lane
from notifications.queries import (
    deliveries_by_state,
    kept_back,
    notices_by_state,
    oldest_due_delivery,
    oldest_due_notice,
)
from notifications.services.lane import read_seen
from scheduler.queries import health

STALE_AFTER = timedelta(minutes=1)
CALENDARS_OVERDUE = timedelta(hours=1)
HEARTBEAT_WITHIN = timedelta(minutes=5)  # it goes out once a minute while all is well


@dataclass(frozen=True, slots=True)
class Finding:
    about: str
    text: str
    fine: bool = True


def findings() -> Iterator[Finding]:
    yield from _about_safety()
    database = _about_database()
    yield database
    yield from _about_listeners()
    yield _about_redis()
    yield from _about_helplines(datetime.now(UTC).date())
    if database.fine:
        yield _about_keys()
        yield _about_wall()
        yield from _about_what_is_sent(datetime.now(UTC))
        yield from _about_alarms(read_seen(), datetime.now(UTC))
        yield _about_addresses()
        yield _about_keeping(datetime.now(UTC))
        yield _about_calendars(datetime.now(UTC))


def _about_safety() -> Iterator[Finding]:
    """System checks, and Django's own for deployment where this is no demo."""
    messages = run_checks(include_deployment_checks=not (settings.DEMO or settings.DEBUG))
    for message in messages:
        yield Finding("settings", f"{message.id}: {message.msg} {message.hint or ''}".strip(), fine=False)
    if not messages:
        yield Finding("settings", "nothing unsafe")


def _about_database() -> Finding:
    name = f"{connection.vendor}, {connection.settings_dict['NAME']}"
    try:
        connection.ensure_connection()
        must_be_migrated()
    except DatabaseError as error:
        return Finding(
            "database", f"{name} cannot be used ({type(error).__name__}): see DATABASE_URL", fine=False
        )
    except NotMigratedError:
        return Finding("database", f"{name} is older than this release: run manage.py migrate", fine=False)
    return Finding("database", f"{name} answers and is up to date")


def _about_keys() -> Finding:
    try:
        troubles = [*ring_troubles(), *seed_troubles()]
    except KeyRingError as error:
        troubles = [str(error)]
    if troubles:
        return Finding("keys", "; ".join(troubles), fine=False)
    if before := seeds_by_ring_key()[SECRET_KEY]:
        return Finding(
            "keys", f"{before} seeds of second factors are still under SECRET_KEY: run between keys rotate"
        )
    return Finding("keys", "open what is kept")


def _about_wall() -> Finding:
    """What is open is told among the settings."""
    if connection.vendor != "postgresql":
        return Finding("wall", "the doors alone: SQLite has no row security")
    if settings.DEMO or settings.DEBUG:
        return Finding("wall", "not looked at: a demo may own its tables")
    return Finding("wall", "row security stands behind the doors")


def _about_listeners() -> Iterator[Finding]:
    for about, port, mend in (
        ("web", Port("127.0.0.1", settings.PORT, "PORT"), "is the service running?"),
        (
            "mail in",
            Port(settings.LISTEN_SMTP_HOST, settings.LISTEN_SMTP_PORT, "LISTEN_SMTP_PORT"),
            "is manage.py listen_smtp running?",
        ),
        (
            "mail out",
            Port(settings.SMTP_HOST, settings.SMTP_PORT, "SMTP_PORT"),
            "see SMTP_HOST and SMTP_PORT",
        ),
    ):
        fine = answers(port)
        said = "answers" if fine else f"does not answer: {mend}"
        yield Finding(about, f"{port.host}:{port.number} {said}", fine)


def _about_redis() -> Finding:
    if not settings.REDIS_URL:
        return Finding("redis", "not set: the embedded dispatcher delivers")
    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2).ping()
    except redis.RedisError as error:
        return Finding("redis", f"does not answer ({type(error).__name__}): see REDIS_URL", fine=False)
    return Finding("redis", "answers: Celery delivers")


def _about_what_is_sent(now: datetime) -> Iterator[Finding]:
    yield _about_waiting("deliveries", oldest_due_delivery(now), now)
    yield _about_waiting("notices", oldest_due_notice(now), now)
    deliveries, notices = deliveries_by_state(), notices_by_state()
    given_up = {state: deliveries.get(state, 0) for state in ("dead", "uncertain")}
    given_up["of the notices"] = notices.get("given_up", 0)
    if counted := ", ".join(f"{count} {what}" for what, count in given_up.items() if count):
        yield Finding("given up", f"{counted}: set them going again with manage.py replay", fine=False)


def _about_alarms(seen: Seen | None, now: datetime) -> Iterator[Finding]:
    """Whether they would arrive, and who would notice if not."""
    if seen is None or seen.looked_at is None:
        yield Finding("alarms", "nobody watches over them: is manage.py watch running?", fine=False)
        return
    found = lane(seen, now=now)
    color = "red, they may be delayed" if found.is_red else "green"
    mend = f" ({', '.join(found.troubles)}): docs/operations.md says what to do" if found.troubles else ""
    yield Finding("alarms", f"{color}{mend}", fine=found.is_well)
    if seen.canary_is_on:
        yield Finding("canary", _last("came back", seen.canary_back_at, now))
    else:
        yield Finding("canary", "off, so nobody knows whether alarms arrive: set CANARY_ADDRESS")
    if settings.HEARTBEAT_URL:
        is_lately = seen.heartbeat_at is not None and now - seen.heartbeat_at <= HEARTBEAT_WITHIN
        yield Finding("heartbeat", _last("was answered", seen.heartbeat_at, now), fine=is_lately)
    else:
        yield Finding("heartbeat", "off, so nobody outside notices when all of this stops: set HEARTBEAT_URL")
    if seen.unreachable:
        whom = f"for {seen.unreachable} clinicians nobody could be alarmed"
        yield Finding("plans", f"{whom}: see who works there, and at which address they are told", fine=False)
    else:
        yield Finding("plans", "somebody can be alarmed for every clinician")


def _last(what: str, at: datetime | None, now: datetime) -> str:
    return f"the last {what} {(now - at).total_seconds():.0f} s ago" if at else f"none {what} so far"


def _about_waiting(what: str, since: datetime | None, now: datetime) -> Finding:
    if since is None or now - since <= STALE_AFTER:
        return Finding(what, "none overdue")
    minutes = (now - since).total_seconds() / 60
    mend = "is manage.py dispatch, or a Celery worker, running?"
    return Finding(what, f"the oldest has been due for {minutes:.0f} minutes: {mend}", fine=False)


def _about_helplines(today: date) -> Iterator[Finding]:
    """What was confirmed long ago is told, and is no fault: help that may have moved is better than none."""
    problems = list(checked_helplines(today))
    yield from (Finding("helplines", problem, fine=False) for problem in problems)
    if not problems:
        yield Finding("helplines", in_short(today))


def _about_keeping(now: datetime) -> Finding:
    """What nobody has answered is never forgotten by age alone: somebody has to look at it."""
    back = kept_back(now)
    if not (back.waiting or back.held):
        return Finding("keeping", "nothing is kept past its time")
    held = f"{back.waiting} unanswered or still to be sent, {back.held} on hold"
    return Finding("keeping", f"past their time and kept all the same: {held}")


def _about_calendars(now: datetime) -> Finding:
    """Of one that fails its clinician is told, and mends it; where all do, it is ours."""
    found = health(now=now, failing_for=timedelta(days=1), due_for=CALENDARS_OVERDUE)
    if not found.connected:
        return Finding("calendars", "none is connected")
    if found.overdue:
        mend = "is manage.py read_calendars, or a Celery worker of the queue calendars, running?"
        return Finding("calendars", f"{found.overdue} have been due for over an hour: {mend}", fine=False)
    if not found.failing:
        return Finding("calendars", f"{found.connected} connected, all read within a day")
    said = f"{found.failing} of {found.connected} could not be read for over a day"
    if found.failing < found.connected:
        return Finding("calendars", f"{said}: their clinicians are told what to do")
    return Finding("calendars", f"{said}: can https be reached from here?", fine=found.connected == 1)


def _about_addresses() -> Finding:
    """Who has no inbox cannot answer by mail; who has no address for notices is not told of a crisis."""
    if slugs := clinicians_without_mail():
        mend = "give each an address for the inbox and one for notices"
        return Finding("addresses", f"missing for {', '.join(slugs)}: {mend}", fine=False)
    return Finding("addresses", "every clinician can be written to and told")
