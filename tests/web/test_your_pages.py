"""The client's side: their messages with what was promised and answered, who saw them, a form to write."""

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser

from accounts.domain.actors import ClientActor
from accounts.domain.audit import Kind, Verb
from accounts.models import AuditEntry, Client, Clinician
from accounts.services import record
from notifications import services
from notifications.domain.errors import NoWayToSendError
from notifications.domain.incoming import Incoming, Source
from notifications.models import Delivery, InboundMessage
from notifications.services.composing import compose
from notifications.services.things import thing_of
from tests import factories
from tests.client_sign_in import let_in
from tests.factories import NOW

ORDINARY = "Could we move Thursday to 4 pm?"
DANGER = "I want to kill myself tonight."


pytestmark = pytest.mark.usefixtures("on_a_tuesday_morning")


def write(browser: Browser, text: str = ORDINARY, to: str = "ada-quist", **more: str) -> Any:
    return browser.post(f"/you/write/?clinician={to}", {"text": text, "copy": str(uuid4()), **more})


def body(answer: Any) -> str:
    return unescape(answer.content.decode())


def actor_of(client: Client) -> ClientActor:
    return ClientActor(practice_id=client.practice_id, client_id=client.pk)


def the_message() -> InboundMessage:
    return InboundMessage.objects.select_related("decision", "screening").get()


def see(browser: Browser, message: InboundMessage) -> str:
    return body(browser.get(f"/you/messages/{message.pk}/"))


def answer_it(message: InboundMessage, clinician: Clinician, text: str = "Thursday at 4 it is.") -> None:
    services.answer(
        actor=factories.clinician_actor(clinician), message_id=message.pk, text=text, now=factories.NOW
    )


# --- writing


def test_what_is_written_is_stored_as_the_clients(inside: Browser, published: Clinician, dan: Client) -> None:
    write(inside, matter="scheduling")
    stored = the_message()
    assert (stored.source, stored.channel, stored.sender) == ("portal", "portal", "")
    assert (stored.client, stored.clinician, stored.text) == (dan, published, ORDINARY)
    assert stored.matter == "scheduling"
    received = AuditEntry.objects.get(verb=Verb.RECEIVED)
    assert (received.actor_kind, received.actor_id, received.client_id) == ("client", dan.pk, dan.pk)


def test_the_promise_is_told_at_once_and_kept_for_later(inside: Browser, dan: Client) -> None:
    dan.time_zone = "Europe/London"
    dan.save()
    told = body(write(inside))
    due = the_message().decision.reply_by
    assert due is not None
    assert f'<time datetime="{due.isoformat()}">' in told
    for shown in (told, see(inside, the_message())):
        assert "for you in London" in shown
        assert f'datetime="{due.isoformat()}"' in shown
    assert "for you in London" in body(inside.get("/you/"))


def test_danger_puts_help_first_and_tells_a_human(inside: Browser) -> None:
    shown = body(write(inside, DANGER))
    assert "<h1>Help is here</h1>" in shown
    assert shown.index('href="tel:911"') < shown.index("welcome to write again")
    assert the_message().screening.level == "crisis"
    assert Delivery.objects.filter(kind=Delivery.Kind.ALARM).count() == 1


@pytest.mark.parametrize("address", ["/you/", "/you/write/", "/you/sign-ins/", "message", "received"])
def test_help_is_on_every_page_for_where_the_client_is(inside: Browser, dan: Client, address: str) -> None:
    dan.region = "GB"
    dan.save()
    received = write(inside)
    page = received if address == "received" else inside.get(address.replace("message", own_page()))
    assert 'href="tel:999"' in body(page)
    assert 'href="tel:911"' not in body(page)


def own_page() -> str:
    return f"/you/messages/{the_message().pk}/"


@pytest.mark.parametrize(("text", "status"), [("", 422), ("x" * 100_001, 422), ("   ", 422)])
def test_what_is_wrong_is_said_and_what_was_written_is_kept(inside: Browser, text: str, status: int) -> None:
    answer = write(inside, text)
    assert answer.status_code == status
    assert text in body(answer)
    assert not InboundMessage.objects.exists()


