"""Is the service alive, ready, and keeping up? Numbers only: nothing here tells of anyone."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from accounts.services.key_rotation import ring_troubles
from config.checks import what_is_open
from config.database_away import is_there
from notifications.domain.watch import lane
from notifications.queries import (
    deliveries_by_state,
    messages_by_level,
    notices_by_state,
    oldest_due_delivery,
    oldest_due_notice,
)
from notifications.services.lane import read_seen

PLAIN = "text/plain; charset=utf-8"


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type=PLAIN)


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers, is of this release, and opens with the keys that are here."""
    if not is_there():  # else each who asks would hold a thread for ten seconds that shows people help
        return _not_ready(request, "the database cannot be reached")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        must_be_migrated()
        must_be_walled()
        if any(ring_troubles()):
            return _not_ready(request, "what is kept does not open: see between keys status")
    except DatabaseError:
        return _not_ready(request, "the database cannot be reached")
    except NotMigratedError:
        return _not_ready(request, "the database is older than this release: run manage.py migrate")
    except NotWalledError:
        return _not_ready(request, "the wall between practices is open: run between doctor")
    return HttpResponse("ready\n", content_type=PLAIN)


def _not_ready(request: HttpRequest, why: str) -> HttpResponse:
    said = why if _is_our_monitor(request) else "not ready"
    response = HttpResponse(f"{said}\n", status=HTTPStatus.SERVICE_UNAVAILABLE, content_type=PLAIN)
    response["Retry-After"] = "5"
    return response


def _is_our_monitor(request: HttpRequest) -> bool:
    """Who shows METRICS_TOKEN. Without one nobody is, except where the service is only tried out."""
    if not settings.METRICS_TOKEN:
        return settings.DEMO or settings.DEBUG
    return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}")


class NotMigratedError(Exception):
    """Migrations are still to be applied."""


@cache  # only the good answer is kept: an exception is not
def must_be_migrated() -> None:
    """Raises NotMigratedError."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotMigratedError


class NotWalledError(Exception):
    """PostgreSQL does not keep practices apart, as it should."""


@cache  # likewise
def must_be_walled() -> None:
    """Raises NotWalledError."""
    if what_is_open():
        raise NotWalledError


class Exchange(Collector):
    """Read from the tables when asked, so that every process and every restart tells the same."""

    def collect(self) -> Iterator[Metric]:
        messages = CounterMetricFamily(
            "between_messages", "Messages received, by screening level.", labels=["level"]
        )
        for level, count in messages_by_level().items():
            messages.add_metric([level], count)
        yield messages
        deliveries = GaugeMetricFamily("between_deliveries", "Deliveries, by state.", labels=["state"])
        for state, count in deliveries_by_state().items():
            deliveries.add_metric([state], count)
        yield deliveries
        notices = GaugeMetricFamily("between_notices", "Notices, by state.", labels=["state"])
        for state, count in notices_by_state().items():
            notices.add_metric([state], count)
        yield notices
        now = datetime.now(UTC)  # noqa: TID251  an edge reads the clock
        yield GaugeMetricFamily(
            "between_oldest_due_delivery_seconds",
            "How long the delivery that waits longest has been due; 0 where none waits.",
            value=_seconds(oldest_due_delivery(now), now),
        )
        yield GaugeMetricFamily(
            "between_oldest_due_notice_seconds",
            "How long the notice that waits longest has been due; 0 where none waits.",
            value=_seconds(oldest_due_notice(now), now),
        )
        yield from _watch(now)


def _watch(now: datetime) -> Iterator[Metric]:
    """What has never been has no age: alarm on its absence, too."""
    seen = read_seen()
    yield GaugeMetricFamily(
        "between_lane_red", "1 while alarms may be delayed, else 0.", value=float(lane(seen, now=now).is_red)
    )
    ages = {
        "look": seen and seen.looked_at,
        "canary": seen and seen.canary_back_at,
        "heartbeat": seen and seen.heartbeat_at,
    }
    for what, at in ages.items():
        if at:
            said = f"How long ago the last {what} of the watch was answered."
            yield GaugeMetricFamily(f"between_{what}_age_seconds", said, value=_seconds(at, now))
    yield GaugeMetricFamily(
        "between_unreachable_clinicians",
        "For whom nobody could be alarmed, when it was asked last.",
        value=seen.unreachable if seen else 0,
    )


def _seconds(since: datetime | None, now: datetime) -> float:
    return (now - since).total_seconds() if since else 0.0


registry = CollectorRegistry(auto_describe=False)
registry.register(Exchange())


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not _is_our_monitor(request):
        raise Http404
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
