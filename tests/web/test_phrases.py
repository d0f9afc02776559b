"""The page of a practice's own phrases: what would change is seen before anything does."""

import re
from html import unescape

import pytest
from django.test import Client as Browser

from accounts.domain.actors import Visitor
from accounts.models import Clinician, User
from notifications import services
from notifications.domain.incoming import Incoming, Source
from notifications.models import PracticePhrase
from tests import factories
from tests.factories import NOW
from tests.sign_in import user_of

PAGE = "/practice/phrases/"
NEW = {"words": "by the old iron bridge", "does": "crisis", "category": "suicide"}


@pytest.fixture
def browser(ada: Clinician) -> Browser:
    factories.publish_policy(clinician=ada)
    browser = Browser()
    browser.force_login(user_of(ada))
    return browser


@pytest.fixture
def owners(olive: User) -> Browser:
    browser = Browser()
    browser.force_login(olive)
    return browser


def said(answer: object) -> str:
    return unescape(answer.content.decode())  # type: ignore[attr-defined]


def write(text: str, slug: str = "ada-quist", sender: str = "nell@client.example") -> None:
    incoming = Incoming(clinician=slug, source=Source.API, channel="email", sender=sender, text=text)
    services.receive(actor=Visitor(), incoming=incoming, now=NOW)


def look_and_add(browser: Browser, **changes: str) -> object:
    looked = browser.post(PAGE, NEW | changes)
    assert looked.status_code == 200
    shown = re.search(r'name="shown" value="(\w+)"', said(looked))
    assert shown is not None
    return browser.post(PAGE, NEW | changes | {"shown": shown[1], "add": "1"})


def test_what_would_change_is_seen_before_it_is_added(browser: Browser) -> None:
    write("I stood by the old iron bridge again.")
    seen = said(browser.post(PAGE, NEW | {"sample": "Meet me by the old iron bridge"}))
    assert not PracticePhrase.objects.exists()
    assert "nell@client.example" in seen
    assert "1 would be taken more seriously than now." in seen
    assert "<mark>by the old iron bridge</mark>" in seen
    assert "Now: Nothing was heard in it. Then: Sounds like danger: help is shown at once" in seen
    assert 'value="by the old iron bridge"' in seen
    assert look_and_add(browser).headers["Location"] == f"{PAGE}#own"  # type: ignore[attr-defined]
    listed = said(browser.get(PAGE))
    assert "by the old iron bridge" in listed
    assert "by Ada Quist" in listed
    assert "No alarm yet" in listed


def test_what_was_not_looked_at_is_not_added(browser: Browser) -> None:
    answer = browser.post(PAGE, NEW | {"add": "1", "shown": "0" * 64})
    assert (answer.status_code, PracticePhrase.objects.exists()) == (200, False)
    assert 'name="add"' in said(answer)


def test_an_owner_who_is_no_clinician_sees_numbers_and_none_that_could_tell(
    browser: Browser, owners: Browser
) -> None:
    write("I stood by the old iron bridge again.")
    seen = said(owners.post(PAGE, NEW))
    assert "Fewer than 5 would be taken more seriously than now." in seen
    assert "nell" not in seen
    for number in range(6):
        write("I stood by the old iron bridge again.", sender=f"nell{number}@client.example")
    assert "7 would be taken more seriously than now." in said(owners.post(PAGE, NEW))


def test_it_is_taken_away_after_a_look(browser: Browser, owners: Browser) -> None:
    look_and_add(browser)
    write("I stood by the old iron bridge again.")
    address = f"{PAGE}{PracticePhrase.objects.get().pk}/take-away/"
    seen = said(owners.get(address))
    assert "by the old iron bridge" in seen
    assert "nell" not in seen
    assert "1 would be taken less seriously than now." in said(browser.get(address))
    assert "Nothing was heard in it" in said(browser.post(address, {"sample": "by the old iron bridge"}))
    assert browser.post(address, {"take_away": "1"}).headers["Location"] == f"{PAGE}#own"
    assert browser.get(address).status_code == 404
    assert "Nothing of your own yet" in said(browser.get(PAGE))


def test_false_alarms_stand_beside_the_words_and_beside_what_was_shipped(browser: Browser) -> None:
    look_and_add(browser)
    write("I stood by the old iron bridge. I want to kill myself.")
    escalation = re.search(r"/duty/([\w-]{36})/", said(browser.get("/duty/")))
    assert escalation is not None
    browser.post(f"/duty/{escalation[1]}/resolve/", {"false_alarm": "1"})
    seen = said(browser.get(PAGE))
    assert seen.count("1 alarm: 1 false alarm") >= 2
    assert "suicide.intent" in seen


HOSTILE = "</p><script>alert(1)</script>"


@pytest.mark.parametrize(
    ("wrong", "mend"),
    [
        ({"words": ""}, "required"),
        ({"words": "!?"}, "at least one word"),
        ({"words": "x" * 201}, "200"),
        ({"words": "\0"}, "Null characters"),
        ({"words": "I cannot. Go on."}, "one sentence"),
        ({"does": "nothing"}, "nothing"),
        ({"does": ""}, "required"),
        ({"category": ""}, "Choose what they are about."),
        ({"category": "distressing"}, "distressing"),
        ({"sample": "x" * 4001}, "4000"),
    ],
)
def test_what_cannot_be_kept_is_said_where_it_is_and_nothing_is_lost(
    browser: Browser, wrong: dict[str, str], mend: str
) -> None:
    answer = browser.post(PAGE, NEW | {"sample": "a sample"} | wrong)
    assert answer.status_code == 422
    assert mend in said(answer)
    assert ("a sample" in said(answer)) or "sample" in wrong
    assert not PracticePhrase.objects.exists()


@pytest.mark.parametrize("words", [HOSTILE, "(a+)+$", "\u202e\u200bx", "' OR 1=1 --", "{help}", "%s %(x)s"])
def test_hostile_words_are_words(browser: Browser, words: str) -> None:
    answer = browser.post(PAGE, NEW | {"words": words, "sample": words})
    assert answer.status_code in {200, 422}
    assert "<script>alert" not in answer.content.decode()


def test_the_same_again_is_refused(browser: Browser) -> None:
    look_and_add(browser)
    answer = browser.post(PAGE, NEW | {"words": "By the old iron bridge"})
    assert answer.status_code == 422
    assert "You have this already" in said(answer)


def test_an_exception_is_about_nothing_of_its_own(browser: Browser) -> None:
    look_and_add(browser, does="exception", words="burden to the group")
    assert (PracticePhrase.objects.get().does, PracticePhrase.objects.get().category) == ("exception", "")


def test_the_front_desk_has_no_part_in_it(finn: User) -> None:
    browser = Browser()
    browser.force_login(finn)
    assert browser.get(PAGE).status_code == 403