def test_a_form_sent_twice_is_one_message_and_changed_it_is_another(inside: Browser) -> None:
    copy = re.search(r'name="copy" value="([^"]+)"', body(inside.get("/you/write/")))
    assert copy is not None
    first, again = (write(inside, copy=copy[1]) for _ in range(2))
    assert first.context["told"] == again.context["told"]
    assert InboundMessage.objects.count() == 1
    assert write(inside, "And a second thing.", copy=copy[1]).status_code == 200
    assert InboundMessage.objects.count() == 2


def test_one_form_of_two_clients_is_two_messages(inside: Browser, published: Clinician) -> None:
    eve = factories.add_client(clinician=published, name="Eve Moss", addresses={"email": "eve@x.example"})
    copy = str(uuid4())
    for browser in (inside, let_in(Browser(), eve, published)):
        write(browser, copy=copy)
    assert InboundMessage.objects.values("client").distinct().count() == 2


def test_one_writes_to_who_cares_for_one_and_to_nobody_else(
    inside: Browser, ben: Clinician, cleo: Clinician
) -> None:
    for nobody in (ben.slug, cleo.slug, "nobody-there", "%00"):
        assert inside.get(f"/you/write/?clinician={nobody}").status_code == 404
        assert write(inside, to=nobody).status_code == 404
    assert not InboundMessage.objects.exists()


def test_who_has_two_clinicians_chooses(inside: Browser, ben: Clinician, dan: Client) -> None:
    dan.care.create(clinician=ben, practice_id=ben.practice_id)
    factories.publish_policy(clinician=ben)
    assert 'href="?clinician=ben-ruiz"' in body(inside.get("/you/write/"))
    write(inside, to="ben-ruiz")
    assert the_message().clinician == ben


def test_where_nobody_cares_any_more_messages_are_still_there(inside: Browser, dan: Client) -> None:
    write(inside)
    dan.care.all().delete()
    assert ORDINARY in body(inside.get("/you/"))
    assert "Nobody is named here to write to" in body(inside.get("/you/write/"))
    assert "findahelpline.com" in body(inside.get("/you/write/"))


def test_a_clinician_who_does_not_read_it_there_says_so_and_no_words_are_lost(
    client: Browser, ada: Clinician, dan: Client
) -> None:
    document = {**factories.ORDINARY_POLICY, "channels": {"portal": {"accepted": False}}}
    factories.publish_policy(clinician=ada, document=document)
    browser = let_in(client, dan, ada)
    assert "asks you to use another way" in body(browser.get("/you/write/"))
    assert write(browser).status_code == 200
    assert the_message().text == ORDINARY


# --- answers


def test_an_answer_stays_here_and_a_mail_says_only_that_it_is_there(
    inside: Browser, published: Clinician
) -> None:
    write(inside)
    answer_it(the_message(), published)
    assert "Thursday at 4 it is." in see(inside, the_message())
    delivery = Delivery.objects.get(kind=Delivery.Kind.WAITING)
    mail = compose(delivery).content.decode()
    assert delivery.recipient == "dan@client.example"
    assert "Subject: Something new for you" in mail
    assert "/p/ada-quist/sign-in/" in mail
    assert "Thursday" not in mail
    assert ORDINARY not in mail


def test_who_has_no_mail_address_is_answered_all_the_same(
    inside: Browser, published: Clinician, dan: Client
) -> None:
    write(inside)
    dan.addresses.all().delete()
    answer_it(the_message(), published)
    assert "Thursday at 4 it is." in see(inside, the_message())


def test_what_came_otherwise_still_needs_an_address(published: Clinician, dan: Client) -> None:
    incoming = Incoming(clinician="ada-quist", source=Source.API, channel="portal", sender="", text=ORDINARY)
    message = services.receive(
        actor=factories.integration_actor(published.practice), incoming=incoming, now=NOW
    )
    with pytest.raises(NoWayToSendError):
        answer_it(message, published)


