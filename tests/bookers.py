"""Many who want one opening at the same moment: `python -m tests.bookers WORKERS EACH`.

A door opens for so many at a time as there are workers, each a process with connections of its own. Prints
what came of it: who has it, what the others were told, and how long it took.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from subprocess import PIPE, Popen
from threading import Barrier
from uuid import UUID

import django

THURSDAY = datetime(2026, 3, 12, 13, 0, tzinfo=UTC)  # an opening of the tests' policy


def main(workers: int, each: int) -> None:
    """Everybody is a client of one clinician; each worker books for its share of them."""
    django.setup()
    from accounts.wall import inside
    from scheduler.models import Appointment
    from tests import factories

    clinician = factories.add_clinician(practice=factories.open_practice(), name="Ada Quist")
    factories.publish_policy(clinician=clinician, document=factories.SESSION_HOURS)
    kind = factories.offer_sessions(clinician=clinician)
    clients = [
        factories.add_client(
            clinician=clinician, name=f"Number {number}", addresses={"email": f"{number}@client.example"}
        ).pk
        for number in range(workers * each)
    ]
    shares = [clients[number::workers] for number in range(workers)]
    running = [
        Popen(  # noqa: S603  ourselves
            [sys.executable, "-m", "tests.bookers", str(clinician.pk), str(kind.pk), *map(str, share)],
            stdin=PIPE,
            stdout=PIPE,
            text=True,
        )
        for share in shares
    ]
    for process in running:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    began = time.monotonic()
    for process in running:
        assert process.stdin
        process.stdin.write("now\n")
        process.stdin.flush()
    told = [json.loads(process.communicate()[0]) for process in running]
    seconds = time.monotonic() - began
    happened: Counter[str] = sum((Counter(each["happened"]) for each in told), Counter())
    with inside(clinician.practice_id):
        kept = Appointment.objects.filter(clinician=clinician).count()
    fewest = min(each["others"] for each in told)
    print(json.dumps({"happened": happened, "kept": kept, "others": fewest, "seconds": seconds}))  # noqa: T201


def book_for(clinician_id: UUID, kind_id: UUID, clients: Sequence[UUID]) -> None:
    """All at once, once told to."""
    django.setup()
    from django.db import connection

    from accounts.domain.actors import ClientActor
    from accounts.models import Clinician
    from accounts.wall import every_practice
    from notifications import services
    from scheduler.domain.errors import TimeTakenError
    from tests.factories import NOW

    with every_practice():
        clinician = Clinician.objects.get(pk=clinician_id)
    start = Barrier(len(clients))
    others: list[int] = []

    def book(client_id: UUID) -> str:
        actor = ClientActor(clinician.practice_id, client_id)
        start.wait()
        try:
            services.book(actor=actor, clinician=clinician, session_type_id=kind_id, start=THURSDAY, now=NOW)
        except TimeTakenError as error:
            others.append(len(error.others))
            return "taken"
        except Exception as error:  # noqa: BLE001  told to the test
            return f"{type(error).__name__}: {error}"
        finally:
            connection.close()
        return "booked"

    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    with ThreadPoolExecutor(len(clients)) as threads:
        happened = Counter(threads.map(book, clients))
    print(json.dumps({"happened": happened, "others": min(others, default=99)}))  # noqa: T201


if __name__ == "__main__":
    if len(sys.argv) == 3:
        main(int(sys.argv[1]), int(sys.argv[2]))
    else:
        book_for(UUID(sys.argv[1]), UUID(sys.argv[2]), [UUID(each) for each in sys.argv[3:]])
