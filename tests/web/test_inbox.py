"""The clinician's messages: who sees them, in what order, with what beside them."""

from datetime import datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from accounts import data_keys
from accounts.domain.actors import Visitor
from accounts.models import Client, Clinician
from notifications import services
from notifications.domain.incoming import Incoming, Source
from notifications.models import Decision, Delivery, InboundMessage
from notifications.services.mail_intake import store_mail
from tests.factories import NOW

HOSTILE = "</p><script>alert(1)</script><b onclick=x>"


pytestmark = pytest.mark.usefixtures("on_a_tuesday_morning")


def receive(
    sender: str = "dan@client.example",
    text: str = "May I bring my sister?",
    subject: str = "",
    now: datetime = NOW,
) -> InboundMessage:
    incoming = Incoming(
        clinician="ada-quist", source=Source.PAGE, channel="email", sender=sender, text=text, subject=subject
    )
    return services.receive(actor=Visitor(), incoming=incoming, now=now)


def read(browser: Browser, address: str = "/inbox/") -> str:
    return unescape(browser.get(address).content.decode())


def test_an_empty_inbox_says_so(signed_in: Browser) -> None:
    assert "Nothing is waiting" in read(signed_in)


def test_each_message_has_its_promise_and_the_time_left(signed_in: Browser, dan: Client) -> None:
    receive(now=NOW - timedelta(hours=3))
    shown = read(signed_in)
    assert "Dan Abara" in shown
    assert "Reply promised for Wednesday 11 March, by 07:30 (New York)" in shown
    assert "21 hours left" in shown
    assert "Email, on your public page, Tuesday 10 March at 07:30 (New York)" in shown
    assert "Answered automatically. This was the first message" in shown


def test_files_that_came_with_a_mail_are_named(signed_in: Browser, dan: Client) -> None:
    store_mail(
        envelope_from="dan@client.example",
        envelope_to=["ada@inbox.example"],
        raw=b"To: ada@inbox.example\r\nContent-Type: application/pdf\r\n"
        b'Content-Disposition: attachment; filename="diary.pdf"\r\n\r\n%PDF',
        now=NOW,
    )
    shown = read(signed_in, f"/inbox/{InboundMessage.objects.get().pk}/")
    assert "Files came with it that cannot be opened here: diary.pdf." in shown
    assert "Please look" in shown


def test_what_is_overdue_is_said_plainly(signed_in: Browser, dan: Client) -> None:
    receive(now=NOW - timedelta(hours=26))
    assert "2 hours overdue" in read(signed_in)


def test_a_crisis_comes_first_and_the_answered_last(signed_in: Browser, dan: Client) -> None:
    answered = receive("a@else.example", now=NOW - timedelta(hours=20))
    later = receive("b@else.example")
    crisis = receive("c@else.example", "I want to kill myself tonight.")
    signed_in.post(f"/inbox/{answered.pk}/answer/", {"elsewhere": "yes"})
    shown = read(signed_in)
    places = [shown.index(f"/inbox/{each.pk}/") for each in (crisis, later, answered)]
    assert places == sorted(places)
    assert '<span class="badge crisis">Crisis</span>' in shown
    assert "Please answer first" in shown
    assert "Answered in time" in shown


