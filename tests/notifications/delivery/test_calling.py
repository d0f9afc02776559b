"""Beside the mail, an alarm is posted to where its person wants to be called, whatever answers there."""

import base64
import hashlib
import hmac
import json
import logging
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from accounts import services as people
from accounts.domain.actors import Insider, OnDutyActor
from accounts.models import AlarmAddress, AuditEntry, Clinician, ClinicianAddress, User
from accounts.services.audit import seal
from notifications import services
from notifications.channels import webhook
from notifications.domain import retry
from notifications.domain.incoming import Incoming, Source
from notifications.domain.watch import Trouble
from notifications.models import Delivery, Escalation
from notifications.services import canary
from notifications.services.delivering import TRIES_OF_A_POISONOUS_ROW, deliver_due
from notifications.services.escalating import make_due_steps
from notifications.services.watching import look
from scheduler.feeds.network import Network
from tests import factories
from tests.factories import NOW
from tests.feed_server import FeedServer, Speak, always, answer, feed_server, says
from tests.scheduler.feeds.test_hostile_servers import keep_silent
from tests.sign_in import user_of
from tests.smtp_sink import Sink

pytestmark = pytest.mark.django_db

DANGER = "I want to kill myself"
URL = "https://feeds.example/zq-topic?auth=zq-auth"
MINUTE = timedelta(minutes=1)
Receiving = Callable[[Speak], FeedServer]


@pytest.fixture
def receiving(
    context: ssl.SSLContext, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Receiving]:
    """A receiver at feeds.example that speaks so; the last one stands there."""
    with ExitStack() as running:

        def receive(speak: Speak) -> FeedServer:
            server = running.enter_context(feed_server(speak, context))
            monkeypatch.setattr(webhook, "INTERNET", server.trusting(str(certificate)))
            return server

        yield receive


@pytest.fixture
def receiver(receiving: Receiving) -> FeedServer:
    return receiving(says(answer("204 No Content")))


def be_called(who: Clinician | User, url: str = URL) -> str:
    return people.set_alarm_address(actor=actor_of(who), url=url, now=NOW)


def actor_of(who: Clinician | User) -> Insider:
    return factories.owner_actor(who) if isinstance(who, User) else factories.clinician_actor(who)


def write(clinician: Clinician, *, sender: str = "zq-client@y.example", now: datetime = NOW) -> Escalation:
    incoming = Incoming(
        clinician=clinician.slug, source=Source.API, channel="email", sender=sender, text=f"{DANGER} zq-words"
    )
    services.receive(actor=factories.integration_actor(clinician.practice), incoming=incoming, now=now)
    return Escalation.objects.order_by("-opened_at").first() or pytest.fail("nobody was alarmed")


def calls() -> list[tuple[str, str]]:
    """The alarms by post, with what became of each."""
    made = Delivery.objects.filter(kind="alarm", channel=webhook.CHANNEL).order_by("created_at")
    return list(made.values_list("state", "last_error"))


def deliver(now: datetime = NOW) -> None:
    deliver_due(clock=lambda: now)


# --- who is called


def test_whoever_gave_an_address_is_posted_to_beside_their_mail(
    ada: Clinician, olive: User, receiver: FeedServer, sink: Sink
) -> None:
    be_called(ada)
    be_called(olive)
    write(ada)
    ways = Delivery.objects.filter(kind="alarm").values_list("channel", "recipient", "next_at", "priority")
    assert {(channel, next_at, priority) for channel, _, next_at, priority in ways} == {
        ("email", NOW, 0),
        ("webhook", NOW, 0),
    }
    deliver()
    assert (len(receiver.bodies), calls()) == (1, [("sent", "")])
    assert "ada@home.example" in [mail["To"] for mail in sink.mails]
    make_due_steps(clock=lambda: NOW + 10 * MINUTE)
    deliver(NOW + 10 * MINUTE)
    assert len(receiver.bodies) == 2  # Olive's


