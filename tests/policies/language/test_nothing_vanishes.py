"""Any text gives an answer, and what was not understood is shown with its place."""

import re
import subprocess
import sys
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.domain.document import parse_document
from policies.language.understand import LONGEST, understand

PIECES = (
    *(
        "Monday to Friday",
        "9 to 5",
        "noon",
        "24 business hours",
        "within",
        "I answer email",
        "texts",
        "call 911",
    ),
    *(
        "away from 21 December to 3 January",
        "until",
        "and",
        "not",
        ";",
        ".",
        "•",
        "Dr. Cole covers",
        "2026",
        "24/7",
    ),
    *(
        "\u202e",
        "\0",
        "\ud800",
        "İ",
        "\u2019",
        "\u2013",
        "(",
        "\n",
        "weekends",
        "only",
        "scheduling",
        "25:99",
        "99 weeks",
    ),
)


@given(st.text(max_size=300) | st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_a_valid_document_and_places_inside_the_text(text: str) -> None:
    understood = understand(text, region="US", on=date(2026, 3, 1))
    assert parse_document(understood.policy).format == "boundary-policy/1"
    for problem in understood.problems:
        assert 0 <= problem.start < problem.end <= len(text)
        place = text[problem.start : problem.end]
        assert problem.text == re.sub("[\0\ud800-\udfff]", " ", place)


@given(st.lists(st.sampled_from(PIECES[:20]), max_size=25).map(" ".join))
@settings(max_examples=150, deadline=None)
def test_no_reply_time_comes_from_nothing(text: str) -> None:
    """A duration in the policy has its number, or a word for the day, in the text."""
    policy = parse_document(understand(text, on=date(2026, 3, 1)).policy)
    replies = [policy.reply, *(rules.reply for rules in policy.channels.values())]
    for reply in filter(None, replies):
        if reply.within:
            assert re.search(r"\d|same|next|one", text)


@pytest.mark.parametrize(
    "unit", ["Monday, ", "9-", "return calls ", "from 21 December to ", "(", "x\n", "Aa ", "no email "]
)
def test_a_megabyte_is_read_in_seconds(unit: str) -> None:
    started = time.process_time()
    understood = understand(unit * (1_000_000 // len(unit)), on=date(2026, 3, 1))
    assert time.process_time() - started < 10
    assert understood.problems[-1].end > LONGEST


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("The moon is made of cheese.", ["The moon is made of cheese"], id="a whole sentence"),
        pytest.param("I reply by email soon, at 8pm.", ["8pm"], id="a time inside an understood sentence"),
        pytest.param("Open 9 am to 5 pm.", ["9 am to 5 pm"], id="times without days"),
        pytest.param(
            "Every other Friday 9 to 12 I see clients.", ["Every other Friday 9 to 12"], id="not every week"
        ),
        pytest.param("Sessions reopen on 8 June.", ["8 June"], id="a return without a departure"),
        pytest.param(
            "I work Monday to Thursday, 9 to 5. I take the first Monday off.",
            ["first Monday"],
            id="a day off in a month",
        ),
        pytest.param(
            "I do not work on the second Tuesday of the month.",
            ["second Tuesday of the month"],
            id="no work on a day of the month",
        ),
        pytest.param("Ring me on Mondays 9 to 5.", [], id="nothing"),
    ],
)
def test_what_is_left_over_is_a_problem_with_its_place(text: str, left: list[str]) -> None:
    problems = understand(text, on=date(2026, 3, 1)).problems
    assert [problem.text for problem in problems] == left
    assert all(problem.why for problem in problems)


def test_a_second_reply_time_is_a_problem_and_the_first_one_stands() -> None:
    understood = understand("I reply within 24 hours. I reply within 3 days.")
    assert (
        parse_document(understood.policy).reply
        == parse_document(understand("I reply within 24 hours.").policy).reply
    )
    assert [problem.text for problem in understood.problems] == ["within 3 days"]


def test_the_language_needs_no_framework_and_dateparser_only_for_dates() -> None:
    program = (
        "import sys; from policies.language.understand import understand; import policies.language.reply;"
        "import policies.language.describe; understand('I answer email within 24 hours, Monday 9 to 5.');"
        "print([name for name in ('django', 'celery', 'dateparser') if name in sys.modules])"
    )
    run = subprocess.run(  # noqa: S603  (our own program)
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
