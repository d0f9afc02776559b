"""What `between doctor` looks at, one after the other; nothing of it raises."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import redis
from django.conf import settings
from django.core.checks import run_checks
from django.db import DatabaseError, connection

from config.between.ports import Port, answers
from config.health import NotMigratedError, must_be_migrated
from notifications.outbox import backlog
from notifications.queries import oldest_due

STALE_AFTER = timedelta(minutes=1)


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
    if database.fine:
        yield from _about_deliveries(datetime.now(UTC))


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


def _about_deliveries(now: datetime) -> Iterator[Finding]:
    waiting = backlog(now=now)
    since = oldest_due(now)
    late = since is not None and now - since > STALE_AFTER
    if late and since:
        minutes = (now - since).total_seconds() / 60
        yield Finding(
            "deliveries",
            f"{waiting.overdue} overdue, the oldest for {minutes:.0f} minutes: "
            "is manage.py dispatch, or a Celery worker, running?",
            fine=False,
        )
    else:
        yield Finding("deliveries", f"{waiting.pending} under way, none overdue")
    if waiting.dead or waiting.uncertain:
        yield Finding(
            "given up",
            f"{waiting.dead} dead, {waiting.uncertain} uncertain: set them going again with manage.py replay",
            fine=False,
        )
