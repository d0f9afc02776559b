"""A value that was changed in the tables, or whose key is missing, keeps nobody from anything else."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client as Browser

from accounts import data_keys
from accounts.data_keys import DataKey
from accounts.models import Client, Clinician
from notifications.models import Delivery, InboundMessage, RawMail
from notifications.services import mail_intake
from notifications.services.delivering import deliver_due, sweep
from tests import factories
from tests.accounts.test_sealed_columns import put
from tests.client_sign_in import let_in
from tests.factories import NOW
from tests.notifications.services.test_erasing import MAIL, write
from tests.sign_in import user_of
from tests.smtp_sink import Sink

BROKEN = [b"\1" * 80, b"\2 of another format", b""]
LATER = NOW + timedelta(minutes=10)


@pytest.fixture(autouse=True)
def nothing_ready(ada: Clinician, dan: Client) -> Iterator[None]:
    factories.publish_policy(clinician=ada)
    data_keys.forget()
    yield
    data_keys.forget()


def lose_the_key_of(client: Client) -> None:
    """As a key does that was removed from the ring too early."""
    DataKey.objects.filter(client=client).update(ring_key="gone")
    data_keys.forget()


@pytest.fixture
def inside(client: Browser, ada: Clinician) -> Browser:
    client.force_login(user_of(ada))
    return client


@pytest.mark.parametrize("value", BROKEN)
def test_a_delivery_costs_only_itself(sink: Sink, value: bytes) -> None:
    broken, good = write().deliveries.get(), write(sender="who@x.example").deliveries.get()
    put(broken, "recipient", value)
    assert deliver_due(clock=lambda: LATER) == 2
    states = dict(Delivery.objects.values_list("pk", "state"))
    assert states == {broken.pk: "pending", good.pk: "sent"}
    assert Delivery.objects.get(pk=broken.pk).last_error == "SealBrokenError"


def test_a_client_whose_key_is_missing_costs_only_their_own(sink: Sink, dan: Client) -> None:
    lost, good = write().deliveries.get(), write(sender="who@x.example").deliveries.get()
    lose_the_key_of(dan)
    assert deliver_due(clock=lambda: LATER) == 2
    states = dict(Delivery.objects.values_list("pk", "state"))
    assert states == {lost.pk: "pending", good.pk: "sent"}


@pytest.mark.parametrize("value", BROKEN)
def test_a_kept_mail_costs_only_itself(sink: Sink, monkeypatch: pytest.MonkeyPatch, value: bytes) -> None:
    with monkeypatch.context() as away:
        away.setattr(mail_intake, "receive", None)  # it ends between keeping the mail and reading it
        mail_intake.store_mail(
            envelope_from="dan@client.example", envelope_to=["ada@inbox.example"], raw=MAIL, now=NOW
        )
    write(sender="who@x.example")
    put(RawMail.objects.get(), "raw", value)
    assert sweep(clock=lambda: LATER) == 1
    assert [mail["To"] for mail in sink.mails] == ["who@x.example"]
    assert RawMail.objects.get().last_error == "SealBrokenError"


@pytest.mark.parametrize("column", ["text", "subject", "sender"])
@pytest.mark.parametrize("value", BROKEN)
def test_a_message_is_told_in_its_place(inside: Browser, column: str, value: bytes) -> None:
    broken = write("Broken", sender="else@x.example")
    write("Whole", sender="who@x.example")
    put(broken, column, value)
    page, own = inside.get("/inbox/"), inside.get(f"/inbox/{broken.pk}/")
    assert (page.status_code, own.status_code) == (200, 200)
    for said in (page.content.decode(), own.content.decode()):
        assert "cannot be opened" in said
    assert "who@x.example" in page.content.decode()
    assert "Whole" in page.content.decode()


def test_so_is_a_client(
    inside: Browser, ada: Clinician, dan: Client, caplog: pytest.LogCaptureFixture
) -> None:
    factories.add_client(clinician=ada, name="Eve Moss", addresses={"email": "eve@client.example"})
    lose_the_key_of(dan)
    page = inside.get("/clients/").content.decode()
    assert "Eve Moss" in page
    assert "Someone whose name cannot be opened" in page
    assert "not opened" in caplog.messages


def test_clients_see_their_other_messages(ada: Clinician, dan: Client) -> None:
    own = let_in(Browser(), dan, ada)
    write("Whole")
    put(write("Broken"), "text", BROKEN[0])
    page = own.get("/you/").content.decode()
    assert "Whole" in page
    assert "cannot be opened" in page
    assert InboundMessage.objects.count() == 2
