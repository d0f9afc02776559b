"""Advice in plain words, to the clinician: what could be better, why, and what might be said instead."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from babel import Locale

from policies.domain.advice import Advice, Code
from policies.domain.document import BoundaryPolicy, Channel, Clock
from policies.domain.duration import parse_duration
from policies.domain.facts import Detail
from policies.language.advice_messages import MESSAGES
from policies.language.channel_words import say_channel
from policies.language.durations import ONE_MINUTE, say_wait, say_within
from policies.language.resource_words import say_resources
from policies.language.times import join, say_moment
from policies.language.words import spoken, translator


class Said(NamedTuple):
    title: str
    why: str
    suggestion: str


def say_advice(advice: Advice, policy: BoundaryPolicy, language: str) -> Said:
    """A suggestion that replaces words is in the language of those words, whatever `language` is."""
    words = MESSAGES[_key(advice)]
    details = dict(_details(advice, policy, language))
    title, why, suggestion = (
        translator(language).gettext(each).format(**details) if each else "" for each in words
    )
    return Said(title, why, advice.suggestion or suggestion)


def _key(advice: Advice) -> str:
    """The code, and beside it what makes its words other ones."""
    facts = advice.facts
    match advice.code:
        case Code.NOTHING_CAN_KEEP_IT:
            return f"{advice.code}: {facts['reason']}"
        case Code.NOTHING_OPEN if facts["end"] is None:
            return f"{advice.code}: {'open end' if facts['open_end'] else 'never'}"
        case Code.ABSENCE_WITHOUT_COVERAGE if facts["next_open"] is None:
            return f"{advice.code}: no return"
        case Code.CRISIS_HELP_REMOVED if not facts["resources"]:
            return f"{advice.code}: words"
    return f"{advice.code}: {facts['family']}" if "family" in facts else advice.code.value


def _details(advice: Advice, policy: BoundaryPolicy, language: str) -> Iterator[tuple[str, str]]:
    facts = advice.facts
    for name, detail in facts.items():
        if name in {"received", "reply_by", "next_open", "start", "end"} and detail:
            instant = datetime.fromisoformat(str(detail))
            yield name, say_moment(instant, policy.timezone, language)
        else:
            yield from _other_detail(name, detail, language)
    if "within" in facts:
        yield "within", say_within(parse_duration(str(facts["within"])), Clock(str(facts["clock"])), language)


def _other_detail(name: str, detail: Detail, language: str) -> Iterator[tuple[str, str]]:
    match name, detail:
        case "resources", tuple():
            yield "numbers", join(detail, language) if detail else ""
            yield "actions", say_resources(detail, language) if detail else ""
        case "region", _:
            yield "country", str(Locale.parse(spoken(language)).territories.get(str(detail), detail))
        case "channel", _:
            yield name, say_channel(Channel(str(detail)), language)
        case "wait", int():
            yield name, say_wait(detail * ONE_MINUTE, language)
        case _:
            yield name, str(detail)
