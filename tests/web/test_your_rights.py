"""A client's own wishes and rights: to have quiet, to leave, to correct, to read everything, to be erased."""

import json
from html import unescape
from typing import Any

import pytest
from django.test import Client as Browser

from accounts.models import AuditEntry, Care, Client, Clinician, OptOut
from accounts.services import hold, leave, pause
from notifications import services
from notifications.models import Notice
from tests import factories
from tests.client_sign_in import let_in
from tests.factories import NOW
from tests.notifications.services.test_erasing import write
from tests.web_policies import FULL_POLICY

PAGES = ("choices/", "left/", "details/", "everything/", "erasure/")
PARTING = str(FULL_POLICY["ending_care"])


pytestmark = pytest.mark.usefixtures("on_a_tuesday_morning")


@pytest.fixture
def two_carers(inside: Browser, ben: Clinician, dan: Client) -> Browser:
    dan.care.create(clinician=ben, practice_id=ben.practice_id)
    return inside


def see(browser: Browser, page: str) -> str:
    return unescape(browser.get(f"/you/{page}").content.decode())


def choose(browser: Browser, wish: str, channel: str = "", page: str = "choices/") -> Any:
    return browser.post(f"/you/{page}", {"wish": wish, "channel": channel})


def verbs(client: Client) -> list[str]:
    own = AuditEntry.objects.filter(actor_kind="client", actor_id=client.pk).exclude(verb="signed_in")
    return [each.verb for each in own.order_by("sequence")]


# --- how we write to you


def test_pausing_is_one_step_and_so_is_going_on(inside: Browser, dan: Client) -> None:
    assert "Pause automatic replies" in see(inside, "choices/")
    for _twice in range(2):
        assert choose(inside, "pause")["Location"] == "/you/choices/"
    shown = see(inside, "choices/")
    assert "Ada Quist has sent you no automatic replies since" in shown
    assert "Pause automatic replies" not in shown
    assert write().decision.reason == "paused"
    choose(inside, "resume")
    assert write("And Friday?").decision.reason != "paused"
    assert verbs(dan) == ["paused", "resumed"]


@pytest.mark.parametrize("channel", ["email", "sms"])
def test_a_channel_is_left_and_taken_up_again(inside: Browser, dan: Client, channel: str) -> None:
    choose(inside, "opt_out", channel)
    assert OptOut.objects.get().channel == channel
    assert "send automatic replies again" in see(inside, "choices/")
    choose(inside, "opt_in", channel)
    assert not OptOut.objects.exists()
    assert "send automatic replies again" not in see(inside, "choices/")
    assert verbs(dan) == ["opted_out", "opted_in"]


def test_that_stopping_texts_stops_help_by_text_is_said_before_and_after(inside: Browser) -> None:
    assert "then not even help can be texted to you" in see(inside, "choices/")
    choose(inside, "opt_out", "sms")
    assert "not even with help, so please call" in see(inside, "choices/")


def test_leaving_is_kind_keeps_help_and_is_undone_as_easily(inside: Browser, dan: Client) -> None:
    assert PARTING in see(inside, "choices/")
    assert choose(inside, "leave")["Location"] == "/you/left/"
    shown = see(inside, "left/")
    for said in ("nobody will ask you why", PARTING, 'href="tel:911"', "Come back"):
        assert said in shown
    for page in ("choices/", ""):
        assert "Care by Ada Quist ended on" in see(inside, page)
    assert write().decision.reason == "left"
    assert choose(inside, "come_back")["Location"] == "/you/choices/"
    assert Care.objects.get().ended_at is None
    assert "ended on" not in see(inside, "")
    assert verbs(dan) == ["left", "listed", "came_back", "listed"]


def test_whoever_is_let_go_reads_it_first_thing_with_the_clinicians_own_words(
    inside: Browser, published: Clinician, dan: Client
) -> None:
    leave(actor=factories.clinician_actor(published), client_id=dan.pk, now=NOW)
    shown = see(inside, "")
    assert "Care by Ada Quist ended on" in shown
    assert 'href="/you/choices/#leaving"' in shown
    assert PARTING in see(inside, "choices/")


def test_to_leave_or_to_ask_to_be_erased_tells_the_clinician_that_something_waits(inside: Browser) -> None:
    choose(inside, "leave")
    choose(inside, "ask", page="erasure/")
    assert list(Notice.objects.values_list("recipient", "kind")) == [("ada@home.example", "client")] * 2


