"""What came before somebody was a client is theirs only where their clinician says so, and then wholly."""

import json
from typing import Any

import pytest
from django.test import TestCase

from accounts.data_keys import DataKey
from accounts.domain.actors import ClientActor, Operator
from accounts.domain.sealing import SealBrokenError, number_in
from accounts.models import AuditEntry, Client, Clinician, OptOut
from accounts.queries import NotFoundError, seen_by, seen_of_client
from accounts.sealed import Sealed, sealed_fields
from notifications import queries, services
from notifications.domain.incoming import Incoming, Source
from notifications.models import Decision, Delivery, InboundMessage, RawMail, Reply
from notifications.services.mail_intake import store_mail
from tests import factories
from tests.factories import NOW
from tests.notifications.services.test_erasing import MAIL, erase, write

WHO, NUMBER = "eve@client.example", "+12125550177"
RAW = MAIL.replace(b"dan@", b"eve@")


@pytest.fixture(autouse=True)
def _published(ada: Clinician) -> None:
    factories.publish_policy(clinician=ada)


def by(clinician: Clinician, *, source: Source, channel: str = "email", text: str = "By another way") -> Any:
    sender = NUMBER if channel == "sms" else WHO
    incoming = Incoming(clinician=clinician.slug, source=source, channel=channel, sender=sender, text=text)
    return services.receive(actor=factories.integration_actor(clinician.practice), incoming=incoming, now=NOW)


@pytest.fixture
def mailed(ada: Clinician) -> InboundMessage:
    """The first of two by mail, the later of which was answered for both; the first came twice."""
    for raw in (RAW, RAW, RAW.replace(b"<1@", b"<2@")):
        store_mail(envelope_from=WHO, envelope_to=["ada@inbox.example"], raw=raw, now=NOW)
    first, last = InboundMessage.objects.order_by("received_at", "pk")
    services.answer(actor=factories.clinician_actor(ada), message_id=last.pk, text="Of course.", now=NOW)
    return first


@pytest.fixture
def eve(ada: Clinician, mailed: InboundMessage) -> Client:
    """Added once she had written."""
    return factories.add_client(
        clinician=ada, name="Eve Moss", addresses={"email": WHO, "sms": NUMBER}, language="es"
    )


def attribute(clinician: Clinician, client: Client, message: InboundMessage) -> None:
    actor = factories.clinician_actor(clinician)
    services.attribute(actor=actor, client_id=client.pk, message_id=message.pk, now=NOW)


def exported(clinician: Clinician, client: Client) -> dict[str, Any]:
    actor = factories.clinician_actor(clinician)
    return services.everything_on(actor=actor, client_id=client.pk, now=NOW)


def test_by_the_address_alone_nothing_is_theirs(ada: Clinician, eve: Client) -> None:
    assert exported(ada, eve)["messages"] == []
    erase(eve)
    assert InboundMessage.objects.count() == 2
    assert RawMail.objects.count() == 3


def test_what_came_from_their_addresses_is_asked_about_and_nothing_else(ada: Clinician, eve: Client) -> None:
    assert by(ada, source=Source.PAGE).client == eve  # from then on the address counts
    write("Not hers", sender="else@client.example")
    before = queries.written_before(factories.clinician_actor(ada), eve)
    assert before.count() == 2
    assert {each.sender for each in before} == {WHO}


def test_what_was_typed_into_the_form_is_asked_about_by_itself(ada: Clinician) -> None:
    typed, mailed = by(ada, source=Source.PAGE), by(ada, source=Source.API)
    eve = factories.add_client(clinician=ada, name="Eve Moss", addresses={"email": WHO})
    attribute(ada, eve, mailed)
    typed.refresh_from_db()
    assert typed.client is None
    attribute(ada, eve, typed)
    assert InboundMessage.objects.filter(client=eve).count() == 2


def test_from_then_on_all_of_it_is_theirs(ada: Clinician, eve: Client, mailed: InboundMessage) -> None:
    attribute(ada, eve, mailed)
    mine = ClientActor(practice_id=eve.practice_id, client_id=eve.pk)
    assert queries.messages_of(mine).count() == 2
    facts = exported(ada, eve)
    said = json.dumps(facts)
    assert len(facts["messages"]) == 2
    assert "May I?" in said
    assert "Of course." in said
    assert len(facts["mails_without_a_message"]) == 1
    assert not queries.written_before(factories.clinician_actor(ada), eve).exists()
    later = write("And Friday?", sender=WHO)
    assert later.conversation == InboundMessage.objects.get(pk=mailed.pk).conversation
    erase(eve)
    for model in (InboundMessage, RawMail, Decision, Reply, Delivery):
        assert model.objects.count() == 0


