"""One message through the whole path: stored, screened, promised, decided, and on its way."""

from datetime import datetime, timedelta

import pytest

from accounts.domain.actors import Visitor
from accounts.models import Client, Clinician
from accounts.queries import NotFoundError
from notifications.domain.errors import ReusedExternalIdError
from notifications.domain.incoming import Incoming, Source
from notifications.models import Delivery, InboundMessage
from notifications.services import receive
from policies.models import PolicyVersion
from tests import factories

NOW = factories.NOW  # Tuesday, 10:30 in New York
TOMORROW = NOW + timedelta(days=1)  # 24 hours counted on working days
CRISIS = "I want to kill myself tonight"


def incoming(clinician: Clinician, text: str = "Can we move Thursday?", **changes: object) -> Incoming:
    particulars: dict[str, object] = {
        "clinician": clinician.slug,
        "source": Source.API,
        "channel": "email",
        "sender": "dan@client.example",
        "text": text,
    }
    return Incoming(**(particulars | changes))  # type: ignore[arg-type]  # any particular may be changed


def say(
    clinician: Clinician, text: str = "Can we move Thursday?", *, now: datetime = NOW, **changes: object
) -> InboundMessage:
    actor = factories.integration_actor(clinician.practice)
    return receive(actor=actor, incoming=incoming(clinician, text, **changes), now=now)


@pytest.fixture
def version(ada: Clinician) -> PolicyVersion:
    return factories.publish_policy(clinician=ada)


@pytest.mark.usefixtures("version")
def test_the_whole_chain_is_stored(ada: Clinician, dan: Client, version: PolicyVersion) -> None:
    stored = InboundMessage.objects.get(pk=say(ada).pk)
    assert stored.client == dan
    assert stored.screening.level == "none"
    assert stored.decision.policy_version == version
    assert stored.decision.reply_by == TOMORROW
    assert (stored.decision.action, stored.decision.reason) == ("reply", "first_in_period")
    assert "Wednesday 11 March" in stored.decision.reply_text


@pytest.mark.usefixtures("version", "dan")
def test_the_reply_is_on_its_way_to_the_sender(ada: Clinician) -> None:
    delivery = say(ada).deliveries.get()
    assert (delivery.kind, delivery.recipient, delivery.state) == (
        "auto_reply",
        "dan@client.example",
        "pending",
    )
    assert delivery.next_at == NOW


@pytest.mark.usefixtures("version", "dan")
def test_without_a_transport_the_reply_is_handed_back_and_recorded(ada: Clinician) -> None:
    message = say(ada, channel="sms", sender="+12125550123")
    assert "11 March" in message.decision.reply_text
    delivery = message.deliveries.get()
    assert (delivery.state, delivery.channel, delivery.next_at) == ("handed_back", "sms", None)


@pytest.mark.usefixtures("version", "dan")
def test_a_second_message_of_the_same_period_is_not_told_again(ada: Clinician) -> None:
    say(ada)
    second = say(ada, "And could I bring the form?", now=NOW + timedelta(minutes=5))
    assert (second.decision.action, second.decision.reason) == ("silent", "already_told")
    assert second.decision.reply_by == TOMORROW + timedelta(minutes=5)
    assert not second.deliveries.exists()


@pytest.mark.usefixtures("version", "dan")
def test_a_new_version_is_told_at_once(ada: Clinician) -> None:
    say(ada)
    slower = factories.ORDINARY_POLICY | {"reply": {"within": "P3D", "clock": "working_days"}}
    later = NOW + timedelta(minutes=5)
    second_version = factories.publish_policy(clinician=ada, document=slower, now=later)
    second = say(ada, now=later + timedelta(minutes=1))
    assert (second.decision.reason, second.decision.policy_version) == ("policy_changed", second_version)


@pytest.mark.usefixtures("version")
def test_without_a_policy_nothing_is_promised_but_help_is_shown(ben: Clinician) -> None:
    message = say(ben)
    assert (message.decision.action, message.decision.reply_by) == ("reply", None)
    assert message.decision.policy_version is None
    assert "911" in message.decision.reply_text


