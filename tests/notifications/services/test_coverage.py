"""Who is asked to cover an absence hears of it, who asked hears the answer, and each of it once."""

from datetime import date
from uuid import UUID

import pytest

from accounts.models import Clinician
from accounts.queries import NotFoundError
from notifications import services
from notifications.models import Notice
from scheduler.models import Coverage
from tests import factories
from tests.factories import NOW

ADA, BEN = "ada@home.example", "ben@home.example"


@pytest.fixture
def offered(ada: Clinician, ben: Clinician) -> UUID:
    return services.offer_coverage(
        actor=factories.clinician_actor(ada),
        colleague=ben.slug,
        first=date(2026, 3, 12),
        last=date(2026, 3, 13),
        scope="urgent",
        now=NOW,
    )


def told() -> list[tuple[str, str]]:
    """And from here on, what else."""
    new = list(Notice.objects.order_by("kind").values_list("kind", "recipient"))
    Notice.objects.all().delete()
    return new


def test_the_question_and_each_answer_are_told_to_the_other(
    ada: Clinician, ben: Clinician, offered: UUID
) -> None:
    away, covering = factories.clinician_actor(ada), factories.clinician_actor(ben)
    assert told() == [("coverage_asked", BEN)]
    for _twice in range(2):
        services.accept_coverage(actor=covering, coverage_id=offered, now=NOW)
    assert told() == [("coverage_answered", ADA)]
    for _twice in range(2):
        services.decline_coverage(actor=covering, coverage_id=offered, now=NOW)
    assert told() == [("coverage_answered", ADA)]
    services.withdraw_coverage(actor=away, coverage_id=offered, now=NOW)
    assert told() == []


@pytest.mark.parametrize("accepted", [True, False])
def test_who_has_not_said_no_hears_that_it_was_taken_back(
    ada: Clinician, ben: Clinician, offered: UUID, *, accepted: bool
) -> None:
    if accepted:
        services.accept_coverage(actor=factories.clinician_actor(ben), coverage_id=offered, now=NOW)
    told()
    for _twice in range(2):
        services.withdraw_coverage(actor=factories.clinician_actor(ada), coverage_id=offered, now=NOW)
    assert told() == [("coverage_withdrawn", BEN)]


def test_what_is_not_theirs_to_answer_is_told_to_nobody(ada: Clinician, offered: UUID) -> None:
    told()
    for answer in (services.accept_coverage, services.decline_coverage):
        with pytest.raises(NotFoundError):
            answer(actor=factories.clinician_actor(ada), coverage_id=offered, now=NOW)
    assert told() == []
    assert Coverage.objects.get().accepted_at is None