def test_whoever_has_no_mail_address_is_called_all_the_same(ada: Clinician, receiver: FeedServer) -> None:
    ClinicianAddress.objects.filter(clinician=ada, use="notices").delete()
    be_called(ada)
    opened = write(ada)
    assert list(opened.events.values_list("what", flat=True)) == ["opened", "alarmed"]


def test_whose_access_has_ended_is_posted_to_no_more(
    ada: Clinician, olive: User, receiver: FeedServer, sink: Sink
) -> None:
    be_called(ada)
    write(ada)
    people.end_access(actor=factories.owner_actor(olive), user_id=user_of(ada).pk, now=NOW)
    deliver()
    assert (receiver.bodies, calls()) == ([], [("not_needed", "")])


def test_nobody_is_posted_to_once_somebody_looks_after_it(
    ada: Clinician, receiver: FeedServer, sink: Sink
) -> None:
    be_called(ada)
    opened = write(ada)
    services.take_up(actor=OnDutyActor(ada.practice_id, ada.pk, opened.pk), now=NOW)
    deliver()
    assert (receiver.bodies, calls()) == ([], [("not_needed", "")])


def test_what_was_claimed_before_that_is_not_posted_either(
    ada: Clinician, receiver: FeedServer, sink: Sink
) -> None:
    be_called(ada)
    opened = write(ada)
    Escalation.objects.filter(pk=opened.pk).update(acknowledged_at=NOW, acknowledged_by=ada.pk)
    deliver()
    assert (receiver.bodies, calls()) == ([], [("not_needed", "")])


def test_the_address_of_the_moment_counts(ada: Clinician, receiver: FeedServer, sink: Sink) -> None:
    be_called(ada, "https://feeds.example/before")
    write(ada)
    be_called(ada, "https://feeds.example/after")
    deliver()
    assert receiver.paths == ["/after"]
    write(ada, sender="another@y.example", now=NOW + MINUTE)
    assert people.take_away_alarm_address(actor=actor_of(ada), now=NOW)
    deliver(NOW + MINUTE)
    assert (receiver.paths, calls()) == (["/after"], [("sent", ""), ("not_needed", "")])


def test_the_canary_goes_by_mail_alone(ada: Clinician, settings: Settings) -> None:
    be_called(ada)
    canary.send(to="canary@between.example", now=NOW)
    assert set(Delivery.objects.filter(kind="alarm").values_list("channel", flat=True)) == {"email"}


# --- what is said


def test_it_tells_of_nobody_and_leads_to_the_page(ada: Clinician, receiver: FeedServer, sink: Sink) -> None:
    be_called(ada)
    opened = write(ada)
    deliver()
    [request], said = receiver.requests, json.loads(receiver.bodies[0])
    page = f"http://127.0.0.1:8000/duty/{opened.pk}/"
    assert said.pop("tap").startswith("http://127.0.0.1:8000/duty/tap/")
    assert said == {
        "type": "alarm",
        "title": "Please look at a message now",
        "message": "A message has come that somebody should look at now. Please sign in and read it.",
        "escalation": str(opened.pk),
        "page": page,
    }
    for header in ("Template: yes", "Title: {{.title}}", "Priority: urgent", f"Click: {page}"):
        assert f"{header}\r\n" in request
    told = request.replace("zq-topic?auth=zq-auth", "") + receiver.bodies[0].decode()
    assert [word for word in ("zq", "Ada", "Quist", "kill", "y.example", str(ada.pk)) if word in told] == []


def test_a_tap_by_a_program_takes_it_up(ada: Clinician, receiver: FeedServer, sink: Sink) -> None:
    from django.test import Client as Program

    be_called(ada)
    opened = write(ada)
    deliver()
    tap = json.loads(receiver.bodies[0])["tap"].removeprefix("http://127.0.0.1:8000")
    program = Program(enforce_csrf_checks=True)
    assert program.get(tap).status_code == 200
    assert Escalation.objects.get(pk=opened.pk).acknowledged_at is None
    assert program.post(tap, "{}", content_type="application/json").status_code == 200
    assert Escalation.objects.get(pk=opened.pk).acknowledged_by == ada.pk


