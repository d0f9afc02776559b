"""A simulation for programs: the figures of each policy and every hour, and how many hours change."""

from dataclasses import asdict
from typing import Any

from policies.domain.fields import stamp
from policies.domain.year import Year
from policies.domain.year_change import Change, compare
from policies.domain.year_summary import hours, summary
from web.presentation.simulation import Simulation


def simulation_json(simulation: Simulation) -> dict[str, Any]:
    told = [
        {"title": title, **summary(found), "days": _days(found)}
        for title, found in zip(simulation.titles, simulation.years, strict=True)
    ]
    first, last = simulation.years[0], simulation.years[-1]
    return {"policies": told, "change": _change(first, last) if len(told) > 1 else None}


def _days(found: Year) -> list[dict[str, Any]]:
    """For each day as many clock hours, states and waits in hours as it has."""
    return [
        {
            "date": day.date.isoformat(),
            "special": day.special,
            "clocks": [hour.clock for hour in day.hours],
            "states": [hour.state for hour in day.hours],
            "waits": [hours(hour.wait) for hour in day.hours],
        }
        for day in found.days
    ]


def _change(before: Year, after: Year) -> dict[str, Any]:
    """In hours of the year."""
    change = compare(before, after)
    return asdict(change) | {"most": change.most and _most(change.most)}


def _most(change: Change) -> dict[str, Any]:
    return {
        "received": stamp(change.received),
        "before_hours": hours(change.before),
        "after_hours": hours(change.after),
    }
