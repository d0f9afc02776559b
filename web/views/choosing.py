"""What whoever chooses or changes a time shares: the openings, and what is said where one is taken."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from django.http import HttpRequest

from accounts.queries import NotFoundError
from notifications.services import appointments as services
from policies.domain.session_hours import WhyNone
from policies.queries.openings import openings_of, why_none
from scheduler.domain.errors import ChangedMeanwhileError, IsOverError, NoAppointmentError, TimeTakenError
from scheduler.domain.interval import Interval
from scheduler.queries.appointments import appointment
from web.booking_forms import REFUSALS, BookingForm, TimeForm, VisitorBookingForm, taken_words
from web.labels import WHY_NO_TIME
from web.presentation.appointments import Kept
from web.presentation.openings import Openings
from web.presentation.public_page import PublicPage
from web.presentation.reader import Reader
from web.presentation.session_types import SessionKind
from web.views.leaving import before_sending

CONFLICT, UNPROCESSABLE = 409, 422
LONGEST_REVISION = 10  # digits
FURTHEST = timedelta(days=366)  # no kind of session is booked further ahead


def times_of(
    kind: Any,  # noqa: ANN401  as `scheduler.queries` gives it
    reader: Reader,
    now: datetime,
    asked: str = "",
    *,
    without: UUID | None = None,
) -> Openings:
    starts = openings_of(kind.clinician, kind, Interval(now, now + FURTHEST), now, without=without)
    return Openings(starts, kind.clinician.time_zone, reader, asked)


def why_no_time(kind: Any, now: datetime) -> str:  # noqa: ANN401  as above
    """For whoever would like one."""
    why = why_none(kind.clinician, kind, Interval(now, now + FURTHEST), now)
    return str(WHY_NO_TIME[why or WhyNone.FULL])


@dataclass(frozen=True)
class Choosing:
    """A page on which somebody chooses a time: what of, for whom it is shown, and what they sent."""

    kind: Any
    shown: PublicPage
    times: Openings
    form: BookingForm

    @classmethod
    def of(
        cls,
        request: HttpRequest,
        kind: Any,  # noqa: ANN401  as above
        shown: PublicPage,
        form: type[BookingForm] = BookingForm,
    ) -> Self:
        times = times_of(kind, shown.reader, shown.now, request.GET.get("day", ""))
        posted = request.POST if request.method == "POST" else None
        return cls(kind, shown, times, form(posted, choices=times.choices))

    @property
    def context(self) -> dict[str, Any]:
        return {
            "page": self.shown,
            "help": self.shown.help,
            "kind": SessionKind(self.kind),
            "times": self.times,
            "form": self.form,
            "why_none": "" if self.times.starts else why_no_time(self.kind, self.shown.now),
            **before_sending(self.form, self.shown),
        }

    @property
    def status(self) -> int | None:
        return UNPROCESSABLE if self.form.is_bound else None

    def once_more(self, error: NoAppointmentError, danger: dict[str, object]) -> dict[str, Any]:
        """The page again, with why not; help first, where the note has been passed on by then."""
        say_why_not(self.form, error, self.times, is_visitor=isinstance(self.form, VisitorBookingForm))
        passed_on = {"danger": danger, "is_passed_on": True} if danger else {}
        return {**self.context, **passed_on}


def say_why_not(
    form: TimeForm, error: NoAppointmentError, times: Openings, *, is_visitor: bool = False
) -> None:
    """In the form, in which all that was written stays."""
    match error:
        case TimeTakenError(others=others):
            shown = times.whole(others)
            form.say_taken(shown, taken_words(has_others=bool(shown), is_visitor=is_visitor))
        case _:
            form.add_error(None, str(REFUSALS[type(error)]))


def seen_in(request: HttpRequest) -> int | None:
    """The revision that the page showed, as its form says it."""
    said = request.POST.get("revision", "")
    return int(said) if said.isdecimal() and len(said) < LONGEST_REVISION else None


def move_one_or_all(
    actor: services.Keeper, kept: Kept, which: str, start: datetime, seen: int | None
) -> UUID | None:
    """This one alone, whose id it gives, or a series from it on.

    Raises TimeTakenError, TermsError, IsOverError.
    """
    row = kept.row
    if which != "from_here":
        moved = services.move(actor=actor, appointment_id=row.pk, start=start, seen=seen, now=kept.now)
        return moved.pk
    with _as_shown(kept, seen):
        services.move_series(
            actor=actor, series_id=row.series_id, from_day=row.series_day, to=start, now=kept.now
        )
    return None


def is_called_off(actor: services.Party, kept: Kept, which: str, seen: int | None) -> bool:
    """This one alone or, of a series, all from it on; a second click finds it done."""
    try:
        _cancel_or_end(actor, kept, which, seen)
    except IsOverError:
        return bool(appointment(actor, kept.row.pk).state == "cancelled")
    return True


def _cancel_or_end(actor: services.Party, kept: Kept, which: str, seen: int | None) -> None:
    """Raises IsOverError."""
    row = kept.row
    if which != "from_here":
        services.cancel(actor=actor, appointment_id=row.pk, seen=seen, now=kept.now)
        return
    with _as_shown(kept, seen):
        services.end_series(actor=actor, series_id=row.series_id, from_day=row.series_day, now=kept.now)


@contextmanager
def _as_shown(kept: Kept, seen: int | None) -> Iterator[None]:
    """More of a series is to come, as when the page was shown. Raises IsOverError."""
    if not kept.has_more_to_come or (seen is not None and seen != kept.row.sequence):
        raise ChangedMeanwhileError
    try:
        yield
    except NotFoundError:
        raise IsOverError from None
