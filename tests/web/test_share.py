"""What a clinician copies to elsewhere."""

import re
from html import unescape

import pytest
import time_machine
from django.test import Client as Browser
from django.utils.html import escape

from accounts.models import Clinician, User
from tests import factories
from tests.factories import NOW
from tests.sign_in import user_of
from tests.web.test_public_page import HOSTILE
from tests.web_policies import FULL_POLICY

ADDRESS = "/policy/share/"
BOXES = re.compile(r'<textarea id="([\w-]+)"[^>]* readonly[^>]*>\n(.*?)</textarea>', re.DOTALL)


@pytest.fixture(autouse=True)
def _on_a_tuesday_morning() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def boxes(browser: Browser, query: str = "") -> dict[str, str]:
    return {
        name: unescape(text) for name, text in BOXES.findall(browser.get(ADDRESS + query).content.decode())
    }


def test_everything_stands_in_boxes_to_copy(signed_in: Browser) -> None:
    by_language = ("signature", "signature-html", "reply", "away")
    assert set(boxes(signed_in)) == {
        "address",
        "card",
        *(f"{name}-{language}" for name in by_language for language in ("en", "es")),
    }


def test_what_is_copied_leads_to_the_page(signed_in: Browser) -> None:
    found = boxes(signed_in)
    address = found["address"]
    assert signed_in.get(f"/p/{address.partition('/p/')[2]}").status_code == 200
    assert f'src="{address}card/"' in found["card"]
    assert all(address in text for text in found.values())


def test_the_card_may_do_nothing_but_open_links(signed_in: Browser) -> None:
    sandbox = re.search(r'sandbox="([^"]*)"', boxes(signed_in)["card"])
    assert sandbox is not None
    assert "allow-scripts" not in sandbox[1]
    assert "allow-forms" not in sandbox[1]


def test_the_texts_are_in_both_languages_whatever_the_page_speaks(signed_in: Browser) -> None:
    english, spanish = boxes(signed_in), boxes(signed_in, "?lang=es")
    assert english == spanish
    assert "I usually reply to messages within 24 hours counted on working days." in english["reply-en"]
    assert "En una emergencia no espere." in english["signature-es"]
    assert "Compartir" in signed_in.get(f"{ADDRESS}?lang=es").content.decode()


def test_the_absence_that_runs_or_comes_next_has_its_own_text(signed_in: Browser) -> None:
    text = boxes(signed_in)["away-en"]
    assert "I am away from 21 December 2026 to 3 January 2027." in text
    assert "I am back on Monday 4 January 2027 at 09:00 (New York)." in text
    assert "Samuel Reyes, LCSW answers urgent messages meanwhile (212-555-0148)." in text


def test_an_absence_that_is_over_has_none(published: Clinician) -> None:
    with time_machine.travel("2027-01-04T12:00:00Z", tick=False):
        browser = Browser()
        browser.force_login(user_of(published))
        assert "away-en" not in boxes(browser)


def test_it_is_the_version_in_force_that_is_shared(signed_in: Browser, published: Clinician) -> None:
    factories.publish_policy(
        clinician=published, effective_from=NOW.replace(month=5), document=factories.ORDINARY_POLICY
    )
    assert "away-en" in boxes(signed_in)


def test_before_the_first_policy_it_says_so(client: Browser, ada: Clinician) -> None:
    client.force_login(user_of(ada))
    answer = client.get(ADDRESS)
    assert "There is nothing to share yet" in answer.content.decode()
    assert BOXES.findall(answer.content.decode()) == []


def test_only_clinicians_share(client: Browser, published: Clinician, olive: User) -> None:
    assert client.get(ADDRESS).status_code == 302
    client.force_login(olive)
    assert client.get(ADDRESS).status_code == 403


def test_hostile_words_stay_words(client: Browser, ada: Clinician) -> None:
    """On the page, and where its HTML is pasted."""
    ada.name = ada.practice.name = HOSTILE
    ada.save()
    ada.practice.save()
    document = {**FULL_POLICY, "reply": {"words": HOSTILE}, "coverage": HOSTILE, "time_away": []}
    factories.publish_policy(clinician=ada, document=document)
    client.force_login(user_of(ada))
    raw = client.get(ADDRESS).content.decode()
    assert "<script" not in raw
    found = boxes(client)
    for name in ("card", "signature-html-en", "signature-html-es"):
        assert "<script" not in found[name]
        assert escape(HOSTILE) in found[name]
    assert HOSTILE in found["signature-en"]
