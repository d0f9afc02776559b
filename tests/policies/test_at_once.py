"""Two editors, two publishers, an editor and a publisher at the same moment: nobody's words are lost."""

import json
from pathlib import Path

import pytest

from tests.own_database import own_database
from tests.processes import service

ROUNDS = 25


@pytest.mark.slow
def test_whoever_comes_second_is_told_and_nothing_is_lost(db: None, tmp_path: Path) -> None:
    with (
        own_database(tmp_path) as database,
        service(database=database, smtp_port=0, var=tmp_path) as house,
    ):
        working = house.start("-m", "tests.policy_writers", str(ROUNDS))
        printed, errors = working.communicate(timeout=250)
    assert working.returncode == 0, errors
    seen = json.loads(printed)
    both_orders = {"one saved, one told to look", "first published, then saved"}
    orders = sum(seen["happened"].pop(each, 0) for each in both_orders)
    assert (orders, seen["happened"]) == (
        ROUNDS,
        {
            "one saved, one told": ROUNDS,
            "one published, one told": ROUNDS,
            "withdrawn once": ROUNDS,
        },
    )
    assert seen["numbers"] == list(range(1, len(seen["numbers"]) + 1))
    assert seen["withdrawn"] == ROUNDS
