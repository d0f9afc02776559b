"""How long until a promised time, or since it passed."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def time_left(due: datetime, now: datetime) -> str:
    """`3 hours left`, `2 days overdue`; rounded down, so that nobody counts on more time than there is."""
    if due >= now:
        return _("{time} left").format(time=say_length(due - now))
    return _("{time} overdue").format(time=say_length(now - due))


def say_length(length: timedelta) -> str:
    if length < HOUR:
        minutes = length // MINUTE
        return ngettext("{number} minute", "{number} minutes", minutes).format(number=minutes)
    if length < 2 * DAY:
        hours = length // HOUR
        return ngettext("{number} hour", "{number} hours", hours).format(number=hours)
    days = length // DAY
    return ngettext("{number} day", "{number} days", days).format(number=days)
