"""Agreeing with a client in words, seeing what they mean first, ending it; and what the client then reads."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client as Browser

from accounts.models import Client, Clinician
from policies.models import Agreement
from tests import factories
from tests.client_sign_in import let_in
from tests.factories import NOW
from web.presentation.agreements import EXAMPLES

pytestmark = pytest.mark.usefixtures("on_a_tuesday_morning")

TODAY = NOW.date()
SAID = {
    "statement": "I reply within 2 hours.",
    "words": "For a harder month.",
    "first_day": "2026-03-10",
    "last_day": "2026-04-06",
    "review_on": "2026-03-24",
}


def read(answer: Any) -> str:
    return unescape(answer.content.decode())


def address(client: Client) -> str:
    return f"/clients/{client.pk}/agreements/"


def mark_in(page: str) -> str:
    found = re.search(r'name="shown" value="(\w+)"', page)
    assert found is not None
    return found[1]


def look(browser: Browser, client: Client, **said: str) -> str:
    return read(browser.post(address(client), SAID | {"then": "look"} | said))


def agree(browser: Browser, client: Client, **said: str) -> Any:
    """As somebody who has looked first."""
    shown = mark_in(look(browser, client, **said))
    return browser.post(address(client), SAID | {"then": "agree", "shown": shown} | said)


@pytest.fixture
def yours(published: Clinician, dan: Client) -> Browser:
    """Dan's browser, signed in."""
    browser = Browser()
    let_in(browser, dan, published)
    return browser


def test_an_empty_list_says_what_it_is_for(signed_in: Browser, published: Clinician, dan: Client) -> None:
    page = read(signed_in.get(address(dan)))
    assert "Nothing is agreed with them" in page
    assert f'href="{address(dan)}"' in read(signed_in.get(f"/clients/{dan.pk}/"))


def test_what_is_understood_is_seen_before_it_is_kept(
    signed_in: Browser, published: Clinician, dan: Client
) -> None:
    page = look(signed_in, dan, statement="I reply within 2 hours. I am away 1 to 5 April.", words="")
    assert "I reply to messages within 2 hours." in page
    assert "holds for everyone alike" in page
    assert "Tuesday 10 March, by 12:30" in page
    assert "Write a few words" not in page  # who looks is told of no mistake yet
    assert not Agreement.objects.exists()


def test_an_agreement_is_kept_and_stands_in_the_list(
    signed_in: Browser, published: Clinician, dan: Client
) -> None:
    assert agree(signed_in, dan)["Location"] == address(dan)
    made = Agreement.objects.get()
    assert (made.starts, made.words) == (NOW, "For a harder month.")
    assert made.ends.isoformat() == "2026-04-07T04:00:00+00:00"  # midnight in New York
    page = read(signed_in.get(address(dan)))
    assert "Holds now" in page
    assert "from 10 March 2026 to 6 April 2026".lower() in page.lower()
    assert "Dan Abara" in read(signed_in.get("/clients/")).partition("Agreed for a time")[2]


