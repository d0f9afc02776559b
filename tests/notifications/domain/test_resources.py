from pathlib import Path

import pytest

from notifications.domain import helpline_files
from notifications.domain.helpline_files import helplines, regions
from notifications.domain.resource import Evidence, ResourceKind
from notifications.domain.resources import (
    ANYWHERE,
    FIND_A_HELPLINE,
    LOCAL_EMERGENCY,
    countries_reached,
    resources_for,
)


def shown(region: str | None, *, tokens: tuple[str, ...] = (), categories: tuple[str, ...] = ()) -> list[str]:
    found = resources_for(client_region=region, clinician_region=None, tokens=tokens, categories=categories)
    return [resource.token for resource in found]


@pytest.mark.parametrize("region", regions())
def test_wherever_somebody_is_the_emergency_comes_first_and_someone_to_talk_to_is_there(region: str) -> None:
    found = resources_for(client_region=region, clinician_region=None)
    assert found[0].kind is ResourceKind.EMERGENCY
    assert found[0].confirmed
    assert {ResourceKind.CALL, ResourceKind.TEXT, ResourceKind.CHAT} & {each.kind for each in found}


@pytest.mark.parametrize("region", regions())
def test_what_nobody_confirmed_is_never_all_there_is(region: str) -> None:
    found = resources_for(client_region=region, clinician_region=None)
    lines = [each for each in found if each.kind is not ResourceKind.EMERGENCY]
    assert any(each.confirmed for each in lines)
    kept_back = [each.evidence is Evidence.LIST for each in lines]
    assert kept_back == sorted(kept_back), "what only a list has comes last"


def test_where_the_client_is_decides() -> None:
    found = resources_for(client_region="GB-LND", clinician_region="US-NY", tokens=("911", "988"))
    assert [each.dial for each in found] == ["999", "116123", "85258", "111"]


def test_where_the_client_is_unknown_the_clinicians_region_decides() -> None:
    found = resources_for(client_region=None, clinician_region="US-NY")
    assert [each.dial for each in found][:2] == ["911", "988"]


@pytest.mark.parametrize("region", ["ZW", "ZZ", "", "../US", "U\0", "\N{FULLWIDTH LATIN CAPITAL LETTER U}S"])
def test_a_region_that_we_do_not_know_gets_a_true_answer_and_no_foreign_number(region: str) -> None:
    assert resources_for(client_region=region or None, clinician_region=region or None) == ANYWHERE
    assert resources_for(client_region=region or "ZW", clinician_region="US-NY") == ANYWHERE


def test_no_country_is_shown_the_number_of_another() -> None:
    for region in regions():
        own = {each.dial for each in helplines(region)} | {FIND_A_HELPLINE.dial, LOCAL_EMERGENCY.dial}
        found = resources_for(client_region=region, clinician_region="US", tokens=("988", "116123", "911"))
        assert {each.dial for each in found} <= own, region


@pytest.mark.parametrize(
    ("region", "tokens"),
    [
        ("GB", ["999", "116123", "85258", "nhs_111"]),
        ("GB-NIR", ["999", "lifeline_ni", "116123", "85258"]),  # NHS 111 is not there
        ("GB-WLS", ["999", "nhs_111", "116123", "85258"]),
        ("CA-QC", ["911", "18662773553", "535353", "988"]),
        ("CA-ON", ["911", "988"]),
        ("AU-NSW", ["000", "131114", "lifeline_text"]),
        ("gb-nir", ["999", "lifeline_ni", "116123", "85258"]),
    ],
)
def test_a_part_of_a_country_has_its_own_lines_before_the_countrys(region: str, tokens: list[str]) -> None:
    assert shown(region) == tokens


def test_each_part_of_the_united_kingdom_reaches_its_own_service() -> None:
    [wales] = [each for each in helplines("GB-WLS") if each.token == "nhs_111"]
    assert (wales.name, wales.option) == ("NHS 111 Wales", "2")


def test_what_the_policy_names_comes_before_the_others() -> None:
    tokens = ("741741", "nearest_er", "gp", "a friend")
    assert shown("US", tokens=tokens) == ["911", "741741", "nearest_er", "gp", "988"]


@pytest.mark.parametrize(
    ("region", "token", "found"),
    [
        ("GB", "samaritans", "116123"),
        ("SG", "samaritans", "1767"),
        ("ZZ", "emergency_services", "local_emergency"),
        ("ZZ", "local_crisis_line", "findahelpline"),
        ("US", "ndvh", "ndvh"),  # for one matter alone, and named
    ],
)
def test_a_policy_may_name_help_in_general(region: str, token: str, found: str) -> None:
    assert found in shown(region, tokens=(token,))


@pytest.mark.parametrize(
    ("categories", "tokens"),
    [
        ((), ["911", "988", "741741"]),
        (("suicide", "self_harm", "third_party", "harm_others", "medical"), ["911", "988", "741741"]),
        (("overdose",), ["911", "poison_help", "988", "741741"]),
        (("abuse_danger",), ["911", "ndvh", "ndvh_text", "988", "741741"]),
        (("unheard_of",), ["911", "988", "741741"]),
    ],
)
def test_what_was_heard_decides_which_lines_stand_first(
    categories: tuple[str, ...], tokens: list[str]
) -> None:
    assert shown("US", categories=categories) == tokens


def test_a_phone_that_another_may_read_tells_nothing() -> None:
    found = resources_for(client_region="US", clinician_region=None, categories=("abuse_danger",))
    assert not [each.name for each in found if "violence" in each.name.lower()]
    named = resources_for(client_region="US", clinician_region=None, tokens=("ndvh",))
    assert "National Domestic Violence Hotline" in {each.name for each in named}


def test_a_broken_file_costs_nobody_the_way_to_help(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "GB.toml").write_text('name = "Nowhere"\n[[line]]\ntoken = "999"\n')
    monkeypatch.setattr(helpline_files, "HELPLINES", tmp_path)
    _forget()
    assert resources_for(client_region="GB-SCT", clinician_region=None) == ANYWHERE
    _forget()


def test_where_a_number_reaches_help_is_known() -> None:
    reached = countries_reached()
    assert {"US", "CA", "PH", "MX"} <= reached["911"]
    assert reached["nhs_111"] == {"GB"}
    assert reached["988"] == {"US", "CA", "PR"}


def test_the_general_answer_is_true_everywhere() -> None:
    assert not any(each.number for each in ANYWHERE)
    assert all(each.confirmed for each in ANYWHERE)


def _forget() -> None:
    helpline_files.helplines.cache_clear()
    helpline_files._read.cache_clear()  # noqa: SLF001  what was read stays read
