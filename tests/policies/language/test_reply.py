import re
from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import Any

import pytest

from policies.domain.document import BoundaryPolicy, parse_document
from policies.domain.promise import promise
from policies.language.crisis_words import Danger, crisis_words
from policies.language.reply import compose_reply
from policies.language.short_text import fit_for_sms, in_default_alphabet, segments


@dataclass(frozen=True)
class Line:
    name: str
    display: str
    kind: str
    details: str = ""
    verified_on: date | None = None


LIFELINE = Line("988 Suicide & Crisis Lifeline", "Call or text 988", "call")
EMERGENCY = Line("Emergency services", "Call 911", "emergency")
BASE: dict[str, Any] = {
    "timezone": "America/New_York",
    "region": "US-NY",
    "hours": {"contact": [{"days": ["MO", "TU", "WE", "TH", "FR"], "start": "09:00", "end": "17:00"}]},
    "reply": {"within": "P1D", "clock": "working_days", "firmness": "promised"},
}
SUNDAY = datetime.fromisoformat("2026-03-08T18:00:00Z")


def reply(channel: str = "email", language: str = "en", **changes: Any) -> str:
    policy: BoundaryPolicy = parse_document({**BASE, **changes.pop("policy", {})})
    danger, urgent = changes.pop("danger", Danger.HARD_TO_BEAR), changes.pop("urgent", False)
    words = crisis_words(danger, language, urgent=urgent) if changes.pop("crisis", False) else None
    wanted: dict[str, Any] = {
        "reader_zone": None,
        "resources": (LIFELINE, EMERGENCY),
        "crisis": words,
        "clinician_name": "Dr. Ada Ruiz",
        "practice_name": "Riverside Therapy",
        **changes,
    }
    return compose_reply(
        policy=policy, promise=promise(policy, channel, SUNDAY), channel=channel, language=language, **wanted
    )


def test_an_ordinary_reply_thanks_promises_and_shows_help() -> None:
    assert reply() == (
        "Thank you for your message. "
        "This is an automatic reply from Riverside Therapy on behalf of Dr. Ada Ruiz.\n\n"
        "You will have a reply on Monday 9 March, by 17:00 (New York).\n\n"
        "In an emergency, please do not wait for a reply:\n"
        "- Emergency services: Call 911\n"
        "- 988 Suicide & Crisis Lifeline: Call or text 988"
    )


def test_the_clinicians_own_words_are_added() -> None:
    said = reply(
        policy={
            "while_you_wait": ["Breathe slowly."],
            "emergency": {"text": "You can also come to the clinic."},
        }
    )
    assert "While you wait:\n- Breathe slowly." in said
    assert said.endswith("You can also come to the clinic.")


COVERED = {
    "first_day": "2026-03-02",
    "last_day": "2026-03-12",
    "coverage": {"name": "Dr. Imani Cole", "for": "urgent"},
}
AWAY = "Dr. Ada Ruiz is away from 2 March 2026 to 12 March 2026"


def paragraphs(**policy: Any) -> list[str]:
    return reply(policy=policy).split("\n\n")


def test_who_covers_is_said_while_the_clinician_is_away() -> None:
    assert paragraphs(time_away=[COVERED])[2] == f"{AWAY}; Dr. Imani Cole answers urgent messages meanwhile."


def test_time_away_that_is_still_to_come_is_told_by_its_dates() -> None:
    ahead = {**COVERED, "first_day": "2026-03-09", "last_day": "2026-03-09"}
    assert paragraphs(time_away=[ahead])[2] == (
        "Dr. Ada Ruiz is away on 9 March 2026; Dr. Imani Cole answers urgent messages meanwhile."
    )


def test_each_time_away_on_the_way_is_told() -> None:
    first = {"first_day": "2026-03-02", "last_day": "2026-03-08"}
    second = {**COVERED, "first_day": "2026-03-10"}
    told = paragraphs(time_away=[first, second], reply={"within": "P2D", "clock": "working_days"})
    assert told[2] == "Dr. Ada Ruiz is away from 2 March 2026 to 8 March 2026."
    assert told[3] == (
        "Dr. Ada Ruiz is away from 10 March 2026 to 12 March 2026; "
        "Dr. Imani Cole answers urgent messages meanwhile."
    )


