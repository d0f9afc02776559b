"""Behind the doors PostgreSQL keeps practices apart by itself: asked here without any door, in plain SQL."""

import ast
import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from accounts import row_security, services
from accounts.domain.actors import ClientActor, MailServer
from accounts.models import Client, Clinician
from accounts.queries import inboxes_at
from accounts.services import trail
from accounts.wall import every_practice, inside
from notifications import services as messages
from notifications.domain.escalation import USUAL
from notifications.domain.incoming import Incoming, Source
from notifications.models import Delivery, InboundMessage, Notice
from notifications.services.delivering import sweep
from notifications.services.due_times import see_to_times
from notifications.services.forgetting import forget_a_little
from notifications.services.mail_intake import store_mail
from policies import services as policies
from policies.domain.document import parse_document
from policies.queries import in_force, plan, version_in_force
from scheduler import services as scheduler
from scheduler.domain.interval import Interval
from scheduler.feeds.fetch import Fetched
from scheduler.queries import health
from scheduler.services import reading_calendars
from scheduler.services.calendar_files import Kept
from tests import elsewhere, factories
from tests.application_role import ROLE, as_the_application
from tests.factories import NOW
from tests.own_database import own_database
from tests.processes import service
from tests.smtp_sink import Sink
from tests.test_house_rules import MODULES
from tests.written import ROOT

pytestmark = pytest.mark.postgresql

REQUESTS = 10_000 if os.environ.get("SOAK") == "1" else 500

OF_NO_PRACTICE = {  # every other table, and why nothing is kept apart in it
    "accounts_user": "a sign-in: an address and a hash, asked for before a practice is known",
    "account_emailaddress": "of a sign-in",
    "account_emailconfirmation": "of a sign-in",
    "mfa_authenticator": "of a sign-in",
    "usersessions_usersession": "of a sign-in",
    "django_session": "of a browser; sealed under the ring",
    "shared_cache": "counts of tries",
    "notifications_watch": "one row: whether alarms go out, and when that was seen",
    "auth_group": "Django's own, empty",
    "auth_group_permissions": "Django's own, empty",
    "auth_permission": "Django's own",
    "django_content_type": "Django's own",
    "django_migrations": "Django's own",
}
READ_BY_ANYONE = {"accounts_practice", "accounts_clinician", "accounts_apitoken", "policies_withdrawal"}
MEANT_FOR_EVERY_PRACTICE = {  # where the service works for all of them, and why it must
    "accounts/queries.py": {
        "inboxes_at",  # an envelope names addresses
        "roles_of",  # whoever signed in: their practice follows from it
        "people_on_record",  # an operator names a client, whom others saw
        "seen_of_client",  # an operator names a client
        "clinicians_without_mail",  # a count for the operator
    },
    "accounts/services/clients.py": {"forgetting_practices"},  # whose time it is to forget
    "accounts/services/audit.py": {"seal"},  # whose trail waits
    "accounts/services/key_rotation.py": {
        "ring_use",
        "_one_of_each",
        "rewrap",
    },  # an operator's
    "accounts/services/index_rotation.py": {"remark", "_batches", "_make"},  # likewise, of marks
    "accounts/services/resealing.py": {
        "values_by_key",  # an operator turns every practice's keys
        "retire_all",
        "retired",
        "remove_unused",
        "held_until",
        "_successors",
        "_look",
        "_reseal_rows",
    },
    "accounts/services/sign_ins.py": {"forget_ended_sign_ins"},  # whichever are over
    "accounts/services/trail.py": {"checkpoints", "waiting", "_beyond_their_head"},  # sequences and hashes
    "scheduler/queries/feeds.py": {"feed_at"},  # a secret address names a row
    "scheduler/queries/calendars.py": {"health"},  # numbers for the operator
    "scheduler/services/reading_calendars.py": {"claim"},  # which are due, whosever they are
    "notifications/management/commands/replay.py": {"handle"},  # which were given up
    "notifications/outbox.py": {"claim", "release"},  # the most urgent first, whosever they are
    "notifications/queries.py": {
        "kept_back",  # a count for the operator
        "messages_by_level",
        "deliveries_by_state",
        "notices_by_state",
        "_oldest_due",
    },  # numbers
    "notifications/services/due_times.py": {"see_to_times"},  # which are due, whosever they are
    "notifications/services/escalating.py": {"make_due_steps"},  # which are due, whosever they are
    "notifications/services/one_tap.py": {"actor_of_tap"},  # a signed link names a row
    "notifications/services/asked_for.py": {"asker_by"},  # likewise
    "notifications/services/mail_intake.py": {"store_mail", "read_due_mail"},  # kept for all or for none
    "notifications/services/notices.py": {"send_notices"},  # which are due, whosever they are
    "notifications/services/rota.py": {"tell_of_unreachable"},  # which practices there are
    "notifications/services/watching.py": {"audit"},  # whether anything is late, whosever it is
    "scheduler/queries/integrations.py": {"session_type_told"},  # an id says nothing of practices
    "notifications/services/replaying.py": {"replay"},  # an operator names a row
}


