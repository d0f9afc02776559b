"""What is recorded, by whom it can be seen, and that the database lets nobody take it back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from accounts import queries, services
from accounts.domain.actors import Actor, ClinicianActor, EmergencyActor, Operator, OwnerActor
from accounts.domain.audit import Kind, Thing, Verb
from accounts.models import ApiToken, AuditEntry, Client, Clinician
from accounts.services.trail import checkpoints, problems, waiting
from tests import factories
from tests.factories import NOW
from tests.sign_in import user_of


def read(actor: ClinicianActor, thing: Thing) -> None:
    services.record(actor, Verb.READ, thing, now=NOW)


@pytest.fixture
def message(ada: Clinician, dan: Client) -> Thing:
    """Any id will do: the trail has no references."""
    return Thing(Kind.MESSAGE, dan.pk, ada.practice_id, dan.pk)


def test_what_is_undone_is_not_on_record(ada: Clinician, message: Thing) -> None:
    with transaction.atomic():
        read(factories.clinician_actor(ada), message)
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()


def test_practices_are_chained_apart_and_in_order(ada: Clinician, cleo: Clinician) -> None:
    for clinician in (ada, cleo, ada):
        inbox = Thing(Kind.INBOX, clinician.pk, clinician.practice_id)
        services.record(factories.clinician_actor(clinician), Verb.LISTED, inbox, now=NOW)
    assert waiting() == 3
    assert services.seal() == 3
    chained = AuditEntry.objects.order_by("pk").values_list("practice_id", "sequence")
    assert list(chained) == [(ada.practice_id, 1), (cleo.practice_id, 1), (ada.practice_id, 2)]
    assert {each.practice_id: each.sequence for each in checkpoints()} == {
        ada.practice_id: 2,
        cleo.practice_id: 1,
    }
    assert (services.seal(), waiting(), list(problems())) == (0, 0, [])


def test_a_long_queue_is_chained_in_turns(ada: Clinician, cleo: Clinician, message: Thing) -> None:
    for _ in range(5):
        read(factories.clinician_actor(ada), message)
    services.record(Operator(), Verb.LISTED, Thing(Kind.INBOX, cleo.pk, cleo.practice_id), now=NOW)
    assert [services.seal(limit=2) for _ in range(4)] == [2, 2, 2, 0]
    assert list(problems(checkpoints())) == []


@pytest.mark.parametrize("chained", [True, False])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_auditentry SET verb = 'listed'",
        "UPDATE accounts_auditentry SET actor_id = NULL, sequence = 1",
        "DELETE FROM accounts_auditentry",
    ],
)
def test_the_database_itself_refuses_to_change_what_was_recorded(
    ada: Clinician, message: Thing, statement: str, *, chained: bool
) -> None:
    read(factories.clinician_actor(ada), message)
    if chained:
        services.seal()
    assert is_refused(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_auditentry SET sequence = 9",
        """INSERT INTO accounts_auditentry
        (practice_id, at, actor_kind, way_in, verb, thing_kind, thing_id, sequence)
        SELECT practice_id, at, actor_kind, way_in, verb, thing_kind, thing_id, 2 FROM accounts_auditentry""",
        "UPDATE accounts_auditentry SET sequence = NULL, hash = NULL",
        "UPDATE accounts_audithead SET sequence = 0",
        "UPDATE accounts_audithead SET hash = hash",
        "DELETE FROM accounts_audithead",
    ],
)
def test_the_database_itself_refuses_to_change_the_chain(
    ada: Clinician, message: Thing, statement: str
) -> None:
    read(factories.clinician_actor(ada), message)
    services.seal()
    assert is_refused(statement)


def is_refused(statement: str) -> bool:
    before = list(AuditEntry.objects.values_list())
    with (
        pytest.raises(DatabaseError, match="the audit trail only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    return list(AuditEntry.objects.values_list()) == before


def test_readings_are_counted_for_each_who_read(ada: Clinician, ben: Clinician, message: Thing) -> None:
    for clinician in (ada, ben, ada):
        read(factories.clinician_actor(clinician), message)
    told = queries.readings(factories.clinician_actor(ada), message.id)
    assert {(each.name, each.times) for each in told} == {("Ada Quist", 2), ("Ben Ruiz", 1)}


def test_one_person_is_one_line_whatever_they_came_as(ada: Clinician, ben: Clinician, message: Thing) -> None:
    """Ben owns the practice as well, and looks as each; Ada has nobody who signs in as her."""
    access = services.open_emergency(
        actor=factories.clinician_actor(ben), slug="ada-quist", reason="It could not wait.", now=NOW
    )[0]
    as_owner = OwnerActor(ben.practice_id, user_of(ben).pk)
    in_emergency = EmergencyActor(ben.practice_id, user_of(ben).pk, ada.pk, access.pk)
    ada.user = None
    ada.save()
    looks: list[Actor] = [factories.clinician_actor(ben), as_owner, in_emergency, as_owner]
    for minutes, actor in enumerate(looks):
        services.record(actor, Verb.READ, message, now=NOW + timedelta(minutes=minutes))
    read(factories.clinician_actor(ada), message)
    bens, adas = queries.readings(factories.clinician_actor(ada), message.id)
    assert bens == queries.Readings(
        "Ben Ruiz", ("owner", "emergency", "clinician"), 4, NOW, NOW + timedelta(minutes=3)
    )
    assert (adas.name, adas.kinds, adas.times) == ("Ada Quist", ("clinician",), 1)


def test_who_is_no_longer_here_are_not_taken_for_one_another(
    ada: Clinician, ben: Clinician, message: Thing
) -> None:
    gone = [ClinicianActor(ada.practice_id, uuid4()) for _ in range(2)]
    for actor in gone:
        read(actor, message)
    assert [each.name for each in queries.readings(factories.clinician_actor(ada), message.id)] == ["", ""]


def test_a_stranger_is_told_nothing_of_another_practice(
    ada: Clinician, ben: Clinician, cleo: Clinician, message: Thing
) -> None:
    read(factories.clinician_actor(ada), message)
    seen = [len(queries.readings(factories.clinician_actor(each), message.id)) for each in (ada, ben, cleo)]
    assert seen == [1, 1, 0]


def test_tokens_are_on_record_when_issued_and_when_revoked(ada: Clinician, cleo: Clinician) -> None:
    secret = factories.issue_token(practice=ada.practice)
    token = ApiToken.objects.get()
    assert not services.revoke_token(practice=cleo.practice, token_id=token.pk, now=NOW)
    assert services.revoke_token(practice=ada.practice, token_id=token.pk, now=NOW)
    assert not services.revoke_token(practice=ada.practice, token_id=token.pk, now=NOW)
    assert queries.integration_for_token(secret, now=NOW) is None
    recorded = AuditEntry.objects.order_by("pk").values_list("actor_kind", "verb", "thing_kind", "thing_id")
    assert list(recorded) == [
        ("operator", "issued", "api_token", token.pk),
        ("operator", "revoked", "api_token", token.pk),
    ]


def test_a_client_is_told_who_read_and_not_what_others_wrote(
    ada: Clinician, ben: Clinician, dan: Client, message: Thing
) -> None:
    actor = factories.clinician_actor(ada)
    for verb in (Verb.RECEIVED, Verb.READ, Verb.ANSWERED):
        services.record(actor, verb, message, now=NOW)
    for clinician in (ada, ben):  # Ben does not care for Dan
        inbox = Thing(Kind.INBOX, clinician.pk, clinician.practice_id)
        services.record(factories.clinician_actor(clinician), Verb.LISTED, inbox, now=NOW)
    read(actor, Thing(Kind.MESSAGE, ada.pk, ada.practice_id))
    told = [(each.actor_id, each.verb) for each in queries.seen_of_client(Operator(), dan.pk)]
    assert told == [(ada.pk, "read"), (ada.pk, "answered"), (ada.pk, "listed")]
