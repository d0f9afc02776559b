"""Who is told of a time, by what, and when; what falls due; and that nothing of it names anybody."""

from datetime import date, datetime, timedelta
from email.message import Message
from typing import Any

import pytest
from icalendar import Calendar as Parsed

from accounts.models import Client, Clinician, User
from accounts.services import choose_news
from notifications import services
from notifications.models import Notice
from notifications.services.delivering import sweep
from notifications.services.due_times import see_to_times
from notifications.services.notices import send_notices
from notifications.services.time_mails import TO_THE_CLINICIAN, TO_WHOEVER_HAS_IT
from scheduler.domain.errors import TermsError
from scheduler.models import Appointment, Series, SessionType, WaitingPlace
from scheduler.queries.appointments import series_of
from scheduler.services import Made, Weekly, forget_what_ended
from tests import factories
from tests.factories import NOW, client_actor, clinician_actor, front_desk_actor
from tests.scheduler.test_appointments import (
    DAY,
    HOUR,
    THURSDAY,
    ask,
    book,
    change,
    enter,
)
from tests.smtp_sink import Sink

WEEK = 7 * DAY


def told(**only: Any) -> list[tuple[str, str, str]]:
    """Of what, whom, and after how long."""
    rows = [(each, each.next_at) for each in Notice.objects.filter(**only)]
    found = [
        (next_at - NOW, each.kind, each.recipient or ("client" if each.client_id else "visitor"))
        for each, next_at in rows
        if next_at
    ]
    return [(what, whom, str(after)) for after, what, whom in sorted(found)]


def send(now: datetime = NOW) -> None:
    while send_notices(clock=lambda: now):
        pass


def parts(mail: Message) -> tuple[str, Parsed]:
    words, calendar = mail.walk() if not mail.is_multipart() else list(mail.walk())[1:]
    said: Any = words.get_payload(decode=True)
    content: Any = calendar.get_payload(decode=True)
    return said.decode().replace("\r\n", "\n"), Parsed.from_ical(content.decode())


def said(mail: Message) -> str:
    words: Any = mail.get_payload(decode=True)
    return " ".join(words.decode().split())


def only_event(parsed: Parsed) -> Any:
    (event,) = parsed.walk("VEVENT")
    return event


# --- who is told


def test_a_booking_is_told_both_and_again_before_it_begins(kind: SessionType, dan: Client) -> None:
    book(dan, kind)
    assert told() == [
        ("time_booked", "ada@home.example", "0:00:00"),
        ("time_booked", "client", "0:00:00"),
        ("time_reminder", "client", "22:30:00"),
    ]


def test_a_request_is_told_the_clinician_in_time(kind: SessionType, dan: Client) -> None:
    kind = change(kind, is_instant=False)
    book(dan, kind)
    assert told() == [("time_requested", "ada@home.example", "0:00:00")]


def test_what_the_clinician_does_themselves_is_not_told_them(
    kind: SessionType,
    dan: Client,
    finn: User,
) -> None:
    kind = change(kind, reminders=())
    enter(dan, kind, THURSDAY)
    assert told() == [("time_booked", "client", "0:00:00")]
    enter(dan, kind, THURSDAY + HOUR, front_desk_actor(finn))
    assert ("time_booked", "ada@home.example", "0:00:00") in told()


def test_a_move_settles_what_was_still_to_be_told(kind: SessionType, dan: Client) -> None:
    made = book(dan, kind)
    services.move(actor=client_actor(dan), appointment_id=made.pk, start=THURSDAY + HOUR, now=NOW)
    assert told() == [
        ("time_moved", "ada@home.example", "0:00:00"),
        ("time_moved", "client", "0:00:00"),
        ("time_reminder", "client", "23:30:00"),
    ]


