"""When something is wrong, the page says what to do, and help in an emergency is there."""

import pytest
from django.template.loader import render_to_string
from django.test import Client as Browser
from django.test import RequestFactory
from django.utils import translation
from django.views.defaults import server_error

from accounts.models import Clinician

HELP = "https://findahelpline.com"


PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "413.html", "429.html", "500.html"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("language", "emergency"), [("en", "In an emergency"), ("es", "En una emergencia")])
def test_every_error_page_shows_help_and_needs_nothing(name: str, language: str, emergency: str) -> None:
    with translation.override(language):
        shown = render_to_string(name)
    assert emergency in shown
    assert HELP in shown
    assert f'<html lang="{language}">' in shown


def test_a_fault_of_ours_is_told_without_the_database() -> None:
    answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()


def test_a_form_that_was_open_for_too_long_is_answered_with_help(published: Clinician) -> None:
    said = {
        "address": "nell@client.example",
        "text": "I want to kill myself",
        "csrfmiddlewaretoken": "x" * 64,
    }
    answer = Browser(enforce_csrf_checks=True).post("/p/ada-quist/", said)
    assert (answer.status_code, HELP in answer.content.decode()) == (403, True)
    assert "your words should still be there" in answer.content.decode()


def test_what_is_too_large_to_be_read_is_answered_with_help(client: Browser, published: Clinician) -> None:
    answer = client.post("/p/ada-quist/", {"text": "x" * 3_000_000})
    assert (answer.status_code, HELP in answer.content.decode()) == (413, True)


def test_the_home_page_leads_to_the_demo(client: Browser) -> None:
    assert 'href="/p/maya-okafor/"' in client.get("/").content.decode()