def test_whoever_has_left_nobody_is_not_told_so(inside: Browser, ben: Clinician, two_carers: Browser) -> None:
    assert inside.get("/you/left/")["Location"] == "/you/choices/"
    dan = Client.objects.get()
    leave(actor=factories.clinician_actor(ben), client_id=dan.pk, now=NOW)
    assert inside.get("/you/left/")["Location"] == "/you/choices/"


def test_of_two_who_care_each_is_named_and_both_heed_the_client(
    two_carers: Browser, ben: Clinician, dan: Client
) -> None:
    pause(actor=factories.clinician_actor(ben), client_id=dan.pk, now=NOW)
    shown = see(two_carers, "choices/")
    assert "Ben Ruiz has sent you no automatic replies since" in shown
    assert "Ada Quist has sent" not in shown
    for said in ("Pause automatic replies", "Resume automatic replies"):
        assert said in shown
    choose(two_carers, "resume")
    choose(two_carers, "leave")
    assert not Care.objects.filter(ended_at=None).exists()
    assert not Care.objects.exclude(paused_at=None).exists()


def test_where_nobody_cares_any_more_channels_are_still_to_choose(inside: Browser, dan: Client) -> None:
    dan.care.all().delete()
    shown = see(inside, "choices/")
    assert "Nobody cares for you here at present" in shown
    assert "Pause automatic replies" not in shown
    choose(inside, "opt_out", "email")
    assert OptOut.objects.exists()


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("choices/", {}),
        ("choices/", {"wish": "lift_hold"}),
        ("choices/", {"wish": "opt_out"}),
        ("choices/", {"wish": "opt_out", "channel": "x"}),
        ("erasure/", {}),
        ("erasure/", {"wish": "leave"}),
    ],
)
def test_what_is_no_wish_is_not_found(inside: Browser, dan: Client, page: str, said: dict[str, str]) -> None:
    assert inside.post(f"/you/{page}", said).status_code == 404
    assert verbs(dan) == []


# --- every page


@pytest.mark.parametrize("page", PAGES)
def test_each_page_is_kept_nowhere_and_has_help_for_where_the_client_is(
    inside: Browser, dan: Client, page: str
) -> None:
    dan.region = "GB"
    dan.save()
    choose(inside, "leave")
    answer = inside.get(f"/you/{page}")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store, private"
    assert 'href="tel:999"' in answer.content.decode()


@pytest.mark.parametrize("page", [*PAGES, "everything.json"])
def test_nobody_else_comes_in_and_looking_changes_nothing(
    inside: Browser, published: Clinician, page: str
) -> None:
    assert published.user is not None
    clinicians = Browser()
    clinicians.force_login(published.user)
    for stranger in (Browser(), clinicians):
        assert stranger.get(f"/you/{page}").status_code == 302
    before = as_it_stands()
    inside.get(f"/you/{page}?wish=leave")
    assert as_it_stands() == before


def as_it_stands() -> list[Any]:
    asked = Client.objects.values_list("erasure_asked_at", "language", "time_zone", "region")
    return [*asked, *Care.objects.values_list("paused_at", "ended_at"), OptOut.objects.count()]


@pytest.mark.parametrize("page", ["choices/", "details/", "erasure/"])
def test_a_forged_form_does_nothing(inside: Browser, dan: Client, published: Clinician, page: str) -> None:
    careful = let_in(Browser(enforce_csrf_checks=True), dan, published)
    for wish in ("leave", "ask"):
        assert careful.post(f"/you/{page}", {"wish": wish, "name": "Mallory"}).status_code == 403
    assert verbs(dan) == []


@pytest.mark.parametrize("page", PAGES)
def test_it_speaks_spanish_throughout(inside: Browser, dan: Client, page: str) -> None:
    dan.language = "es"
    dan.save()
    choose(inside, "leave")
    shown = see(inside, page)
    assert '<html lang="es">' in shown
    for english in ("Come back", "Everything", "Your ", "You ", "To read", "Leave"):
        assert english not in shown.replace(PARTING, "")


# --- details