def test_a_cancelled_one_is_reminded_of_no_more(kind: SessionType, dan: Client) -> None:
    made = book(dan, kind)
    services.cancel(actor=client_actor(dan), appointment_id=made.pk, now=NOW)
    assert {each[0] for each in told()} == {"time_cancelled"}


def test_a_visitor_is_told_once_somebody_has_answered(kind: SessionType) -> None:
    kind = change(kind, who_books="anyone", reminders=())
    made = ask(kind)
    assert [each[1] for each in told()] == ["ada@home.example"]
    services.confirm(actor=clinician_actor(kind.clinician), appointment_id=made.pk, now=NOW)
    assert told() == [("time_booked", "visitor", "0:00:00")]
    assert Notice.objects.get().language == "es"


def test_the_clinician_hears_in_their_hours_but_never_too_late(
    kind: SessionType,
    dan: Client,
) -> None:
    at_night = THURSDAY - 8 * HOUR  # Thursday, one o'clock in the morning
    kind = change(kind, notice=0)
    book(dan, kind, THURSDAY + 2 * HOUR, now=at_night)
    first = Notice.objects.get(recipient="ada@home.example", appointment__start=THURSDAY + 2 * HOUR)
    assert first.next_at == THURSDAY
    book(dan, kind, THURSDAY, now=at_night)
    second = Notice.objects.get(recipient="ada@home.example", appointment__start=THURSDAY)
    assert second.next_at == at_night


# --- the mails


def test_an_invitation_comes_with_the_words(kind: SessionType, dan: Client, sink: Sink) -> None:
    dan.time_zone = "Europe/London"
    dan.save()
    made = book(dan, kind)
    send()
    (mail,) = [each for each in sink.mails if each["To"] == "dan@client.example"]
    assert (mail["From"], mail["Subject"]) == ("ada@inbox.example", "Your appointment")
    assert mail.get_content_type() == "multipart/alternative"
    part = mail.get_payload(1)
    assert isinstance(part, Message)
    assert (part.get_content_type(), part.get_param("method"), part.get_param("charset")) == (
        "text/calendar",
        "REQUEST",
        "utf-8",
    )
    words, parsed = parts(mail)
    assert words == (
        "Your appointment: Thursday 12 March at 09:00 (New York; 13:00 for you in London), 50 minutes.\n"
        "12 Quiet Street\n\nTo move or cancel it: http://127.0.0.1:8000/p/ada-quist/sign-in/\n"
    )
    event = only_event(parsed)
    assert (parsed["METHOD"], event["UID"], event["SEQUENCE"]) == ("REQUEST", f"{made.pk}@127.0.0.1", 0)
    assert (event["ORGANIZER"], event["ATTENDEE"]) == (
        "mailto:ada@inbox.example",
        "mailto:dan@client.example",
    )
    assert event["DTSTART"].dt == THURSDAY
    assert event["DTEND"].dt == THURSDAY + timedelta(minutes=50)
    assert (event["SUMMARY"], event["LOCATION"]) == ("Appointment", "12 Quiet Street")


@pytest.mark.parametrize("said", [*TO_WHOEVER_HAS_IT.values(), *TO_THE_CLINICIAN.values()])
def test_each_says_what_to_do_next(said: Any) -> None:
    assert "%(address)s" in str(getattr(said, "text", said))


def test_the_same_event_moves_and_goes(kind: SessionType, dan: Client, sink: Sink) -> None:
    made = book(dan, kind)
    send()
    services.move(actor=client_actor(dan), appointment_id=made.pk, start=THURSDAY + HOUR, now=NOW)
    send()
    services.cancel(actor=clinician_actor(kind.clinician), appointment_id=made.pk, now=NOW)
    send()
    mails = [each for each in sink.mails if each["To"] == "dan@client.example"]
    parsed = [parts(each)[1] for each in mails]
    assert [each["METHOD"] for each in parsed] == ["REQUEST", "REQUEST", "CANCEL"]
    events = [only_event(each) for each in parsed]
    assert len({each["UID"] for each in events}) == 1
    assert [each["SEQUENCE"] for each in events] == [0, 1, 2]
    assert [each["DTSTART"].dt - THURSDAY for each in events] == [0 * HOUR, HOUR, HOUR]
    assert events[2]["STATUS"] == "CANCELLED"


