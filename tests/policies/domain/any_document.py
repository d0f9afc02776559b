"""Documents drawn at random that say anything that can be said, for properties that hold of all of them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from policies.domain.document import DocumentError, parse_document
from policies.domain.fields import WEEKDAYS

TODAY = date(2026, 3, 10)
CHANNELS = ("email", "sms", "phone", "portal", "fax", "chat", "social", "walk_in")
MATTERS = ("scheduling", "between_session_note", "refill", "paperwork", "urgent")
CLOSED = ("weekends", "evenings", "public_holidays", "university_holidays")
HOURS = ("contact", "office", "sessions", "phone")
RESOURCES = ("911", "988", "741741", "nearest_er", "gp", "samaritans", "a friend")
HOLIDAYS = ("Columbus Day", "Veterans Day", "Thanksgiving Day")
TEXTS = ("Please keep it short.", "Write {name}, or call.", "Ask “me”.", "a\n\nb " * 90)
LENGTHS = (None, "PT2H", "PT24H", "PT48H", "P0D", "P1D", "P3D", "PT45M")
ZONES = ("America/New_York", "Europe/London", "Pacific/Apia")

Document = dict[str, Any]


def any_document(chance: Random) -> Document:
    """Such as `parse_document` takes; each part is as often missing as not."""
    while not is_valid(document := _document(chance)):
        pass
    return document


def is_valid(document: Document) -> bool:
    try:
        parse_document(document)
    except DocumentError:
        return False
    return True


def _document(chance: Random) -> Document:
    parts: dict[str, Callable[[Random], Any]] = {
        "hours": lambda chance: {each: _few(chance, _window) for each in _some_of(chance, HOURS)},
        "holidays": lambda chance: {
            "observe": chance.random() < 0.5,
            "open_on": _some_of(chance, HOLIDAYS),
        },
        "closed_dates": lambda chance: _few(chance, _day),
        "overrides": lambda chance: [
            {"date": day, "windows": _few(chance, _stretch)} for day in {*_few(chance, _day)}
        ],
        "time_away": lambda chance: _few(chance, _away),
        "reply": _commitment,
        "channels": lambda chance: {each: _channel(chance) for each in _some_of(chance, CHANNELS)},
        "matters": lambda chance: {each: _commitment(chance) for each in _some_of(chance, MATTERS)},
        "closed": lambda chance: _some_of(chance, CLOSED),
        "coverage": _text,
        "emergency": lambda chance: {"resources": _some_of(chance, RESOURCES), "text": _text(chance)},
        "while_you_wait": lambda chance: _few(chance, _text),
        "ending_care": _text,
        "review_on": _day,
        "notes": lambda chance: _few(chance, _text),
    }
    return {
        "timezone": chance.choice(ZONES),
        "region": chance.choice(("US-NY", "US-CA", None)),
        "language": chance.choice(("en", "en", "es")),
        **{name: make(chance) for name, make in parts.items() if chance.random() < 0.6},
    }


def _few(chance: Random, make: Callable[[Random], Any]) -> list[Any]:
    return [make(chance) for _ in range(chance.choice((0, 1, 1, 2, 3)))]


def _some_of(chance: Random, names: tuple[str, ...]) -> list[str]:
    return chance.sample(names, chance.randrange(min(4, len(names) + 1)))


def _text(chance: Random) -> str:
    return chance.choice(TEXTS)


def _day(chance: Random) -> str:
    return (TODAY + timedelta(days=chance.randrange(-40, 60))).isoformat()


def _stretch(chance: Random) -> Document:
    start, end = (chance.randrange(48) for _ in range(2))
    ends = chance.choice((f"{end // 2:02}:{end % 2 * 30:02}", "17:00", "24:00", None))
    return {"start": f"{start // 2:02}:{start % 2 * 30:02}", "end": ends}


def _window(chance: Random) -> Document:
    said = {"days": chance.sample(WEEKDAYS, chance.randint(1, 7)), **_stretch(chance)}
    limit = chance.choice((None, None, "from", "until"))
    said |= {limit: _day(chance)} if limit else {}
    return said | ({"every": chance.randint(1, 3), "anchor": _day(chance)} if chance.random() < 0.3 else {})


def _away(chance: Random) -> Document:
    first = date.fromisoformat(_day(chance))
    coverage = chance.choice((None, {}, {"name": "Dr. Cole"}, {"contact": "212-555-0148", "for": "urgent"}))
    if chance.random() < 0.5:
        last = first + timedelta(days=chance.randrange(20))
        return {"first_day": first.isoformat(), "last_day": last.isoformat(), "coverage": coverage}
    start = datetime.combine(first, datetime.min.time(), UTC) + timedelta(hours=chance.randrange(24))
    end = start + timedelta(hours=chance.randint(1, 200))
    return {"start": start.isoformat(), "end": end.isoformat(), "coverage": coverage}


def _commitment(chance: Random) -> Document:
    return {
        "within": chance.choice(LENGTHS),
        "clock": chance.choice(("calendar", "working_days", "contact_hours")),
        "at_least": chance.choice((None, None, "PT30M")),
        "firmness": chance.choice(("promised", "usual")),
        "words": chance.choice((None, *TEXTS)),
    }


def _channel(chance: Random) -> Document:
    return {
        "accepted": chance.random() < 0.7,
        "use": chance.choice((None, "any", "scheduling_only", "urgent_only")),
        "reply": chance.choice((None, _commitment(chance))),
        "hours": chance.choice((None, _few(chance, _window))),
        "note": chance.choice((None, *TEXTS)),
    }


# --- single edits


def fields() -> list[tuple[str, ...]]:
    """Where a document can be edited by itself."""
    commitment = ("within", "clock", "at_least", "firmness", "words")
    whole = ("timezone", "region", "language", "closed_dates", "overrides", "time_away", "closed")
    words = ("coverage", "while_you_wait", "ending_care", "review_on", "notes")
    below: dict[tuple[str, ...], tuple[str, ...]] = {
        (): (*whole, *words, "reply", "holidays", "emergency", "hours", "channels", "matters"),
        ("hours",): HOURS,
        ("holidays",): ("observe", "open_on"),
        ("emergency",): ("resources", "text"),
        ("reply",): commitment,
        ("matters",): MATTERS,
        ("channels",): CHANNELS,
        **{("matters", each): commitment for each in MATTERS},
        **{("channels", each): ("accepted", "use", "reply", "hours", "note") for each in CHANNELS},
        **{("channels", each, "reply"): commitment for each in CHANNELS},
    }
    return [(*above, name) for above, names in below.items() for name in names]


def any_edit(chance: Random) -> tuple[Document, tuple[str, ...], Document]:
    """A document, a place in it, and the same document with what another has in that place."""
    while True:
        document, other = any_document(chance), any_document(chance)
        path = chance.choice(fields())
        above, theirs = _at(document, path[:-1]), _at(other, path)
        if isinstance(above, dict) and theirs is not None:
            edited = _with(document, path, theirs)
            if is_valid(edited):
                return document, path, edited


def _at(document: Document, path: tuple[str, ...]) -> Any:
    found: Any = document
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _with(document: Document, path: tuple[str, ...], value: Any) -> Document:
    first, *rest = path
    return {**document, first: _with(document[first], tuple(rest), value) if rest else value}