def rows(statement: str, *values: str | UUID) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]


def tables() -> list[str]:
    return [
        str(name) for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    ]


def column_of_practice(table: str) -> str:
    return "id" if table == "accounts_practice" else "practice_id"


WALLED = sorted(
    model._meta.db_table
    for model in apps.get_models()
    if any(field.column == "practice_id" for field in model._meta.concrete_fields)
    or model._meta.label == "accounts.Practice"
)


@pytest.fixture
def filled(ada: Clinician, dan: Client, cleo: Clinician) -> None:
    """Something of two practices in every table."""
    for clinician in (ada, cleo):
        actor = factories.clinician_actor(clinician)
        _publish_and_withdraw(clinician)
        draft = parse_document(factories.ORDINARY_POLICY)
        factories.save_draft(clinician=clinician, policy=draft)
        name = clinician.slug.partition("-")[0]
        client = dan if clinician is ada else factories.add_client(clinician=cleo, name="Eve Moss")
        sign_in(clinician, client)
        store_mail(
            envelope_from="dan@client.example",
            envelope_to=[f"{name}@inbox.example"],
            raw=b"Subject: Hello\r\n\r\nCould we move Thursday?\r\n",
            now=NOW,
        )
        message = InboundMessage.objects.get(clinician=clinician)
        messages.answer(actor=actor, message_id=message.pk, text="Yes.", now=NOW)
        have_colleague(clinician, "Gil Park" if clinician is ada else "Hana Sato")
        services.opt_out(actor=actor, client_id=client.pk, channel="sms", now=NOW)
        version = version_in_force(clinician, NOW)
        assert version is not None
        reader = ClientActor(practice_id=client.practice_id, client_id=client.pk)
        policies.acknowledge(actor=reader, version_id=version.pk, now=NOW)
        factories.agree(clinician=clinician, client=client)
        services.hold(actor=actor, client_id=client.pk, reason="a dispute", now=NOW)
        services.note_for_safety(actor=actor, client_id=client.pk, text="Her sister has a key.", now=NOW)
        an_hour = Interval(NOW, NOW + timedelta(hours=1))
        elsewhere.keep(clinician, busy=[an_hour], closed=[NOW.date()], changes_promises=False)
        ring(clinician, client, "Olive Reyes" if clinician is ada else "Otto Lang")
        _keep_times(clinician, client)
        feed, _ = scheduler.make_feed(actor=actor, kind="own", label="my phone", now=NOW)
        scheduler.rotate_feed(actor=actor, feed_id=feed.pk, now=NOW)
    services.seal()
    for clinician in (ada, cleo):
        factories.issue_token(practice=clinician.practice)  # recorded, and not chained yet


def _keep_times(clinician: Clinician, client: Client) -> None:
    """Every week, and a place among those who wait."""
    kind = factories.offer_sessions(clinician=clinician)
    factories.start_series(clinician=clinician, client=client, kind=kind)
    reader, days = factories.client_actor(client), (NOW.date(), NOW.date())
    messages.wait(actor=reader, clinician=clinician, session_type_id=kind.pk, days=days, now=NOW)


def _publish_and_withdraw(clinician: Clinician) -> None:
    """What holds, and what was planned and is not coming."""
    actor, policy = factories.clinician_actor(clinician), parse_document(factories.ORDINARY_POLICY)
    for effect in (NOW, NOW + timedelta(days=7)):
        factories.save_draft(clinician=clinician, policy=policy)
        messages.publish_and_tell(actor=actor, now=NOW, effective_from=effect)
    planned = plan(actor, NOW)[0].version
    messages.withdraw_and_tell(actor=actor, version_id=planned.pk, now=NOW)


