"""Of who was erased nothing is left in SQLite's files, where a deleted row may stand for days."""

import json
from pathlib import Path

import pytest
from django.db import connection

from tests.own_database import own_database
from tests.processes import Service, service

WRITE = """
import django, json
django.setup()
from datetime import UTC, datetime
from accounts.data_keys import DataKey
from accounts.models import Client, Clinician
from accounts.domain.actors import ClinicianActor, Visitor
from notifications import services
from notifications.domain.incoming import Incoming, Source
from notifications.models import InboundMessage
now = datetime.now(UTC)
theo = next(each for each in Client.objects.all() if each.name == "Theo Lindgren")
maya = Clinician.objects.get(slug="maya-okafor")
for number in range(3):
    incoming = Incoming(
        clinician=maya.slug, source=Source.API, channel="email", sender="theo@client.example", text="Words"
    )
    services.receive(actor=Visitor(), incoming=incoming, now=now)
kept = [bytes(each.wrapped) for each in DataKey.objects.filter(client=theo)]
kept += [each.__dict__["text"].raw for each in InboundMessage.objects.filter(client=theo)]
"""
ERASE = """
services.erase_client(
    actor=ClinicianActor(practice_id=maya.practice_id, clinician_id=maya.pk), client_id=theo.pk, now=now)
"""
LOOK = """
import django
django.setup()
from accounts.models import Practice
assert Practice.objects.exists()
print("looked", flush=True)
input()
"""
TELL = "\nprint(json.dumps([each.hex() for each in kept]))"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's go when it vacuums")
def test_neither_the_file_nor_its_log_has_what_was_erased(django_db_setup: None, tmp_path: Path) -> None:
    with own_database(tmp_path) as file, service(database=file, smtp_port=0, var=tmp_path) as house:
        house.manage("seed_demo")
        others = house.start("-c", LOOK)  # for whoever is the last to close the file tidies up
        assert others.stdout is not None
        assert others.stdout.readline() == "looked\n"
        assert all(_found(each, tmp_path) for each in _run(house, WRITE + TELL))
        erased = _run(house, WRITE + ERASE + TELL)
        assert len(erased) == 7  # a key, and what was written before and now
        assert [each for each in erased if _found(each, tmp_path)] == []


def _run(house: Service, program: str) -> list[bytes]:
    told, errors = (running := house.start("-c", program)).communicate(timeout=60)
    assert running.returncode == 0, errors
    return [bytes.fromhex(each) for each in json.loads(told.splitlines()[-1])]


def _found(sealed: bytes, folder: Path) -> bool:
    return any(sealed in file.read_bytes() for file in folder.glob("own.sqlite3*"))
