"""Changing a policy by form: one section after another, in step with the words, nothing typed lost."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client as Browser

from accounts.models import AuditEntry, Clinician
from policies import queries
from policies.domain.document import parse_document, to_json
from policies.language.describe import describe
from policies.language.understand import understand
from policies.models import PolicyVersion
from policies.services import save_draft
from tests import factories
from tests.factories import NOW
from tests.web.policy_pages import Sent, sent_by
from tests.web_policies import FULL_POLICY
from web.policy_parts import SECTIONS

pytestmark = pytest.mark.usefixtures("on_a_tuesday_morning")

WORDS = (
    "Good to see you here. I work Monday to Thursday, 9 am to 5 pm, because rest matters. "
    "I reply within 2 business days. Please do not text me.\n\nIn an emergency call 911."
)
PAGES = [f"/policy/form/{name}/" for name in SECTIONS]


def read(answer: Any) -> str:
    return unescape(answer.content.decode())


def form_of(browser: Browser, page: str) -> Sent:
    return sent_by(browser.get(page).content.decode())


def change(browser: Browser, page: str, *, then: str = "save", **changed: Any) -> Any:
    return browser.post(page, {**form_of(browser, page), **changed, "then": then})


def draft_of(clinician: Clinician) -> PolicyVersion | None:
    return queries.draft(factories.clinician_actor(clinician))


def the_draft(clinician: Clinician) -> PolicyVersion:
    found = draft_of(clinician)
    assert found is not None
    return found


@pytest.fixture
def in_words(signed_in: Browser, published: Clinician) -> Browser:
    """With a draft in her own words."""
    actor = factories.clinician_actor(published)
    policy = parse_document(understand(WORDS, region="US-NY", on=NOW.date()).policy)
    save_draft(
        actor=actor, statement=WORDS, policy=policy, language="en", seen=queries.revision(actor), now=NOW
    )
    return signed_in


def test_each_section_says_what_holds_and_leads_to_its_page(signed_in: Browser) -> None:
    page = read(signed_in.get("/policy/form/"))
    for name in SECTIONS:
        assert f'href="/policy/form/{name}/"' in page
    for said in ("Monday", "I usually reply", "Samuel Reyes", "21 December 2026", "New York"):
        assert said in page
    assert "I reply within 24 hours on working days." in page
    assert 'href="/policy/"' in page
    assert 'href="/policy/form/"' in read(signed_in.get("/policy/"))


@pytest.mark.parametrize("page", PAGES)
def test_saving_what_was_not_changed_changes_nothing(
    signed_in: Browser, published: Clinician, page: str
) -> None:
    before = queries.to_edit(factories.clinician_actor(published))
    assert change(signed_in, page)["Location"] == "/policy/form/"
    after = queries.to_edit(factories.clinician_actor(published))
    assert (after.policy, after.statement) == (before.policy, before.statement)


def test_a_sentence_that_no_longer_holds_gives_place_to_another(
    in_words: Browser, published: Clinician
) -> None:
    assert change(in_words, "/policy/form/replies/", **{"replies-reply-amount": "3"}).status_code == 302
    draft = the_draft(published)
    assert draft.document["reply"]["within"] == "P3D"
    assert draft.statement == WORDS.replace(
        "I reply within 2 business days.", "I reply to messages within 3 working days."
    )
    assert understood(draft) == draft.document


def understood(draft: PolicyVersion) -> dict[str, Any]:
    return to_json(parse_document(understand(draft.statement, region="US-NY", on=NOW.date()).policy))


def test_what_was_never_said_is_added(in_words: Browser, published: Clinician) -> None:
    change(in_words, "/policy/form/words/", **{"words-ending_care": "You may go at any time."})
    draft = the_draft(published)
    assert draft.statement == f"{WORDS}\n\nIf we stop working together: You may go at any time."
    assert understood(draft) == draft.document


def test_words_made_from_a_form_are_made_again(beginning_by_form: Browser, ada: Clinician) -> None:
    change(beginning_by_form, "/policy/form/words/", **{"words-ending_care": "Go in peace."})
    draft = the_draft(ada)
    assert draft.statement == describe(parse_document(draft.document))


@pytest.fixture
def beginning_by_form(client: Browser, ada: Clinician) -> Browser:
    """The browser of a clinician who has written nothing."""
    assert ada.user is not None
    client.force_login(ada.user)
    page = "/policy/form/hours/"
    typed = form_of(client, page) | window("hours-contact-0", days=["MO", "TH"], start="9", end="5 pm")
    assert client.post(page, {**typed, "then": "save"})["Location"] == "/policy/form/"
    return client


def window(row: str, *, days: list[str], start: str, end: str, **more: str) -> dict[str, Any]:
    said = {"days": days, "start": start, "end": end, "every": "", "anchor": "", "first": "", "last": ""}
    return {f"{row}-{name}": value for name, value in {**said, **more}.items()}


def test_whoever_begins_may_begin_by_form(beginning_by_form: Browser, ada: Clinician) -> None:
    draft = the_draft(ada)
    assert draft.document["hours"] == {
        "contact": [{"days": ["MO", "TH"], "start": "09:00", "end": "17:00", "every": 1}]
    }
    assert "You can reach me Monday and Thursday 09:00 to 17:00." in draft.statement


def test_rows_are_added_and_taken_away_and_nothing_typed_is_lost(
    signed_in: Browser, published: Clinician
) -> None:
    page = "/policy/form/hours/"
    nonsense = {"hours-contact-1-start": "half past"}
    more = change(signed_in, page, then="add:hours-contact", **nonsense)
    assert more.status_code == 200
    typed = sent_by(more.content.decode())
    assert typed["hours-contact-1-start"] == ["half past"]
    assert typed["hours-contact-3-start"] == [""]
    assert "autofocus" in read(more)
    assert 'class="mistake"' not in read(more)
    fewer = sent_by(signed_in.post(page, {**typed, "then": "remove:hours-contact-1"}).content.decode())
    assert "hours-contact-1-start" not in fewer
    assert signed_in.post(page, {**fewer, "then": "save"}).status_code in (200, 302)
    assert draft_of(published) is None or len(the_draft(published).document["hours"]["contact"]) == 2


@pytest.mark.parametrize(
    ("page", "changed", "field"),
    [
        ("hours", {"hours-contact-0-start": "25:00"}, "hours-contact-0-start"),
        ("hours", {"hours-contact-0-start": ""}, "hours-contact-0-start"),
        ("hours", {"hours-contact-0-days": []}, "hours-contact-0-days"),
        ("hours", {"hours-contact-0-every": "2"}, "hours-contact-0-anchor"),
        ("hours", {"hours-contact-0-every": "53"}, "hours-contact-0-every"),
        (
            "hours",
            {"hours-contact-0-first": "2026-05-02", "hours-contact-0-last": "2026-05-01"},
            "hours-contact-0-last",
        ),
        ("replies", {"replies-reply-amount": ""}, "replies-reply-amount"),
        ("replies", {"replies-reply-amount": "900", "replies-reply-unit": "days"}, "replies-reply-amount"),
        ("replies", {"replies-reply-amount": "0"}, "replies-reply-amount"),
        ("replies", {"replies-reply-least": "30"}, "replies-reply-least"),
        ("replies", {"replies-reply-said": ""}, "replies-reply-said"),
        ("channels", {"channels-email-accepted": ""}, "channels-email-accepted"),
        ("closed", {"closed-open_on-0-said": "Day of Nothing"}, "closed-open_on-0-said"),
        ("closed", {"closed-observe": ""}, "closed-observe"),
        ("closed", {"closed-overrides-3-windows-0-start": "9"}, "closed-overrides-3-date"),
        (
            "closed",
            {"closed-overrides-3-date": "2026-05-04", "closed-overrides-3-windows-2-end": "9"},
            "closed-overrides-3-windows-2-start",
        ),
        ("away", {"away-time_away-0-last_day": "2026-12-01"}, "away-time_away-0-last_day"),
        ("away", {"away-time_away-0-name": "x\0"}, "away-time_away-0-name"),
        ("words", {"words-ending_care": "x" * 10_001}, "words-ending_care"),
        ("place", {"place-region": "Elbonia"}, "place-region"),
        ("place", {"place-region": ""}, "place-region"),
        ("place", {"place-language": "English"}, "place-language"),
        ("place", {"place-timezone": "Mars/Olympus"}, "place-timezone"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    signed_in: Browser, published: Clinician, page: str, changed: dict[str, Any], field: str
) -> None:
    answer = change(signed_in, f"/policy/form/{page}/", **changed)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in read(answer)
    assert draft_of(published) is None
    kept = sent_by(answer.content.decode())
    for name, value in changed.items():
        if name != "place-timezone":  # it is none of the choices
            assert kept.get(name, []) == ([value] if isinstance(value, str) else value)


def test_two_dates_of_the_same_day_are_said(signed_in: Browser) -> None:
    dates = {f"closed-overrides-{number}-date": "2026-05-04" for number in (3, 7)}
    answer = change(signed_in, "/policy/form/closed/", **dates)
    assert answer.status_code == 422
    assert "2 overrides" in read(answer)


def test_two_editors_at_once_lose_nothing(signed_in: Browser, published: Clinician) -> None:
    page = "/policy/form/words/"
    mine = form_of(signed_in, page) | {"words-ending_care": ["Mine."]}
    change(signed_in, page, **{"words-ending_care": "Theirs."})
    change(signed_in, "/policy/form/away/", **{"away-coverage": "Ask at the desk."})
    late = signed_in.post(page, {**mine, "then": "save"})
    assert late.status_code == 409
    assert "Theirs." in read(late)
    again = sent_by(late.content.decode())
    assert again["words-ending_care"] == ["Mine."]
    assert signed_in.post(page, {**again, "then": "save"}).status_code == 302
    document = the_draft(published).document
    assert (document["ending_care"], document["coverage"]) == ("Mine.", "Ask at the desk.")


def test_own_words_that_cannot_be_kept_are_shown_before_they_go(
    in_words: Browser, published: Clinician
) -> None:
    """In Spanish no sentence of hers could be read."""
    change(in_words, "/policy/form/place/", **{"place-language": "es"})
    assert the_draft(published).statement == WORDS
    asked = change(in_words, "/policy/form/replies/", **{"replies-reply-amount": "3"})
    assert asked.status_code == 200
    for shown in ("Good to see you here", "3 días laborables", "Save with the new statement"):
        assert shown in read(asked)
    assert the_draft(published).statement == WORDS
    agrees = re.findall(r'value="(agree:[0-9a-f]+)"', read(asked))
    typed = sent_by(asked.content.decode())
    another = in_words.post("/policy/form/replies/", {**typed, "then": "agree:to something else"})
    assert another.status_code == 200
    assert in_words.post("/policy/form/replies/", {**typed, "then": agrees[0]}).status_code == 302
    assert "3 días laborables" in the_draft(published).statement
    assert the_draft(published).document["reply"]["within"] == "P3D"


def test_what_words_cannot_say_is_named_and_stays(signed_in: Browser, published: Clinician) -> None:
    actor = factories.clinician_actor(published)
    overlapping = [
        {"days": ["MO"], "start": "09:00", "end": "12:00"},
        {"days": ["MO"], "start": "11:00", "end": "13:00"},
    ]
    policy = parse_document({**FULL_POLICY, "hours": {"contact": overlapping}})
    save_draft(
        actor=actor,
        statement=describe(policy),
        policy=policy,
        language="en",
        seen=queries.revision(actor),
        now=NOW,
    )
    for page in ("/policy/form/", "/policy/"):
        shown = read(signed_in.get(page))
        assert "Your words do not say all of it" in shown
        assert "these hours overlap others of the same days" in shown
    statement = describe(policy) + "\n\nI am closed on Friday 5 June 2026."
    signed_in.post("/policy/", {"statement": statement, "seen": queries.revision(actor), "then": "save"})
    document = the_draft(published).document
    assert document["hours"] == to_json(policy)["hours"]
    assert "2026-06-05" in document["closed_dates"]


def test_words_keep_the_place_that_the_form_set(in_words: Browser, published: Clinician) -> None:
    change(in_words, "/policy/form/place/", **{"place-timezone": "Europe/London", "place-region": "GB"})
    seen = queries.revision(factories.clinician_actor(published))
    in_words.post("/policy/", {"statement": f"{WORDS} I do not use fax.", "seen": seen, "then": "save"})
    document = the_draft(published).document
    assert (document["timezone"], document["region"]) == ("Europe/London", "GB")
    assert document["channels"]["fax"] == {"accepted": False}


HOSTILE: list[dict[str, Any]] = [
    {},
    {"then": "add:"},
    {"then": "add:hours-contact-0-0-0"},
    {"then": "remove:hours-contact-99999"},
    {"then": "agree:x", "seen": "9" * 400},
    {f"hours-contact-{number}-start": "9" for number in range(600)},
    {"hours-contact-0-days": ["MO", "XX"], "hours-contact-0-start": "\u0663:00", "hours-contact-0-end": "-1"},
    {"hours-contact-0-every": "9" * 5000, "hours-contact-0-days": "MO", "hours-contact-0-start": "9"},
    {"replies-reply-said": "time", "replies-reply-amount": "1e9", "replies-reply-unit": "years"},
    {"replies-reply-said": "time", "replies-reply-amount": "5", "replies-reply-clock": "sundial"},
    {"channels-email-accepted": "maybe", "channels-email-use": "x", "channels-nothing-accepted": "yes"},
    {"closed-overrides-0-date": "0001-01-01", "closed-overrides-0-windows-0-start": "24:00"},
    {"closed-closed_dates-0-said": "9999-12-31", "closed-closed": ["never", "weekends"]},
    {"away-time_away-0-first_day": "2200-12-31", "away-time_away-0-last_day": "2200-12-31",
     "away-time_away-0-start": "9", "away-time_away-0-end": "24:00"},
    {"away-time_away-0-first_day": "1970-01-01", "away-time_away-0-last_day": "1970-01-01",
     "away-time_away-0-start": "0:00"},
    {"emergency-resources-0-said": "<script>alert(1)</script>", "emergency-text": "\U0001f600" * 9},
    {"words-notes-0-said": "\0", "words-review_on": "soon"},
    {"place-timezone": "../etc/passwd", "place-region": "\u00df" * 9, "place-language": "x" * 99},
    {"place-timezone": "UTC", "place-region": "", "place-language": "zz"},
]  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE)
@pytest.mark.parametrize("page", PAGES)
def test_no_body_is_too_strange(signed_in: Browser, page: str, body: dict[str, Any]) -> None:
    seen = queries.revision(factories.clinician_actor(Clinician.objects.get(slug="ada-quist")))
    answer = signed_in.post(page, {"seen": seen, "then": "save", **body})
    assert answer.status_code in (200, 302, 409, 422)
    assert "<script>alert" not in answer.content.decode()


# --- throwing a draft away


def test_a_draft_is_thrown_away_once_that_is_said_twice(in_words: Browser, published: Clinician) -> None:
    shown = in_words.get("/policy/discard/")
    assert "Good to see you here" in read(shown)
    before = queries.version_in_force(published, NOW)
    assert in_words.post("/policy/discard/", sent_by(shown.content.decode()))["Location"] == "/policy/"
    assert draft_of(published) is None
    assert not PolicyVersion.objects.filter(statement=WORDS).exists()
    assert queries.version_in_force(published, NOW) == before
    assert "There is no draft" in read(in_words.get("/policy/discard/"))
    assert AuditEntry.objects.filter(verb="discarded").count() == 1
    assert "Good to see you here" not in read(in_words.get("/policy/"))


def test_nobody_throws_away_what_they_have_not_seen(in_words: Browser, published: Clinician) -> None:
    seen = sent_by(in_words.get("/policy/discard/").content.decode())
    change(in_words, "/policy/form/words/", **{"words-ending_care": "Go in peace."})
    answer = in_words.post("/policy/discard/", seen)
    assert answer.status_code == 409
    assert "Go in peace." in read(answer)
    assert draft_of(published) is not None


def test_an_editor_of_what_was_thrown_away_saves_over_nobody(in_words: Browser, published: Clinician) -> None:
    old = form_of(in_words, "/policy/form/words/")
    in_words.post("/policy/discard/", sent_by(in_words.get("/policy/discard/").content.decode()))
    change(in_words, "/policy/form/words/", **{"words-ending_care": "New."})
    assert in_words.post("/policy/form/words/", {**old, "then": "save"}).status_code == 409
    assert the_draft(published).document["ending_care"] == "New."


def test_there_may_be_nothing_to_throw_away(signed_in: Browser, published: Clinician) -> None:
    seen = queries.revision(factories.clinician_actor(published))
    assert signed_in.post("/policy/discard/", {"seen": seen}).status_code == 409
    assert published.policy_versions.filter(published_at__lte=NOW + timedelta(days=1)).exists()
