"""Who sees what comes: never one who is away, never the one it came for, and never without an end."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.covering import Cover, Reach, circle, walk, who_sees, who_sees_during
from scheduler.domain.interval import Interval

DAY = timedelta(days=1)
FIRST = datetime(2026, 12, 21, tzinfo=UTC)
ALL, URGENT = Reach.ALL, Reach.URGENT
PEOPLE = "abcdef"


def days(first: int, last: int) -> Interval:
    return Interval(FIRST + first * DAY, FIRST + last * DAY)


def cover(of: str, by: str, first: int = 0, last: int = 10, reach: Reach = ALL) -> Cover:
    return Cover(of, by, days(first, last), reach)


def ends(covers: list[Cover], away: str, at: datetime = FIRST) -> list[tuple[str, Reach]]:
    found = who_sees("a", at, covers, lambda person: person in away)
    return [("".join(map(str, path.people)), path.reach) for path in found]


@pytest.mark.parametrize(
    ("covers", "away", "found"),
    [
        ([], "a", []),
        ([cover("a", "b")], "a", [("ab", ALL)]),
        ([cover("a", "b"), cover("b", "c")], "a", [("ab", ALL)]),  # who is there passes nothing on
        ([cover("a", "b"), cover("b", "c")], "ab", [("abc", ALL)]),
        ([cover("a", "b"), cover("b", "c")], "abc", []),
        ([cover("a", "b"), cover("a", "c")], "a", [("ab", ALL), ("ac", ALL)]),
        ([cover("a", "b"), cover("a", "c")], "ab", [("ac", ALL)]),
        ([cover("a", "b", reach=URGENT), cover("b", "c")], "ab", [("abc", URGENT)]),
        ([cover("a", "b"), cover("b", "c", reach=URGENT)], "ab", [("abc", URGENT)]),
        # the wider way wins, though it is longer
        ([cover("a", "c", reach=URGENT), cover("a", "b"), cover("b", "c")], "ab", [("abc", ALL)]),
        ([cover("a", "b"), cover("b", "a")], "ab", []),
        ([cover("a", "b"), cover("b", "c"), cover("c", "b")], "abc", []),
        ([cover("a", "b", 1, 2)], "a", []),  # not yet
    ],
)
def test_it_goes_on_past_those_who_are_away(
    covers: list[Cover], away: str, found: list[tuple[str, Reach]]
) -> None:
    assert ends(covers, away) == found


def test_a_way_holds_as_long_as_each_of_its_links() -> None:
    covers = [cover("a", "b", 0, 8), cover("b", "c", 3, 9)]
    [_, path] = walk("a", FIRST + 4 * DAY, covers)
    assert path.span == days(3, 8)


def test_time_is_cut_where_somebody_else_takes_over() -> None:
    covers = [cover("a", "b", 0, 8), cover("b", "c", 3, 4)]
    absences = {"b": (days(3, 5),)}
    told = [
        ((each.span.start - FIRST).days, "".join(str(path.end) for path in each.paths))
        for each in who_sees_during("a", days(0, 10), covers, absences)
    ]
    assert told == [(0, "b"), (3, "c"), (4, ""), (5, "b"), (8, "")]


@pytest.mark.parametrize(
    ("wanted", "covers", "found"),
    [
        (cover("a", "b"), [], ""),
        (cover("a", "b"), [cover("b", "a")], "ab"),
        (cover("a", "b"), [cover("b", "c"), cover("c", "a")], "abc"),
        (cover("a", "b"), [cover("b", "c", 0, 5), cover("c", "a", 5, 10)], ""),  # one after the other
        (cover("a", "b"), [cover("b", "c", 0, 6), cover("c", "a", 5, 10)], "abc"),
        (cover("a", "b", 7, 9), [cover("b", "a", 0, 7)], ""),
        (cover("a", "b"), [cover("b", "c"), cover("c", "b")], ""),  # none of theirs
    ],
)
def test_a_circle_is_found_where_all_of_it_holds_at_once(
    wanted: Cover, covers: list[Cover], found: str
) -> None:
    assert "".join(map(str, circle(wanted, covers))) == found


spans = st.tuples(st.integers(0, 12), st.integers(1, 6)).map(lambda each: days(each[0], each[0] + each[1]))
links = st.builds(
    Cover, st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), spans, st.sampled_from([ALL, URGENT])
)
many_links = st.lists(links, max_size=25)
absences_of_some = st.dictionaries(st.sampled_from(PEOPLE), spans.map(lambda each: (each,)))


@settings(deadline=None)
@given(many_links, absences_of_some, st.integers(0, 18))
def test_never_the_asker_nor_anyone_away_nor_a_circle(
    covers: list[Cover], absences: dict[str, tuple[Interval, ...]], day: int
) -> None:
    at = FIRST + day * DAY

    def away(person: object) -> bool:
        return any(at in span for span in absences.get(str(person), ()))

    found = who_sees("a", at, covers, away)
    assert found == who_sees("a", at, covers, away)
    assert len({path.end for path in found}) == len(found)
    for path in found:
        assert (path.people[0], len({*path.people})) == ("a", len(path.people))
        assert [away(person) for person in path.people[1:]] == [True] * (len(path.links) - 1) + [False]
        assert all(at in link.span and link in covers for link in path.links)
        assert [link.of for link in path.links] == list(path.people[:-1])
        assert all(path.reach is URGENT or link.reach is ALL for link in path.links)


@settings(deadline=None)
@given(many_links, absences_of_some, st.integers(0, 18))
def test_nobody_is_forgotten_to_whom_it_leads(
    covers: list[Cover], absences: dict[str, tuple[Interval, ...]], day: int
) -> None:
    """Against everything that can be reached, found by repeating until nothing is new."""
    at = FIRST + day * DAY
    passing: set[str] = {"a"}
    present: set[str] = set()
    for _round in PEOPLE:
        for each in covers:
            if at in each.span and each.of in passing and each.by != "a":
                away = any(at in span for span in absences.get(str(each.by), ()))
                (passing if away else present).add(str(each.by))
    found = who_sees("a", at, covers, lambda who: any(at in span for span in absences.get(str(who), ())))
    assert {path.end for path in found} == present


@settings(deadline=None)
@given(many_links, absences_of_some, spans)
def test_stretches_say_of_every_moment_what_it_says_of_itself(
    covers: list[Cover], absences: dict[str, tuple[Interval, ...]], span: Interval
) -> None:
    stretches = list(who_sees_during("a", span, covers, absences))
    assert (stretches[0].span.start, stretches[-1].span.end) == (span.start, span.end)
    moment = span.start
    while moment < span.end:
        at = moment
        [stretch] = [each for each in stretches if at in each.span]
        away = lambda who: any(at in each for each in absences.get(str(who), ()))  # noqa: B023, E731
        assert stretch.paths == who_sees("a", at, covers, away)
        moment += DAY / 2


@settings(deadline=None)
@given(many_links, links)
def test_whoever_joins_only_where_no_circle_is_found_never_closes_one(
    covers: list[Cover], last: Cover
) -> None:
    held: list[Cover] = []
    for each in (*covers, last):
        if each.of != each.by and not circle(each, held):
            held.append(each)
    for each in held:
        others = [other for other in held if other is not each]
        assert not circle(each, others)