def test_no_mail_names_anybody_or_says_more_than_when_and_where(
    kind: SessionType,
    dan: Client,
    sink: Sink,
) -> None:
    kind = change(kind, name="Trauma group", is_instant=False, where="12 Quiet Street")
    ours = clinician_actor(kind.clinician)
    first, second, third = (book(dan, kind, THURSDAY + each * HOUR) for each in range(3))
    send()
    services.confirm(actor=ours, appointment_id=first.pk, now=NOW)
    services.decline(actor=ours, appointment_id=second.pk, now=NOW)
    services.cancel(actor=client_actor(dan), appointment_id=third.pk, now=NOW)
    send()
    send(THURSDAY - DAY)
    seen = b"\n".join(each.content for each in sink.arrived if isinstance(each.content, bytes))
    assert len(sink.mails) == 8
    for each in sink.mails:
        body = "".join(
            (part.get_payload(decode=True) or b"").decode()  # type: ignore[union-attr]  # bytes, decoded
            for part in each.walk()
            if not part.is_multipart()
        )
        for word in (b"Dan", b"Abara", b"Quist", b"Ada", b"Trauma"):
            assert (word in seen, word.decode() in body) == (False, False)


def test_a_client_who_reads_the_page_gets_no_mail(kind: SessionType, dan: Client, sink: Sink) -> None:
    choose_news(actor=client_actor(dan), client_id=dan.pk, by=Client.News.PORTAL, now=NOW)
    book(dan, kind)
    send(THURSDAY - HOUR)
    assert [each["To"] for each in sink.mails] == ["ada@home.example"]
    assert not Notice.objects.filter(next_at__isnull=False).exists()


def test_a_visitor_is_written_to_in_their_language(kind: SessionType, sink: Sink) -> None:
    kind = change(kind, who_books="anyone")
    made = ask(kind)
    services.confirm(actor=clinician_actor(kind.clinician), appointment_id=made.pk, now=NOW)
    send()
    (mail,) = [each for each in sink.mails if each["To"] == "vera@somewhere.example"]
    assert only_event(parts(mail)[1])["ATTENDEE"] == "mailto:vera@somewhere.example"
    assert "sign-in" not in parts(mail)[0]


def test_a_reminder_that_comes_too_late_is_not_sent(kind: SessionType, dan: Client, sink: Sink) -> None:
    book(dan, kind)
    send(THURSDAY + HOUR)
    assert sink.mails == []


# --- what falls due


def test_a_request_that_nobody_answers_runs_out(kind: SessionType, dan: Client, sink: Sink) -> None:
    kind = change(kind, is_instant=False, hold=60)
    book(dan, kind)
    assert see_to_times(now=NOW + HOUR - timedelta(seconds=1)) == 0
    assert [see_to_times(now=NOW + HOUR) for _ in range(2)] == [1, 0]
    made = Appointment.objects.get()
    assert (made.state, made.closed_by, made.sequence) == ("expired", "", 1)
    assert [each[:2] for each in told()] == [("time_expired", "client")]
    eve = factories.add_client(clinician=kind.clinician, name="Eve", addresses={"email": "eve@x.example"})
    assert book(eve, kind, now=NOW + HOUR).state == "requested"


def test_the_sweep_sees_to_it(kind: SessionType, dan: Client, sink: Sink) -> None:
    kind = change(kind, is_instant=False, hold=60)
    book(dan, kind)
    sweep(clock=lambda: NOW + HOUR)
    assert "could not be confirmed so far" in said(sink.mails[-1])


