"""The simulator: the draft against the version in force, as a page, as a drawing, as JSON."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.test import Client as Browser

from accounts.domain.actors import Visitor
from accounts.models import Clinician
from notifications import services as notifications
from notifications.domain.incoming import Incoming, Source
from policies import services as policies
from policies.domain.document import parse_document
from policies.domain.promise import compile_policy
from tests import factories
from tests.factories import NOW
from tests.web_policies import FULL_POLICY
from tests.written import ROOT
from web.presentation.year_picture import BANDS, FILLS

SLOWER = FULL_POLICY | {"reply": {"within": "P2D", "clock": "working_days", "firmness": "usual"}}
FRIDAY_NIGHT = "2026-03-13T20:00"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def _on_a_tuesday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def drafted(signed_in: Browser, published: Clinician) -> Browser:
    policies.save_draft(
        actor=factories.clinician_actor(published),
        statement="I reply within two working days.",
        policy=parse_document(SLOWER),
        language="en",
        seen=1,
        now=NOW,
    )
    return signed_in


def read(browser: Browser, query: str = "", status: int = 200) -> str:
    answer = browser.get(f"/policy/simulator/{query}")
    assert answer.status_code == status
    return unescape(answer.content.decode())


def test_without_a_policy_there_is_nothing_to_try(client: Browser, ada: Clinician) -> None:
    assert ada.user is not None
    client.force_login(ada.user)
    assert "There is nothing to try yet" in read(client)
    assert client.get("/policy/simulator.svg").status_code == 400
    assert client.get("/policy/simulator.json").json() == {
        "error": "Write a policy first; then there is something to try."
    }


def test_the_draft_stands_beside_what_is_in_force(drafted: Browser) -> None:
    shown = read(drafted, f"?at={FRIDAY_NIGHT}")
    assert "Version 1, in force" in shown
    assert "Your draft" in shown
    assert "You can usually expect a reply on Monday 16 March, by 20:00 (New York)." in shown
    assert "You can usually expect a reply on Tuesday 17 March, by 17:00 (New York)." in shown
    assert "The wait becomes longer in " in shown
    assert (
        "16 days and 20 hours, from Friday 18 December at 13:00 (New York) until Monday 4 January 2027"
        in shown
    )


def test_what_is_in_force_can_be_tried_alone(signed_in: Browser) -> None:
    shown = read(signed_in)
    assert "Your draft" not in shown
    assert "The wait becomes" not in shown
    assert "17 days, for a message of Friday 18 December at 01:00 (New York)" in shown
    assert shown.count('<th scope="row">') == 5 + 13  # figures and months


def test_a_draft_alone_can_be_tried(client: Browser, ada: Clinician) -> None:
    actor, policy = factories.clinician_actor(ada), parse_document(SLOWER)
    policies.save_draft(actor=actor, statement="…", policy=policy, language="en", seen=0, now=NOW)
    assert ada.user is not None
    client.force_login(ada.user)
    assert "You can usually expect a reply on Thursday 12 March, by 17:00" in read(client)


@pytest.mark.parametrize(
    ("channel", "matter"), [("email", ""), ("sms", ""), ("portal", "refill"), ("social", "scheduling")]
)
def test_the_reply_shown_is_the_one_that_a_stranger_would_get(
    drafted: Browser, published: Clinician, channel: str, matter: str
) -> None:
    at = datetime(2026, 3, 14, 0, 0, tzinfo=UTC)  # Friday 20:00 in New York
    incoming = Incoming(
        clinician=published.slug,
        source=Source.API,
        channel=channel,
        sender="nobody@known.example",
        text="May I bring my sister?",
        matter=matter,
    )
    message = notifications.receive(actor=Visitor(), incoming=incoming, now=at)
    shown = read(drafted, f"?channel={channel}&matter={matter}&at={FRIDAY_NIGHT}")
    assert message.decision.reply_text in shown


def test_times_asked_about_are_the_policys_even_where_clocks_skip_them(drafted: Browser) -> None:
    skipped, following = (
        drafted.get(f"/policy/simulator/?at=2027-03-14T0{each}:30").context["answers"] for each in (2, 3)
    )
    assert [each.now.reply_by for each in skipped] == [each.now.reply_by for each in following]


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("?channel=pigeon", "channel: "),
        ("?matter=gossip", "matter: "),
        ("?at=yesterday", "at: Choose a date and a time."),
        ("?at=1066-10-14T09:00", "at: Choose a date and a time."),
        ("?at=9999-12-31T23:59", "at: Choose a date and a time."),
    ],
)
def test_a_wrong_question_is_told_with_its_place(drafted: Browser, query: str, wrong: str) -> None:
    assert 'aria-invalid="true"' in read(drafted, query, status=422)
    drawn = drafted.get(f"/policy/simulator.svg{query}")
    assert (drawn.status_code, drawn.content.decode()[: len(wrong)]) == (400, wrong)
    told = drafted.get(f"/policy/simulator.json{query}")
    assert (told.status_code, told.json()["error"][: len(wrong)]) == (400, wrong)


def test_the_drawing_says_what_it_shows_and_styles_nothing_itself(drafted: Browser) -> None:
    answer = drafted.get("/policy/simulator.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    drawn = answer.content.decode()
    assert "style" not in drawn.replace("xml-stylesheet", "")
    root = ET.fromstring(drawn.strip())  # noqa: S314  our own
    ids = {each.get("id"): each for each in root.iter() if each.get("id")}
    named = [ids[name].text or "" for name in (root.get("aria-labelledby") or "").split()]
    assert "from Tuesday 10 March 2026 to Tuesday 9 March 2027" in named[0]
    assert "Version 1, in force: the longest wait is 17 days" in named[1]
    texts = [each.text for each in root.iter(f"{SVG}text")]
    assert {"Mar", "Apr", "Jan", "00:00", "Your draft", "more than 7 days", "away"} <= set(texts)


def test_the_colours_of_the_drawing_are_those_of_the_light_scheme() -> None:
    sheet = (ROOT / "web/static/between.css").read_text()
    light = dict(re.findall(r"--([\w-]+): (#\w+);", sheet.partition("@media")[0]))
    assert {name: FILLS[name] for name in BANDS} == {name: light[name] for name in BANDS}
    assert (FILLS["special-away"], FILLS["special-closed"]) == (light["ink"], light["ink-soft"])


def test_every_hour_is_told_as_json(drafted: Browser) -> None:
    told = drafted.get("/policy/simulator.json?channel=sms&matter=refill").json()
    before, after = told["policies"]
    assert (before["title"], before["channel"], before["matter"]) == ("Version 1, in force", "sms", "refill")
    assert told["change"] == {"longer": 0, "shorter": 0, "lost": 0, "gained": 0, "same": 8761, "most": None}
    assert len(before["days"]) == 365
    day = after["days"][3]
    assert (day["date"], len(day["waits"]), day["states"][9]) == ("2026-03-13", 24, "open")
    received = datetime(2026, 3, 13, 4, tzinfo=UTC) + 9 * timedelta(hours=1)
    promised = compile_policy(parse_document(SLOWER)).promise("sms", received, "refill").reply_by
    assert promised is not None
    assert day["waits"][9] == (promised - received) / timedelta(hours=1)


def test_a_change_of_the_reply_time_is_told(drafted: Browser) -> None:
    change = drafted.get("/policy/simulator.json").json()["change"]
    assert change["longer"] > 8000
    assert change["most"]["after_hours"] > change["most"]["before_hours"]


def test_it_speaks_spanish(drafted: Browser) -> None:
    shown = read(drafted, "?lang=es")
    assert "Simulador" in shown
    assert "diciembre" in shown
