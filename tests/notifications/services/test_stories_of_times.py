"""Whatever happens to single appointments, in whichever order mails leave: the client's calendar is right."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from accounts.domain.actors import ClientActor, ClinicianActor
from accounts.models import Client
from notifications import services
from notifications.models import Notice
from scheduler.domain.errors import NoAppointmentError
from scheduler.domain.interval import Interval
from scheduler.models import Appointment, SessionType
from tests import factories
from tests.client_calendar import ClientCalendar
from tests.factories import NOW, client_actor, clinician_actor
from tests.notifications.services.test_appointments import send
from tests.notifications.services.test_told_in_quick_succession import methods, to
from tests.scheduler.test_appointments import DAY, HOUR, THURSDAY
from tests.smtp_sink import Sink

STARTS = [THURSDAY + week + hour for week in (0 * DAY, 7 * DAY) for hour in (0 * HOUR, HOUR, 2 * HOUR)]
STEPS, MINUTES = 14, (0, 0, 1, 20)  # that pass between two steps
AN_HOUR_OF_TRIES = 6


class Story:
    def __init__(self, kinds: list[SessionType], dan: Client, sink: Sink, chance: Random) -> None:
        self.kinds, self.dan, self.sink, self.chance, self.now = kinds, dan, sink, chance, NOW

    def go_on(self) -> None:
        deeds: list[Callable[[], object]] = [self.book, self.move, self.move, self.cancel, self.answer]
        try:
            self.chance.choice(
                [*deeds, self.answer, self.mails_leave, self.mails_leave, self.mails_are_held_up]
            )()
        except NoAppointmentError:
            return
        self.now += timedelta(minutes=self.chance.choice(MINUTES))

    def book(self) -> None:
        kind, start = self.chance.choice(self.kinds), self.chance.choice(STARTS)
        factories.book(clinician=kind.clinician, client=self.dan, kind=kind, start=start, now=self.now)

    def move(self) -> None:
        for row in self.one_of_them():
            start = self.chance.choice(STARTS)
            services.move(actor=self.either(), appointment_id=row.pk, start=start, now=self.now)

    def cancel(self) -> None:
        for row in self.one_of_them():
            services.cancel(actor=self.either(), appointment_id=row.pk, now=self.now)

    def answer(self) -> None:
        for row in self.one_of_them():
            answer = self.chance.choice([services.confirm, services.confirm, services.decline])
            answer(actor=clinician_actor(row.clinician), appointment_id=row.pk, now=self.now)

    def mails_leave(self) -> None:
        send(self.now)

    def mails_are_held_up(self) -> None:
        self.sink.at_data.extend(["451 later"] * self.chance.randrange(4))
        send(self.now)

    def all_mails_leave(self) -> None:
        self.sink.at_data.clear()
        for _ in range(AN_HOUR_OF_TRIES):
            self.now += timedelta(minutes=30)
            send(self.now)

    def one_of_them(self) -> list[Appointment]:
        rows = list(Appointment.objects.filter(state__in=["requested", "booked"]).order_by("made_at", "pk"))
        return [self.chance.choice(rows)] if rows else []

    def either(self) -> ClientActor | ClinicianActor:
        is_dan = self.chance.random() < 1 / 2
        return client_actor(self.dan) if is_dan else clinician_actor(self.kinds[0].clinician)


@pytest.mark.parametrize("seed", range(8))
def test_their_calendar_shows_what_stands(kind: SessionType, dan: Client, sink: Sink, seed: int) -> None:
    asked = factories.offer_sessions(clinician=kind.clinician, is_instant=False)
    story = Story([kind, asked], dan, sink, Random(seed))  # noqa: S311  the same story each time
    for _ in range(STEPS):
        story.go_on()
    story.all_mails_leave()
    shown = ClientCalendar()
    for mail in to(sink, "dan@client.example"):
        shown.take(mail)
    stands = sorted(Appointment.objects.filter(state="booked").values_list("start", "end"))
    assert shown.shown(Interval(NOW, NOW + 30 * DAY)) == stands
    assert reminders() == [start - DAY for start, _end in stands if start - DAY > story.now]


def reminders() -> list[Any]:
    """Those that are still to leave."""
    due = Notice.objects.filter(kind="time_reminder", next_at__isnull=False, sent_at=None)
    return list[datetime | None](due.order_by("next_at").values_list("next_at", flat=True))


def test_nothing_is_called_off_that_was_not_brought(kind: SessionType, dan: Client, sink: Sink) -> None:
    for seed in range(8):
        story = Story([kind], dan, sink, Random(seed))  # noqa: S311  likewise
        story.book()
        if seed % 2:
            story.mails_leave()
        story.cancel()
        story.all_mails_leave()
    assert methods(sink).count("CANCEL") == methods(sink).count("REQUEST") == 4
