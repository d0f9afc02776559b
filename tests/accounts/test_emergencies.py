"""A colleague's messages in an emergency: for an hour, with a reason, on record."""

from datetime import timedelta

import pytest

from accounts import services
from accounts.domain.actors import Insider
from accounts.domain.errors import NoReasonError
from accounts.models import AuditEntry, Clinician, EmergencyAccess, User
from accounts.queries import NotFoundError, emergencies, emergency, in_emergency
from tests import factories
from tests.factories import NOW
from tests.sign_in import user_of

REASON = "She wrote that tonight is the night."
ALMOST = timedelta(hours=1) - timedelta(seconds=1)


def open_adas(actor: Insider) -> EmergencyAccess:
    return services.open_emergency(actor=actor, slug="ada-quist", reason=REASON, now=NOW)[0]


@pytest.fixture
def bens(ben: Clinician) -> EmergencyAccess:
    return open_adas(factories.clinician_actor(ben))


def test_it_ends_by_itself_after_the_hour(ben: Clinician, bens: EmergencyAccess) -> None:
    actor = factories.clinician_actor(ben)
    assert [each.access_id for each in in_emergency(actor, now=NOW + ALMOST)] == [bens.pk]
    assert in_emergency(actor, now=NOW + timedelta(hours=1)) == []


def test_a_clock_that_is_set_back_makes_no_hour_longer(ben: Clinician, bens: EmergencyAccess) -> None:
    actor = factories.clinician_actor(ben)
    apart = timedelta(minutes=2)
    assert in_emergency(actor, now=NOW - apart) != []
    assert in_emergency(actor, now=NOW - apart - timedelta(seconds=1)) == []


def test_it_ends_at_a_press(ben: Clinician, bens: EmergencyAccess) -> None:
    actor = factories.clinician_actor(ben)
    services.end_emergency(actor=actor, access_id=bens.pk, now=NOW)
    assert in_emergency(actor, now=NOW) == []
    entries = AuditEntry.objects.filter(thing_id=bens.pk).order_by("pk")
    assert [each.verb for each in entries] == ["opened", "ended"]
    assert {(each.actor_kind, each.actor_id) for each in entries} == {("clinician", ben.pk)}


def test_an_owner_may_too(ada: Clinician, olive: User) -> None:
    actor = factories.owner_actor(olive)
    access = open_adas(actor)
    assert emergency(actor, access.pk, now=NOW).clinician_id == ada.pk


@pytest.mark.parametrize("reason", ["", "   ", "urgent", "it's urgent"])
def test_a_reason_takes_a_few_words(ada: Clinician, ben: Clinician, reason: str) -> None:
    with pytest.raises(NoReasonError):
        services.open_emergency(
            actor=factories.clinician_actor(ben), slug="ada-quist", reason=reason, now=NOW
        )


def test_only_a_colleagues_messages_are_opened(ada: Clinician, cleo: Clinician) -> None:
    for actor in map(factories.clinician_actor, (ada, cleo)):
        with pytest.raises(NotFoundError):
            open_adas(actor)


def test_twice_is_once(ben: Clinician, bens: EmergencyAccess) -> None:
    actor, later = factories.clinician_actor(ben), NOW + ALMOST
    again = services.open_emergency(actor=actor, slug="ada-quist", reason="Once more, please.", now=later)
    assert again == (bens, False)


def test_it_is_nobody_elses(ada: Clinician, cleo: Clinician, olive: User, bens: EmergencyAccess) -> None:
    for actor in (
        factories.clinician_actor(ada),
        factories.clinician_actor(cleo),
        factories.owner_actor(olive),
    ):
        assert in_emergency(actor, now=NOW) == []
        with pytest.raises(NotFoundError):
            services.end_emergency(actor=actor, access_id=bens.pk, now=NOW)


def test_it_goes_with_the_work(olive: User, ben: Clinician, bens: EmergencyAccess) -> None:
    services.end_access(actor=factories.owner_actor(olive), user_id=user_of(ben).pk, now=NOW)
    assert in_emergency(factories.clinician_actor(ben), now=NOW) == []


def test_whose_messages_they_were_and_the_owners_see_it(
    ada: Clinician, cleo: Clinician, olive: User, ben: Clinician, bens: EmergencyAccess
) -> None:
    assert [each.reason for each in emergencies(factories.clinician_actor(ada))] == [REASON]
    assert [each.reason for each in emergencies(factories.owner_actor(olive))] == [REASON]
    for other in (ben, cleo):
        assert not emergencies(factories.clinician_actor(other)).exists()
