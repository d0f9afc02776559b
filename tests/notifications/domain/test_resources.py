import json
from pathlib import Path

import pytest

from notifications.domain import resources
from notifications.domain.resources import ANYWHERE, HELPLINES, ResourceKind, check_helplines, resources_for

REGIONS = sorted(path.stem for path in HELPLINES.glob("*.json"))


def dials(**asked: str | tuple[str, ...] | None) -> list[str]:
    return [resource.dial for resource in resources_for(**asked)]  # type: ignore[arg-type]  # one type for all


def test_the_shipped_files_can_be_used() -> None:
    assert check_helplines() == []
    assert REGIONS == ["AU", "BR", "CA", "DE", "ES", "FR", "GB", "IE", "MX", "NZ", "PT", "US"]


@pytest.mark.parametrize("region", REGIONS)
def test_each_region_has_an_emergency_number_first_and_a_line(region: str) -> None:
    shown = resources_for(client_region=region, clinician_region=None)
    assert shown[0].kind is ResourceKind.EMERGENCY
    assert shown[0].dial
    assert {ResourceKind.CALL, ResourceKind.TEXT} & {resource.kind for resource in shown}


def test_where_the_client_is_decides() -> None:
    shown = dials(client_region="GB-LND", clinician_region="US-NY", tokens=("911", "988"))
    assert shown == ["999", "116123", "85258", "111"]


def test_where_the_client_is_unknown_the_clinicians_region_decides() -> None:
    assert dials(client_region=None, clinician_region="US-NY")[:2] == ["911", "988"]


@pytest.mark.parametrize("region", ["JP", "ZZ", "", "../US", "U\0", "\N{FULLWIDTH LATIN CAPITAL LETTER U}S"])
def test_a_region_that_we_do_not_know_gets_a_true_answer_and_no_foreign_number(region: str) -> None:
    assert resources_for(client_region=region or None, clinician_region=region or None) == ANYWHERE
    assert resources_for(client_region=region or "JP", clinician_region="US-NY") == ANYWHERE


def test_what_the_policy_names_comes_before_the_others() -> None:
    shown = resources_for(client_region="US", clinician_region=None, tokens=("741741", "nearest_er"))
    assert [resource.token for resource in shown] == ["911", "741741", "nearest_er", "988"]


def test_a_broken_file_costs_nobody_the_way_to_help(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "GB.json").write_text('[{"token": "999"}]')
    monkeypatch.setattr(resources, "HELPLINES", tmp_path)
    resources.helplines.cache_clear()
    assert resources_for(client_region="GB", clinician_region=None) == ANYWHERE
    assert [problem.partition(":")[0] for problem in check_helplines()] == ["GB.json"]
    resources.helplines.cache_clear()


@pytest.mark.parametrize("region", REGIONS)
def test_nothing_counts_as_verified_that_nobody_has_verified(region: str) -> None:
    rows = json.loads((HELPLINES / f"{region}.json").read_text())
    assert [row["token"] for row in rows if row["verified_on"]] == []