def test_that_one_was_answered_elsewhere_is_said(inside: Browser, published: Clinician) -> None:
    write(inside)
    answer_it(the_message(), published, text="")
    assert "You were answered in another way" in see(inside, the_message())


# --- what is theirs


def test_mail_and_texts_of_theirs_are_here_too(inside: Browser, published: Clinician, dan: Client) -> None:
    for channel, sender in (("email", "dan@client.example"), ("sms", "+12125550123")):
        incoming = Incoming(
            clinician="ada-quist", source=Source.API, channel=channel, sender=sender, text=f"By {channel}"
        )
        services.receive(actor=factories.integration_actor(published.practice), incoming=incoming, now=NOW)
    shown = body(inside.get("/you/"))
    assert "By email" in shown
    assert "By sms" in shown


def test_what_was_heard_in_it_is_not_shown(inside: Browser) -> None:
    write(inside, DANGER)
    shown = body(inside.get("/you/")) + see(inside, the_message())
    screening = the_message().screening
    for word in ("<mark", "screening", "badge", "lexicon", *(each["rule"] for each in screening.evidence)):
        assert word not in shown


def test_it_speaks_the_clients_language(inside: Browser, dan: Client) -> None:
    dan.language = "es-MX"
    dan.save()
    assert '<html lang="es">' in body(inside.get("/you/", headers={"Accept-Language": "en"}))
    assert '<html lang="en">' in body(inside.get("/you/?lang=en"))


def test_their_looking_is_on_record_and_is_their_own_affair(
    inside: Browser, published: Clinician, dan: Client
) -> None:
    write(inside)
    inside.get("/you/")
    see(inside, the_message())
    read = AuditEntry.objects.filter(actor_kind="client", actor_id=dan.pk).values_list("verb", "thing_kind")
    assert {(Verb.LISTED, Kind.CLIENT), (Verb.READ, Kind.MESSAGE)} <= set(read)
    clinicians = Browser()
    assert published.user is not None
    clinicians.force_login(published.user)
    page = clinicians.get(f"/inbox/{the_message().pk}/")
    assert [each.what for each in page.context["seen"]] == ["Ada Quist, Clinician"]


# --- who has seen it


def test_who_has_seen_it_is_told(inside: Browser, published: Clinician) -> None:
    write(inside)
    assert "Nobody has opened it yet." in see(inside, the_message())
    ada = factories.clinician_actor(published)
    services.open_list(actor=ada, now=NOW)
    shown = see(inside, the_message())
    assert "Ada Quist, Clinician: opened a list that may show its first words" in shown
    services.read(actor=ada, message_id=the_message().pk, now=NOW)
    assert "</span>Ada Quist, Clinician<" in re.sub(r"\s*\n\s*", "", see(inside, the_message()))


def test_a_list_that_was_opened_before_is_not_told(inside: Browser, published: Clinician) -> None:
    services.open_list(actor=factories.clinician_actor(published), now=NOW.replace(hour=1))
    write(inside)
    assert "Nobody has opened it yet." in see(inside, the_message())


def test_who_is_no_longer_there_is_told_without_a_name(inside: Browser, ben: Clinician) -> None:
    write(inside)
    record(factories.clinician_actor(ben), Verb.READ, thing_of(the_message()), now=NOW)
    ben.delete()
    assert "</span>Someone who is no longer here, Clinician<" in re.sub(
        r"\s*\n\s*", "", see(inside, the_message())
    )


def test_another_clients_reading_is_never_mixed_in(
    inside: Browser, published: Clinician, dan: Client
) -> None:
    from accounts.queries import seen_by

    write(inside)
    services.read(actor=factories.clinician_actor(published), message_id=the_message().pk, now=NOW)
    eve = factories.add_client(clinician=published, name="Eve Moss", addresses={"email": "eve@x.example"})
    assert len(seen_by(actor_of(dan), the_message().pk)) == 1
    assert seen_by(actor_of(eve), the_message().pk) == []
