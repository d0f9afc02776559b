"""A client reads a version once, and is asked again only where something material has changed since."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.domain.actors import ClientActor
from accounts.models import AuditEntry, Client, Clinician
from accounts.queries import NotFoundError
from accounts.services import leave
from notifications.services import erase_client
from policies import queries, services
from policies.models import Acknowledgement, PolicyVersion
from tests import factories
from tests.factories import NOW
from tests.policies.test_versions import NEXT_WEEK, SLOWER, WITH_A_NOTE

A_MONTH_ON = NOW + timedelta(days=30)


def actor_of(client: Client) -> ClientActor:
    return ClientActor(practice_id=client.practice_id, client_id=client.pk)


def read(client: Client, version: PolicyVersion, now: Any = NOW) -> None:
    services.acknowledge(actor=actor_of(client), version_id=version.pk, now=now)


def asked(client: Client, clinician: Clinician, now: Any = NOW) -> PolicyVersion | None:
    return queries.to_acknowledge(actor_of(client), clinician, now)


def test_the_first_version_is_to_be_read_and_read_once(ada: Clinician, dan: Client) -> None:
    assert asked(dan, ada) is None
    version = factories.publish_policy(clinician=ada)
    assert asked(dan, ada) == version
    for _twice in range(2):
        read(dan, version)
    assert asked(dan, ada) is None
    kept = Acknowledgement.objects.get()
    assert (kept.client, kept.clinician, kept.version, kept.at) == (dan, ada, version, NOW)
    entry = AuditEntry.objects.get(verb="acknowledged")
    assert (entry.actor_id, entry.thing_id, entry.client_id) == (dan.pk, version.pk, dan.pk)


def test_only_a_material_change_is_asked_about(ada: Clinician, dan: Client) -> None:
    read(dan, factories.publish_policy(clinician=ada))
    factories.publish_policy(clinician=ada, document=WITH_A_NOTE)
    assert asked(dan, ada) is None
    slower = factories.publish_policy(clinician=ada, document=SLOWER)
    assert asked(dan, ada) == slower
    factories.publish_policy(clinician=ada, document={**SLOWER, "notes": ["And so on."]})
    newest = asked(dan, ada)
    assert newest is not None
    assert newest.number == 4


def test_what_changed_is_told_since_what_they_read_last(ada: Clinician, dan: Client) -> None:
    read(dan, factories.publish_policy(clinician=ada))
    factories.publish_policy(clinician=ada, document=SLOWER)
    factories.publish_policy(clinician=ada, document={**SLOWER, "notes": ["And so on."]})
    (found,) = queries.to_read(actor_of(dan), ada, NOW)
    assert [change.path for change in found.changes] == ["reply", "notes"]


def test_what_came_and_went_unread_is_no_change(ada: Clinician, dan: Client) -> None:
    read(dan, factories.publish_policy(clinician=ada))
    factories.publish_policy(clinician=ada, document=SLOWER)
    factories.publish_policy(clinician=ada)
    assert asked(dan, ada) is None


def test_what_goes_back_after_it_was_read_is_asked_about(ada: Clinician, dan: Client) -> None:
    read(dan, factories.publish_policy(clinician=ada))
    read(dan, factories.publish_policy(clinician=ada, document=SLOWER))
    back = factories.publish_policy(clinician=ada)
    assert asked(dan, ada) == back


def test_an_absence_that_is_over_by_now_is_no_change(ada: Clinician, dan: Client) -> None:
    read(dan, factories.publish_policy(clinician=ada))
    in_a_week = {"time_away": [{"first_day": "2026-03-16", "last_day": "2026-03-20"}]}
    factories.publish_policy(clinician=ada, document={**factories.ORDINARY_POLICY, **in_a_week})
    assert asked(dan, ada) is not None
    assert asked(dan, ada, A_MONTH_ON) is None


def test_what_is_planned_can_be_read_ahead(ada: Clinician, dan: Client) -> None:
    read(dan, factories.publish_policy(clinician=ada))
    planned = factories.publish_policy(clinician=ada, document=SLOWER, effective_from=NEXT_WEEK)
    assert asked(dan, ada) is None
    (ahead,) = queries.to_read(actor_of(dan), ada, NOW)
    assert (ahead.version, ahead.is_in_force) == (planned, False)
    read(dan, planned)
    assert queries.to_read(actor_of(dan), ada, NOW) == []
    assert asked(dan, ada, NEXT_WEEK) is None


def test_whoever_read_what_was_withdrawn_has_read_what_went_before(ada: Clinician, dan: Client) -> None:
    first = factories.publish_policy(clinician=ada)
    planned = factories.publish_policy(clinician=ada, document=SLOWER, effective_from=NEXT_WEEK)
    for version in (first, planned):
        read(dan, version)
    services.withdraw(actor=factories.clinician_actor(ada), version_id=planned.pk, now=NOW)
    assert queries.to_read(actor_of(dan), ada, NEXT_WEEK) == []
    again = factories.publish_policy(clinician=ada, document=SLOWER, now=NEXT_WEEK)
    assert asked(dan, ada, NEXT_WEEK) == again


def test_nobody_is_asked_by_who_does_not_care_for_them(
    ada: Clinician, ben: Clinician, cleo: Clinician, dan: Client
) -> None:
    for clinician in (ada, ben, cleo):
        factories.publish_policy(clinician=clinician)
    assert [asked(dan, each) is not None for each in (ada, ben, cleo)] == [True, False, False]
    leave(actor=actor_of(dan), client_id=dan.pk, now=NOW)
    assert asked(dan, ada) is None


def test_nobody_has_read_what_is_not_theirs_to_read(ada: Clinician, cleo: Clinician, dan: Client) -> None:
    foreign = factories.publish_policy(clinician=cleo)
    draft = factories.save_draft(clinician=ada, policy=queries.compiled(foreign.pk).policy)
    for version in (foreign, draft):
        with pytest.raises(NotFoundError):
            read(dan, version)
    assert not Acknowledgement.objects.exists()


def test_what_somebody_read_is_not_changed_and_goes_with_them(ada: Clinician, dan: Client) -> None:
    read(dan, factories.publish_policy(clinician=ada))
    with pytest.raises(DatabaseError, match="it is not changed"), transaction.atomic():
        connection.cursor().execute("UPDATE policies_acknowledgement SET at = at")
    erase_client(actor=factories.clinician_actor(ada), client_id=dan.pk, now=NOW)
    assert not Acknowledgement.objects.exists()


def test_their_clinician_sees_who_has_read_what(ada: Clinician, ben: Clinician, dan: Client) -> None:
    actor = factories.clinician_actor(ada)
    eve = factories.add_client(clinician=ada, name="Eve Moss", addresses={"email": "eve@client.example"})
    left = factories.add_client(clinician=ada, name="Fay Lund", addresses={"email": "fay@client.example"})
    leave(actor=actor, client_id=left.pk, now=NOW)
    first = factories.publish_policy(clinician=ada)
    read(dan, first)
    slower = factories.publish_policy(clinician=ada, document=SLOWER)
    read(eve, slower)
    found = services.list_readers(actor=actor, now=NOW)
    told = {each.client.name: ([one.version.number for one in each.read], each.is_asked) for each in found}
    assert told == {"Dan Abara": ([1], True), "Eve Moss": ([2], False)}
    assert AuditEntry.objects.filter(verb="listed", thing_id=ada.pk).count() == 1
    assert [each.version.number for each in queries.acknowledgements(actor)] == [2, 1]
    assert not queries.acknowledgements(factories.clinician_actor(ben)).exists()


def test_who_has_read_nothing_yet_is_listed_as_asked(ada: Clinician, dan: Client) -> None:
    factories.publish_policy(clinician=ada)
    (found,) = services.list_readers(actor=factories.clinician_actor(ada), now=NOW)
    assert (found.client, found.read, found.is_asked) == (dan, (), True)
