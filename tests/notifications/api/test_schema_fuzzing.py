"""What the schema says is what happens, whatever schemathesis thinks of sending to the running service."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.own_database import copy_migrated
from tests.running_service import ROOT, RunningService, running

SOAK = os.environ.get("SOAK") == "1"
SECONDS = 600 if SOAK else 20
NOT_SAID = "positive_data_acceptance"  # no schema says what is an address: a valid message may have a bad one


@pytest.fixture(scope="module")
def service(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with running(copy_migrated(tmp_path_factory.mktemp("fuzzed") / "var"), LOG_LEVEL="ERROR") as started:
        yield started


def fuzz(service: RunningService, folder: Path, token: str, seconds: int, *options: str) -> str:
    """What schemathesis reports. Raises AssertionError with it where the service broke its word."""
    words = [
        *("run", f"{service.demo['url']}/api/v1/schema/", "--header", f"Authorization: Bearer {token}"),
        *("--max-time", str(seconds), "--continue-on-failure", "--no-color", "--warnings", "off"),
        *("--suppress-health-check", "all", *options),
    ]
    hooked = {"SCHEMATHESIS_HOOKS": "tests.schemathesis_hooks", "FUZZED_CLINICIAN": service.demo["clinician"]}
    seen = subprocess.run(  # noqa: S603  installed beside us
        [Path(sys.executable).with_name("schemathesis"), *words],
        cwd=folder,
        env={**os.environ, **hooked, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds + 120,
    )
    assert seen.returncode == 0, seen.stdout + seen.stderr
    return seen.stdout


@pytest.mark.timeout(SECONDS + 180)
def test_nothing_undocumented_ever_comes_back(service: RunningService, tmp_path: Path) -> None:
    report = fuzz(service, tmp_path, service.demo["api_token"], SECONDS, "--exclude-checks", NOT_SAID)
    generated = re.search(r"(\d+) generated", report)
    assert generated is not None
    assert int(generated[1]) > 100
    assert taken_in(service) > 10
    assert "ERROR" not in service.log.read_text()


def test_nor_to_who_has_no_token(service: RunningService, tmp_path: Path) -> None:
    before = taken_in(service)
    checks = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
    fuzz(service, tmp_path, "bs_nobody", max(SECONDS // 4, 5), "--checks", checks)
    assert taken_in(service) == before


def taken_in(service: RunningService) -> int:
    counts = re.findall(r"between_messages_total\{.*\} (\d+)", service.get("/metrics"))
    return sum(map(int, counts))