def test_in_spanish_what_is_shown_has_its_accents_and_its_headers_none(
    ada: Clinician, receiver: FeedServer, sink: Sink
) -> None:
    ada.languages = ["es"]
    ada.save()
    be_called(ada)
    write(ada)
    deliver()
    assert json.loads(receiver.bodies[0])["title"] == "Por favor, lea un mensaje ahora"
    assert "sesión".encode() in receiver.bodies[0]
    assert 'Actions: http, label="Yo me ocupo"' in receiver.requests[0]


def headers_of(request: str) -> dict[str, str]:
    lines = (line.partition(": ") for line in request.split("\r\n")[1:] if line)
    return {name.lower(): value for name, _, value in lines}


def test_it_is_signed_so_that_anybody_can_verify_it(ada: Clinician, receiver: FeedServer, sink: Sink) -> None:
    """Standard Webhooks 1.0.0, written down apart from ours."""
    secret = be_called(ada)
    write(ada)
    deliver()
    sent = headers_of(receiver.requests[0])
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{sent['webhook-id']}.{sent['webhook-timestamp']}.".encode() + receiver.bodies[0]
    signature = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    assert sent["webhook-signature"] == f"v1,{signature}"
    assert int(sent["webhook-timestamp"]) == NOW.timestamp()
    assert (len(key), len(receiver.bodies[0]) < 4096) == (32, True)


def test_a_repeat_is_told_by_its_id(ada: Clinician, receiving: Receiving, sink: Sink) -> None:
    answers = [answer("503 Later"), answer("200 OK")]
    server = receiving(lambda line, _path: line.sendall(answers.pop(0)))
    be_called(ada)
    write(ada)
    deliver()
    assert calls() == [("pending", "503")]
    deliver(NOW + retry.CAP)
    assert calls() == [("sent", "")]
    first, second = (headers_of(request) for request in server.requests)
    assert first["webhook-id"] == second["webhook-id"] == str(Delivery.objects.get(channel="webhook").pk)
    assert first["webhook-timestamp"] < second["webhook-timestamp"]


# --- however the receiver behaves


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_any_answer_of_success_is_one(status: int, ada: Clinician, receiving: Receiving, sink: Sink) -> None:
    receiving(says(answer(f"{status} Fine")))
    be_called(ada)
    write(ada)
    deliver()
    assert calls() == [("sent", "")]


@pytest.mark.parametrize("status", [301, 302, 304, 307, 308, 400, 401, 403, 404, 410, 413, 451])
def test_what_is_refused_for_good_is_not_tried_again(
    status: int, ada: Clinician, receiving: Receiving, sink: Sink
) -> None:
    server = receiving(says(answer(f"{status} No", Location="https://feeds.example/elsewhere")))
    be_called(ada)
    write(ada)
    deliver()
    deliver(NOW + retry.CAP)
    assert (calls(), server.paths) == ([("dead", str(status))], ["/zq-topic?auth=zq-auth"])


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_what_a_receiver_cannot_take_now_is_tried_again(
    status: int, ada: Clinician, receiving: Receiving, sink: Sink
) -> None:
    receiving(says(answer(f"{status} Later")))
    be_called(ada)
    write(ada)
    deliver()
    row = Delivery.objects.get(channel=webhook.CHANNEL)
    assert (row.state, row.last_error, row.unsettled) == ("pending", str(status), 0)
    assert row.next_at is not None
    assert row.next_at <= NOW + retry.BASE


