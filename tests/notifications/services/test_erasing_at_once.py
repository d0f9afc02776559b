"""Whatever else is done with a client at the moment of erasing: nobody comes back, and a hold holds.

SQLite lets one writer in at a time, so it has no such moments.
"""

import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from accounts import services as people
from accounts.data_keys import DataKey
from accounts.domain.actors import ClientActor, ClinicianActor
from accounts.models import Client, ClientSession, Clinician, LegalHold, SignInCode
from accounts.queries import NotFoundError
from accounts.services.opening import keep_address
from notifications import services
from notifications.domain.incoming import Incoming, Source
from notifications.models import InboundMessage, RawMail
from notifications.services.forgetting import forget_a_little
from notifications.services.mail_intake import store_mail
from tests import factories
from tests.at_once import at_once, coming_too_late
from tests.factories import NOW
from tests.notifications.services.test_erasing import MAIL, erase, write
from tests.notifications.services.test_forgetting import LATER, answered

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
CORRECTED = people.Particulars(name="Dan Abara-Moss", addresses={"email": "dan@client.example", "sms": ""})


@pytest.fixture
def published(ada: Clinician) -> ClinicianActor:
    factories.publish_policy(clinician=ada)
    return factories.clinician_actor(ada)


@pytest.fixture
def brief(published: ClinicianActor) -> ClinicianActor:
    """Whose practice keeps things for thirty days."""
    people.set_retention(practice_id=published.practice_id, days=30, now=NOW)
    return published


def nobody_is_left() -> bool:
    rows = (
        Client.objects.all(),
        DataKey.objects.exclude(client=None),
        InboundMessage.objects.exclude(client=None),
        RawMail.objects.exclude(client=None),
        SignInCode.objects.exclude(client=None),
        ClientSession.objects.all(),
    )
    return not any(each.exists() for each in rows)


@pytest.mark.parametrize("round_", range(10))
def test_a_message_is_erased_too_or_a_strangers(published: ClinicianActor, dan: Client, round_: int) -> None:
    actor = factories.integration_actor(dan.practice)

    def write_by_the_program() -> None:
        for number in range(5):
            incoming = Incoming(
                clinician="ada-quist",
                source=Source.API,
                channel="email",
                sender="dan@client.example",
                text=str(number),
            )
            services.receive(actor=actor, incoming=incoming, now=NOW)

    def mail() -> None:
        raw = MAIL.replace(b"May I?", b"And now?")
        store_mail(envelope_from="dan@client.example", envelope_to=["ada@inbox.example"], raw=raw, now=NOW)

    assert at_once(lambda: erase(dan), write_by_the_program, mail) == []
    assert nobody_is_left()


