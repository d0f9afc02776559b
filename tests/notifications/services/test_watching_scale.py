"""The auditor's one question stays quick, however much lies in the tables. In full with `make soak`.

An auditor elsewhere was switched off because its query had become too slow, and nobody was called.
"""

import os
import time
from datetime import UTC, datetime

import pytest
from django.db import connection

from accounts.models import Clinician
from accounts.wall import every_practice
from notifications.services import watching
from notifications.services.watching import audit, look

SOAK = os.environ.get("SOAK") == "1"
MESSAGES, RINGING = (1_000_000, 10_000) if SOAK else (20_000, 1_000)
TIMES = 15  # PostgreSQL plans anew for each of the first ten
SECONDS = 1.0

FILL = """
    SET LOCAL session_replication_role = replica;
    INSERT INTO notifications_inboundmessage
        (id, source, channel, conversation, matter, fingerprint, received_at, clinician_id, practice_id,
        sender, subject, text)
    SELECT lpad(n::text, 32, '0')::uuid, 'api', 'email', '', '', '', now(), '{clinician}', '{practice}',
        '', '', ''
    FROM generate_series(1, {messages}) AS n;
    INSERT INTO notifications_delivery
        (id, kind, channel, recipient, dedupe_key, state, priority, attempts, unsettled, created_at, next_at,
        last_error, message_id, practice_id)
    SELECT lpad(n::text, 32, '0')::uuid, CASE WHEN n % 2 = 0 THEN 'alarm' ELSE 'crisis_reply' END,
        'email', '', n, CASE WHEN n % 50 = 0 THEN 'dead' WHEN n % 50 = 1 THEN 'pending' ELSE 'sent' END,
        0, 1, 0,
        now() - CASE WHEN n % 50 = 1 THEN interval '0' ELSE interval '1 day' END,
        CASE WHEN n % 50 = 1 THEN now() + interval '1 hour' END, '', lpad(n::text, 32, '0')::uuid,
        '{practice}'
    FROM generate_series(1, {messages}) AS n;
    INSERT INTO notifications_escalation
        (id, opened_at, next_at, place, reached, turn, outcome, note, clinician_id, practice_id)
    SELECT lpad(n::text, 32, '0')::uuid, now(), CASE WHEN n <= {ringing} THEN now() + interval '1 hour' END,
        0, 0, 0, '', '', '{clinician}', '{practice}'
    FROM generate_series(1, {ringing} * 10) AS n;
    ANALYZE notifications_inboundmessage, notifications_delivery, notifications_escalation;
"""
HOW_PLANNED = "SELECT sum(generic_plans) FROM pg_prepared_statements WHERE statement ILIKE %s"

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql, pytest.mark.slow]


def clock() -> datetime:
    return datetime.now(UTC)


def test_it_is_quick_by_its_indexes_each_time(ada: Clinician) -> None:
    look(clock=clock)
    with connection.cursor() as cursor:
        cursor.execute(
            FILL.format(clinician=ada.pk, practice=ada.practice_id, messages=MESSAGES, ringing=RINGING)
        )
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        assert audit(clock=clock) == ()
        took.append(time.perf_counter() - began)
    print(f"{MESSAGES} messages: {max(took) * 1000:.0f} ms at most")  # noqa: T201  shown by `pytest -s`
    assert not SOAK or max(took) <= SECONDS
    with connection.cursor() as cursor:
        cursor.execute(HOW_PLANNED, ['%statement_timestamp%"notifications_watch"%'])
        assert cursor.fetchone() == (0,)


def test_no_table_is_read_through(ada: Clinician) -> None:
    look(clock=clock)
    with connection.cursor() as cursor:
        cursor.execute(
            FILL.format(clinician=ada.pk, practice=ada.practice_id, messages=20_000, ringing=1_000)
        )
    with every_practice():
        asked = {each.value: rows for each, rows in watching.what_is_wrong(clock()).items()}
        plans = {name: rows.explain() for name, rows in asked.items()}
    assert {name for name, plan in plans.items() if "Seq Scan" in plan} == set()
