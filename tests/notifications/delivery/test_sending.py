"""What goes out by SMTP, and what becomes of a delivery however the mail server behaves."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from accounts.models import Clinician
from notifications import outbox
from notifications.domain import retry
from notifications.models import Delivery
from notifications.services.delivering import deliver_due
from tests.exchanges import take_message
from tests.factories import NOW
from tests.smtp_sink import DROP, HANG, Sink, free_port

Kind = Delivery.Kind


class Ticking:
    """A clock that can be set; it stands still meanwhile."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def pass_a_back_off(self) -> None:
        self.at += retry.CAP


@pytest.fixture
def clock() -> Ticking:
    return Ticking()


def outcome(delivery: Delivery) -> tuple[str, int, str]:
    row = Delivery.objects.get(pk=delivery.pk)
    return row.state, row.attempts, row.last_error


def test_an_automatic_reply_says_so_and_asks_for_no_report(
    ada: Clinician, sink: Sink, clock: Ticking
) -> None:
    delivery = take_message(ada)
    assert deliver_due(clock=clock) == 1
    [envelope], [mail] = sink.arrived, sink.mails
    assert (envelope.mail_from, envelope.rcpt_tos) == ("<>", ["dan@client.example"])
    assert sink.asked_to_notify == ["NOTIFY=NEVER"]
    assert mail["Auto-Submitted"] == "auto-replied"
    assert bytes(mail.get_payload(decode=True)).startswith(b"Thank you. I reply by tomorrow.\r\n\r\n-- \r\n")
    assert mail["Message-ID"] == f"<{delivery.pk}@inbox.example>"
    assert outcome(delivery) == ("sent", 1, "")


def test_a_human_answer_comes_from_the_clinician(ada: Clinician, sink: Sink, clock: Ticking) -> None:
    delivery = take_message(ada, kind=Kind.REPLY)
    deliver_due(clock=clock)
    [envelope], [mail] = sink.arrived, sink.mails
    assert (envelope.mail_from, sink.asked_to_notify) == ("ada@inbox.example", [""])
    assert mail["From"] == "Ada Quist <ada@inbox.example>"
    assert mail["Auto-Submitted"] is None
    assert mail.get_payload(decode=True) == b"See you then.\r\n"
    assert outcome(delivery) == ("sent", 1, "")


def test_a_notice_names_nobody_and_quotes_nothing(ada: Clinician, sink: Sink, clock: Ticking) -> None:
    take_message(ada, kind=Kind.NOTICE, recipient="ada@home.example")
    deliver_due(clock=clock)
    [envelope], [mail] = sink.arrived, sink.mails
    assert envelope.mail_from == "ada@inbox.example"
    assert mail["Subject"] == "A message is waiting for you"
    assert mail.get_payload(decode=True) == (
        b"A message in your inbox needs your eyes soon: http://127.0.0.1:8000/inbox/\r\n"
    )


@pytest.mark.parametrize("kind", [Kind.AUTO_REPLY, Kind.REPLY])
def test_an_address_may_be_written_in_any_script(
    ada: Clinician, sink: Sink, clock: Ticking, kind: Delivery.Kind
) -> None:
    delivery = take_message(ada, kind=kind, recipient="señora@client.example")
    deliver_due(clock=clock)
    assert outcome(delivery) == ("sent", 1, "")
    assert sink.arrived[0].rcpt_tos == ["señora@client.example"]


def test_a_batch_shares_one_connection(ada: Clinician, sink: Sink, clock: Ticking) -> None:
    for _ in range(5):
        take_message(ada)
    assert deliver_due(clock=clock) == 5
    assert (len(sink.copies), sink.connections) == (5, 1)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("451 later", ("pending", 1, "451")),
        ("550 no such person", ("dead", 1, "550")),
        (DROP, ("pending", 1, "SMTPServerDisconnected")),
        (HANG, ("pending", 1, "SMTPServerDisconnected")),
    ],
)
def test_a_mail_that_was_not_taken_costs_only_itself(
    ada: Clinician, sink: Sink, clock: Ticking, answer: str, expected: tuple[str, int, str]
) -> None:
    troubled, fine = take_message(ada, kind=Kind.CRISIS_REPLY), take_message(ada)
    sink.at_recipient.append(answer)
    deliver_due(clock=clock)
    assert (outcome(troubled), outcome(fine)) == (expected, ("sent", 1, ""))


def test_what_the_server_has_against_us_is_no_reason_to_give_up(
    ada: Clinician, sink: Sink, clock: Ticking
) -> None:
    delivery = take_message(ada)
    sink.at_sender.append("530 authenticate first")
    deliver_due(clock=clock)
    assert outcome(delivery) == ("pending", 1, "530")


