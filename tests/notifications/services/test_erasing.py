"""Erasing leaves nothing but ids on record, a hold stands in its way, and an export has everything."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db.models import ForeignKey, Model
from django.test import TestCase

from accounts import services as people
from accounts.data_keys import DataKey
from accounts.domain.actors import ClientActor
from accounts.domain.errors import OnHoldError
from accounts.models import (
    AuditEntry,
    Care,
    Client,
    ClientAddress,
    ClientSession,
    Clinician,
    LegalHold,
    OptOut,
    SafetyNotes,
    SignInCode,
)
from accounts.queries import NotFoundError
from notifications import outbox, services
from notifications.domain.incoming import Incoming, Source
from notifications.models import (
    Decision,
    Delivery,
    Duty,
    Escalation,
    EscalationEvent,
    InboundMessage,
    Notice,
    RawMail,
    Reply,
    Screening,
)
from notifications.services.everything import LEFT_OUT, plain
from notifications.services.mail_intake import store_mail
from policies import queries
from policies import services as policies
from policies.domain.document import parse_document
from policies.models import Acknowledgement, Agreement
from scheduler import services as scheduler
from scheduler.models import Appointment, Feed, Series, WaitingPlace
from scheduler.services import Weekly
from tests import factories
from tests.factories import NOW

MAIL = (
    b"From: dan@client.example\r\nTo: ada@inbox.example\r\nMessage-ID: <1@x.example>\r\n"
    b"Subject: So\r\n\r\nMay I?"
)
KEPT: list[type[Model]] = [
    Client,
    ClientAddress,
    Care,
    ClientSession,
    OptOut,
    LegalHold,
    SafetyNotes,
    InboundMessage,
    RawMail,
    Screening,
    Decision,
    Reply,
    Delivery,
    Acknowledgement,
    Agreement,
    Notice,
    Escalation,
    EscalationEvent,
    Feed,
    Appointment,
    Series,
    WaitingPlace,
]
NOT_TOLD: dict[type[Model], str] = {
    Duty: "how a practice arranges itself; who looked after it stands with the escalation",
    DataKey: "opens what is told here, and is told to nobody",
    SignInCode: "a code of six digits that opens nothing after ten minutes",
}


@pytest.fixture
def told(ada: Clinician, dan: Client) -> Client:
    """Dan, with a row in every table that can hang on a client."""
    policy = parse_document(factories.ORDINARY_POLICY)
    factories.save_draft(clinician=ada, policy=policy)
    services.publish_and_tell(actor=factories.clinician_actor(ada), now=NOW)
    version = queries.version_in_force(ada, NOW)
    assert version is not None
    reader = ClientActor(practice_id=dan.practice_id, client_id=dan.pk)
    policies.acknowledge(actor=reader, version_id=version.pk, now=NOW)
    factories.agree(clinician=ada, client=dan)
    write()
    store_mail(envelope_from="dan@client.example", envelope_to=["ada@inbox.example"], raw=MAIL, now=NOW)
    mailed = InboundMessage.objects.get(mail__isnull=False)
    actor = factories.clinician_actor(ada)
    services.answer(actor=actor, message_id=mailed.pk, text="Of course.", now=NOW)
    write("I want to kill myself")
    asked = people.ask_for_code(clinician=ada, client=dan, before="", now=NOW)
    people.sign_in_with_code(
        clinician=ada, browser=asked.browser, code=asked.code, user_agent="a phone", now=NOW
    )
    people.opt_out(actor=actor, client_id=dan.pk, channel="sms", now=NOW)
    people.hold(actor=actor, client_id=dan.pk, reason="a dispute", now=NOW)
    people.lift_hold(actor=actor, client_id=dan.pk, now=NOW)
    people.note_for_safety(actor=actor, client_id=dan.pk, text="His sister helps.", now=NOW)
    scheduler.make_feed(actor=reader, kind="client", label="my phone", now=NOW)
    keep_times(ada, dan)
    return dan


def keep_times(clinician: Clinician, client: Client) -> None:
    """An appointment of a series, and a place among those who wait."""
    kind = factories.offer_sessions(clinician=clinician)
    desk = factories.clinician_actor(clinician)
    thursday = date(2026, 3, 12)
    weekly = Weekly(client_id=client.pk, session_type_id=kind.pk, first_day=thursday, starts_at=9 * 60)
    services.start_series(actor=desk, clinician=clinician, weekly=weekly, now=NOW)
    reader = ClientActor(client.practice_id, client.pk)
    days = (thursday, thursday)
    services.wait(actor=reader, clinician=clinician, session_type_id=kind.pk, days=days, now=NOW)


def write(
    text: str = "May I?", sender: str = "dan@client.example", clinician: Clinician | None = None
) -> InboundMessage:
    clinician = clinician or Clinician.objects.get(slug="ada-quist")
    incoming = Incoming(
        clinician=clinician.slug, source=Source.API, channel="email", sender=sender, text=text
    )
    return services.receive(actor=factories.integration_actor(clinician.practice), incoming=incoming, now=NOW)


def erase(client: Client) -> None:
    actor = factories.clinician_actor(Clinician.objects.get(slug="ada-quist"))
    services.erase_client(actor=actor, client_id=client.pk, now=NOW)


def models_about_clients() -> Iterator[type[Model]]:
    """Those with a foreign key to a client, or to one of such."""
    about: set[type[Model]] = {Client}
    while more := {each for each in apps.get_models() if _leads_to(each, about)} - about:
        about |= more
    yield from about


def _leads_to(model: type[Model], about: set[type[Model]]) -> bool:
    keys = (field for field in model._meta.concrete_fields if isinstance(field, ForeignKey))
    return any(field.related_model in about for field in keys)


def test_every_table_about_clients_is_known_here() -> None:
    assert set(models_about_clients()) == {*KEPT, *NOT_TOLD}


def _to_the_practice(row: Model) -> bool:
    """Where and when clinicians are told, perhaps at home, is no fact about the client."""
    return isinstance(row, Notice) and row.client_id is None


@pytest.mark.parametrize("model", KEPT)
def test_everything_that_is_kept_is_told(told: Client, model: Any) -> None:
    """Column by column; what is left out is named with its reason."""
    actor = ClientActor(told.practice_id, told.pk)
    facts = services.everything_on(actor=actor, client_id=told.pk, now=NOW)
    said = json.dumps(facts, ensure_ascii=False)
    rows = [row for row in model.objects.all() if not _to_the_practice(row)]
    assert rows
    for row in rows:
        for field in type(row)._meta.concrete_fields:
            value = plain(getattr(row, field.attname))
            mine = (model, field.attname) == (Delivery, "recipient") and row.kind in {"notice", "alarm"}
            if field.attname not in LEFT_OUT and not mine:
                assert json.dumps({field.attname: value}, ensure_ascii=False)[1:-1] in said
    assert "ada@home.example" not in said
    assert facts["format"] == "everything-on-a-client/1"
    assert AuditEntry.objects.filter(verb="exported", client_id=told.pk).count() == 1


def test_a_clinician_hands_over_what_is_theirs_to_read(ada: Clinician, ben: Clinician, told: Client) -> None:
    """Not what a colleague was told, nor when the client signed in and looked."""
    Care.objects.create(practice=told.practice, clinician=ben, client=told)
    to_ben = write("Between us", clinician=ben)
    own = ClientActor(told.practice_id, told.pk)
    services.read_own(actor=own, message_id=to_ben.pk, now=NOW)
    services.open_own(actor=own, now=NOW)
    adas, bens, dans = (
        services.everything_on(actor=actor, client_id=told.pk, now=NOW)
        for actor in (factories.clinician_actor(ada), factories.clinician_actor(ben), own)
    )
    assert [len(each["messages"]) for each in (adas, bens, dans)] == [3, 1, 4]
    assert [each["messages_to_colleagues"] for each in (adas, bens, dans)] == [1, 3, 0]
    assert [len(each["sign_ins"]) for each in (adas, bens, dans)] == [0, 0, 1]
    for words in ("Between us", str(to_ben.pk), "signed_in", "a phone"):
        assert [words in json.dumps(each) for each in (adas, dans)] == [False, True]
    looked = [(entry["by"], entry["what"]) for entry in adas["seen_and_done"]]
    assert ("client", "listed") not in looked
    assert ("client", "read") not in looked
    assert ("Ada Quist", "opted_out") in looked


def test_erasing_leaves_nothing_of_them(ada: Clinician, told: Client) -> None:
    other = factories.add_client(clinician=ada, name="Eve Moss", addresses={"email": "eve@client.example"})
    write("Me too", sender="eve@client.example")
    erase(told)
    assert [Client.objects.get(), InboundMessage.objects.get().client] == [other, other]
    assert _counted() == {
        "Client": 1,
        "ClientAddress": 1,
        "Care": 1,
        "InboundMessage": 1,
        "Screening": 1,
        "Decision": 1,
        "Delivery": 1,
    }
    last = AuditEntry.objects.latest("pk")
    assert (last.verb, last.thing_kind, last.thing_id, last.client_id) == (
        "erased",
        "client",
        told.pk,
        told.pk,
    )


def test_erasing_destroys_the_key_so_that_no_copy_of_a_row_can_be_read(told: Client) -> None:
    assert DataKey.objects.filter(client=told).exists()
    copied = InboundMessage.objects.filter(client=told)[0]
    with TestCase.captureOnCommitCallbacks(execute=True):
        erase(told)
    assert not DataKey.objects.exclude(client=None).exists()
    assert copied.text == ""
    assert not SignInCode.objects.exists()


def test_what_waits_to_be_sent_is_sent_no_more(told: Client) -> None:
    claimed = outbox.claim(now=NOW)
    assert claimed
    erase(told)
    assert [outbox.begin(each, now=NOW) for each in claimed] == [False] * len(claimed)


def test_who_was_erased_is_a_stranger_afterwards(told: Client) -> None:
    erase(told)
    assert write().client is None
    with pytest.raises(NotFoundError):
        erase(told)


def test_a_hold_stands_in_the_way(ada: Clinician, told: Client) -> None:
    actor = factories.clinician_actor(ada)
    people.hold(actor=actor, client_id=told.pk, reason="a dispute", now=NOW)
    with pytest.raises(OnHoldError):
        erase(told)
    assert InboundMessage.objects.filter(client=told).count() == 3
    people.lift_hold(actor=actor, client_id=told.pk, now=NOW)
    erase(told)


def test_nobody_erases_or_reads_anothers_client(ben: Clinician, cleo: Clinician, told: Client) -> None:
    for other in map(factories.clinician_actor, (ben, cleo)):
        for does in (services.erase_client, services.everything_on):
            with pytest.raises(NotFoundError):
                does(actor=other, client_id=told.pk, now=NOW)


def test_what_a_stranger_wrote_can_be_erased_and_nothing_else_is(ada: Clinician, told: Client) -> None:
    first, second = (write(text, sender="who@x.example") for text in ("Hello", "Again"))
    write(sender="else@x.example")
    actor = factories.clinician_actor(ada)
    services.answer(actor=actor, message_id=second.pk, text="Hello.", now=NOW)
    services.erase_unknown_writer(actor=actor, message_id=first.pk, now=NOW)
    assert InboundMessage.objects.filter(client=None).count() == 1
    assert InboundMessage.objects.filter(client=told).count() == 3
    assert AuditEntry.objects.filter(verb="erased", thing_id__in=[first.pk, second.pk]).count() == 2


def test_a_client_is_not_erased_by_the_page_for_strangers(
    ada: Clinician, ben: Clinician, told: Client
) -> None:
    theirs, stranger = InboundMessage.objects.filter(client=told)[0], write(sender="who@x.example")
    for actor, message in ((ada, theirs), (ben, stranger)):
        with pytest.raises(NotFoundError):
            services.erase_unknown_writer(
                actor=factories.clinician_actor(actor), message_id=message.pk, now=NOW
            )


def _counted() -> dict[str, int]:
    counts = {model.__name__: model._default_manager.count() for model in KEPT}  # noqa: SLF001  Django's own
    return {name: count for name, count in counts.items() if count}
