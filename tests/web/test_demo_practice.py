"""The demo practice: made once, found again, and told to nobody by log."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse

from accounts.domain.actors import Visitor
from accounts.queries import client_at, clinician, clinicians, integration_for_token, roles_of
from notifications.queries import inbox
from policies.language.understand import understand
from tests.sign_in import once_mails_have_left
from web import demo

NOW = datetime(2026, 3, 12, 15, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_it_is_made_once_and_found_again() -> None:
    first = demo.open_demo_practice(now=NOW)
    second = demo.open_demo_practice(now=NOW, known_token=first.api_token)
    assert second == first
    assert clinicians(Visitor()).count() == 2


def test_a_token_that_is_no_longer_good_is_replaced() -> None:
    demo.open_demo_practice(now=NOW)
    again = demo.open_demo_practice(now=NOW, known_token="bs_revoked")
    assert integration_for_token(again.api_token, now=NOW) is not None


def test_its_token_hands_over_messages_and_reads_no_appointments(client: Browser) -> None:
    """What scripts need: promises are anyone's to ask."""
    opened = demo.open_demo_practice(now=NOW)
    headers = {"authorization": f"Bearer {opened.api_token}"}
    message = {"clinician": opened.clinician, "channel": "email", "from": opened.client, "text": "Hello"}
    with time_machine.travel(NOW, tick=False):
        sent = client.post("/api/v1/messages/", message, content_type="application/json", headers=headers)
        asked = client.get(f"/api/v1/clinicians/{opened.clinician}/promise/?channel=email", headers=headers)
        refused = client.get("/fhir/r5/Appointment", headers=headers)
    assert (sent.status_code, asked.status_code, refused.status_code) == (201, 200, 403)


def test_its_statement_is_understood_to_the_last_word() -> None:
    understood = understand(demo.STATEMENT, timezone=demo.TIME_ZONE, region=demo.REGION, on=NOW.date())
    assert understood.problems == ()


def test_the_inbox_is_not_empty_and_its_messages_have_promises() -> None:
    demo.open_demo_practice(now=NOW)
    maya = clinician(Visitor(), demo.SLUG)
    assert maya.user is not None
    actor = roles_of(maya.user).clinician
    assert actor is not None
    messages = inbox(actor)
    assert [message.text for message in messages.order_by("received_at")] == [
        text for _, _, text, _ in demo.MESSAGES
    ]
    assert all(message.decision.reply_by for message in messages)


def test_whoever_tries_it_writes_as_a_client_who_is_still_to_be_answered() -> None:
    opened = demo.open_demo_practice(now=NOW)
    maya = clinician(Visitor(), demo.SLUG)
    assert client_at(maya, "email", opened.client) is not None
    assert client_at(maya, "sms", demo.PRIYAS_PHONE) is not None
    assert {demo.THEO, demo.PRIYAS_PHONE}.isdisjoint(sender for _, sender, _, _ in demo.MESSAGES)


def test_its_first_day_has_whole_hours(client: Browser) -> None:
    """Not from whenever somebody started it."""
    odd = NOW.replace(minute=6)
    demo.open_demo_practice(now=odd)
    with time_machine.travel(odd, tick=False):
        client.login(username=demo.INBOX, password=demo.PASSWORD)
        told = client.get("/week/").content.decode()
    assert "Hours for sessions: 09:00 to 17:00" in told
    assert ":06" not in told


def test_the_printed_password_opens_the_inbox(client: Browser) -> None:
    opened = demo.open_demo_practice(now=NOW)
    assert client.login(username=opened.clinician_address, password=opened.password)
    assert client.get(reverse("inbox")).status_code == 200


def test_its_client_signs_in_with_the_code_that_the_page_shows(client: Browser) -> None:
    opened = demo.open_demo_practice(now=NOW)
    page = f"/p/{opened.clinician}/sign-in/"
    assert opened.client in client.get(page).content.decode()
    waiting = client.post(page, {"address": opened.client}, follow=True)
    code = re.search(r"your code is (\d{8})", waiting.content.decode())
    assert code is not None
    inside = client.post(f"{page}code/", {"code": code[1]}, follow=True)
    assert inside.redirect_chain[-1][0] == "/you/"
    assert inside.status_code == 200
    once_mails_have_left()
    assert [each.to for each in mail.outbox] == [[opened.client]]
