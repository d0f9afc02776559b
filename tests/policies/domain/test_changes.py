"""Every difference between two documents is a change; what alters no promise alone is immaterial."""

import os
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from policies.domain.changes import Change, Kind, changes
from policies.domain.document import BoundaryPolicy, parse_document, to_json
from policies.domain.promise import compile_policy
from tests.policies.domain.any_document import CHANNELS, MATTERS, TODAY, any_edit
from tests.web_policies import FULL_POLICY

FULL = parse_document(FULL_POLICY)
NEVER_MATERIAL = ("while_you_wait", "notes", "review_on", "language")
SAID_ELSEWHERE = ("holidays", "closed")  # each may say what the other does
SAMPLES = 5_000 if os.environ.get("SOAK") == "1" else 500


def edited(**said: Any) -> BoundaryPolicy:
    return parse_document({**FULL_POLICY, **said})


def only(old: BoundaryPolicy, new: BoundaryPolicy, on: date | None = None) -> Change:
    (change,) = changes(old, new, on=on)
    return change


@dataclass(frozen=True)
class Edit:
    """One field of a document, edited."""

    old: BoundaryPolicy
    new: BoundaryPolicy
    path: tuple[str, ...]

    @property
    def found(self) -> tuple[Change, ...]:
        return changes(self.old, self.new)


@pytest.fixture(scope="module")
def edits() -> list[Edit]:
    chance = Random(7)  # noqa: S311  a sample, no secret
    drawn = (any_edit(chance) for _ in range(SAMPLES))
    return [Edit(parse_document(old), parse_document(new), path) for old, path, new in drawn]


def test_a_document_does_not_differ_from_itself(edits: list[Edit]) -> None:
    for edit in edits:
        assert changes(edit.old, edit.old) == ()
        assert changes(edit.old, parse_document(to_json(edit.old))) == ()


def test_two_documents_differ_exactly_where_changes_are_told(edits: list[Edit]) -> None:
    for edit in edits:
        assert (edit.found == ()) == (to_json(edit.old) == to_json(edit.new)), edit


def test_a_single_edit_is_told_in_its_place_and_wording_alone_is_immaterial(edits: list[Edit]) -> None:
    for edit in edits:
        assert {re.split(r"[.\[]", change.path)[0] for change in edit.found} <= {edit.path[0]}
        for change in edit.found:
            wording = edit.path[0] in NEVER_MATERIAL or change.path.endswith(".note")
            if wording or change.kind is Kind.REWORDED:
                assert not change.material, edit
            elif edit.path[0] not in SAID_ELSEWHERE:
                assert change.material, edit


def test_what_is_no_material_change_alters_no_promise(edits: list[Edit]) -> None:
    """By any channel, about any matter, at any time."""
    chance = Random(7)  # noqa: S311  likewise
    quiet = [edit for edit in edits if edit.found and not any(change.material for change in edit.found)]
    assert len(quiet) > len(edits) // 10
    for edit in quiet:
        at = datetime(2026, 2, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(60 * 24 * 90))
        matter = chance.choice((None, *MATTERS))
        before, after = compile_policy(edit.old), compile_policy(edit.new)
        for channel in CHANNELS:
            was, now = (each.promise(channel, at, matter) for each in (before, after))
            assert (was.reply_by, was.state, was.next_open) == (now.reply_by, now.state, now.next_open), edit


def test_the_first_version_is_one_material_change() -> None:
    assert changes(None, FULL) == (Change("", Kind.FIRST, None, FULL, material=True),)


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"timezone": "Europe/London"}, "timezone"),
        ({"hours": {}}, "hours.contact"),
        ({"reply": {"within": "PT48H", "clock": "working_days"}}, "reply"),
        ({"reply": {"within": "PT24H", "clock": "working_days", "firmness": "promised"}}, "reply"),
        ({"reply": {"words": "as soon as possible"}}, "reply"),
        ({"holidays": {"observe": False}}, "holidays.observe"),
        ({"closed": ["evenings"]}, "closed"),
        ({"closed_dates": ["2026-11-27"]}, "closed_dates"),
        ({"overrides": [{"date": "2026-12-24", "windows": []}]}, "overrides[2026-12-24]"),
        ({"time_away": []}, "time_away"),
        ({"coverage": "Nobody."}, "coverage"),
        ({"emergency": {"resources": ["112"]}}, "emergency.resources"),
        ({"ending_care": None}, "ending_care"),
        ({"channels": {}}, "channels.email"),
        ({"matters": {}}, "matters.scheduling"),
    ],
)
def test_what_alters_when_how_or_how_soon_one_is_reached_is_material(said: dict[str, Any], path: str) -> None:
    found = next(change for change in changes(FULL, edited(**said)) if change.path == path)
    assert found.material


@pytest.mark.parametrize(
    "said",
    [
        {"notes": ["Something else."]},
        {"notes": None},
        {"while_you_wait": ["Rest."]},
        {"review_on": "2027-03-01"},
        {"language": "es"},
    ],
)
def test_wording_and_review_are_not(said: dict[str, Any]) -> None:
    document = {key: value for key, value in {**FULL_POLICY, **said}.items() if value is not None}
    assert [change.material for change in changes(FULL, parse_document(document))] == [False]


