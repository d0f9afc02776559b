"""System checks with ids: what is unsafe or cannot work is said at start, by name, with its mend."""

from collections.abc import Callable, Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Advice
from django.db import connection

SHORTEST_SECRET = 50  # characters
FEWEST_SYMBOLS = 10  # different ones in a secret that nobody guesses
TELLTALES = ("secret", "password", "changeme", "insecure", "demo", "example")


def check_time_zone() -> Iterator[CheckMessage]:
    if settings.TIME_ZONE != "UTC" or not settings.USE_TZ:
        yield Error(
            "The service does not reckon in UTC.",
            hint="Leave TIME_ZONE at 'UTC' and USE_TZ on: promises are made in the clinician's own zone.",
            id="between.E001",
        )


def check_secret_key() -> Iterator[CheckMessage]:
    key = settings.SECRET_KEY
    guessable = len(key) < SHORTEST_SECRET or len(set(key)) < FEWEST_SYMBOLS
    if not _is_tried_out() and (guessable or any(word in key.lower() for word in TELLTALES)):
        yield Error(
            "SECRET_KEY can be guessed.",
            hint="Set it to what this prints: python -c 'import secrets; print(secrets.token_urlsafe(50))'",
            id="between.E002",
        )


def check_hosts() -> Iterator[CheckMessage]:
    if any(host == "*" or host in {".", ""} for host in settings.ALLOWED_HOSTS):
        yield Error(
            "ALLOWED_HOSTS lets any host name in, so a link in a mail could be made to lead elsewhere.",
            hint="List the names under which clients reach this service.",
            id="between.E003",
        )


def check_base_url() -> Iterator[CheckMessage]:
    parts = urlsplit(settings.BASE_URL)
    if parts.scheme not in {"http", "https"} or not parts.hostname or settings.BASE_URL.endswith("/"):
        yield Error(
            "BASE_URL is no address that a link can start with.",
            hint="Write it whole and without a slash at the end, such as https://boundaries.example",
            id="between.E004",
        )
    elif settings.SECURE and parts.scheme != "https":
        yield Error(
            "BASE_URL starts with http:, yet SECURE is on: links in mails would lead to an unprotected page.",
            hint="Start BASE_URL with https:, or set SECURE=false on a machine of your own.",
            id="between.E005",
        )


def check_outgoing_mail() -> Iterator[CheckMessage]:
    if not settings.SMTP_TLS and not _is_this_machine(settings.SMTP_HOST) and not _is_tried_out():
        yield Error(
            "Mail would leave for SMTP_HOST unencrypted.",
            hint="Set SMTP_TLS=true, or send by a server on this machine.",
            id="between.E006",
        )


def check_demo_stays_home() -> Iterator[CheckMessage]:
    if settings.DEMO and not all(_is_this_machine(host) for host in settings.ALLOWED_HOSTS):
        yield Error(
            "DEMO is on and others can reach it: its password stands in the sources.",
            hint="Set DEMO=false, or leave ALLOWED_HOSTS at 127.0.0.1,localhost.",
            id="between.E007",
        )


def check_database() -> Iterator[CheckMessage]:
    if settings.REDIS_URL and connection.vendor == "sqlite":
        yield Advice(
            "Celery's workers and the web processes share SQLite, which has one writer at a time.",
            hint="Set DATABASE_URL to PostgreSQL, or leave REDIS_URL unset: then the dispatcher delivers.",
            id="between.W001",
        )


def _is_tried_out() -> bool:
    """A demo, or a developer's machine: not the real thing."""
    return settings.DEMO or settings.DEBUG


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in {"localhost", "testserver"}


CHECKS: tuple[Callable[[], Iterator[CheckMessage]], ...] = (
    check_time_zone,
    check_secret_key,
    check_hosts,
    check_base_url,
    check_outgoing_mail,
    check_demo_stays_home,
    check_database,
)


@register
def check_settings(**context: object) -> list[CheckMessage]:
    return [message for check in CHECKS for message in check()]