@pytest.mark.parametrize(("asked", "waits"), [(90, timedelta(seconds=90)), (86_400, retry.CAP)])
def test_a_receiver_that_asks_for_time_gets_some(
    asked: int, waits: timedelta, ada: Clinician, receiving: Receiving, sink: Sink
) -> None:
    receiving(says(answer("429 Too Many", Retry_After=str(asked))))
    be_called(ada)
    write(ada)
    deliver()
    assert Delivery.objects.get(channel=webhook.CHANNEL).next_at == NOW + waits


def test_a_redirect_into_the_network_is_not_followed(
    ada: Clinician, receiving: Receiving, sink: Sink
) -> None:
    server = receiving(says(answer("307 There", Location="https://169.254.169.254/latest/")))
    be_called(ada)
    write(ada)
    deliver()
    assert (calls(), len(server.requests)) == ([("dead", "307")], 1)


def test_a_name_that_leads_inside_is_never_connected_to(
    ada: Clinician, monkeypatch: pytest.MonkeyPatch, sink: Sink
) -> None:
    def lost(_address: tuple[str, int], _seconds: float) -> socket.socket:
        pytest.fail("it was connected to")

    monkeypatch.setattr(webhook, "INTERNET", Network(resolve=always("10.0.0.7"), connect=lost))
    be_called(ada)
    write(ada)
    deliver()
    assert calls() == [("dead", "RefusedAddressError")]


def test_a_name_that_is_not_known_may_be_known_later(
    ada: Clinician, monkeypatch: pytest.MonkeyPatch, sink: Sink
) -> None:
    monkeypatch.setattr(webhook, "INTERNET", Network(resolve=always()))
    be_called(ada)
    write(ada)
    deliver()
    assert calls() == [("pending", "NotFetchedError")]


