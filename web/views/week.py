"""The clinician's week, with everything in it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.domain.actors import ClinicianActor
from accounts.models import Clinician
from accounts.queries import signed_in_clinician
from policies.domain.rules import availability
from policies.domain.session_hours import session_availability
from policies.queries import published
from policies.queries.openings import reigns, session_hours
from scheduler.domain.availability import Availability
from scheduler.domain.interval import Interval, clip, normalise
from scheduler.domain.wall_clock import ONE_DAY, local_date
from scheduler.queries import taken
from scheduler.queries.appointments import appointments
from web.presentation.calendars import days_off
from web.presentation.diary import Diary, Facts
from web.presentation.reader import Reader, reader_of
from web.views.edges import for_clinicians

FURTHEST = timedelta(days=366 * 3)


@require_safe
@for_clinicians
def week(request: HttpRequest, actor: ClinicianActor) -> HttpResponse:
    """This one, or that of `?from=`."""
    now, me = datetime.now(UTC), signed_in_clinician(actor)
    reader = Reader(reader_of(request).language)
    empty = Diary(me.time_zone, reader, now, _asked(request.GET.get("from", ""), now))
    shown = replace(empty, facts=_facts(actor, me, empty))
    return render(request, "week.html", {"week": shown})


def _asked(said: str, now: datetime) -> date | None:
    """What is no date, or far from now, is as if nothing were asked."""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return None
    return day if abs(day - now.date()) <= FURTHEST else None


def _facts(actor: ClinicianActor, me: Clinician, shown: Diary) -> Facts:
    span = shown.span
    away: list[Interval] = []
    closed: dict[date, str] = {}
    ruled = [(each, published(each.version_id).policy.policy) for each in reigns(me, span) if each.version_id]
    for reign, policy in ruled:
        when = session_availability(policy) or availability(policy, ())
        away += clip(when.away, reign.span)
        closed |= dict(_closed(when, reign.span))
    closed = dict(days_off(actor, shown.dates, shown.place, shown.now)) | closed
    return Facts(
        hours=session_hours(me, span),
        away=normalise(away),
        closed=closed,
        taken=taken(me, span),
        appointments=tuple(appointments(actor, span)),
        is_published=bool(ruled),
        has_hours=any(session_availability(policy) for _reign, policy in ruled),
    )


def _closed(when: Availability, span: Interval) -> Iterator[tuple[date, str]]:
    day, last = local_date(span.start, when.zone), local_date(span.end - timedelta(microseconds=1), when.zone)
    while day <= last:
        if day in when.overrides:
            yield (
                day,
                _("Other hours than usual on this day.") if when.overrides[day] else _("Closed on this day."),
            )
        elif name := when.holidays(day.year).get(day):
            yield day, _("Closed: {holiday}.").format(holiday=name)
        elif day in when.closed_dates:
            yield day, _("Closed on this day.")
        day += ONE_DAY
