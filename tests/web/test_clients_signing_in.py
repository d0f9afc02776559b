"""A client signs in with a mailed code, and nothing of it tells who is a client."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client as Browser
from pytest_django import Settings

from accounts.domain.audit import Verb
from accounts.models import AuditEntry, Client, ClientSession, Clinician, SignInCode
from tests import factories
from tests.client_sign_in import CODE, DAN, SIGN_IN, another_code, ask, give
from tests.factories import NOW
from tests.sign_in import once_mails_have_left, out_of_the_demo, show_password

UNKNOWN = "nobody@else.example"
INSIDE = "/you/"


@pytest.fixture(autouse=True)
def clock(settings: Settings) -> Iterator[Any]:
    out_of_the_demo(settings)
    settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS = 15, 12
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def is_inside(browser: Browser) -> bool:
    return browser.get(INSIDE).status_code == 200


def test_a_mailed_code_lets_a_client_in(client: Browser, published: Clinician, dan: Client) -> None:
    answer = give(client, ask(client))
    assert answer.headers["Location"] == INSIDE
    assert is_inside(client)
    assert [(each.to, each.subject) for each in mail.outbox] == [([DAN], "Your code")]
    recorded = AuditEntry.objects.filter(actor_kind="client", actor_id=dan.pk, thing_id=dan.pk)
    assert list(recorded.values_list("verb", flat=True)) == [Verb.SIGNED_IN, Verb.LISTED]


def test_whatever_letters_a_keyboard_made_capital(client: Browser, published: Clinician, dan: Client) -> None:
    assert give(client, ask(client, " Dan@Client.Example ")).headers["Location"] == INSIDE


def test_the_public_page_leads_there(client: Browser, published: Clinician) -> None:
    assert f'href="{SIGN_IN}"' in client.get("/p/ada-quist/").content.decode()


def test_a_client_of_the_practice_signs_in_on_a_colleagues_page(
    client: Browser, published: Clinician, ben: Clinician, dan: Client
) -> None:
    code = ask(client, page="/p/ben-ruiz/sign-in/")
    assert give(client, code, "/p/ben-ruiz/sign-in/code/").headers["Location"] == INSIDE


def test_the_page_decides_of_which_practice(
    client: Browser, published: Clinician, cleo: Clinician, dan: Client
) -> None:
    there = factories.add_client(clinician=cleo, name="Dan Abara")
    code = ask(client, page="/p/cleo-sand/sign-in/")
    assert give(client, code, CODE).status_code == 422
    assert give(client, code, "/p/cleo-sand/sign-in/code/").headers["Location"] == INSIDE
    assert ClientSession.objects.get().client == there


def test_a_known_and_an_unknown_address_are_told_the_same(published: Clinician, dan: Client) -> None:
    dan.language = "es"
    dan.save()
    told = []
    for address in (DAN, UNKNOWN):
        browser = Browser()
        answers = [browser.get(SIGN_IN), browser.post(SIGN_IN, {"address": address}), browser.get(CODE)]
        answers += [give(browser, "00000000") for _ in range(4)]
        answers += [browser.post(SIGN_IN, {"address": address}) for _ in range(4)]
        told.append([shown(each) for each in answers])
        assert [each.status_code for each in answers] == [200, 302, 200, *[422] * 4, 302, 302, 429, 429]
    assert told[0] == told[1]
    once_mails_have_left()
    assert {each.to[0] for each in mail.outbox} == {DAN}


def shown(answer: Any) -> tuple[Any, ...]:
    """Without what was typed, the mark against forged forms, and what a browser is given at random."""
    body = re.sub(r'value="(\w{64}|[a-z]+@[a-z]+\.example)"', "", answer.content.decode())
    cookies = {name: (re.sub(r"[\w-]{32,64}", "…", str(each))) for name, each in answer.cookies.items()}
    headers = {name: each for name, each in answer.headers.items() if name != "Content-Length"}
    return answer.status_code, headers, cookies, body


def test_no_address_stands_where_others_may_read_it(
    client: Browser, published: Clinician, dan: Client
) -> None:
    answer = client.post(SIGN_IN, {"address": DAN})
    cookies = "".join(str(each) for each in answer.cookies.values())
    assert DAN not in answer.headers["Location"] + cookies + client.get(CODE).content.decode()
    assert "dan" not in cookies


# --- the code


@pytest.mark.parametrize(
    "change",
    [
        lambda code: "".join(chr(0xFF10 + int(digit)) for digit in code),
        lambda code: "".join(chr(0x0660 + int(digit)) for digit in code),
        lambda code: f" {code}",
        lambda code: f"{code}\n",
        lambda code: f"{code[:4]} {code[4:]}",
        lambda code: f"+{code}",
        lambda code: f"{code}\0",
        lambda code: code[:-1],
        lambda code: code[:0],
    ],
)
def test_a_code_is_ascii_digits_and_what_is_not_costs_no_try(
    client: Browser, published: Clinician, dan: Client, change: Any
) -> None:
    code = ask(client)
    for _ in range(5):
        assert give(client, change(code)).status_code == 422
    assert not is_inside(client)
    assert give(client, code).headers["Location"] == INSIDE


def test_a_code_has_three_tries(client: Browser, published: Clinician, dan: Client) -> None:
    code = ask(client)
    answers = [give(client, another_code(code)).content.decode() for _ in range(3)]
    assert ["There is no code to wait for" in each for each in answers] == [False, False, True]
    assert give(client, code).status_code == 422
    assert not is_inside(client)


def test_a_code_is_good_for_ten_minutes(
    client: Browser, published: Clinician, dan: Client, clock: Any
) -> None:
    code = ask(client)
    clock.shift(timedelta(minutes=10))
    assert give(client, code).status_code == 422
    code = ask(client)
    clock.shift(timedelta(minutes=9, seconds=59))
    assert give(client, code).headers["Location"] == INSIDE


def test_a_clock_that_is_set_back_makes_no_code_last_longer(
    client: Browser, published: Clinician, dan: Client, clock: Any
) -> None:
    code = ask(client)
    clock.shift(-timedelta(minutes=2, seconds=1))
    give(client, code)
    assert not is_inside(client)
    clock.shift(timedelta(seconds=1))  # as far as the clocks of two machines may be apart
    give(client, code)
    assert is_inside(client)


def test_a_code_is_good_once(client: Browser, published: Clinician, dan: Client) -> None:
    code = ask(client)
    waiting = client.cookies["client-code"].value
    give(client, code)
    client.post("/you/sign-out/")
    client.cookies["client-code"] = waiting
    assert give(client, code).status_code == 422


def test_a_code_is_good_in_the_browser_that_asked(client: Browser, published: Clinician, dan: Client) -> None:
    code, other = ask(client), Browser()
    assert give(other, code).status_code == 422
    others = ask(other)
    assert others != code
    assert give(other, code).status_code == 422
    assert give(client, code).headers["Location"] == INSIDE
    assert give(other, others).headers["Location"] == INSIDE


def test_a_new_code_voids_the_one_before(client: Browser, published: Clinician, dan: Client) -> None:
    first = ask(client)
    waiting = client.cookies["client-code"].value
    second = ask(client)
    assert give(client, first).status_code == 422
    other = Browser()
    other.cookies["client-code"] = waiting
    assert give(other, first).status_code == 422
    assert give(client, second).headers["Location"] == INSIDE


def test_anothers_code_opens_nothing(client: Browser, published: Clinician, dan: Client) -> None:
    factories.add_client(clinician=published, name="Eve Moss", addresses={"email": "eve@client.example"})
    other = Browser()
    hers, code = ask(other, "eve@client.example"), ask(client)
    assert give(client, hers).status_code == 422
    assert give(client, code).headers["Location"] == INSIDE


def test_only_hashes_are_kept(client: Browser, published: Clinician, dan: Client) -> None:
    code = ask(client)
    kept = SignInCode.objects.values().get()
    assert code not in str(kept)
    assert client.cookies["client-code"].value not in str(kept)
    give(client, code)
    assert client.cookies["client"].value.rpartition(".")[2] not in str(ClientSession.objects.values().get())


def test_looking_at_the_page_spends_nothing(client: Browser, published: Clinician, dan: Client) -> None:
    """As a mail scanner does, in this browser and others. The mail has no link that could be followed."""
    code = ask(client)
    assert "http" not in mail.outbox[0].body
    for browser in (client, Browser()):
        for _ in range(50):
            browser.get(CODE)
            browser.head(CODE)
            browser.get(f"{CODE}?code={code}")
    assert not is_inside(client)
    assert give(client, code).headers["Location"] == INSIDE


def test_it_leads_to_no_other_site(client: Browser, published: Clinician, dan: Client) -> None:
    code = ask(client)
    for place in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        client.get(CODE, {"next": place})
        waiting = client.post(f"{SIGN_IN}?next={place}", {"address": UNKNOWN, "next": place})
        assert waiting.headers["Location"] == CODE
        code = ask(client)
        answer = client.post(f"{CODE}?next={place}", {"code": code, "next": place})
        assert answer.headers["Location"] == INSIDE
        mail.outbox.clear()
        client = Browser(REMOTE_ADDR=f"10.0.0.{len(place)}")


def test_a_client_who_is_removed_meanwhile_waits_for_nothing(
    client: Browser, published: Clinician, dan: Client
) -> None:
    code = ask(client)
    dan.delete()
    assert give(client, code).status_code == 422


def test_a_mail_server_that_is_away_changes_nothing_in_the_answer(
    client: Browser, published: Clinician, dan: Client, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    assert ask(client) == ""
    assert "could not be sent: ConnectionRefusedError" in caplog.text
    assert DAN not in caplog.text


def test_the_mail_speaks_the_clients_language(client: Browser, published: Clinician, dan: Client) -> None:
    dan.language = "es"
    dan.save()
    client.post(SIGN_IN, {"address": DAN})
    once_mails_have_left()
    assert mail.outbox[0].subject == "Su código"


def test_in_the_demo_the_page_shows_the_code(
    client: Browser, published: Clinician, dan: Client, settings: Settings
) -> None:
    settings.DEMO = True
    code = ask(client)
    assert f"This is the demo: your code is {code}" in client.get(CODE).content.decode()
    settings.DEMO = False
    other = Browser()
    assert ask(other) not in other.get(CODE).content.decode()


# --- the session


def test_it_ends_when_nothing_happens_for_a_while(
    client: Browser, published: Clinician, dan: Client, clock: Any
) -> None:
    give(client, ask(client))
    clock.shift(timedelta(minutes=15))
    assert is_inside(client)
    clock.shift(timedelta(minutes=15, seconds=1))
    assert client.get(INSIDE).headers["Location"] == SIGN_IN


def test_it_ends_where_the_clock_is_set_back(
    client: Browser, published: Clinician, dan: Client, clock: Any
) -> None:
    """Else it would last as long as that again."""
    give(client, ask(client))
    clock.shift(-timedelta(minutes=2))
    assert is_inside(client)
    clock.shift(-timedelta(seconds=1))
    assert not is_inside(client)


def test_it_ends_after_twelve_hours_whatever_happens(
    client: Browser, published: Clinician, dan: Client, clock: Any
) -> None:
    give(client, ask(client))
    for _ in range(72):
        assert is_inside(client)
        clock.shift(timedelta(minutes=10))
    assert is_inside(client)
    clock.shift(timedelta(seconds=1))
    assert not is_inside(client)


def test_each_sign_in_has_a_key_of_its_own(client: Browser, published: Clinician, dan: Client) -> None:
    """What somebody planted in the browser before opens nothing."""
    client.cookies["client"] = f"ada-quist.{published.practice_id.hex}.{'x' * 43}"
    client.cookies["client-code"] = "y" * 43
    give(client, ask(client))
    first = client.cookies["client"].value
    assert first != f"ada-quist.{published.practice_id.hex}.{'x' * 43}"
    give(client, ask(client))
    assert client.cookies["client"].value != first
    other = Browser()
    other.cookies["client"] = first
    assert not is_inside(other)


def test_what_they_press_signs_them_out(client: Browser, published: Clinician, dan: Client) -> None:
    give(client, ask(client))
    key = client.cookies["client"].value
    assert client.get("/you/sign-out/").status_code == 405
    assert client.post("/you/sign-out/").headers["Location"] == SIGN_IN
    client.cookies["client"] = key
    assert not is_inside(client)
    assert list(AuditEntry.objects.values_list("verb", flat=True))[-1] == Verb.SIGNED_OUT


def test_one_and_all_others_can_be_ended(published: Clinician, dan: Client, settings: Settings) -> None:
    browsers = [Browser(REMOTE_ADDR=f"10.0.0.{number}") for number in range(3)]
    for browser in browsers:
        give(browser, ask(browser))
    here, phone, _ = browsers
    listed = here.get("/you/sign-ins/").context["sign_ins"]
    assert [each.is_this for each in listed].count(True) == 1
    assert {each.seen for each in listed} == {"last seen Tuesday 10 March at 10:30 (New York)"}
    last = ClientSession.objects.order_by("began_at").values_list("pk", flat=True)
    theirs = next(pk for pk in last if pk != next(each.row.pk for each in listed if each.is_this))
    here.post("/you/sign-ins/", {"session": theirs})
    assert sorted(is_inside(each) for each in browsers) == [False, True, True]
    here.post("/you/sign-ins/")
    assert [is_inside(each) for each in browsers] == [True, False, False]
    assert not is_inside(phone)


def test_to_sign_out_everywhere_voids_codes_on_their_way(published: Clinician, dan: Client) -> None:
    here, stranger = Browser(), Browser(REMOTE_ADDR="10.0.0.9")
    give(here, ask(here))
    code = ask(stranger)
    here.post("/you/sign-ins/")
    assert give(stranger, code).status_code == 422


def test_a_client_who_is_removed_is_out_at_the_next_click(
    client: Browser, published: Clinician, dan: Client
) -> None:
    give(client, ask(client))
    assert is_inside(client)
    dan.delete()
    assert not is_inside(client)


def test_client_and_clinician_in_one_browser_never_mix(
    client: Browser, published: Clinician, dan: Client
) -> None:
    show_password(client)
    assert not is_inside(client)
    give(client, ask(client))
    assert is_inside(client)
    client.post("/sign-out/")
    assert client.get("/inbox/").status_code == 302
    assert is_inside(client)
    assert client.get("/security/").status_code == 302
    show_password(client)
    client.post("/you/sign-out/")
    assert client.get("/security/").status_code == 200
    assert not is_inside(client)


def test_words_that_come_too_late_are_given_back(
    client: Browser, published: Clinician, dan: Client, clock: Any
) -> None:
    give(client, ask(client))
    clock.shift(timedelta(hours=1))
    answer = client.post("/you/write/", {"text": "What took an hour <b>to say</b>"})
    assert answer.status_code == 403
    assert "What took an hour &lt;b&gt;to say&lt;/b&gt;</textarea>" in answer.content.decode()
    assert f'href="{SIGN_IN}"' in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("key", ["", "x", "ada-quist.", "ada-quist.short.x", f"../x.{'0' * 32}.{'x' * 43}"])
def test_a_key_that_is_none_leads_to_a_page_that_says_where_to_go(
    client: Browser, published: Clinician, key: str
) -> None:
    client.cookies["client"] = key
    answer = client.get(INSIDE)
    assert answer.headers["Location"] == "/you/signed-out/"
    assert "Go to the page of your clinician" in client.get("/you/signed-out/").content.decode()


def test_cookies_are_for_this_very_host_where_it_is_served_by_https(
    client: Browser, published: Clinician, dan: Client, settings: Settings
) -> None:
    settings.SESSION_COOKIE_SECURE = True
    answer = client.post(SIGN_IN, {"address": DAN})
    waiting = answer.cookies["client-code"]
    assert (
        waiting["secure"],
        waiting["httponly"],
        waiting["samesite"],
        waiting["path"],
        waiting["domain"],
    ) == (
        True,
        True,
        "Lax",
        "/",
        "",
    )
    assert waiting["max-age"] == 600


def test_a_form_from_elsewhere_is_refused(published: Clinician, dan: Client) -> None:
    browser = Browser(enforce_csrf_checks=True)
    for address in (SIGN_IN, CODE, "/you/sign-out/", "/you/sign-ins/", "/you/write/"):
        assert browser.post(address, {"address": DAN, "text": "x", "code": "1"}).status_code == 403
    assert mail.outbox == []
