"""Mail is kept before it is read, read once, and never lost."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from accounts.models import Client, Clinician
from accounts.queries import NotFoundError
from notifications.models import InboundMessage, RawMail
from notifications.services import mail_intake
from notifications.services.mail_intake import read_due_mail, store_mail
from tests import factories

NOW = factories.NOW
MAIL = (
    b"From: Dan <dan@client.example>\r\nTo: ada@inbox.example\r\nSubject: Hello\r\n"
    b"Message-ID: <a@b.example>\r\n\r\nCan we move?\r\n"
)


@pytest.fixture(autouse=True)
def _policy(ada: Clinician, dan: Client) -> None:
    factories.publish_policy(clinician=ada)


def store(raw: bytes = MAIL, sender: str = "dan@client.example", **to: list[str]) -> RawMail:
    (kept,) = store_for_each(raw, sender, to.get("to", ["ada@inbox.example"]))
    return kept


def store_for_each(raw: bytes, sender: str, to: list[str]) -> list[RawMail]:
    keys = store_mail(envelope_from=sender, envelope_to=to, raw=raw, now=NOW)
    return [RawMail.objects.get(pk=key) for key in keys]


def test_a_mail_becomes_a_message_with_a_promise() -> None:
    kept = store()
    message = kept.messages.get()
    assert (message.subject, message.text.strip()) == ("Hello", "Can we move?")
    assert message.decision.reply_by == NOW + timedelta(days=1)
    assert message.deliveries.get().recipient == "dan@client.example"
    assert (kept.read_at, kept.next_at) == (NOW, None)


def test_the_same_mail_twice_is_one_message_and_one_reply() -> None:
    store()
    store()
    assert InboundMessage.objects.count() == 1


def test_the_same_message_id_with_other_words_is_another_message() -> None:
    store()
    store(MAIL.replace(b"Can we move?", b"I want to die"))
    assert InboundMessage.objects.count() == 2


def test_one_mail_to_two_clinicians_is_a_message_to_each(ada: Clinician, cleo: Clinician) -> None:
    of_ada, of_cleo = store_for_each(MAIL, "dan@client.example", ["ada@inbox.example", "cleo@inbox.example"])
    assert (of_ada.messages.get().clinician, of_cleo.messages.get().clinician) == (ada, cleo)


def test_each_keeps_a_row_of_their_own_which_names_nobody_elses_address(
    ada: Clinician, dan: Client, cleo: Clinician
) -> None:
    of_ada, of_cleo = store_for_each(MAIL, "dan@client.example", ["cleo@inbox.example", "ada@inbox.example"])
    assert (of_ada.practice, of_ada.client, of_ada.envelope_to) == (ada.practice, dan, ["ada@inbox.example"])
    assert (of_cleo.practice, of_cleo.client, of_cleo.envelope_to) == (
        cleo.practice,
        None,
        ["cleo@inbox.example"],
    )


def test_a_mail_is_kept_for_all_or_for_nobody(cleo: Clinician, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[RawMail] = []
    create = RawMail.objects.create

    def break_at_the_second(**columns: object) -> RawMail:
        if kept:
            raise OperationalError
        kept.append(create(**columns))
        return kept[0]

    monkeypatch.setattr(RawMail.objects, "create", break_at_the_second)
    with pytest.raises(OperationalError):
        store_for_each(MAIL, "dan@client.example", ["ada@inbox.example", "cleo@inbox.example"])
    assert not RawMail.objects.exists()


def test_a_mail_to_nobody_here_is_not_taken() -> None:
    with pytest.raises(NotFoundError):
        store_for_each(MAIL, "dan@client.example", ["gone@inbox.example"])


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (b"Auto-Submitted: auto-replied", "automatic"),
        (b"List-Id: <x.lists.example>", "list"),
        (b"Precedence: bulk", "precedence"),
    ],
)
def test_what_a_machine_sent_is_kept_and_not_answered(header: bytes, reason: str) -> None:
    message = store(header + b"\r\n" + MAIL).messages.get()
    assert (message.decision.action, message.decision.reason) == ("silent", reason)
    assert not message.deliveries.exists()


def test_a_crisis_without_a_return_path_still_reaches_the_clinician() -> None:
    message = store(MAIL.replace(b"Can we move?", b"I want to kill myself"), sender="").messages.get()
    assert (message.screening.level, message.decision.reason) == ("crisis", "null_return_path")
    assert {delivery.kind for delivery in message.deliveries.all()} == {"alarm", "notice"}


def test_a_mail_whose_reading_fails_is_kept_and_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.delattr(mail_intake, "receive")
        kept = store()
    assert (kept.read_at, kept.attempts, kept.last_error) == (None, 1, "NameError")
    assert read_due_mail(now=NOW) == 0
    assert read_due_mail(now=NOW + timedelta(minutes=1)) == 1
    assert kept.messages.count() == 1
