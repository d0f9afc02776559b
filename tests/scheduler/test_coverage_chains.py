"""Past a colleague who is away, what comes goes to whoever covers for them; nobody goes round in a circle."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from accounts.models import Clinician
from notifications import services as exchange
from policies.queries import looks_after
from scheduler import services
from scheduler.domain.errors import CoverageCircleError
from scheduler.models import Coverage
from scheduler.queries import coverings
from tests import factories
from tests.at_once import at_once
from tests.factories import NOW, ORDINARY_POLICY

MONDAY, TUESDAY, FRIDAY = date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 13)
THURSDAY_NOON = datetime(2026, 3, 12, 16, tzinfo=UTC)


@pytest.fixture
def dora(ada: Clinician) -> Clinician:
    return factories.add_clinician(practice=ada.practice, name="Dora Lind")


@pytest.fixture
def chained(ada: Clinician, ben: Clinician, dora: Clinician) -> None:
    """Ben covers Ada all week, Dora covers Ben on Monday and Tuesday."""
    factories.cover(away=ada, covering=ben, first=MONDAY, last=FRIDAY)
    factories.cover(away=ben, covering=dora, first=MONDAY, last=TUESDAY, scope="urgent")


def told(clinician: Clinician, now: datetime = NOW) -> list[tuple[str, str, datetime, datetime]]:
    slugs = dict(Clinician.objects.values_list("pk", "slug"))
    found = coverings(factories.clinician_actor(clinician), now=now)
    return [(slugs[each.covered_id], each.scope, each.start, each.end) for each in found]


@pytest.mark.usefixtures("chained")
def test_it_goes_on_to_who_is_there(ada: Clinician, ben: Clinician, dora: Clinician) -> None:
    assert looks_after(ada, NOW) == [dora]
    assert looks_after(ada, THURSDAY_NOON) == [ben]
    assert looks_after(ben, NOW) == [dora]


@pytest.mark.usefixtures("chained")
def test_who_it_goes_on_to_sees_it_as_far_and_as_long_as_both_go(dora: Clinician, ben: Clinician) -> None:
    monday, wednesday, saturday = (datetime(2026, 3, day, 4, tzinfo=UTC) for day in (9, 11, 14))
    both = [(slug, "urgent", monday, wednesday) for slug in ("ben-ruiz", "ada-quist")]
    assert sorted(told(dora)) == sorted(both)
    assert told(dora, THURSDAY_NOON) == []
    assert told(ben) == [("ada-quist", "all", monday, saturday)]


@pytest.mark.usefixtures("chained")
def test_a_yes_that_is_taken_back_ends_the_way_through_it(ada: Clinician, dora: Clinician) -> None:
    link = Coverage.objects.get(covering=dora)
    services.decline_coverage(actor=factories.clinician_actor(dora), coverage_id=link.pk, now=NOW)
    assert told(dora) == []


def test_time_away_in_a_policy_is_being_away_too(ada: Clinician, ben: Clinician, dora: Clinician) -> None:
    for covering in (ben, dora):
        factories.cover(away=ada, covering=covering, first=MONDAY, last=FRIDAY)
    away = [{"first_day": "2026-03-10", "last_day": "2026-03-10"}]
    factories.publish_policy(clinician=ben, document={**ORDINARY_POLICY, "time_away": away})
    assert looks_after(ada, NOW) == [dora]
    assert set(looks_after(ada, NOW + timedelta(days=1))) == {ben, dora}


def test_where_all_are_away_there_is_nobody(ada: Clinician, ben: Clinician, dora: Clinician) -> None:
    factories.cover(away=ada, covering=ben, first=MONDAY, last=FRIDAY)
    factories.cover(away=ben, covering=dora, first=TUESDAY, last=TUESDAY, accepted=False)
    assert looks_after(ada, NOW) == []
    assert looks_after(ada, THURSDAY_NOON) == [ben]


def test_who_can_no_longer_sign_in_is_not_relied_on(ada: Clinician, ben: Clinician) -> None:
    factories.cover(away=ada, covering=ben, first=MONDAY, last=FRIDAY)
    assert ben.user is not None
    ben.user.is_active = False
    ben.user.save()
    assert looks_after(ada, NOW) == []


@pytest.mark.parametrize("accepted", [True, False])
def test_a_circle_is_not_asked_for(
    ada: Clinician, ben: Clinician, dora: Clinician, *, accepted: bool
) -> None:
    factories.cover(away=ada, covering=ben, first=MONDAY, last=FRIDAY, accepted=accepted)
    factories.cover(away=ben, covering=dora, first=TUESDAY, last=TUESDAY, accepted=accepted)
    with pytest.raises(CoverageCircleError) as refused:
        factories.cover(away=dora, covering=ada, first=MONDAY, last=FRIDAY)
    assert refused.value.names == ("Dora Lind", "Ada Quist", "Ben Ruiz")
    factories.cover(away=dora, covering=ada, first=FRIDAY, last=FRIDAY)  # by then Ben is back


def ask(away: Clinician, covering: Clinician) -> Coverage:
    """As two could who ask at the same moment: neither sees the other."""
    return Coverage.objects.create(
        practice=away.practice,
        clinician=away,
        covering=covering,
        start=NOW,
        end=NOW + timedelta(days=3),
        scope="all",
        offered_at=NOW,
    )


def test_nor_closed_by_a_yes(ada: Clinician, ben: Clinician) -> None:
    there, back = ask(ada, ben), ask(ben, ada)
    services.accept_coverage(actor=factories.clinician_actor(ben), coverage_id=there.pk, now=NOW)
    with pytest.raises(CoverageCircleError) as refused:
        services.accept_coverage(actor=factories.clinician_actor(ada), coverage_id=back.pk, now=NOW)
    assert refused.value.names == ("Ben Ruiz", "Ada Quist")
    back.refresh_from_db()
    assert back.accepted_at is None


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(5))
def test_two_who_say_yes_at_once_close_none(ada: Clinician, ben: Clinician, round_: int) -> None:
    there, back = ask(ada, ben), ask(ben, ada)

    def accept(clinician: Clinician, offer: Coverage) -> None:
        actor = factories.clinician_actor(clinician)
        exchange.accept_coverage(actor=actor, coverage_id=offer.pk, now=NOW)

    [raised] = at_once(lambda: accept(ben, there), lambda: accept(ada, back))
    assert isinstance(raised, CoverageCircleError)
    assert Coverage.objects.filter(accepted_at__isnull=False).count() == 1


def test_on_sqlite_a_transaction_takes_its_turn_from_its_start() -> None:
    """So that there, too, the second sees what the first has done."""
    if connection.vendor == "sqlite":
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
