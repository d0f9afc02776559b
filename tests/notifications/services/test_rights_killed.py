"""Killed amid an erasure or an export: everything is as before, and the same step done again is whole."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.own_database import own_database
from tests.processes import Service, kill, service
from tests.rights_keeper import MESSAGES
from tests.stopping import PATIENCE_SECONDS

WHOLE = {
    "clients": ["Dan Abara"],
    "words": [f"words {number}" for number in range(MESSAGES)],
    "deliveries": MESSAGES,
    "erased": 0,
    "exported": 0,
}
NOTHING = {"clients": [], "words": [], "deliveries": 0, "erased": 1, "exported": 1}


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE_SECONDS * 4)
def test_killed_amid_an_erasure_or_an_export_nothing_is_half(db: None, tmp_path: Path) -> None:
    with (
        own_database(tmp_path) as database,
        service(database=database, smtp_port=9, var=tmp_path) as house,
    ):
        said(house, "fill")
        for what, statement in [("erase", 6), ("erase", 10), ("erase", 14), ("hand-over", 4)]:
            kill_amid(house, what, statement)
            assert json.loads(said(house, "count")) == WHOLE, (what, statement)
        assert int(said(house, "hand-over", "0")) == MESSAGES
        said(house, "erase", "0")
        assert json.loads(said(house, "count")) == NOTHING
        assert database.integrity() == "ok"


def kill_amid(house: Service, what: str, statement: int) -> None:
    part: Any = house.start("-m", "tests.rights_keeper", what, str(statement))
    assert part.stdout.readline() == "amid\n"
    kill([part])


def said(house: Service, *words: str) -> str:
    part = house.start("-m", "tests.rights_keeper", *words)
    told, errors = part.communicate(timeout=PATIENCE_SECONDS)
    assert part.returncode == 0, errors
    return told
