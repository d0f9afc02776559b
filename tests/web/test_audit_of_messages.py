"""Whatever is done with a message is on record, and nothing of what it says is."""

import json
import re
from email.message import EmailMessage
from html import unescape

import pytest
from django.test import Client as Browser
from pytest_django import Settings

from accounts.domain.actors import Operator, Visitor
from accounts.models import AuditEntry, Client, Clinician
from notifications import services
from notifications.domain.incoming import Incoming, Source
from notifications.models import Delivery, InboundMessage
from notifications.services.delivering import sweep
from notifications.services.mail_intake import store_mail
from tests import factories
from tests.factories import NOW
from tests.services import free_port
from tests.written import ROOT

CANARY = "canary"
SENDER = f"{CANARY}@client.example"


pytestmark = pytest.mark.usefixtures("on_a_tuesday_morning")


@pytest.fixture
def known(published: Clinician) -> Client:
    return factories.add_client(clinician=published, name=f"{CANARY} Abara", addresses={"email": SENDER})


def write(sender: str = SENDER) -> InboundMessage:
    incoming = Incoming(
        clinician="ada-quist",
        source=Source.PAGE,
        channel="email",
        sender=sender,
        text=f"the {CANARY} sings",
        subject=CANARY,
        external_id=f"page:{CANARY}",
    )
    return services.receive(actor=Visitor(), incoming=incoming, now=NOW)


def recorded(*verbs: str) -> list[tuple[object, ...]]:
    rows = AuditEntry.objects.filter(verb__in=verbs).order_by("pk")
    return list(rows.values_list("actor_kind", "way_in", "verb", "thing_kind", "thing_id", "client_id"))


def test_receiving_reading_and_answering_are_on_record(signed_in: Browser, known: Client) -> None:
    row = write()
    signed_in.get("/inbox/")
    signed_in.get(f"/inbox/{row.pk}/")
    signed_in.post(f"/inbox/{row.pk}/answer/", {"text": f"Dear {CANARY}"})
    ada = row.clinician_id
    assert recorded("received", "listed", "read", "answered") == [
        ("visitor", "page", "received", "message", row.pk, known.pk),
        ("clinician", "page", "listed", "inbox", ada, None),
        ("clinician", "page", "read", "message", row.pk, known.pk),
        ("clinician", "page", "answered", "message", row.pk, known.pk),
    ]


def test_a_message_sent_twice_was_received_once(published: Clinician) -> None:
    write("a@else.example")
    write("a@else.example")
    assert len(recorded("received")) == 1


def test_a_refused_answer_shows_the_message_and_so_it_was_read(signed_in: Browser) -> None:
    row = write("")
    signed_in.post(f"/inbox/{row.pk}/answer/", {"text": "To nobody"})
    assert recorded("read", "answered") == [("clinician", "page", "read", "message", row.pk, None)]


def test_what_cannot_be_put_on_record_is_not_shown(
    signed_in: Browser, known: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = write()

    def fail(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr("notifications.services.reading.record", fail)
    signed_in.raise_request_exception = False
    for address in ("/inbox/", f"/inbox/{row.pk}/"):
        answer = signed_in.get(address)
        assert answer.status_code == 500
        assert CANARY not in answer.content.decode()


@pytest.mark.parametrize("reader", ["ben", "cleo"])
def test_who_finds_nothing_has_read_nothing(
    request: pytest.FixtureRequest, client: Browser, known: Client, reader: str
) -> None:
    row = write()
    other: Clinician = request.getfixturevalue(reader)
    assert other.user is not None
    client.force_login(other.user)
    client.get(f"/inbox/{row.pk}/")
    assert recorded("read") == []


def test_a_message_shows_who_has_seen_it(signed_in: Browser, known: Client) -> None:
    row = write()
    once = unescape(signed_in.get(f"/inbox/{row.pk}/").content.decode()).split("Who has seen this")[1]
    again = unescape(signed_in.get(f"/inbox/{row.pk}/?lang=es").content.decode()).split(
        "Quién ha visto esto"
    )[1]
    assert "Tuesday 10 March at 10:30 (New York)</span>Ada Quist, Clinician\n" in once.replace("</li>", "\n")
    assert "2 veces; la primera, martes" in again


def test_a_replay_is_on_record(published: Clinician, known: Client) -> None:
    row = write()
    Delivery.objects.update(state=Delivery.State.DEAD, next_at=None)
    delivery = Delivery.objects.get(message=row)
    assert services.replay(actor=Operator(), row_id=delivery.pk, now=NOW)
    assert not services.replay(actor=Operator(), row_id=delivery.pk, now=NOW)
    assert recorded("replayed") == [("operator", "command", "replayed", "delivery", delivery.pk, known.pk)]


def test_publishing_is_on_record(ada: Clinician) -> None:
    version = factories.publish_policy(clinician=ada)
    assert recorded("published") == [("clinician", "page", "published", "policy_version", version.pk, None)]


def test_mail_and_programs_are_told_apart(client: Browser, published: Clinician) -> None:
    mail = EmailMessage()
    mail["To"], mail["Subject"] = "ada@inbox.example", CANARY
    mail.set_content(CANARY)
    store_mail(envelope_from=SENDER, envelope_to=["ada@inbox.example"], raw=bytes(mail), now=NOW)
    body = {
        "clinician": "ada-quist",
        "channel": "email",
        "from": SENDER,
        "text": CANARY,
        "external_id": CANARY,
    }
    token = factories.issue_token(practice=published.practice)
    client.post(
        "/api/v1/messages/",
        json.dumps(body),
        content_type="application/json",
        headers={"authorization": f"Bearer {token}"},
    )
    assert [row[:3] for row in recorded("received")] == [
        ("mail_server", "mail", "received"),
        ("integration", "api", "received"),
    ]


def test_the_sweep_chains_whatever_becomes_of_the_deliveries(known: Client, settings: Settings) -> None:
    settings.SMTP_PORT = free_port()  # nobody takes mail there
    write()
    sweep(clock=lambda: NOW)
    assert not AuditEntry.objects.filter(sequence=None).exists()


def test_the_trail_holds_no_word_name_or_address(signed_in: Browser, known: Client) -> None:
    row = write()
    signed_in.get("/inbox/")
    signed_in.get(f"/inbox/{row.pk}/?lang=es&{CANARY}={CANARY}", headers={"user-agent": CANARY})
    signed_in.post(f"/inbox/{row.pk}/answer/", {"text": f"Dear {CANARY}"})
    sweep(clock=lambda: NOW)
    held = json.dumps(list(AuditEntry.objects.values()), default=str).lower()
    private = (CANARY, "sings", "example", "abara", "quist", "127.0.0.1", "quiet street")
    assert [word for word in private if word in held] == []


def test_no_page_asks_for_messages_past_the_record() -> None:
    sources = "".join(path.read_text() for path in (ROOT / "web").rglob("*.py"))
    assert re.findall(r"queries\.(?:message|inbox)\(", sources) == []
