"""Advice in words: every kind has them, in both languages, and no clinician is blamed by any."""

import re
from typing import Any

import pytest

from policies.domain.advice import Advice, Code, Severity
from policies.domain.advice.families import find_families, word_lists
from policies.domain.document import parse_document
from policies.domain.facts import NoPromise
from policies.language.advice_messages import MESSAGES
from policies.language.advice_words import Said, say_advice
from tests.policies.domain.advice.advised import ORDINARY, STATEMENT, advised

POLICY = parse_document(ORDINARY)
NOON = "2026-03-13T17:00:00Z"
DUE = {
    "within": "PT24H",
    "clock": "calendar",
    "received": NOON,
    "reply_by": NOON,
    "next_open": NOON,
    "times": 52,
}
FACTS: dict[str, dict[str, Any]] = {
    "crisis_help_removed": {"resources": ("911", "nearest_er")},
    "crisis_help_removed: words": {"resources": ()},
    "emergency_elsewhere": {"resources": ("911", "988"), "region": "GB"},
    "another_countrys_help": {"resources": ("911",), "region": "GB"},
    "calendar_through_closed_days": DUE,
    "due_before_opening": DUE | {"clock": "working_days"},
    "slower_than_sessions": {"wait": 12_000, "days": 7},
    "nothing_open": {"start": NOON, "end": NOON, "open_end": False},
    "nothing_open: never": {"start": NOON, "end": None, "open_end": False},
    "nothing_open: open end": {"start": NOON, "end": None, "open_end": True},
    "absence_without_coverage": {"start": NOON, "end": NOON, "next_open": NOON},
    "coverage_not_asked": {"name": "Ana Ruiz", "start": NOON, "end": NOON},
    "coverage_not_answered": {"start": NOON, "end": NOON},
    "coverage_declined": {"start": NOON, "end": NOON},
    "coverage_in_part": {"start": NOON, "end": NOON},
    "absence_without_coverage: no return": {"start": NOON, "end": NOON, "next_open": None},
    "promised_while_away": DUE,
    "reply_time_in_words": {"words": "as soon as {possible}"},
    "channel_without_reply_time": {"channel": "sms"},
}


def advice_named(name: str) -> Advice:
    code, _, beside = name.partition(": ")
    facts = FACTS.get(name, {})
    if code == Code.NOTHING_CAN_KEEP_IT:
        facts = {"reason": beside}
    elif beside and not facts:
        facts = {"words": "you must", "family": beside}
    return Advice(Code(code), facts=facts)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", MESSAGES)
def test_every_kind_of_advice_has_words(name: str, language: str) -> None:
    said = say_advice(advice_named(name), POLICY, language)
    assert all(said[:2])
    assert not re.search(r"[{}]", "".join(said).replace("{possible}", ""))
    assert not list(find_families(f"{said.title}. {said.why.replace('you must', '')}"))


def test_every_code_family_and_reason_has_its_words() -> None:
    families = {f"{family.code}: {family.id}" for words in word_lists() for family in words.families}
    reasons = {NoPromise.CLOCK_NEEDS_HOURS, NoPromise.NO_HOURS, NoPromise.BEYOND_HORIZON}
    assert families | {f"{Code.NOTHING_CAN_KEEP_IT}: {reason}" for reason in reasons} <= MESSAGES.keys()
    assert {name.partition(": ")[0] for name in MESSAGES} == set(Code)


def test_facts_are_said_whole() -> None:
    [advice] = advised(reply={"within": "PT24H"})
    assert say_advice(advice, POLICY, "en") == Said(
        "A reply would be due while you are not working",
        "You promise a reply within 24 hours. A message of Friday 13 March 2026 at 17:00 (New York) would be "
        "due on Saturday 14 March 2026 at 17:00 (New York), but your hours begin again only on Monday 16 "
        "March 2026 at 09:00 (New York). It is so after about 52 of your closing times in a year.",
        "You could count working days or contact hours instead of all time; then your days off stay yours.",
    )


def test_kinder_words_are_in_the_language_of_what_they_replace() -> None:
    [advice] = advised(f"{STATEMENT} Do not expect an immediate response.")
    said = say_advice(advice, POLICY, "es")
    assert said.title == "Esto puede sonar frío"
    assert said.suggestion.startswith("I read messages on")


def test_countries_and_numbers_are_named() -> None:
    [advice] = advised(region="GB", emergency={"resources": ["911", "988"]})
    assert advice.severity is Severity.DANGER
    assert say_advice(advice, POLICY, "en").why == (
        "Where you work (United Kingdom), no help is reached under 911 and 988, and somebody in danger would "
        "lose time."
    )


def test_what_was_written_is_repeated_as_it_is() -> None:
    [advice] = advised(reply={"words": "soon {channel} %s"})
    assert "“soon {channel} %s”" in say_advice(advice, POLICY, "en").why
