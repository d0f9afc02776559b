"""The same 500 questions to everything that says when a reply comes: all agree to the instant, and in words.

Asked are the page, the card, its facts as JSON, the API, a message that is really sent, the command, and
what search engines read. Each of the ten policies gets fifty questions. A page is asked what it offers: the
channels that are read, the matters with a time of their own. Paper has no now: its hours, its reply times and
its examples are held to the engine once for each policy and language: each print takes a process of its own.
The simulator works out a whole year for each channel and matter, so it is asked every fifth question.
No answer depends on the kind of database: beside PostgreSQL, a policy gets the first fifteen alone.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from html import unescape
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from pypdf import PdfReader

from accounts.models import Clinician
from policies.domain.document import BoundaryPolicy, Channel, parse_document
from policies.domain.fields import stamp
from policies.domain.promise import CompiledPolicy, Promise, compile_policy
from policies.domain.rules import accepted_channels, hours_for
from policies.domain.year import year
from policies.language.durations import say_commitment
from policies.language.explain import promised_time
from policies.language.hours_words import say_stretch
from policies.language.short_text import fit_for_sms
from policies.language.times import say_instant, say_moment
from policies.language.words import translator
from tests import factories
from tests.asked_policies import BEGINS, FROM_CALENDARS, POLICIES, Question, questions
from tests.config.test_between_promise import answers
from tests.elsewhere import keep_as_said
from tests.sign_in import user_of

A_POLICY_GETS = 50 if connection.vendor == "sqlite" else 15
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SAID = re.compile(r'<p class="said">(?:<time datetime="([^"]+)">)?([^<]*)')
LINKED_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>')
WRITTEN_BY = {"email": "{}@client.example", "portal": "{}@client.example", "sms": "+1212555{:04}"}
WRITTEN_BY["phone"] = WRITTEN_BY["sms"]


@dataclass(frozen=True, slots=True)
class Answer:
    reply_by: datetime | None
    said: str


@dataclass
class Asked:
    """One clinician, and what their policy's engine says."""

    clinician: Clinician
    document: dict[str, Any]
    language: str
    token: str

    def __post_init__(self) -> None:
        self.policy: BoundaryPolicy = parse_document(self.document)
        self.engine: CompiledPolicy = compile_policy(self.policy)

    def promise(self, question: Question, *, to_the_minute: bool = False) -> Promise:
        at = question.moment.replace(second=0) if to_the_minute else question.moment
        return self.engine.promise(question.channel, at, question.matter)

    def answer(self, question: Question, *, to_the_minute: bool = False) -> Answer:
        promise = self.promise(question, to_the_minute=to_the_minute)
        return Answer(promise.reply_by, promised_time(promise, self.policy, language=self.language))

    def said(self, answer: Answer, text: str) -> tuple[str, ...]:
        """As it stands in the text: a text message may have room for the time alone, or for that none is."""
        if text != fit_for_sms(text):
            return (answer.said,)
        alone = translator(self.language).gettext("No time is promised for a reply.")
        if answer.reply_by:
            alone = say_instant(answer.reply_by, self.policy.timezone, language=self.language, by=True)
        return fit_for_sms(answer.said), fit_for_sms(alone)

    def offers(self, question: Question) -> bool:
        """On a page: the channels that are read, and the matters with a time of their own."""
        matters = {None, *self.policy.matters}
        return question.channel in accepted_channels(self.policy) and question.matter in matters

    def get(self, page: str, question: Question) -> Any:
        asked = {"channel": question.channel, "matter": question.matter or "", "lang": self.language}
        return Browser().get(f"/p/{self.clinician.slug}/{page}", asked)


