"""An absence is covered by who said yes, for its dates, and by nobody else."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry, Clinician
from accounts.queries import NotFoundError
from policies.queries import looks_after
from scheduler import services
from scheduler.domain.errors import NoTimeToCoverError
from scheduler.models import Coverage
from scheduler.queries import coverages, coverings
from tests import factories
from tests.factories import NOW

FIRST, LAST = date(2026, 3, 9), date(2026, 3, 11)
START = datetime(2026, 3, 9, 4, tzinfo=UTC)  # midnight in New York, in summer time since the day before
END = datetime(2026, 3, 12, 4, tzinfo=UTC)


def held(covering: Clinician, now: datetime) -> int:
    return len(coverings(factories.clinician_actor(covering), now=now))


def test_it_holds_from_midnight_to_midnight_where_the_absent_one_is(ada: Clinician, ben: Clinician) -> None:
    factories.cover(away=ada, covering=ben, first=FIRST, last=LAST)
    moments = [START - timedelta(seconds=1), START, END - timedelta(seconds=1), END]
    assert [held(ben, moment) for moment in moments] == [0, 1, 1, 0]
    assert [looks_after(ada, moment) for moment in moments] == [[], [ben], [ben], []]
    assert held(ada, NOW) == 0


def test_nothing_holds_before_the_yes_or_after_it_is_taken_back(ada: Clinician, ben: Clinician) -> None:
    offered = factories.cover(away=ada, covering=ben, first=FIRST, last=LAST, accepted=False)
    away, covering = factories.clinician_actor(ada), factories.clinician_actor(ben)
    assert held(ben, NOW) == 0
    services.accept_coverage(actor=covering, coverage_id=offered, now=NOW)
    assert held(ben, NOW) == 1
    services.withdraw_coverage(actor=away, coverage_id=offered, now=NOW)
    assert held(ben, NOW) == 0
    with pytest.raises(NotFoundError):
        services.accept_coverage(actor=covering, coverage_id=offered, now=NOW)
    verbs = AuditEntry.objects.filter(thing_id=offered).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["offered", "accepted", "withdrawn"]


def test_who_said_yes_may_step_back(ada: Clinician, ben: Clinician) -> None:
    offered = factories.cover(away=ada, covering=ben, first=FIRST, last=LAST)
    services.decline_coverage(actor=factories.clinician_actor(ben), coverage_id=offered, now=NOW)
    assert (held(ben, NOW), looks_after(ada, NOW)) == (0, [])


def test_each_answers_only_for_themselves(ada: Clinician, ben: Clinician, cleo: Clinician) -> None:
    offered = factories.cover(away=ada, covering=ben, first=FIRST, last=LAST, accepted=False)
    mine, bens, cleos = map(factories.clinician_actor, (ada, ben, cleo))
    for answer, foreign in (
        (services.accept_coverage, mine),
        (services.decline_coverage, mine),
        (services.withdraw_coverage, bens),
        (services.accept_coverage, cleos),
        (services.decline_coverage, cleos),
        (services.withdraw_coverage, cleos),
    ):
        with pytest.raises(NotFoundError):
            answer(actor=foreign, coverage_id=offered, now=NOW)
    assert not coverages(cleos).exists()


@pytest.mark.parametrize("colleague", ["ada-quist", "cleo-sand", "nobody", "gil-park"])
def test_only_a_colleague_who_signs_in_is_asked(ada: Clinician, cleo: Clinician, colleague: str) -> None:
    factories.add_clinician(practice=ada.practice, name="Gil Park", sign_in=False)
    actor = factories.clinician_actor(ada)
    with pytest.raises(NotFoundError):
        services.offer_coverage(
            actor=actor, colleague=colleague, first=FIRST, last=LAST, scope="all", now=START
        )


@pytest.mark.parametrize(("first", "last"), [(LAST, FIRST), (date(2026, 3, 1), date(2026, 3, 8))])
def test_an_absence_takes_time_that_is_not_over(
    ada: Clinician, ben: Clinician, first: date, last: date
) -> None:
    with pytest.raises(NoTimeToCoverError):
        services.offer_coverage(
            actor=factories.clinician_actor(ada),
            colleague=ben.slug,
            first=first,
            last=last,
            scope="all",
            now=NOW,
        )


def test_the_database_refuses_what_cannot_be(ada: Clinician, ben: Clinician) -> None:
    for whom, end in ((ada, END), (ben, START)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Coverage.objects.create(
                practice=ada.practice,
                clinician=ada,
                covering=whom,
                start=START,
                end=end,
                scope="all",
                offered_at=NOW,
            )
