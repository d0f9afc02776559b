"""Who else reads and answers what was written to a clinician: each sees theirs, and not a line more."""

import email
import email.policy
from collections.abc import Iterator
from datetime import date, timedelta
from email.message import EmailMessage

import pytest
from pytest_django import Settings

from accounts import services as accounts
from accounts.domain.actors import CoveringActor, Insider, Visitor
from accounts.models import AuditEntry, Client, Clinician, EmergencyAccess, User
from accounts.queries import NotFoundError, in_emergency
from notifications import queries, services
from notifications.domain.incoming import Incoming, Source
from notifications.models import Delivery, Escalation, InboundMessage, Notice, Reply
from notifications.queries import Reader
from notifications.services.composing import compose
from notifications.services.notices import send_notices
from scheduler.queries import coverings
from tests import factories
from tests.factories import NOW
from tests.smtp_sink import Sink, free_port, smtp_sink

DAY = timedelta(days=1)
REASON = "She wrote that tonight is the night."


@pytest.fixture(autouse=True)
def published(ada: Clinician, dan: Client) -> None:
    factories.publish_policy(clinician=ada, now=NOW - 30 * DAY)


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    with smtp_sink() as running:
        settings.SMTP_PORT = running.port
        yield running


def write(
    text: str = "Could we move Thursday?",
    *,
    to: str = "ada-quist",
    matter: str = "scheduling",
    days: int = 0,
    sender: str = "dan@client.example",
) -> InboundMessage:
    incoming = Incoming(
        clinician=to, source=Source.API, channel="email", sender=sender, text=text, matter=matter
    )
    return services.receive(actor=Visitor(), incoming=incoming, now=NOW + days * DAY)


def seen(actor: Reader) -> set[str]:
    return {row.text for row in queries.messages(actor)}


def mail(reply: Reply) -> EmailMessage:
    delivery = Delivery.objects.get(reply=reply)
    return email.message_from_bytes(compose(delivery).content, policy=email.policy.default)


class TestTheFrontDesk:
    def test_it_sees_what_is_about_scheduling_and_nothing_else(
        self, ada: Clinician, ben: Clinician, cleo: Clinician, finn: User
    ) -> None:
        write("Could we move Thursday?")
        write("Friday is fine.", to="ben-ruiz", sender="else@client.example")
        write("I had that dream again.", matter="between_session_note")
        write("My pills are out.", matter="refill")
        write("No matter given.", matter="")
        write("Please move me, I want to die.", matter="scheduling")
        write("To another practice.", to="cleo-sand", sender="x@client.example")
        assert seen(factories.front_desk_actor(finn)) == {"Could we move Thursday?", "Friday is fine."}

    def test_what_it_does_not_see_is_as_what_is_missing(self, finn: User) -> None:
        note, actor = write("I had that dream again.", matter="between_session_note"), finn
        with pytest.raises(NotFoundError):
            services.read(actor=factories.front_desk_actor(actor), message_id=note.pk, now=NOW)
        with pytest.raises(NotFoundError):
            services.answer(actor=factories.front_desk_actor(actor), message_id=note.pk, text="Yes?", now=NOW)
        assert not AuditEntry.objects.filter(actor_kind="front_desk").exists()

    def test_its_answer_answers_only_what_it_saw(self, ada: Clinician, finn: User) -> None:
        note = write("I had that dream again.", matter="between_session_note")
        earlier, asked = write("Could we meet at all?"), write("Could we move Thursday?")
        actor = factories.front_desk_actor(finn)
        reply = services.answer(actor=actor, message_id=asked.pk, text="Yes, at 4.", now=NOW)
        for row in (note, earlier, asked):
            row.refresh_from_db()
        assert (note.answered_by, earlier.answered_by, asked.answered_by) == (None, reply, reply)
        assert (reply.clinician, reply.user) == (None, finn)

    def test_its_answer_is_the_practices_and_it_is_known_who_wrote_it(self, finn: User) -> None:
        asked = write()
        reply = services.answer(
            actor=factories.front_desk_actor(finn), message_id=asked.pk, text="Yes, at 4.", now=NOW
        )
        letter = mail(reply)
        assert letter["From"].addresses[0].display_name == "Quiet Street Practice"
        assert letter["Subject"] == "A reply from Quiet Street Practice"
        assert (
            letter.get_content().replace("\r\n", "\n")
            == "Yes, at 4.\n\nThe front desk of Quiet Street Practice\n"
        )
        assert "Finn" not in letter.as_string()
        entry = AuditEntry.objects.get(verb="answered")
        assert (entry.actor_kind, entry.actor_id) == ("front_desk", finn.pk)

    def test_what_it_opens_is_on_record(self, ada: Clinician, finn: User, dan: Client) -> None:
        asked, actor = write(), factories.front_desk_actor(finn)
        services.open_list(actor=actor, now=NOW)
        services.read(actor=actor, message_id=asked.pk, now=NOW)
        told = AuditEntry.objects.filter(actor_kind="front_desk").order_by("pk")
        assert list(told.values_list("verb", "thing_kind", "thing_id", "actor_id", "client_id")) == [
            ("listed", "desk", ada.practice_id, finn.pk, None),
            ("read", "message", asked.pk, finn.pk, dan.pk),
        ]