def test_with_nothing_due_it_asks_five_short_questions(
    kind: SessionType,
    dan: Client,
    django_assert_max_num_queries: Any,
) -> None:
    book(dan, kind)
    with django_assert_max_num_queries(10):  # five, and on PostgreSQL whose rows they are about
        assert see_to_times(now=NOW) == 0


# --- every week


def begin(kind: SessionType, dan: Client, **more: Any) -> Made:
    weekly = {"first_day": date(2026, 3, 12), "starts_at": 9 * 60, **more}
    return services.start_series(
        actor=clinician_actor(kind.clinician),
        clinician=kind.clinician,
        weekly=Weekly(client_id=dan.pk, session_type_id=kind.pk, **weekly),
        now=NOW,
    )


def starts() -> list[str]:
    rows = Appointment.objects.filter(state="booked").order_by("start")
    return [f"{each.start:%m-%d %H:%M}" for each in rows]


def test_a_series_keeps_its_wall_clock_time_for_twelve_weeks(kind: SessionType, dan: Client) -> None:
    factories.publish_policy(
        clinician=kind.clinician, document=factories.SESSION_HOURS, now=NOW - timedelta(days=2)
    )
    made = begin(kind, dan, first_day=date(2026, 3, 11))
    assert len(made.appointments) == 12
    assert made.left_out == ()
    assert starts()[0] == "03-11 13:00"
    autumn = NOW + timedelta(weeks=34)
    for week in range(34):
        see_to_times(now=NOW + timedelta(weeks=week))
    later = Appointment.objects.filter(start__gt=autumn).order_by("start")[0]
    assert f"{later.start:%m-%d %H:%M}" == "11-04 14:00"  # clocks went back: nine o'clock all the same


def test_days_that_cannot_be_are_left_out_and_told(kind: SessionType, dan: Client) -> None:
    ada = kind.clinician
    document = {
        **factories.SESSION_HOURS,
        "closed_dates": ["2026-03-19"],
        "time_away": [{"first_day": "2026-03-26", "last_day": "2026-03-27"}],
    }
    factories.publish_policy(clinician=ada, document=document)
    eve = factories.add_client(clinician=ada, name="Eve", addresses={"email": "eve@client.example"})
    enter(eve, kind, THURSDAY + 3 * WEEK)
    made = begin(kind, dan, last_day=date(2026, 4, 9))
    expected = [("2026-03-19", "closed"), ("2026-03-26", "away"), ("2026-04-02", "taken")]
    assert [(str(day), why) for day, why in made.left_out] == expected
    assert Series.objects.get().left_out == [{"day": day, "why": why} for day, why in expected]
    assert [each[:2] for each in told(series=made.series)] == [
        ("series_begins", "client"),
        ("series_left_out", "ada@home.example"),
    ]


def test_every_second_week_and_no_further_than_its_last_day(kind: SessionType, dan: Client) -> None:
    begin(kind, dan, every_weeks=2, last_day=date(2026, 4, 9))
    assert starts() == ["03-12 13:00", "03-26 13:00", "04-09 13:00"]
    for week in range(30):
        see_to_times(now=NOW + timedelta(weeks=week))
    assert len(starts()) == 3


def test_what_has_reached_its_last_day_goes_on_no_more_and_is_forgotten(
    kind: SessionType, dan: Client
) -> None:
    desk, last = clinician_actor(kind.clinician), date(2026, 4, 9)
    series = begin(kind, dan, last_day=last).series
    on_that_day, later = NOW + timedelta(days=30), NOW + timedelta(days=32)
    assert not see_to_times(now=on_that_day)
    assert list(series_of(desk)) == [series]
    assert see_to_times(now=later) == 1
    assert not see_to_times(now=later)
    assert not series_of(desk)
    assert len(starts()) == 5
    Appointment.objects.all().delete()
    forget_what_ended(series.practice_id, later + DAY)
    assert not Series.objects.exists()


