"""What the parts of a policy are called where a change of one is told, and what was said there."""

from collections.abc import Sequence
from datetime import date

from babel import Locale, UnknownLocaleError

from policies.domain.document import (
    Channel,
    Closed,
    Commitment,
    Firmness,
    Matter,
    Override,
    TimeAway,
)
from policies.language.channel_words import say_channel, say_matter
from policies.language.closure_sentences import say_closed
from policies.language.durations import say_commitment
from policies.language.hours_words import say_stretch
from policies.language.times import join, say_date, say_dates, say_moment
from policies.language.words import spoken, translator

LONGEST_QUOTE = 300  # characters; whoever wants all of it reads the policy


def what(path: str, language: str) -> str:
    """The name of the part, at the start of a sentence."""
    _ = translator(language).gettext
    kind, _dot, name = path.partition(".")
    match kind:
        case "channels":
            return _of_channel(name, language)
        case "matters":
            return _("Answers to {matter}").format(matter=say_matter(Matter(name), language))
    if path.startswith("overrides["):
        day = date.fromisoformat(path.removeprefix("overrides[").removesuffix("]"))
        return _("Hours on {date}").format(date=say_date(day, language))
    return {
        "hours.contact": _("Contact hours"),
        "hours.office": _("Office hours"),
        "hours.sessions": _("Session hours"),
        "hours.phone": _("Hours on the phone"),
        "reply": _("Answers"),
        "closed": _("Closed"),
        "holidays": _("Public holidays"),
        "holidays.open_on": _("Holidays that are worked"),
        "region": _("Region for holidays and helplines"),
        "closed_dates": _("Closed dates"),
        "overrides": _("Dates with hours of their own"),
        "time_away": _("Time away"),
        "busy": _("Busy times"),
        "coverage": _("Who answers meanwhile"),
        "emergency.resources": _("In an emergency"),
        "emergency.text": _("Words for an emergency"),
        "ending_care": _("If we stop working together"),
        "while_you_wait": _("While you wait"),
        "notes": _("Good to know"),
        "review_on": _("When this policy is looked at again"),
        "language": _("Language of the policy"),
    }[path]


def _of_channel(name: str, language: str) -> str:
    _ = translator(language).gettext
    channel, _dot, rule = name.partition(".")
    said = {
        "hours": _("Hours by {channel}"),
        "reply": _("Answers by {channel}"),
        "note": _("A note on {channel}"),
    }[rule]
    return said.format(channel=say_channel(Channel(channel), language))


def say_answer(commitment: Commitment, language: str) -> str:
    """Such as: usually within 24 hours; “as soon as possible”."""
    _ = translator(language).gettext
    soon = say_commitment(commitment, language)
    if soon is None:
        return say_quoted(commitment.words, language) if commitment.words else _("at no given time")
    return _("usually {soon}").format(soon=soon) if commitment.firmness is Firmness.USUAL else soon


def say_hours_of_date(override: Override, language: str) -> str:
    if not override.windows:
        return translator(language).pgettext("hours of a date", "none")
    return join([say_stretch(each, language) for each in override.windows], language)


def say_each_date(days: Sequence[date], language: str) -> str:
    return join([say_dates(day, day, language) for day in days], language)


def say_closed_times(closed: Sequence[Closed], language: str) -> str:
    return join([say_closed(each, language) for each in closed], language)


def say_period_away(away: TimeAway, place: str, language: str) -> str:
    """Such as: from 21 December 2026 to 3 January 2027."""
    if away.first_day and away.last_day:
        return say_dates(away.first_day, away.last_day, language)
    first, last = (say_moment(end, place, language) for end in (away.start, away.end) if end)
    return translator(language).gettext("from {first} to {last}").format(first=first, last=last)


def say_quoted(words: str, language: str) -> str:
    said = " ".join(words.split()).removesuffix(".")
    said = said if len(said) <= LONGEST_QUOTE else f"{said[:LONGEST_QUOTE]}…"
    return translator(language).gettext("“{words}”").format(words=said)


def say_each_quoted(texts: Sequence[str], language: str) -> str:
    return join([say_quoted(each, language) for each in texts], language)


def say_language(code: str, language: str) -> str:
    try:
        said = Locale.parse(code, sep="-").get_display_name(spoken(language))
    except (UnknownLocaleError, ValueError):
        said = None
    return said or code
