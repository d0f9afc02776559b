"""Draft, published, superseded: what was published never changes, in code and in the database."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import Clinician
from policies import queries, services
from policies.domain.document import BoundaryPolicy, parse_document
from policies.domain.versions import NothingToPublishError, PastEffectError, VersionState, state_of
from policies.models import PolicyVersion
from tests import factories

NOW = factories.NOW
NEXT_WEEK = NOW + timedelta(days=7)


@pytest.fixture
def policy() -> BoundaryPolicy:
    return parse_document(factories.ORDINARY_POLICY)


def save(
    clinician: Clinician, policy: BoundaryPolicy, statement: str = "I work on weekdays."
) -> PolicyVersion:
    return factories.save_draft(clinician=clinician, policy=policy, statement=statement)


def test_saving_again_replaces_the_one_draft(ada: Clinician, policy: BoundaryPolicy) -> None:
    save(ada, policy)
    again = save(ada, policy, "I work on weekdays, nine to five.")
    assert queries.draft(factories.clinician_actor(ada)) == again
    assert PolicyVersion.objects.count() == 1


def test_a_draft_is_not_in_force(ada: Clinician, policy: BoundaryPolicy) -> None:
    save(ada, policy)
    assert queries.version_in_force(ada, NOW) is None


def test_versions_are_numbered_and_follow_one_another(ada: Clinician) -> None:
    first = factories.publish_policy(clinician=ada)
    second = factories.publish_policy(clinician=ada, effective_from=NEXT_WEEK)
    assert (first.number, second.number) == (1, 2)
    assert queries.version_in_force(ada, NEXT_WEEK - timedelta.resolution) == first
    assert queries.version_in_force(ada, NEXT_WEEK) == second
    assert queries.version_in_force(ada, NOW - timedelta.resolution) is None


def test_nothing_takes_effect_in_the_past(ada: Clinician, policy: BoundaryPolicy) -> None:
    save(ada, policy)
    actor = factories.clinician_actor(ada)
    with pytest.raises(PastEffectError):
        services.publish(actor=actor, now=NOW, effective_from=NOW - timedelta.resolution)
    assert queries.draft(actor) is not None


def test_without_a_draft_there_is_nothing_to_publish(ada: Clinician) -> None:
    with pytest.raises(NothingToPublishError):
        services.publish(actor=factories.clinician_actor(ada), now=NOW)


def test_a_colleague_and_a_stranger_see_neither_draft_nor_history(
    ada: Clinician, ben: Clinician, cleo: Clinician, policy: BoundaryPolicy
) -> None:
    factories.publish_policy(clinician=ada)
    save(ada, policy)
    for other in map(factories.clinician_actor, (ben, cleo)):
        assert queries.draft(other) is None
        assert not queries.published_versions(other).exists()
    assert queries.published_versions(factories.clinician_actor(ada)).count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE policies_policyversion SET statement = 'never said'",
        "UPDATE policies_policyversion SET published_at = NULL, number = NULL, effective_from = NULL",
        "DELETE FROM policies_policyversion",
    ],
)
def test_the_database_itself_refuses_to_touch_a_published_version(ada: Clinician, statement: str) -> None:
    version = factories.publish_policy(clinician=ada)
    with (
        pytest.raises(DatabaseError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert queries.version_in_force(ada, NOW) == version


def test_two_published_at_once_cannot_share_a_number(ada: Clinician) -> None:
    factories.publish_policy(clinician=ada)
    with pytest.raises(DatabaseError), transaction.atomic():
        PolicyVersion.objects.create(
            practice_id=ada.practice_id,
            clinician=ada, number=1, statement="", language="en", document={},
            drafted_at=NOW, revision=1, is_material=True, published_at=NOW, effective_from=NOW,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("effective", "following", "expected"),
    [
        (None, None, VersionState.DRAFT),
        (NEXT_WEEK, None, VersionState.SCHEDULED),
        (NOW, None, VersionState.IN_FORCE),
        (NOW, NEXT_WEEK, VersionState.IN_FORCE),
        (NOW - timedelta(days=1), NOW, VersionState.SUPERSEDED),
    ],
)
def test_the_state_follows_from_the_effective_dates(
    effective: object, following: object, expected: VersionState
) -> None:
    assert state_of(effective, following, NOW) is expected  # type: ignore[arg-type]  # dates or none, as listed