@pytest.mark.usefixtures("version", "dan")
def test_a_crisis_is_answered_every_time_and_the_clinician_alarmed_once(ada: Clinician) -> None:
    say(ada)
    for minute, alarms in ((1, {("alarm", 0)}), (2, set())):  # the second joins what rings already
        message = say(ada, CRISIS, now=NOW + timedelta(minutes=minute))
        assert (message.screening.level, message.decision.kind) == ("crisis", "crisis")
        sent = {(each.kind, each.priority) for each in message.deliveries.all()}
        assert sent == {("crisis_reply", 0)} | alarms
        assert message.decision.reply_text.index("911") < message.decision.reply_text.index("988")


@pytest.mark.usefixtures("version", "dan")
def test_a_crisis_is_answered_though_a_wrong_clock_answered_others_in_the_future(ada: Clinician) -> None:
    for minutes in range(3):
        say(ada, "I want to die.", now=NOW + timedelta(days=1, minutes=minutes))
    assert say(ada, "I want to die.").decision.action == "reply"


@pytest.mark.usefixtures("version")
def test_help_is_for_where_the_client_is(ada: Clinician) -> None:
    factories.add_client(
        clinician=ada, name="Ewa Holt", addresses={"email": "ewa@client.example"}, region="GB"
    )
    message = say(ada, sender="ewa@client.example")
    dialled = [resource["dial"] for resource in message.decision.resources]
    assert dialled[0] == "999"
    assert "988" not in dialled


@pytest.mark.usefixtures("version")
def test_the_reply_is_in_the_clients_language_and_zone(ada: Clinician) -> None:
    factories.add_client(
        clinician=ada,
        name="Luz Vega",
        addresses={"email": "luz@client.example"},
        language="es",
        time_zone="Europe/Madrid",
    )
    message = say(ada, sender="luz@client.example")
    assert message.decision.language == "es"
    assert "11 de marzo" in message.decision.reply_text
    assert "Madrid" in message.decision.reply_text


@pytest.mark.usefixtures("version", "dan")
def test_the_same_external_id_gets_the_first_result(ada: Clinician) -> None:
    first = say(ada, external_id="42")
    again = say(ada, external_id="42", now=NOW + timedelta(hours=3))
    assert (again.pk, again.decision.reply_by) == (first.pk, first.decision.reply_by)
    assert (InboundMessage.objects.count(), Delivery.objects.count()) == (1, 1)


@pytest.mark.usefixtures("version", "dan")
def test_an_external_id_with_other_words_is_refused_not_lost(ada: Clinician) -> None:
    say(ada, external_id="42")
    with pytest.raises(ReusedExternalIdError):
        say(ada, "Another message", external_id="42")


def test_a_token_reaches_only_its_own_practice(ada: Clinician, cleo: Clinician) -> None:
    with pytest.raises(NotFoundError):
        receive(actor=factories.integration_actor(cleo.practice), incoming=incoming(ada), now=NOW)


@pytest.mark.usefixtures("version", "dan")
class TestTheForm:
    """Anyone may fill it in, with anyone's address."""

    def leave(self, clinician: Clinician, sender: str) -> InboundMessage:
        filled_in = incoming(clinician, source=Source.PAGE, sender=sender)
        return receive(actor=Visitor(), incoming=filled_in, now=NOW)

    def test_a_clients_own_address_gets_the_reply(self, ada: Clinician) -> None:
        assert self.leave(ada, "dan@client.example").deliveries.get().state == "pending"

    def test_a_strangers_address_is_never_written_to(self, ada: Clinician) -> None:
        message = self.leave(ada, "somebody@elsewhere.example")
        assert message.deliveries.get().state == "handed_back"

    def test_what_anyone_types_costs_the_client_no_reply(self, ada: Clinician) -> None:
        for minute in range(4):
            typed = incoming(ada, CRISIS, source=Source.PAGE)
            receive(actor=Visitor(), incoming=typed, now=NOW + timedelta(minutes=minute))
        assert say(ada, CRISIS, now=NOW + timedelta(minutes=5)).decision.reason == "crisis"

    def test_a_client_of_a_colleague_is_a_stranger_here(self, ben: Clinician) -> None:
        message = self.leave(ben, "dan@client.example")
        assert (message.client, message.deliveries.get().state) == (None, "handed_back")
