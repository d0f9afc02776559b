"""The calendars that a clinician keeps elsewhere, and what of them counts here."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.domain.actors import ClinicianActor
from accounts.queries import signed_in_clinician
from accounts.wall import inside
from notifications.services.calendar_troubles import TROUBLES
from scheduler import queries, services
from scheduler.feeds.errors import RefusedAddressError
from scheduler.ical.errors import NotACalendarError
from web.calendar_forms import AddressForm, ConnectForm, TermsForm, UploadForm
from web.presentation.calendars import Shown, days_ahead, holidays_to_answer, shown
from web.presentation.reader import reader_of
from web.views.edges import for_clinicians, for_clinicians_who_wait, posted_from_above
from web.views.messages import UNPROCESSABLE


@require_http_methods(["GET", "HEAD", "POST"])
@for_clinicians_who_wait
def calendars(request: HttpRequest, actor: ClinicianActor) -> HttpResponse:
    """A file is read while somebody waits, in no transaction."""
    now = datetime.now(UTC)
    with inside(actor.practice_id):
        place = signed_in_clinician(actor).time_zone
    form = ConnectForm(request.POST or None, request.FILES or None, zone=place)
    if form.is_bound and form.is_valid() and (made := _connected(actor, form, now)):
        return redirect("calendar", made)
    with inside(actor.practice_id):
        return _list(request, actor, form, now)


def _list(request: HttpRequest, actor: ClinicianActor, form: ConnectForm, now: datetime) -> HttpResponse:
    me, reader = signed_in_clinician(actor), reader_of(request)
    found = shown(actor, me, reader, now)
    context = {
        "calendars": found,
        "is_any_being_read": any(each.is_being_read for each in found),
        "days": days_ahead(actor, me, reader, now) if found else [],
        "form": form,
        "is_connecting": bool(form.errors) or not found,
    }
    return render(request, "calendars/list.html", context, status=UNPROCESSABLE if form.errors else None)


def _connected(actor: ClinicianActor, form: ConnectForm, now: datetime) -> UUID | None:
    """None where something is to be mended; the form says what."""
    raw = form.raw
    try:
        if raw is not None:
            return services.upload_calendar(actor=actor, terms=form.terms, raw=raw, now=now).pk
        address = form.cleaned_data["address"]
        with inside(actor.practice_id):
            return services.connect_calendar(actor=actor, terms=form.terms, address=address, now=now).pk
    except RefusedAddressError:
        form.refuse(_why_refused())
    except NotACalendarError as error:
        form.refuse(_why_not_read(error))
    except services.OwnFeedError:
        form.refuse(TROUBLES["own_feed"][0])
    except services.TooManyCalendarsError:
        form.say_that_there_are_too_many()
    return None


def _why_refused() -> str:
    return _(
        "Copy the whole address as your calendar app shows it: it begins with https:// or webcal://, "
        "and names no user, no password and no port."
    )


def _why_not_read(error: NotACalendarError) -> str:
    """Of an uploaded file."""
    if error.trouble in {"too_much", "too_much_memory", "too_slow", "too_large"}:
        return _("It holds more than can be read at once. Export a shorter span of it.")
    return _("This is no whole calendar. Export it again as an iCal file; its name ends with .ics.")


@require_http_methods(["GET", "HEAD", "POST"])
@for_clinicians
def calendar(request: HttpRequest, actor: ClinicianActor, calendar_id: UUID) -> HttpResponse:
    now, row = datetime.now(UTC), queries.calendar(actor, calendar_id)
    form = TermsForm(request.POST or None, zone=row.time_zone, initial=_terms(row, actor, request, now))
    if form.is_bound and form.is_valid():
        try:
            services.change_calendar(actor=actor, calendar_id=calendar_id, terms=form.terms, now=now)
        except services.NotReadableAgainError:
            form.say_that_another_upload_is_needed()
        else:
            return redirect("calendar", calendar_id)
    return _page(request, actor, row, now, form=form)


def _terms(row: Any, actor: ClinicianActor, request: HttpRequest, now: datetime) -> dict[str, Any]:  # noqa: ANN401  as `scheduler.queries` gives it
    name = Shown(row, signed_in_clinician(actor).time_zone, reader_of(request), now).name
    return {
        "name": name,
        "use": row.use,
        "changes_promises": row.changes_promises,
        "tentative_counts": row.tentative_counts,
    }


def _page(
    request: HttpRequest,
    actor: ClinicianActor,
    row: Any,  # noqa: ANN401  likewise
    now: datetime,
    **given: Form,
) -> HttpResponse:
    """`given`: the forms that somebody filled in, in place of those that nobody did."""
    me, reader = signed_in_clinician(actor), reader_of(request)
    context = {
        "calendar": Shown(row, me.time_zone, reader, now),
        "days": holidays_to_answer(actor, row, me, reader, now),
        "form": TermsForm(zone=row.time_zone, initial=_terms(row, actor, request, now)),
        "upload": UploadForm(),
        "moved": AddressForm(),
        **given,
    }
    is_refused = any(each.errors for each in given.values())
    return render(request, "calendars/calendar.html", context, status=UNPROCESSABLE if is_refused else None)


@posted_from_above
@for_clinicians
def read_again(request: HttpRequest, actor: ClinicianActor, calendar_id: UUID) -> HttpResponse:
    services.read_again(actor=actor, calendar_id=calendar_id, now=datetime.now(UTC))
    return redirect("calendar", calendar_id)


@posted_from_above
@for_clinicians_who_wait
def upload_again(request: HttpRequest, actor: ClinicianActor, calendar_id: UUID) -> HttpResponse:
    now, form = datetime.now(UTC), UploadForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            services.upload_again(actor=actor, calendar_id=calendar_id, raw=form.raw, now=now)
        except NotACalendarError as error:
            form.refuse(_why_not_read(error))
        except services.OwnFeedError:
            form.refuse(TROUBLES["own_feed"][0])
        else:
            return redirect("calendar", calendar_id)
    with inside(actor.practice_id):
        return _page(request, actor, queries.calendar(actor, calendar_id), now, upload=form)


@posted_from_above
@for_clinicians
def change_address(request: HttpRequest, actor: ClinicianActor, calendar_id: UUID) -> HttpResponse:
    now, form = datetime.now(UTC), AddressForm(request.POST)
    if form.is_valid():
        address = form.cleaned_data["address"]
        try:
            services.change_address(actor=actor, calendar_id=calendar_id, address=address, now=now)
        except RefusedAddressError:
            form.refuse(_why_refused())
        except services.OwnFeedError:
            form.refuse(TROUBLES["own_feed"][0])
        else:
            return redirect("calendar", calendar_id)
    return _page(request, actor, queries.calendar(actor, calendar_id), now, moved=form)


@posted_from_above
@for_clinicians
def answer_holidays(request: HttpRequest, actor: ClinicianActor, calendar_id: UUID) -> HttpResponse:
    """Each day's own answer, or one for all that wait."""
    now, row = datetime.now(UTC), queries.calendar(actor, calendar_id)
    days = holidays_to_answer(actor, row, signed_in_clinician(actor), reader_of(request), now)
    for_all = request.POST.get("all", "")
    said = {
        each.row.pk: for_all if for_all and each.row.state == "asked" else request.POST.get(each.field, "")
        for each in days
    }
    services.answer_holidays(
        actor=actor,
        calendar_id=calendar_id,
        closed=[day for day, answer in said.items() if answer == "closed"],
        worked=[day for day, answer in said.items() if answer == "open"],
        now=now,
    )
    return redirect("calendar", calendar_id)


@posted_from_above
@for_clinicians
def disconnect(request: HttpRequest, actor: ClinicianActor, calendar_id: UUID) -> HttpResponse:
    services.disconnect_calendar(actor=actor, calendar_id=calendar_id, now=datetime.now(UTC))
    return redirect("calendars")
