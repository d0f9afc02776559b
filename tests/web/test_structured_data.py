"""What search engines read agrees with the promise engine, minute for minute."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client as Browser

from accounts.models import Clinician
from policies.domain.document import parse_document
from policies.domain.promise import compile_policy
from scheduler.domain.interval import Interval, Intervals, normalise
from tests import factories
from tests.factories import NOW
from tests.web_policies import FULL_POLICY
from web.presentation.structured_data import structured_data

NEW_YORK = ZoneInfo("America/New_York")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYS = 60
NIGHTS = {
    **factories.ORDINARY_POLICY,
    "hours": {
        "contact": [
            {"days": ["FR", "SA"], "start": "22:00", "end": "02:00"},
            {"days": ["MO"], "start": "00:00", "end": "24:00"},
            {"days": ["WE"], "start": "18:00", "end": None},
            {"days": ["TH"], "start": "09:00", "end": "11:00", "every": 2, "anchor": "2026-03-12"},
        ]
    },
    "overrides": [{"date": "2026-03-20", "windows": [{"start": "10:00", "end": "12:00"}]}],
    "closed_dates": ["2026-03-16"],
    "time_away": [{"start": "2026-03-27T23:00-04:00", "end": "2026-03-30T09:00-04:00"}],
}


def read_like_a_search_engine(described: dict[str, Any], first: date) -> Intervals:
    """schema.org: special hours replace the usual ones of their dates; without `opens` it is closed."""
    days = [first + timedelta(days=ahead) for ahead in range(DAYS)]
    return normalise(span for day in days for span in _spans(described, day))


def _spans(described: dict[str, Any], day: date) -> Iterator[Interval]:
    special = [
        each
        for each in described["specialOpeningHoursSpecification"]
        if each["validFrom"] <= day.isoformat() <= each["validThrough"]
    ]
    usual = [
        each
        for each in described["openingHoursSpecification"]
        if each["dayOfWeek"] == f"https://schema.org/{WEEKDAYS[day.weekday()]}"
    ]
    for each in special or usual:
        if "opens" in each:
            yield _span(day, time.fromisoformat(each["opens"]), time.fromisoformat(each["closes"]))


def _span(day: date, opens: time, closes: time) -> Interval:
    if (opens, closes) == (time(0), time(23, 59)):  # the form for round the clock
        closes = time(0)
    end = day if closes > opens else day + timedelta(days=1)
    start_at, end_at = (datetime.combine(*each, NEW_YORK) for each in ((day, opens), (end, closes)))
    return Interval(start_at.astimezone(UTC), end_at.astimezone(UTC))


@pytest.mark.parametrize("document", [FULL_POLICY, NIGHTS], ids=["full", "nights"])
def test_it_is_open_exactly_when_the_engine_is(ada: Clinician, document: dict[str, Any]) -> None:
    policy = parse_document(document)
    described = json.loads(structured_data(ada, policy, "https://example.org/p/ada-quist/", NOW))
    first = NOW.astimezone(NEW_YORK).date()
    start = datetime.combine(first, time(), NEW_YORK)
    span = Interval(start.astimezone(UTC), (start + timedelta(days=DAYS - 1)).astimezone(UTC))
    opened = compile_policy(policy).open_intervals("email", span.start, span.end)
    told = read_like_a_search_engine(described, first)
    assert tuple(each for each in told if each.start < span.end) == opened


def test_it_names_who_where_and_in_which_languages(client: Browser, published: Clinician) -> None:
    raw = client.get("/p/ada-quist/").content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', raw)
    assert found is not None
    described = json.loads(found[1])
    assert described["@type"] == "MedicalBusiness"
    assert described["name"] == "Ada Quist"
    assert described["parentOrganization"]["name"] == "Quiet Street Practice"
    assert described["url"] == f"{settings.BASE_URL}/p/ada-quist/"
    assert described["availableLanguage"] == ["en", "es"]


def test_a_policy_without_hours_claims_none(ada: Clinician) -> None:
    policy = parse_document({**factories.ORDINARY_POLICY, "hours": {}})
    described = json.loads(structured_data(ada, policy, "https://example.org/", NOW))
    assert "openingHoursSpecification" not in described
    assert "specialOpeningHoursSpecification" not in described


def test_hostile_names_come_back_whole_and_end_no_element(ada: Clinician) -> None:
    ada.name = '</script><!-- & \u2028 "quoted"'
    raw = structured_data(ada, parse_document(factories.ORDINARY_POLICY), "https://example.org/", NOW)
    assert not set(raw) & set("<>&\u2028")
    assert json.loads(raw)["name"] == ada.name
