"""The form on the public page: anyone may write, and nobody learns who is a client."""

import re
from datetime import timedelta
from html import unescape
from typing import Protocol
from uuid import uuid4

import pytest
import time_machine
from django.http.response import ResponseHeaders
from django.test import Client as Browser

from accounts.models import Client, Clinician
from notifications.models import InboundMessage
from tests.factories import NOW, ORDINARY_POLICY, publish_policy


class Answer(Protocol):
    """What the tests read of a response."""

    status_code: int
    content: bytes
    headers: ResponseHeaders


PAGE = "/p/ada-quist/"
ORDINARY = "Could we move Thursday to 4 pm?"
DANGER = "I want to kill myself tonight."


pytestmark = pytest.mark.usefixtures("on_a_tuesday_morning")


def send(browser: Browser, address: str, text: str = ORDINARY, **more: str) -> Answer:
    return browser.post(PAGE, {"address": address, "text": text, "copy": str(uuid4()), **more})


def body(answer: Answer) -> str:
    return unescape(answer.content.decode())


def test_a_message_is_stored_as_it_was_written(client: Browser, published: Clinician, dan: Client) -> None:
    send(client, " Dan@Client.example ", matter="scheduling")
    stored = InboundMessage.objects.get()
    assert (stored.source, stored.channel, stored.sender) == ("page", "email", "dan@client.example")
    assert (stored.text, stored.matter) == (ORDINARY, "scheduling")
    assert (stored.clinician, stored.client) == (published, dan)


def test_the_confirmation_promises_what_was_stored(
    client: Browser, published: Clinician, dan: Client
) -> None:
    shown = body(send(client, "dan@client.example", matter="scheduling"))
    due = InboundMessage.objects.get().decision.reply_by
    assert due is not None
    assert f'<time datetime="{due.isoformat()}">' in shown
    assert "Wednesday 11 March, by 17:00 (New York)" in shown
    assert 'href="tel:988"' in shown


@pytest.mark.parametrize("text", [ORDINARY, DANGER])
def test_a_client_and_a_stranger_get_the_same_page(
    client: Browser, published: Clinician, dan: Client, text: str
) -> None:
    dan.region, dan.language, dan.time_zone = "GB", "es", "Europe/London"
    dan.save()
    known, unknown = send(client, "dan@client.example", text), send(client, "nobody@else.example", text)
    assert InboundMessage.objects.exclude(client=None).count() == 1
    assert known.content == unknown.content
    assert set(known.headers) == set(unknown.headers)


def test_danger_puts_help_first(client: Browser, published: Clinician) -> None:
    shown = body(send(client, "nobody@else.example", DANGER))
    assert "<h1>Help is here</h1>" in shown
    parts = ("Thank you", 'href="tel:911"', "988", "be with someone", "automatic", "write again at any time")
    assert sorted(parts, key=shown.index) == list(parts)
    assert "You will have a reply" not in shown  # a time that is told now would be waited for


@pytest.mark.parametrize(
    ("address", "text"), [("", DANGER), ("dan", DANGER), ("dan@client.example", f"{DANGER} {'x' * 100_000}")]
)
def test_what_is_to_be_mended_does_not_stand_before_help(
    client: Browser, published: Clinician, address: str, text: str
) -> None:
    answer = send(client, address, text)
    assert (answer.status_code, InboundMessage.objects.exists()) == (422, False)
    form = body(answer).partition('id="write"')[2]
    parts = ("Help is here", 'href="tel:911"', "be with someone", "not sent yet", "<form")
    assert sorted(parts, key=form.index) == list(parts)


def test_without_danger_only_what_is_to_be_mended_is_said(client: Browser, published: Clinician) -> None:
    assert "Help is here" not in body(send(client, "", ORDINARY))


def test_a_stray_nul_keeps_nothing_from_being_heard(client: Browser, published: Clinician) -> None:
    assert "<h1>Help is here</h1>" in body(send(client, "dan@client.example", DANGER.replace(" ", "\0 ", 1)))
    assert "\0" not in InboundMessage.objects.get().text


@pytest.mark.parametrize(
    ("address", "text", "mistake"),
    [
        ("not an address", ORDINARY, "Write the address you can be reached at, like name@example.org."),
        ("", ORDINARY, "Write the address you can be reached at, like name@example.org."),
        ("dan@client.example", "  ", "Write what you would like to say."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_written_is_kept(
    client: Browser, published: Clinician, address: str, text: str, mistake: str
) -> None:
    answer = send(client, address, text)
    assert answer.status_code == 422
    assert mistake in body(answer)
    assert f'value="{address}"' in body(answer) or not address
    assert f">\n{text}</textarea>" in body(answer)
    assert not InboundMessage.objects.exists()


def test_a_form_sent_twice_is_one_message(client: Browser, published: Clinician) -> None:
    copy = re.search(r'name="copy" value="([^"]+)"', body(client.get(PAGE)))
    assert copy is not None
    first = send(client, "dan@client.example", copy=copy[1])
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        again = send(client, "dan@client.example", copy=copy[1])
    assert InboundMessage.objects.count() == 1
    assert first.content == again.content


def test_a_form_changed_and_sent_again_is_another_message(client: Browser, published: Clinician) -> None:
    copy = str(uuid4())
    send(client, "dan@client.example", copy=copy)
    assert send(client, "dan@client.example", "And a second thing.", copy=copy).status_code == 200
    assert InboundMessage.objects.count() == 2


@pytest.mark.parametrize("broken", ["", "of-another-age", "\0"])
def test_a_form_whose_hidden_part_is_broken_is_taken_all_the_same(
    broken: str, client: Browser, published: Clinician
) -> None:
    assert send(client, "dan@client.example", DANGER, copy=broken).status_code == 200
    assert InboundMessage.objects.get().screening.level == "crisis"


def test_words_sent_by_a_form_that_is_no_longer_offered_are_not_lost(
    client: Browser, published: Clinician
) -> None:
    """The page had been open since before a policy that takes no mail: it is as if they had sent a mail."""
    publish_policy(
        clinician=published, document=ORDINARY_POLICY | {"channels": {"email": {"accepted": False}}}
    )
    shown = body(send(client, "dan@client.example", DANGER))
    assert "Help is here" in shown
    assert InboundMessage.objects.get().screening.level == "crisis"


def test_nor_are_words_for_somebody_who_has_published_nothing(client: Browser, ada: Clinician) -> None:
    assert ORDINARY in body(send(client, "nowhere"))
    answer = send(client, "dan@client.example", DANGER)
    assert (answer.status_code, InboundMessage.objects.get().text) == (200, DANGER)
    assert 'href="tel:988"' in body(answer)


def test_hostile_words_stay_words_in_the_form(client: Browser, published: Clinician) -> None:
    raw = send(client, '"><script>alert(1)</script>', "</textarea><script>alert(2)</script>").content.decode()
    assert "<script>" not in raw
    assert "&lt;/textarea&gt;&lt;script&gt;alert(2)&lt;/script&gt;" in raw


def test_a_form_from_elsewhere_is_refused_kindly(published: Clinician) -> None:
    careful = Browser(enforce_csrf_checks=True)
    answer = send(careful, "dan@client.example")
    assert answer.status_code == 403
    assert "This form had been open for too long" in body(answer)
    assert not InboundMessage.objects.exists()
