"""What falls due about times: requests, series, whoever waits for one, calendars to be told of, zones.

Each has its time in its row, so that a sweep with nothing to do asks five short questions.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from accounts.domain.actors import Operator
from accounts.wall import all_or_nothing, every_practice
from notifications.models import Notice
from notifications.services.appointments import TIMES
from notifications.services.telling_of_calendars import tell_of_calendar
from notifications.services.telling_of_times import tell, tell_of_series, tell_that_one_is_free
from policies.queries import clinicians_elsewhere
from policies.services import follow_policy
from scheduler import services as scheduler
from scheduler.domain.interval import Interval
from scheduler.queries.appointments import places_to_look_for, requests_run_out, series_to_go_on_with
from scheduler.queries.calendars import calendars_to_tell_of

A_FEW = 20  # of each at a time: what is left comes with the next sweep

Due = list[tuple[UUID, UUID]]  # a row and its practice
SeeTo = Callable[[UUID, UUID, datetime], None]
logger = logging.getLogger(__name__)


def see_to_times(*, now: datetime) -> int:
    """Returns how much was due."""
    with every_practice():
        requests: Due = list(requests_run_out(now).values_list("pk", "practice_id")[:A_FEW])
        today = now.astimezone(UTC).date()
        series: Due = list(series_to_go_on_with(today).values_list("pk", "practice_id")[:A_FEW])
        places: Due = list(places_to_look_for(now).values_list("pk", "practice_id")[:A_FEW])
        calendars: Due = list(calendars_to_tell_of(now).values_list("pk", "practice_id")[:A_FEW])
        elsewhere: Due = list(clinicians_elsewhere(now).values_list("pk", "practice_id")[:A_FEW])
    done = sum(_if_possible(_expire, each, now) for each in requests)
    done += sum(_if_possible(_go_on, each, now) for each in series)
    done += sum(_if_possible(_look_for, each, now) for each in places)
    done += sum(_if_possible(tell_of_calendar, each, now) for each in calendars)
    return done + sum(_if_possible(_follow, each, now) for each in elsewhere)


def _if_possible(see_to: SeeTo, row: tuple[UUID, UUID], now: datetime) -> int:
    """What cannot be done holds up nothing else."""
    try:
        see_to(*row, now)
    except Exception as error:  # noqa: BLE001  whatever it is, the others come next
        logger.error("time not seen to", extra={"error": type(error).__name__})  # noqa: TRY400
        return 0
    return 1


def _follow(clinician_id: UUID, practice_id: UUID, now: datetime) -> None:
    follow_policy(clinician_id, practice_id, now=now)


def _expire(appointment_id: UUID, practice_id: UUID, now: datetime) -> None:
    with all_or_nothing(practice_id):
        if row := scheduler.expire(appointment_id, practice_id, now=now):
            scheduler.note_freed(row.clinician, Interval(row.start, row.end), now=now)
            tell(row, Notice.Kind.TIME_EXPIRED, by=Operator(), now=now)


def _go_on(series_id: UUID, practice_id: UUID, now: datetime) -> None:
    with all_or_nothing(practice_id):
        if made := scheduler.go_on(series_id, practice_id, times=TIMES, now=now):
            tell_of_series(made, now=now)


def _look_for(place_id: UUID, practice_id: UUID, now: datetime) -> None:
    with all_or_nothing(practice_id):
        if place := scheduler.look_for(place_id, practice_id, times=TIMES, now=now):
            tell_that_one_is_free(place, now)
