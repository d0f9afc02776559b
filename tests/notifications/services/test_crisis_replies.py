"""What a message that sounds like danger is answered, by what it sounds like: words and lines together."""

import pytest

from accounts.domain.actors import Visitor
from accounts.models import Clinician
from notifications import services
from notifications.domain.incoming import Incoming, Source
from notifications.models import InboundMessage
from policies.language.short_text import segments
from tests import factories
from tests.factories import NOW

ABUSE = "My husband hits me and I can't leave"
OTHERS = "I'm going to stab him tonight"
THIRD = "My daughter says she wants to kill herself"
OVERDOSE = "I just took all my pills"
SUICIDE = "I want to kill myself"
ALL = (ABUSE, OTHERS, THIRD, OVERDOSE, SUICIDE)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _published(ada: Clinician) -> None:
    factories.publish_policy(clinician=ada)


def answer(text: str, channel: str = "email", language: str = "en") -> InboundMessage:
    ada = Clinician.objects.get(slug="ada-quist")
    ada.languages = [language]
    ada.save()
    sender = "+12125550188" if channel == "sms" else "nell@client.example"
    incoming = Incoming(clinician=ada.slug, source=Source.API, channel=channel, sender=sender, text=text)
    message = services.receive(actor=Visitor(), incoming=incoming, now=NOW)
    assert (message.screening.level, message.decision.kind) == ("crisis", "crisis")
    return message


def lines(message: InboundMessage) -> list[str]:
    return [str(each["token"]) for each in message.decision.resources]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("channel", ["email", "sms"])
@pytest.mark.parametrize("text", ALL)
def test_the_emergency_number_comes_first_and_a_text_message_is_short(
    text: str, channel: str, language: str
) -> None:
    message = answer(text, channel, language)
    said = message.decision.reply_text
    assert lines(message)[0] == "911"
    assert 0 < said.index("911") < min(said.find(other) % 10_000 for other in ("988", "800-", "88788"))
    assert channel == "email" or segments(said) <= 2
    for never in ("stab", "pills", "kill", "hits", "husband", "alerted", "avisado"):
        assert never not in said.lower()


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("channel", ["email", "sms"])
def test_abuse_is_answered_so_that_whoever_else_reads_it_learns_nothing(channel: str, language: str) -> None:
    message = answer(ABUSE, channel, language)
    assert "ndvh" in lines(message)
    assert "800" in message.decision.reply_text
    names = " ".join(str(each["name"]) for each in message.decision.resources)
    for telling in ("violen", "abus", "safe", "hurt", "danger", "peligro", "maltrat", "segur"):
        assert telling not in f"{message.decision.reply_text} {names}".lower()


def test_an_overdose_has_the_poison_line_right_after_the_emergency_number() -> None:
    message = answer(OVERDOSE, "sms")
    assert lines(message)[:2] == ["911", "poison_help"]
    assert "medical help now" in message.decision.reply_text
    assert "222-1222" in message.decision.reply_text


def test_a_policy_that_names_lines_does_not_come_between(ada: Clinician) -> None:
    named = factories.ORDINARY_POLICY | {"emergency": {"resources": ["988", "911"]}}
    factories.publish_policy(clinician=ada, document=named)
    assert lines(answer(OVERDOSE))[:3] == ["911", "poison_help", "988"]


def test_who_may_harm_somebody_is_accused_of_nothing() -> None:
    said = answer(OTHERS).decision.reply_text
    assert "So that everyone stays safe, please call now:" in said
    assert "step away" in said


def test_who_worries_about_somebody_is_told_to_stay_with_them_and_to_call() -> None:
    said = answer(THIRD).decision.reply_text
    assert "call now" in said
    assert "stay with them until help is there" in said


@pytest.mark.parametrize("text", [ABUSE, SUICIDE])
def test_the_page_says_the_same(client: object, text: str) -> None:
    posted = client.post("/p/ada-quist/", {"address": "nell@client.example", "text": text})  # type: ignore[attr-defined]
    shown = posted.content.decode()
    is_quiet = text == ABUSE
    assert ("Help is here" not in shown) == is_quiet
    assert ("A free and confidential line" in shown) == is_quiet
    assert shown.index('href="tel:911"') < shown.index("no one may be reading yours right now")
    assert shown.index("automatic") < shown.index("welcome to write again")
    assert "When Ada Quist answers" not in shown
