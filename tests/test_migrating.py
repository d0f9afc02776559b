"""A filled database of the first release, brought up to date: nothing is lost, every row has its practice.

Once for all tests, which only look: on the way back and forth all tables are made anew, many times over.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps
from pytest_django import DjangoDbBlocker

from accounts.models import Clinician
from accounts.queries import client_at
from accounts.row_security import let_in
from accounts.sealed import Sealed
from notifications.models import InboundMessage, Notice
from notifications.queries import message_with_external_id
from tests.application_role import ROLE
from tests.emptying import empty_database

FIRST_RELEASE = [
    ("accounts", "0003_the_audit_trail_only_grows"),
    ("policies", "0002_published_versions_never_change"),
    ("notifications", "0001_initial"),
]
NOW = datetime(2026, 3, 10, 14, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def migrate(targets: list[tuple[str, str]]) -> StateApps:
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


def bring_up_to_date() -> StateApps:
    apps = migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
    if connection.vendor == "postgresql":  # into the tables that were made anew
        let_in(ROLE, connection.settings_dict["PASSWORD"])
    return apps


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator["Filled"]:
    with django_db_blocker.unblock():
        try:
            made = Filled(migrate(FIRST_RELEASE))
            made.put_ben_beside_ada()
            made.draft()
            made.open_in_emergency(migrate([("notifications", "0007_roles")]))
            made.come_every_week(migrate([("scheduler", "0002_calendars")]))
            made.apps = bring_up_to_date()
            with django_db_blocker.block():
                yield made
        finally:
            bring_up_to_date()
            empty_database()


class Filled:
    """Ada and Cleo, of two practices; Dan writes to both with one mail, which has become Ada's message."""

    def __init__(self, apps: StateApps) -> None:
        self.apps = apps
        self.ada, self.cleo = self.clinician("ada"), self.clinician("cleo")
        self.dan = self.add("accounts.Client", practice=self.ada.practice, name="Dan")
        self.add("accounts.Care", clinician=self.ada, client=self.dan)
        address = {"channel": "email", "address": "dan@client.example"}
        self.add("accounts.ClientAddress", practice=self.ada.practice, client=self.dan, **address)
        self.version = self.add(
            "policies.PolicyVersion",
            clinician=self.ada,
            number=1,
            statement="",
            language="en",
            document={},
            drafted_at=NOW,
            published_at=NOW,
            effective_from=NOW,
        )
        both = ["cleo@inbox.example", "ada@inbox.example"]
        self.to_both, self.to_nobody = self.mail(both), self.mail(["gone@inbox.example"])
        self.message = self.receive()

    def add(self, model: str, **columns: Any) -> Any:
        return self.apps.get_model(model).objects.create(**columns)

    def clinician(self, name: str) -> Any:
        practice = self.add("accounts.Practice", name=name, created_at=NOW)
        clinician = self.add(
            "accounts.Clinician", practice=practice, slug=name, name=name, time_zone="UTC", region="US-NY"
        )
        address = f"{name}@inbox.example"
        self.add(
            "accounts.ClinicianAddress", clinician=clinician, use="inbox", channel="email", address=address
        )
        return clinician

    def mail(self, envelope_to: list[str]) -> Any:
        return self.add(
            "notifications.RawMail",
            envelope_from="dan@client.example",
            envelope_to=envelope_to,
            raw=b"Subject: Hello\r\n\r\nHello\r\n",
            received_at=NOW,
            next_at=NOW,
        )

    def receive(self) -> Any:
        message = self.add(
            "notifications.InboundMessage",
            practice=self.ada.practice,
            clinician=self.ada,
            client=self.dan,
            source="mail",
            channel="email",
            conversation="email:dan@client.example",
            fingerprint=b"",
            received_at=NOW,
            mail=self.to_both,
            sender="dan@client.example",
            text="Could we move Thursday?",
            external_id="portal-7",
        )
        heard = {"level": "none", "tier": 0, "categories": [], "evidence": [], "lexicon_version": ""}
        self.add("notifications.Screening", message=message, **heard)
        decided = {"explanation": [], "resources": [], "decided_at": NOW}
        self.add("notifications.Decision", message=message, **decided)
        self.add("notifications.Reply", message=message, clinician=self.ada, sent_at=NOW)
        return message

    def come_every_week(self, apps: StateApps) -> None:
        """Dan, to Ada."""
        of_ada = {"practice_id": self.ada.practice_id, "clinician_id": self.ada.pk, "created_at": NOW}
        kind = apps.get_model("scheduler.SessionType").objects.create(
            **of_ada, name="Session", minutes=80, place="online", where=Sealed(b""), who_books="nobody"
        )
        days = {"first_day": NOW.date(), "made_until": NOW.date(), "starts_at": 540}
        apps.get_model("scheduler.Series").objects.create(
            **of_ada, **days, session_type=kind, client_id=self.dan.pk, time_zone="UTC"
        )

    def put_ben_beside_ada(self) -> None:
        """Both sign in, as does a program of theirs."""
        self.ben = self.clinician("ben")
        self.ben.practice = self.ada.practice
        self.ben.save()
        for clinician in (self.ben, self.ada):
            clinician.user = self.add("accounts.User", email=f"{clinician.name}@inbox.example", password="")
            clinician.save()
        token = {"practice": self.ada.practice, "name": "x", "token_hash": b"x" * 32, "created_at": NOW}
        self.add("accounts.ApiToken", **token)

    def draft(self) -> None:
        words = {"statement": "", "language": "en", "document": {}, "drafted_at": NOW}
        for clinician in (self.ada, self.cleo):
            self.add("policies.PolicyVersion", clinician=clinician, **words)

    def open_in_emergency(self, apps: StateApps) -> None:
        """Who was not there tells Eva, who reads Spanish first, of it: the mail waits."""
        practice = apps.get_model("accounts.Practice").objects.create(name="eva", created_at=NOW)
        eva = apps.get_model("accounts.Clinician").objects.create(
            practice=practice,
            slug="eva",
            name="Eva",
            time_zone="UTC",
            region="MX",
            languages=["es-MX", "en"],
        )
        access = apps.get_model("accounts.EmergencyAccess").objects.create(
            practice=practice,
            opened_by=apps.get_model("accounts.User").objects.create(email="fay@inbox.example", password=""),
            clinician=eva,
            reason=Sealed(b""),
            opened_at=NOW,
            until=NOW + timedelta(hours=1),
        )
        apps.get_model("notifications.EmergencyNotice").objects.create(
            practice=practice, access=access, recipient="eva@home.example", created_at=NOW, next_at=NOW
        )

    def rows(self, model: str) -> Any:
        """As they are now."""
        return self.apps.get_model(model).objects


