"""Look the audit trail over: who did what. Ends with status 1 where something of it is not as it was.

    between audit checkpoint >> /somewhere/else/checkpoints
    between audit verify --since $(cat /somewhere/else/checkpoints)
    between audit who-saw --client 0b2f6c9e-6f0f-4f0e-9c58-2f1f7d4d1c11

A checkpoint is one line for each practice. Kept where nobody who runs this database can write, it shows even
a trail that was written anew or cut short together with its end.
"""

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from uuid import UUID

import django
from environs import EnvError

from accounts.domain.actors import Operator
from accounts.domain.audit import Checkpoint


def add_arguments(parser: ArgumentParser) -> None:
    does = parser.add_subparsers(dest="does", required=True, metavar="checkpoint | verify | who-saw")
    does.add_parser("checkpoint", help="print how far each practice's trail has got")
    checked = does.add_parser("verify", help="find any change, gap, reordering or cut")
    checked.add_argument(
        "--since", nargs="*", type=_checkpoint, default=[], metavar="CHECKPOINT", help="printed earlier"
    )
    told = does.add_parser("who-saw", help="list who saw a client's messages, and when")
    told.add_argument("--client", type=UUID, required=True, metavar="ID")


def _checkpoint(written: str) -> Checkpoint:
    try:
        return Checkpoint.parse(written)
    except ValueError:
        raise ArgumentTypeError(
            "is no checkpoint; give a line that 'between audit checkpoint' printed"
        ) from None


def run(arguments: Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
    except EnvError as error:
        print(error, file=sys.stderr)
        return 1
    match arguments.does:
        case "checkpoint":
            return checkpoint()
        case "verify":
            return verify(arguments.since)
        case _:
            return who_saw(arguments.client)


def checkpoint() -> int:
    from accounts.services.trail import checkpoints

    for each in checkpoints():
        print(each)
    return 0


def verify(since: list[Checkpoint]) -> int:
    from accounts.services import trail

    found = list(trail.problems(since))
    for problem in found:
        print(f"WRONG  practice {problem.practice_id}: entry {problem.sequence} {problem.what}")
    if not found:
        print(f"ok     {sum(each.sequence for each in trail.checkpoints())} entries are as they were")
    if waiting := trail.waiting():
        print(f"note   {waiting} are not chained yet; whoever delivers does it within seconds")
    return int(bool(found))


def who_saw(client_id: UUID) -> int:
    from accounts.queries import people_on_record, seen_of_client

    people = people_on_record()
    for entry in seen_of_client(Operator(), client_id):
        who = people[entry.actor_id].name if entry.actor_id in people else None
        print(f"{entry.at:%Y-%m-%d %H:%M:%SZ}  {entry.verb:8}  {entry.thing_kind:7}  {entry.thing_id}  {who}")
    return 0