DEEDS: dict[str, Callable[[ClinicianActor, ClientActor], object]] = {
    "corrected": lambda ada, dan: people.correct(
        actor=ada, client_id=dan.client_id, particulars=CORRECTED, now=NOW
    ),
    "corrected by themselves": lambda _, dan: people.correct(
        actor=dan, client_id=dan.client_id, particulars=CORRECTED, now=NOW
    ),
    "opted out": lambda _, dan: people.opt_out(actor=dan, client_id=dan.client_id, channel="email", now=NOW),
    "put on hold": lambda ada, dan: people.hold(
        actor=ada, client_id=dan.client_id, reason="a dispute", now=NOW
    ),
    "erased twice": lambda ada, dan: services.erase_client(actor=ada, client_id=dan.client_id, now=NOW),
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_what_comes_too_late_finds_nobody(
    published: ClinicianActor, dan: Client, deed: Callable[[ClinicianActor, ClientActor], object]
) -> None:
    with coming_too_late(lambda: deed(published, ClientActor(dan.practice_id, dan.pk))) as raised:
        erase(dan)
    assert [type(each) for each in raised] == [NotFoundError]
    assert nobody_is_left()


def test_nothing_is_put_to_who_has_just_been_erased(published: ClinicianActor, dan: Client) -> None:
    message = write(sender="who@x.example")
    keep_address(dan, "email", "who@x.example")
    said: dict[str, Any] = {"actor": published, "client_id": dan.pk, "message_id": message.pk, "now": NOW}
    with coming_too_late(partial(services.attribute, **said)) as raised:
        erase(dan)
    assert [type(each) for each in raised] == [NotFoundError]
    assert nobody_is_left()


def test_who_asks_for_a_code_too_late_is_a_stranger(published: ClinicianActor, dan: Client) -> None:
    ada = Clinician.objects.get(pk=published.clinician_id)
    with coming_too_late(
        lambda: people.ask_for_code(clinician=ada, client=dan, before="", now=NOW)
    ) as raised:
        erase(dan)
    assert (raised, SignInCode.objects.get().client) == ([], None)


@pytest.mark.parametrize("round_", range(10))
def test_nobody_waits_for_another_for_ever(published: ClinicianActor, dan: Client, round_: int) -> None:
    """Locks are taken in one order, whoever takes them."""
    ada, messages = Clinician.objects.get(pk=published.clinician_id), [write(str(each)) for each in range(4)]
    asked = people.ask_for_code(clinician=ada, client=dan, before="", now=NOW)

    def answer() -> None:
        chosen = random.choice(messages)  # noqa: S311  any of them
        services.answer(actor=published, message_id=chosen.pk, text=f"{random.random()}", now=NOW)  # noqa: S311  another one

    def sign_in() -> None:
        people.sign_in_with_code(
            clinician=ada, browser=asked.browser, code=asked.code, user_agent="", now=NOW
        )

    raised = at_once(lambda: erase(dan), answer, answer, answer, sign_in)
    assert {type(each) for each in raised} <= {NotFoundError, people.client_sign_in.NoCodeError}
    assert nobody_is_left()


def test_two_answers_to_a_stranger_wait_in_one_order(published: ClinicianActor) -> None:
    messages = [write(str(each), sender="who@x.example") for each in range(8)]
    for round_ in range(5):
        InboundMessage.objects.update(answered_by=None)
        deeds = [
            lambda each=each, text=f"{round_} {each.pk}": services.answer(
                actor=published, message_id=each.pk, text=text, now=NOW
            )
            for each in messages
        ]
        assert at_once(*deeds) == []


def test_what_is_put_to_a_client_while_it_is_answered_or_erased_waits_in_one_order(
    published: ClinicianActor,
) -> None:
    for round_ in range(5):
        address = f"eve-{round_}@client.example"
        messages = [write(str(each), sender=address) for each in range(6)]
        ada = Clinician.objects.get(pk=published.clinician_id)
        eve = factories.add_client(clinician=ada, name="Eve Moss", addresses={"email": address})
        said: dict[str, Any] = {"actor": published, "now": NOW}
        raised = at_once(
            partial(services.answer, message_id=messages[3].pk, text="Yes.", **said),
            partial(services.attribute, client_id=eve.pk, message_id=messages[5].pk, **said),
            partial(services.erase_unknown_writer, message_id=messages[0].pk, **said),
        )
        assert {type(each) for each in raised} <= {NotFoundError}
        left = InboundMessage.objects.filter(pk__in=[each.pk for each in messages])
        assert left.filter(client=eve).count() in {0, 6}
        assert not left.filter(client=None).exists()


def test_a_hold_that_is_just_placed_keeps_what_is_past_its_time(brief: ClinicianActor, dan: Client) -> None:
    answered()
    with coming_too_late(lambda: forget_a_little(now=LATER)) as raised:
        people.hold(actor=brief, client_id=dan.pk, reason="a dispute", now=NOW)
    assert (raised, InboundMessage.objects.count()) == ([], 1)


def test_a_hold_that_is_just_placed_keeps_who_has_left(brief: ClinicianActor, dan: Client) -> None:
    people.leave(actor=brief, client_id=dan.pk, now=NOW)
    with coming_too_late(lambda: forget_a_little(now=LATER)) as raised:
        people.hold(actor=brief, client_id=dan.pk, reason="a dispute", now=NOW)
    assert (raised, LegalHold.objects.get().client) == ([], dan)


def test_who_has_just_come_back_is_kept(brief: ClinicianActor, dan: Client) -> None:
    people.leave(actor=brief, client_id=dan.pk, now=NOW)
    with coming_too_late(lambda: forget_a_little(now=LATER + timedelta(seconds=1))) as raised:
        write("I am back")
        people.come_back(actor=brief, client_id=dan.pk, now=LATER)
    assert (raised, Client.objects.get()) == ([], dan)
