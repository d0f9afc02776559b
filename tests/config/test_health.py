"""What a monitor asks, and what it may never hear."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client as Browser

from accounts.models import Client, Clinician
from config import health
from notifications.domain.incoming import Incoming, Source
from notifications.models import Notice, Watch
from notifications.services.notices import promise_notices
from notifications.services.receiving import receive
from tests import factories


def test_the_process_answers_without_a_database(client: Browser) -> None:
    assert client.get("/healthz").content == b"ok\n"


def test_it_is_ready_with_a_database_of_this_release(db: None, client: Browser) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, b"ready\n")


def test_it_is_not_ready_while_the_database_is_away(
    db: None, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OperationalError

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(connection, "cursor", away)
        response = client.get("/readyz")
    assert (response.status_code, response["Retry-After"]) == (503, "5")


def test_it_says_so_without_waiting_for_a_server_that_is_gone(
    db: None, client: Browser, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(health, "is_there", lambda: False)
    with django_assert_num_queries(0):
        assert client.get("/readyz").status_code == 503


def test_it_is_not_ready_before_its_migrations(db: None, client: Browser) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'policies'")
    health.must_be_migrated.cache_clear()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert b"manage.py migrate" in response.content


def test_metrics_count_and_tell_of_nobody(ada: Clinician, dan: Client, client: Browser) -> None:
    wrote = datetime.now(UTC) - timedelta(minutes=2)
    incoming = Incoming(
        clinician=ada.slug,
        source=Source.API,
        channel="email",
        sender="dan@client.example",
        text="Could we move Thursday?",
    )
    receive(actor=factories.integration_actor(ada.practice), incoming=incoming, now=wrote)
    for address in ("ada@home.example", "olive@inbox.example"):
        promise_notices(Notice.Kind.EMERGENCY, [address], about=ada, now=wrote)
    Notice.objects.filter(recipient="olive@inbox.example").update(next_at=None)
    told = dict(
        line.rsplit(" ", 1)
        for line in client.get("/metrics").content.decode().splitlines()
        if not line.startswith("#")
    )
    waits = [float(told.pop(f"between_oldest_due_{what}_seconds")) for what in ("delivery", "notice")]
    assert told == {
        'between_messages_total{level="none"}': "1.0",
        'between_deliveries{state="pending"}': "1.0",
        'between_notices{state="waiting"}': "1.0",
        'between_notices{state="given_up"}': "1.0",
        "between_lane_red": "1.0",  # nobody watches
        "between_unreachable_clinicians": "0.0",
    }
    assert all(120 <= wait < 130 for wait in waits)


def test_metrics_tell_how_long_ago_the_watch_was_sure(db: None, client: Browser) -> None:
    then = datetime.now(UTC) - timedelta(seconds=20)
    Watch.objects.create(looked_at=then, canary_is_on=True, canary_back_at=then, heartbeat_at=then)
    told = client.get("/metrics").content.decode()
    assert "between_lane_red 0.0" in told
    for what in ("look", "canary", "heartbeat"):
        assert f"\nbetween_{what}_age_seconds 2" in told
