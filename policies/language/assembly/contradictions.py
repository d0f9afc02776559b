"""Parts of a policy that cannot all be meant: each was understood, and together they make no sense."""

from typing import Any

from policies.language.assembly.record import Record
from policies.language.assembly.weekly import WEEKEND
from policies.language.grammar.findings import Json

# The number for emergencies, by country; a number of another country does not work there.
_EMERGENCY = {
    "US": ("911",),
    "CA": ("911",),
    "GB": ("999", "112"),
    "IE": ("112", "999"),
    "AU": ("000", "112"),
    "NZ": ("111",),
}
_NUMBERS = {"911", "999", "000", "111", "112"}
_READ_ON = ("contact", "office", "phone")
_CLOSEDWEEKENDS = (
    "Weekends were said to be closed, and hours were said for them; they do not count as contact hours."
)
_REFUSED_REPLY = "This channel was said not to be used, and a reply time was said for it."
_REFUSED_HOURS = "This channel was said not to be used, and hours were said for it."
_ELSEWHERE = "{number} is not the emergency number there."
_AWAY_AND_HERE = "This date has hours of its own and lies in a time away; nothing is open while you are away."


def contradictions(policy: dict[str, Any], record: Record) -> None:
    _weekends(policy, record)
    _refused_channels(policy, record)
    _numbers_of_elsewhere(policy, record)
    _overrides_while_away(policy, record)


def _weekends(policy: dict[str, Any], record: Record) -> None:
    if "weekends" not in policy["closed"]:
        return
    kinds = [
        kind
        for kind in _READ_ON
        if any(WEEKEND & set(window["days"]) for window in policy["hours"].get(kind, []))
    ]
    for span in record.places("closed")[: bool(kinds)]:
        record.problem(span, _CLOSEDWEEKENDS)


def _refused_channels(policy: dict[str, Any], record: Record) -> None:
    for channel, rule in policy["channels"].items():
        if rule["accepted"]:
            continue
        for part, why in (("reply", _REFUSED_REPLY), ("hours", _REFUSED_HOURS)):
            if rule[part]:
                rule[part] = None
                record.problem(record.places(f"channels.{channel}.{part}")[0], why)


def _numbers_of_elsewhere(policy: dict[str, Any], record: Record) -> None:
    here = _EMERGENCY.get((policy["region"] or "").partition("-")[0])
    if here is None:
        return
    said = zip(policy["emergency"]["resources"], record.places("emergency.resources"), strict=False)
    for number, span in said:
        if number in _NUMBERS and number not in here:
            record.problem(span, _ELSEWHERE.format(number=number), f"call {here[0]}")


def _overrides_while_away(policy: dict[str, Any], record: Record) -> None:
    for override, span in zip(policy["overrides"], record.places("overrides"), strict=False):
        if override["windows"] and any(_covers(away, override["date"]) for away in policy["time_away"]):
            record.problem(span, _AWAY_AND_HERE)


def _covers(away: Json, day: str) -> bool:
    first, last = away.get("first_day"), away.get("last_day")
    return bool(first and last) and str(first) <= day <= str(last)
