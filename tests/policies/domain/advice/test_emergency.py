"""Advice on help in an emergency; some of it stops publishing."""

import pytest

from policies.domain.advice import Code, Severity
from tests.policies.domain.advice.advised import advised, codes


def test_an_ordinary_policy_needs_no_advice() -> None:
    assert advised() == ()


def test_help_that_was_there_and_is_missing_now_is_dangerous() -> None:
    [advice] = advised(emergency=None, before={})
    assert (advice.code, advice.severity, advice.path) == (
        Code.CRISIS_HELP_REMOVED,
        Severity.DANGER,
        "emergency",
    )
    assert advice.facts == {"resources": ("911", "988", "nearest_er")}


def test_dangers_come_first() -> None:
    found = advised("You must not write.", emergency=None, before={}, reply=None)
    assert [each.severity for each in found][:2] == [Severity.DANGER, Severity.ADVICE]
    assert found[0].code is Code.CRISIS_HELP_REMOVED


@pytest.mark.parametrize("emergency", [None, {"resources": []}])
def test_help_that_never_was_there_is_advised(emergency: object) -> None:
    [advice] = advised(emergency=emergency)
    assert (advice.code, advice.severity) == (Code.NO_EMERGENCY_PROCEDURE, Severity.ADVICE)


def test_words_are_help_as_well() -> None:
    assert advised(emergency={"text": "Call the night service of the hospital."}, before={}) == ()


@pytest.mark.parametrize(
    ("region", "resources", "code"),
    [
        ("GB", ["911"], Code.EMERGENCY_ELSEWHERE),
        ("GB", ["911", "nearest_er"], Code.EMERGENCY_ELSEWHERE),
        ("GB", ["911", "999"], Code.ANOTHER_COUNTRYS_HELP),
        ("US-NY", ["999", "988"], Code.ANOTHER_COUNTRYS_HELP),
        ("GB", ["999", "116123", "nearest_er", "gp"], None),
        ("GB", ["112"], None),  # any mobile phone knows it
        ("FR", ["samaritans", "local_crisis_line"], None),  # no numbers
        ("PH", ["911"], None),  # of which no numbers are known
        (None, ["911"], None),
    ],
)
def test_numbers_of_another_country(region: str | None, resources: list[str], code: Code | None) -> None:
    found = advised(region=region, emergency={"resources": resources})
    assert codes(*found) == ([code] if code else [])


def test_which_numbers_reach_nobody_is_told() -> None:
    [advice] = advised(region="GB", emergency={"resources": ["911", "988", "999"]})
    assert advice.facts == {"resources": ("911", "988"), "region": "GB"}