def windows(*said: tuple[str, str, str]) -> dict[str, Any]:
    return {"contact": [{"days": days.split(), "start": start, "end": end} for days, start, end in said]}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (windows(("MO TU", "09:00", "12:00")), windows(("TU", "09:00", "12:00"), ("MO", "09:00", "12:00"))),
        (windows(("MO", "09:00", "12:00"), ("MO", "12:00", "17:00")), windows(("MO", "09:00", "17:00"))),
        (windows(("MO", "09:00", "13:00"), ("MO", "12:00", "17:00")), windows(("MO", "09:00", "17:00"))),
        (windows(("MO", "22:00", "00:00")), windows(("MO", "22:00", "24:00"))),
    ],
)
def test_the_same_hours_said_in_another_way_are_no_material_change(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    change = only(edited(hours=before), edited(hours=after))
    assert (change.kind, change.material) == (Kind.REWORDED, False)


def test_every_second_week_counts_alike_from_any_date_in_such_a_week() -> None:
    def fortnightly(anchor: str) -> BoundaryPolicy:
        window = {"days": ["SA"], "start": "10:00", "end": "14:00", "every": 2, "anchor": anchor}
        return edited(hours={"contact": [window]})

    assert only(fortnightly("2026-03-14"), fortnightly("2026-03-23")).kind is Kind.REWORDED
    assert only(fortnightly("2026-03-14"), fortnightly("2026-03-16")).material


@pytest.mark.parametrize(
    "said", [{"closed_dates": ["2026-03-09"]}, {"overrides": [{"date": "2026-03-09", "windows": []}]}]
)
def test_what_was_over_before_is_cleared_away_without_telling_anybody(said: dict[str, Any]) -> None:
    old, new = edited(**said), FULL
    assert only(old, new).material
    assert not only(old, new, on=TODAY).material
    assert only(old, new, on=TODAY - timedelta(days=1)).material


def away(first: str, last: str, **coverage: str) -> BoundaryPolicy:
    said: dict[str, Any] = {"first_day": first, "last_day": last}
    return edited(time_away=[said | ({"coverage": coverage} if coverage else {})])


def test_an_absence_that_is_over_is_no_material_change() -> None:
    before, none = away("2026-02-02", "2026-03-09"), edited(time_away=[])
    assert not only(before, none, on=TODAY).material
    assert only(before, none, on=date(2026, 3, 9)).material


def test_an_absence_is_told_beside_what_it_was_before() -> None:
    moved = only(away("2026-08-03", "2026-08-14"), away("2026-08-10", "2026-08-21"))
    assert (moved.kind, moved.zone) == (Kind.CHANGED, "America/New_York")
    covered = only(away("2026-08-03", "2026-08-14"), away("2026-08-03", "2026-08-14", name="Dr. Cole"))
    assert (covered.kind, covered.material) == (Kind.CHANGED, True)
    apart = changes(away("2026-08-03", "2026-08-14"), away("2026-09-03", "2026-09-14"))
    assert [change.kind for change in apart] == [Kind.REMOVED, Kind.ADDED]


def test_the_same_absence_in_moments_is_no_material_change() -> None:
    moments = {"start": "2026-08-03T00:00-04:00", "end": "2026-08-15T00:00-04:00"}
    change = only(away("2026-08-03", "2026-08-14"), edited(time_away=[moments]))
    assert (change.kind, change.material) == (Kind.REWORDED, False)


def test_public_holidays_may_be_said_here_or_there() -> None:
    without = {key: value for key, value in FULL_POLICY.items() if key != "holidays"}
    here = parse_document({**without, "holidays": {"observe": True}})
    there = parse_document({**without, "closed": ["public_holidays"]})
    assert {change.path for change in changes(here, there)} == {"closed", "holidays.observe"}
    assert not any(change.material for change in changes(here, there))


def test_a_channel_that_is_closed_and_its_note_are_two_changes() -> None:
    closed = {"accepted": False, "note": "Please call."}
    found = changes(FULL, edited(channels={**FULL_POLICY["channels"], "email": closed}))  # type: ignore[dict-item]  # a document
    assert [(change.path, change.material) for change in found] == [
        ("channels.email", True),
        ("channels.email.note", False),
    ]


COVER = {"name": "Samuel Reyes, LCSW", "contact": "212-555-0148", "for": "urgent"}
AWAY = {"first_day": "2026-12-21", "last_day": "2027-01-03"}


@pytest.mark.parametrize(
    ("said", "again"),
    [
        ({"coverage": "Ask Dr. Cole, please."}, {"coverage": "Ask Dr Cole please"}),
        ({"ending_care": "You may go \u2013 don\u2019t worry."}, {"ending_care": "you may go; don't worry!"}),
        ({"emergency": {"text": "Call 911"}}, {"emergency": {"text": "Call  911."}}),
        ({"reply": {"words": "Soon."}}, {"reply": {"words": "soon"}}),
        (
            {"time_away": [{**AWAY, "coverage": COVER}]},
            {"time_away": [{**AWAY, "coverage": {**COVER, "name": "Samuel Reyes LCSW"}}]},
        ),
    ],
)
def test_points_capitals_and_spaces_alone_are_not_material(
    said: dict[str, Any], again: dict[str, Any]
) -> None:
    change = only(edited(**said), edited(**again))
    assert (change.kind, change.material) == (Kind.REWORDED, False)


@pytest.mark.parametrize(
    ("said", "again"),
    [
        ({"coverage": "It costs $20."}, {"coverage": "It costs 20."}),
        ({"coverage": "Ask Dr. Cole."}, {"coverage": "Ask Dr. Coll."}),
        ({"ending_care": "Do go."}, {"ending_care": "Do not go."}),
        ({"emergency": {"text": "Call 911"}}, {"emergency": {"text": "Call 912"}}),
    ],
)
def test_other_words_are_material(said: dict[str, Any], again: dict[str, Any]) -> None:
    assert only(edited(**said), edited(**again)).material