def test_it_goes_on_and_makes_no_day_twice(kind: SessionType, dan: Client) -> None:
    begin(kind, dan)
    first = starts()
    one = Appointment.objects.order_by("start")[1]
    services.move(
        actor=clinician_actor(kind.clinician), appointment_id=one.pk, start=one.start + 30 * HOUR, now=NOW
    )
    two = Appointment.objects.order_by("start")[2]
    services.cancel(actor=client_actor(dan), appointment_id=two.pk, now=NOW)
    for week in (1, 1, 2, 3):
        see_to_times(now=NOW + timedelta(weeks=week))
    days = list(Appointment.objects.values_list("series_day", flat=True))
    assert len(days) == len(set(days)) == len(first) + 3


def test_a_series_ends_from_a_day_on(kind: SessionType, dan: Client, finn: User) -> None:
    made = begin(kind, dan)
    desk = front_desk_actor(finn)
    services.end_series(actor=desk, series_id=made.series.pk, from_day=date(2026, 4, 1), now=NOW)
    assert starts() == ["03-12 13:00", "03-19 13:00", "03-26 13:00"]
    for week in range(20):
        see_to_times(now=NOW + timedelta(weeks=week))
    assert len(starts()) == 3
    assert [each[:2] for each in told(series=made.series)] == [
        ("series_ends", "ada@home.example"),
        ("series_ends", "client"),
    ]
    assert Notice.objects.filter(kind="time_reminder").count() == 3


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("first_day", date(2026, 3, 9)),
        ("first_day", date(2027, 3, 9)),
        ("last_day", date(2026, 3, 11)),
        ("every_weeks", 0),
        ("starts_at", 1440),
    ],
)
def test_a_series_that_cannot_be_says_what_is_wrong(
    kind: SessionType,
    dan: Client,
    field: str,
    wrong: Any,
) -> None:
    with pytest.raises(TermsError) as raised:
        begin(kind, dan, **{field: wrong})
    assert raised.value.field == field


# --- waiting


def wait(dan: Client, kind: SessionType, first: int = 12, last: int = 12) -> WaitingPlace:
    days = (date(2026, 3, first), date(2026, 3, last))
    return services.wait(
        actor=client_actor(dan), clinician=kind.clinician, session_type_id=kind.pk, days=days, now=NOW
    )


def test_who_waits_is_told_when_a_time_comes_free(kind: SessionType, dan: Client, sink: Sink) -> None:
    kind = change(kind, daily_maximum=1)
    eve = factories.add_client(
        clinician=kind.clinician, name="Eve", addresses={"email": "eve@client.example"}
    )
    theirs = book(eve, kind)
    place = wait(dan, kind)
    assert place.look_at == NOW + HOUR
    see_to_times(now=NOW)
    assert not Notice.objects.filter(kind="time_free").exists()
    services.cancel(actor=client_actor(eve), appointment_id=theirs.pk, now=NOW)
    assert [see_to_times(now=NOW) for _ in range(2)] == [1, 0]
    send()
    (mail,) = [each for each in sink.mails if each["To"] == "dan@client.example"]
    assert mail["Subject"] == "A time has become free"
    assert "All who wait are told" in said(mail)


def test_who_books_waits_no_more(kind: SessionType, dan: Client) -> None:
    wait(dan, kind)
    book(dan, kind)
    assert WaitingPlace.objects.get().ended_at == NOW


def test_what_is_free_already_is_no_news(kind: SessionType, dan: Client) -> None:
    assert wait(dan, kind).look_at is None


