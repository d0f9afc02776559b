"""Writing a policy in one's own words, seeing what is understood, checking and publishing it."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client as Browser

from accounts.models import Clinician
from policies import queries
from policies.models import PolicyVersion
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("on_a_tuesday_morning")

WORDS = "I work Monday to Thursday, 9 am to 5 pm. I reply within 2 business days. In an emergency call 911."


def read(answer: Any) -> str:
    return unescape(answer.content.decode())


def save(browser: Browser, statement: str = WORDS, *, seen: int, then: str = "check") -> Any:
    return browser.post("/policy/", {"statement": statement, "seen": seen, "then": then})


def draft_of(clinician: Clinician) -> PolicyVersion | None:
    return queries.draft(factories.clinician_actor(clinician))


def seen_by(clinician: Clinician) -> int:
    return queries.revision(factories.clinician_actor(clinician))


@pytest.fixture
def beginning(client: Browser, ada: Clinician) -> Browser:
    """The browser of a clinician who has published nothing."""
    assert ada.user is not None
    client.force_login(ada.user)
    return client


def test_whoever_begins_is_asked_to_write(beginning: Browser) -> None:
    page = read(beginning.get("/policy/"))
    assert "Nothing is written yet." in page
    assert "There is no draft" in read(beginning.get("/policy/check/"))


def test_what_is_published_is_where_the_next_draft_begins(signed_in: Browser, published: Clinician) -> None:
    version = queries.version_in_force(published, NOW)
    assert version is not None
    assert PolicyVersion.objects.get(pk=version.pk).statement in read(signed_in.get("/policy/"))


def test_words_are_saved_with_what_is_understood_of_them(beginning: Browser, ada: Clinician) -> None:
    assert save(beginning, seen=0)["Location"] == "/policy/check/"
    draft = draft_of(ada)
    assert draft is not None
    assert draft.statement == WORDS
    assert draft.document["reply"]["within"] == "P2D"
    assert draft.document["timezone"] == ada.time_zone


def test_looking_keeps_nothing(beginning: Browser, ada: Clinician) -> None:
    looked = save(beginning, f"{WORDS} The moon is far away.", seen=0, then="look")
    assert looked.status_code == 200
    assert "The moon is far away" in read(looked)
    beside = read(beginning.post("/policy/understood/", {"statement": f"{WORDS} See you at 7."}))
    assert "ask" in beside
    assert '<mark class="understood"' in beside
    assert "<form" not in beside
    assert draft_of(ada) is None


def test_markup_in_the_words_stays_words(signed_in: Browser) -> None:
    words = "<script>alert(1)</script> {{ settings.SECRET_KEY }} %(x)s {0.__class__}"
    beside = signed_in.post("/policy/understood/", {"statement": words}).content.decode()
    assert "<script>" not in beside
    assert "{{ settings.SECRET_KEY }} %(x)s {0.__class__}" in unescape(beside)


@pytest.mark.parametrize("wrong", ["", "x" * 50_001, "I work\0 on Mondays."])
def test_what_cannot_be_saved_is_said_beside_the_words(
    beginning: Browser, ada: Clinician, wrong: str
) -> None:
    answer = save(beginning, wrong, seen=0)
    assert answer.status_code == 422
    assert 'id="id_statement_error"' in read(answer)
    assert draft_of(ada) is None
    assert beginning.post("/policy/understood/", {"statement": wrong}).status_code == 200


def test_two_editors_at_once_lose_no_words(beginning: Browser, ada: Clinician) -> None:
    save(beginning, "I work on Mondays, 9 to 5.", seen=0)
    late = save(beginning, "I work on Tuesdays, 9 to 5.", seen=0)
    assert late.status_code == 409
    assert "I work on Mondays" in read(late)
    assert "I work on Tuesdays" in read(late)
    assert 'name="seen" value="1"' in read(late)
    assert save(beginning, "Tuesdays and Mondays, 9 to 5.", seen=1).status_code == 302
    draft = draft_of(ada)
    assert draft is not None
    assert draft.statement == "Tuesdays and Mondays, 9 to 5."


@pytest.mark.parametrize("seen", ["", "-1", "x", "9" * 5000, "٣"])
def test_a_hidden_field_that_was_changed_saves_over_nobody(
    beginning: Browser, ada: Clinician, seen: str
) -> None:
    save(beginning, seen=0)
    answer = beginning.post("/policy/", {"statement": "I am never there.", "seen": seen})
    assert answer.status_code == 409
    draft = draft_of(ada)
    assert draft is not None
    assert draft.statement == WORDS


def test_a_draft_is_checked_and_published(signed_in: Browser, published: Clinician) -> None:
    save(signed_in, seen=seen_by(published))
    page = read(signed_in.get("/policy/check/"))
    assert "What changes for clients" in page
    assert "Clients are told" in page
    before = queries.version_in_force(published, NOW)
    answer = signed_in.post("/policy/check/", {"seen": seen_by(published)})
    assert answer["Location"] == "/policy/versions/"
    after = queries.version_in_force(published, NOW)
    assert before is not None
    assert after is not None
    assert after.number == (before.number or 0) + 1
    assert "Within 2 working days" in read(signed_in.get("/p/ada-quist/"))
    assert "There is no draft" in read(signed_in.get("/policy/check/"))


def test_it_can_hold_from_a_later_day(signed_in: Browser, published: Clinician) -> None:
    save(signed_in, seen=seen_by(published))
    day = (NOW + timedelta(days=7)).date()
    signed_in.post("/policy/check/", {"seen": seen_by(published), "effective_from": day.isoformat()})
    newest = PolicyVersion.objects.order_by("-number").first()
    assert newest is not None
    assert newest.effective_from is not None
    assert newest.effective_from.isoformat() == f"{day}T04:00:00+00:00"  # midnight in New York


@pytest.mark.parametrize("day", ["2026-03-09", "2026-03-10", "2099-01-01", "soon", "0001-01-01"])
def test_no_other_day_is_taken(signed_in: Browser, published: Clinician, day: str) -> None:
    save(signed_in, seen=seen_by(published))
    answer = signed_in.post("/policy/check/", {"seen": seen_by(published), "effective_from": day})
    assert answer.status_code == 422
    assert 'id="id_effective_from_error"' in read(answer)
    assert draft_of(published) is not None


def test_what_was_changed_meanwhile_is_not_published_unseen(signed_in: Browser, published: Clinician) -> None:
    save(signed_in, seen=seen_by(published))
    looked_at = seen_by(published)
    save(signed_in, f"{WORDS} I am closed on Fridays.", seen=looked_at)
    answer = signed_in.post("/policy/check/", {"seen": looked_at})
    assert answer.status_code == 409
    assert "Not published" in read(answer)
    assert draft_of(published) is not None


def test_what_is_dangerous_is_not_published(signed_in: Browser, published: Clinician) -> None:
    """It takes out the help that clients find now."""
    save(signed_in, seen=seen_by(published))  # says where to turn, in words
    save(signed_in, "I work on Mondays, 9 to 5.", seen=seen_by(published))
    assert "mend this first" in read(signed_in.get("/policy/check/"))
    before = queries.version_in_force(published, NOW)
    assert signed_in.post("/policy/check/", {"seen": seen_by(published)}).status_code == 422
    assert queries.version_in_force(published, NOW) == before
    assert draft_of(published) is not None
