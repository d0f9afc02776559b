"""Wherever clients read who answers meanwhile, a colleague is named from their yes on and no longer."""

from collections.abc import Callable
from datetime import date, datetime
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client as Browser
from pypdf import PdfReader

from accounts.domain.actors import ClientActor
from accounts.models import Client, Clinician
from notifications.models import Delivery, InboundMessage
from policies.domain.document import parse_document
from scheduler import services
from tests import factories
from tests.factories import NOW, ORDINARY_POLICY
from tests.sign_in import user_of
from tests.web.test_printed_policy import printed_page, words
from web.presentation.reader import Reader
from web.presentation.your_policy import YourPolicy

MONDAY, FRIDAY, TUESDAY = date(2026, 3, 9), date(2026, 3, 13), date(2026, 3, 10)
BEN = {"name": "Dr. Ben Ruiz", "contact": "212-555-0148", "for": "urgent"}
ARRANGING = "over for these days is still being arranged"


def policy(coverage: dict[str, str] | None, standing: str | None = None) -> dict[str, Any]:
    away = {"first_day": "2026-03-09", "last_day": "2026-03-13", "coverage": coverage}
    return {**ORDINARY_POLICY, "time_away": [away], "coverage": standing}


@pytest.fixture(autouse=True)
def _on_a_tuesday_morning() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def edges(ada: Clinician, dan: Client) -> dict[str, str]:
    """What each of them says, as one text."""
    browser, page = Browser(), f"/p/{ada.slug}/"
    sender = f"{uuid4()}@client.example"  # nobody is answered twice for one wait
    said = {"clinician": ada.slug, "channel": "email", "from": sender, "text": "Hello."}
    token = factories.issue_token(practice=ada.practice)
    headers = {"authorization": f"Bearer {token}"}
    message = browser.post("/api/v1/messages/", said, content_type="application/json", headers=headers)
    signed_in = Browser()
    signed_in.force_login(user_of(ada))
    answers = {
        "page": browser.get(page),
        "card": browser.get(f"{page}card.json"),
        "document": browser.get(f"{page}policy.json"),
        "question": browser.get(f"/api/v1/clinicians/{ada.slug}/promise/", {"channel": "email"}),
        "reply": message,
        "share": signed_in.get("/policy/share/"),
    }
    texts = {name: unescape(each.content.decode()) for name, each in answers.items()}
    document: PdfReader = printed_page()
    return {**texts, "paper": words(document), "client": " ".join(_your_words(ada, dan))}


def _your_words(ada: Clinician, dan: Client) -> tuple[str, ...]:
    actor = ClientActor(practice_id=ada.practice_id, client_id=dan.pk)
    yours = YourPolicy(actor, ada, Reader("en"), NOW)
    return (*yours.words, *(said for news in yours.news for said in (*news.changes, *news.words)))


def naming(told: dict[str, str], name: str) -> set[str]:
    return {edge for edge, text in told.items() if name in text}


def publish(ada: Clinician, **said: Any) -> None:
    """On the first of March, which is before any of it."""
    factories.publish_policy(
        clinician=ada, document=policy(**said), now=datetime(2026, 3, 1, 12, tzinfo=NOW.tzinfo)
    )


def yes(ada: Clinician, ben: Clinician, first: date = MONDAY, last: date = FRIDAY) -> UUID:
    return factories.cover(away=ada, covering=ben, first=first, last=last, scope="urgent")


class TestAColleague:
    def test_is_not_named_before_the_yes(self, ada: Clinician, ben: Clinician, dan: Client) -> None:
        publish(ada, coverage=BEN)
        factories.cover(away=ada, covering=ben, first=MONDAY, last=FRIDAY, accepted=False)
        told = edges(ada, dan)
        assert naming(told, "Ruiz") == naming(told, "212-555-0148") == set()
        assert naming(told, ARRANGING) == set(told) - {"document"}
        assert all("911" in text for edge, text in told.items() if edge != "document")

    def test_is_named_from_the_yes_on_and_no_longer(
        self, ada: Clinician, ben: Clinician, dan: Client
    ) -> None:
        publish(ada, coverage=BEN)
        offered = yes(ada, ben)
        told = edges(ada, dan)
        assert naming(told, "Dr. Ben Ruiz") == naming(told, "212-555-0148") == set(told)
        assert naming(told, ARRANGING) == set()
        services.decline_coverage(actor=factories.clinician_actor(ben), coverage_id=offered, now=NOW)
        assert naming(edges(ada, dan), "Ruiz") == set()

    def test_is_named_where_the_policy_names_nobody(
        self, ada: Clinician, ben: Clinician, dan: Client
    ) -> None:
        publish(ada, coverage=None)
        assert naming(edges(ada, dan), ARRANGING) == set()
        yes(ada, ben)
        told = edges(ada, dan)
        assert naming(told, "Ben Ruiz answers urgent messages meanwhile") >= set(told) - {
            "client",
            "document",
        }
        assert "Ben Ruiz covers urgent matters" in told["client"]

    def test_is_named_with_dates_for_a_part(self, ada: Clinician, ben: Clinician, dan: Client) -> None:
        publish(ada, coverage=BEN)
        yes(ada, ben, TUESDAY, TUESDAY)
        told = edges(ada, dan)
        part = "on 10 March 2026; cover for the other days is still being arranged"
        assert naming(told, part) == set(told) - {"document"}

    def test_is_named_where_nobody_is_away(self, ada: Clinician, ben: Clinician, dan: Client) -> None:
        factories.publish_policy(clinician=ada, now=datetime(2026, 3, 1, 12, tzinfo=NOW.tzinfo))
        yes(ada, ben)
        told = edges(ada, dan)
        assert naming(told, "Ben Ruiz answers urgent messages") == set(told) - {"document", "share"}

    def test_is_not_named_by_standing_words_before_the_yes(
        self, ada: Clinician, ben: Clinician, dan: Client
    ) -> None:
        publish(ada, coverage=None, standing="My colleague Ben Ruiz covers what cannot wait.")
        assert naming(edges(ada, dan), "Ruiz") == set()


