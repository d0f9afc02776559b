"""An ordinary reply by text message takes one message, and keeps its time and where to turn."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from policies.domain.document import DocumentError, parse_document
from policies.domain.promise import promise
from policies.language.explain import reader_of
from policies.language.reply import compose_reply
from policies.language.short_text import fit_for_sms, one_segment, segments
from tests.policies.language.documents import documents
from tests.policies.language.test_reply import EMERGENCY, LIFELINE, Line

NAMES = ("Dr. Ada Ruiz", "Ann", "María Ángeles Fernández-Echeverría de la Cruz", "王小明", "A [B] {C} ~ €")
READERS = (None, "Europe/London", "America/Argentina/Buenos_Aires", "Asia/Kathmandu", "no/such")
NINE_NINE_NINE = Line("Emergency services", "Call 999", "emergency")
SAMARITANS = Line("Samaritans", "Call 116 123, or write to jo@samaritans.org at any hour of the day", "call")
moments = st.integers(-20_000, 900_000).map(
    lambda minutes: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@pytest.mark.parametrize("language", ["en", "es"])
@settings(max_examples=40, deadline=None)
@given(
    document=documents(),
    received=moments,
    name=st.sampled_from(NAMES),
    reader=st.sampled_from(READERS),
    resources=st.sampled_from([(LIFELINE, EMERGENCY), (SAMARITANS, NINE_NINE_NINE), (EMERGENCY,)]),
)
def test_it_is_one_message_with_the_time_and_the_number(
    language: str,
    document: dict[str, Any],
    received: datetime,
    name: str,
    reader: str | None,
    resources: tuple[Line, ...],
) -> None:
    try:
        policy = parse_document(document)
    except DocumentError:  # drawn at random, and refused for a reason
        reject()
    promised = promise(policy, "sms", received)
    said = compose_reply(
        policy=policy,
        promise=promised,
        channel="sms",
        language=language,
        reader_zone=reader,
        resources=resources,
        crisis=None,
        clinician_name=name,
        practice_name="Riverside Therapy",
    )
    assert segments(said) == 1
    number = "999" if NINE_NINE_NINE in resources else "911"
    assert number in said
    assert said.endswith(".")
    if promised.reply_by:
        short = reader_of(promised, policy, language, None)
        whole = reader_of(promised, policy, language, reader)
        times = {fit_for_sms(each.moment(promised.reply_by, by=True)) for each in (short, whole)}
        assert any(each in said for each in times)


@given(
    words=st.lists(st.text(st.sampled_from("abñç€[ł好"), min_size=1, max_size=30), min_size=1, max_size=60)
)
def test_what_does_not_fit_ends_with_a_whole_word(words: list[str]) -> None:
    said = one_segment([" ".join(words)])
    assert segments(said) == 1 or not said
    kept = [fit_for_sms(each) for each in words][: len(said.split(" "))]
    assert said in ("", " ".join(kept))


@pytest.mark.parametrize(
    ("text", "takes"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("€" * 80, 1),
        ("€" * 80 + "a", 2),
        ("ł" * 70, 1),
        ("ł" * 71, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_letters_are_counted_as_networks_count_them(text: str, takes: int) -> None:
    assert segments(text) == takes