def test_a_time_past_midnight_is_free_on_both_days(ada: Clinician, dan: Client, sink: Sink) -> None:
    late = {"sessions": [{"days": ["TU"], "start": "22:00", "end": "02:00"}]}
    factories.publish_policy(
        clinician=ada, document={**factories.SESSION_HOURS, "hours": late}, now=NOW - DAY
    )
    long = factories.offer_sessions(clinician=ada, minutes=90, step=30)
    short = factories.offer_sessions(clinician=ada, minutes=50, step=30)
    made = enter(dan, long, NOW + timedelta(days=7, hours=13))  # Tuesday 23:30 to Wednesday 01:00
    wednesday = date(2026, 3, 18)
    place = services.wait(
        actor=client_actor(dan), clinician=ada, session_type_id=short.pk, days=(wednesday,) * 2, now=NOW
    )
    assert place.look_at is None  # 01:00 is free, and they have seen so
    services.cancel(actor=clinician_actor(ada), appointment_id=made.pk, now=NOW)
    see_to_times(now=NOW)
    assert told(kind="time_free") == [("time_free", "client", "0:00:00")]


def test_a_place_ends_with_its_last_day_or_when_one_leaves_it(kind: SessionType, dan: Client) -> None:
    kind = change(kind, daily_maximum=1)
    enter(dan, kind, THURSDAY + 8 * HOUR)
    first = wait(dan, kind)
    see_to_times(now=THURSDAY + 2 * DAY)
    first.refresh_from_db()
    assert first.ended_at == THURSDAY + 2 * DAY
    second = wait(dan, kind)
    services.stop_waiting(actor=client_actor(dan), place_id=second.pk, now=NOW)
    second.refresh_from_db()
    assert (second.ended_at, second.look_at) == (NOW, None)


def test_one_waits_once_and_for_days_to_come(kind: SessionType, dan: Client) -> None:
    wait(dan, kind)
    wait(dan, kind, 12, 20)
    assert WaitingPlace.objects.filter(ended_at=None).get().last_day == date(2026, 3, 20)
    for days in ((9, 9), (14, 13)):
        with pytest.raises(TermsError):
            wait(dan, kind, *days)


# --- whoever goes


@pytest.mark.parametrize("by", ["client", "clinician"])
def test_where_care_ends_nothing_is_left_standing(
    kind: SessionType,
    dan: Client,
    sink: Sink,
    by: str,
) -> None:
    made = book(dan, kind)
    begin(kind, dan, first_day=date(2026, 3, 18))
    wait(dan, kind, 17, 19)
    send()
    sink.arrived.clear()
    actor = client_actor(dan) if by == "client" else clinician_actor(kind.clinician)
    services.leave(actor=actor, client_id=dan.pk, now=NOW)
    made.refresh_from_db()
    assert (made.state, made.closed_by, made.was_late) == ("cancelled", by, False)
    assert not Appointment.objects.filter(state="booked").exists()
    assert Series.objects.get().ended_at == NOW
    assert WaitingPlace.objects.get().ended_at == NOW
    send()
    told_them = [each for each in sink.mails if each["To"] == "dan@client.example"]
    assert parts(told_them[0])[1]["METHOD"] == "CANCEL"


def test_what_somebody_leaves_behind_is_told_the_owners(
    ada: Clinician,
    olive: User,
    sink: Sink,
) -> None:
    member = factories.add_person(practice=ada.practice, name="Max Reed", is_front_desk=True)
    gone = ada
    gone.user = member
    gone.save()
    factories.publish_policy(clinician=gone, document=factories.SESSION_HOURS, now=NOW - DAY)
    theirs = factories.add_client(clinician=gone, name="Dan Abara")
    made = book(theirs, factories.offer_sessions(clinician=gone))
    services.end_access(actor=factories.owner_actor(olive), user_id=member.pk, now=NOW)
    made.refresh_from_db()
    assert made.state == "booked"
    assert [each[:2] for each in told(kind="times_left")] == [("times_left", "olive@inbox.example")]
    send()
    (mail,) = [each for each in sink.mails if each["To"] == "olive@inbox.example"]
    assert "whose access here has ended" in said(mail)
    sink.arrived.clear()
    send(THURSDAY - HOUR)
    assert sink.mails == []  # of what may not take place nobody is reminded
