"""Who is known is a secret: the database is asked the same, in the same order, whoever is named in a form."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.template import Template
from django.test import Client as Browser
from django.test.signals import template_rendered
from pytest_django import Settings

from accounts import data_keys
from accounts.models import Care, Client, Clinician, OptOut
from notifications.models import Delivery
from tests.factories import NOW
from tests.queries import kinds_of_queries
from tests.sign_in import once_mails_have_left, out_of_the_demo

ORDINARY = "Could we move Thursday to 4 pm?"
DANGER = "I want to kill myself tonight."


@pytest.fixture(autouse=True)
def _keys_are_kept(published: Clinician, dan: Client) -> Iterator[None]:
    """As once the transactions that made them are over."""
    data_keys.key_to_seal_with(dan.practice_id, None)
    data_keys._uncommitted.clear()  # noqa: SLF001  no transaction of a test is ever over
    yield
    data_keys.forget()


def leave_a_message(address: str, text: str) -> list[str]:
    """Its queries, with no key in this process, as a minute after the last message."""
    data_keys.forget()
    form = {"address": address, "text": text, "copy": str(uuid4())}
    return kinds_of_queries(lambda: Browser().post("/p/ada-quist/", form))


@pytest.mark.usefixtures("on_a_tuesday_morning")
@pytest.mark.parametrize("text", [ORDINARY, DANGER])
@pytest.mark.parametrize("wish", ["none", "paused", "left", "opted out"])
def test_a_message_left_on_the_page_is_the_same_work_for_all(dan: Client, text: str, wish: str) -> None:
    care = Care.objects.filter(client=dan)
    care.update(**{"paused": {"paused_at": NOW}, "left": {"ended_at": NOW}}.get(wish, {}))
    if wish == "opted out":
        OptOut.objects.create(practice_id=dan.practice_id, client=dan, channel="email", since=NOW)
    leave_a_message("warming@up.example", text)
    unknown = leave_a_message("nobody@else.example", text)
    known = leave_a_message("dan@client.example", text)
    assert known == unknown
    assert Delivery.objects.filter(message__client=dan).exists()
    again = leave_a_message("dan@client.example", text)
    assert again == known  # that somebody wrote before is not told, either


@pytest.mark.parametrize("address", ["ada@inbox.example", "nobody@else.example"])
def test_a_forgotten_password_is_the_same_work_for_all(address: str, settings: Settings) -> None:
    out_of_the_demo(settings)
    written = list[str]()

    def note(template: Template, **kwargs: object) -> None:
        written.append(f"{template.name}")

    def ask(address: str) -> list[str]:
        written.clear()
        queries = kinds_of_queries(lambda: Browser().post("/sign-in/forgotten/", {"email": address}))
        once_mails_have_left()
        return queries + written

    ask("warming@up.example")
    template_rendered.connect(note)
    try:
        assert ask(address) == ask("somebody@else.example")
    finally:
        template_rendered.disconnect(note)
    assert written == ["mails/password_code.txt"]