@pytest.mark.parametrize("words", [None, "as soon as possible"])
def test_who_is_away_is_told_also_where_no_time_is_promised(words: str | None) -> None:
    told = paragraphs(time_away=[COVERED], reply={"within": None, "words": words} if words else None)
    assert told[1].startswith("You are welcome to write; the next contact hours begin on Friday 13 March")
    assert told[2] == f"{AWAY}; Dr. Imani Cole answers urgent messages meanwhile."


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("crisis", [False, True])
@pytest.mark.parametrize("channel", ["email", "sms"])
def test_every_reply_says_that_it_is_automatic_and_gives_the_numbers_as_they_are(
    channel: str, language: str, *, crisis: bool
) -> None:
    said = reply(channel, language, crisis=crisis).lower()
    assert {"automatic": "autom" in said, "911": "911" in said, "988": "988" in said} == {
        "automatic": True,
        "911": True,
        "988": True,
    }


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("crisis", [False, True])
@pytest.mark.parametrize("urgent", [False, True])
@pytest.mark.parametrize("danger", Danger)
def test_a_text_message_is_short(language: str, danger: Danger, *, urgent: bool, crisis: bool) -> None:
    said = reply("sms", language, crisis=crisis, danger=danger, urgent=urgent, alerted=True)
    assert in_default_alphabet(said)
    assert segments(said) <= 2


NEVER_SAID = re.compile(  # a label, a method, a guilt, a promise
    r"suicid|kill|risk|overdose|pill|abus|violen|hurt|self.harm|serious|family|confidential|watching"
    r"|riesgo|pastilla|sobredosis|maltrat|abuso|viol|familia|matar|grave\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("urgent", [False, True])
@pytest.mark.parametrize("danger", Danger)
def test_no_words_around_the_numbers_label_accuse_or_echo(
    language: str, danger: Danger, *, urgent: bool
) -> None:
    said = astuple(crisis_words(danger, language, urgent=urgent))
    assert all(said)
    assert NEVER_SAID.search(" ".join(said)) is None


@pytest.mark.parametrize("urgent", [False, True])
def test_on_a_phone_that_another_may_read_no_danger_is_spoken_of(*, urgent: bool) -> None:
    for language, telling in (("en", "danger|safe|telling us|emergency|help"), ("es", "peligro|segur|ayuda")):
        said = " ".join(astuple(crisis_words(Danger.QUIETLY, language, urgent=urgent)))
        assert re.search(telling, said.replace("{help}", ""), re.IGNORECASE) is None


@pytest.mark.parametrize("channel", ["email", "sms"])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("danger", Danger)
def test_the_emergency_number_stands_before_any_other(danger: Danger, language: str, channel: str) -> None:
    said = reply(channel, language, crisis=True, danger=danger, urgent=True)
    before, _, _ = said.partition("911")
    assert "988" not in before
    assert re.search(r"\b(if you|if they|si usted|si puede|si ell)", before, re.IGNORECASE) is None


@pytest.mark.parametrize("channel", ["email", "sms"])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("urgent", [False, True])
@pytest.mark.parametrize("danger", Danger)
def test_a_crisis_reply_has_its_order(danger: Danger, language: str, channel: str, *, urgent: bool) -> None:
    """Warmth, what to do now, the numbers, somebody beside, honest limits, an open door; and no time."""
    said = reply(channel, language, crisis=True, danger=danger, urgent=urgent)
    words, short = crisis_words(danger, language, urgent=urgent), channel == "sms"
    help_now = words.help_now_in_short.partition("{")[0] if short else words.help_now
    parts = (
        words.thanks_in_short if short else words.thanks,
        help_now,
        "911",
        "988",
        words.beside_in_short if short else words.beside,
        "autom",
        {"en": "again", "es": "volver a escribir"}[language],
    )
    as_sent = [fit_for_sms(part) if short else part for part in parts]
    assert sorted(as_sent, key=said.index) == as_sent
    assert said.startswith(as_sent[0])
    assert not any(month in said for month in ("March", "marzo"))


@pytest.mark.parametrize("channel", ["email", "sms"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_nobody_is_said_to_be_alerted_unless_somebody_is(channel: str, language: str) -> None:
    word = {"en": "alerted", "es": "avisado"}[language]
    said = [word in reply(channel, language, crisis=True, alerted=alerted) for alerted in (False, True)]
    assert said == [False, True]


@pytest.mark.parametrize("channel", ["email", "sms"])
@pytest.mark.parametrize(("language", "unsure"), [("en", "say when"), ("es", "decir cuándo")])
def test_while_alarms_may_be_delayed_nobody_is_said_to_know(channel: str, language: str, unsure: str) -> None:
    said = reply(channel, language, crisis=True, alerted=True, delayed=True)
    told = fit_for_sms(unsure) if channel == "sms" else unsure
    assert told in said
    assert said.index("911") < said.index(told)
    assert not any(word in said for word in ("alerted", "avisado"))
    assert channel != "sms" or (in_default_alphabet(said) and segments(said) <= 2)


def test_letters_that_make_text_messages_long_lose_their_accents_only() -> None:
    assert fit_for_sms("Ángel llamó \u2013 «sí», señor, 你好") == 'Angel llamo - "si", señor, 你好'