def ring(clinician: Clinician, client: Client, owner: str) -> None:
    """For danger, heard by words of the practice's own too, as its owner planned; and it is looked after."""
    leads = factories.add_person(practice=clinician.practice, name=owner, is_owner=True)
    messages.save_plan(actor=factories.owner_actor(leads), plan=USUAL, now=NOW)
    factories.add_phrase(clinician=clinician, words="take a long walk")
    incoming = Incoming(
        clinician=clinician.slug,
        source=Source.API,
        channel="email",
        sender=client.addresses.get(channel="email").address,
        text="I want to kill myself",
    )
    integration = factories.integration_actor(clinician.practice)
    message = messages.receive(actor=integration, incoming=incoming, now=NOW)
    actor = factories.clinician_actor(clinician)
    messages.answer(actor=actor, message_id=message.pk, text="", now=NOW)


def have_colleague(clinician: Clinician, name: str) -> None:
    """Who covers an absence, has opened what the clinician was sent, and can be called."""
    colleague = factories.add_clinician(practice=clinician.practice, name=name)
    factories.cover(away=clinician, covering=colleague, first=NOW.date(), last=NOW.date())
    actor = factories.clinician_actor(colleague)
    reason = "It could not wait any longer."
    messages.open_messages(actor=actor, slug=clinician.slug, reason=reason, now=NOW)
    services.set_alarm_address(actor=actor, url="https://push.example/topic", now=NOW)


def sign_in(clinician: Clinician, client: Client) -> None:
    """Once, and once more asked for."""
    asked = services.ask_for_code(clinician=clinician, client=client, before="", now=NOW)
    services.sign_in_with_code(
        clinician=clinician, browser=asked.browser, code=asked.code, user_agent="", now=NOW
    )
    services.ask_for_code(clinician=clinician, client=client, before="", now=NOW)


@pytest.fixture
def application(filled: None) -> Iterator[None]:
    """From here on the connection is the service's own."""
    with as_the_application():
        yield


def test_every_table_is_walled_or_is_about_no_practice(db: None) -> None:
    """As the database has it, so a table that a migration forgot to wall is found."""
    assert row_security.open_tables() == []
    assert set(tables()) == set(WALLED) | set(OF_NO_PRACTICE)


def test_the_database_knows_no_other_way_in(db: None) -> None:
    policies = rows("SELECT tablename, policyname, cmd FROM pg_policies WHERE schemaname = current_schema()")
    public = {(table, cmd) for table, name, cmd in policies if name != "wall"}
    assert public == {(table, "SELECT") for table in (*READ_BY_ANYONE, "policies_policyversion")}
    assert sorted(str(table) for table, name, _ in policies if name == "wall") == WALLED


# Two practices take longer to fill than all tables to ask, so that each question is asked of them one by one.


def test_there_is_something_of_both_practices_to_be_kept_apart(
    filled: None, subtests: pytest.Subtests
) -> None:
    for table in WALLED:
        with subtests.test(table=table):
            assert rows(f"SELECT count(DISTINCT {column_of_practice(table)}) FROM {table}") == [(2,)]


def test_where_no_practice_is_named_nothing_is_shown_and_nothing_taken(
    application: None, subtests: pytest.Subtests
) -> None:
    for table in WALLED:
        with subtests.test(table=table), transaction.atomic():
            assert_nothing_is_shown(table, "true")
            assert_untouched(table, "true")


def test_another_practices_rows_are_neither_read_nor_written(
    application: None, subtests: pytest.Subtests, ada: Clinician, cleo: Clinician
) -> None:
    for table in WALLED:
        theirs = f"{column_of_practice(table)} = '{cleo.practice_id}'"
        with subtests.test(table=table), inside(ada.practice_id):
            assert rows(f"SELECT count(*) > 0 FROM {table} WHERE NOT {theirs}") == [(True,)]
            assert_nothing_is_shown(table, theirs)
            assert_untouched(table, theirs)


def assert_nothing_is_shown(table: str, where: str) -> None:
    """But what anyone may read."""
    if table == "policies_policyversion":
        assert rows(f"SELECT count(*) FROM {table} WHERE {where} AND published_at IS NULL") == [(0,)]
    elif table not in READ_BY_ANYONE:
        assert rows(f"SELECT count(*) FROM {table} WHERE {where}") == [(0,)]


def test_no_row_is_given_to_another_practice(
    application: None, subtests: pytest.Subtests, ada: Clinician, cleo: Clinician
) -> None:
    """By INSERT: a row of one's own, with the other's key in it."""
    for table in WALLED:
        with subtests.test(table=table), inside(ada.practice_id):
            assert_is_not_given(table, ada, cleo)


