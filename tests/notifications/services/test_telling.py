"""Clients are told of what alters how they reach somebody: once, durably, and in the way they chose."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.domain.actors import ClientActor
from accounts.models import AuditEntry, Client, Clinician
from accounts.services import choose_news, leave, opt_out
from accounts.services.opening import keep_address
from notifications import services
from notifications.models import Notice
from notifications.services.notices import promise_notices, send_notices
from policies.domain.document import parse_document
from policies.domain.versions import NothingToPublishError, StaleDraftError, TooLateToWithdrawError
from policies.models import PolicyVersion
from policies.queries import revision, version_in_force
from tests import factories
from tests.factories import NOW
from tests.policies.test_versions import IN_TWO_WEEKS, NEXT_WEEK, SLOWER, WITH_A_NOTE
from tests.smtp_sink import Sink

Told = tuple[str, str, int]


def publish(
    clinician: Clinician,
    document: dict[str, Any] = SLOWER,
    *,
    now: datetime = NOW,
    effective_from: datetime | None = None,
) -> PolicyVersion:
    factories.save_draft(clinician=clinician, policy=parse_document(document), now=now)
    actor = factories.clinician_actor(clinician)
    number = services.publish_and_tell(actor=actor, now=now, effective_from=effective_from)
    return PolicyVersion.objects.get(clinician=clinician, number=number)


def withdraw(clinician: Clinician, version: PolicyVersion, now: datetime = NOW) -> None:
    actor = factories.clinician_actor(clinician)
    services.withdraw_and_tell(actor=actor, version_id=version.pk, now=now)


def told() -> list[Told]:
    """To which client, of what kind, about which version."""
    rows = Notice.objects.select_related("client", "version")
    return sorted((each.client.name, each.kind, each.version.number) for each in rows)  # type: ignore[union-attr,misc]  # each is to a client


def said(mail: Any) -> str:
    payload: bytes = mail.get_payload(decode=True)
    return " ".join(payload.decode().split())


def actor_of(client: Client) -> ClientActor:
    return ClientActor(practice_id=client.practice_id, client_id=client.pk)


def at(now: datetime) -> Any:
    return lambda: now


@pytest.fixture
def before(ada: Clinician) -> Clinician:
    factories.publish_policy(clinician=ada, now=NOW - timedelta(days=7))
    return ada


def test_a_material_change_is_told_in_the_transaction_that_publishes_it(
    before: Clinician, dan: Client
) -> None:
    publish(before)
    assert told() == [("Dan Abara", "policy_changed", 2)]
    kept = Notice.objects.get()
    assert (kept.recipient, kept.language, kept.next_at, kept.practice) == ("", "en", NOW, dan.practice)


def test_what_is_not_material_is_told_nobody(before: Clinician, dan: Client) -> None:
    publish(before, WITH_A_NOTE)
    assert told() == []


def test_the_first_version_is_news_too(ada: Clinician, dan: Client) -> None:
    publish(ada)
    assert told() == [("Dan Abara", "policy_changed", 1)]


def test_what_is_not_published_is_not_told(before: Clinician, dan: Client) -> None:
    actor = factories.clinician_actor(before)
    with pytest.raises(NothingToPublishError):
        services.publish_and_tell(actor=actor, now=NOW)
    factories.save_draft(clinician=before, policy=parse_document(SLOWER))
    with pytest.raises(StaleDraftError):
        services.publish_and_tell(actor=actor, now=NOW, seen=revision(actor) - 1)
    assert told() == []


def test_only_who_is_in_care_and_wants_mail_is_mailed(before: Clinician, ben: Clinician, dan: Client) -> None:
    def client(name: str, **addresses: str) -> Client:
        mail = {"email": f"{name.lower()}@client.example"}
        return factories.add_client(clinician=before, name=name, addresses=addresses or mail)

    left, portal, silent = client("Eve"), client("Fay"), client("Gus")
    client("Hal", sms="+12125550199")
    factories.add_client(clinician=ben, name="Ida", addresses={"email": "ida@client.example"})
    leave(actor=actor_of(left), client_id=left.pk, now=NOW)
    choose_news(actor=actor_of(portal), client_id=portal.pk, by=Client.News.PORTAL, now=NOW)
    opt_out(actor=actor_of(silent), client_id=silent.pk, channel="email", now=NOW)
    publish(before)
    assert told() == [("Dan Abara", "policy_changed", 2)]


def test_what_one_chooses_is_on_record_once(before: Clinician, dan: Client) -> None:
    for _twice in range(2):
        choose_news(actor=actor_of(dan), client_id=dan.pk, by=Client.News.PORTAL, now=NOW)
    assert Client.objects.get().news_by == "portal"
    assert AuditEntry.objects.filter(verb="chose", client_id=dan.pk).count() == 1


# --- the mail


def test_the_mail_says_that_something_is_new_and_nothing_of_what(
    before: Clinician, dan: Client, sink: Sink
) -> None:
    publish(before)
    assert [send_notices(clock=at(NOW)) for _ in range(2)] == [1, 0]
    (mail,) = sink.mails
    assert (mail["To"], mail["Subject"]) == ("dan@client.example", "Something new for you")
    assert mail["From"] == "Ada Quist <ada@inbox.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    address = "http://127.0.0.1:8000/p/ada-quist/sign-in/"
    assert said(mail) == f"Something new is there for you to read. Please sign in: {address}"


def test_it_says_from_when_a_planned_change_holds(before: Clinician, dan: Client, sink: Sink) -> None:
    dan.language = "es-MX"
    dan.save()
    publish(before, effective_from=NEXT_WEEK)
    send_notices(clock=at(NOW))
    assert "vale desde el martes 17 de marzo de 2026" in said(sink.mails[0])


def test_it_goes_to_the_address_that_they_have_by_then(before: Clinician, dan: Client, sink: Sink) -> None:
    publish(before)
    dan.addresses.filter(channel="email").delete()
    keep_address(dan, "email", "dan@new.example")
    send_notices(clock=at(NOW))
    assert sink.mails[0]["To"] == "dan@new.example"


@pytest.mark.parametrize("wish", ["left", "portal", "no mail", "no address"])
def test_whoever_wishes_otherwise_meanwhile_is_left_alone(
    before: Clinician, dan: Client, sink: Sink, wish: str
) -> None:
    publish(before)
    me: dict[str, Any] = {"actor": actor_of(dan), "client_id": dan.pk, "now": NOW}
    match wish:
        case "left":
            leave(**me)
        case "portal":
            choose_news(**me, by=Client.News.PORTAL)
        case "no mail":
            opt_out(**me, channel="email")
        case "no address":
            dan.addresses.all().delete()
    assert send_notices(clock=at(NOW)) == 1
    assert sink.mails == []
    assert not Notice.objects.exists()


def test_a_mail_that_does_not_get_through_is_tried_again(before: Clinician, dan: Client, sink: Sink) -> None:
    publish(before)
    sink.at_recipient.append("451 later")
    send_notices(clock=at(NOW))
    assert Notice.objects.get().sent_at is None
    send_notices(clock=at(NOW + timedelta(hours=1)))
    assert len(sink.mails) == 1


def test_an_emergency_never_waits_behind_news(before: Clinician, dan: Client, sink: Sink) -> None:
    publish(before)
    promise_notices(Notice.Kind.EMERGENCY, ["olive@home.example"], about=before, now=NOW)
    send_notices(clock=at(NOW))
    assert [mail["To"] for mail in sink.mails] == ["olive@home.example", "dan@client.example"]


def test_whoever_is_erased_is_told_nothing_more(before: Clinician, dan: Client, sink: Sink) -> None:
    publish(before)
    services.erase_client(actor=factories.clinician_actor(before), client_id=dan.pk, now=NOW)
    assert not Notice.objects.exists()
    assert send_notices(clock=at(NOW)) == 0


# --- plans that change


def test_what_is_withdrawn_before_its_mail_left_is_told_nobody(
    before: Clinician, dan: Client, sink: Sink
) -> None:
    planned = publish(before, effective_from=NEXT_WEEK)
    withdraw(before, planned)
    send_notices(clock=at(NOW))
    assert (told(), sink.mails) == ([], [])


def test_whoever_was_told_is_told_that_it_does_not_come(before: Clinician, dan: Client, sink: Sink) -> None:
    planned = publish(before, effective_from=NEXT_WEEK)
    send_notices(clock=at(NOW))
    for _twice in range(2):
        withdraw(before, planned)
    send_notices(clock=at(NOW))
    assert told() == [("Dan Abara", "policy_changed", 2), ("Dan Abara", "policy_stays", 2)]
    first, second = map(said, sink.mails)
    assert "it holds from Tuesday 17 March 2026" in first
    assert "What was to be new from Tuesday 17 March 2026 is not coming" in second


def test_a_mail_that_waits_is_not_sent_for_what_was_withdrawn(
    before: Clinician, dan: Client, sink: Sink
) -> None:
    planned = publish(before, effective_from=NEXT_WEEK)
    Notice.objects.update(attempts=1)  # perhaps it got through
    withdraw(before, planned)
    send_notices(clock=at(NOW))
    assert [mail["Subject"] for mail in sink.mails] == ["Something new for you"]
    assert told() == [("Dan Abara", "policy_stays", 2)]


def test_too_late_to_withdraw_changes_nothing(before: Clinician, dan: Client) -> None:
    planned = publish(before, effective_from=NEXT_WEEK)
    with pytest.raises(TooLateToWithdrawError):
        withdraw(before, planned, NEXT_WEEK)
    assert told() == [("Dan Abara", "policy_changed", 2)]
    assert version_in_force(before, NEXT_WEEK) == planned


def test_what_comes_between_makes_another_change_of_what_follows(before: Clinician, dan: Client) -> None:
    publish(before, WITH_A_NOTE, effective_from=IN_TWO_WEEKS)
    assert told() == []
    publish(before, SLOWER, effective_from=NEXT_WEEK)
    assert told() == [("Dan Abara", "policy_changed", 2), ("Dan Abara", "policy_changed", 3)]


def test_so_does_what_is_taken_away_from_before_it(before: Clinician, dan: Client, sink: Sink) -> None:
    planned = publish(before, SLOWER, effective_from=NEXT_WEEK)
    publish(before, {**SLOWER, "notes": ["And so on."]}, effective_from=IN_TWO_WEEKS)
    send_notices(clock=at(NOW))
    withdraw(before, planned)
    assert told() == [
        ("Dan Abara", "policy_changed", 2),
        ("Dan Abara", "policy_changed", 3),
        ("Dan Abara", "policy_stays", 2),
    ]


def test_a_colleagues_clients_are_told_nothing(before: Clinician, ben: Clinician, cleo: Clinician) -> None:
    for clinician in (ben, cleo):
        factories.add_client(clinician=clinician, name="Eve", addresses={"email": "eve@client.example"})
    publish(before)
    assert told() == []
