"""Versions on pages: clients read what changed and say so; their clinician sees it, and withdraws in time."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser

from accounts.models import Client, Clinician
from accounts.services import leave, opt_out
from notifications.models import Notice
from policies.models import Acknowledgement, PolicyVersion, Withdrawal
from policies.services import acknowledge
from tests import factories
from tests.client_sign_in import let_in
from tests.factories import NOW
from tests.notifications.services.test_telling import actor_of, publish, withdraw
from tests.policies.test_versions import NEXT_WEEK, SLOWER, WITH_A_NOTE

SLOWER_SAID = (
    "Answers: now usually within 3 working days; until now usually within 24 hours counted on working days."
)


@pytest.fixture(autouse=True)
def _on_a_tuesday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ordinary(ada: Clinician) -> PolicyVersion:
    return factories.publish_policy(clinician=ada, now=NOW - timedelta(days=10))


@pytest.fixture
def inside(client: Browser, ada: Clinician, dan: Client, ordinary: PolicyVersion) -> Browser:
    return let_in(client, dan, ada)


@pytest.fixture
def hers(ada: Clinician, ordinary: PolicyVersion) -> Browser:
    browser = Browser()
    assert ada.user is not None
    browser.force_login(ada.user)
    return browser


def see(browser: Browser, address: str) -> str:
    return unescape(browser.get(address).content.decode())


def read(browser: Browser, version: PolicyVersion) -> Any:
    return browser.post("/you/policy/", {"version": str(version.pk)})


# --- the client's side


def test_the_first_version_is_read_once(inside: Browser, ordinary: PolicyVersion) -> None:
    assert "Ada Quist says when and how to be reached. Please read it once." in see(inside, "/you/")
    shown = see(inside, "/you/policy/")
    for said in ("Please read it once", "I usually reply to messages within 24 hours", "I have read this"):
        assert said in shown
    assert "Version 1, in force since Saturday 28 February 2026 at 09:30 (New York)." in shown
    assert read(inside, ordinary)["Location"] == "/you/policy/"
    assert "Please read it once" not in see(inside, "/you/")
    shown = see(inside, "/you/policy/")
    assert "I have read this" not in shown
    assert "You said on Tuesday 10 March at 10:30 (New York) that you have read it." in shown
    assert "I usually reply to messages within 24 hours" in shown


def test_what_changed_is_told_in_plain_sentences(
    inside: Browser, ada: Clinician, ordinary: PolicyVersion
) -> None:
    read(inside, ordinary)
    slower = publish(ada)
    assert "Ada Quist: something is new about when and how to be reached." in see(inside, "/you/")
    shown = see(inside, "/you/policy/")
    assert "What is new since you read it last" in shown
    assert SLOWER_SAID in shown
    read(inside, slower)
    assert "I have read this" not in see(inside, "/you/policy/")
    assert Acknowledgement.objects.count() == 2


def test_what_alters_nothing_for_them_asks_nothing_of_them(
    inside: Browser, ada: Clinician, ordinary: PolicyVersion
) -> None:
    read(inside, ordinary)
    publish(ada, WITH_A_NOTE)
    assert "something is new" not in see(inside, "/you/")
    assert "I have read this" not in see(inside, "/you/policy/")


def test_what_is_planned_is_told_with_its_day(
    inside: Browser, ada: Clinician, ordinary: PolicyVersion
) -> None:
    read(inside, ordinary)
    midnight = NEXT_WEEK.replace(hour=4, minute=0)
    planned = publish(ada, effective_from=midnight)
    assert "Ada Quist: something is new from Tuesday 17 March 2026." in see(inside, "/you/")
    shown = see(inside, "/you/policy/")
    assert "New from Tuesday 17 March 2026" in shown
    assert SLOWER_SAID in shown
    read(inside, planned)
    assert "something is new" not in see(inside, "/you/")
    withdraw(ada, planned)
    for page in ("/you/", "/you/policy/"):
        assert "what was to be new from Tuesday 17 March 2026 is not coming" in see(inside, page)


def test_who_was_told_by_mail_finds_there_that_it_does_not_come(
    inside: Browser, ada: Clinician, dan: Client, ordinary: PolicyVersion
) -> None:
    """Also where they open the mail after the day that it is about, and have never read the plan."""
    read(inside, ordinary)
    planned = publish(ada, effective_from=NEXT_WEEK.replace(hour=4, minute=0))
    Notice.objects.filter(client=dan, version=planned).update(attempts=1, sent_at=NOW)
    withdraw(ada, planned)
    for opened in (NOW, NEXT_WEEK + timedelta(days=20)):
        with time_machine.travel(opened, tick=False):
            shown = see(let_in(Browser(), dan, ada), "/you/policy/")
            assert "what was to be new from Tuesday 17 March 2026 is not coming" in shown
            assert "<details open><summary>All that holds now" in shown
    with time_machine.travel(NEXT_WEEK + timedelta(days=40), tick=False):
        assert "is not coming" not in see(let_in(Browser(), dan, ada), "/you/policy/")


def test_it_is_told_in_their_language(inside: Browser, ada: Clinician, dan: Client) -> None:
    dan.language = "es-MX"
    dan.save()
    shown = see(inside, "/you/policy/")
    assert "Por favor, léalo una vez" in shown
    assert "Normalmente respondo" in shown or "en un plazo de 24 horas" in shown


def test_who_has_left_is_asked_nothing(inside: Browser, dan: Client) -> None:
    leave(actor=actor_of(dan), client_id=dan.pk, now=NOW)
    assert "Please read it once" not in see(inside, "/you/")
    assert "Nobody cares for you here at present" in see(inside, "/you/policy/")


def test_each_who_cares_has_their_own(inside: Browser, ben: Clinician, dan: Client) -> None:
    dan.care.create(clinician=ben, practice_id=ben.practice_id)
    shown = see(inside, "/you/policy/")
    assert "Nothing is published yet." in shown
    assert shown.index("Ada Quist") < shown.index("Ben Ruiz")


def test_only_what_is_theirs_is_read(inside: Browser, cleo: Clinician) -> None:
    foreign = factories.publish_policy(clinician=cleo)
    for version in (str(foreign.pk), "0b0f1c3e-8a2d-4c58-9f1e-5d7a6b3c2e10", "junk", ""):
        assert inside.post("/you/policy/", {"version": version}).status_code == 404
    assert not Acknowledgement.objects.exists()


def test_how_they_are_told_is_one_button_and_taken_back_as_easily(
    inside: Browser, ada: Clinician, dan: Client
) -> None:
    assert "A mail says when something changes" in see(inside, "/you/choices/")
    inside.post("/you/choices/", {"wish": "news_by_portal"})
    publish(ada)
    assert not Notice.objects.exists()
    assert "Tell me by mail, too" in see(inside, "/you/choices/")
    inside.post("/you/choices/", {"wish": "news_by_email"})
    publish(ada, factories.ORDINARY_POLICY)
    assert Notice.objects.get().client == dan
    opt_out(actor=actor_of(dan), client_id=dan.pk, channel="email", now=NOW)
    assert "You want nothing automatic by mail" in see(inside, "/you/choices/")


def test_their_clinician_does_it_for_them(hers: Browser, dan: Client) -> None:
    assert "Changes: tell them after signing in only" in see(hers, f"/clients/{dan.pk}/")
    hers.post(f"/clients/{dan.pk}/wish/", {"wish": "news_by_portal"})
    assert Client.objects.get().news_by == "portal"
    assert "Changes: tell them by mail, too" in see(hers, f"/clients/{dan.pk}/")


def test_what_they_read_and_were_told_is_among_everything_kept(
    inside: Browser, ada: Clinician, ordinary: PolicyVersion
) -> None:
    read(inside, ordinary)
    publish(ada)
    shown = see(inside, "/you/everything/")
    assert "Version 1 of the policy of Ada Quist" in shown
    assert "Mail that there is something new to read" in shown
    assert "Said to have read a version of the policy" in shown


# --- the clinician's side


def test_history_tells_what_each_version_changed_and_who_has_read_it(
    hers: Browser, ada: Clinician, dan: Client, ordinary: PolicyVersion
) -> None:
    factories.add_client(clinician=ada, name="Eve Moss", addresses={"email": "eve@client.example"})
    acknowledge(actor=actor_of(dan), version_id=ordinary.pk, now=NOW)
    publish(ada, SLOWER, effective_from=NEXT_WEEK)
    publish(ada, WITH_A_NOTE)
    shown = see(hers, "/policy/versions/")
    for said in (
        "Holds from Tuesday 17 March 2026 at 10:30 (New York).",
        "Has held since Tuesday 10 March 2026 at 10:30 (New York), until Tuesday 17 March 2026",
        "Held from Saturday 28 February 2026 at 09:30 (New York) until Tuesday 10 March 2026",
        "Answers: now usually within 3 working days",
        "Good to know: now also “I like letters”.",
        "The first version.",
        "Nobody is asked to: it alters nothing about how they reach you.",
        "1 of 2 clients in your care know what holds now.",
        "has read no version yet",
        "1 of your clients has read it.",
    ):
        assert said in shown, said
    assert shown.index("Version 2<") < shown.index("Version 3<") < shown.index("Version 1<")


def test_one_version_is_shown_as_it_was_published(
    hers: Browser, ada: Clinician, dan: Client, ordinary: PolicyVersion
) -> None:
    acknowledge(actor=actor_of(dan), version_id=ordinary.pk, now=NOW)
    shown = see(hers, "/policy/versions/1/")
    assert '<p class="own-words" lang="en">I reply within 24 hours on working days.</p>' in shown
    assert "You can reach me Monday to Friday 09:00 to 17:00." in shown
    assert "Dan Abara" in shown
    for number in (0, 2, 10**30):
        assert hers.get(f"/policy/versions/{number}/").status_code == 404


def test_what_is_planned_is_withdrawn_in_time(hers: Browser, ada: Clinician) -> None:
    publish(ada, effective_from=NEXT_WEEK)
    assert "Withdraw version 2" in see(hers, "/policy/versions/")
    for _twice in range(2):
        assert hers.post("/policy/versions/2/withdraw/")["Location"] == "/policy/versions/"
    assert Withdrawal.objects.count() == 1
    shown = see(hers, "/policy/versions/")
    assert "Was to hold from Tuesday 17 March 2026 at 10:30 (New York), and was withdrawn before." in shown
    assert "Withdraw version 2" not in shown


def test_too_late_is_said_kindly(hers: Browser) -> None:
    answer = hers.post("/policy/versions/1/withdraw/")
    assert answer.status_code == 409
    assert "It has taken effect meanwhile, so it stays." in answer.content.decode()
    assert hers.post("/policy/versions/2/withdraw/").status_code == 404
    assert hers.get("/policy/versions/1/withdraw/").status_code == 405


def test_where_nothing_is_published_it_says_what_will_stand_there(client: Browser, ada: Clinician) -> None:
    assert ada.user is not None
    client.force_login(ada.user)
    assert "Nothing is published yet" in see(client, "/policy/versions/")


def test_a_history_of_many_versions_has_pages(hers: Browser, ada: Clinician) -> None:
    for number in range(20):
        factories.publish_policy(clinician=ada, document=SLOWER if number % 2 else factories.ORDINARY_POLICY)
    assert "Version 21<" in see(hers, "/policy/versions/")
    assert "Version 1<" in see(hers, "/policy/versions/?page=2")