def assert_is_not_given(table: str, ada: Clinician, cleo: Clinician) -> None:
    column = column_of_practice(table)
    (columns,) = rows(
        "SELECT string_agg(CASE column_name WHEN %s THEN %s ELSE quote_ident(column_name) END, ', '"
        " ORDER BY ordinal_position) FROM information_schema.columns WHERE table_name = %s",
        column,
        f"'{cleo.practice_id}'::uuid",
        table,
    )
    newest = f"FROM {table} WHERE {column} = %s ORDER BY 1 DESC LIMIT 1"
    copy = f"INSERT INTO {table} SELECT {columns[0]} {newest}"
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        rows(copy, ada.practice_id)


def assert_untouched(table: str, where: str) -> None:
    """An UPDATE and a DELETE of these find nothing, or are not permitted at all."""
    column = column_of_practice(table)
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        try:
            with transaction.atomic():
                assert rows(f"{statement} WHERE {where}") == [(0,)]
        except DatabaseError as refused:
            assert "permission denied" in str(refused)  # noqa: PT017  either is right


FORBIDDEN = (
    "DELETE FROM accounts_auditentry",
    "UPDATE accounts_auditentry SET verb = 'read'",
    "DELETE FROM accounts_audithead",
    "TRUNCATE accounts_auditentry",
    "TRUNCATE accounts_client",
    "ALTER TABLE accounts_client NO FORCE ROW LEVEL SECURITY",
    "DROP POLICY wall ON accounts_client",
    "CREATE POLICY mine ON accounts_client USING (true)",
    "DELETE FROM django_migrations",
)


def test_the_role_may_not(application: None, subtests: pytest.Subtests) -> None:
    for statement in FORBIDDEN:
        refused = pytest.raises(DatabaseError, match=r"permission denied|must be owner")
        with subtests.test(statement=statement), every_practice(), refused, transaction.atomic():
            rows(statement)


def test_the_role_is_held_by_policies(application: None) -> None:
    held = "SELECT NOT (rolsuper OR rolbypassrls OR rolcreaterole) FROM pg_roles WHERE rolname = current_user"
    assert rows(f"SELECT current_user, ({held})") == [(ROLE, True)]


# --- the service's own work, done as the role that it is done as


def test_mail_comes_in_and_goes_out_as_the_role(application: None, sink: Sink, cleo: Clinician) -> None:
    assert list(inboxes_at(MailServer(), ["cleo@inbox.example"])) == [cleo]
    (kept,) = store_mail(
        envelope_from="eve@client.example",
        envelope_to=["cleo@inbox.example"],
        raw=b"To: cleo@inbox.example\r\nSubject: Hello\r\n\r\nI want to kill myself.\r\n",
        now=NOW,
    )
    assert sweep(clock=lambda: NOW) > 0
    with inside(cleo.practice_id):
        sent = Delivery.objects.filter(message__mail=kept, channel="email")
        assert {each.state for each in sent} == {"sent"}
    assert "eve@client.example" in sink.copies_to_clients
    assert trail.waiting() == 0  # the sweep has chained what was recorded


def test_a_draft_is_published_and_withdrawn_as_the_role(application: None, ada: Clinician) -> None:
    actor, later = factories.clinician_actor(ada), NOW + timedelta(days=1)
    assert messages.publish_and_tell(actor=actor, now=NOW, effective_from=later) == 3
    with inside(ada.practice_id):
        version = plan(actor, NOW)[0].version
    messages.withdraw_and_tell(actor=actor, version_id=version.pk, now=NOW)
    assert in_force(ada, later).number == 1


def test_a_calendar_is_read_and_counts_as_the_role(application: None, ada: Clinician) -> None:
    with inside(ada.practice_id):
        elsewhere.connect(ada, changes_promises=True, use="away")
    [errand] = reading_calendars.claim(now=NOW, limit=9)
    tomorrow = Interval(NOW + timedelta(hours=12), NOW + timedelta(hours=36))
    fetched = Fetched(status="new", body=b"", etag=None, last_modified=None, final_url="")
    found = reading_calendars.Found(fetched, Kept((), (tomorrow,), (), {}))
    assert reading_calendars.settle(errand, found, now=NOW) == "changed"
    away = in_force(ada, NOW).policy.policy.time_away
    assert [(each.start, each.end) for each in away] == [(tomorrow.start, tomorrow.end)]
    raw = elsewhere.ics(elsewhere.event(NOW))
    actor, terms = factories.clinician_actor(ada), elsewhere.calendar_terms()
    made = scheduler.upload_calendar(actor=actor, terms=terms, raw=raw, now=NOW)
    scheduler.upload_again(actor=actor, calendar_id=made.pk, raw=raw, now=NOW)
    assert health(now=NOW, failing_for=timedelta(), due_for=timedelta()).connected >= 1


