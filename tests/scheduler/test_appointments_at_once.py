"""Several at one appointment at the same moment: one thing comes of it, and nobody waits in a ring.

SQLite lets one writer in at a time, so it has no such moments.
"""

from datetime import timedelta
from functools import partial

import pytest

from accounts.models import Client, Clinician
from accounts.queries import NotFoundError
from notifications import services
from notifications.services.due_times import see_to_times
from scheduler.domain.errors import IsOverError, TimeTakenError
from scheduler.models import Appointment, SessionType, WaitingPlace
from scheduler.services import end_session_type
from tests import factories
from tests.at_once import at_once, coming_too_late
from tests.factories import NOW, client_actor, clinician_actor
from tests.scheduler.test_appointments import HOUR, THURSDAY, book, change, enter

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def requested(kind: SessionType, dan: Client) -> Appointment:
    return book(dan, change(kind, is_instant=False, hold=60))


def test_a_request_is_answered_once(ada: Clinician, requested: Appointment) -> None:
    desk = clinician_actor(ada)
    raised = at_once(
        lambda: services.confirm(actor=desk, appointment_id=requested.pk, now=NOW),
        lambda: services.decline(actor=desk, appointment_id=requested.pk, now=NOW),
        lambda: see_to_times(now=NOW + HOUR),
    )
    assert {type(each) for each in raised} <= {IsOverError}
    requested.refresh_from_db()
    assert requested.sequence == 1


def test_two_who_move_to_one_time_do_not_share_it(kind: SessionType, dan: Client) -> None:
    eve = factories.add_client(
        clinician=kind.clinician, name="Eve", addresses={"email": "eve@client.example"}
    )
    mine, theirs = book(dan, kind), book(eve, kind, THURSDAY + HOUR)
    to = THURSDAY + 2 * HOUR

    def move(client: Client, row: Appointment) -> None:
        services.move(actor=client_actor(client), appointment_id=row.pk, start=to, now=NOW)

    raised = at_once(partial(move, dan, mine), partial(move, eve, theirs))
    assert [type(each) for each in raised] == [TimeTakenError]
    assert Appointment.objects.filter(start=to).count() == 1


def test_whoever_is_erased_meanwhile_comes_back_by_nothing(
    kind: SessionType, ada: Clinician, dan: Client
) -> None:
    made = book(dan, kind)
    desk = clinician_actor(ada)
    cancel = partial(services.cancel, actor=desk, appointment_id=made.pk, now=NOW)
    with coming_too_late(cancel) as raised:
        services.erase_client(actor=desk, client_id=dan.pk, now=NOW)
    assert {type(each) for each in raised} == {NotFoundError}
    assert not Appointment.objects.exists()


def test_whoever_is_erased_while_a_time_is_looked_for_waits_for_that(
    kind: SessionType, ada: Clinician, dan: Client
) -> None:
    """In a ring with the sweep, one of the two would be thrown out: a clinician's page, or the client's."""
    place = wait(kind, dan)
    WaitingPlace.objects.update(look_at=NOW)
    erase = partial(services.erase_client, actor=clinician_actor(ada), client_id=dan.pk, now=NOW)
    with coming_too_late(erase) as raised:
        see_to_times(now=NOW)
        place.refresh_from_db()
        assert place.told_at == NOW
    assert not raised
    assert not WaitingPlace.objects.exists()


def test_whoever_stops_waiting_while_they_are_erased_is_gone(
    kind: SessionType, ada: Clinician, dan: Client
) -> None:
    place = wait(kind, dan)
    stop = partial(services.stop_waiting, actor=client_actor(dan), place_id=place.pk, now=NOW)
    with coming_too_late(stop) as raised:
        services.erase_client(actor=clinician_actor(ada), client_id=dan.pk, now=NOW)
    assert [type(each) for each in raised] == [NotFoundError]


def wait(kind: SessionType, client: Client) -> WaitingPlace:
    days = (THURSDAY.date(), THURSDAY.date())
    return services.wait(
        actor=client_actor(client), clinician=kind.clinician, session_type_id=kind.pk, days=days, now=NOW
    )


def test_a_kind_that_ends_while_it_is_booked_is_booked_no_more(
    kind: SessionType, ada: Clinician, dan: Client
) -> None:
    with coming_too_late(partial(book, dan, kind)) as raised:
        end_session_type(actor=clinician_actor(ada), session_type_id=kind.pk, now=NOW)
    assert [type(each) for each in raised] == [NotFoundError]
    assert not Appointment.objects.exists()


def test_all_at_once_end(kind: SessionType, ada: Clinician, dan: Client) -> None:
    made = book(dan, kind)
    desk = clinician_actor(ada)
    raised = at_once(
        lambda: services.leave(actor=client_actor(dan), client_id=dan.pk, now=NOW),
        lambda: services.cancel(actor=desk, appointment_id=made.pk, now=NOW),
        lambda: enter(dan, kind, THURSDAY + timedelta(days=1)),
        lambda: services.erase_client(actor=desk, client_id=dan.pk, now=NOW),
    )
    assert {type(each) for each in raised} <= {IsOverError, NotFoundError}
    assert not Appointment.objects.exists()