def covering(ben: Clinician) -> CoveringActor:
    (actor,) = coverings(factories.clinician_actor(ben), now=NOW)
    return actor


class TestWhoCovers:
    FIRST, LAST = date(2026, 3, 9), date(2026, 3, 11)

    def cover(self, ada: Clinician, ben: Clinician, scope: str = "all") -> CoveringActor:
        factories.cover(away=ada, covering=ben, first=self.FIRST, last=self.LAST, scope=scope)
        return covering(ben)

    def test_they_see_what_comes_within_the_absence(self, ada: Clinician, ben: Clinician) -> None:
        write("before", days=-2)
        write("within")
        write("within, a note", matter="between_session_note")
        write("after", days=2)
        write("to Ben", to="ben-ruiz", sender="else@client.example")
        assert seen(self.cover(ada, ben)) == {"within", "within, a note"}

    def test_or_only_what_is_urgent(self, ada: Clinician, ben: Clinician) -> None:
        write("within")
        write("It cannot wait.", matter="urgent")
        write("I want to die.", matter="")
        write("I want to die, too.", matter="", days=-2)
        assert seen(self.cover(ada, ben, "urgent")) == {"It cannot wait.", "I want to die."}

    def test_their_answer_says_for_whom(self, ada: Clinician, ben: Clinician) -> None:
        earlier, asked = write("before", days=-2), write("within")
        reply = services.answer(actor=self.cover(ada, ben), message_id=asked.pk, text="Yes.", now=NOW)
        earlier.refresh_from_db()
        assert earlier.answered_by is None
        letter = mail(reply)
        assert letter["From"].addresses[0].display_name == "Ben Ruiz"
        assert (
            letter.get_content().replace("\r\n", "\n")
            == "Yes.\n\nBen Ruiz, answering for Ada Quist, who is away\n"
        )
        entry = AuditEntry.objects.get(verb="answered")
        assert (entry.actor_kind, entry.actor_id) == ("covering", ben.pk)

    def test_a_crisis_is_told_to_them_too_and_tells_of_nobody(self, ada: Clinician, ben: Clinician) -> None:
        self.cover(ada, ben)
        crisis = write("I want to kill myself tonight.", matter="")
        alarms = {each.recipient: each for each in Delivery.objects.filter(message=crisis, kind="alarm")}
        assert set(alarms) == {"ada@home.example", "ben@home.example"}
        told = compose(alarms["ben@home.example"]).content.decode()
        assert f"/duty/{Escalation.objects.get().pk}/" in told
        assert [word for word in ("kill", "Dan", "Abara", "dan@") if word in told] == []

    @pytest.mark.parametrize("days", [-2, 2])
    def test_but_not_out_of_its_dates(self, ada: Clinician, ben: Clinician, days: int) -> None:
        self.cover(ada, ben)
        crisis = write("I want to kill myself tonight.", matter="", days=days)
        alarms = Delivery.objects.filter(message=crisis, kind="alarm")
        assert [each.recipient for each in alarms] == ["ada@home.example"]

    def test_where_their_colleague_is_told_is_not_theirs_to_see(self, ada: Clinician, ben: Clinician) -> None:
        actor = self.cover(ada, ben)
        crisis = write("I want to kill myself tonight.", matter="")
        kinds = {each.kind for each in queries.deliveries(actor, crisis)}
        assert kinds == {"crisis_reply"}


