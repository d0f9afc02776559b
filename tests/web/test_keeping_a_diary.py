"""A clinician's kinds of sessions, appointments and week; and the front desk's."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import translation

from accounts.domain.actors import Visitor
from accounts.models import Client, Clinician
from notifications import services
from policies.language.understand import understand
from scheduler.models import Appointment, BusyTime, Calendar, Series, SessionType
from scheduler.services import Asker
from tests import elsewhere, factories
from tests.factories import NOW
from tests.web_policies import FULL_POLICY
from web.presentation.session_types import SessionKind

pytestmark = [pytest.mark.usefixtures("on_a_tuesday_morning")]

THURSDAY = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)  # 11:00 in New York
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
USUAL = {
    "name": "First meeting",
    "minutes": "50",
    "place": "online",
    "where": "https://rooms.example/ada",
    "who_books": "anyone",
    "notice": "1440",
    "horizon_days": "60",
    "before": "0",
    "after": "10",
    "step": "30",
    "daily_maximum": "",
    "hold": "2880",
    "cancel_notice": "1440",
    "cancel_words": "A missed hour costs 40 dollars.",
    "reminders": ["1440", "120"],
}


@pytest.fixture
def kind(published: Clinician) -> SessionType:
    return factories.offer_sessions(clinician=published, is_instant=False)


@pytest.fixture
def booked(kind: SessionType, dan: Client, published: Clinician) -> Appointment:
    return factories.book(clinician=published, client=dan, kind=kind, start=THURSDAY)


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


# --- kinds of sessions


def test_a_kind_of_session_is_added_changed_and_ended(signed_in: Browser) -> None:
    assert "Nothing can be booked yet" in words(signed_in.get("/sessions/"))
    assert signed_in.get("/sessions/add/").status_code == 200
    answer = signed_in.post("/sessions/add/", USUAL)
    made = SessionType.objects.get()
    assert answer.headers["Location"] == f"/sessions/{made.pk}/"
    assert (made.minutes, made.after, made.reminders, made.is_instant) == (50, 10, [1440, 120], False)
    assert made.where == "https://rooms.example/ada"
    page = words(signed_in.get(f"/sessions/{made.pk}/"))
    assert "What a client will see" in page
    assert "You ask for a time, and it is kept for you for up to 2 days" in page
    signed_in.post(f"/sessions/{made.pk}/", USUAL | {"minutes": "80", "daily_maximum": "4"})
    made.refresh_from_db()
    assert (made.minutes, made.daily_maximum) == (80, 4)
    assert "Offer “First meeting” no more?" in words(signed_in.get(f"/sessions/{made.pk}/end/"))
    signed_in.post(f"/sessions/{made.pk}/end/")
    assert signed_in.get(f"/sessions/{made.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("field", "said", "mend"),
    [
        ("name", "", "Give it a name that clients understand"),
        ("minutes", "0", "Write a whole number from 5 to 1440."),
        ("minutes", "fifty", "Write a whole number from 5 to 1440."),
        ("minutes", "9" * 400, "Write a whole number from 5 to 1440."),
        ("horizon_days", "-1", "Write a whole number from 1 to 366."),
        ("notice", "7", "Choose one of these."),
        ("notice", "", "Choose one of these."),
        ("who_books", "everybody", "everybody"),
        ("place", "moon", "moon"),
        ("daily_maximum", "0", "Write a whole number from 1 to 50."),
        ("reminders", ["60", "120", "1440", "2880"], "Choose three at most"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_lost(
    signed_in: Browser, field: str, said: object, mend: str
) -> None:
    answer = signed_in.post("/sessions/add/", USUAL | {field: said})
    assert answer.status_code == 422
    assert mend in words(answer)
    assert "A missed hour costs 40 dollars." in words(answer)
    assert not SessionType.objects.exists()


def test_terms_that_no_choice_names_can_stay(signed_in: Browser, published: Clinician) -> None:
    made = factories.offer_sessions(clinician=published, notice=90, reminders=(45,))
    form = signed_in.get(f"/sessions/{made.pk}/").context["form"]
    kept = USUAL | {"notice": "90", "reminders": ["45"]}
    assert {name: form[name].value() for name in ("notice", "reminders")} == {"notice": 90, "reminders": [45]}
    assert signed_in.post(f"/sessions/{made.pk}/", kept).status_code == 302


# --- appointments


def test_a_request_is_counted_and_answered(signed_in: Browser, booked: Appointment, dan: Client) -> None:
    page = words(signed_in.get("/inbox/"))
    assert "Appointments 1 waits for an answer" in page
    listed = words(signed_in.get("/appointments/"))
    assert listed.index("To answer") < listed.index("Dan Abara")
    assert "47 hours to answer" in listed or "2 days to answer" in listed
    address = f"/appointments/{booked.pk}/"
    assert "Yes, it is theirs" in words(signed_in.get(address))
    assert signed_in.post(f"{address}answer/", {"answer": "perhaps"}).status_code == 404
    signed_in.post(f"{address}answer/", {"answer": "confirm"})
    booked.refresh_from_db()
    assert booked.state == "booked"
    over = signed_in.post(f"{address}answer/", {"answer": "decline"})
    assert over.status_code == 409
    assert "Nothing was changed" in words(over)


def test_a_request_is_declined(signed_in: Browser, booked: Appointment) -> None:
    signed_in.post(f"/appointments/{booked.pk}/answer/", {"answer": "decline"})
    booked.refresh_from_db()
    assert booked.state == "declined"
    assert "Did not work out" in words(signed_in.get(f"/appointments/{booked.pk}/"))


def test_moving_to_an_opening_or_to_any_time(signed_in: Browser, booked: Appointment) -> None:
    address = f"/appointments/{booked.pk}/move/"
    shown = signed_in.get(address)
    assert "Times that are free" in words(shown)
    assert shown.context["times"].chosen == date(2026, 3, 12)  # its own day first, though others come before
    signed_in.post(address, {"start": "2026-03-12T16:00Z"})
    booked.refresh_from_db()
    assert booked.start == THURSDAY + HOUR
    sunday = {"day": "2026-03-15", "time": "20:00"}
    answer = signed_in.post(address, sunday)
    assert answer.status_code == 422
    assert "It lies outside your hours for sessions." in words(answer)
    booked.refresh_from_db()
    assert booked.start == THURSDAY + HOUR
    seen = answer.context["typed"]["seen"].value()
    other = signed_in.post(address, sunday | {"time": "21:00", "seen": seen})  # of another time
    assert other.status_code == 422
    assert signed_in.post(address, sunday | {"seen": seen}).status_code == 302
    booked.refresh_from_db()
    assert booked.start == datetime(2026, 3, 16, 0, 0, tzinfo=UTC)


def test_moving_onto_another(signed_in: Browser, booked: Appointment, kind: SessionType, dan: Client) -> None:
    other = factories.book(clinician=booked.clinician, client=dan, kind=kind, start=THURSDAY + 2 * HOUR)
    address = f"/appointments/{other.pk}/move/"
    listed = signed_in.post(address, {"start": "2026-03-12T15:00Z"})
    assert "This time is no longer free." in words(listed)
    typed = signed_in.post(address, {"day": "2026-03-12", "time": "11:00"})
    assert "You have another appointment then." in words(typed)


@pytest.mark.parametrize(
    ("day", "time"),
    [
        ("", ""),
        ("x", "y"),
        ("2026-03-09", "10:00"),
        ("0001-01-01", "10:00"),
        ("9999-12-31", "23:59"),
        ("2026-03-12", "25:00"),
    ],
)
def test_what_is_no_time(signed_in: Browser, booked: Appointment, day: str, time: str) -> None:
    answer = signed_in.post(f"/appointments/{booked.pk}/move/", {"day": day, "time": time})
    assert answer.status_code == 422
    booked.refresh_from_db()
    assert booked.start == THURSDAY


def test_cancelling_asks_first(signed_in: Browser, booked: Appointment) -> None:
    signed_in.post(f"/appointments/{booked.pk}/answer/", {"answer": "confirm"})
    assert "Cancel the appointment with Dan Abara?" in words(
        signed_in.get(f"/appointments/{booked.pk}/cancel/")
    )
    booked.refresh_from_db()
    assert booked.state == "booked"
    signed_in.post(f"/appointments/{booked.pk}/cancel/")
    booked.refresh_from_db()
    assert booked.state == "cancelled"
    assert "Cancelled by your practice." in words(signed_in.get(f"/appointments/{booked.pk}/"))


def entry(dan: Client, kind: SessionType, **more: str) -> dict[str, str]:
    usual = {"client": str(dan.pk), "kind": str(kind.pk), "day": "2026-03-12", "time": "11:00", "weeks": "0"}
    return usual | more


def test_entering_one_for_a_client(signed_in: Browser, dan: Client, kind: SessionType) -> None:
    assert "Dan Abara" in words(signed_in.get("/appointments/new/"))
    answer = signed_in.post("/appointments/new/", entry(dan, kind))
    made = Appointment.objects.get()
    assert answer.headers["Location"] == f"/appointments/{made.pk}/"
    assert (made.state, made.start, made.client) == ("booked", THURSDAY, dan)
    again = signed_in.post("/appointments/new/", entry(dan, kind))
    assert "You have another appointment then." in words(again)
    outside = signed_in.post("/appointments/new/", entry(dan, kind, day="2026-12-25"))
    assert "You are away then." in words(outside)
    assert Appointment.objects.count() == 1


def test_a_time_of_another_year_is_said_with_its_year(
    signed_in: Browser, dan: Client, kind: SessionType
) -> None:
    signed_in.post("/appointments/new/", entry(dan, kind, day="2027-01-07"))
    assert "Thursday 7 January 2027 at 11:00 (New York)" in words(signed_in.get("/appointments/"))


def test_what_is_wrong_is_said_first(signed_in: Browser, dan: Client, kind: SessionType) -> None:
    """What is marked may be far down, on a phone."""
    told = words(signed_in.post("/appointments/new/", entry(dan, kind, client="")))
    assert "Nothing was entered yet." in told.partition("For whom?")[0]
    assert "Times are those of New York." in told


def test_whoever_has_nobody_to_enter_one_for_is_led_on(signed_in: Browser) -> None:
    told = signed_in.get("/appointments/new/").content.decode()
    assert "Nobody to add one for yet" in told
    assert 'class="button" href="/clients/"' in told


def test_entering_a_series(signed_in: Browser, dan: Client, kind: SessionType) -> None:
    said = entry(dan, kind, weeks="1", last_day="2026-04-16")
    assert signed_in.post("/appointments/new/", said).headers["Location"] == "/appointments/"
    assert [row.start for row in Appointment.objects.order_by("start")][:2] == [
        THURSDAY,
        THURSDAY + WEEK,
    ]
    assert "Every week at 11:00 (New York), from Thursday 12 March 2026 to Thursday 16 April 2026" in words(
        signed_in.get("/appointments/")
    )
    wrong = signed_in.post("/appointments/new/", entry(dan, kind, weeks="1", last_day="2026-03-01"))
    assert wrong.status_code == 422
    assert Series.objects.count() == 1


def test_what_a_series_cannot_be_is_said_in_the_readers_language(
    signed_in: Browser, dan: Client, kind: SessionType
) -> None:
    far = signed_in.post("/appointments/new/", entry(dan, kind, weeks="1", day="2026-08-06"))
    assert "Choose a day within the next twelve weeks." in words(far)
    ends_first = entry(dan, kind, weeks="1", last_day="2026-03-01")
    answer = signed_in.post("/appointments/new/?lang=es", ends_first)
    assert "no sea anterior al primero" in words(answer)
    assert "Choose" not in words(answer)


@pytest.mark.parametrize("last_day", ["9999-12-31", "2099-01-01", "0001-01-01"])
def test_no_series_ends_when_no_calendar_goes_on(
    signed_in: Browser, dan: Client, kind: SessionType, last_day: str
) -> None:
    answer = signed_in.post("/appointments/new/", entry(dan, kind, weeks="1", last_day=last_day))
    assert answer.status_code == 422
    assert not Series.objects.exists()


def series_rows(kind: SessionType, dan: Client) -> list[Appointment]:
    factories.start_series(clinician=kind.clinician, client=dan, kind=kind)
    return list(Appointment.objects.order_by("start"))


def booked_starts() -> list[datetime]:
    return list(Appointment.objects.filter(state="booked").order_by("start").values_list("start", flat=True))


def test_a_series_moves_from_one_of_its_dates_on(signed_in: Browser, dan: Client, kind: SessionType) -> None:
    rows = series_rows(kind, dan)
    address = f"/appointments/{rows[2].pk}/move/"
    assert "This one and all that follow" in words(signed_in.get(address))
    said = {"day": "2026-03-25", "time": "14:00", "which": "from_here"}
    answer = signed_in.post(address, said)
    if answer.status_code == 422:  # outside of the hours, which is said first
        answer = signed_in.post(address, said | {"seen": "2026-03-25T18:00:00+00:00"})
    assert answer.headers["Location"] == "/appointments/"
    wednesday = datetime(2026, 3, 25, 18, tzinfo=UTC)
    assert booked_starts()[:4] == [THURSDAY, THURSDAY + WEEK, wednesday, wednesday + WEEK]
    assert Series.objects.filter(ended_at=None).get().starts_at == 14 * 60


def test_a_series_moves_to_one_of_the_times_that_are_free(
    signed_in: Browser, dan: Client, kind: SessionType
) -> None:
    rows = series_rows(kind, dan)
    to = {"start": f"{THURSDAY + HOUR:%Y-%m-%dT%H:%MZ}"}
    signed_in.post(f"/appointments/{rows[0].pk}/move/", {**to, "which": "from_here"})
    assert booked_starts()[:2] == [THURSDAY + HOUR, THURSDAY + HOUR + WEEK]


def test_only_one_moves_unless_it_is_said(signed_in: Browser, dan: Client, kind: SessionType) -> None:
    rows = series_rows(kind, dan)
    to = {"start": f"{THURSDAY + HOUR:%Y-%m-%dT%H:%MZ}"}
    signed_in.post(f"/appointments/{rows[0].pk}/move/", to)
    assert booked_starts()[:2] == [THURSDAY + HOUR, THURSDAY + WEEK]
    assert Series.objects.get().ended_at is None


def test_what_is_refused_leaves_the_series_as_it_was(
    signed_in: Browser, dan: Client, kind: SessionType
) -> None:
    rows = series_rows(kind, dan)
    eve = factories.add_client(clinician=kind.clinician, name="Eve", addresses={"email": "eve@x.example"})
    factories.book(clinician=kind.clinician, client=eve, kind=kind, start=THURSDAY + 2 * HOUR)
    before = booked_starts()
    address = f"/appointments/{rows[3].pk}/move/"
    taken = {"day": "2026-03-12", "time": "13:00", "which": "from_here"}
    answer = signed_in.post(address, taken | {"seen": f"{(THURSDAY + 2 * HOUR).isoformat()}"})
    assert "You have another appointment then." in words(answer)
    assert 'value="from_here" checked' in answer.content.decode()
    far = {"day": "2026-09-10", "time": "13:00", "which": "from_here", "seen": "2026-09-10T17:00:00+00:00"}
    assert "Choose a day within the next twelve weeks." in words(signed_in.post(address, far))
    assert booked_starts() == before


def test_a_series_that_was_ended_meanwhile_moves_up_to_its_end(
    signed_in: Browser, dan: Client, kind: SessionType
) -> None:
    """Two windows: what the form of one still offers is done for the days that are left, and for no more."""
    rows = series_rows(kind, dan)
    series = Series.objects.get()
    day = series.first_day + 4 * WEEK
    services.end_series(actor=factories.client_actor(dan), series_id=series.pk, from_day=day, now=NOW)
    to = {"start": f"{THURSDAY + HOUR:%Y-%m-%dT%H:%MZ}", "which": "from_here"}
    last = rows[3]
    assert signed_in.post(f"/appointments/{last.pk}/move/", to).status_code == 409
    assert booked_starts() == [row.start for row in rows[:4]]
    assert signed_in.post(f"/appointments/{rows[0].pk}/move/", to).status_code == 302
    assert booked_starts() == [row.start + HOUR for row in rows[:4]]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_sentence_that_is_suggested_is_understood(client: Browser, ada: Clinician, language: str) -> None:
    """Statements are read in English, whatever language the page is in."""
    factories.publish_policy(clinician=ada, document=factories.ORDINARY_POLICY, now=NOW - DAY)
    assert ada.user
    client.force_login(ada.user)
    answer = client.get(f"/week/?lang={language}").content.decode()
    (sentence,) = re.findall('<q lang="en">(.*?)</q>', answer)
    read = understand(sentence, timezone="America/New_York", region="US-NY", on=NOW.date())
    assert read.problems == ()
    assert [each["days"] for each in read.policy["hours"]["sessions"]] == [["MO", "TU", "WE", "TH"]]


def test_none_is_said_of_lengths_and_of_reminders_apart(published: Clinician) -> None:
    """In Spanish they are of different genders."""
    kind = factories.offer_sessions(clinician=published, after=10, reminders=())
    with translation.override("es"):
        facts = dict(SessionKind(kind).facts)
    assert facts["Se deja libre"] == "antes: nada; después: 10 minutos"
    assert facts["Recordatorios"] == "ninguno"


def test_nobody_elses_client_can_be_entered(
    signed_in: Browser, cleo: Clinician, kind: SessionType, dan: Client
) -> None:
    theirs = factories.add_client(clinician=cleo, name="Foreign", addresses={"email": "f@client.example"})
    assert signed_in.post("/appointments/new/", entry(theirs, kind)).status_code == 422
    assert signed_in.post("/appointments/new/", entry(dan, kind) | {"kind": "x"}).status_code == 422
    assert not Appointment.objects.exists()


def test_the_front_desk_keeps_the_diary_and_reads_no_notes(
    client: Browser, published: Clinician, dan: Client, kind: SessionType
) -> None:
    client.force_login(
        factories.add_person(practice=published.practice, name="Finn Moss", is_front_desk=True)
    )
    services.book(
        actor=Visitor(),
        clinician=published,
        session_type_id=factories.offer_sessions(clinician=published, who_books="anyone").pk,
        start=THURSDAY,
        note="It is about my brother.",
        visitor=Asker("Vera Lund", "vera@somewhere.example"),
        now=NOW,
    )
    made = Appointment.objects.get()
    listed = words(client.get("/desk/appointments/"))
    assert "Vera Lund" in listed
    assert "Ada Quist" in listed
    page = words(client.get(f"/desk/appointments/{made.pk}/"))
    assert "brother" not in page
    client.post(f"/desk/appointments/{made.pk}/answer/", {"answer": "confirm"})
    made.refresh_from_db()
    assert made.state == "booked"
    assert client.get("/desk/appointments/new/").status_code == 200
    client.post("/desk/appointments/new/?clinician=ada-quist", entry(dan, kind, time="13:00"))
    assert Appointment.objects.count() == 2
    assert client.get("/appointments/").status_code == 403


# --- the week


def test_the_week_says_everything_in_words(
    signed_in: Browser, booked: Appointment, published: Clinician
) -> None:
    calendar = Calendar.objects.create(
        practice_id=published.practice_id,
        clinician=published,
        name="Work calendar",
        use="away",
        time_zone="America/New_York",
        connected_at=NOW,
        read_at=NOW - timedelta(minutes=10),
    )
    for start, hours, is_away in (
        (NOW + 2 * HOUR, 1, False),
        (datetime(2026, 3, 13, 4, 0, tzinfo=UTC), 24, True),
    ):
        BusyTime.objects.create(
            practice_id=published.practice_id,
            clinician=published,
            calendar=calendar,
            start=start,
            end=start + hours * HOUR,
            is_away=is_away,
        )
    told = words(signed_in.get("/week/"))
    assert "Monday 9 March 2026 to Sunday 15 March 2026" in told
    assert "Times are those of New York." in told
    assert "12:30 to 13:30: Busy, from “Work calendar”, read 10 minutes ago" in told
    assert "All day: Away, from “Work calendar”, read 10 minutes ago" in told
    assert "11:00 to 11:50 Dan Abara" in told
    assert "To answer" in told
    assert "Hours for sessions: 10:00 to 19:00" in told
    assert "No hours for sessions" in told
    assert "Today" in told


def test_in_the_picture_a_name_has_a_line_of_its_own(signed_in: Browser, booked: Appointment) -> None:
    told = signed_in.get("/week/").content.decode()
    inside = re.findall(r'<text class="inside \w+" x="(\d+)" y="(\d+)">([^<]+)</text>', told)
    assert [said for _x, _y, said in inside] == ["11:00", "Dan Abara"]
    assert len({y for _x, y, _said in inside}) == 2


def test_why_a_day_is_closed(signed_in: Browser) -> None:
    assert "Closed: Thanksgiving Day." in words(signed_in.get("/week/?from=2026-11-26"))
    away = words(signed_in.get("/week/?from=2026-12-21"))
    assert away.count("Away all day, as your policy says.") == 7


def test_a_day_off_says_which_calendar_it_is_of(signed_in: Browser, published: Clinician) -> None:
    elsewhere.keep(published, closed=[date(2026, 3, 12)], name="School holidays")
    told = words(signed_in.get("/week/"))
    assert re.search(r"Closed: [^,]+, from “School holidays”, read [^.]+\.", told)


def test_weeks_in_which_clocks_change(signed_in: Browser, published: Clinician) -> None:
    nights = {**FULL_POLICY, "hours": {"sessions": [{"days": ["SU"], "start": "00:30", "end": "04:00"}]}}
    factories.publish_policy(clinician=published, document=nights, now=NOW - DAY)
    spring = words(signed_in.get("/week/?from=2027-03-08"))
    assert "Clocks go forward on this day: it is shorter than others." in spring
    assert "Hours for sessions: 00:30 to 04:00" in spring
    autumn = words(signed_in.get("/week/?from=2026-10-26"))
    assert "Clocks go back on this day: it is longer than others." in autumn


@pytest.mark.parametrize("day", ["x", "", "0001-01-01", "9999-12-31", "2026-02-30", "1e9"])
def test_what_is_no_week(signed_in: Browser, day: str) -> None:
    assert "Monday 9 March 2026" in words(signed_in.get("/week/", {"from": day}))


def test_a_week_without_hours(client: Browser, ada: Clinician) -> None:
    assert ada.user is not None
    client.force_login(ada.user)
    told = words(client.get("/week/"))
    assert "Nothing is published yet" in told
    assert "A quiet week" in told
    factories.publish_policy(clinician=ada, now=NOW - DAY)
    assert "Your policy says no hours for sessions, so nobody can book." in words(client.get("/week/"))
