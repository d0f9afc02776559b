"""Reply times in words: "within 24 hours counted on working days"."""

from datetime import timedelta

from policies.domain.document import Clock, Commitment
from policies.domain.duration import Duration
from policies.language.times import join
from policies.language.words import translator

ONE_MINUTE, ONE_HOUR, ONE_DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MINUTES_AN_HOUR = 60


def say_commitment(commitment: Commitment, language: str) -> str | None:
    """Such as: within 1 working day. None where no time is given."""
    if commitment.within is None:
        return None
    return say_within(commitment.within, commitment.clock, language, at_least=commitment.at_least)


def say_how_soon(commitment: Commitment, language: str) -> str:
    """Such as: within 24 hours (“often sooner”). Empty where nothing is said."""
    soon = say_commitment(commitment, language)
    own = f"“{commitment.words}”" if commitment.words else ""
    return f"{soon} ({own})" if soon and own else soon or own


def say_within(within: Duration, clock: Clock, language: str, *, at_least: Duration | None = None) -> str:
    _ = translator(language).gettext
    if within.days == 0:
        return _("the same working day") if clock is Clock.WORKING_DAYS else _("the same calendar day")
    if at_least and at_least.days == 0:
        said = say_within(at_least, clock, language)
        return _("{same_day}, or else {soon}").format(same_day=said, soon=say_within(within, clock, language))
    return _("within {length}").format(length=say_length(within, clock, language, at_least=at_least))


def say_wait(wait: timedelta, language: str) -> str:
    """Such as: 40 minutes; 34 hours; 3 days and 18 hours. Its two largest units, rounded down."""
    days, hours = (
        (wait // ONE_DAY, wait % ONE_DAY // ONE_HOUR) if wait >= 2 * ONE_DAY else (0, wait // ONE_HOUR)
    )
    minutes = 0 if days else wait % ONE_HOUR // ONE_MINUTE
    ngettext = translator(language).ngettext
    parts = (
        (days, ngettext("{number} day", "{number} days", days)),
        (hours, ngettext("{number} hour", "{number} hours", hours)),
        (minutes, ngettext("{number} minute", "{number} minutes", minutes)),
    )
    said = [words.format(number=number) for number, words in parts if number]
    return join(said, language) if said else parts[-1][1].format(number=0)


def say_length(length: Duration, clock: Clock, language: str, *, at_least: Duration | None = None) -> str:
    """Such as: 24 hours counted on working days."""
    _ = translator(language).gettext
    said = _amount(length, clock, language)
    if at_least and at_least != length:
        low = (
            str(_number(at_least)) if _unit(at_least) == _unit(length) else _amount(at_least, clock, language)
        )
        said = _("{low} to {high}").format(low=low, high=said)
    if length.days is None and clock is Clock.WORKING_DAYS:
        return _("{length} counted on working days").format(length=said)
    if length.days is None and clock is Clock.CONTACT_HOURS:
        return _("{length} counted in contact hours").format(length=said)
    return said


def _amount(length: Duration, clock: Clock, language: str) -> str:
    ngettext = translator(language).ngettext
    number, unit = _number(length), _unit(length)
    if unit == "minutes":
        return ngettext("{number} minute", "{number} minutes", number).format(number=number)
    if unit == "hours":
        return ngettext("{number} hour", "{number} hours", number).format(number=number)
    if clock is Clock.CALENDAR:
        return ngettext("{number} day", "{number} days", number).format(number=number)
    return ngettext("{number} working day", "{number} working days", number).format(number=number)


def _unit(length: Duration) -> str:
    if length.elapsed is None:
        return "days"
    return "minutes" if length.elapsed // ONE_MINUTE % MINUTES_AN_HOUR else "hours"


def _number(length: Duration) -> int:
    if length.elapsed is None:
        return length.days or 0
    minutes = length.elapsed // ONE_MINUTE
    return minutes if minutes % MINUTES_AN_HOUR else minutes // MINUTES_AN_HOUR
