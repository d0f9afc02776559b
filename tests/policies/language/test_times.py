from datetime import UTC, date, datetime

import pytest

from policies.domain.document import Clock, Stretch, Window
from policies.domain.duration import parse_duration
from policies.language.durations import say_within
from policies.language.hours_words import say_days, say_stretch, say_windows
from policies.language.times import city, say_dates, say_instant, say_moment, say_span

THAT_YEAR = datetime(2026, 1, 15, tzinfo=UTC)
TUESDAY_EVENING = datetime(2026, 3, 10, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("reader_zone", "language", "said"),
    [
        (None, "en", "Tuesday 10 March, by 17:00 (New York)"),
        ("America/New_York", "en", "Tuesday 10 March, by 17:00 (New York)"),
        ("US/Eastern", "en", "Tuesday 10 March, by 17:00 (New York)"),
        ("Mars/Phobos", "en", "Tuesday 10 March, by 17:00 (New York)"),
        ("Europe/London", "en", "Tuesday 10 March, by 17:00 (New York; 21:00 for you in London)"),
        (
            "Pacific/Auckland",
            "en",
            "Tuesday 10 March, by 17:00 (New York; Wednesday 11 March 10:00 for you in Auckland)",
        ),
        (
            "Europe/London",
            "es",
            "martes 10 de marzo, a más tardar a las 17:00 (Nueva York; para usted, a las 21:00 en Londres)",
        ),
        ("Europe/London", "de", "Tuesday 10 March, by 17:00 (New York; 21:00 for you in London)"),
    ],
)
def test_a_time_limit_is_said_whole(reader_zone: str | None, language: str, said: str) -> None:
    assert (
        say_instant(
            TUESDAY_EVENING,
            "America/New_York",
            language=language,
            reader_zone=reader_zone,
            by=True,
            now=THAT_YEAR,
        )
        == said
    )


@pytest.mark.parametrize(
    ("start", "end", "language", "said"),
    [
        ("2026-06-05T16:00", "2026-06-05T17:00", "en", "Friday 5 June, 12:00 to 13:00 (New York)"),
        ("2026-06-05T16:00", "2026-06-05T17:00", "es", "viernes 5 de junio, de 12:00 a 13:00 (Nueva York)"),
        ("2026-06-06T03:00", "2026-06-06T04:00", "en", "Friday 5 June, 23:00 to 24:00 (New York)"),
        ("2026-06-05T04:00", "2026-06-06T04:00", "en", "Friday 5 June (New York)"),
        ("2026-06-05T04:00", "2026-06-08T04:00", "en", "from Friday 5 June to Sunday 7 June (New York)"),
        (
            "2026-06-05T04:00",
            "2026-06-08T04:00",
            "es",
            "del viernes 5 de junio al domingo 7 de junio (Nueva York)",
        ),
        (
            "2026-06-06T03:30",
            "2026-06-06T04:30",
            "en",
            "from Friday 5 June at 23:30 to Saturday 6 June at 00:30 (New York)",
        ),
        (
            "2026-12-31T05:00",
            "2027-01-02T05:00",
            "en",
            "from Thursday 31 December 2026 to Friday 1 January 2027 (New York)",
        ),
        ("2027-01-01T05:00", "2027-01-02T05:00", "en", "Friday 1 January 2027 (New York)"),
    ],
)
def test_a_span_says_its_place_once_and_no_midnights(start: str, end: str, language: str, said: str) -> None:
    first, last = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (start, end))
    assert say_span(first, last, "America/New_York", language=language, now=THAT_YEAR) == said


@pytest.mark.parametrize(
    ("instant", "said"),
    [
        pytest.param(
            datetime(2026, 3, 10, 4, tzinfo=UTC), "Monday 9 March, by 24:00 (New York)", id="the end of a day"
        ),
        pytest.param(
            datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
            "Sunday 1 November, by 01:30 UTC-04:00 (New York)",
            id="first of two",
        ),
        pytest.param(
            datetime(2026, 11, 1, 6, 30, tzinfo=UTC),
            "Sunday 1 November, by 01:30 UTC-05:00 (New York)",
            id="second of two",
        ),
        pytest.param(
            datetime(2026, 3, 8, 7, 0, tzinfo=UTC), "Sunday 8 March, by 03:00 (New York)", id="after the gap"
        ),
    ],
)
def test_no_two_instants_are_said_alike(instant: datetime, said: str) -> None:
    assert say_instant(instant, "America/New_York", language="en", by=True, now=THAT_YEAR) == said


def test_the_year_is_said_when_it_is_another_one() -> None:
    said = say_instant(
        TUESDAY_EVENING, "Europe/Madrid", language="en", now=datetime(2025, 12, 30, tzinfo=UTC)
    )
    assert said == "Tuesday 10 March 2026 at 22:00 (Madrid)"