def test_a_clinician_is_told_of_their_calendar_as_the_role(application: None, ada: Clinician) -> None:
    with inside(ada.practice_id):
        elsewhere.connect(ada)
    [errand] = reading_calendars.claim(now=NOW, limit=9)
    reading_calendars.settle(errand, reading_calendars.Found(trouble="away"), now=NOW)
    see_to_times(now=NOW + timedelta(hours=24))
    with inside(ada.practice_id):
        assert Notice.objects.filter(kind=Notice.Kind.CALENDAR_FAILS).count() == 1


def test_whoever_looks_from_outside_sees_what_is_withdrawn(application: None, ada: Clinician) -> None:
    """As visitors do: no practice is named."""
    assert in_force(ada, NOW + timedelta(days=30)).number == 1
    version = version_in_force(ada, NOW + timedelta(days=30))
    assert version is not None
    assert version.number == 1


def test_a_client_is_erased_and_a_message_forgotten_as_the_role(
    application: None, ada: Clinician, dan: Client, cleo: Clinician
) -> None:
    actor = factories.clinician_actor(ada)
    services.lift_hold(actor=actor, client_id=dan.pk, now=NOW)
    assert messages.everything_on(actor=actor, client_id=dan.pk, now=NOW)["messages"]
    messages.erase_client(actor=actor, client_id=dan.pk, now=NOW)
    with inside(ada.practice_id):
        assert not InboundMessage.objects.exists()
    services.set_retention(practice_id=cleo.practice_id, days=1, now=NOW)
    with inside(cleo.practice_id):
        eve = Client.objects.get()
        Delivery.objects.update(next_at=None, state="sent")
    services.lift_hold(actor=factories.clinician_actor(cleo), client_id=eve.pk, now=NOW)
    assert forget_a_little(now=NOW + timedelta(days=2)) == 2
    with inside(cleo.practice_id):
        assert not InboundMessage.objects.exists()


def test_a_practice_is_opened_and_filled_as_the_role(db: None) -> None:
    with as_the_application():
        clinician = factories.add_clinician(practice=factories.open_practice(), name="Fay Lund")
        client = factories.add_client(clinician=clinician)
        token = factories.issue_token(practice=clinician.practice)
        tokens = rows("SELECT id FROM accounts_apitoken")
        assert isinstance(tokens[0][0], UUID)
        assert services.revoke_token(practice=clinician.practice, token_id=tokens[0][0], now=NOW)
    assert (Client.objects.get(), bool(token)) == (client, True)


# --- where every practice is named


def callers_of_every_practice(source: str) -> set[str]:
    """The functions in which it is called."""
    return {
        function.name
        for function in ast.walk(ast.parse(source))
        if isinstance(function, ast.FunctionDef)
        and any(
            isinstance(call, ast.Call) and ast.unparse(call.func) == "every_practice"
            for call in ast.walk(function)
        )
    }


def test_every_practice_is_named_only_where_it_is_meant() -> None:
    found = {str(path): callers_of_every_practice((ROOT / path).read_text()) for path in MODULES}
    assert {path: names for path, names in found.items() if names} == MEANT_FOR_EVERY_PRACTICE


# --- many at once


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_fifty_threads_over_five_connections_see_nothing_of_one_another(db: None, tmp_path: Path) -> None:
    with (
        own_database(tmp_path) as database,
        service(database=database, smtp_port=0, var=tmp_path, DATABASE_POOL_SIZE="5") as house,
    ):
        asked = house.start("-m", "tests.many_practices", str(REQUESTS))
        printed, errors = asked.communicate(timeout=900)
    assert asked.returncode == 0, errors
    seen = json.loads(printed)
    print(seen)  # noqa: T201  shown by `pytest -s`
    a_fifth = REQUESTS // 5
    assert seen.pop("foreign") == 0
    assert seen["cancelled"] > a_fifth / 2
    assert seen.pop("cancelled") + seen.pop("slept through", 0) == a_fifth
    assert seen == {
        "written 201": a_fifth,
        "read": 2 * a_fifth,
        "shown": 2 * a_fifth,
        "broken off": a_fifth,
    }