def test_one_corrects_ones_own_details_but_no_address(inside: Browser, dan: Client) -> None:
    shown = see(inside, "details/")
    assert 'value="Dan Abara"' in shown
    assert "dan@client.example" in shown
    assert "Your clinician changes these for you" in shown
    said = {"name": "Daniel", "language": "es", "time_zone": "America/Bogota", "region": "co"}
    forged = {"email": "mallory@x.example", "phone": "+12125550199"}
    assert inside.post("/you/details/", said | forged)["Location"] == "/you/details/"
    dan.refresh_from_db()
    assert (dan.name, dan.language, dan.time_zone, dan.region) == ("Daniel", "es", "America/Bogota", "CO")
    assert {each.address for each in dan.addresses.all()} == {"dan@client.example", "+12125550123"}
    assert '<html lang="es">' in see(inside, "details/")
    assert verbs(dan) == ["corrected"]


@pytest.mark.parametrize(
    ("wrong", "mend"),
    [
        ({"name": " "}, "how you would like to be called"),
        ({"region": "Nowhere"}, "code like US-NY"),
        ({"time_zone": "Mars"}, "Mars"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(
    inside: Browser, dan: Client, wrong: dict[str, str], mend: str
) -> None:
    answer = inside.post("/you/details/", {"name": "Daniel"} | wrong)
    assert answer.status_code == 422
    assert mend in unescape(answer.content.decode())
    dan.refresh_from_db()
    assert dan.name == "Dan Abara"


def test_where_no_address_is_kept_that_is_said(inside: Browser, dan: Client) -> None:
    dan.addresses.all().delete()
    assert "No address of yours is kept." in see(inside, "details/")


# --- everything


def test_everything_is_there_to_read_and_as_a_file_and_on_record(inside: Browser, dan: Client) -> None:
    message = write("May <b>I</b>?")
    actor = factories.clinician_actor(message.clinician)
    services.answer(actor=actor, message_id=message.pk, text="You may.", now=NOW)
    shown = inside.get("/you/everything/").content.decode()
    for said in (
        "May &lt;b&gt;I&lt;/b&gt;?",
        "You may.",
        "Dan Abara",
        "dan@client.example",
        "Signed in with",
    ):
        assert said in shown
    file = inside.get("/you/everything.json")
    facts = json.loads(file.content)
    assert facts["format"] == "everything-on-a-client/1"
    assert facts["messages"][0]["text"] == "May <b>I</b>?"
    assert file["Content-Disposition"] == 'attachment; filename="everything.json"'
    assert file["Cache-Control"] == "no-store, private"
    assert verbs(dan) == ["exported", "exported"]


def test_before_anything_was_written_that_is_said(inside: Browser) -> None:
    assert "No message has been written yet." in see(inside, "everything/")


def test_another_clients_things_are_not_among_it(inside: Browser, published: Clinician) -> None:
    eve = {"email": "eve@x.example"}
    factories.add_client(clinician=published, name="Eve Moss", addresses=eve)
    write("Only mine.", sender="eve@x.example")
    for page in ("everything/", "everything.json"):
        shown = see(inside, page)
        assert "Only mine." not in shown
        assert "Eve Moss" not in shown


# --- being erased


def test_a_wish_to_be_erased_is_asked_and_taken_back(inside: Browser, dan: Client) -> None:
    assert "no day is fixed" in see(inside, "erasure/")
    for _twice in range(2):
        assert choose(inside, "ask", page="erasure/")["Location"] == "/you/erasure/"
    assert "You asked on" in see(inside, "erasure/")
    assert Client.objects.get().erasure_asked_at == NOW
    choose(inside, "withdraw", page="erasure/")
    assert Client.objects.get().erasure_asked_at is None
    assert "You asked on" not in see(inside, "erasure/")
    assert verbs(dan) == ["asked_to_erase", "withdrew"]


def test_that_something_has_to_be_kept_is_said_and_why(
    inside: Browser, published: Clinician, dan: Client
) -> None:
    assert "has to keep" not in see(inside, "erasure/")
    hold(actor=factories.clinician_actor(published), client_id=dan.pk, reason="A dispute", now=NOW)
    assert "Your practice has to keep what it has on you for now." in see(inside, "erasure/")
    assert "A dispute" in see(inside, "everything/")


def test_once_erased_one_is_signed_out(inside: Browser, published: Clinician, dan: Client) -> None:
    services.erase_client(actor=factories.clinician_actor(published), client_id=dan.pk, now=NOW)
    for page in PAGES:
        assert inside.get(f"/you/{page}").status_code == 302
