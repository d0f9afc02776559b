"""What no browser sends, to every form and page about times: nothing stumbles, and nothing changes by it."""

from datetime import UTC, datetime
from itertools import cycle
from typing import Any

import pytest
from django.test import Client as Browser

from accounts.domain.actors import Visitor
from accounts.models import Client, Clinician, User
from notifications import services
from notifications.services.asked_for import key_of
from scheduler.models import Appointment, Series, SessionType, WaitingPlace
from scheduler.services import Asker
from tests import factories
from tests.client_sign_in import let_in
from tests.factories import NOW
from tests.web.test_booking_under_attack import HOUR, THURSDAY, form, value, visitors
from tests.web.test_hostile_forms import VALUES
from tests.web.test_keeping_a_diary import USUAL

pytestmark = [pytest.mark.usefixtures("on_a_tuesday_morning")]

MORE: dict[str, Any] = {
    "far ahead": "2199-12-31T23:59Z",
    "within a minute": "2026-03-12T15:00:30.5Z",
    "an offset of a day": "2026-03-12T15:00+23:59",
    "a week of ISO": "2026-W11-4",
    "Arabic digits": "٢٠٢٦-٠٣-١٢",
    "another zone": "Pacific/Kiritimati",
    "a path": "../../etc/passwd",
}
ODD = VALUES | MORE
Form = tuple[Browser, str, dict[str, Any]]


@pytest.fixture
def forms(
    published: Clinician, dan: Client, finn: User, kind: SessionType, meeting: SessionType
) -> list[Form]:
    """Every form, with what a browser would send. Faults come back as answers, as to anybody."""
    assert published.user
    ada, desk, inside, anybody = (Browser(raise_request_exception=False) for _ in range(4))
    ada.force_login(published.user)
    desk.force_login(finn)
    let_in(inside, dan, published)
    row = factories.book(clinician=published, client=dan, kind=kind, start=THURSDAY)
    services.book(
        actor=Visitor(),
        clinician=published,
        session_type_id=meeting.pk,
        start=THURSDAY + HOUR,
        visitor=Asker("Vera Lund", "vera@somewhere.example"),
        now=NOW,
    )
    asked = Appointment.objects.get(client=None)
    factories.start_series(clinician=published, client=dan, kind=kind)
    services.wait(
        actor=factories.client_actor(dan),
        clinician=published,
        session_type_id=kind.pk,
        days=(datetime(2026, 3, 12, tzinfo=UTC).date(),) * 2,
        now=NOW,
    )
    place = WaitingPlace.objects.get()
    late = {"day": "2026-03-12", "time": "16:00", "seen": "", "revision": "0", "which": "this", "start": ""}
    entry = {"client": str(dan.pk), "kind": str(kind.pk), "weeks": "0", "last_day": ""} | late
    kept: list[Form] = [
        (who, f"{at}appointments/{page}", sent)
        for who, at in ((ada, "/"), (desk, "/desk/"))
        for page, sent in (
            ("new/", entry),
            (f"{row.pk}/move/", late),
            (f"{row.pk}/cancel/", {"which": "this", "revision": "0"}),
            (f"{asked.pk}/answer/", {"answer": "confirm", "revision": "0"}),
        )
    ]
    return [
        *kept,
        (ada, "/sessions/add/", USUAL),
        (ada, f"/sessions/{kind.pk}/", USUAL),
        (inside, f"/you/appointments/book/{kind.pk}/", form(THURSDAY + HOUR)),
        (inside, f"/you/appointments/{row.pk}/move/", {"start": value(THURSDAY), "revision": "0"}),
        (inside, f"/you/appointments/{row.pk}/cancel/", {"which": "this", "revision": "0"}),
        (inside, f"/you/appointments/wait/{kind.pk}/", {"first": "2026-03-12", "last": "2026-03-13"}),
        (inside, f"/you/appointments/waiting/{place.pk}/stop/", {}),
        (anybody, f"/p/ada-quist/book/{meeting.pk}/", visitors(THURSDAY + 2 * HOUR)),
        (anybody, f"/asked/{key_of(asked)}/move/", {"start": value(THURSDAY), "revision": "0"}),
        (anybody, f"/asked/{key_of(asked)}/take-back/", {"revision": "0"}),
    ]


ASKED = ("day", "tz", "lang", "page", "clinician", "client", "from", "revision", "which")
WORST = [ODD[name] for name in ("NUL", "no text", "huge number", "repeated", "year 9999", "far ahead")]
BODIES = {
    "nothing": (b"", "application/x-www-form-urlencoded"),
    "text": (b"start=1;x", "text/plain"),
    "JSON": (b'{"start": 1}', "application/json"),
    "no boundary": (b"--x", "multipart/form-data"),
    "no parts": (b"\0" * 9, "multipart/form-data; boundary=x"),
}


def test_no_form_about_times_stumbles(forms: list[Form]) -> None:
    """All of a form odd, in every way; and each field of it alone, each in another way."""
    ways = cycle(ODD.items())
    for browser, where, sane in forms:
        alone = [sane | {field: odd} for field, (_, odd) in zip(sane, ways, strict=False)]
        for sent in (*alone, *(dict.fromkeys(sane, odd) for odd in WORST)):
            assert browser.post(where, sent).status_code < 500, (where, sent)


def test_no_page_about_times_stumbles(forms: list[Form]) -> None:
    ada, desk, inside = forms[0][0], forms[4][0], forms[10][0]
    pages = [(ada, where) for where in ("/appointments/", "/sessions/", "/week/")]
    pages += [(desk, "/desk/appointments/"), (inside, "/you/appointments/")]
    for browser, where in [*pages, *((browser, where) for browser, where, _ in forms)]:
        for odd in WORST:
            assert browser.get(where, dict.fromkeys(ASKED, odd)).status_code < 500, (where, odd)


@pytest.mark.parametrize("body", BODIES)
def test_no_other_body_changes_anything(forms: list[Form], body: str) -> None:
    content, content_type = BODIES[body]
    before = kept()
    for browser, where, _ in forms:
        if not where.endswith(SAID_BY_THE_ADDRESS):
            assert browser.generic("POST", where, content, content_type=content_type).status_code < 500, where
    assert kept() == before


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
def test_no_other_method_changes_anything(forms: list[Form], method: str) -> None:
    before = kept()
    for browser, where, _ in forms:
        assert browser.generic(method, where).status_code < 500, where
    assert kept() == before


SAID_BY_THE_ADDRESS = ("/cancel/", "/take-back/", "/stop/")


def kept() -> list[Any]:
    rows = Appointment.objects.order_by("pk").values_list("pk", "state", "start", "sequence")
    return [*rows, *Series.objects.values_list("sequence"), *WaitingPlace.objects.values_list("ended_at")]
