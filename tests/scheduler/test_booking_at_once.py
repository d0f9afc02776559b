"""Two hundred want one opening at the same moment: one has it, the others are told what else is free."""

import json
from pathlib import Path

import pytest

from tests.own_database import own_database
from tests.processes import service

WORKERS, EACH = 8, 25


@pytest.mark.slow
def test_exactly_one_of_two_hundred_has_it(db: None, tmp_path: Path) -> None:
    with (
        own_database(tmp_path) as database,
        service(database=database, smtp_port=0, var=tmp_path) as house,
    ):
        working = house.start("-m", "tests.bookers", str(WORKERS), str(EACH))
        printed, errors = working.communicate(timeout=250)
    assert working.returncode == 0, errors
    print(printed)  # noqa: T201  shown by `pytest -s`
    seen = json.loads(printed.splitlines()[-1])
    assert seen["happened"] == {"booked": 1, "taken": WORKERS * EACH - 1}
    assert seen["kept"] == 1
    assert seen["others"] == 5  # of everybody who was too late
