"""A clinician's pages about clients: to add and correct, to do what they ask, to hand over, to erase."""

import json
from html import unescape
from typing import Any

import pytest
from django.test import Client as Browser

from accounts.domain.actors import ClientActor
from accounts.models import AuditEntry, Care, Client, ClientAddress, Clinician, LegalHold, OptOut
from accounts.services import ask_to_be_erased
from notifications.models import InboundMessage
from tests.factories import NOW
from tests.notifications.services.test_erasing import write
from tests.web_policies import FULL_POLICY

NEW = {"name": "Eve Moss", "email": " Eve@Client.example", "phone": "+1 212 555 0199", "region": "us-ny"}


pytestmark = pytest.mark.usefixtures("on_a_tuesday_morning")


def post(browser: Browser, client: Client, where: str = "", **said: str) -> Any:
    return browser.post(f"/clients/{client.pk}/{where}", said)


def test_an_empty_list_says_what_it_is_for(signed_in: Browser) -> None:
    assert "Nobody yet" in signed_in.get("/clients/").content.decode()


def test_somebody_is_added_with_addresses_and_known_when_they_write(signed_in: Browser) -> None:
    answer = signed_in.post("/clients/", NEW | {"language": "es", "time_zone": "America/Bogota"})
    eve = Client.objects.get()
    assert answer["Location"] == f"/clients/{eve.pk}/"
    assert (eve.name, eve.language, eve.time_zone, eve.region) == (
        "Eve Moss",
        "es",
        "America/Bogota",
        "US-NY",
    )
    kept = {each.channel: each.address for each in ClientAddress.objects.all()}
    assert kept == {"email": "eve@client.example", "sms": "+12125550199"}
    assert write(sender="eve@client.example").client == eve
    assert "Eve Moss" in signed_in.get("/clients/").content.decode()
    assert [each.verb for each in AuditEntry.objects.filter(client_id=eve.pk)][:1] == ["added"]