@pytest.mark.parametrize("name", ["Dr. Imani Cole", "The on-call line", "TimelyCare"])
def test_who_cannot_say_yes_here_stays_as_said(
    ada: Clinician, ben: Clinician, dan: Client, name: str
) -> None:
    publish(ada, coverage={"name": name, "contact": "212-555-0100", "for": "urgent"})
    told = edges(ada, dan)
    assert naming(told, name) == naming(told, "212-555-0100") == set(told)


@pytest.fixture
def dora(ada: Clinician) -> Clinician:
    return factories.add_clinician(practice=ada.practice, name="Dora Lind")


def test_past_who_is_away_the_one_who_is_there_is_named(
    ada: Clinician, ben: Clinician, dora: Clinician, dan: Client
) -> None:
    publish(ada, coverage=None)
    yes(ada, ben)
    factories.cover(away=ben, covering=dora, first=TUESDAY, last=TUESDAY)
    told = edges(ada, dan)
    assert naming(told, "Dora Lind answers urgent messages on 10 March 2026") == set(told) - {"document"}
    mine = Browser()
    mine.force_login(user_of(ada))
    shown = unescape(mine.get("/coverage/").content.decode())
    assert "While Ben Ruiz is away, Dora Lind sees these messages on 10 March 2026." in shown
    theirs = Browser()
    theirs.force_login(user_of(dora))
    shown = unescape(theirs.get("/covering/").content.decode())
    assert "You cover for Ben Ruiz, who looks after what comes for Ada Quist and is away, too." in shown


CRISIS = "I want to kill myself tonight."


def write_in_crisis(ada: Clinician) -> None:
    said = {"clinician": ada.slug, "channel": "email", "from": "x@client.example", "text": CRISIS}
    headers = {"authorization": f"Bearer {factories.issue_token(practice=ada.practice)}"}
    Browser().post("/api/v1/messages/", said, content_type="application/json", headers=headers)


def alarmed() -> set[str]:
    """In the first step of what was raised with the one message."""
    assert InboundMessage.objects.count() == 1
    to_the_practice = Delivery.objects.exclude(kind="crisis_reply")
    assert {each.kind for each in to_the_practice} == {"alarm"}
    return {each.recipient for each in to_the_practice}


def test_a_crisis_is_told_to_who_is_there(ada: Clinician, ben: Clinician, dora: Clinician) -> None:
    yes(ada, ben)
    factories.cover(away=ben, covering=dora, first=TUESDAY, last=TUESDAY)
    write_in_crisis(ada)
    assert alarmed() == {"ada@home.example", "dora@home.example"}


def away_without_anybody(ada: Clinician, ben: Clinician) -> None:
    publish(ada, coverage=None)


def both_away(ada: Clinician, ben: Clinician) -> None:
    yes(ada, ben)
    publish(ben, coverage=None)


@pytest.mark.usefixtures("olive")
@pytest.mark.parametrize("arrange", [away_without_anybody, both_away])
def test_where_nobody_is_there_the_owners_hear_at_once(
    ada: Clinician, ben: Clinician, arrange: Callable[[Clinician, Clinician], None]
) -> None:
    arrange(ada, ben)
    write_in_crisis(ada)
    assert alarmed() == {"ada@home.example", "olive@inbox.example"}


def test_the_return_is_the_next_open_moment(ada: Clinician, dan: Client) -> None:
    """The day after is a Saturday."""
    publish(ada, coverage=None)
    told = edges(ada, dan)
    back = "Monday 16 March"
    assert naming(told, back) >= {"page", "paper", "reply", "share"}
    assert not naming(told, "Saturday 14 March")


def test_a_link_asks_for_exactly_the_days_that_nobody_covers(ada: Clinician, ben: Clinician) -> None:
    factories.save_draft(clinician=ada, policy=parse_document(policy(BEN)))
    yes(ada, ben, TUESDAY, TUESDAY)
    browser = Browser()
    browser.force_login(user_of(ada))
    checked = unescape(browser.get("/policy/check/").content.decode())
    link = "/coverage/?first=2026-03-11&last=2026-03-13#ask"
    assert "Your colleague has not been asked yet" in checked
    assert link in checked
    form = browser.get(link).content.decode()
    assert 'value="2026-03-11"' in form
    assert 'value="2026-03-13"' in form


def test_a_circle_is_told_kindly_with_names(ada: Clinician, ben: Clinician) -> None:
    yes(ada, ben)
    browser = Browser()
    browser.force_login(user_of(ben))
    asked = {"colleague": ada.slug, "first": "2026-03-11", "last": "2026-03-12", "scope": "all"}
    answer = browser.post("/coverage/", asked)
    assert answer.status_code == 422
    said = unescape(answer.content.decode())
    assert "each covered by the next: Ben Ruiz by Ada Quist and Ada Quist by Ben Ruiz." in said
