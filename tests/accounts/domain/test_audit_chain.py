"""The chain alone, without a database: every fact counts, and every change is found at its place."""

import random
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from accounts.domain.actors import Actor, ClinicianActor, IntegrationActor, MailServer, Operator, Visitor
from accounts.domain.audit import (
    FACTS,
    Checkpoint,
    Entry,
    Kind,
    Problem,
    Sealed,
    Thing,
    Verb,
    beginning,
    entry_of,
    link,
    verify,
)

PRACTICE, SOMEONE, SOMETHING, CLIENT = (UUID(int=number) for number in (1, 2, 3, 4))
AT = datetime(2026, 3, 10, 14, 30, tzinfo=UTC)
READ = Entry(PRACTICE, AT, "clinician", SOMEONE, "page", "read", "message", SOMETHING, CLIENT)
OTHER = Entry(UUID(int=9), AT + timedelta.resolution, "x", None, "x", "x", "x", UUID(int=9), None)


def chain(entries: list[Entry]) -> list[Sealed]:
    trail, at = [], beginning(PRACTICE)
    for entry in entries:
        at = link(at, entry)
        trail.append(Sealed(at.sequence, at.hash, entry))
    return trail


def end(trail: list[Sealed]) -> Checkpoint:
    return Checkpoint(PRACTICE, trail[-1].sequence, trail[-1].hash) if trail else beginning(PRACTICE)


@pytest.fixture
def trail() -> list[Sealed]:
    return chain([replace(READ, thing_id=UUID(int=number)) for number in range(8)])


def test_the_encoding_stays_as_it_is_or_old_trails_cannot_be_checked() -> None:
    assert (
        link(beginning(PRACTICE), READ).hash.hex()
        == "6d80ca1cd101c51b09bd0b723c73e0245c0cc5b393382b0a4b1078f027d1c2e3"
    )


@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_counts(fact: str) -> None:
    changed = replace(READ, **{fact: getattr(OTHER, fact)})
    assert link(beginning(PRACTICE), changed) != link(beginning(PRACTICE), READ)


def test_the_place_and_what_came_before_count() -> None:
    start = beginning(PRACTICE)
    assert len({link(start, READ).hash, link(replace(start, sequence=1), READ).hash}) == 2
    assert link(replace(start, hash=b"another"), READ).hash != link(start, READ).hash


def test_an_instant_is_the_same_in_every_zone() -> None:
    elsewhere = replace(READ, at=AT.astimezone(timezone(timedelta(hours=5))))
    assert link(beginning(PRACTICE), elsewhere) == link(beginning(PRACTICE), READ)


def test_a_trail_that_nobody_touched_has_no_problem(trail: list[Sealed]) -> None:
    assert verify(trail, head=end(trail), kept=[end(trail[:3]), beginning(PRACTICE)]) is None
    assert verify([], head=beginning(PRACTICE)) is None


def test_changes_are_told_with_their_place(trail: list[Sealed]) -> None:
    changed = replace(trail[3], entry=replace(trail[3].entry, verb="listed"))
    swapped = [*trail[:3], replace(trail[5], sequence=4), trail[4], replace(trail[3], sequence=6), *trail[6:]]
    found = {
        "edited": verify([*trail[:3], changed, *trail[4:]], head=end(trail)),
        "deleted": verify([*trail[:3], *trail[4:]], head=end(trail)),
        "swapped": verify(swapped, head=end(trail)),
        "cut": verify(trail[:3], head=end(trail)),
        "emptied": verify([], head=end(trail)),
    }
    assert found == {
        "edited": Problem(PRACTICE, 4, "was changed, or is not in its place"),
        "deleted": Problem(PRACTICE, 4, "is missing"),
        "swapped": Problem(PRACTICE, 4, "was changed, or is not in its place"),
        "cut": Problem(PRACTICE, 4, "is missing, as is all that followed it"),
        "emptied": Problem(PRACTICE, 1, "is missing, as is all that followed it"),
    }


def test_what_was_kept_elsewhere_shows_a_chain_that_was_cut_or_computed_anew(trail: list[Sealed]) -> None:
    kept = end(trail[:5])
    anew = chain([replace(each.entry, client_id=None) for each in trail])
    assert verify(trail[:3], head=end(trail[:3])) is None
    assert verify(anew, head=end(anew)) is None
    assert verify(trail[:3], head=end(trail[:3]), kept=[kept]) == Problem(
        PRACTICE, 4, "is missing, as is all that followed it"
    )
    assert verify(anew, head=end(anew), kept=[kept]) == Problem(
        PRACTICE, 5, "was written anew, with all that follows it"
    )


def test_any_byte_of_any_entry_changed_is_found(trail: list[Sealed]) -> None:
    chosen = random.Random(15)  # noqa: S311  trials, no secrets
    for _ in range(100):
        place = chosen.randrange(len(trail))
        flipped = bytearray(trail[place].hash)
        flipped[chosen.randrange(32)] ^= 1 << chosen.randrange(8)
        problem = verify(
            [*trail[:place], replace(trail[place], hash=bytes(flipped)), *trail[place + 1 :]], head=end(trail)
        )
        assert problem == Problem(PRACTICE, place + 1, "was changed, or is not in its place")


def test_a_checkpoint_is_written_on_one_line_and_read_back(trail: list[Sealed]) -> None:
    assert Checkpoint.parse(f"{end(trail)}\n") == end(trail)
    for wrong in ("", "1:2", f"{PRACTICE}:x:00", f"{PRACTICE}:1:zz"):
        with pytest.raises(ValueError, match=r".+"):
            Checkpoint.parse(wrong)


@pytest.mark.parametrize(
    ("actor", "kind", "actor_id", "way_in"),
    [
        (ClinicianActor(PRACTICE, SOMEONE), "clinician", SOMEONE, "page"),
        (IntegrationActor(PRACTICE, SOMEONE), "integration", SOMEONE, "api"),
        (Visitor(), "visitor", None, "page"),
        (MailServer(), "mail_server", None, "mail"),
        (Operator(), "operator", None, "command"),
    ],
)
def test_an_entry_says_who_it_was_and_by_which_way_in(
    actor: Actor | Operator, kind: str, actor_id: UUID | None, way_in: str
) -> None:
    entry = entry_of(actor, Verb.READ, Thing(Kind.MESSAGE, SOMETHING, PRACTICE, CLIENT), at=AT)
    assert (entry.actor_kind, entry.actor_id, entry.way_in) == (kind, actor_id, way_in)
    assert replace(entry, actor_kind="clinician", actor_id=SOMEONE, way_in="page") == READ


def test_an_entry_has_no_room_for_words() -> None:
    assert {field.type for field in fields(Entry)} == {UUID, datetime, str, UUID | None}
    longest = max(len(code) for code in (*Verb, *Kind))
    assert longest <= 16
