"""A clinician whose access has ended: nothing new is promised, nothing is lost, and somebody is told."""

from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser

from accounts import services
from accounts.domain.actors import Visitor
from accounts.domain.scopes import Scope
from accounts.models import Client, Clinician, User
from accounts.queries import integration_for_token
from notifications.domain.incoming import Incoming, Source
from notifications.models import Delivery, InboundMessage, Notice
from notifications.services import receive
from notifications.services.notices import send_notices
from policies.queries import in_force
from tests import factories
from tests.factories import NOW
from tests.smtp_sink import Sink

DANGER = "I want to kill myself tonight."
PAGE = "/p/ada-quist/"
NO_LONGER = "no longer takes messages here"

pytestmark = pytest.mark.usefixtures("on_a_tuesday_morning")


@pytest.fixture
def gone(published: Clinician, olive: User) -> Clinician:
    assert published.user_id
    owner = factories.owner_actor(olive)
    services.end_access(actor=owner, user_id=published.user_id, now=NOW - timedelta(hours=1))
    return Clinician.objects.get(pk=published.pk)


def come_back(gone: Clinician, olive: User) -> None:
    assert gone.user_id
    services.restore_access(actor=factories.owner_actor(olive), user_id=gone.user_id, now=NOW)


def say(text: str = "Could we move Thursday?", *, now: datetime = NOW, **changes: Any) -> InboundMessage:
    particulars = {"clinician": "ada-quist", "source": Source.PAGE, "channel": "email", "text": text}
    sender = {"sender": "nobody@else.example"}
    return receive(actor=Visitor(), incoming=Incoming(**(particulars | sender | changes)), now=now)


def body(answer: Any) -> str:
    return unescape(answer.content.decode())


@pytest.mark.usefixtures("gone")
@pytest.mark.parametrize("page", [PAGE, f"{PAGE}card/", f"{PAGE}policy.pdf", f"{PAGE}?channel=email&lang=en"])
def test_every_page_puts_help_first_and_says_whom_to_ask(client: Browser, page: str) -> None:
    shown = body(client.get(page))
    main = shown[shown.index("<main") :]
    assert main.index('href="tel:911"') < main.index(f"Ada Quist {NO_LONGER}")
    assert "Please ask Quiet Street Practice" in main
    for promise in ("expect a reply", "will have a reply", "Leave a message", "09:00"):
        assert promise not in main


@pytest.mark.usefixtures("gone")
@pytest.mark.parametrize("where", [f"{PAGE}policy.json", f"{PAGE}policy.pdf"])
def test_the_policy_is_gone_for_programs(client: Browser, where: str) -> None:
    assert client.get(where).status_code == 410


@pytest.mark.usefixtures("gone")
def test_documents_say_so(client: Browser) -> None:
    refusal = client.get(f"{PAGE}policy.json")
    assert refusal.headers["Content-Type"] == "application/problem+json"
    assert NO_LONGER in refusal.json()["detail"]
    assert refusal.json()["resources"][0]["display"] == "Call 911"
    card = client.get(f"{PAGE}card.json").json()
    assert (card["now"], card["policy"], card["help_first"]) == (None, None, True)
    assert NO_LONGER in card["gone"]
    promised = client.get("/api/v1/clinicians/ada-quist/promise/?channel=email").json()
    assert (promised["reply_by"], promised["policy_version"]) == (None, None)
    assert NO_LONGER in promised["text"]
    assert promised["explanation"][-1]["reason"] == "gone"


def test_what_still_comes_is_kept_and_answered_honestly(
    client: Browser, gone: Clinician, dan: Client
) -> None:
    form = {"address": "dan@client.example", "text": "Are you there?", "copy": str(uuid4())}
    shown = body(client.post(PAGE, form))
    stored = InboundMessage.objects.get()
    assert (stored.client, stored.text) == (dan, "Are you there?")
    assert stored.decision.reply_by is None
    assert NO_LONGER in stored.decision.reply_text
    assert "988" in stored.decision.reply_text
    assert NO_LONGER in shown


