"""What the pages of appointments share, whoever keeps the diary: a clinician, or the front desk for all."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.domain.actors import ClinicianActor, FrontDeskActor
from accounts.models import Clinician
from accounts.queries import NotFoundError, clinicians
from notifications.services import appointments as services
from policies.queries.openings import worth_knowing
from scheduler.domain.errors import IsOverError, TermsError, TimeTakenError
from scheduler.domain.interval import Interval
from scheduler.domain.wall_clock import zone
from scheduler.queries.appointments import (
    appointment,
    appointments,
    clients_to_book_for,
    kind_of,
    requests,
    series_of,
    session_type,
    session_types,
    waiting,
)
from scheduler.services import Weekly
from web.booking_forms import AnyTimeForm, EntryForm, TimeForm
from web.labels import WORTH_KNOWING
from web.presentation import appointments as said
from web.presentation.appointments import Kept
from web.presentation.reader import Reader, reader_of
from web.views.choosing import CONFLICT, is_called_off, move_one_or_all, seen_in, times_of
from web.views.edges import key
from web.views.messages import UNPROCESSABLE

Keeper = ClinicianActor | FrontDeskActor
AHEAD = timedelta(days=366)
PER_PAGE = 25
ANSWERS = {"confirm": services.confirm, "decline": services.decline}
ANSWERED = {"confirm": "booked", "decline": "declined"}


@dataclass(frozen=True, slots=True)
class Book:
    """Where a diary is kept: the names of the pages of it, and what they are part of."""

    prefix: str = ""

    @property
    def list(self) -> str:
        return f"{self.prefix}appointments"

    @property
    def page(self) -> str:
        return f"{self.prefix}appointment"

    @property
    def new(self) -> str:
        return f"{self.prefix}new_appointment"

    @property
    def answer(self) -> str:
        return f"{self.prefix}answer_appointment"

    @property
    def move(self) -> str:
        return f"{self.prefix}move_appointment"

    @property
    def cancel(self) -> str:
        return f"{self.prefix}cancel_appointment"

    @property
    def is_desk(self) -> bool:
        return bool(self.prefix)


def list_all(request: HttpRequest, actor: Keeper, book: Book) -> HttpResponse:
    now, reader = datetime.now(UTC), _reader(request)
    asked = [Kept(row, reader, now) for row in requests(actor) if row.start > now]
    rows = appointments(actor, Interval(now, now + AHEAD)).exclude(state="requested")
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "book": book,
        "requests": asked,
        "ahead": [Kept(row, reader, now) for row in shown],
        "shown": shown,
        "series": [said.Weekly(row, reader) for row in series_of(actor)],
        "waiting": said.by_kind(waiting(actor), reader),
        "has_kinds": any(session_types(actor, each).exists() for each in _whose(actor)),
    }
    return render(request, "appointments/list.html", context)


def show(request: HttpRequest, actor: Keeper, appointment_id: UUID, book: Book) -> HttpResponse:
    return _show(request, actor, appointment_id, book)


def _show(
    request: HttpRequest, actor: Keeper, appointment_id: UUID, book: Book, *, is_over: bool = False
) -> HttpResponse:
    kept = Kept(appointment(actor, appointment_id), _reader(request), datetime.now(UTC))
    series = said.Weekly(kept.row.series, kept.reader) if kept.row.series_id else None
    context = {"kept": kept, "book": book, "is_over": is_over, "series": series}
    return render(request, "appointments/appointment.html", context, status=CONFLICT if is_over else None)


def take_answer(request: HttpRequest, actor: Keeper, appointment_id: UUID, book: Book) -> HttpResponse:
    said = request.POST.get("answer", "")
    if said not in ANSWERS:
        raise NotFoundError
    answer, now = ANSWERS[said], datetime.now(UTC)
    try:
        answer(actor=actor, appointment_id=appointment_id, seen=seen_in(request), now=now)
    except IsOverError:
        if appointment(actor, appointment_id).state != ANSWERED[said]:  # by a second click, it is
            return _show(request, actor, appointment_id, book, is_over=True)
    return redirect(book.page, appointment_id)


def cancel(request: HttpRequest, actor: Keeper, appointment_id: UUID, book: Book) -> HttpResponse:
    """A question first; of a series, this one alone or all from it on."""
    now, row = datetime.now(UTC), appointment(actor, appointment_id)
    kept = Kept(row, _reader(request), now)
    if request.method == "POST":
        if is_called_off(actor, kept, request.POST.get("which", ""), seen_in(request)):
            return redirect(book.page, appointment_id)
        return _show(request, actor, appointment_id, book, is_over=True)
    if not kept.is_ahead:
        return _show(request, actor, appointment_id, book)
    return render(request, "appointments/cancel.html", {"kept": kept, "book": book})


def move(request: HttpRequest, actor: Keeper, appointment_id: UUID, book: Book) -> HttpResponse:
    """To one of the times that are free or, below, to any."""
    now, row = datetime.now(UTC), appointment(actor, appointment_id)
    kept = Kept(row, _reader(request), now)
    if not kept.is_ahead:
        return _show(request, actor, appointment_id, book, is_over=request.method == "POST")
    kind = kind_of(row)
    its_own = _day_and_time(row)
    day = request.GET.get("day") or f"{its_own['day']}"
    chooser = times_of(kind, kept.reader, now, day, without=row.pk)
    is_any = "day" in request.POST
    listed = TimeForm(
        request.POST if request.method == "POST" and not is_any else None, choices=chooser.choices
    )
    listed.fields["start"].label = _("Which of these?")
    typed = AnyTimeForm(
        request.POST if is_any else None, place=row.clinician.time_zone, now=now, initial=its_own
    )
    form: TimeForm | AnyTimeForm = typed if is_any else listed
    which, worth = request.POST.get("which", ""), list[str]()
    if form.is_valid():
        start = typed.start if is_any else listed.cleaned_data["start"]
        worth = _worth(typed, row, kind, now) if is_any else []
        if not worth:
            try:
                moved = move_one_or_all(actor, kept, which, start, seen_in(request))
            except TimeTakenError:
                _say_taken(form)
            except TermsError as error:
                form.say_terms(error.field)
            except IsOverError:
                return _show(request, actor, appointment_id, book, is_over=True)
            else:
                return redirect(book.page, moved) if moved else redirect(book.list)
    shown = {"listed": listed, "typed": typed, "worth": worth, "which": which}
    context = {"kept": kept, "book": book, "times": chooser, **shown}
    return render(request, "appointments/move.html", context, status=UNPROCESSABLE if form.is_bound else None)


def new(request: HttpRequest, actor: Keeper, book: Book) -> HttpResponse:
    """One for a client, or one every so many weeks. The front desk names for which clinician."""
    theirs = _whose(actor)
    whose = next(
        (each for each in theirs if each.slug == request.GET.get("clinician")), next(iter(theirs), None)
    )
    if whose is None:
        raise NotFoundError
    now = datetime.now(UTC)
    form = _entry_form(request, actor, whose, now)
    worth = list[str]()
    if form.is_valid():
        kind = session_type(actor, whose, key(form.cleaned_data["kind"]))
        worth = [] if form.cleaned_data["weeks"] else _worth(form, None, kind, now)
        if not worth and (made := _entered(actor, whose, form, now)):
            return redirect(book.page, made) if isinstance(made, UUID) else redirect(book.list)
    context = {"form": form, "book": book, "worth": worth, "whose": whose, "clinicians": theirs}
    return render(request, "appointments/new.html", context, status=UNPROCESSABLE if form.is_bound else None)


def _entry_form(request: HttpRequest, actor: Keeper, whose: Clinician, now: datetime) -> EntryForm:
    names = [(str(each.pk), each.name) for each in clients_to_book_for(actor, whose)]
    return EntryForm(
        request.POST if request.method == "POST" else None,
        clients=[("", "—"), *sorted(names, key=lambda each: each[1].casefold())],
        kinds=[(str(each.pk), each.name) for each in session_types(actor, whose)],
        place=whose.time_zone,
        now=now,
        initial={name: request.GET[name] for name in ("client", "day") if name in request.GET},
    )


def _entered(actor: Keeper, whose: Clinician, form: EntryForm, now: datetime) -> UUID | bool:
    """The appointment; true for a series; false where the form now says why not."""
    chosen = form.cleaned_data
    client_id, kind_id = key(chosen["client"]), key(chosen["kind"])
    try:
        if not chosen["weeks"]:
            return services.book(
                actor=actor,
                clinician=whose,
                session_type_id=kind_id,
                start=form.start,
                client_id=client_id,
                now=now,
            ).pk
        weekly = Weekly(
            client_id=client_id,
            session_type_id=kind_id,
            first_day=chosen["day"],
            starts_at=form.starts_at,
            every_weeks=chosen["weeks"],
            last_day=chosen["last_day"],
        )
        services.start_series(actor=actor, clinician=whose, weekly=weekly, now=now)
    except TimeTakenError:
        form.say_taken()
    except TermsError as error:
        form.say_terms(error.field)
    else:
        return True
    return False


def _worth(form: AnyTimeForm, row: Any, kind: Any, now: datetime) -> list[str]:  # noqa: ANN401  as above
    """What is to be read first, of a time that was not read of before."""
    if form.has_seen():
        return []
    end = form.start + timedelta(minutes=kind.minutes)
    codes = worth_knowing(kind.clinician, Interval(form.start, end), now)
    if codes:
        form.show_first()
    return [str(WORTH_KNOWING[each]) for each in codes]


def _say_taken(form: TimeForm | AnyTimeForm) -> None:
    if isinstance(form, AnyTimeForm):
        form.say_taken()
    else:
        form.say_taken([], _("This time is no longer free. Choose another one."))


def _day_and_time(row: Any) -> dict[str, object]:  # noqa: ANN401  as above
    there = row.start.astimezone(zone(row.clinician.time_zone))
    return {"day": there.date(), "time": there.time()}


def _whose(actor: Keeper) -> list[Clinician]:
    """Whose diary is kept."""
    here = clinicians(actor).filter(gone_since=None)
    if isinstance(actor, ClinicianActor):
        here = here.filter(pk=actor.clinician_id)
    return list(here.order_by("name", "pk"))


def _reader(request: HttpRequest) -> Reader:
    """Whoever keeps a diary reads it where its clinician is."""
    return Reader(reader_of(request).language)