def test_every_row_is_of_a_practice_and_a_mail_to_two_is_a_row_for_each(filled: Filled) -> None:
    ours, cleos = filled.ada.practice_id, filled.cleo.practice_id
    assert filled.rows("accounts.Care").get().practice_id == ours
    for model in ("Screening", "Decision", "Reply"):
        assert filled.rows(f"notifications.{model}").get().practice_id == ours
    versions = filled.rows("policies.PolicyVersion").values_list("clinician__slug", "practice_id")
    assert set(versions) == {("ada", ours), ("cleo", cleos)}
    assert set(filled.rows("accounts.ClinicianAddress").values_list("practice_id", "address")) == {
        (ours, "ada@inbox.example"),
        (ours, "ben@inbox.example"),
        (cleos, "cleo@inbox.example"),
    }
    mails = {mail.clinician_id: mail for mail in filled.rows("notifications.RawMail").all()}
    of_ada, of_cleo = mails[filled.ada.pk], mails[filled.cleo.pk]
    assert len(mails) == 2
    assert (of_ada.practice_id, of_ada.client_id, of_ada.envelope_to) == (
        ours,
        filled.dan.pk,
        ["ada@inbox.example"],
    )
    assert (of_cleo.practice_id, of_cleo.client_id, of_cleo.envelope_to) == (
        cleos,
        None,
        ["cleo@inbox.example"],
    )
    assert (bytes(of_cleo.raw), of_cleo.next_at) == (bytes(of_ada.raw), NOW)
    assert filled.rows("notifications.InboundMessage").get().mail_id == of_ada.pk


def test_a_published_version_still_never_changes(filled: Filled) -> None:
    published = filled.rows("policies.PolicyVersion").filter(pk=filled.version.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        published.update(statement="other")


def test_what_was_published_before_counts_as_material_and_every_save_has_its_number(filled: Filled) -> None:
    versions = filled.rows("policies.PolicyVersion").order_by("clinician__slug", "revision")
    assert list(versions.values_list("clinician__slug", "number", "revision", "is_material")) == [
        ("ada", 1, 1, True),
        ("ada", None, 2, None),
        ("cleo", None, 1, None),
    ]


def test_a_practices_first_clinician_who_signs_in_owns_it_and_tokens_do_what_they_did(filled: Filled) -> None:
    members = filled.rows("accounts.Membership").order_by("name")
    assert list(members.values_list("user_id", "practice_id", "name", "is_owner", "is_front_desk")) == [
        (filled.ada.user_id, filled.ada.practice_id, "ada", True, False),
        (filled.ben.user_id, filled.ada.practice_id, "ben", False, False),
    ]
    token = filled.rows("accounts.ApiToken").get()
    assert token.scopes == ["messages:write"]
    assert token.expires_at > datetime.now(UTC) + timedelta(days=300)


def test_a_series_is_as_long_as_its_kind_was(filled: Filled) -> None:
    series = filled.rows("scheduler.Series").get()
    assert (series.minutes, series.sequence) == (80, 0)


@pytest.mark.usefixtures("filled")
def test_a_mail_about_an_emergency_that_waits_goes_on_in_the_language_of_whom_it_concerns() -> None:
    notice = Notice.objects.get()
    assert (notice.kind, notice.language, notice.recipient) == ("emergency", "es", "eva@home.example")
    assert notice.next_at == NOW


def test_what_was_written_is_sealed_on_the_way_and_can_be_read(filled: Filled) -> None:
    message = InboundMessage.objects.get()
    ada = Clinician.objects.get(pk=filled.ada.pk)
    assert (message.sender, message.text) == ("dan@client.example", "Could we move Thursday?")
    assert bytes(message.mail.raw if message.mail else b"") == b"Subject: Hello\r\n\r\nHello\r\n"
    assert message_with_external_id(ada, "portal-7") == message
    found = client_at(ada, "email", "dan@client.example")
    assert found is not None
    assert found.name == "Dan"
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  names from the database itself
            told = "".join(
                bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
                for row in cursor.fetchall()
                for value in row
            )
        for plain in ("dan@client.example", "Could we move", "portal-7", "Subject: Hello"):
            assert (table, plain in told) == (table, False)
