"""System checks with ids: what is unsafe or cannot work is said at start, by name, with its mend."""

from collections.abc import Callable, Iterator
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Advice
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection

from accounts import row_security
from accounts.domain.key_ring import KeyRing, KeyRingError
from accounts.domain.marks import parse_keys
from notifications.domain.address import normalise_email
from scheduler.feeds.errors import FeedError
from scheduler.feeds.targets import read_target

SHORTEST_SECRET = 50  # characters
FEWEST_SYMBOLS = 10  # different ones in a secret that nobody guesses
SHORTEST_METRICS_TOKEN = 32  # characters
SHARED_CACHES = ("DatabaseCache", "RedisCache")
LONGEST_IDLE_MINUTES, LONGEST_SESSION_HOURS = 60, 24
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
    if settings.DEMO and not _stays_home():
        yield Error(
            "DEMO is on and others can reach it: its password stands in the sources.",
            hint="Set DEMO=false, or leave ALLOWED_HOSTS at 127.0.0.1,localhost.",
            id="between.E007",
        )


def check_debug_stays_home() -> Iterator[CheckMessage]:
    if settings.DEBUG and not _stays_home():
        yield Error(
            "DEBUG is on and others can reach it: its error pages show what people wrote.",
            hint="Set DEBUG=false, or leave ALLOWED_HOSTS at 127.0.0.1,localhost.",
            id="between.E008",
        )


def check_https() -> Iterator[CheckMessage]:
    if not settings.SECURE and not _stays_home():
        yield Error(
            "SECURE is off and others can reach it: messages and sign-ins would travel unencrypted.",
            hint="Leave SECURE unset, and put a proxy with TLS in front (docs/operations.md).",
            id="between.E009",
        )


def check_metrics_token() -> Iterator[CheckMessage]:
    if settings.METRICS_TOKEN and len(settings.METRICS_TOKEN) < SHORTEST_METRICS_TOKEN:
        yield Error(
            "METRICS_TOKEN can be guessed.",
            hint="Set it to what this prints: python -c 'import secrets; print(secrets.token_urlsafe(32))'",
            id="between.E010",
        )


def check_trusted_proxies() -> Iterator[CheckMessage]:
    try:
        networks = [ip_network(each) for each in settings.TRUSTED_PROXIES]
    except ValueError as error:
        yield Error(
            f"TRUSTED_PROXIES cannot be read: {error}.",
            hint="List addresses or networks, such as 127.0.0.1,10.0.0.0/8.",
            id="between.E011",
        )
        return
    if any(network.prefixlen == 0 for network in networks):
        yield Error(
            "TRUSTED_PROXIES trusts everyone, so that anyone can pretend to come by HTTPS, from anywhere.",
            hint="List the addresses of your own proxies.",
            id="between.E011",
        )


def check_counting() -> Iterator[CheckMessage]:
    backend = str(settings.CACHES["default"]["BACKEND"])
    if not backend.endswith(SHARED_CACHES) and not _is_tried_out():
        yield Error(
            "Tries at signing in are counted by each process for itself, so that guessing is cheap.",
            hint="Leave CACHES as it is: the database, or Redis where REDIS_URL is set.",
            id="between.E012",
        )


def check_session_limits() -> Iterator[CheckMessage]:
    idle, whole = settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS
    endless = idle > LONGEST_IDLE_MINUTES or whole > LONGEST_SESSION_HOURS
    if idle < 1 or whole < 1 or (endless and not _is_tried_out()):
        yield Error(
            f"Sessions would last {idle} minutes idle and {whole} hours in all.",
            hint=f"Set SESSION_IDLE_MINUTES from 1 to {LONGEST_IDLE_MINUTES}"
            f" and SESSION_HOURS from 1 to {LONGEST_SESSION_HOURS}.",
            id="between.E013",
        )


def check_encryption_keys() -> Iterator[CheckMessage]:
    try:
        ring = KeyRing.parse(settings.ENCRYPTION_KEYS)
    except KeyRingError as error:
        yield Error(
            f"ENCRYPTION_KEYS cannot be used: {error}.",
            hint="Set it to what 'between keys new' prints, in front of the keys that are in use.",
            id="between.E014",
        )
        return
    if any(ring.holds(other) for other in _other_secrets()):
        yield Error(
            "A key in ENCRYPTION_KEYS is used for something else, too.",
            hint="Add the key that 'between keys new' prints, and run 'between keys rotate'.",
            id="between.E015",
        )


