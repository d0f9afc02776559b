"""Who may be named to clients: a colleague by a yes alone, whoever is meant by the words."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from policies.domain.document import parse_document, to_json
from policies.domain.meanwhile import Colleague, Covered, Yes, as_told, read, with_told, written
from policies.domain.promise import compile_policy
from scheduler.domain.covering import Cover, Path, Reach, Stretch
from scheduler.domain.interval import Interval
from tests.policies.domain.any_document import any_document, is_valid

ANA = Colleague("Ana María Ruiz, LCSW", "ana-ruiz")
NOW = datetime(2026, 12, 20, 15, tzinfo=UTC)
FIRST = datetime(2026, 12, 21, tzinfo=UTC)
DAY = timedelta(days=1)


def days(first: int, last: int) -> Interval:
    return Interval(FIRST + first * DAY, FIRST + last * DAY)


def yes(*spans: Interval, now: datetime = NOW, asked: tuple[Interval, ...] = ()) -> Yes:
    """Of Ana, to what is urgent."""
    paths = [Path((Cover("me", "ana", span, Reach.URGENT),)) for span in spans]
    stretches = tuple(Stretch(span, (path,)) for span, path in zip(spans, paths, strict=True))
    return Yes(now, (ANA,), {"ana": ANA.name}, stretches, asked)


def policy(coverage: dict[str, str] | None = None, standing: str | None = None) -> Any:
    away = {"first_day": "2026-12-21", "last_day": "2026-12-30", "coverage": coverage}
    return parse_document({"timezone": "UTC", "time_away": [away], "coverage": standing})


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Ana María Ruiz, LCSW", True),
        ("Dr. Ana Maria Ruiz", True),
        ("ana ruiz", True),
        ("Dra. Ruiz", True),
        ("ana-ruiz", True),
        ("Dr. Ana Cole", False),
        ("The on-call line", False),
        ("Dr.", False),
        ("", False),
    ],
)
def test_a_colleague_is_known_by_name_or_slug(said: str, *, meant: bool) -> None:
    assert ANA.is_meant_by(said) is meant


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("My colleague Ana Maria Ruiz covers.", True),
        ("Please write to ana-ruiz.", True),
        ("Ana Maria Ruizmann covers.", False),
        ("A rota answers.", False),
    ],
)
def test_and_in_a_sentence(text: str, *, named: bool) -> None:
    assert ANA.is_named_in(text) is named


SAID = {"name": "Dr. Ruiz", "contact": "555 0100"}


@pytest.mark.parametrize(
    ("known", "name", "arranging"),
    [
        (yes(), None, True),
        (yes(days(0, 10)), "Dr. Ruiz", False),
        (yes(days(-5, 20)), "Dr. Ruiz", False),
        (yes(days(0, 9)), None, True),
        (yes(days(5, 10), now=FIRST + 6 * DAY), "Dr. Ruiz", False),  # what is over need not be covered
        (yes(now=FIRST + 10 * DAY), None, False),  # nor is anything arranged for it
    ],
)
def test_a_name_stands_for_all_that_is_left_or_not_at_all(
    known: Yes, name: str | None, *, arranging: bool
) -> None:
    [away] = as_told(policy(SAID), known).time_away
    assert (away.coverage and away.coverage.name) == name
    assert getattr(away, "arranging", False) is arranging


def test_the_yes_decides_how_much_is_told() -> None:
    """The policy says for all that comes; she said yes to what is urgent."""
    [away] = as_told(policy(SAID), yes(days(0, 10))).time_away
    assert away.coverage is not None
    assert (away.coverage.purpose, away.coverage.contact) == ("urgent", "555 0100")


def test_who_was_only_asked_is_told_of_as_being_arranged() -> None:
    [away] = as_told(policy(), yes(asked=(days(2, 3),))).time_away
    assert (away.coverage, getattr(away, "arranging", None)) == (None, True)
    assert as_told(policy(), yes()).time_away == policy().time_away


def test_standing_words_name_a_colleague_only_while_she_looks_after_things() -> None:
    said = "Ana Maria Ruiz covers when I am away."
    assert as_told(policy(standing=said), yes(days(0, 10))).coverage is None
    assert as_told(policy(standing=said), yes(days(0, 10), now=FIRST)).coverage == said
    assert as_told(policy(standing="A rota answers."), yes()).coverage == "A rota answers."


def test_a_yes_beside_every_absence_is_told_too() -> None:
    assert as_told(policy(), yes(days(-2, 12))).beside == (
        Covered(days(-2, 0), ANA.name, Reach.URGENT),
        Covered(days(10, 12), ANA.name, Reach.URGENT),
    )


def test_as_a_fact_it_is_written_and_read() -> None:
    covered = (Covered(days(0, 3), ANA.name, Reach.URGENT), Covered(days(3, 4), "Ben Ito", Reach.ALL))
    assert tuple(map(read, written(covered))) == covered


@settings(deadline=None, max_examples=50)
@given(st.randoms(use_true_random=False), st.sampled_from([yes(), yes(days(0, 10)), yes(days(-400, 900))]))
def test_what_is_told_is_a_document_that_promises_the_same(chance: Random, known: Yes) -> None:
    document = any_document(chance)
    assume(is_valid(document))
    before = parse_document(document)
    told = with_told(before, as_told(before, known))
    again = parse_document(to_json(told))
    at = datetime(2026, 12, 22, 9, tzinfo=UTC)
    promised = [compile_policy(each).promise("email", at) for each in (before, told, again)]
    assert len({(each.reply_by, each.state, each.next_open) for each in promised}) == 1
