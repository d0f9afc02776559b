"""What clients wish of us, and what it does to a message: exactly that, and nothing to help in a crisis."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts import services as people
from accounts.models import AuditEntry, Care, Client, Clinician, OptOut
from accounts.queries import NotFoundError
from notifications import services
from notifications.domain.incoming import Incoming, Source
from notifications.models import Delivery, InboundMessage
from tests import factories
from tests.factories import NOW

CRISIS = "I want to kill myself"
NUMBER = "+12125550123"
MAIL = "dan@client.example"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _published(ada: Clinician) -> None:
    factories.publish_policy(clinician=ada)


def write(
    text: str = "May I?", *, channel: str = "email", sender: str | None = None, now: datetime = NOW
) -> InboundMessage:
    clinician = Clinician.objects.get(slug="ada-quist")
    incoming = Incoming(
        clinician=clinician.slug,
        source=Source.API,
        channel=channel,
        sender=sender or (NUMBER if channel == "sms" else MAIL),
        text=text,
    )
    actor = factories.integration_actor(clinician.practice)
    return services.receive(actor=actor, incoming=incoming, now=now)


def became_of(message: InboundMessage) -> tuple[str, str, list[str]]:
    kinds = Delivery.objects.filter(message=message).order_by("kind").values_list("kind", flat=True)
    return message.decision.action, message.decision.reason, list(kinds)


def wish(does: Callable[..., None], client: Client, **said: Any) -> None:
    clinician = Clinician.objects.get(slug="ada-quist")
    does(actor=factories.clinician_actor(clinician), client_id=client.pk, now=NOW, **said)


@pytest.mark.parametrize(
    ("does", "undoes", "reason"),
    [(people.pause, people.resume, "paused"), (people.leave, people.come_back, "left")],
)
def test_nothing_ordinary_is_sent_to_who_paused_or_left_until_they_say(
    dan: Client, does: Callable[..., None], undoes: Callable[..., None], reason: str
) -> None:
    wish(does, dan)
    silent = write()
    assert became_of(silent) == ("silent", reason, [])
    assert silent.screening.level == "none"
    assert silent.decision.reply_by is not None
    assert silent.decision.resources
    assert became_of(write(CRISIS)) == ("reply", "crisis", ["alarm", "crisis_reply"])
    assert write(CRISIS, channel="sms").decision.action == "reply"
    wish(undoes, dan)
    assert became_of(write()) == ("reply", "first_in_period", ["auto_reply"])


def test_who_opted_out_of_mail_has_the_words_on_their_page_alone(dan: Client) -> None:
    wish(people.opt_out, dan, channel="email")
    silent = write()
    assert became_of(silent) == ("silent", "opted_out", [])
    assert "Thank you for your message" in silent.decision.reply_text
    assert became_of(write(CRISIS)) == ("reply", "crisis", ["alarm", "crisis_reply"])
    assert write(channel="sms").decision.action == "reply"
    wish(people.opt_in, dan, channel="email")
    assert became_of(write()) == ("reply", "first_in_period", ["auto_reply"])


def test_who_opted_out_of_texts_is_texted_in_no_case_and_a_human_is_told_why(dan: Client) -> None:
    wish(people.opt_out, dan, channel="sms")
    assert became_of(write(channel="sms"))[:2] == ("silent", "opted_out")
    crisis = write(CRISIS, channel="sms")
    assert (crisis.decision.reason, crisis.decision.alarm) == ("cannot_be_texted", "crisis_unanswered")
    sent = {(each.kind, each.channel, each.recipient) for each in Delivery.objects.filter(message=crisis)}
    assert ("crisis_reply", "email", MAIL) in sent
    assert not [channel for _, channel, _ in sent if channel == "sms"]
    assert "911" in crisis.decision.reply_text
    assert crisis.decision.resources


def test_that_mail_has_the_loop_guard_of_any_crisis_reply(dan: Client) -> None:
    wish(people.opt_out, dan, channel="sms")
    reasons = [write(CRISIS, channel="sms").decision.reason for _ in range(5)]
    assert reasons == ["cannot_be_texted"] * 3 + ["loop_cap"] * 2


def test_whose_mail_address_nobody_knows_is_still_told_of_to_a_human(ada: Clinician) -> None:
    nell = factories.add_client(clinician=ada, name="Nell", addresses={"sms": "+12125550199"})
    wish(people.opt_out, nell, channel="sms")
    crisis = write(CRISIS, channel="sms", sender="+12125550199")
    kinds = {each.kind for each in Delivery.objects.filter(message=crisis)}
    assert (crisis.decision.reason, "crisis_reply" in kinds) == ("cannot_be_texted", False)
    assert kinds & {"notice", "alarm"}


def test_a_word_stops_texts_with_one_confirmation_and_another_starts_them(dan: Client) -> None:
    stopped = write("STOP", channel="sms")
    assert became_of(stopped) == ("reply", "stopped_texts", ["auto_reply"])
    assert "no more automatic texts" in stopped.decision.reply_text
    assert len(stopped.decision.reply_text) <= 160
    assert stopped.answered_by is None
    assert stopped.screening.level == "none"
    assert became_of(write("stop", channel="sms")) == ("silent", "opted_out", [])
    assert OptOut.objects.filter(client=dan, channel="sms").exists()
    started = write("START", channel="sms")
    assert became_of(started) == ("reply", "started_texts", ["auto_reply"])
    assert not OptOut.objects.exists()
    assert became_of(write("May I come?", channel="sms"))[1] == "first_in_period"
    verbs = (
        AuditEntry.objects.filter(verb__startswith="opted").order_by("pk").values_list("verb", "client_id")
    )
    assert list(verbs) == [("opted_out", dan.pk), ("opted_in", dan.pk)]


@pytest.mark.parametrize("word", ["END", "Cancel", "quit"])
def test_a_doubtful_word_is_obeyed_and_the_clinician_sees_why(dan: Client, word: str) -> None:
    assert became_of(write(word, channel="sms"))[1] == "stopped_texts"


def test_a_word_in_a_sentence_is_no_wish_and_is_screened(dan: Client) -> None:
    assert write("I want to END it", channel="sms").screening.level == "crisis"
    assert write("Please stop the reminders", channel="sms").decision.reason == "first_in_period"
    assert not OptOut.objects.exists()


def test_yes_is_an_answer_to_something_where_texts_were_never_stopped(dan: Client) -> None:
    assert write("Yes", channel="sms").decision.reason == "first_in_period"


def test_a_word_by_mail_is_a_mail(dan: Client) -> None:
    assert write("STOP").decision.reason == "first_in_period"


def test_a_number_that_is_nobodys_is_obeyed_too(ada: Clinician) -> None:
    stranger = "+12125550999"
    texts = ("STOP", "Are you there?", "START", "So?")
    said = [
        write(text, channel="sms", sender=stranger, now=NOW + timedelta(minutes=number))
        for number, text in enumerate(texts)
    ]
    reasons = ["stopped_texts", "opted_out", "started_texts", "first_in_period"]
    assert [each.decision.reason for each in said] == reasons


def test_a_wish_concerns_one_clinicians_care_and_is_on_record_once(
    ada: Clinician, ben: Clinician, dan: Client
) -> None:
    Care.objects.create(practice=ada.practice, clinician=ben, client=dan)
    for _ in range(2):
        wish(people.pause, dan)
    assert set(Care.objects.filter(paused_at=NOW).values_list("clinician__slug", flat=True)) == {"ada-quist"}
    assert AuditEntry.objects.filter(verb="paused", client_id=dan.pk).count() == 1


WISHES = [people.pause, people.resume, people.leave, people.come_back, people.lift_hold]


@pytest.mark.parametrize("does", WISHES)
def test_nobody_wishes_for_anothers_client(ben: Clinician, cleo: Clinician, dan: Client, does: Any) -> None:
    for other in (ben, cleo):
        with pytest.raises(NotFoundError):
            does(actor=factories.clinician_actor(other), client_id=dan.pk, now=NOW)
    assert not AuditEntry.objects.filter(client_id=dan.pk).exists()