@pytest.fixture
def asked(db: None, request: pytest.FixtureRequest) -> Asked:
    name: str = request.param
    practice = factories.open_practice()
    clinician = factories.add_clinician(practice=practice, name=f"Ada {name.title()}")
    language = POLICIES[name].get("language", "en")
    clinician.languages = [language]
    clinician.save()
    elsewhere = {part: POLICIES[name][part] for part in FROM_CALENDARS.get(name, ())}
    published = {part: said for part, said in POLICIES[name].items() if part not in elsewhere}
    factories.publish_policy(clinician=clinician, document=published, now=BEGINS - timedelta(days=30))
    if elsewhere:
        keep_as_said(clinician, elsewhere, now=BEGINS - timedelta(days=30))
    return Asked(clinician, POLICIES[name], language, factories.issue_token(practice=practice))


each_policy = pytest.mark.parametrize("asked", POLICIES, indirect=True)


# --- who is asked


def by_the_page(asked: Asked, question: Question) -> Answer:
    return _read(asked.get("", question))


def by_the_card(asked: Asked, question: Question) -> Answer:
    return _read(asked.get("card/", question))


def by_the_facts(asked: Asked, question: Question) -> Answer:
    told = asked.get("card.json", question).json()
    at = question.moment.replace(second=0)
    assert told["worked_out_at"] == stamp(at)
    for other in told["others"]:
        there = Question(at, other["channel"], question.matter)
        assert (_instant(other["reply_by"]), other["said"]) == (
            asked.answer(there).reply_by,
            asked.answer(there).said,
        )
    promise = asked.promise(question, to_the_minute=True)
    assert (told["now"]["state"], _instant(told["now"]["next_open"])) == (promise.state, promise.next_open)
    return Answer(_instant(told["now"]["reply_by"]), told["now"]["said"])


def by_the_api(asked: Asked, question: Question, number: int) -> tuple[datetime | None, str]:
    """Each question from an address of its own: so many from one are too many."""
    about = {"matter": question.matter} if question.matter else {}
    told = Browser(REMOTE_ADDR=f"10.0.{number // 250}.{number % 250}").get(
        f"/api/v1/clinicians/{asked.clinician.slug}/promise/",
        {"channel": question.channel, "at": stamp(question.moment), **about},
    )
    answer, promise = told.json(), asked.promise(question)
    assert (answer["state"], _instant(answer["next_open"])) == (promise.state, promise.next_open)
    assert (answer["language"], answer["policy_version"]) == (asked.language, 1)
    return _instant(answer["reply_by"]), answer["text"]


def by_a_message(asked: Asked, question: Question, number: int) -> tuple[datetime | None, str]:
    said = {
        "clinician": asked.clinician.slug,
        "channel": question.channel,
        "from": WRITTEN_BY[question.channel].format(number),
        "text": "Could we move Thursday?",
        **({"matter": question.matter} if question.matter else {}),
    }
    headers = {"authorization": f"Bearer {asked.token}"}
    told = Browser().post("/api/v1/messages/", said, content_type="application/json", headers=headers).json()
    return _instant(told["reply"]["reply_by"]), told["reply"]["text"]


def by_search_engines(asked: Asked, question: Question) -> bool | None:
    """Whether it is open now; None where no hours are told."""
    found = LINKED_DATA.search(asked.get("", question).content.decode())
    assert found is not None
    described, local = json.loads(found[1]), question.moment.astimezone(ZoneInfo(asked.policy.timezone))
    if "openingHoursSpecification" not in described:
        return None
    return any(start <= local.replace(tzinfo=None) < end for start, end in _spans(described, local))


def _spans(described: dict[str, Any], local: datetime) -> Iterator[tuple[datetime, datetime]]:
    """What opens today or has opened yesterday, as clocks there show it."""
    for day in (local.date() - timedelta(days=1), local.date()):
        special = [
            each
            for each in described["specialOpeningHoursSpecification"]
            if each["validFrom"] <= day.isoformat() <= each["validThrough"]
        ]
        weekday = f"https://schema.org/{DAYS[day.weekday()]}"
        usual = [each for each in described["openingHoursSpecification"] if each["dayOfWeek"] == weekday]
        for each in special or usual:
            if "opens" in each:
                opens, closes = time.fromisoformat(each["opens"]), time.fromisoformat(each["closes"])
                whole = (opens, closes) == (time(0), time(23, 59))  # the form for round the clock
                ends = time(0) if whole else closes
                last = day if ends > opens else day + timedelta(days=1)
                yield datetime.combine(day, opens), datetime.combine(last, ends)


