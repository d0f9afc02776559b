"""Kinds of sessions, in the words of those who book them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from web.labels import PLACES, WHO_BOOKS
from web.presentation.lengths import say_minutes

ANYONE, CLIENTS, NOBODY = "anyone", "clients", "nobody"


@dataclass(frozen=True, slots=True)
class SessionKind:
    """`row` is as `scheduler.queries` gives it."""

    row: Any

    @property
    def name(self) -> str:
        return str(self.row.name)

    @property
    def in_short(self) -> str:
        """Such as: 50 minutes, online."""
        return f"{say_minutes(self.row.minutes)}, {PLACES[self.row.place]}"

    @property
    def who_books(self) -> str:
        return str(WHO_BOOKS[self.row.who_books])

    @property
    def is_for_anyone(self) -> bool:
        return bool(self.row.who_books == ANYONE)

    @property
    def is_booked_by_others(self) -> bool:
        return bool(self.row.who_books != NOBODY)

    @property
    def how(self) -> str:
        """What becomes of what a client chooses."""
        if self.row.is_instant:
            return _("The time is yours as soon as you choose it.")
        return self.how_asked

    @property
    def how_asked(self) -> str:
        said = _(
            "You ask for a time, and it is kept for you for up to {time} until you hear whether it is yours."
        )
        return said.format(time=say_minutes(self.row.hold))

    @property
    def cancelling(self) -> str:
        """The rule, before anything is booked; the practice's own words stand beside it."""
        return say_cancelling(self.row.cancel_notice)

    @property
    def cancel_words(self) -> str:
        return str(self.row.cancel_words)

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """For whoever set them."""
        return tuple(self._facts())

    def _facts(self) -> Iterator[tuple[str, str]]:
        row = self.row
        yield _("Who books"), self.who_books
        if row.who_books != NOBODY:
            yield _("Clients"), _("have it at once") if row.is_instant else _("ask, and you answer")
            yield (
                _("Earliest"),
                _("{time} from now").format(time=say_minutes(row.notice)) if row.notice else _("now"),
            )
            yield (
                _("Latest"),
                ngettext("{number} day ahead", "{number} days ahead", row.horizon_days).format(
                    number=row.horizon_days
                ),
            )
        if row.before or row.after:
            said = _("{before} before, {after} after")
            yield _("Kept free"), said.format(before=say_minutes(row.before), after=say_minutes(row.after))
        if row.daily_maximum:
            yield (
                _("At most"),
                ngettext("{number} a day", "{number} a day", row.daily_maximum).format(
                    number=row.daily_maximum
                ),
            )
        yield _("Reminders"), ", ".join(map(say_minutes, row.reminders)) or pgettext("reminders", "none")


def say_cancelling(notice: int) -> str:
    """`notice`: minutes."""
    if not notice:
        return _("You can move or cancel it yourself until it begins.")
    said = _(
        "Until {time} before it begins, you can move or cancel it yourself. Later you can still cancel; "
        "to find another time then, write a message."
    )
    return said.format(time=say_minutes(notice))
