"""INDEX_KEY turns while the service runs: whoever is looked for is found, before, meanwhile and afterwards.

2,000 clients with SOAK=1.
"""

import json
import os
import subprocess
import time
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.domain.errors import AddressInUseError
from accounts.domain.key_ring import new_key
from accounts.models import Client, ClientAddress, Clinician
from accounts.queries import client_at
from accounts.sealed import Sealed
from accounts.services import Particulars, welcome
from accounts.services.index_rotation import Change, Remarking, _make, remark_addresses
from accounts.services.opening import keep_address
from config.between.__main__ import main
from notifications import queries, services
from notifications.domain.errors import ReusedExternalIdError
from notifications.domain.incoming import Incoming, Source
from notifications.models import InboundMessage
from notifications.services.index_rotation import remark_messages
from tests import factories
from tests.factories import NOW
from tests.own_database import own_database
from tests.processes import Service, kill, service

SOAK = os.environ.get("SOAK") == "1"
CLIENTS = 2_000 if SOAK else 100
PATIENCE_SECONDS = 3600 if SOAK else 240
NEW = new_key()
WHO, NUMBER = "who@x.example", "+12125550999"


def write(
    text: str = "May I?",
    *,
    sender: str = "dan@client.example",
    channel: str = "email",
    external_id: str | None = None,
    minutes: int = 0,
) -> InboundMessage:
    clinician = Clinician.objects.get(slug="ada-quist")
    incoming = Incoming(
        clinician=clinician.slug,
        source=Source.API,
        channel=channel,
        sender=sender,
        text=text,
        external_id=external_id,
    )
    actor = factories.integration_actor(clinician.practice)
    return services.receive(actor=actor, incoming=incoming, now=NOW + timedelta(minutes=minutes))


@pytest.fixture
def old(ada: Clinician, dan: Client, settings: Settings) -> str:
    """The key under which Dan and a stranger have written, each under an id of the program's own."""
    factories.publish_policy(clinician=ada)
    write(external_id="of Dan's")
    write(sender=WHO, external_id="of a stranger's")
    write("STOP", sender=NUMBER, channel="sms")
    key = str(settings.INDEX_KEY)
    settings.INDEX_KEY = f"{NEW},{key}"
    return key


def remarked() -> Remarking:
    addresses, messages = (each(progress=lambda *_: None) for each in (remark_addresses, remark_messages))
    return Remarking(addresses.done + messages.done, addresses.left + messages.left)


def everything_is_found(dan: Client, at: int = 1) -> None:
    """Ids of programs among it. `at`: minutes, for what is said again must come later."""
    assert client_at(Clinician.objects.get(slug="ada-quist"), "email", "dan@client.example") == dan
    before = InboundMessage.objects.count()
    assert write(external_id="of Dan's").client == dan
    assert write(sender=WHO, external_id="of a stranger's").sender == WHO
    assert InboundMessage.objects.count() == before
    with pytest.raises(ReusedExternalIdError):
        write("Other words", external_id="of Dan's")
    again = write(sender=WHO, minutes=at)
    assert again.decision.reason == "already_told"
    assert queries.written_by_the_same(factories.clinician_actor(again.clinician), again).count() == 1 + at
    assert write("So?", sender=NUMBER, channel="sms", minutes=at).decision.reason == "opted_out"


@pytest.mark.usefixtures("old")
def test_whoever_is_looked_for_is_found_before_and_after(dan: Client, settings: Settings) -> None:
    everything_is_found(dan)
    assert remarked() == Remarking(
        5, []
    )  # two addresses, three messages; what came since is under the new one
    everything_is_found(dan, at=2)
    assert remarked() == Remarking(0, [])
    assert dan.addresses.get(channel="email").address == "dan@client.example"
    settings.INDEX_KEY = NEW
    assert client_at(Clinician.objects.get(slug="ada-quist"), "email", "dan@client.example") == dan
    assert write(sender=WHO, minutes=3).decision.reason == "already_told"


@pytest.mark.usefixtures("old")
def test_nothing_hangs_on_the_old_key_afterwards(old: str, settings: Settings) -> None:
    before = marks()
    remarked()
    assert marks().isdisjoint(before)
    settings.INDEX_KEY = old
    assert client_at(Clinician.objects.get(slug="ada-quist"), "email", "dan@client.example") is None


def marks() -> set[bytes | str]:
    found: set[bytes | str] = {bytes(each.mark) for each in ClientAddress.objects.all()}
    for row in InboundMessage.objects.all():
        found |= {bytes(row.fingerprint), bytes(row.external_id or b"none")} - {b"none"}
        found |= set() if row.client_id else {row.conversation}
    return found


def test_with_the_old_key_gone_ids_of_programs_are_new_ones(
    old: str, dan: Client, settings: Settings
) -> None:
    """Nobody kept of what they were made: so the old key stays for as long as they may come again."""
    remarked()
    settings.INDEX_KEY = NEW
    before = InboundMessage.objects.count()
    write(external_id="of Dan's")
    assert InboundMessage.objects.count() == before + 1


@pytest.mark.usefixtures("old")
def test_where_the_old_key_is_lost_people_are_found_again(dan: Client, settings: Settings) -> None:
    settings.INDEX_KEY = NEW
    assert client_at(Clinician.objects.get(slug="ada-quist"), "email", "dan@client.example") is None
    assert remarked() == Remarking(5, [])
    assert client_at(Clinician.objects.get(slug="ada-quist"), "email", "dan@client.example") == dan
    assert write(sender=WHO, minutes=1).decision.reason == "already_told"