def test_words_that_were_changed_are_looked_at_again(
    signed_in: Browser, published: Clinician, dan: Client
) -> None:
    shown = mark_in(look(signed_in, dan))
    changed = SAID | {"then": "agree", "shown": shown, "statement": "I reply within 9 days."}
    answer = signed_in.post(address(dan), changed)
    assert answer.status_code == 422
    assert "please look first" in read(answer)
    assert "I reply within 9 days." in read(answer)
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"words": ""}, "words"),
        ({"statement": ""}, "statement"),
        ({"first_day": "2026-03-09"}, "first_day"),
        ({"first_day": "soon"}, "first_day"),
        ({"first_day": "9999-12-31"}, "first_day"),
        ({"last_day": "2026-03-09"}, "last_day"),
        ({"last_day": "2027-12-31"}, "last_day"),
        ({"review_on": "2026-05-01"}, "review_on"),
        ({"review_on": ""}, "review_on"),
        ({"statement": "I reply within 2 hours.\0"}, "statement"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(
    signed_in: Browser, published: Clinician, dan: Client, wrong: dict[str, str], field: str
) -> None:
    answer = agree(signed_in, dan, **wrong)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in read(answer)
    assert not Agreement.objects.exists()


def test_what_differs_in_nothing_is_not_agreed(signed_in: Browser, published: Clinician, dan: Client) -> None:
    answer = agree(signed_in, dan, statement="Hello there.")
    assert answer.status_code == 422
    assert "Nothing in it differs" in read(answer)


def test_another_for_the_same_time_is_refused_and_nothing_typed_is_lost(
    signed_in: Browser, published: Clinician, dan: Client
) -> None:
    agree(signed_in, dan)
    answer = agree(signed_in, dan, words="Other words.")
    assert answer.status_code == 409
    assert "Something is agreed with them from Tuesday 10 March" in read(answer)
    assert "Other words." in read(answer)
    assert Agreement.objects.count() == 1


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_each_example_is_understood_whole(
    signed_in: Browser, published: Clinician, dan: Client, example: Any
) -> None:
    page = read(signed_in.get(f"{address(dan)}?example={example.name}"))
    assert example.statement in page
    assert "ask for a look" not in page
    assert "asks for a look" not in page
    assert "Agree on this" in page


def test_hours_that_a_closure_takes_away_are_said(
    signed_in: Browser, published: Clinician, dan: Client
) -> None:
    document = factories.ORDINARY_POLICY | {"closed": ["weekends"]}
    factories.publish_policy(clinician=published, document=document)
    page = look(signed_in, dan, statement="You can also call me on Saturdays from 10 to 11 am.")
    assert "Nothing comes of" in page


def test_it_is_ended_early_after_one_look(signed_in: Browser, published: Clinician, dan: Client) -> None:
    made = factories.agree(clinician=published, client=dan)
    where = f"/agreements/{made.pk}/end/"
    assert "holds for them again" in read(signed_in.get(where))
    assert signed_in.post(where)["Location"] == address(dan)
    assert "Ended early" in read(signed_in.get(address(dan)))
    assert "This is over" in read(signed_in.get(where))
    assert signed_in.post(where)["Location"] == address(dan)


def test_nothing_is_agreed_once_care_has_ended(signed_in: Browser, published: Clinician, dan: Client) -> None:
    signed_in.post(f"/clients/{dan.pk}/wish/", {"wish": "leave"})
    assert "Agree on something" not in read(signed_in.get(address(dan)))
    shown = {"then": "agree", "shown": "x"}
    assert signed_in.post(address(dan), SAID | shown).status_code == 422


def test_the_client_reads_what_is_agreed_until_when_and_what_returns(
    yours: Browser, published: Clinician, dan: Client
) -> None:
    before = read(yours.get("/you/policy/"))
    assert "Agreed with you" not in before
    factories.agree(clinician=published, client=dan)
    assert "agreed holds for you until Monday 6 April 2026" in read(yours.get("/you/"))
    page = read(yours.get("/you/policy/"))
    assert "Agreed with you" in page
    assert "For a harder month." in page
    assert "I reply to messages within 2 hours." in page
    assert "what Ada Quist says to everyone holds again" in page
    assert "by 12:30" in read(yours.get("/you/write/"))


def test_what_is_written_is_told_what_is_agreed_and_why(
    yours: Browser, published: Clinician, dan: Client
) -> None:
    factories.agree(clinician=published, client=dan)
    said = {"text": "May I?", "copy": "6d0e4c7e-6bd5-4f4c-9d52-7e9f7f3c9a11"}
    assert "by 12:30" in read(yours.post("/you/write/", said))
    message = re.search(r'href="(/you/messages/[^"]+)"', read(yours.get("/you/")))
    assert message is not None
    page = read(yours.get(message[1]))
    assert "by 12:30" in page
    assert "By agreement, beside the general policy." in page


def test_the_public_page_and_form_never_tell_that_there_is_one(
    client: Browser, published: Clinician, dan: Client
) -> None:
    form = {"address": "dan@client.example", "text": "May I?", "copy": "6d0e4c7e-6bd5-4f4c-9d52-7e9f7f3c9a11"}

    def told() -> list[str]:
        pages = [client.get("/p/ada-quist/"), client.get("/p/ada-quist/policy.json")]
        pages += [client.get("/api/v1/clinicians/ada-quist/promise/?channel=email")]
        pages += [client.post("/p/ada-quist/", form | {"copy": f"{form['copy'][:-1]}{len(seen)}"})]
        return [re.sub(r"csrf\w+\" value=\"\w+|copy\" value=\"[\w-]+", "", read(each)) for each in pages]

    seen: list[list[str]] = []
    seen.append(told())
    factories.agree(clinician=published, client=dan)
    seen.append(told())
    assert seen[0] == seen[1]


def test_it_is_said_kindly_that_it_has_ended_and_by_and_by_no_more(
    yours: Browser, published: Clinician, dan: Client
) -> None:
    long_ago = NOW - timedelta(days=60)
    factories.agree(clinician=published, client=dan, days=50, now=long_ago)
    page = read(yours.get("/you/"))
    assert "What Ada Quist says to everyone holds again." in page
    Agreement.objects.all().delete()
    factories.agree(clinician=published, client=dan, days=20, now=long_ago)
    assert "holds again" not in read(yours.get("/you/"))


def test_it_is_handed_over_with_everything_else(
    signed_in: Browser, yours: Browser, published: Clinician, dan: Client
) -> None:
    factories.agree(clinician=published, client=dan)
    for page in (signed_in.get(f"/clients/{dan.pk}/everything/"), yours.get("/you/everything/")):
        assert "For a harder month." in read(page)
        assert "I reply to messages within 2 hours." in read(page)