def test_a_form_that_was_open_is_given_back_to_be_mended(client: Browser, gone: Clinician) -> None:
    answer = client.post(PAGE, {"address": "no address", "text": "Please keep this.", "copy": ""})
    assert answer.status_code == 422
    assert "Please keep this." in body(answer)


def test_owners_are_told_once_a_day_and_alarmed_of_a_crisis_always(gone: Clinician, sink: Sink) -> None:
    for text, hours in [("Hello?", 0), ("Hello?!", 1), (DANGER, 2), (DANGER + "!", 3), ("Hello.", 30)]:
        say(text, now=NOW + timedelta(hours=hours), sender=f"{hours}@else.example")
    assert {each.recipient for each in Notice.objects.all()} == {"olive@inbox.example"}
    told = Notice.objects.order_by("created_at").values_list("kind", flat=True)
    assert list(told) == ["gone", "gone"]
    alarms = Delivery.objects.filter(kind="alarm").order_by("created_at")
    assert [(each.recipient, each.created_at) for each in alarms] == [
        ("olive@inbox.example", NOW + timedelta(hours=2)),
        ("olive@inbox.example", NOW + timedelta(hours=3)),
    ]
    assert send_notices(clock=lambda: NOW + timedelta(days=2)) == 2
    assert not Notice.objects.filter(sent_at=None).exists()


@pytest.mark.usefixtures("published")
def test_owners_are_told_of_nobody_who_is_there(olive: User) -> None:
    say(DANGER)
    assert not Notice.objects.exists()
    assert [each.recipient for each in Delivery.objects.filter(kind="alarm")] == ["ada@home.example"]


def test_tokens_of_theirs_alone_open_nothing(published: Clinician, olive: User) -> None:
    def token(clinician: Clinician | None) -> str:
        kind = {"name": "x", "scopes": [Scope.MESSAGES_WRITE], "clinician": clinician}
        return services.issue_token(practice=published.practice, now=NOW, **kind)  # type: ignore[arg-type]  # as named

    theirs, all_of_them = token(published), token(None)
    assert published.user_id
    services.end_access(actor=factories.owner_actor(olive), user_id=published.user_id, now=NOW)
    assert integration_for_token(theirs, now=NOW) is None
    assert integration_for_token(all_of_them, now=NOW) is not None
    come_back(published, olive)
    assert integration_for_token(theirs, now=NOW) is not None


def test_given_again_everything_is_as_it_was(client: Browser, published: Clinician, olive: User) -> None:
    before = client.get(PAGE).content
    assert published.user_id
    services.end_access(actor=factories.owner_actor(olive), user_id=published.user_id, now=NOW)
    assert client.get(PAGE).content != before
    come_back(published, olive)
    again = client.get(PAGE)
    assert "If you write now" in body(again)
    assert NO_LONGER not in body(again)
    assert client.get(f"{PAGE}policy.json").status_code == 200
    assert in_force(Clinician.objects.get(pk=published.pk), NOW).number == 1


def test_clients_read_it_and_may_write(inside: Browser, published: Clinician, olive: User) -> None:
    assert published.user_id
    services.end_access(actor=factories.owner_actor(olive), user_id=published.user_id, now=NOW)
    assert NO_LONGER in body(inside.get("/you/policy/"))
    assert NO_LONGER in body(inside.get("/you/write/"))
    inside.post("/you/write/?clinician=ada-quist", {"text": "For whoever reads this.", "copy": str(uuid4())})
    assert InboundMessage.objects.get().text == "For whoever reads this."


def test_the_owners_page_says_what_will_happen_and_what_came(olive: User, published: Clinician) -> None:
    browser, page = Browser(), f"/practice/people/{published.user_id}/"
    browser.force_login(olive)
    assert "asks people to turn to your practice" in body(browser.get(page))
    assert published.user_id
    services.end_access(actor=factories.owner_actor(olive), user_id=published.user_id, now=datetime.now(UTC))
    say(now=NOW + timedelta(minutes=1))
    assert "1 message has come for them since." in body(browser.get(page))
