"""Policies of every kind to ask the same questions of, and the questions."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from policies.domain.document import Channel, Matter
from tests import factories
from tests.policies.domain.random_policies import transitions
from tests.web_policies import FULL_POLICY

MINUTE = timedelta(minutes=1)
OFTEN = 0.7
BEGINS, ENDS = datetime(2026, 1, 5, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC)
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR"]
OFFICE = {"contact": [{"days": WEEKDAYS, "start": "09:00", "end": "17:00"}]}

POLICIES: dict[str, dict[str, Any]] = {
    "full": FULL_POLICY,
    "ordinary": factories.ORDINARY_POLICY,
    "nights": {
        "timezone": "America/New_York",
        "hours": {
            "contact": [
                {"days": ["FR", "SA"], "start": "22:00", "end": "02:00"},
                {"days": ["SU"], "start": "01:00", "end": "03:00"},
                {"days": ["MO"], "start": "00:00", "end": "24:00"},
                {"days": ["TH"], "start": "09:00", "end": "11:00", "every": 2, "anchor": "2026-03-12"},
            ]
        },
        "reply": {"within": "PT4H", "clock": "contact_hours", "firmness": "promised"},
    },
    "london": {
        "timezone": "Europe/London",
        "region": "GB",
        "hours": OFFICE,
        "holidays": {"observe": True},
        "reply": {"within": "PT24H", "clock": "working_days", "firmness": "promised"},
        "channels": {"phone": {"reply": {"within": "PT48H", "clock": "calendar"}}},
        "time_away": [{"start": "2026-10-23T12:00+01:00", "end": "2026-10-26T09:30+00:00"}],
    },
    "lord howe": {  # half an hour of summer time
        "timezone": "Australia/Lord_Howe",
        "hours": {"contact": [{"days": [*WEEKDAYS, "SA", "SU"], "start": "01:00", "end": "03:00"}]},
        "reply": {"within": "P2D", "clock": "calendar"},
        "matters": {"urgent": {"within": "P0D", "clock": "working_days", "firmness": "promised"}},
    },
    "words": {"timezone": "America/Chicago", "hours": OFFICE, "reply": {"words": "as soon as I can"}},
    "nothing": {"timezone": "America/Denver", "hours": OFFICE, "channels": {"portal": {}}},
    "no hours": {
        "timezone": "America/New_York",
        "reply": {"within": "PT24H", "clock": "working_days", "firmness": "promised"},
        "matters": {"paperwork": {"within": "PT4H", "clock": "contact_hours"}},
    },
    "spanish": {
        "timezone": "Europe/Madrid",
        "region": "ES",
        "language": "es",
        "hours": {"contact": [{"days": WEEKDAYS, "start": "16:00", "end": "20:00"}]},
        "holidays": {"observe": True},
        "reply": {"within": "P1D", "clock": "working_days"},
        "time_away": [
            {"first_day": "2026-08-01", "last_day": "2026-08-31", "coverage": {"name": "Lucía Ferrer"}},
        ],
    },
    "calendars": {  # what FROM_CALENDARS names is published nowhere: it comes from calendars
        "timezone": "America/New_York",
        "region": "US-NY",
        "hours": {
            "contact": [
                {"days": WEEKDAYS, "start": "09:00", "end": "12:00"},
                {"days": WEEKDAYS, "start": "13:00", "end": "17:30"},
            ],
            "phone": [{"days": ["TU", "TH"], "start": "08:00", "end": "09:30"}],
        },
        "reply": {"within": "PT6H", "clock": "contact_hours", "firmness": "promised"},
        "channels": {"phone": {}, "portal": {"reply": {"within": "P1D", "clock": "working_days"}}},
        "matters": {"paperwork": {"within": "PT24H", "clock": "working_days"}},
        "time_away": [
            {"first_day": "2026-04-06", "last_day": "2026-04-10"},
            {"start": "2026-06-05T16:00:00Z", "end": "2026-06-08T13:00:00Z"},
        ],
        "closed_dates": ["2026-03-31", "2026-07-03"],
        "busy": [
            {"start": "2026-03-06T13:10:00Z", "end": "2026-03-06T15:45:00Z"},
            {"start": "2026-03-09T12:00:00Z", "end": "2026-03-09T22:00:00Z"},  # all of a day's hours
            {"start": "2026-03-10T18:00:00Z", "end": "2026-03-10T19:00:00Z"},
            {"start": "2026-10-30T14:00:00Z", "end": "2026-11-02T15:30:00Z"},  # while the clocks change
        ],
    },
    "no mail": {
        "timezone": "America/Los_Angeles",
        "hours": OFFICE | {"phone": [{"days": ["TU"], "start": "12:00", "end": "13:00"}]},
        "closed_dates": ["2026-03-17", "2026-11-27"],
        "overrides": [{"date": "2026-12-24", "windows": [{"start": "09:00", "end": "12:00"}]}],
        "channels": {"email": {"accepted": False}, "phone": {"use": "urgent_only"}, "portal": {}},
        "reply": {"within": "P3D", "clock": "working_days"},
    },
}


FROM_CALENDARS = {"calendars": ("time_away", "closed_dates", "busy")}


@dataclass(frozen=True, slots=True)
class Question:
    moment: datetime
    channel: str
    matter: str | None


def questions(name: str, number: int) -> list[Question]:
    """Always the same: near the changes of the clocks, near what the policy dates, and anywhere."""
    chance, policy = Random(f"one engine: {name}"), POLICIES[name]  # noqa: S311  a sample, no secret
    near = [each for each in transitions(policy["timezone"]) if BEGINS < each < ENDS]
    near += [datetime.fromisoformat(f"{day}T12:00Z") for day in _dates(policy)]
    return [Question(_moment(chance, near), *_subject(chance, policy)) for _ in range(number)]


def _dates(policy: dict[str, Any]) -> list[str]:
    away = [day for each in policy.get("time_away", ()) for key, day in each.items() if key != "coverage"]
    away += [day for each in policy.get("busy", ()) for day in each.values()]
    other = [*policy.get("closed_dates", ()), *(each["date"] for each in policy.get("overrides", ()))]
    return [day[:10] for day in [*away, *other, "2026-05-25", "2026-12-25"]]


def _moment(chance: Random, near: list[datetime]) -> datetime:
    if chance.random() < OFTEN:
        moment = chance.choice(near) + MINUTE * chance.randrange(-3 * 1440, 3 * 1440)
    else:
        moment = BEGINS + MINUTE * chance.randrange(int((ENDS - BEGINS) / MINUTE))
    return moment + timedelta(seconds=chance.choice((0, 0, 30, 59)))


def _subject(chance: Random, policy: dict[str, Any]) -> tuple[str, str | None]:
    """More often than not what a page offers; else any channel, about anything."""
    rules = {"email": {}, **policy.get("channels", {})}
    offered = [name for name, said in rules.items() if said.get("accepted", True)]
    if chance.random() < OFTEN:
        return chance.choice(offered), chance.choice([None, *policy.get("matters", ())])
    return str(chance.choice(list(Channel))), chance.choice([None, *map(str, Matter)])