def test_every_value_is_sealed_under_their_own_key(
    ada: Clinician, eve: Client, mailed: InboundMessage
) -> None:
    attribute(ada, eve, mailed)
    keys = set(DataKey.objects.filter(client=eve).values_list("pk", flat=True))
    for model in (InboundMessage, RawMail, Decision, Reply, Delivery):
        for row in model.objects.all():
            for column in sealed_fields(model):
                assert (model, column.name, number_in(row.__dict__[column.attname].raw) in keys) == (
                    model,
                    column.name,
                    True,
                )
    copied = InboundMessage.objects.get(pk=mailed.pk)
    with TestCase.captureOnCommitCallbacks(execute=True):
        erase(eve)
    assert copied.text == ""


def test_who_saw_it_before_is_told_as_well(
    ada: Clinician, ben: Clinician, eve: Client, mailed: InboundMessage
) -> None:
    reader = factories.clinician_actor(ada)
    services.read(actor=reader, message_id=mailed.pk, now=NOW)
    mine = ClientActor(practice_id=eve.practice_id, client_id=eve.pk)
    assert seen_by(mine, mailed.pk) == []
    attribute(ada, eve, mailed)
    assert [(each.name, each.times) for each in seen_by(mine, mailed.pk)] == [("Ada Quist", 1)]
    done = [(each["what"], each["of"]) for each in exported(ada, eve)["seen_and_done"]]
    assert done.count(("attributed", "message")) == 2
    assert done.count(("received", "message")) == 2
    assert ("read", "message") in done
    assert [each.verb for each in seen_of_client(Operator(), eve.pk)].count("read") == 1


def test_a_number_that_had_stopped_texts_stays_stopped(ada: Clinician) -> None:
    stopped = by(ada, source=Source.API, channel="sms", text="STOP")
    eve = factories.add_client(clinician=ada, name="Eve Moss", addresses={"sms": NUMBER})
    attribute(ada, eve, stopped)
    assert OptOut.objects.get(client=eve).channel == "sms"
    assert by(ada, source=Source.API, channel="sms", text="Are you there?").decision.reason == "opted_out"


def test_what_came_to_a_colleague_is_theirs_to_say(
    ada: Clinician, ben: Clinician, eve: Client, mailed: InboundMessage
) -> None:
    with pytest.raises(NotFoundError):
        attribute(ben, eve, mailed)
    eve.care.create(clinician=ben, practice_id=ben.practice_id)
    with pytest.raises(NotFoundError):
        attribute(ben, eve, mailed)
    assert not AuditEntry.objects.filter(verb="attributed").exists()


def test_nothing_else_can_be_put_to_a_client(ada: Clinician, dan: Client, eve: Client) -> None:
    dans, strangers = write("Dan's"), write("Hello", sender="else@client.example")
    for message in (dans, strangers):
        with pytest.raises(NotFoundError):
            attribute(ada, eve, message)
    erase(eve)
    with pytest.raises(NotFoundError):
        attribute(ada, eve, InboundMessage.objects.filter(client=None)[0])


def test_what_does_not_open_holds_up_nothing_else(
    ada: Clinician, eve: Client, mailed: InboundMessage
) -> None:
    broken = Sealed(b"\1" * 80)
    InboundMessage.objects.filter(pk=mailed.pk).update(text=broken)
    RawMail.objects.filter(messages=None).update(envelope_from=broken)
    attribute(ada, eve, mailed)
    assert InboundMessage.objects.filter(client=eve).count() == 2
    with pytest.raises(SealBrokenError):
        _ = InboundMessage.objects.get(pk=mailed.pk).text
    assert RawMail.objects.get(messages=None).client is None


def test_a_stranger_who_is_erased_leaves_no_mail_behind(ada: Clinician, mailed: InboundMessage) -> None:
    assert RawMail.objects.count() == 3
    services.erase_unknown_writer(actor=factories.clinician_actor(ada), message_id=mailed.pk, now=NOW)
    assert not RawMail.objects.exists()