def test_what_hangs_may_have_arrived_and_is_repeated_so_often(
    ada: Clinician, receiving: Receiving, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the same id; then the step's other alarms decide."""
    monkeypatch.setattr(webhook, "SECONDS", 0.2)
    server = receiving(keep_silent)
    be_called(ada)
    opened = write(ada)
    unsettled = []
    for turn in range(TRIES_OF_A_POISONOUS_ROW + 1):
        deliver(NOW + turn * retry.CAP)
        unsettled.append(Delivery.objects.get(channel=webhook.CHANNEL).unsettled)
    row = Delivery.objects.get(channel=webhook.CHANNEL)
    assert unsettled == [1, 2, 3, 4, 5, 5]
    assert (row.state, row.last_error) == ("dead", "NeverHeardOf")
    assert len({headers_of(request)["webhook-id"] for request in server.requests}) == 1
    assert len(server.requests) == TRIES_OF_A_POISONOUS_ROW
    assert "failed" not in opened.events.values_list("what", flat=True)  # the mail has gone out


def test_receivers_that_hang_hold_up_neither_one_another_nor_mail(
    ada: Clinician,
    ben: Clinician,
    olive: User,
    receiving: Receiving,
    sink: Sink,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(webhook, "SECONDS", 1.0)
    receiving(keep_silent)
    be_called(ada)
    for number in range(5):
        write(ada, sender=f"{number}@y.example")
    began = time.monotonic()
    deliver()
    assert time.monotonic() - began < 3
    assert [state for state, _ in calls()] == ["pending"] * 5
    assert [mail["To"] for mail in sink.mails].count("ada@home.example") == 5


def test_more_than_can_go_side_by_side_wait_their_turn_and_mails_do_not(
    ada: Clinician, receiver: FeedServer, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "SIDE_BY_SIDE", 2)
    be_called(ada)
    for number in range(5):
        write(ada, sender=f"{number}@y.example")
    deliver()
    assert sorted(state for state, _ in calls()) == ["pending"] * 3 + ["sent"] * 2
    assert [mail["To"] for mail in sink.mails].count("ada@home.example") == 5
    assert set(Delivery.objects.filter(state="pending").values_list("attempts", "lease_token")) == {(0, None)}
    deliver()
    deliver()
    assert (calls(), len(receiver.bodies)) == ([("sent", "")] * 5, 5)


def test_a_mail_server_that_hangs_holds_up_no_call(
    ada: Clinician, receiver: FeedServer, sink: Sink, settings: Settings
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.SMTP_PORT = silent.getsockname()[1]
        be_called(ada)
        for number in range(3):
            write(ada, sender=f"{number}@y.example")
        deliver()
    assert calls() == [("sent", "")] * 3


# --- what becomes of the step


def test_the_next_step_waits_as_long_as_one_way_may_work(
    ada: Clinician, olive: User, receiving: Receiving, sink: Sink
) -> None:
    receiving(says(answer("410 Gone")))
    be_called(ada)
    opened = write(ada)
    deliver()
    assert calls() == [("dead", "410")]
    assert Escalation.objects.get(pk=opened.pk).next_at == NOW + 10 * MINUTE


def test_it_does_not_wait_once_every_way_has_failed_for_good(
    ada: Clinician, olive: User, receiving: Receiving, sink: Sink
) -> None:
    receiving(says(answer("410 Gone")))
    sink.at_recipient.extend(["550 no such user"] * 2)  # the reply, and the mail to Ada
    be_called(ada)
    opened = write(ada)
    deliver()
    assert set(Delivery.objects.filter(kind="alarm").values_list("state", flat=True)) == {"dead"}
    assert Escalation.objects.get(pk=opened.pk).next_at == NOW
    assert list(opened.events.values_list("what", flat=True)) == ["opened", "alarmed", "failed"]


def test_the_watch_sees_that_a_call_is_late(ada: Clinician, receiving: Receiving, sink: Sink) -> None:
    from datetime import UTC

    receiving(says(answer("503 Later")))
    be_called(ada)
    now = datetime.now(UTC)
    write(ada, now=now)
    deliver(now)
    assert look(clock=lambda: datetime.now(UTC)).troubles == ()
    Delivery.objects.filter(channel=webhook.CHANNEL).update(created_at=now - 2 * MINUTE)
    assert look(clock=lambda: datetime.now(UTC)).troubles == (Trouble.ALARMS_LATE,)


# --- what is kept, and told to nobody


def test_neither_address_nor_secret_stands_anywhere(
    ada: Clinician, receiving: Receiving, sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    receiving(says(answer("503 zq-answer")))
    secret = be_called(ada)
    write(ada)
    deliver()
    seal()
    with connection.cursor() as cursor:
        cursor.execute("SELECT url, secret FROM accounts_alarmaddress")
        kept = b"".join(bytes(value) for value in cursor.fetchone())
    assert (b"zq" in kept, secret.encode() in kept) == (False, False)
    told = caplog.text + repr(list(AuditEntry.objects.values())) + repr(AlarmAddress.objects.values())
    told += "".join(repr(vars(record)) for record in caplog.records)
    assert [word for word in ("zq-topic", "zq-auth", "zq-answer", secret) if word in told] == []
    assert Delivery.objects.get(channel=webhook.CHANNEL).recipient == ""
    assert AlarmAddress.objects.get().url == URL


def test_that_it_was_set_and_taken_away_is_on_record(ada: Clinician, olive: User) -> None:
    first, second = be_called(ada), be_called(ada)
    assert first != second
    assert AlarmAddress.objects.get().secret == second
    assert [people.take_away_alarm_address(actor=actor_of(ada), now=NOW) for _ in range(2)] == [True, False]
    be_called(olive)
    trail = AuditEntry.objects.filter(thing_kind="alarm_address").order_by("pk")
    assert list(trail.values_list("actor_kind", "verb", "thing_id")) == [
        ("clinician", "added", user_of(ada).pk),
        ("clinician", "added", user_of(ada).pk),
        ("clinician", "revoked", user_of(ada).pk),
        ("owner", "added", olive.pk),
    ]
    assert AlarmAddress.objects.get().user == olive
