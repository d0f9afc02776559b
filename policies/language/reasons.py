"""The facts behind a promise, each in its own words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from policies.domain.document import Clock
from policies.domain.duration import parse_duration
from policies.domain.facts import Detail, Fact, FactName
from policies.domain.meanwhile import read
from policies.domain.promise import Promise
from policies.language.coverage_words import say_arranging, say_covered, say_who_answers
from policies.language.durations import say_length, say_within
from policies.language.hours_words import say_days
from policies.language.times import join, say_date, say_dates, say_instant
from policies.language.words import translator


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a promise is told to; `now` decides which dates need their year."""

    language: str
    place: str
    zone: str | None
    now: datetime | None

    def gettext(self, message: str) -> str:
        return translator(self.language).gettext(message)

    def moment(self, instant: datetime, *, by: bool = False) -> str:
        return say_instant(
            instant, self.place, language=self.language, reader_zone=self.zone, by=by, now=self.now
        )

    def date(self, iso: Detail) -> str:
        day = date.fromisoformat(str(iso))
        return say_date(day, self.language, with_year=self.now is not None and self.now.year != day.year)


def reasons(promise: Promise, reader: Reader) -> Iterator[str]:
    """What each fact says, in the middle of a sentence; facts that explain nothing are left out."""
    telling = _TELLING if promise.reply_by else _TELLING_WITHOUT_A_TIME
    facts = (fact for fact in promise.explanation if fact.name in telling)
    return filter(None, (telling[fact.name](fact, reader) for fact in facts))


def detail(promise: Promise, name: FactName, key: str) -> str | None:
    found = next((fact.details[key] for fact in promise.explanation if fact.name is name), None)
    return None if found is None else str(found)


def _commitment(fact: Fact, reader: Reader) -> str:
    within, at_least = _text(fact.details["within"]), _text(fact.details["at_least"])
    return _say_commitment(within, at_least, str(fact.details["clock"]), reader.language) if within else ""


@lru_cache(maxsize=512)
def _say_commitment(within: str, at_least: str | None, clock: str, language: str) -> str:
    length = parse_duration(within)
    if length.days == 0:
        return say_within(length, Clock(clock), language)
    return say_length(length, Clock(clock), language, at_least=parse_duration(at_least) if at_least else None)


def _agreement(fact: Fact, reader: Reader) -> str:
    _ = reader.gettext
    return _("by agreement, beside the general policy")


def _received_while(fact: Fact, reader: Reader) -> str:
    _ = reader.gettext
    if fact.details["state"] == "closed":
        return _("received outside contact hours")
    return _("received during time away") if fact.details["state"] == "away" else ""


def _assumed_working_week(fact: Fact, reader: Reader) -> str:
    _ = reader.gettext
    return _("no weekly hours are given, so Monday to Friday count as working days")


def _no_hours_on(fact: Fact, reader: Reader) -> str:
    weekdays = _texts(fact.details["weekdays"])
    ngettext = translator(reader.language).ngettext
    said = ngettext("{days} is not a working day", "{days} are not working days", len(weekdays))
    return said.format(days=say_days(weekdays, reader.language))


def _holiday(fact: Fact, reader: Reader) -> str:
    _ = reader.gettext
    return _("{date} is a holiday ({name})").format(
        date=reader.date(fact.details["date"]), name=fact.details["name"]
    )


def _closed(fact: Fact, reader: Reader) -> str:
    _ = reader.gettext
    return _("there are no hours on {date}").format(date=reader.date(fact.details["date"]))


def _override(fact: Fact, reader: Reader) -> str:
    _ = reader.gettext
    hours = join([_hours(window, reader) for window in _texts(fact.details["windows"])], reader.language)
    return _("on {date} the hours are {hours}").format(date=reader.date(fact.details["date"]), hours=hours)


def _hours(window: str, reader: Reader) -> str:
    _ = reader.gettext
    start, _dash, end = window.partition("-")
    return (
        _("{start} to {end}").format(start=start, end=end)
        if end
        else _("from {start} onwards").format(start=start)
    )


def _time_away(fact: Fact, reader: Reader) -> str:
    _ = reader.gettext
    away = _("time away {dates} is not counted").format(dates=dates_away(fact, reader))
    return "; ".join(filter(None, (away, who_covers(fact, reader))))


def _away(fact: Fact, reader: Reader) -> str:
    _ = reader.gettext
    away = _("away {dates}").format(dates=dates_away(fact, reader))
    return "; ".join(filter(None, (away, who_covers(fact, reader))))


def who_covers(fact: Fact, reader: Reader) -> str:
    """Who answers during this time away; empty where nothing is said of it."""
    name, contact, matter = (_text(fact.details[f"coverage_{key}"]) for key in ("name", "contact", "for"))
    covered = _texts(fact.details.get("covered"))
    parts = [say_who_answers(name, contact, matter, reader.language), covered_by(fact, reader)]
    if fact.details.get("arranging"):
        parts.append(say_arranging(reader.language, is_partly=bool(covered)))
    return "; ".join(filter(None, parts))


def names_nobody(fact: Fact) -> bool:
    said = (fact.details.get(key) for key in ("coverage_name", "coverage_contact", "covered"))
    return not any(said)


def covered_by(fact: Fact, reader: Reader) -> str:
    """Which colleagues look after which days."""
    covered = [read(each) for each in _texts(fact.details.get("covered"))]
    return say_covered(covered, reader.place, reader.language)


def dates_away(fact: Fact, reader: Reader) -> str:
    first, last = _text(fact.details["first_day"]), _text(fact.details["last_day"])
    if first and last:
        return say_dates(date.fromisoformat(first), date.fromisoformat(last), reader.language)
    start, end = (reader.moment(datetime.fromisoformat(str(fact.details[key]))) for key in ("start", "end"))
    _ = reader.gettext
    return _("from {first} to {last}").format(first=start, last=end)


def _text(value: Detail) -> str | None:
    return None if value is None else str(value)


def _texts(value: Detail) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


_Telling = dict[FactName, Callable[[Fact, Reader], str]]
_TELLING: _Telling = {
    FactName.COMMITMENT: _commitment,
    FactName.AGREEMENT: _agreement,
    FactName.RECEIVED_WHILE: _received_while,
    FactName.ASSUMED_WORKING_WEEK: _assumed_working_week,
    FactName.NO_HOURS_ON: _no_hours_on,
    FactName.HOLIDAY: _holiday,
    FactName.CLOSED_DATE: _closed,
    FactName.OVERRIDE: _override,
    FactName.OVERRIDE_CLOSED: _closed,
    FactName.TIME_AWAY: _time_away,
    FactName.COVERED: covered_by,
}
_TELLING_WITHOUT_A_TIME: _Telling = {
    **_TELLING,
    FactName.COMMITMENT: lambda _fact, _reader: "",  # a length alone would read like a promise
    FactName.TIME_AWAY: _away,
}
