"""Sealed columns: read in their own place, sealed as they are written, and otherwise in nobody's hands."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection, models, transaction
from django.test import Client as Browser
from pytest_django import Settings

from accounts import data_keys
from accounts.data_keys import DataKey
from accounts.domain.key_ring import WrongRingError, new_key
from accounts.domain.sealing import SealBrokenError
from accounts.models import Client, ClientAddress, Clinician
from accounts.sealed import ErasedText, Sealed, sealed_fields
from accounts.services.clients import shred
from accounts.services.key_rotation import ring_troubles
from notifications.models import Decision, Delivery, InboundMessage
from tests import factories
from tests.exchanges import take_message
from tests.sign_in import user_of

SEALED = [model for model in apps.get_models() if sealed_fields(model)]


@pytest.fixture(autouse=True)
def nothing_ready() -> Iterator[None]:
    data_keys.forget()
    yield
    data_keys.forget()


def message_to(clinician: Clinician, client: Client | None = None) -> InboundMessage:
    message = take_message(clinician).message
    if client:
        message.client = client
        message.save()
    return InboundMessage.objects.get(pk=message.pk)


def raw(row: models.Model, column: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM {row._meta.db_table} WHERE {key_of(row)} = %s",  # noqa: S608  our own names
            [stored_key(row)],
        )
        return bytes(cursor.fetchone()[0])


def put(row: models.Model, column: str, value: bytes) -> None:
    """As somebody would who may write the tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {row._meta.db_table} SET {column} = %s WHERE {key_of(row)} = %s",  # noqa: S608  our own names
            [value, stored_key(row)],
        )


def key_of(row: models.Model) -> str:
    assert row._meta.pk is not None
    return str(row._meta.pk.column)


def stored_key(row: models.Model) -> Any:
    return row.pk.hex if connection.vendor == "sqlite" and hasattr(row.pk, "hex") else row.pk


@pytest.mark.parametrize("model", SEALED, ids=lambda model: model._meta.label)
def test_every_table_that_seals_says_for_whom(model: Any) -> None:
    assert callable(model.sealed_for)
    assert model._meta.get_field("practice").column == "practice_id"


def test_the_database_has_bytes_and_the_row_has_words(ada: Clinician) -> None:
    message = message_to(ada)
    assert b"words" not in raw(message, "text")
    assert message.text == "the words of a client"
    assert message.subject == ""
    assert (len(raw(message, "subject")), len(raw(message, "text"))) == (37, 37 + len(message.text))


def test_it_is_read_however_the_row_came(ada: Clinician) -> None:
    delivery = take_message(ada)
    message = InboundMessage.objects.defer("text").get()
    assert (message.text, message.sender) == ("the words of a client", "dan@client.example")
    assert InboundMessage.objects.only("pk").get().text == "the words of a client"
    joined = Delivery.objects.select_related("message__decision").get()
    assert joined.message.text == "the words of a client"
    assert joined.message.decision.reply_text == "Thank you. I reply by tomorrow."
    delivery.recipient = "somebody@else.example"
    delivery.refresh_from_db()
    assert delivery.recipient == "dan@client.example"


def test_it_is_sealed_anew_when_it_is_written(ada: Clinician) -> None:
    message = message_to(ada)
    before = raw(message, "text")
    message.save()
    assert raw(message, "text") == before  # not read, not touched
    message.text = "other words"
    message.save(update_fields=["text"])
    assert raw(message, "text") != before
    assert InboundMessage.objects.get().text == "other words"


def test_a_statement_has_no_plain_value_and_gives_none(ada: Clinician) -> None:
    message_to(ada)
    for ask in (
        lambda: InboundMessage.objects.filter(text="the words of a client").exists(),
        lambda: InboundMessage.objects.filter(text=b"the words of a client").exists(),
        lambda: InboundMessage.objects.update(text="other words"),
        lambda: InboundMessage.objects.bulk_update([InboundMessage(text="other words")], ["text"]),
        lambda: serializers.serialize("json", InboundMessage.objects.all()),
    ):
        with pytest.raises((TypeError, ValueError)), transaction.atomic():
            ask()
    value: object = InboundMessage.objects.values_list("text", flat=True).get()
    assert isinstance(value, Sealed)
    assert (repr(value), f"{value}") == ("<sealed>", "<sealed>")


def test_a_value_opens_in_no_other_row_column_table_or_practice(ada: Clinician, cleo: Clinician) -> None:
    ours, other, foreign = message_to(ada), message_to(ada), message_to(cleo)
    decision = Decision.objects.get(message=ours)
    for value in (
        raw(other, "text"),
        raw(ours, "subject"),
        raw(ours, "sender"),
        raw(decision, "reply_text"),
        raw(foreign, "text"),
        raw(ours, "text")[:-1] + bytes([raw(ours, "text")[-1] ^ 1]),
        b"the words of a client, but plain",
        b"",
    ):
        put(ours, "text", value)
        moved = InboundMessage.objects.get(pk=ours.pk)
        with pytest.raises(SealBrokenError, match="does not open in its place"):
            _ = moved.text


