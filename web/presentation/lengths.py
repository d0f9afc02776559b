"""Stretches of time in words, as terms of sessions name them; in minutes."""

from datetime import timedelta

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from policies.language.durations import say_wait
from scheduler.domain.wall_clock import MINUTES_A_DAY
from web.presentation.time_left import say_length

A_WEEK = 7 * MINUTES_A_DAY


def say_minutes(minutes: int) -> str:
    """Such as: 50 minutes; 24 hours; 3 days."""
    if minutes == 0:
        return pgettext("a length of time", "none")
    return say_wait(timedelta(minutes=minutes), get_language() or "en")


def say_ago(since: timedelta) -> str:
    """A clock that was ahead when it was noted says no nonsense."""
    if since < timedelta(minutes=1):
        return _("just now")
    return _("{time} ago").format(time=say_length(since))