@pytest.mark.parametrize(
    ("wrong", "mend"),
    [
        ({"name": ""}, "how you call them"),
        ({"email": "eve"}, "like name@example.org"),
        ({"phone": "555 0199"}, "with its country"),
        ({"region": "Nowhere"}, "code like US-NY"),
        ({"email": "dan@client.example"}, "in use in your practice"),
        ({"phone": "+12125550123"}, "in use in your practice"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field_and_nobody_is_added(
    signed_in: Browser, dan: Client, wrong: dict[str, str], mend: str
) -> None:
    answer = signed_in.post("/clients/", NEW | wrong)
    assert answer.status_code == 422
    assert mend in answer.content.decode()
    assert Client.objects.get() == dan


def test_particulars_are_corrected_and_an_old_address_is_a_strangers(signed_in: Browser, dan: Client) -> None:
    shown = signed_in.get(f"/clients/{dan.pk}/").content.decode()
    assert 'value="dan@client.example"' in shown
    post(signed_in, dan, name="Daniel Abara", email="daniel@client.example", phone="")
    dan.refresh_from_db()
    assert dan.name == "Daniel Abara"
    assert [each.address for each in ClientAddress.objects.all()] == ["daniel@client.example"]
    assert write(sender="daniel@client.example").client == dan
    assert write(sender="dan@client.example").client is None
    assert AuditEntry.objects.filter(verb="corrected", client_id=dan.pk).count() == 1


@pytest.mark.parametrize(
    ("wish", "badge", "undo"),
    [("pause", "Paused", "resume"), ("leave", "Left on", "come_back")],
)
def test_a_wish_is_one_step_and_so_is_taking_it_back(
    signed_in: Browser, dan: Client, wish: str, badge: str, undo: str
) -> None:
    post(signed_in, dan, "wish/", wish=wish)
    assert badge in signed_in.get("/clients/").content.decode()
    post(signed_in, dan, "wish/", wish=undo)
    assert badge not in signed_in.get("/clients/").content.decode()
    assert Care.objects.filter(paused_at=None, ended_at=None).count() == 1


def test_the_words_of_the_policy_are_shown_before_and_after_care_ends(
    signed_in: Browser, dan: Client
) -> None:
    page = f"/clients/{dan.pk}/"
    before = unescape(signed_in.get(page).content.decode())
    assert "What they read when care ends" in before
    assert str(FULL_POLICY["ending_care"]) in before
    post(signed_in, dan, "wish/", wish="leave")
    after = unescape(signed_in.get(page).content.decode())
    assert "On their page they read that it ended, and these words of yours:" in after
    assert str(FULL_POLICY["ending_care"]) in after


def test_a_policy_without_such_words_shows_none(client: Browser, ada: Clinician, dan: Client) -> None:
    assert ada.user is not None
    client.force_login(ada.user)
    shown = client.get(f"/clients/{dan.pk}/").content.decode()
    assert "Their care has ended" in shown
    assert "What they read" not in shown


def test_a_channel_is_left_and_taken_up_again(signed_in: Browser, dan: Client) -> None:
    post(signed_in, dan, "wish/", wish="opt_out", channel="sms")
    assert OptOut.objects.get().channel == "sms"
    assert (
        "Text message: send automatic replies again" in signed_in.get(f"/clients/{dan.pk}/").content.decode()
    )
    post(signed_in, dan, "wish/", wish="opt_in", channel="sms")
    assert not OptOut.objects.exists()


@pytest.mark.parametrize(
    "said", [{}, {"wish": "erase"}, {"wish": "opt_out"}, {"wish": "opt_out", "channel": "x"}]
)
def test_what_is_no_wish_is_not_found(signed_in: Browser, dan: Client, said: dict[str, str]) -> None:
    assert signed_in.post(f"/clients/{dan.pk}/wish/", said).status_code == 404


def test_everything_is_handed_over_to_read_and_as_a_file(signed_in: Browser, dan: Client) -> None:
    write("May <b>I</b>?")
    page = signed_in.get(f"/clients/{dan.pk}/everything/")
    assert "May &lt;b&gt;I&lt;/b&gt;?" in page.content.decode()
    file = signed_in.get(f"/clients/{dan.pk}/everything.json")
    assert json.loads(file.content)["messages"][0]["text"] == "May <b>I</b>?"
    assert file["Content-Disposition"] == 'attachment; filename="everything.json"'
    assert {page["Cache-Control"], file["Cache-Control"]} == {"no-store, private"}
    assert AuditEntry.objects.filter(verb="exported", client_id=dan.pk).count() == 2


def test_that_a_colleague_was_written_to_is_said_and_not_what(
    signed_in: Browser, ben: Clinician, dan: Client
) -> None:
    Care.objects.create(practice=dan.practice, clinician=ben, client=dan)
    write("Between us", clinician=ben)
    page = signed_in.get(f"/clients/{dan.pk}/everything/").content.decode()
    assert "wrote to your colleagues" in page
    assert "Between us" not in page


def test_erasing_asks_for_the_name_and_says_what_goes_and_what_stays(signed_in: Browser, dan: Client) -> None:
    write()
    page = signed_in.get(f"/clients/{dan.pk}/erase/").content.decode()
    assert "every message they wrote" in page
    assert "the record of who did what" in page
    for wrong in ("", "Dan"):
        assert signed_in.post(f"/clients/{dan.pk}/erase/", {"name": wrong}).status_code == 422
    assert Client.objects.exists()
    assert signed_in.post(f"/clients/{dan.pk}/erase/", {"name": " Dan  Abara "})["Location"] == "/clients/"
    assert not Client.objects.exists()
    assert not InboundMessage.objects.exists()
    assert signed_in.post(f"/clients/{dan.pk}/erase/", {"name": "Dan Abara"}).status_code == 404


def test_a_hold_needs_a_reason_and_refuses_kindly(signed_in: Browser, dan: Client) -> None:
    assert signed_in.post(f"/clients/{dan.pk}/hold/", {"reason": " "}).status_code == 422
    post(signed_in, dan, "hold/", reason="A dispute")
    assert LegalHold.objects.get().lifted_at is None
    assert "On hold" in signed_in.get("/clients/").content.decode()
    refused = signed_in.post(f"/clients/{dan.pk}/erase/", {"name": "Dan Abara"})
    assert refused.status_code == 409
    assert "Ask whoever put it in place" in refused.content.decode()
    assert Client.objects.exists()
    post(signed_in, dan, "wish/", wish="lift_hold")
    assert "On hold" not in signed_in.get("/clients/").content.decode()


def test_a_wish_to_be_erased_is_seen(signed_in: Browser, dan: Client) -> None:
    asks = ClientActor(practice_id=dan.practice_id, client_id=dan.pk)
    ask_to_be_erased(actor=asks, now=NOW)
    assert "Asks to be erased" in signed_in.get("/clients/").content.decode()
    assert "They asked on" in signed_in.get(f"/clients/{dan.pk}/").content.decode()


def test_what_a_stranger_wrote_is_erased_from_its_page(signed_in: Browser, dan: Client) -> None:
    message = write(sender="who@x.example")
    page = f"/inbox/{message.pk}/erase/"
    assert page in signed_in.get(f"/inbox/{message.pk}/").content.decode()
    assert "once" in signed_in.get(page).content.decode()
    assert InboundMessage.objects.exists()
    signed_in.post(page)
    assert not InboundMessage.objects.exists()


def test_what_came_before_is_asked_about_and_then_theirs(signed_in: Browser) -> None:
    message = write("Before anyone knew me", sender="eve@client.example")
    signed_in.post("/clients/", NEW)
    eve = Client.objects.get()
    page = f"/clients/{eve.pk}/"
    asked = signed_in.get(page).content.decode()
    assert "Perhaps theirs, from before" in asked
    assert "Before anyone knew me" not in asked
    assert f"/inbox/{message.pk}/" in asked
    for told in ("erase/", "everything/"):
        assert "came before you added them" in signed_in.get(f"{page}{told}").content.decode()
    for wrong in ("", "x", str(eve.pk)):
        assert post(signed_in, eve, "earlier/", message=wrong).status_code == 404
    assert post(signed_in, eve, "earlier/", message=str(message.pk))["Location"] == page
    assert "Perhaps theirs" not in signed_in.get(page).content.decode()
    assert "Before anyone knew me" in signed_in.get(f"{page}everything/").content.decode()
    assert "came before you added them" not in signed_in.get(f"{page}erase/").content.decode()


def test_a_clients_message_leads_to_the_client(signed_in: Browser, dan: Client) -> None:
    message = write()
    assert f"/clients/{dan.pk}/" in signed_in.get(f"/inbox/{message.pk}/").content.decode()
    for answer in (signed_in.get, signed_in.post):
        assert answer(f"/inbox/{message.pk}/erase/")["Location"] == f"/clients/{dan.pk}/erase/"


def test_that_a_client_was_looked_at_is_on_record(signed_in: Browser, ada: Clinician, dan: Client) -> None:
    signed_in.get("/clients/")
    signed_in.get(f"/clients/{dan.pk}/")
    kept = AuditEntry.objects.values_list("verb", "thing_kind", "thing_id", "client_id")
    assert ("listed", "clients", ada.pk, None) in kept
    assert ("read", "client", dan.pk, dan.pk) in kept
