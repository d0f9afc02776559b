"""Fifty threads over five connections ask for twenty practices' things: `… -m tests.many_practices 10000`.

Requests go wrong and statements are cancelled in between. Prints what became of them, and how many rows were
seen of a practice that was not asked about.
"""

import json
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

import django

PRACTICES, THREADS = 20, 50
ASLEEP_SECONDS, CANCELLED_AFTER_SECONDS = 1, 0.05
PRIVATE = ("accounts_client", "accounts_care", "notifications_inboundmessage", "notifications_decision")


class BrokenError(Exception):
    """What a request may run into."""


@dataclass(frozen=True)
class Tenant:
    practice_id: UUID
    token: str
    session: str
    mark: str  # in the words of its clients, and nobody else's


def main(requests: int) -> None:
    django.setup()
    from django.db import connection

    tenants = [open_tenant(number) for number in range(PRACTICES)]
    for number, tenant in enumerate(tenants):
        write(tenant, number)
    connection.close()
    seen: Counter[str] = Counter()

    def ask(number: int) -> None:
        tenant, kind = tenants[number % PRACTICES], KINDS[number // PRACTICES % len(KINDS)]
        try:
            seen.update(kind(tenant, number))
            seen.update(foreign=see_without_a_practice())
        except Exception as error:  # noqa: BLE001  whatever else it was is told
            seen.update({f"unexpected {type(error).__name__}: {error}"[:200]: 1})
        finally:
            connection.close()  # back to the others, as at the end of a request

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(ask, range(requests)))
    print(json.dumps(seen))  # noqa: T201  its report to the test


def open_tenant(number: int) -> Tenant:
    from django.contrib.auth import get_user_model
    from django.test import Client as Browser

    from tests import factories

    mark = f"mark-{number}-"
    clinician = factories.add_clinician(practice=factories.open_practice(), name=f"Ada{number} Quist")
    factories.publish_policy(clinician=clinician)
    factories.add_client(
        clinician=clinician, name=f"{mark}name", addresses={"email": f"{mark}1@client.example"}
    )
    browser = Browser()
    browser.force_login(get_user_model().objects.get(clinician=clinician))
    token = factories.issue_token(practice=clinician.practice)
    return Tenant(clinician.practice_id, token, browser.cookies["session"].value, mark)


def write(tenant: Tenant, number: int) -> dict[str, int]:
    """By the API, as a program does."""
    from django.test import Client as Browser

    said = {
        "clinician": f"ada{tenant.mark.split('-')[1]}-quist",
        "channel": "email",
        "from": f"{tenant.mark}1@client.example",
        "text": f"{tenant.mark}text",
    }
    browser = Browser(headers={"host": "127.0.0.1", "authorization": f"Bearer {tenant.token}"})
    answer = browser.post("/api/v1/messages/", said, content_type="application/json")
    return {f"written {answer.status_code}": 1}


def read(tenant: Tenant, number: int) -> dict[str, int]:
    """The inbox, as its clinician sees it."""
    from django.test import Client as Browser

    browser = Browser(headers={"host": "127.0.0.1"})
    browser.cookies["session"] = tenant.session
    shown = browser.get("/inbox/").content.decode()
    foreign = sum(f"mark-{other}-" in shown for other in range(PRACTICES) if f"mark-{other}-" != tenant.mark)
    return {"read": 1, "foreign": foreign, "shown": tenant.mark in shown}


def break_off(tenant: Tenant, number: int) -> dict[str, int]:
    """Something is raised in the middle."""
    from accounts.wall import inside

    seen = []
    with suppress(BrokenError), inside(tenant.practice_id):
        seen.append(see_others(tenant))
        raise BrokenError
    return {"broken off": 1, "foreign": sum(seen)}


def be_cancelled(tenant: Tenant, number: int) -> dict[str, int]:
    """The statement is cancelled from elsewhere, as when whoever asked has gone."""
    from django.db import DatabaseError, connection

    from accounts.wall import inside

    foreign = 0
    try:
        with inside(tenant.practice_id), connection.cursor() as cursor:
            foreign = see_others(tenant)
            threading.Timer(CANCELLED_AFTER_SECONDS, connection.connection.cancel).start()
            cursor.execute("SELECT pg_sleep(%s)", [ASLEEP_SECONDS])
    except DatabaseError:
        return {"cancelled": 1, "foreign": foreign}
    return {"slept through": 1}  # cancelled before it began to: the machine was busy


def see_others(tenant: Tenant) -> int:
    """Rows of others that plain SQL is shown inside a practice."""
    return sum(count(f"{table} WHERE practice_id <> '{tenant.practice_id}'") for table in PRIVATE)


def see_without_a_practice() -> int:
    """On whatever connection the pool gives next."""
    return sum(count(table) for table in PRIVATE)


def count(rows: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {rows}")  # noqa: S608  the tables above
        return int(cursor.fetchone()[0])


KINDS: tuple[Callable[[Tenant, int], dict[str, int]], ...] = (write, read, break_off, be_cancelled, read)

if __name__ == "__main__":
    main(int(sys.argv[1]))