def by_the_simulator(asked: Asked, question: Question, browser: Browser) -> Answer:
    """To the minute."""
    local = question.moment.astimezone(ZoneInfo(asked.policy.timezone))
    said = {"channel": question.channel, "matter": question.matter or "", "at": f"{local:%Y-%m-%dT%H:%M}"}
    return _read(browser.get("/policy/simulator/", said | {"lang": asked.language}))


def _read(page: Any) -> Answer:
    assert page.status_code == 200
    found = SAID.search(unescape(page.content.decode()))
    assert found is not None
    return Answer(_instant(found[1]), found[2])


def _instant(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written).astimezone(UTC) if written else None


# --- what they say


@each_policy
@pytest.mark.timeout(900)
def test_all_give_the_same_answer(asked: Asked, request: pytest.FixtureRequest) -> None:
    seen = {"page": 0, "message": 0}
    name = request.node.callspec.params["asked"]
    for number, question in enumerate(questions(name, A_POLICY_GETS)):
        expected, to_the_minute = asked.answer(question), asked.answer(question, to_the_minute=True)
        with time_machine.travel(question.moment, tick=False):
            if asked.offers(question):
                seen["page"] += 1
                assert (question, by_the_page(asked, question)) == (question, expected)
                assert (question, by_the_card(asked, question)) == (question, to_the_minute)
                assert (question, by_the_facts(asked, question)) == (question, to_the_minute)
            told = [by_the_api(asked, question, number)]
            if question.channel in WRITTEN_BY:
                seen["message"] += 1
                told.append(by_a_message(asked, question, number))
        for reply_by, text in told:
            assert (question, reply_by) == (question, expected.reply_by)
            assert any(said in text for said in asked.said(expected, text)), (question, text)
    assert min(seen.values()) >= A_POLICY_GETS // 2, seen


@each_policy
def test_search_engines_read_that_it_is_open_when_it_is(asked: Asked, request: pytest.FixtureRequest) -> None:
    accepted = accepted_channels(asked.policy)
    channel = next((each for each in accepted if hours_for(asked.policy, each)), Channel.EMAIL)
    for question in questions(request.node.callspec.params["asked"], A_POLICY_GETS):
        if _is_shown_twice(asked, question):
            continue
        with time_machine.travel(question.moment, tick=False):
            told = by_search_engines(asked, question)
        is_open = asked.engine.is_open(channel, question.moment)
        assert (question, told) == (question, is_open if hours_for(asked.policy, channel) else None)


def _is_shown_twice(asked: Asked, question: Question) -> bool:
    """In an hour that clocks show twice, a time of day alone cannot tell which of the two it is."""
    local = question.moment.astimezone(ZoneInfo(asked.policy.timezone))
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


@each_policy
@pytest.mark.timeout(900)
def test_the_simulator_says_the_same_of_a_moment_and_of_its_hour(
    asked: Asked, request: pytest.FixtureRequest
) -> None:
    browser, name = Browser(), request.node.callspec.params["asked"]
    for question in questions(name, A_POLICY_GETS)[::5]:
        day = question.moment.astimezone(ZoneInfo(asked.policy.timezone)).date()
        found = year(asked.engine, question.channel, day, question.matter)
        hour = max((each for each in found.hours if each.at <= question.moment), key=lambda each: each.at)
        promise = asked.promise(Question(hour.at, question.channel, question.matter))
        wait = promise.reply_by - hour.at if promise.reply_by else None
        assert (question, hour.state, hour.wait) == (question, promise.state, wait)
        if not _is_shown_twice(asked, question):
            with time_machine.travel(BEGINS, tick=False):
                browser.force_login(user_of(asked.clinician))
                told = by_the_simulator(asked, question, browser)
            assert (question, told) == (question, asked.answer(question, to_the_minute=True))