def test_a_row_that_is_moved_to_another_practice_does_not_open(ada: Clinician, cleo: Clinician) -> None:
    message = message_to(ada)
    key = DataKey.objects.get(practice=ada.practice, client=None)
    InboundMessage.objects.filter(pk=message.pk).update(practice=cleo.practice)
    DataKey.objects.filter(pk=key.pk).update(practice=cleo.practice, retired_at=factories.NOW)
    data_keys.forget()
    with pytest.raises(SealBrokenError):
        _ = InboundMessage.objects.get().text


def test_a_data_key_that_is_moved_to_another_client_does_not_open(ada: Clinician, dan: Client) -> None:
    message = message_to(ada)
    DataKey.objects.filter(client=None).update(client=dan, retired_at=factories.NOW)
    data_keys.forget()
    with pytest.raises(WrongRingError):
        _ = InboundMessage.objects.get(pk=message.pk).text


def test_an_address_is_found_by_its_mark_and_tied_to_it(ada: Clinician, dan: Client) -> None:
    by_mail, by_phone = ClientAddress.objects.order_by("channel")
    assert (by_mail.address, by_phone.address) == ("dan@client.example", "+12125550123")
    mark = bytes(by_mail.mark)
    ClientAddress.objects.filter(pk=by_mail.pk).update(mark=b"m" * 32)
    with pytest.raises(SealBrokenError):
        _ = ClientAddress.objects.get(pk=by_mail.pk).address
    ClientAddress.objects.filter(pk=by_mail.pk).update(mark=mark)
    assert ClientAddress.objects.get(pk=by_mail.pk).address == "dan@client.example"


def test_a_wrong_ring_is_an_error_that_names_the_key_and_the_mend(ada: Clinician, settings: Settings) -> None:
    message_to(ada)
    good = settings.ENCRYPTION_KEYS
    for wrong, said in (
        (f"other:{new_key()}", "ENCRYPTION_KEYS has no key test"),
        (f"test:{new_key()}", "the key test in ENCRYPTION_KEYS does not open"),
    ):
        settings.ENCRYPTION_KEYS = wrong
        data_keys.forget()
        with pytest.raises(WrongRingError, match=said):
            _ = InboundMessage.objects.get().text
        assert [said in trouble for trouble in ring_troubles()] == [True]
    settings.ENCRYPTION_KEYS = f"other:{new_key()},{good}"
    assert InboundMessage.objects.get().text == "the words of a client"
    assert list(ring_troubles()) == []


def test_what_was_erased_is_blank_and_breaks_no_page(client: Browser, ada: Clinician, dan: Client) -> None:
    erased, kept = message_to(ada, dan), message_to(ada)
    for name in ("text", "subject", "sender"):
        setattr(erased, name, f"{name} of Dan")
    erased.save()
    sealed = raw(erased, "text")
    shred(dan)
    data_keys.forget()
    read = InboundMessage.objects.get(pk=erased.pk)
    assert isinstance(read.text, ErasedText)
    assert (read.text, Client.objects.get().name) == ("", "")
    assert InboundMessage.objects.get(pk=kept.pk).text == "the words of a client"
    read.save()  # leaves what it could not read
    assert raw(erased, "text") == sealed
    client.force_login(user_of(ada))
    for path in ("/inbox/", f"/inbox/{erased.pk}/"):
        shown = client.get(path)
        assert shown.status_code == 200
        assert b"of Dan" not in shown.content
        assert sealed.hex() not in shown.content.decode()


def test_a_key_of_an_undone_transaction_seals_nothing(ada: Clinician) -> None:
    client = factories.add_client(clinician=ada)
    DataKey.objects.all().delete()
    data_keys.forget()
    with transaction.atomic():
        first = data_keys.key_to_seal_with(ada.practice_id, client.pk)
        transaction.set_rollback(True)
    second = data_keys.key_to_seal_with(ada.practice_id, client.pk)
    assert second.number != first.number
    assert DataKey.objects.get(client=client).pk == second.number


def test_a_key_is_ready_for_a_minute_at_most(ada: Clinician, monkeypatch: pytest.MonkeyPatch) -> None:
    message = message_to(ada)
    clock = [1000.0]
    monkeypatch.setattr("accounts.data_keys.time.monotonic", lambda: clock[0])
    data_keys.forget()
    assert InboundMessage.objects.get().text
    DataKey.objects.all().delete()
    clock[0] += data_keys.KEPT_SECONDS - 1
    assert InboundMessage.objects.get(pk=message.pk).text
    clock[0] += 2
    assert InboundMessage.objects.get(pk=message.pk).text == ""