def check_index_key() -> Iterator[CheckMessage]:
    try:
        parse_keys(settings.INDEX_KEY)
    except KeyRingError as error:
        yield Error(
            f"INDEX_KEY cannot be used: {error}.",
            hint="Set it to what 'between keys new --index' prints: addresses are found again by it.",
            id="between.E016",
        )


def check_watch() -> Iterator[CheckMessage]:
    """What is written wrong here would be noticed by nobody: it only tells of trouble."""
    for name in ("CANARY_ADDRESS", "OPERATOR_ADDRESS"):
        address = getattr(settings, name)
        if address and normalise_email(address) is None:
            yield Error(
                f"{name} is no mail address.",
                hint="Write it like watch@boundaries.example, or leave it empty.",
                id="between.E019",
            )
    if settings.HEARTBEAT_URL and not _can_be_asked(settings.HEARTBEAT_URL):
        yield Error(
            "HEARTBEAT_URL is no address that is asked from here.",
            hint="Copy it from your monitor: it starts with https://, and names no port.",
            id="between.E020",
        )


def _can_be_asked(url: str) -> bool:
    try:
        read_target(url)
    except FeedError:
        return False
    return True


def check_database() -> Iterator[CheckMessage]:
    if settings.REDIS_URL and connection.vendor == "sqlite":
        yield Advice(
            "Celery's workers and the web processes share SQLite, which has one writer at a time.",
            hint="Set DATABASE_URL to PostgreSQL, or leave REDIS_URL unset: then the dispatcher delivers.",
            id="between.W001",
        )


def _other_secrets() -> Iterator[str]:
    yield from (*settings.INDEX_KEY.split(","), settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    yield from (settings.METRICS_TOKEN, settings.SMTP_PASSWORD)


def check_role() -> Iterator[CheckMessage]:
    if above := row_security.roles_above_it():
        yield Error(
            f"PostgreSQL holds {', '.join(above)} to nothing: it may bypass row security.",
            hint="Let DATABASE_URL name a role of its own, and MIGRATE_DATABASE_URL the owner of the tables.",
            id="between.E017",
        )
    elif tables := row_security.own_tables():
        yield Error(
            f"The role of DATABASE_URL could take down the wall between practices: it owns {tables[0]}.",
            hint="Let DATABASE_URL name a role of its own, and MIGRATE_DATABASE_URL the owner of the tables.",
            id="between.E017",
        )


def check_walls() -> Iterator[CheckMessage]:
    if tables := row_security.open_tables():
        yield Error(
            f"Nothing keeps practices apart in {', '.join(tables)}.",
            hint="Run manage.py migrate; where that does not mend it, somebody took the wall down by hand.",
            id="between.E018",
        )


def _stays_home() -> bool:
    return all(_is_this_machine(host) for host in settings.ALLOWED_HOSTS)


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
    check_debug_stays_home,
    check_https,
    check_metrics_token,
    check_trusted_proxies,
    check_counting,
    check_session_limits,
    check_encryption_keys,
    check_index_key,
    check_watch,
    check_database,
)


@register
def check_settings(**context: object) -> list[CheckMessage]:
    return [message for check in CHECKS for message in check()]


@register
def check_row_security(**context: object) -> list[CheckMessage]:
    """While the server is away it cannot be asked, and nothing can be read: /readyz asks again."""
    was_connected = connection.connection is not None
    try:
        return what_is_open()
    except OperationalError:
        return []
    finally:
        if not was_connected:
            connection.close()


def what_is_open() -> list[CheckMessage]:
    """Migrations run as the owner, whom this is not about; a demo, of one practice, may own itself."""
    as_owner = connection.settings_dict["USER"] == (settings.MIGRATE_DATABASE or {}).get("USER")
    if connection.vendor != "postgresql" or as_owner or _is_tried_out():
        return []
    return [*check_role(), *check_walls()]


def must_be_safe() -> None:
    """Raises ImproperlyConfigured, naming everything that is unsafe and its mend."""
    found = [*check_settings(), *check_row_security()]
    if errors := [message for message in found if message.is_serious()]:
        told = "\n".join(f"{error.id}: {error.msg} {error.hint}" for error in errors)
        raise ImproperlyConfigured(f"The service does not start, because of its settings.\n{told}")