@pytest.mark.usefixtures("old")
def test_an_address_under_the_old_key_is_nobody_elses(ada: Clinician) -> None:
    eve = Particulars(name="Eve Moss", addresses={"email": "dan@client.example"})
    with pytest.raises(AddressInUseError):
        welcome(actor=factories.clinician_actor(ada), particulars=eve, now=NOW)


@pytest.mark.usefixtures("old")
def test_an_answer_is_to_all_of_it_under_whichever_key(ada: Clinician) -> None:
    later = write("And?", sender=WHO, minutes=1)
    services.answer(actor=factories.clinician_actor(ada), message_id=later.pk, text="Yes.", now=NOW)
    assert InboundMessage.objects.exclude(answered_by=None).count() == 2


@pytest.mark.usefixtures("old")
def test_what_came_before_is_put_to_a_client_under_whichever_key(ada: Clinician) -> None:
    later = write("And?", sender=WHO, minutes=1)
    eve = factories.add_client(clinician=ada, name="Eve Moss", addresses={"email": WHO})
    services.attribute(actor=factories.clinician_actor(ada), client_id=eve.pk, message_id=later.pk, now=NOW)
    assert InboundMessage.objects.filter(client=eve).count() == 2


@pytest.mark.usefixtures("old")
def test_what_does_not_open_is_named_and_holds_up_nothing_else(dan: Client) -> None:
    broken = InboundMessage.objects.get(client=dan)
    InboundMessage.objects.filter(pk=broken.pk).update(text=Sealed(b"\1" * 80))
    assert remarked() == Remarking(4, [f"notifications_inboundmessage {broken.pk}"])


def test_an_address_that_was_kept_twice_is_named(old: str, ada: Clinician, settings: Settings) -> None:
    """By two processes that had different keys as their newest."""
    settings.INDEX_KEY = NEW
    eve = factories.add_client(clinician=ada, name="Eve Moss", addresses={"portal": "eve"})
    keep_address(eve, "email", "dan@client.example")
    settings.INDEX_KEY = f"{NEW},{old}"
    twice = ClientAddress.objects.exclude(client=eve).get(channel="email")
    assert remarked() == Remarking(4, [f"accounts_clientaddress {twice.pk}"])


@pytest.mark.usefixtures("old")
def test_what_changed_meanwhile_is_left_as_it_is_now() -> None:
    row = InboundMessage.objects.get(client=None, channel="email")
    outcome = Remarking()
    _make([(row, Change({"conversation": "as it once was"}, {"conversation": "email:x"}))], outcome)
    assert outcome == Remarking(0, [])
    row.refresh_from_db()
    assert row.conversation != "email:x"


@pytest.mark.usefixtures("old")
def test_the_command(capsys: pytest.CaptureFixture[str], settings: Settings) -> None:
    assert main(["keys", "status"]) == 0
    assert "INDEX_KEY has an older key; run: between keys rotate --index" in capsys.readouterr().out
    assert main(["keys", "rotate", "--index"]) == 0
    assert "5 addresses and messages were marked anew." in capsys.readouterr().out
    InboundMessage.objects.update(text=Sealed(b"\1" * 80), fingerprint=b"")
    assert main(["keys", "rotate", "--index"]) == 1
    assert capsys.readouterr().out.count("WRONG  cannot be marked anew: notifications_inboundmessage") == 3
    settings.INDEX_KEY = "short"
    assert main(["keys", "rotate", "--index"]) == 1
    assert "INDEX_KEY cannot be used" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE_SECONDS * 2)
def test_nobody_is_missed_while_it_turns_whenever_it_is_killed(db: None, tmp_path: Path) -> None:
    before = new_key()
    with (
        own_database(tmp_path) as database,
        service(database=database, smtp_port=9, var=tmp_path, INDEX_KEY=before) as house,
    ):
        said_to_the_end(part(house, "fill", str(CLIENTS)))
        house.environment = {**house.environment, "INDEX_KEY": f"{NEW},{before}"}
        beside = [part(house, "look", str(CLIENTS)) for _ in range(2)]
        began = time.monotonic()
        first = kill_half_way(part(house, "turn"))
        again = json.loads(said_to_the_end(part(house, "turn"))[-1])
        took = time.monotonic() - began
        looked = [json.loads(said_to_the_end(each)[-1]) for each in beside]
        print(f"{again['done']} marked anew after {first} looked at, {took:.0f} s, beside it {looked}")  # noqa: T201  by `pytest -s`
        assert (again["left"], [each["errors"] for each in looked]) == ([], [[], []])
        assert 0 < again["done"] < 2 * CLIENTS + 60
        assert all(each["did"] for each in looked)
        assert json.loads(said_to_the_end(part(house, "turn"))[-1]) == {"done": 0, "left": []}


def part(house: Service, *words: str) -> "subprocess.Popen[str]":
    return house.start("-m", "tests.index_turner", *words)


def said_to_the_end(process: "subprocess.Popen[str]") -> list[str]:
    said, errors = process.communicate(input="", timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, errors
    return said.splitlines()


def kill_half_way(turning: "subprocess.Popen[str]") -> int:
    """By SIGKILL; how many rows it had looked at."""
    assert turning.stdout is not None
    batches = 0
    while 50 * batches <= CLIENTS:  # past the addresses, among the messages
        assert turning.stdout.readline()
        batches += 1
    kill([turning])
    return 50 * batches
