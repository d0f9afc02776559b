"""Times that are kept: who may have one, that no two share any, and that nothing of it is lost on the way."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts.domain.actors import Visitor
from accounts.models import AuditEntry, Client, Clinician, User
from accounts.queries import NotFoundError
from notifications import services
from policies.queries.openings import openings_of, why_none, worth_knowing
from scheduler.domain.errors import (
    IsOverError,
    MayNotBookError,
    TermsError,
    TimeTakenError,
    TooLateToMoveError,
    TooManyRequestsError,
)
from scheduler.domain.interval import Interval
from scheduler.models import Appointment, BusyTime, Calendar, HolidayDay, SessionType
from scheduler.queries import appointments as queries
from scheduler.services import Asker, Offer, change_session_type, create_session_type, end_session_type
from tests import factories
from tests.factories import NOW, SESSION_HOURS, client_actor, clinician_actor

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
THURSDAY = datetime(2026, 3, 12, 13, 0, tzinfo=UTC)  # 09:00 in New York
A_WEEK = Interval(NOW, NOW + 7 * DAY)
VISITOR = Asker("Vera Lund", "vera@somewhere.example")


def book(client: Client, kind: SessionType, start: datetime = THURSDAY, **more: Any) -> Appointment:
    return factories.book(clinician=kind.clinician, client=client, kind=kind, start=start, **more)


def ask(kind: SessionType, start: datetime = THURSDAY, now: datetime = NOW) -> Appointment:
    return services.book(
        actor=Visitor(),
        clinician=kind.clinician,
        session_type_id=kind.pk,
        start=start,
        now=now,
        note="May I come?",
        language="es",
        visitor=VISITOR,
    )


def enter(client: Client, kind: SessionType, start: datetime, actor: Any = None) -> Appointment:
    return services.book(
        actor=actor or clinician_actor(kind.clinician),
        clinician=kind.clinician,
        session_type_id=kind.pk,
        start=start,
        now=NOW,
        client_id=client.pk,
    )


def change(kind: SessionType, **terms: Any) -> SessionType:
    offer = Offer(**{"name": "Session", "minutes": 50, "step": 60, "is_instant": True, **terms})
    return change_session_type(
        actor=clinician_actor(kind.clinician), session_type_id=kind.pk, offer=offer, now=NOW
    ).kind


def free(kind: SessionType, span: Interval = A_WEEK, now: datetime = NOW) -> list[str]:
    starts = openings_of(kind.clinician, kind, span, now)
    return [f"{each - 4 * HOUR:%a %H:%M}" for each in starts]


# --- openings


def test_openings_are_session_hours_less_what_is_taken(kind: SessionType, dan: Client) -> None:
    assert free(kind) == [
        *("Wed 11:00", "Thu 09:00", "Thu 10:00", "Thu 11:00"),
        *("Tue 09:00", "Tue 10:00"),  # the span ends at 10:30
    ]
    book(dan, kind)
    assert free(kind)[:3] == ["Wed 11:00", "Thu 10:00", "Thu 11:00"]


def test_the_policy_that_will_be_in_force_then_decides(ada: Clinician, kind: SessionType) -> None:
    later = {**SESSION_HOURS, "hours": {"sessions": [{"days": ["TH"], "start": "14:00", "end": "15:00"}]}}
    factories.publish_policy(clinician=ada, document=later, effective_from=THURSDAY - 9 * HOUR)
    assert free(kind) == ["Wed 11:00", "Thu 14:00"]


def test_what_is_offered_can_be_booked_where_hours_go_on_for_days(ada: Clinician, dan: Client) -> None:
    """The grid begins with the hours, be it days ago, and they end where they do, be it past midnight."""
    windows = [
        {"days": ["TU"], "start": "09:15", "end": "24:00"},
        {"days": ["WE", "TH", "FR", "SA", "SU"], "start": "00:00", "end": "24:00"},
    ]
    document = {**SESSION_HOURS, "hours": {"sessions": windows}}
    factories.publish_policy(clinician=ada, document=document, now=NOW - DAY)
    kind = factories.offer_sessions(clinician=ada)
    at_once = openings_of(ada, kind, A_WEEK, NOW)
    one_by_one = (openings_of(ada, kind, Interval(each, each + MINUTE), NOW) for each in at_once)
    assert [start for starts in one_by_one for start in starts] == list(at_once)
    assert {each.minute for each in at_once} == {15}
    assert "Wed 23:15" in free(kind)


def test_overrides_closed_dates_and_time_away_hold(ada: Clinician, kind: SessionType) -> None:
    document = {
        **SESSION_HOURS,
        "overrides": [{"date": "2026-03-13", "windows": [{"start": "20:00", "end": "21:00"}]}],
        "closed_dates": ["2026-03-12"],
        "time_away": [{"first_day": "2026-03-17", "last_day": "2026-03-17"}],
    }
    factories.publish_policy(clinician=ada, document=document)
    assert free(kind) == ["Wed 11:00", "Fri 20:00"]


def test_what_calendars_say_is_taken(ada: Clinician, kind: SessionType) -> None:
    calendar = Calendar.objects.create(
        practice=ada.practice, clinician=ada, name="Work", use="busy", time_zone="UTC", connected_at=NOW
    )
    BusyTime.objects.create(
        practice=ada.practice,
        clinician=ada,
        calendar=calendar,
        start=THURSDAY + HOUR / 2,
        end=THURSDAY + HOUR,
    )
    assert "Thu 09:00" not in free(kind)
    assert "Thu 10:00" in free(kind)


def test_holidays_that_a_calendar_names_count_once_they_are_confirmed(
    ada: Clinician, kind: SessionType
) -> None:
    calendar = Calendar.objects.create(
        practice=ada.practice, clinician=ada, name="Days", use="holidays", time_zone="UTC", connected_at=NOW
    )
    day = HolidayDay.objects.create(
        practice=ada.practice,
        clinician=ada,
        calendar=calendar,
        date=THURSDAY.date(),
        name="Founders",
        seen_at=NOW,
    )
    assert "Thu 09:00" in free(kind)
    HolidayDay.objects.filter(pk=day.pk).update(state="closed")
    assert free(kind) == ["Wed 11:00", "Tue 09:00", "Tue 10:00"]
    assert worth_knowing(ada, Interval(THURSDAY, THURSDAY + HOUR), NOW) == ("closed", "outside_hours")


def test_an_empty_answer_says_why(ada: Clinician, ben: Clinician, kind: SessionType) -> None:
    soon, far = Interval(NOW, NOW + HOUR), Interval(NOW + 200 * DAY, NOW + 201 * DAY)
    friday = Interval(THURSDAY + DAY, THURSDAY + DAY + 5 * HOUR)
    assert [why_none(ada, kind, each, NOW) for each in (A_WEEK, soon, far, friday)] == [
        None,
        "too_soon",
        "too_far",
        "closed",
    ]
    unpublished = factories.offer_sessions(clinician=ben)
    assert why_none(ben, unpublished, A_WEEK, NOW) == "no_policy"
    factories.publish_policy(clinician=ben)
    assert why_none(ben, unpublished, A_WEEK, NOW) == "no_hours"
    ada.gone_since = NOW
    assert why_none(ada, kind, A_WEEK, NOW) == "gone"
    assert openings_of(ada, kind, A_WEEK, NOW) == ()


def test_a_full_day_says_that_it_is_full(ada: Clinician, kind: SessionType, dan: Client) -> None:
    thursday = Interval(THURSDAY, THURSDAY + 3 * HOUR)
    change(kind, daily_maximum=1)
    book(dan, kind)
    kind.refresh_from_db()
    assert why_none(ada, kind, thursday, NOW) == "full"
    assert "Tue 09:00" in free(kind)


def test_buffers_are_kept_on_both_sides(kind: SessionType, dan: Client) -> None:
    book(dan, change(kind, before=5, after=5), THURSDAY + HOUR)
    kind.refresh_from_db()
    assert [each for each in free(kind) if each.startswith("Thu")] == ["Thu 09:00", "Thu 11:00"]
    assert [each for each in free(change(kind, before=10, after=10)) if each.startswith("Thu")] == []


# --- booking


def test_a_client_has_it_at_once_where_the_kind_says_so(kind: SessionType, dan: Client) -> None:
    made = book(dan, kind)
    assert (made.state, made.end - made.start, made.held_until, made.made_by) == (
        "booked",
        timedelta(minutes=50),
        None,
        "client",
    )
    entry = AuditEntry.objects.get(verb="booked")
    assert (entry.thing_kind, entry.thing_id, entry.client_id) == ("appointment", made.pk, dan.pk)


def test_else_it_is_held_for_them(kind: SessionType, dan: Client) -> None:
    made = book(dan, change(kind, is_instant=False, hold=60))
    assert (made.state, made.held_until) == ("requested", NOW + HOUR)
    assert "Thu 09:00" not in free(kind)


def test_it_is_held_no_longer_than_until_it_would_begin(kind: SessionType, dan: Client) -> None:
    kind = change(kind, is_instant=False, hold=7 * 24 * 60)
    assert book(dan, kind).held_until == THURSDAY


def test_who_is_no_client_only_asks(kind: SessionType) -> None:
    with pytest.raises(NotFoundError):
        ask(kind)
    made = ask(change(kind, who_books="anyone"))
    assert (made.state, made.client, made.name, made.address, made.note) == (
        "requested",
        None,
        "Vera Lund",
        "vera@somewhere.example",
        "May I come?",
    )


def test_what_is_no_opening_is_not_booked_and_others_are_named(
    kind: SessionType, dan: Client, ada: Clinician
) -> None:
    eve = factories.add_client(clinician=ada, name="Eve", addresses={"email": "eve@client.example"})
    book(dan, kind)
    for start in (THURSDAY, THURSDAY + HOUR / 2, THURSDAY + DAY):
        with pytest.raises(TimeTakenError) as raised:
            book(eve, kind, start)
        others = raised.value.others
        assert (len(others), others) == (5, tuple(sorted(others)))
        assert THURSDAY not in others
    with pytest.raises(IsOverError):
        enter(dan, kind, NOW - DAY)


def test_only_so_many_requests_wait_at_once(kind: SessionType, dan: Client) -> None:
    kind = change(kind, is_instant=False)
    starts = openings_of(kind.clinician, kind, Interval(NOW, NOW + 30 * DAY), NOW)
    for start in starts[:5]:
        book(dan, kind, start)
    with pytest.raises(TooManyRequestsError):
        book(dan, kind, starts[5])


def test_whoever_keeps_the_diary_enters_any_free_time(kind: SessionType, dan: Client, finn: User) -> None:
    at_night = THURSDAY - 8 * HOUR
    made = enter(dan, kind, at_night)
    assert (made.state, made.made_by) == ("booked", "clinician")
    with pytest.raises(TimeTakenError):
        enter(dan, kind, at_night + HOUR / 2)
    assert enter(dan, kind, THURSDAY, factories.front_desk_actor(finn)).state == "booked"


def test_they_are_told_what_is_worth_knowing(ada: Clinician, kind: SessionType) -> None:
    def known(start: datetime) -> tuple[str, ...]:
        return worth_knowing(ada, Interval(start, start + HOUR), NOW)

    assert known(THURSDAY) == ()
    assert known(THURSDAY + 9 * HOUR) == ("outside_hours",)
    document = {**SESSION_HOURS, "time_away": [{"first_day": "2026-03-12", "last_day": "2026-03-12"}]}
    factories.publish_policy(clinician=ada, document={**document, "closed_dates": ["2026-03-13"]})
    assert known(THURSDAY) == ("away", "outside_hours")
    assert known(THURSDAY + DAY) == ("closed", "outside_hours")


def test_hours_past_midnight_are_closed_with_the_day_on_which_they_start(
    ada: Clinician, kind: SessionType
) -> None:
    late = {"sessions": [{"days": ["TU", "WE", "TH"], "start": "22:00", "end": "02:00"}]}
    document = {**SESSION_HOURS, "hours": late, "closed_dates": ["2026-03-11"]}  # a Wednesday
    factories.publish_policy(clinician=ada, document=document, now=NOW)
    after_midnight = {  # of Tuesday's hours, of Wednesday's, of Thursday's; and by day
        datetime(2026, 3, 11, 4, 30, tzinfo=UTC): (),
        datetime(2026, 3, 12, 4, 30, tzinfo=UTC): ("closed", "outside_hours"),
        datetime(2026, 3, 13, 4, 30, tzinfo=UTC): (),
        datetime(2026, 3, 11, 18, 0, tzinfo=UTC): ("closed", "outside_hours"),
        datetime(2026, 3, 12, 18, 0, tzinfo=UTC): ("outside_hours",),
    }
    for start, codes in after_midnight.items():
        assert worth_knowing(ada, Interval(start, start + 50 * MINUTE), NOW) == codes


def test_entered_back_to_back_less_is_kept_free_around_it(kind: SessionType, dan: Client) -> None:
    kind = change(kind, before=15, after=15)
    first = enter(dan, kind, THURSDAY)
    second = enter(dan, kind, first.end + timedelta(minutes=15))
    assert second.taken_from == second.start == first.taken_until


def test_nobody_is_entered_who_is_not_in_care(kind: SessionType, ben: Clinician, finn: User) -> None:
    bens = factories.add_client(clinician=ben, name="Ida", addresses={"email": "ida@client.example"})
    for actor in (None, factories.front_desk_actor(finn)):
        with pytest.raises(NotFoundError):
            enter(bens, kind, THURSDAY, actor)
    with pytest.raises(MayNotBookError):
        services.book(
            actor=clinician_actor(kind.clinician),
            clinician=kind.clinician,
            session_type_id=kind.pk,
            start=THURSDAY,
            now=NOW,
        )


@pytest.mark.postgresql  # on SQLite one writes at a time, and looks first
def test_the_database_itself_keeps_times_apart(kind: SessionType, dan: Client) -> None:
    made = book(dan, kind)
    twin = Appointment.objects.get(pk=made.pk)
    twin.pk = uuid4()
    with pytest.raises(IntegrityError, match="no_two_share_time"), transaction.atomic():
        twin.save(force_insert=True)


def test_what_a_visitor_asked_can_be_erased_and_nothing_else(
    kind: SessionType, dan: Client, ben: Clinician
) -> None:
    made, theirs = ask(change(kind, who_books="anyone")), book(dan, kind, THURSDAY + HOUR)
    ours = clinician_actor(kind.clinician)
    for actor, row in ((clinician_actor(ben), made), (ours, theirs)):
        with pytest.raises(NotFoundError):
            services.erase_asker(actor=actor, appointment_id=row.pk, now=NOW)
    services.erase_asker(actor=ours, appointment_id=made.pk, now=NOW)
    assert Appointment.objects.get() == theirs
    entry = AuditEntry.objects.get(verb="erased")
    assert (entry.thing_id, entry.client_id) == (made.pk, None)
    assert "Thu 09:00" in free(kind)


# --- afterwards


def test_a_request_is_confirmed_or_declined_once(kind: SessionType, dan: Client, finn: User) -> None:
    kind = change(kind, is_instant=False)
    first, second = book(dan, kind), book(dan, kind, THURSDAY + HOUR)
    ours = clinician_actor(kind.clinician)
    confirmed = services.confirm(actor=ours, appointment_id=first.pk, now=NOW)
    assert (confirmed.state, confirmed.sequence, confirmed.held_until) == ("booked", 1, None)
    desk = factories.front_desk_actor(finn)
    declined = services.decline(actor=desk, appointment_id=second.pk, now=NOW)
    assert (declined.state, declined.closed_by) == ("declined", "clinician")
    assert "Thu 10:00" in free(kind)
    for act in (services.confirm, services.decline):
        for each in (first, second):
            with pytest.raises(IsOverError):
                act(actor=ours, appointment_id=each.pk, now=NOW)


def test_moving_frees_and_takes(kind: SessionType, dan: Client) -> None:
    made = book(dan, kind)
    moved = services.move(actor=client_actor(dan), appointment_id=made.pk, start=THURSDAY + HOUR, now=NOW)
    assert (moved.start, moved.sequence) == (THURSDAY + HOUR, 1)
    assert ("Thu 09:00" in free(kind), "Thu 10:00" in free(kind)) == (True, False)


def test_it_may_move_into_its_own_time(kind: SessionType, dan: Client) -> None:
    kind = change(kind, step=30)
    made = book(dan, kind)
    moved = services.move(actor=client_actor(dan), appointment_id=made.pk, start=THURSDAY + HOUR / 2, now=NOW)
    assert moved.start == THURSDAY + HOUR / 2


def test_one_of_a_series_moves_to_where_all_of_it_fits(kind: SessionType, dan: Client) -> None:
    """It keeps its length, however short its kind has become; its own time until now is free for it."""
    factories.start_series(clinician=kind.clinician, client=dan, kind=kind)
    change(kind, minutes=20, step=10)
    row = Appointment.objects.earliest("start")
    too_late, last = THURSDAY + 140 * MINUTE, THURSDAY + 130 * MINUTE  # the hours end at noon
    with pytest.raises(TimeTakenError) as raised:
        services.move(actor=client_actor(dan), appointment_id=row.pk, start=too_late, now=NOW)
    assert last in raised.value.others
    assert too_late not in raised.value.others
    services.move(actor=client_actor(dan), appointment_id=row.pk, start=last, now=NOW)
    row.refresh_from_db()
    assert row.end - row.start == 50 * MINUTE


def test_a_client_moves_to_an_opening_before_the_notice(kind: SessionType, dan: Client) -> None:
    made = book(dan, kind)

    def move(start: datetime, now: datetime) -> None:
        services.move(actor=client_actor(dan), appointment_id=made.pk, start=start, now=now)

    with pytest.raises(TimeTakenError):
        move(THURSDAY + DAY, NOW)
    with pytest.raises(TooLateToMoveError):
        move(THURSDAY + 5 * DAY, THURSDAY - 23 * HOUR)
    ours = clinician_actor(kind.clinician)
    late = services.move(actor=ours, appointment_id=made.pk, start=THURSDAY + DAY, now=THURSDAY - 2 * HOUR)
    assert late.start == THURSDAY + DAY


@pytest.mark.parametrize(("hours_before", "late"), [(25, False), (23, True)])
def test_cancelling_late_is_noted_and_never_refused(
    kind: SessionType, dan: Client, hours_before: int, *, late: bool
) -> None:
    made = book(dan, kind)
    now = THURSDAY - hours_before * HOUR
    gone = services.cancel(actor=client_actor(dan), appointment_id=made.pk, now=now)
    assert (gone.state, gone.closed_by, gone.was_late, gone.sequence) == ("cancelled", "client", late, 1)


def test_the_clinician_is_never_late(kind: SessionType, dan: Client) -> None:
    made = book(dan, kind)
    ours = clinician_actor(kind.clinician)
    gone = services.cancel(actor=ours, appointment_id=made.pk, now=THURSDAY - HOUR)
    assert not gone.was_late


def test_what_has_begun_stays_as_it_is(kind: SessionType, dan: Client) -> None:
    made = book(dan, kind)
    for actor in (client_actor(dan), clinician_actor(kind.clinician)):
        with pytest.raises(IsOverError):
            services.cancel(actor=actor, appointment_id=made.pk, now=THURSDAY)
        with pytest.raises(IsOverError):
            services.move(actor=actor, appointment_id=made.pk, start=THURSDAY + DAY, now=THURSDAY)


# --- who sees what


def test_everybody_sees_what_is_theirs(
    kind: SessionType, dan: Client, ada: Clinician, ben: Clinician, cleo: Clinician, finn: User
) -> None:
    eve = factories.add_client(clinician=ada, name="Eve", addresses={"email": "eve@client.example"})
    made = book(dan, kind)
    span = Interval(NOW, NOW + 7 * DAY)
    seeing = (clinician_actor(ada), factories.front_desk_actor(finn))
    assert [list(queries.appointments(each, span)) for each in seeing] == [[made], [made]]
    assert list(queries.own_appointments(client_actor(dan))) == [made]
    others = (clinician_actor(ben), clinician_actor(cleo))
    assert [list(queries.appointments(each, span)) for each in others] == [[], []]
    assert list(queries.own_appointments(client_actor(eve))) == []
    for actor in (*others, client_actor(eve)):
        with pytest.raises(NotFoundError):
            queries.appointment(actor, made.pk)
        with pytest.raises(NotFoundError):
            services.cancel(actor=actor, appointment_id=made.pk, now=NOW)
        with pytest.raises(NotFoundError):
            queries.session_type(actor, ben, kind.pk)
    assert Appointment.objects.get().state == "booked"


def test_a_client_books_with_who_cares_for_them(kind: SessionType, ben: Clinician) -> None:
    bens = factories.add_client(clinician=ben, name="Ida", addresses={"email": "ida@client.example"})
    with pytest.raises(NotFoundError):
        book(bens, kind)
    assert list(queries.session_types(client_actor(bens), kind.clinician)) == []


def test_what_nobody_books_is_entered(kind: SessionType, dan: Client) -> None:
    kind = change(kind, who_books="nobody")
    with pytest.raises(NotFoundError):
        book(dan, kind)
    assert enter(dan, kind, THURSDAY).state == "booked"


# --- kinds of sessions


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("minutes", 0),
        ("minutes", 2000),
        ("step", 1),
        ("horizon_days", 1000),
        ("daily_maximum", 0),
        ("reminders", (0,)),
        ("reminders", (1, 2, 3, 4)),
    ],
)
def test_terms_that_cannot_be_are_named(ada: Clinician, field: str, value: Any) -> None:
    offer = Offer(**{"name": "Session", "minutes": 50, field: value})
    with pytest.raises(TermsError) as raised:
        create_session_type(actor=clinician_actor(ada), offer=offer, now=NOW)
    assert raised.value.field == field


def test_what_is_offered_no_more_is_booked_no_more(kind: SessionType, dan: Client) -> None:
    made = book(dan, kind)
    end_session_type(actor=clinician_actor(kind.clinician), session_type_id=kind.pk, now=NOW)
    with pytest.raises(NotFoundError):
        book(dan, kind, THURSDAY + HOUR)
    made.refresh_from_db()
    assert made.state == "booked"


def test_a_change_of_place_is_a_revision_of_what_stands(kind: SessionType, dan: Client) -> None:
    made = book(dan, kind)
    offer = Offer(name="Session", minutes=50, where="14 Quiet Street")
    change_session_type(
        actor=clinician_actor(kind.clinician), session_type_id=kind.pk, offer=offer, now=NOW + HOUR
    )
    made.refresh_from_db()
    assert (made.revised_at, made.end - made.start) == (NOW + HOUR, timedelta(minutes=50))
