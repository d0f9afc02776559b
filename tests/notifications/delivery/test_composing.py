"""The mails that go out: whatever people are called, they can be sent."""

from email import message_from_bytes, policy

import pytest

from accounts.models import Clinician
from notifications.models import Delivery
from notifications.services.composing import compose
from tests.exchanges import take_message

HOSTILE = "Ada\r\nBcc: everyone@elsewhere.example"


@pytest.mark.parametrize("kind", Delivery.Kind)
def test_a_name_with_line_breaks_stays_a_name(ada: Clinician, kind: Delivery.Kind) -> None:
    Clinician.objects.filter(pk=ada.pk).update(name=HOSTILE)
    taken = take_message(Clinician.objects.get(pk=ada.pk), kind=kind)
    sent = message_from_bytes(compose(taken).content, policy=policy.default)
    assert sent["Bcc"] is None
    assert "Ada Bcc: everyone@elsewhere.example" in str(sent["From"])


@pytest.mark.parametrize("kind", Delivery.Kind)
def test_an_address_in_any_script_is_written_as_it_is(ada: Clinician, kind: Delivery.Kind) -> None:
    taken = take_message(ada, kind=kind, recipient="ünal@client.example")
    assert "To: ünal@client.example" in compose(taken).content.decode()
