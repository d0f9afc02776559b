"""Advice on a draft, with what the service knows around it: the version in force, helplines, who covers."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from accounts.models import Clinician
from policies import queries
from policies import services as policies
from policies.domain.document import parse_document
from tests import factories
from tests.factories import NOW, ORDINARY_POLICY
from web.presentation.advice import Shown, advice_for, advice_on, stops_publishing

SAID = "If the line drops, I call you back. Messages are free. "
AUGUST: dict[str, Any] = {"time_away": [{"first_day": "2026-08-03", "last_day": "2026-08-16"}]}


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def advice(clinician: Clinician, statement: str = SAID, **more: Any) -> list[Shown]:
    document = {key: said for key, said in (ORDINARY_POLICY | more).items() if said is not None}
    return advice_on(factories.clinician_actor(clinician), parse_document(document), statement, NOW)


def test_without_anything_to_say_there_is_nothing(ada: Clinician) -> None:
    assert advice(ada, coverage="A colleague answers.") == []
    assert not stops_publishing([])


def test_help_that_the_version_in_force_names_may_not_vanish(ada: Clinician) -> None:
    gone: dict[str, Any] = {"emergency": None, "coverage": "A colleague answers."}
    assert not stops_publishing(advice(ada, **gone))
    factories.publish_policy(clinician=ada)
    [shown] = advice(ada, **gone)
    assert (shown.code, shown.stops_publishing) == ("crisis_help_removed", True)
    assert "call 911 or 988, or go to the nearest emergency room" in shown.suggestion


@pytest.mark.parametrize(("region", "stops"), [("GB", True), ("US-NY", False)])
def test_helplines_say_which_numbers_reach_help(ada: Clinician, region: str, stops: bool) -> None:  # noqa: FBT001
    shown = advice(ada, region=region, emergency={"resources": ["911", "nearest_er"]}, coverage="A rota.")
    assert stops_publishing(shown) is stops


def test_a_colleague_who_said_yes_covers(ada: Clinician, ben: Clinician) -> None:
    codes = [each.code for each in advice(ada, **AUGUST)]
    assert codes == ["absence_without_coverage", "promised_while_away"]
    asked: dict[str, Any] = {
        "away": ada,
        "covering": ben,
        "first": date(2026, 8, 3),
        "last": date(2026, 8, 16),
    }
    factories.cover(**asked, accepted=False)
    assert [each.code for each in advice(ada, **AUGUST)] == ["coverage_not_answered", codes[1]]
    factories.cover(**asked | {"last": date(2026, 8, 16) + timedelta(days=1)})
    assert [each.code for each in advice(ada, **AUGUST)] == ["promised_while_away"]
    assert [each.code for each in advice(ben, **AUGUST)] == codes


def test_a_kept_draft_is_advised_on_with_the_place_of_its_words(ada: Clinician) -> None:
    actor, statement = factories.clinician_actor(ada), f"{SAID}You must not call."
    policy = parse_document({**ORDINARY_POLICY, "coverage": "A rota."})
    policies.save_draft(actor=actor, statement=statement, policy=policy, language="en", seen=0, now=NOW)
    with translation.override("es"):
        [shown] = advice_for(actor, queries.draft(actor), NOW)
    assert (shown.name, shown.code, shown.title) == ("advice-1", "coercive", "Esto puede sonar a presión")
    assert statement[shown.start : shown.end] == "You must not"