def test_the_command_gives_the_same_answer() -> None:
    """All 500 in one run, as lines; it speaks English."""
    everything = [(name, each) for name in POLICIES for each in questions(name, A_POLICY_GETS)]
    lines = [
        {
            "policy": POLICIES[name],
            "channel": each.channel,
            "received": stamp(each.moment),
            "matter": each.matter,
        }
        for name, each in everything
    ]
    told, status = answers(*lines)
    assert (len(told), status) == (len(lines), 0)
    for (name, question), answer in zip(everything, told, strict=True):
        policy = parse_document(POLICIES[name])
        promise = compile_policy(policy).promise(question.channel, question.moment, question.matter)
        assert (_instant(answer["reply_by"]), answer["state"]) == (promise.reply_by, promise.state)
        assert _instant(answer["next_open"]) == promise.next_open
        assert answer["text"].startswith(promised_time(promise, policy))


@each_policy
@pytest.mark.parametrize("language", ["en", "es"])
def test_paper_says_the_same_hours_and_reply_times(asked: Asked, language: str) -> None:
    with time_machine.travel(BEGINS, tick=False):
        printed = Browser().get(f"/p/{asked.clinician.slug}/policy.pdf?lang={language}")
    said = _one_line("".join(page.extract_text() for page in PdfReader(BytesIO(printed.content)).pages))
    for channel in accepted_channels(asked.policy):
        for window in hours_for(asked.policy, channel):
            assert _one_line(say_stretch(window, language)) in said
    for channel, matter, commitment in _commitments(asked.policy):
        general = say_commitment(commitment, language) or commitment.words or ""
        assert _one_line(general[:1].upper() + general[1:]) in said
        examples = [tuple(map(_one_line, each)) for each in _examples(asked, channel, matter, language)]
        assert not examples or any(sent in said and when in said for sent, when in examples), examples


@each_policy
def test_the_document_that_anyone_may_fetch_says_all_that_counts(asked: Asked) -> None:
    """Its reader comes to the same answers, whatever of it was published and what calendars say."""
    with time_machine.travel(BEGINS, tick=False):
        document = Browser().get(f"/p/{asked.clinician.slug}/policy.json").json()
    assert parse_document(document) == asked.policy


def _commitments(policy: BoundaryPolicy) -> Iterator[tuple[Channel, str | None, Any]]:
    accepted = accepted_channels(policy)
    for channel in accepted:
        rules = policy.channels.get(channel)
        if own := (rules.reply if rules else None) or policy.reply:
            yield channel, None, own
    for matter, commitment in policy.matters.items():
        yield accepted[0], matter, commitment


def _examples(asked: Asked, channel: Channel, matter: str | None, language: str) -> Iterator[tuple[str, str]]:
    """One of these: a message on a Friday at 16:00, of the weeks after it took effect, and what it gets."""
    place = ZoneInfo(asked.policy.timezone)
    effect = (BEGINS - timedelta(days=30)).astimezone(place)
    for later in range(1, 15):
        day = effect.date() + timedelta(days=later)
        if day.weekday() != DAYS.index("Friday"):
            continue
        sent = datetime.combine(day, time(16), place).astimezone(UTC)
        due = asked.engine.promise(channel, sent, matter).reply_by
        if due:
            when = say_instant(due, asked.policy.timezone, language=language, by=True, now=sent)
            yield say_moment(sent, asked.policy.timezone, language), when[:1].upper() + when[1:]


def _one_line(words: str) -> str:
    """Without the spaces: where lines break on paper says nothing."""
    return re.sub(r"[\s\u200b]+", "", words)
