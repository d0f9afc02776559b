"""Whoever cared for a client who goes is told once, in their own hours, that something waits."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from accounts.domain.actors import ClientActor
from accounts.models import Care, Client, Clinician
from accounts.services import come_back
from notifications import services
from notifications.models import Notice
from tests import factories
from tests.factories import NOW

AT_NIGHT = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)  # Tuesday, 22:00 in New York
IN_THE_MORNING = datetime(2026, 3, 11, 13, 0, tzinfo=UTC)  # Wednesday, 9:00 there


def goes(client: Client, now: datetime = NOW) -> None:
    services.leave(actor=actor_of(client), client_id=client.pk, now=now)


def actor_of(client: Client) -> ClientActor:
    return ClientActor(practice_id=client.practice_id, client_id=client.pk)


def waiting() -> list[Any]:
    return list(Notice.objects.order_by("recipient").values_list("recipient", "kind", "next_at"))


def test_everyone_who_cared_for_them_is_told_once(ada: Clinician, ben: Clinician, dan: Client) -> None:
    Care.objects.create(practice=ada.practice, clinician=ben, client=dan)
    for _twice in range(2):
        goes(dan)
    assert waiting() == [("ada@home.example", "client", NOW), ("ben@home.example", "client", NOW)]
    come_back(actor=actor_of(dan), client_id=dan.pk, now=NOW)
    goes(dan)
    assert len(waiting()) == 4


def test_who_had_ended_it_before_is_not_told(ada: Clinician, ben: Clinician, dan: Client) -> None:
    Care.objects.create(practice=ada.practice, clinician=ben, client=dan, ended_at=NOW)
    goes(dan)
    assert [recipient for recipient, *_ in waiting()] == ["ada@home.example"]


def test_a_clinician_who_says_it_knows_it(ada: Clinician, dan: Client) -> None:
    services.leave(actor=factories.clinician_actor(ada), client_id=dan.pk, now=NOW)
    assert Care.objects.get().ended_at == NOW
    assert waiting() == []


@pytest.mark.parametrize(("now", "sent"), [(NOW, NOW), (AT_NIGHT, IN_THE_MORNING)])
def test_it_waits_for_the_clinicians_hours(
    ada: Clinician, dan: Client, now: datetime, sent: datetime
) -> None:
    factories.publish_policy(clinician=ada)
    goes(dan, now)
    services.ask_to_be_erased(actor=actor_of(dan), now=now)
    assert waiting() == [("ada@home.example", "client", sent)] * 2


def test_a_wish_to_be_erased_is_told_once_to_whoever_could_do_it(
    ada: Clinician, ben: Clinician, dan: Client
) -> None:
    Care.objects.create(practice=ada.practice, clinician=ben, client=dan, ended_at=NOW)
    for _twice in range(2):
        services.ask_to_be_erased(actor=actor_of(dan), now=NOW)
    assert [recipient for recipient, *_ in waiting()] == ["ada@home.example"]  # Ben's care has ended


def test_where_no_address_is_known_they_may_leave_all_the_same(ada: Clinician, dan: Client) -> None:
    ada.addresses.filter(use="notices").delete()
    goes(dan)
    assert Care.objects.get().ended_at == NOW
    assert waiting() == []


def test_what_is_undone_is_told_to_nobody(dan: Client) -> None:
    with transaction.atomic():
        goes(dan)
        transaction.set_rollback(True)
    assert Care.objects.get().ended_at is None
    assert waiting() == []