class TestInAnEmergency:
    def open(self, actor: Insider) -> EmergencyAccess:
        return services.open_messages(actor=actor, slug="ada-quist", reason=REASON, now=NOW)

    def test_each_message_that_is_read_is_on_record_under_the_access(
        self, ada: Clinician, ben: Clinician
    ) -> None:
        row, opener = write(matter=""), factories.clinician_actor(ben)
        access = self.open(opener)
        (actor,) = in_emergency(opener, now=NOW)
        assert services.read(actor=actor, message_id=row.pk, now=NOW).text == row.text
        entry = AuditEntry.objects.get(verb="read")
        assert (entry.actor_kind, entry.actor_id, entry.thing_id) == ("emergency", access.pk, row.pk)

    def test_nobody_elses_messages_come_with_it(self, ada: Clinician, ben: Clinician) -> None:
        write(to="ben-ruiz", sender="else@client.example")
        gil = factories.add_clinician(practice=ada.practice, name="Gil Park")
        self.open(factories.clinician_actor(gil))
        (actor,) = in_emergency(factories.clinician_actor(gil), now=NOW)
        assert seen(actor) == set()

    def test_it_needs_no_network_and_is_told_as_soon_as_there_is_one(
        self, ben: Clinician, olive: User, settings: Settings
    ) -> None:
        settings.SMTP_PORT = free_port()
        self.open(factories.clinician_actor(ben))
        assert send_notices(clock=lambda: NOW) == 2
        assert Notice.objects.filter(sent_at=None, next_at__isnull=False).count() == 2
        with smtp_sink() as sink:
            settings.SMTP_PORT = sink.port
            later = NOW + timedelta(minutes=20)
            assert send_notices(clock=lambda: later) == 2
            assert send_notices(clock=lambda: later + timedelta(days=1)) == 0
            assert {to for received in sink.arrived for to in received.rcpt_tos} == {
                "ada@home.example",
                "olive@inbox.example",
            }

    def test_the_mail_tells_neither_who_nor_why(self, ben: Clinician, olive: User, sink: Sink) -> None:
        self.open(factories.clinician_actor(ben))
        send_notices(clock=lambda: NOW)
        told = sink.mails[0].as_string()
        assert "/emergency/" in told
        assert [word for word in ("tonight", "Ben", "Ada", "Dan") if word in told] == []

    def test_one_address_that_is_refused_keeps_no_other_from_it(
        self, ben: Clinician, olive: User, sink: Sink
    ) -> None:
        self.open(factories.clinician_actor(ben))
        sink.at_recipient.append("550 5.1.1 nobody here")
        assert send_notices(clock=lambda: NOW) == 2
        assert len(sink.mails) == 1
        refused = Notice.objects.get(sent_at=None)
        assert (refused.next_at, refused.last_error) == (None, "550")

    def test_two_workers_tell_once(self, ben: Clinician, olive: User, sink: Sink) -> None:
        self.open(factories.clinician_actor(ben))
        self.open(factories.clinician_actor(ben))
        assert Notice.objects.count() == 2
        accounts.end_emergency(
            actor=factories.clinician_actor(ben),
            access_id=EmergencyAccess.objects.get().pk,
            now=NOW,
        )
        send_notices(clock=lambda: NOW)
        send_notices(clock=lambda: NOW)
        assert len(sink.mails) == 2
