"""What is agreed with a client decides what they are promised, and both are told of it once, kindly."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts import services as people
from accounts.domain.actors import ClientActor
from accounts.models import AuditEntry, Client, Clinician, Practice
from accounts.queries import NotFoundError, seen_by
from notifications import services
from notifications.domain.incoming import Incoming, Source
from notifications.models import Delivery, InboundMessage, Notice
from notifications.services.forgetting import forget_a_little
from notifications.services.notices import send_notices
from policies.domain.agreement import ImpossibleTimeError, OverAlreadyError, OverlapError
from policies.models import Agreement
from policies.queries import in_force_for, promised_under
from policies.services import list_agreements
from tests import factories
from tests.at_once import at_once, coming_too_late
from tests.factories import NOW
from tests.smtp_sink import Sink

IN_TWO_HOURS = NOW + timedelta(hours=2)
IN_A_DAY = NOW + timedelta(hours=24)
LATER = datetime(2026, 4, 20, 14, 30, tzinfo=UTC)  # when four weeks from NOW are over

pytestmark = pytest.mark.usefixtures("published")


@pytest.fixture
def published(ada: Clinician) -> Clinician:
    factories.publish_policy(clinician=ada)
    return ada


def write(source: Source = Source.API, *, text: str = "May I?", at: datetime = NOW) -> InboundMessage:
    ada = Clinician.objects.get(slug="ada-quist")
    incoming = Incoming(
        clinician=ada.slug, source=source, channel="email", sender="dan@client.example", text=text
    )
    return services.receive(actor=factories.integration_actor(ada.practice), incoming=incoming, now=at)


def write_signed_in(dan: Client, at: datetime = NOW) -> InboundMessage:
    incoming = Incoming(
        clinician="ada-quist", source=Source.PORTAL, channel="portal", sender="", text="May I?"
    )
    return services.receive(actor=ClientActor(dan.practice_id, dan.pk), incoming=incoming, now=at)


def test_a_message_is_promised_under_what_is_agreed(ada: Clinician, dan: Client) -> None:
    agreement = factories.agree(clinician=ada, client=dan)
    for message in (write(), write_signed_in(dan)):
        decision = message.decision
        assert decision.reply_by == IN_TWO_HOURS
        assert decision.agreement_id == agreement.pk
        assert decision.policy_version is not None
        assert {"fact": "agreement"} in decision.explanation


def test_others_are_promised_what_everybody_is(ada: Clinician, dan: Client) -> None:
    eve = factories.add_client(clinician=ada, name="Eve Moss", addresses={"email": "eve@client.example"})
    factories.agree(clinician=ada, client=eve)
    decision = write().decision
    assert (decision.reply_by, decision.agreement_id) == (IN_A_DAY, None)


def test_a_public_form_proves_nothing_and_is_answered_as_everybody_is(ada: Clinician, dan: Client) -> None:
    factories.agree(clinician=ada, client=dan)
    message = write(Source.PAGE)
    assert message.client == dan
    assert (message.decision.reply_by, message.decision.agreement_id) == (IN_A_DAY, None)


def test_it_holds_from_its_first_instant_to_its_last(ada: Clinician, dan: Client) -> None:
    agreement = factories.agree(clinician=ada, client=dan, first=date(2026, 3, 16), days=7)
    assert agreement.starts == datetime(2026, 3, 16, 4, tzinfo=UTC)
    assert agreement.ends == datetime(2026, 3, 23, 4, tzinfo=UTC)
    within = {agreement.starts, agreement.ends - timedelta(microseconds=1)}
    for at in within | {agreement.starts - timedelta(microseconds=1), agreement.ends}:
        assert (in_force_for(ada, dan, at).agreement_id == agreement.pk) == (at in within)


def test_a_running_promise_keeps_it_though_it_ends_meanwhile(ada: Clinician, dan: Client) -> None:
    agreement = factories.agree(clinician=ada, client=dan)
    message = write()
    services.end_and_tell(
        actor=factories.clinician_actor(ada), agreement_id=agreement.pk, now=NOW + timedelta(minutes=5)
    )
    message.decision.refresh_from_db()
    assert (message.decision.reply_by, message.decision.agreement_id) == (IN_TWO_HOURS, agreement.pk)
    under = promised_under(ada, message.decision.policy_version_id, message.decision.agreement)
    assert under.reply_by("email", NOW) == IN_TWO_HOURS
    after = write(text="And now?", at=NOW + timedelta(minutes=10)).decision
    assert after.agreement_id is None
    assert after.reason == "policy_changed"


def test_it_rests_while_care_has_ended(ada: Clinician, dan: Client) -> None:
    agreement = factories.agree(clinician=ada, client=dan)
    actor = factories.clinician_actor(ada)
    services.leave(actor=actor, client_id=dan.pk, now=NOW)
    assert in_force_for(ada, dan, NOW).agreement_id is None
    with pytest.raises(NotFoundError):
        factories.agree(clinician=ada, client=dan, first=date(2026, 5, 4))
    people.come_back(actor=actor, client_id=dan.pk, now=NOW)
    assert in_force_for(ada, dan, NOW).agreement_id == agreement.pk


def test_danger_is_answered_as_ever(ada: Clinician, dan: Client) -> None:
    before = write(text="I want to kill myself").decision
    factories.agree(clinician=ada, client=dan)
    after = write(text="I want to kill myself", at=NOW + timedelta(minutes=1)).decision
    assert (after.action, after.kind, after.reply_text) == ("reply", "crisis", before.reply_text)


def test_it_costs_a_message_one_small_question(ada: Clinician, dan: Client) -> None:
    write()
    factories.agree(clinician=ada, client=dan)
    asked = []
    for source in (Source.PAGE, Source.API):
        with CaptureQueriesContext(connection) as queries:
            write(source, text=f"by {source}")
        asked.append([each["sql"] for each in queries])
    about = [[sql for sql in each if 'FROM "policies_agreement"' in sql] for each in asked]
    assert list(map(len, about)) == [0, 1]


def test_only_one_is_agreed_at_a_time(ada: Clinician, dan: Client) -> None:
    first = factories.agree(clinician=ada, client=dan)
    with pytest.raises(OverlapError):
        factories.agree(clinician=ada, client=dan, first=date(2026, 4, 1))
    following = factories.agree(clinician=ada, client=dan, first=date(2026, 4, 7))
    assert following.starts == first.ends
    actor = factories.clinician_actor(ada)
    services.end_and_tell(actor=actor, agreement_id=first.pk, now=NOW + timedelta(hours=1))
    factories.agree(clinician=ada, client=dan, days=7, now=NOW + timedelta(hours=1))


def test_nothing_is_agreed_for_a_time_that_is_over(ada: Clinician, dan: Client) -> None:
    with pytest.raises(ImpossibleTimeError):
        factories.agree(clinician=ada, client=dan, first=date(2026, 3, 1), days=7)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_two_who_agree_at_once_do_not_both_succeed(ada: Clinician, dan: Client) -> None:
    def agree() -> None:
        factories.agree(clinician=ada, client=dan)

    raised = at_once(agree, agree, agree)
    assert [type(each) for each in raised] == [OverlapError, OverlapError]
    assert Agreement.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_who_is_being_erased_agrees_on_nothing(ada: Clinician, dan: Client) -> None:
    def agree() -> None:
        factories.agree(clinician=ada, client=dan)

    with coming_too_late(agree) as raised:
        services.erase_client(actor=factories.clinician_actor(ada), client_id=dan.pk, now=NOW)
    assert [type(each) for each in raised] == [NotFoundError]
    assert not Agreement.objects.exists()


def test_the_database_itself_refuses_another_and_every_edit(ada: Clinician, dan: Client) -> None:
    agreement = factories.agree(clinician=ada, client=dan)
    rows = Agreement.objects.filter(pk=agreement.pk)
    refused: list[dict[str, object]] = [
        {"ends": LATER},
        {"starts": NOW + timedelta(days=1)},
        {"review_on": date(2026, 3, 11)},
        {"language": "es"},
        {"agreed_at": NOW - timedelta(days=1)},
    ]
    for change in refused:
        with pytest.raises(DatabaseError, match="not edited"), transaction.atomic():
            rows.update(**change)
    rows.update(ended_at=NOW, ended_by=ada)
    taken_back: list[dict[str, object]] = [
        {"ended_at": None, "ended_by": None},
        {"ended_at": NOW + timedelta(hours=1)},
    ]
    for change in taken_back:
        with pytest.raises(DatabaseError, match="not edited"), transaction.atomic():
            rows.update(**change)
    standing = factories.agree(clinician=ada, client=dan, first=date(2026, 3, 11))
    twin = Agreement.objects.get(pk=standing.pk)
    twin.pk = uuid4()
    with pytest.raises(DatabaseError, match="something else is agreed"), transaction.atomic():
        twin.save(force_insert=True)


def test_what_is_agreed_lies_sealed(ada: Clinician, dan: Client) -> None:
    factories.agree(clinician=ada, client=dan, words="A canary sings.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT terms, words FROM policies_agreement")
        raw = b"".join(bytes(each) for each in cursor.fetchone())
    assert b"canary" not in raw
    assert b"PT2H" not in raw


def test_nobody_else_makes_sees_or_ends_one(
    ada: Clinician, ben: Clinician, cleo: Clinician, dan: Client
) -> None:
    agreement = factories.agree(clinician=ada, client=dan)
    for other in (ben, cleo):
        actor = factories.clinician_actor(other)
        with pytest.raises(NotFoundError):
            factories.agree(clinician=other, client=dan)
        with pytest.raises(NotFoundError):
            list_agreements(actor=actor, client_id=dan.pk, now=NOW)
        with pytest.raises(NotFoundError):
            services.end_and_tell(actor=actor, agreement_id=agreement.pk, now=NOW)


def test_who_agreed_read_and_ended_is_on_record(ada: Clinician, dan: Client) -> None:
    agreement, actor = factories.agree(clinician=ada, client=dan), factories.clinician_actor(ada)
    list_agreements(actor=actor, client_id=dan.pk, now=NOW)
    services.end_and_tell(actor=actor, agreement_id=agreement.pk, now=NOW)
    with pytest.raises(OverAlreadyError):
        services.end_and_tell(actor=actor, agreement_id=agreement.pk, now=NOW)
    entries = AuditEntry.objects.filter(thing_id=agreement.pk).order_by("pk")
    assert [each.verb for each in entries] == ["agreed", "read", "ended"]
    assert {each.client_id for each in entries} == {dan.pk}
    seen = seen_by(ClientActor(dan.practice_id, dan.pk), agreement.pk)
    assert [(each.name, each.times) for each in seen] == [("Ada Quist", 3)]


# --- told


def told(sink: Sink, at: datetime) -> list[tuple[str, str]]:
    """To whom a mail goes by then, and what it says."""
    sink.arrived.clear()
    while send_notices(clock=lambda: at):
        pass
    return sorted((str(mail["To"]), str(mail.get_payload(decode=True))) for mail in sink.mails)


def whom(mails: list[tuple[str, str]]) -> list[str]:
    return [address for address, _ in mails]


BOTH = ["ada@home.example", "dan@client.example"]


def test_both_are_told_when_it_begins_comes_to_its_review_and_ends_once_each(
    ada: Clinician, dan: Client, sink: Sink
) -> None:
    agreement = factories.agree(clinician=ada, client=dan, first=date(2026, 3, 16), words="zqxj words")
    assert Notice.objects.filter(agreement=agreement).count() == 6
    for day, expected in (
        (datetime(2026, 3, 16, 12, tzinfo=UTC), []),  # eight in the morning in New York
        (datetime(2026, 3, 16, 13, tzinfo=UTC), BOTH),
        (datetime(2026, 3, 29, 20, tzinfo=UTC), []),
        (datetime(2026, 3, 30, 13, tzinfo=UTC), BOTH),
        (datetime(2026, 4, 12, 20, tzinfo=UTC), []),
        (datetime(2026, 4, 13, 13, tzinfo=UTC), BOTH),
        (datetime(2026, 6, 1, 13, tzinfo=UTC), []),
    ):
        mails = told(sink, day)
        assert (day, whom(mails)) == (day, expected)
        assert not [said for _, said in mails if "zqxj" in said or "agree" in said or "Dan" in said]
        assert all("sign" in said for _, said in mails)


def test_a_client_who_wants_no_mail_is_told_after_signing_in_alone(
    ada: Clinician, dan: Client, sink: Sink
) -> None:
    actor = ClientActor(dan.practice_id, dan.pk)
    people.choose_news(actor=actor, client_id=dan.pk, by=Client.News.PORTAL, now=NOW)
    factories.agree(clinician=ada, client=dan)
    assert whom(told(sink, NOW)) == ["ada@home.example"]


def test_ended_early_both_are_told_so_and_nothing_else_any_more(
    ada: Clinician, dan: Client, sink: Sink
) -> None:
    agreement = factories.agree(clinician=ada, client=dan, first=date(2026, 3, 16))
    services.end_and_tell(actor=factories.clinician_actor(ada), agreement_id=agreement.pk, now=NOW)
    assert whom(told(sink, NOW)) == BOTH
    assert told(sink, LATER) == []


def test_nobody_is_told_once_care_has_ended(ada: Clinician, dan: Client, sink: Sink) -> None:
    factories.agree(clinician=ada, client=dan)
    services.leave(actor=factories.clinician_actor(ada), client_id=dan.pk, now=NOW)
    assert told(sink, LATER) == []
    assert not Notice.objects.filter(next_at__isnull=False).exists()


def test_nobody_is_woken(ada: Clinician, dan: Client) -> None:
    late = datetime(2026, 3, 11, 2, tzinfo=UTC)  # ten in the evening in New York
    factories.agree(clinician=ada, client=dan, now=late)
    begins = Notice.objects.filter(kind="agreement_begins")
    assert {each.next_at for each in begins} == {datetime(2026, 3, 11, 13, tzinfo=UTC)}


# --- gone


def test_erasing_the_client_erases_it(ada: Clinician, dan: Client) -> None:
    factories.agree(clinician=ada, client=dan)
    write()
    services.erase_client(actor=factories.clinician_actor(ada), client_id=dan.pk, now=NOW)
    assert not Agreement.objects.exists()
    assert not Notice.objects.filter(agreement__isnull=False).exists()
    assert write(text="Hello?").decision.reply_by == IN_A_DAY


def test_it_is_forgotten_with_the_rest_and_not_before(ada: Clinician, dan: Client) -> None:
    agreement = factories.agree(clinician=ada, client=dan)
    message = write()
    people.set_retention(practice_id=ada.practice_id, days=30, now=NOW)
    forget_a_little(now=agreement.ends + timedelta(days=31))
    assert Agreement.objects.exists()  # a promise that was made by it is still open
    at = agreement.ends + timedelta(days=1)
    services.answer(actor=factories.clinician_actor(ada), message_id=message.pk, text="Yes.", now=at)
    Practice.objects.update(forgets_next_at=at)
    forgotten = agreement.ends + timedelta(days=40)
    Delivery.objects.update(next_at=None, state="sent")
    forget_a_little(now=forgotten)
    Practice.objects.update(forgets_next_at=forgotten)
    forget_a_little(now=forgotten)
    assert not InboundMessage.objects.exists()
    assert not Agreement.objects.exists()
    assert AuditEntry.objects.filter(verb="forgot", thing_id=agreement.pk).count() == 1