def test_a_moment_in_a_lasting_text_has_its_year() -> None:
    assert say_moment(TUESDAY_EVENING, "Europe/Madrid", "en") == "Tuesday 10 March 2026 at 22:00 (Madrid)"


@pytest.mark.parametrize(
    ("place", "language", "name"),
    [
        ("America/New_York", "es", "Nueva York"),
        ("Asia/Kolkata", "en", "Kolkata"),
        ("Etc/UTC", "en", "UTC"),
        ("America/Argentina/Buenos_Aires", "en", "Buenos Aires"),
    ],
)
def test_a_zone_goes_by_its_city(place: str, language: str, name: str) -> None:
    assert city(place, language) == name


@pytest.mark.parametrize(
    ("first", "last", "language", "said"),
    [
        (date(2026, 12, 21), date(2027, 1, 3), "en", "from 21 December 2026 to 3 January 2027"),
        (date(2026, 7, 4), date(2026, 7, 4), "en", "on 4 July 2026"),
        (date(2026, 12, 21), date(2027, 1, 3), "es", "del 21 de diciembre de 2026 al 3 de enero de 2027"),
    ],
)
def test_dates(first: date, last: date, language: str, said: str) -> None:
    assert say_dates(first, last, language) == said


@pytest.mark.parametrize(
    ("within", "clock", "at_least", "english", "spanish"),
    [
        ("PT24H", "calendar", None, "within 24 hours", "en un plazo de 24 horas"),
        ("PT1H", "calendar", None, "within 1 hour", "en un plazo de 1 hora"),
        ("PT90M", "calendar", None, "within 90 minutes", "en un plazo de 90 minutos"),
        (
            "PT24H",
            "working_days",
            None,
            "within 24 hours counted on working days",
            "en un plazo de 24 horas contadas en días laborables",
        ),
        (
            "PT8H",
            "contact_hours",
            None,
            "within 8 hours counted in contact hours",
            "en un plazo de 8 horas contadas en horario de contacto",
        ),
        ("P1D", "working_days", None, "within 1 working day", "en un plazo de 1 día laborable"),
        ("P3D", "calendar", None, "within 3 days", "en un plazo de 3 días"),
        ("P0D", "working_days", None, "the same working day", "el mismo día laborable"),
        ("P4D", "working_days", "P2D", "within 2 to 4 working days", "en un plazo de 2 a 4 días laborables"),
        ("P2D", "calendar", "PT12H", "within 12 hours to 2 days", "en un plazo de 12 horas a 2 días"),
    ],
)
def test_reply_times(within: str, clock: str, at_least: str | None, english: str, spanish: str) -> None:
    least = parse_duration(at_least) if at_least else None
    said = [
        say_within(parse_duration(within), Clock(clock), language, at_least=least)
        for language in ("en", "es")
    ]
    assert said == [english, spanish]


@pytest.mark.parametrize(
    ("days", "english", "spanish"),
    [
        (["MO", "TU", "WE", "TH"], "Monday to Thursday", "de lunes a jueves"),
        (["MO", "TU"], "Monday and Tuesday", "lunes y martes"),
        (["SU", "MO", "WE"], "Monday, Wednesday and Sunday", "lunes, miércoles y domingo"),
        (["MO", "TU", "WE", "SA"], "Monday to Wednesday and Saturday", "de lunes a miércoles y sábado"),
        (["MO", "TU", "WE", "TH", "FR", "SA", "SU"], "every day", "todos los días"),
    ],
)
def test_days(days: list[str], english: str, spanish: str) -> None:
    assert [say_days(days, language) for language in ("en", "es")] == [english, spanish]


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("09:00", "17:00", "09:00 to 17:00"),
        ("22:00", "02:00", "22:00 to 02:00 the next day"),
        ("16:00", None, "from 16:00 onwards"),
        ("12:00", "24:00", "12:00 to 24:00"),
    ],
)
def test_a_stretch_of_a_day(start: str, end: str | None, said: str) -> None:
    assert say_stretch(Stretch.model_validate({"start": start, "end": end}), "en") == said


def test_hours_of_the_same_days_are_said_together_and_limits_after_them() -> None:
    raw = [
        {"days": ["MO", "WE"], "start": "09:00", "end": "12:00"},
        {"days": ["MO", "WE"], "start": "13:00", "end": "17:00"},
        {
            "days": ["FR"],
            "start": "09:00",
            "end": "12:00",
            "every": 2,
            "anchor": "2026-03-02",
            "until": "2026-06-30",
        },
    ]
    said = say_windows([Window.model_validate(each) for each in raw], "en")
    assert said == (
        "Monday and Wednesday 09:00 to 12:00 and 13:00 to 17:00; Friday 09:00 to 12:00, only every 2 weeks, "
        "counted from the week of Monday 2 March 2026, up to and including Tuesday 30 June 2026"
    )
