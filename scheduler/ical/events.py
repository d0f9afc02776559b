"""One event of a calendar, read strictly; what is wrong with it is said."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from scheduler.ical.content import Part, value_of
from scheduler.ical.errors import BadEventError, Found
from scheduler.ical.moments import Clock, Length, Moment, checked_start, duration
from scheduler.ical.rule import Rule, read_rule

Tell = Callable[[Found, str], None]
_NO_TIME = timedelta()
_ONE_DAY = timedelta(days=1)
_NOTHING = Length(_NO_TIME, _NO_TIME)
_A_WHOLE_DAY = Length(_ONE_DAY, _NO_TIME)
_MANY = {"RDATE", "EXDATE", "RRULE", "EXRULE"}
_WHICH_AND_WHEN = {"DTSTART", "RECURRENCE-ID"}
_WHETHER_AND_HOW_LONG = {"DTEND", "DURATION", "STATUS", "TRANSP"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    uid: str
    number: int
    sequence: int
    start: Moment
    length: Length
    rules: tuple[Rule, ...]
    extra: tuple[tuple[Moment, Length], ...]  # RDATE
    left_out: tuple[Moment, ...]  # EXDATE
    replaces: Moment | None  # RECURRENCE-ID: the occurrence that this one stands for
    and_following: bool
    takes_time: bool  # opaque and not marked free
    is_away: bool  # marked out of office
    is_tentative: bool
    is_cancelled: bool
    summary: str


def read_event(part: Part, clock: Clock, tell: Tell) -> CalendarEvent:
    """What is wrong with a part of it goes to `tell`. Raises BadEventError for what cannot be read at all."""
    said = _said(part, tell)
    if "DTSTART" not in said:
        raise BadEventError("it has no start")
    start = checked_start(clock.moment(said["DTSTART"]))
    length = _length(said, start, clock)
    _check_end(start, length)
    status, shown_as = _word(said, "STATUS"), _word(said, "X-MICROSOFT-CDO-BUSYSTATUS")
    return CalendarEvent(
        uid=_value(said, "UID"),
        number=part.number,
        sequence=_number(_value(said, "SEQUENCE")),
        start=start,
        length=length,
        rules=tuple(_rules(part, tell)),
        extra=tuple(_listed(part, "RDATE", length, clock, tell)),
        left_out=tuple(moment for moment, _ in _listed(part, "EXDATE", length, clock, tell)),
        replaces=checked_start(clock.moment(said["RECURRENCE-ID"])) if "RECURRENCE-ID" in said else None,
        and_following="THISANDFUTURE" in said.get("RECURRENCE-ID", "").upper(),
        takes_time=_word(said, "TRANSP") != "TRANSPARENT" and shown_as != "FREE",
        is_away=shown_as == "OOF",
        is_tentative=status == "TENTATIVE" or shown_as == "TENTATIVE",
        is_cancelled=status == "CANCELLED" or part.frame.method == "CANCEL",
        summary=said.get("SUMMARY", ""),
    )


def _said(part: Part, tell: Tell) -> dict[str, str]:
    said: dict[str, str] = {}
    for name, rest in part.lines:
        if name in _MANY or said.setdefault(name, rest) == rest:
            continue
        if name in _WHICH_AND_WHEN:
            raise BadEventError(f"it has {name} twice")
        if name in _WHETHER_AND_HOW_LONG:
            tell(Found.BAD_EVENT, f"it has {name} twice, and the first counts")
    return said


def _value(said: dict[str, str], name: str) -> str:
    return value_of(said[name]) if name in said else ""


def _word(said: dict[str, str], name: str) -> str:
    return _value(said, name).upper()


def _length(said: dict[str, str], start: Moment, clock: Clock) -> Length:
    if "DTEND" in said:
        return _until_end(clock.moment(said["DTEND"]), start)
    if "DURATION" in said:
        return duration(said["DURATION"].rpartition(":")[2])
    return _A_WHOLE_DAY if start.all_day else _NOTHING


def _until_end(end: Moment, start: Moment) -> Length:
    if end.floating and not end.all_day and not start.all_day:
        end = end._replace(place=start.place)  # on the same wall clock, if it does not say otherwise
    if start.all_day and end.all_day:
        length = Length(end.wall - start.wall, _NO_TIME)
        if not length.nominal:
            return _A_WHOLE_DAY  # as many programs write it
    elif end.place is start.place and not end.all_day:
        length = _by_the_clock(start, end)
    else:
        length = Length(_NO_TIME, end.instant - start.instant)
    if length.about < _NO_TIME and start.floating and end.wall > start.wall:
        length = Length(end.wall - start.wall, _NO_TIME)  # only one of them says where it is
    if length.about < _NO_TIME:
        raise BadEventError("it ends before it starts")
    return length


def _by_the_clock(start: Moment, end: Moment) -> Length:
    """Every time of a series ends when clocks show what they show at the end of the first, as programs do.

    RFC 5545 section 3.8.5.3 would have it last exactly as long, also where clocks change in between.
    """
    return Length(end.wall - start.wall, _NO_TIME)


def _check_end(start: Moment, length: Length) -> None:
    try:
        length.after(start.wall, start.place)
    except OverflowError:
        raise BadEventError("it ends beyond all years") from None


def _rules(part: Part, tell: Tell) -> Iterator[Rule]:
    for name, rest in part.lines:
        if name == "EXRULE":  # gone from the standard, and to follow it would free time
            tell(Found.RULE_PART, "its EXRULE is not followed: what that leaves out is taken")
        if name != "RRULE":
            continue
        try:
            rule = read_rule(value_of(rest))
        except BadEventError as error:
            tell(error.found, f"only its first time is taken: {error}")
            continue
        if rule.not_understood:
            tell(Found.RULE_PART, f"its rule is followed without {', '.join(rule.not_understood)[:80]!r}")
        yield rule


def _listed(
    part: Part, name: str, length: Length, clock: Clock, tell: Tell
) -> Iterator[tuple[Moment, Length]]:
    """Dates in one line or many; a period brings its own length."""
    for key, rest in part.lines:
        if key != name:
            continue
        parameters, _, listed = rest.rpartition(":")
        for each in filter(None, listed.split(",")):
            try:
                yield read_period(each, parameters, length, clock)
            except (BadEventError, OverflowError) as error:
                tell(Found.BAD_TIME, f"one of its dates ({name}) is not read: {error}")


def read_period(text: str, parameters: str, length: Length, clock: Clock) -> tuple[Moment, Length]:
    """A time, which takes `length`, or a period (RFC 5545 section 3.3.9). Raises BadEventError."""
    begin, slash, end = text.partition("/")
    start = checked_start(clock.moment_of(begin, parameters))
    if not slash:
        return start, length
    if end.strip()[:1].upper() in {"P", "+", "-"}:
        return start, duration(end)
    return start, _until_end(clock.moment_of(end, parameters), start)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004  RFC 5545 section 3.3.8
