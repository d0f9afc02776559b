"""Whoever owns the database drops the triggers and changes the trail: it is found, and where."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from accounts.domain.audit import FACTS, Checkpoint, Entry, Kind, Thing, Verb, beginning, link
from accounts.models import AuditEntry, AuditHead, Clinician
from accounts.services import record, seal
from accounts.services.trail import checkpoints, problems, waiting
from tests import factories
from tests.factories import NOW

ENTRIES, TRIALS = 24, 100
Attack = Callable[[random.Random], int]  # returns the first place that it spoils

EDITS = {
    "at": NOW - timedelta.resolution,
    "actor_kind": "visitor",
    "actor_id": UUID(int=1),
    "way_in": "mail",
    "verb": "listed",
    "thing_kind": "delivery",
    "thing_id": UUID(int=1),
    "client_id": None,
}


@pytest.fixture
def trail(ada: Clinician) -> Clinician:
    actor = factories.clinician_actor(ada)
    for minutes in range(ENTRIES):
        thing = Thing(Kind.MESSAGE, uuid4(), ada.practice_id, uuid4())
        record(actor, Verb.READ, thing, now=NOW + timedelta(minutes=minutes))
    assert seal() == ENTRIES
    return ada


def drop_the_triggers() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE accounts_auditentry DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE accounts_audithead DISABLE TRIGGER USER")
            return
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'accounts_audit%'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")


def at(place: int) -> AuditEntry:
    return AuditEntry.objects.get(sequence=place)


def edit(chosen: random.Random) -> int:
    place, fact = chosen.randint(1, ENTRIES), chosen.choice(list(EDITS))
    AuditEntry.objects.filter(sequence=place).update(**{fact: EDITS[fact]})
    return place


def delete(chosen: random.Random) -> int:
    place = chosen.randint(1, ENTRIES)
    at(place).delete()
    return place


def reorder(chosen: random.Random) -> int:
    """Two entries change places, and take or leave their hashes."""
    first, second = sorted(chosen.sample(range(1, ENTRIES + 1), 2))
    one, other = at(first), at(second)
    hashes = [one.hash, other.hash] if chosen.random() < 0.5 else [other.hash, one.hash]
    AuditEntry.objects.filter(pk=one.pk).update(sequence=ENTRIES + 1)
    AuditEntry.objects.filter(pk=other.pk).update(sequence=first, hash=hashes[1])
    AuditEntry.objects.filter(pk=one.pk).update(sequence=second, hash=hashes[0])
    return first


def truncate(chosen: random.Random) -> int:
    kept = chosen.randint(0, ENTRIES - 1)
    AuditEntry.objects.filter(sequence__gt=kept).delete()
    return kept + 1


def truncate_with_its_end(chosen: random.Random) -> int:
    place = truncate(chosen)
    digest = bytes(at(place - 1).hash or b"") if place > 1 else bytes(32)
    AuditHead.objects.update(sequence=place - 1, hash=digest)
    return place


def chain_anew(chosen: random.Random) -> int:
    """An entry is changed and every hash from there on computed again, as is the end."""
    place = edit(chosen)
    before = beginning(at(1).practice_id)
    for row in AuditEntry.objects.order_by("sequence"):
        before = link(before, Entry(*(getattr(row, fact) for fact in FACTS)))
        AuditEntry.objects.filter(pk=row.pk).update(hash=before.hash)
    AuditHead.objects.update(hash=before.hash)
    return place


def trials(attack: Attack, kept: Sequence[Checkpoint] = ()) -> Iterator[tuple[int, list[int]]]:
    """The place that was spoilt and those that were told, each time with the trail as it was."""
    for number in range(TRIALS):
        with transaction.atomic():
            drop_the_triggers()
            spoilt = attack(random.Random(number))  # noqa: S311  trials, no secrets
            yield spoilt, [each.sequence for each in problems(kept)]
            transaction.set_rollback(True)


@pytest.mark.parametrize("attack", [edit, delete, reorder, truncate])
def test_every_change_is_found_at_its_place(trail: Clinician, attack: Attack) -> None:
    found = list(trials(attack))
    assert found == [(place, [place]) for place, _ in found]


def test_a_trail_cut_together_with_its_end_is_found_by_a_checkpoint(trail: Clinician) -> None:
    found = list(trials(truncate_with_its_end, kept=checkpoints()))
    assert found == [(place, [place]) for place, _ in found]


def test_a_trail_computed_anew_is_found_by_a_checkpoint(trail: Clinician) -> None:
    assert [told for _, told in trials(chain_anew)] == [[]] * TRIALS
    assert [told for _, told in trials(chain_anew, kept=checkpoints())] == [[ENTRIES]] * TRIALS


@pytest.mark.parametrize("place", [1, ENTRIES])
def test_an_end_that_was_set_back_or_removed_is_found(trail: Clinician, place: int) -> None:
    drop_the_triggers()
    AuditHead.objects.update(
        sequence=place - 1, hash=bytes(at(place - 1).hash or b"") if place > 1 else bytes(32)
    )
    assert [each.sequence for each in problems()] == [place]
    AuditHead.objects.all().delete()
    assert [each.sequence for each in problems()] == [1]


def test_an_entry_moved_to_another_practice_is_missed_here_and_found_there(
    trail: Clinician, cleo: Clinician
) -> None:
    drop_the_triggers()
    AuditEntry.objects.filter(sequence=7).update(practice_id=cleo.practice_id)
    assert {(each.practice_id, each.sequence) for each in problems()} == {
        (trail.practice_id, 7),
        (cleo.practice_id, 7),
    }


def test_a_trail_that_lost_its_end_is_not_begun_again(trail: Clinician, cleo: Clinician) -> None:
    """The others' trails go on."""
    drop_the_triggers()
    AuditHead.objects.all().delete()
    for clinician in (trail, cleo):
        inbox = Thing(Kind.INBOX, clinician.pk, clinician.practice_id)
        record(factories.clinician_actor(clinician), Verb.LISTED, inbox, now=NOW)
    assert (seal(), waiting()) == (1, 1)
    assert {each.practice_id for each in problems()} == {trail.practice_id}
