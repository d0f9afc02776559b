"""Draft, published, superseded, withdrawn: what was published never changes, in code and in the database."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import AuditEntry, Client, Clinician
from accounts.queries import NotFoundError
from notifications.models import Decision
from policies import queries, services
from policies.domain.document import BoundaryPolicy, parse_document
from policies.domain.versions import (
    NothingToPublishError,
    PastEffectError,
    StaleDraftError,
    TooLateToWithdrawError,
    VersionState,
    state_of,
)
from policies.models import PolicyVersion, Withdrawal
from tests import factories
from tests.notifications.services.test_erasing import write

NOW = factories.NOW
NEXT_WEEK = NOW + timedelta(days=7)
IN_TWO_WEEKS = NOW + timedelta(days=14)
SLOWER = {**factories.ORDINARY_POLICY, "reply": {"within": "P3D", "clock": "working_days"}}
WITH_A_NOTE = {**factories.ORDINARY_POLICY, "notes": ["I like letters."]}


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


# --- two who edit


def test_a_save_over_what_was_not_seen_changes_nothing(ada: Clinician, policy: BoundaryPolicy) -> None:
    actor = factories.clinician_actor(ada)
    save(ada, policy, "mine")
    with pytest.raises(StaleDraftError, match="revision 1") as refused:
        services.save_draft(actor=actor, statement="over it", policy=policy, language="en", seen=0, now=NOW)
    assert refused.value.current == 1
    assert [each.statement for each in PolicyVersion.objects.all()] == ["mine"]


def test_words_published_meanwhile_are_not_seen_either(ada: Clinician, policy: BoundaryPolicy) -> None:
    """Or a second draft, begun before the first was there, would take back what the first one said."""
    actor = factories.clinician_actor(ada)
    factories.publish_policy(clinician=ada)
    with pytest.raises(StaleDraftError):
        services.save_draft(
            actor=actor, statement="from nothing", policy=policy, language="en", seen=0, now=NOW
        )
    assert queries.draft(actor) is None


def test_what_is_published_is_what_was_seen(ada: Clinician, policy: BoundaryPolicy) -> None:
    actor = factories.clinician_actor(ada)
    seen = save(ada, policy).revision
    save(ada, policy, "by somebody else, meanwhile")
    with pytest.raises(StaleDraftError):
        services.publish(actor=actor, now=NOW, seen=seen)
    assert not queries.published_versions(actor).exists()
    assert services.publish(actor=actor, now=NOW, seen=queries.revision(actor)).number == 1


def test_an_editor_starts_from_the_newest_words_there_are(ada: Clinician) -> None:
    actor = factories.clinician_actor(ada)
    nothing = queries.to_edit(actor)
    assert (nothing.statement, nothing.revision, nothing.is_draft) == ("", 0, False)
    assert (nothing.policy.timezone, nothing.policy.region) == ("America/New_York", "US-NY")
    factories.publish_policy(clinician=ada, statement="one")
    planned = factories.publish_policy(clinician=ada, statement="two", effective_from=NEXT_WEEK)
    assert (queries.to_edit(actor).statement, queries.to_edit(actor).revision) == ("two", 2)
    services.withdraw(actor=actor, version_id=planned.pk, now=NOW)
    assert (queries.to_edit(actor).statement, queries.to_edit(actor).revision) == ("one", 2)
    save(ada, parse_document(SLOWER), "three")
    started = queries.to_edit(actor)
    assert (started.statement, started.revision, started.is_draft) == ("three", 3, True)
    assert started.policy == parse_document(SLOWER)


# --- what is material


@pytest.mark.parametrize(("document", "is_material"), [(SLOWER, True), (WITH_A_NOTE, False)])
def test_whether_a_version_is_material_is_kept(
    ada: Clinician, document: dict[str, Any], is_material: object
) -> None:
    first = factories.publish_policy(clinician=ada)
    second = factories.publish_policy(clinician=ada, document=document)
    assert (first.is_material, second.is_material) == (True, is_material)


def test_an_editor_is_told_beforehand_what_it_would_change(ada: Clinician) -> None:
    actor, slower = factories.clinician_actor(ada), parse_document(SLOWER)
    assert [each.path for each in queries.would_change(actor, slower, NOW)] == [""]
    factories.publish_policy(clinician=ada)
    factories.publish_policy(clinician=ada, document=SLOWER, effective_from=NEXT_WEEK)
    assert [each.path for each in queries.would_change(actor, slower, NOW)] == ["reply"]
    assert queries.would_change(actor, slower, NEXT_WEEK) == ()


def test_it_is_judged_by_what_it_takes_over_from(ada: Clinician) -> None:
    factories.publish_policy(clinician=ada)
    factories.publish_policy(clinician=ada, document=SLOWER, effective_from=IN_TWO_WEEKS)
    assert not factories.publish_policy(clinician=ada, effective_from=NEXT_WEEK).is_material


def test_clearing_away_an_absence_that_is_over_is_no_material_change(ada: Clinician) -> None:
    over = {"time_away": [{"first_day": "2026-02-02", "last_day": "2026-02-06"}]}
    factories.publish_policy(clinician=ada, document={**factories.ORDINARY_POLICY, **over})
    assert not factories.publish_policy(clinician=ada).is_material


# --- history and plans


def test_history_has_each_version_in_its_place(ada: Clinician, ben: Clinician) -> None:
    actor = factories.clinician_actor(ada)
    first = factories.publish_policy(clinician=ada, now=NOW - timedelta(days=7))
    second = factories.publish_policy(clinician=ada, document=SLOWER)
    third = factories.publish_policy(clinician=ada, effective_from=NEXT_WEEK)
    gone = factories.publish_policy(clinician=ada, document=WITH_A_NOTE, effective_from=IN_TWO_WEEKS)
    services.withdraw(actor=actor, version_id=gone.pk, now=NOW)
    found = queries.history(actor, NOW)
    assert [(each.version, each.state, each.before, each.until) for each in found] == [
        (gone, VersionState.WITHDRAWN, third, None),
        (third, VersionState.SCHEDULED, second, None),
        (second, VersionState.IN_FORCE, first, NEXT_WEEK),
        (first, VersionState.SUPERSEDED, None, NOW),
    ]
    assert [[change.path for change in each.changes] for each in found] == [
        ["notes"],
        ["reply"],
        ["reply"],
        [""],
    ]
    assert [each.version for each in queries.plan(actor, NOW)] == [third]
    assert queries.plan(actor, NEXT_WEEK) == []
    assert queries.standing(actor, 2, NOW).version == second
    assert queries.history(factories.clinician_actor(ben), NOW) == []
    for other, number in ((ben, 1), (ada, 5)):
        with pytest.raises(NotFoundError):
            queries.standing(factories.clinician_actor(other), number, NOW)


def test_of_two_with_one_effect_the_later_speaks(ada: Clinician) -> None:
    first = factories.publish_policy(clinician=ada)
    second = factories.publish_policy(clinician=ada, document=SLOWER)
    assert queries.version_in_force(ada, NOW) == second
    found = queries.history(factories.clinician_actor(ada), NOW)
    assert [(each.version, each.state) for each in found] == [
        (second, VersionState.IN_FORCE),
        (first, VersionState.SUPERSEDED),
    ]


# --- withdrawal


def test_what_is_withdrawn_never_speaks(ada: Clinician) -> None:
    actor = factories.clinician_actor(ada)
    first = factories.publish_policy(clinician=ada)
    planned = factories.publish_policy(clinician=ada, document=SLOWER, effective_from=NEXT_WEEK)
    for _twice in range(2):
        services.withdraw(actor=actor, version_id=planned.pk, now=NOW)
    for at in (NOW, NEXT_WEEK):
        assert queries.version_in_force(ada, at) == first
        assert queries.in_force(ada, at).version_id == first.pk
    assert AuditEntry.objects.filter(verb="withdrawn", thing_id=planned.pk).count() == 1
    assert factories.publish_policy(clinician=ada).number == 3


@pytest.mark.parametrize("late", [NEXT_WEEK, IN_TWO_WEEKS])
def test_what_has_taken_effect_is_not_withdrawn(ada: Clinician, late: datetime) -> None:
    planned = factories.publish_policy(clinician=ada, effective_from=NEXT_WEEK)
    with pytest.raises(TooLateToWithdrawError, match="version 1 has taken effect"):
        services.withdraw(actor=factories.clinician_actor(ada), version_id=planned.pk, now=late)
    with pytest.raises(DatabaseError, match="has not taken effect"), transaction.atomic():
        Withdrawal.objects.create(version=planned, practice_id=ada.practice_id, at=late)


def test_nobody_withdraws_anothers_version_or_a_draft(
    ada: Clinician, ben: Clinician, cleo: Clinician, policy: BoundaryPolicy
) -> None:
    planned = factories.publish_policy(clinician=ada, effective_from=NEXT_WEEK)
    draft = save(ada, policy)
    for clinician, version in ((ben, planned), (cleo, planned), (ada, draft)):
        with pytest.raises(NotFoundError):
            services.withdraw(actor=factories.clinician_actor(clinician), version_id=version.pk, now=NOW)


@pytest.mark.parametrize(
    "statement", ["UPDATE policies_withdrawal SET at = at", "DELETE FROM policies_withdrawal"]
)
def test_the_database_itself_keeps_what_is_withdrawn(ada: Clinician, statement: str) -> None:
    planned = factories.publish_policy(clinician=ada, effective_from=NEXT_WEEK)
    services.withdraw(actor=factories.clinician_actor(ada), version_id=planned.pk, now=NOW)
    with pytest.raises(DatabaseError, match="stays withdrawn"), transaction.atomic():
        connection.cursor().execute(statement)


# --- promises that run


def test_a_promise_keeps_the_version_that_made_it(ada: Clinician, dan: Client) -> None:
    first = factories.publish_policy(clinician=ada)
    promised = write().decision.reply_by
    second = factories.publish_policy(clinician=ada, document=SLOWER, now=NOW)
    later = write("And Friday?")
    kept = Decision.objects.exclude(pk=later.pk).get()
    assert (kept.policy_version, kept.reply_by) == (first, promised)
    assert later.decision.policy_version == second
    assert promised is not None
    assert later.decision.reply_by is not None
    assert later.decision.reply_by > promised
