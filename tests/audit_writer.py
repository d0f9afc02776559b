"""A process that records and chains beside others: `python -m tests.audit_writer PRACTICE ENTRIES`."""

import sys
from uuid import UUID, uuid4

import django

from accounts.domain.actors import Operator
from accounts.domain.audit import Kind, Thing, Verb

TURN = 10  # entries between two chainings


def main(practice_id: UUID, entries: int) -> None:
    django.setup()
    from django.utils.timezone import now

    from accounts.services import record, seal
    from accounts.wall import inside

    for number in range(entries):
        with inside(practice_id):
            record(Operator(), Verb.REPLAYED, Thing(Kind.DELIVERY, uuid4(), practice_id), now=now())
        if number % TURN == 0:
            seal()
    seal()


if __name__ == "__main__":
    main(UUID(sys.argv[1]), int(sys.argv[2]))