@pytest.mark.parametrize("messages", [1, 3])
def test_the_number_of_queries_does_not_grow(
    signed_in: Browser, dan: Client, messages: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for hours in range(messages):
        receive(now=NOW - timedelta(hours=hours))
    signed_in.get("/inbox/")  # notes when the session began
    data_keys.forget()
    expected = 19 if connection.vendor == "postgresql" else 11  # there eight more, to be inside
    with django_assert_num_queries(
        expected
    ):  # session, user, what they may be, record, count, messages, keys, way around (three), what rings
        signed_in.get("/inbox/")


def test_a_message_tells_its_whole_story(signed_in: Browser, dan: Client) -> None:
    row = receive(subject="Thursday", now=NOW - timedelta(days=3))
    shown = read(signed_in, f"/inbox/{row.pk}/")
    assert "<h3>Thursday</h3>" in shown
    assert "24 hours counted on working days." in shown
    assert "Saturday and Sunday are not working days." in shown
    assert Decision.objects.get().reply_text in shown.replace("\r\n", "\n")
    assert "Automatic reply: waiting to be sent" in shown
    assert "dan@client.example" in shown


def test_a_message_before_any_policy_says_that_nothing_was_promised(
    client: Browser, ada: Clinician, dan: Client
) -> None:
    row = receive(now=NOW - timedelta(days=1))
    assert ada.user is not None
    client.force_login(ada.user)
    shown = read(client, f"/inbox/{row.pk}/")
    assert "No policy was in force when this message came, so no time was promised." in shown


def test_the_words_that_the_screening_heard_are_marked(signed_in: Browser) -> None:
    row = receive(subject="Tonight", text="I want to kill myself & nobody knows.")
    raw = signed_in.get(f"/inbox/{row.pk}/").content.decode()
    marked = raw.split("<mark>")[1].split("</mark>")[0]
    assert "kill myself" in marked
    assert "&amp; nobody knows." in raw


def test_hostile_messages_stay_words(signed_in: Browser) -> None:
    row = receive(sender="x@else.example", text=f"I want to kill myself {HOSTILE}", subject=HOSTILE)
    for address in ("/inbox/", f"/inbox/{row.pk}/"):
        raw = signed_in.get(address).content.decode()
        assert "<script" not in raw
        assert "<b onclick" not in raw
        assert HOSTILE in unescape(raw)


def test_neither_address_nor_title_tells_who_wrote(signed_in: Browser, dan: Client) -> None:
    row = receive()
    assert "<title>Message · Between Sessions</title>" in read(signed_in, f"/inbox/{row.pk}/")


@pytest.mark.parametrize("reader", ["ben", "cleo"])
def test_a_colleague_and_a_stranger_find_nothing(
    request: pytest.FixtureRequest, client: Browser, published: Clinician, dan: Client, reader: str
) -> None:
    row = receive()
    other: Clinician = request.getfixturevalue(reader)
    assert other.user is not None
    client.force_login(other.user)
    assert "Nothing is waiting" in read(client)
    missing = client.get("/inbox/00000000-0000-0000-0000-000000000000/")
    foreign = client.get(f"/inbox/{row.pk}/")
    answering = client.post(f"/inbox/{row.pk}/answer/", {"elsewhere": "yes"})
    assert (foreign.status_code, answering.status_code) == (404, 404)
    assert "Dan Abara" not in unescape(foreign.content.decode())
    assert len(foreign.content) == len(missing.content)


@pytest.mark.parametrize("address", ["/inbox/", "/inbox/00000000-0000-0000-0000-000000000000/"])
def test_a_visitor_is_asked_to_sign_in(client: Browser, published: Clinician, address: str) -> None:
    assert client.get(address).headers["Location"] == f"/sign-in/?next={address}"


def test_private_pages_are_kept_nowhere(signed_in: Browser, dan: Client) -> None:
    row = receive()
    for address in ("/inbox/", f"/inbox/{row.pk}/"):
        assert signed_in.get(address).headers["Cache-Control"] == "no-store, private"


def test_a_sign_in_without_a_clinician_is_told_so(client: Browser, published: Clinician) -> None:
    user = published.user
    assert user is not None
    published.user = None
    published.save()
    client.force_login(user)
    answer = client.get("/inbox/")
    assert answer.status_code == 403
    assert "This is not open to you" in answer.content.decode()


class TestAnswering:
    def test_an_answer_is_sent_and_keeps_the_promise(self, signed_in: Browser, dan: Client) -> None:
        row = receive()
        answer = signed_in.post(f"/inbox/{row.pk}/answer/", {"text": "Of course, bring her."}, follow=True)
        shown = unescape(answer.content.decode())
        assert "Answered in time" in shown
        assert "Of course, bring her." in shown
        assert "Answer: waiting to be sent" in shown
        assert Delivery.objects.get(kind="reply").recipient == "dan@client.example"

    def test_a_late_answer_says_by_how_much(self, signed_in: Browser, dan: Client) -> None:
        row = receive(now=NOW - timedelta(hours=26))
        answer = signed_in.post(f"/inbox/{row.pk}/answer/", {"elsewhere": "yes"}, follow=True)
        shown = unescape(answer.content.decode())
        assert "Answered 2 hours after the promised time" in shown
        assert "You answered elsewhere." in shown

    def test_an_empty_answer_is_not_sent(self, signed_in: Browser, dan: Client) -> None:
        row = receive()
        answer = signed_in.post(f"/inbox/{row.pk}/answer/", {"text": " "})
        assert answer.status_code == 422
        assert "Write your answer, or note below" in answer.content.decode()

    def test_without_an_address_to_write_to_the_words_are_kept(self, signed_in: Browser) -> None:
        row = receive("anyone@else.example")
        answer = signed_in.post(f"/inbox/{row.pk}/answer/", {"text": "Thank you for writing."})
        assert answer.status_code == 422
        shown = unescape(answer.content.decode())
        assert "There is no address to write back to." in shown
        assert "Thank you for writing.</textarea>" in shown

    def test_a_link_does_not_answer_but_leads_to_the_message(self, signed_in: Browser, dan: Client) -> None:
        row = receive()
        answer = signed_in.get(f"/inbox/{row.pk}/answer/", follow=True)
        assert answer.request["PATH_INFO"] == f"/inbox/{row.pk}/"
        assert "Send the answer" in answer.content.decode()