def test_a_refused_mail_is_tried_again_until_it_is_taken(ada: Clinician, sink: Sink, clock: Ticking) -> None:
    delivery = take_message(ada)
    sink.at_data.extend(["452 full", "421 busy"])
    for _ in range(3):
        deliver_due(clock=clock)
        clock.pass_a_back_off()
    assert outcome(delivery) == ("sent", 3, "")
    assert set(sink.copies.values()) == {1}


def test_without_a_mail_server_nothing_is_lost_and_trying_ends(
    ada: Clinician, settings: Settings, clock: Ticking
) -> None:
    settings.SMTP_PORT = free_port()
    delivery = take_message(ada)
    deliver_due(clock=clock)
    assert outcome(delivery) == ("pending", 1, "ConnectionRefusedError")
    for _ in range(retry.GIVE_UP_AFTER):
        clock.pass_a_back_off()
        deliver_due(clock=clock)
    assert outcome(delivery) == ("dead", retry.GIVE_UP_AFTER, "ConnectionRefusedError")


@pytest.mark.parametrize("silence", [DROP, HANG])
def test_an_auto_reply_of_unknown_fate_is_repeated_once(
    ada: Clinician, sink: Sink, clock: Ticking, silence: str
) -> None:
    delivery = take_message(ada)
    sink.at_data.extend([silence] * 3)
    for _ in range(4):
        deliver_due(clock=clock)
        clock.pass_a_back_off()
    assert outcome(delivery) == ("uncertain", 2, "NeverHeardOf")
    assert list(sink.copies.values()) == [2]


@pytest.mark.parametrize("kind", [Kind.CRISIS_REPLY, Kind.REPLY])
def test_help_and_human_words_are_repeated_until_they_are_known_to_have_arrived(
    ada: Clinician, sink: Sink, clock: Ticking, kind: Delivery.Kind
) -> None:
    delivery = take_message(ada, kind=kind)
    sink.at_data.extend([DROP] * 3)
    for _ in range(4):
        deliver_due(clock=clock)
        clock.pass_a_back_off()
    assert outcome(delivery) == ("sent", 4, "")


def test_what_its_workers_never_survive_is_given_up_on(ada: Clinician, sink: Sink, clock: Ticking) -> None:
    delivery = take_message(ada, kind=Kind.CRISIS_REPLY)
    for _ in range(5):
        [held] = outbox.claim(now=clock())
        outbox.begin(held, now=clock())
        clock.at += outbox.LEASE
    deliver_due(clock=clock)
    assert outcome(delivery) == ("dead", 5, "NeverHeardOf")


def test_a_poisonous_row_costs_only_itself(ada: Clinician, sink: Sink, clock: Ticking) -> None:
    poison = take_message(ada, kind=Kind.CRISIS_REPLY, recipient="dan\n@client.example")
    others = [take_message(ada) for _ in range(20)]
    for _ in range(6):
        deliver_due(clock=clock)
        clock.pass_a_back_off()
    assert outcome(poison) == ("dead", 5, "ValueError")
    assert {outcome(other) for other in others} == {("sent", 1, "")}
    poison.recipient = "dan@client.example"
    poison.save(update_fields=["recipient"])
    assert outbox.replay(poison.pk, now=clock())
    deliver_due(clock=clock)
    assert outcome(poison) == ("sent", 1, "")


def test_a_long_batch_ends_for_what_is_more_urgent(ada: Clinician, sink: Sink) -> None:
    """Each look at this clock takes a second: a turn of two seconds is over after one mail."""
    ticks: Iterator[datetime] = (NOW + timedelta(seconds=number) for number in range(1, 1000))
    first, second = take_message(ada), take_message(ada, now=NOW + timedelta(microseconds=1))
    first_turn = deliver_due(clock=lambda: next(ticks))
    crisis = take_message(ada, kind=Kind.CRISIS_REPLY)
    assert (first_turn, deliver_due(clock=lambda: next(ticks))) == (1, 1)
    assert [outcome(delivery)[0] for delivery in (first, crisis, second)] == ["sent", "sent", "pending"]


def test_a_worker_woken_after_its_lease_sends_nothing(ada: Clinician, sink: Sink) -> None:
    """It sleeps for two leases between its claim and its first send, while another does the work."""
    delivery = take_message(ada)
    later = Ticking(NOW + 2 * outbox.LEASE)
    moments = iter([NOW, NOW])

    def sleeping() -> datetime:
        for moment in moments:
            return moment
        deliver_due(clock=later)
        return later()

    assert deliver_due(clock=sleeping) == 1
    assert list(sink.copies.values()) == [1]
    assert outcome(delivery) == ("sent", 1, "")
