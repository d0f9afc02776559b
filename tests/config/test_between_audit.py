"""`between audit`: checkpoints to keep elsewhere, what verification finds, who saw a client's messages."""

from argparse import Namespace
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from accounts import services
from accounts.domain.audit import Checkpoint, Kind, Thing, Verb
from accounts.models import Client, Clinician
from accounts.services.trail import checkpoints
from config.between import audit
from config.between.__main__ import main
from tests import factories
from tests.factories import NOW
from tests.own_database import own_database
from tests.processes import service

WRITERS, ENTRIES = 4, 150


@pytest.fixture
def message(ada: Clinician, dan: Client) -> Thing:
    """One that Ada has read."""
    thing = Thing(Kind.MESSAGE, uuid4(), ada.practice_id, dan.pk)
    services.record(factories.clinician_actor(ada), Verb.READ, thing, now=NOW)
    return thing


def test_a_checkpoint_is_a_line_that_verification_takes(
    message: Thing, capsys: pytest.CaptureFixture[str]
) -> None:
    services.seal()
    assert main(["audit", "checkpoint"]) == 0
    lines = capsys.readouterr().out.split()
    assert lines == [str(each) for each in checkpoints()]
    assert main(["audit", "verify", "--since", *lines]) == 0
    assert capsys.readouterr().out == "ok     1 entries are as they were\n"


def test_what_is_wrong_is_told_with_its_place(message: Thing, capsys: pytest.CaptureFixture[str]) -> None:
    later = Checkpoint(message.practice_id, 5, bytes(32))
    assert main(["audit", "verify", "--since", str(later)]) == 1
    assert capsys.readouterr().out == (
        f"WRONG  practice {message.practice_id}: entry 1 is missing, as is all that followed it\n"
        "note   1 are not chained yet; whoever delivers does it within seconds\n"
    )


def test_a_line_that_is_no_checkpoint_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["audit", "verify", "--since", "yesterday"])
    assert "is no checkpoint; give a line that 'between audit checkpoint' printed" in capsys.readouterr().err


def test_it_tells_who_saw_a_clients_messages(
    message: Thing, dan: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.run(Namespace(does="who-saw", client=dan.pk)) == 0
    assert capsys.readouterr().out == f"2026-03-10 14:30:00Z  read      message  {message.id}  Ada Quist\n"


@pytest.mark.slow
def test_many_record_and_chain_at_once(db: None, tmp_path: Path) -> None:
    practice = UUID(int=7)
    with (
        own_database(tmp_path) as database,
        service(database=database, smtp_port=0, var=tmp_path) as house,
    ):
        writers = [
            house.start("-m", "tests.audit_writer", str(practice), str(ENTRIES)) for _ in range(WRITERS)
        ]
        assert [(each.communicate(timeout=120)[1], each.returncode) for each in writers] == [
            ("", 0)
        ] * WRITERS
        house.start("-m", "tests.audit_writer", str(practice), "0").wait(timeout=60)
        checked = house.start("-m", "config.between", "audit", "verify")
        assert checked.communicate(timeout=60)[0] == f"ok     {WRITERS * ENTRIES} entries are as they were\n"
        chained = database.rows("SELECT count(*), min(sequence), max(sequence) FROM accounts_auditentry")
        assert chained == [(WRITERS * ENTRIES, 1, WRITERS * ENTRIES)]
