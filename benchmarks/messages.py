"""`POST /api/v1/messages/`, the whole path, against a bare DRF view with as many inserts on the same server.

Sixteen connections, every request a message of a client who has not been told yet; the two in turn, and the
median of the paired ratios. DATABASE_URL chooses the database; a local PostgreSQL by default.
"""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from itertools import count
from statistics import median
from uuid import uuid4

import psycopg

from accounts.domain.key_ring import new_key

TARGET = 0.5
CONNECTIONS = 16
REQUESTS = 400  # a round: short ones, in turn, so that a busy machine disturbs both alike
ROUNDS = 15
PLACE = "127.0.0.1:5432/"
SERVER, SERVICE = (
    f"postgresql://{PLACE}",
    f"postgresql://between_app@{PLACE}",
)  # the owner; the service's own role
MESSAGE = "Hello, could we move Thursday's session to the afternoon? The mornings are full. Thank you!"


def main() -> None:
    name = f"between_bench_{uuid4().hex[:8]}"
    with psycopg.connect(f"{SERVER}postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            _measure(name)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _measure(name: str) -> None:
    environment = os.environ | {
        "DATABASE_URL": f"{SERVICE}{name}",
        "MIGRATE_DATABASE_URL": f"{SERVER}{name}",
        "SECRET_KEY": "only for a benchmark",
        "ENCRYPTION_KEYS": f"bench:{new_key()}",
        "INDEX_KEY": new_key(),
        "DEMO": "true",
        "LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], env=environment, check=True)
    people = [sys.executable, "-m", "benchmarks.messages", "people"]
    token = subprocess.check_output(people, env=environment, text=True).strip()
    port = _free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "2",
         "--port", str(port), "--no-ws", "--log-level", "error", "config.wsgi:application"],
        env=environment | {"DJANGO_SETTINGS_MODULE": "benchmarks.bare_settings"},
    )  # fmt: skip
    try:
        _wait_for(port)
        _compare(port, token)
    finally:
        server.terminate()
        server.wait()


def _compare(port: int, token: str) -> None:
    with ProcessPoolExecutor(1) as elsewhere:  # the clients' own work is kept off the servers' interpreters
        for path in ("/bare/", "/api/v1/messages/"):
            elsewhere.submit(_load, port, token, path, 200, "warm").result()
        pairs = []
        for number in range(ROUNDS):
            bare = elsewhere.submit(_load, port, token, "/bare/", REQUESTS, f"b{number}").result()
            whole = elsewhere.submit(_load, port, token, "/api/v1/messages/", REQUESTS, f"w{number}").result()
            pairs.append((whole, bare))
    ratio = median(whole / bare for whole, bare in pairs)
    print(f"bare view, five inserts   {median(bare for _, bare in pairs):7.0f} requests/s")
    print(f"POST /api/v1/messages/    {median(whole for whole, _ in pairs):7.0f} requests/s")
    print(f"ratio                     {ratio:7.2f}  (target: at least {TARGET})")


def _load(port: int, token: str, path: str, requests: int, mark: str) -> float:
    """Requests a second over sixteen kept connections, one thread each."""
    from threading import Thread

    numbers, failures = count(), []

    def client() -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
            while (number := next(numbers)) < requests:
                sender = f"{mark}-{number}@client.example"
                said = {"clinician": "ada", "channel": "email", "from": sender, "text": MESSAGE}
                headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
                connection.request("POST", path, json.dumps(said), headers)
                response = connection.getresponse()
                response.read()
                if response.status != 201:
                    failures.append(response.status)

    threads = [Thread(target=client) for _ in range(CONNECTIONS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures[:3]
    return requests / (time.perf_counter() - started)


def _people() -> None:
    """A practice with a policy in force; prints a token."""
    import django

    django.setup()
    from datetime import UTC, datetime

    from accounts import services as accounts
    from accounts.domain.actors import ClinicianActor
    from policies import services as policies
    from policies.domain.document import parse_document

    now = datetime.now(UTC)
    practice = accounts.open_practice(name="Bench", now=now)
    ada = accounts.add_clinician(
        practice=practice, slug="ada", name="Ada Quist", time_zone="America/New_York", region="US-NY",
        languages=["en"], inboxes={"email": "ada@inbox.example"}, notices={},
    )  # fmt: skip
    actor = ClinicianActor(practice_id=practice.pk, clinician_id=ada.pk)
    policy = parse_document({
        "timezone": "America/New_York", "region": "US-NY", "holidays": {"observe": True},
        "hours": {"contact": [{"days": ["MO", "TU", "WE", "TH", "FR"], "start": "09:00", "end": "17:00"}]},
        "reply": {"within": "PT24H", "clock": "working_days"}, "emergency": {"resources": ["911", "988"]},
    })  # fmt: skip
    policies.save_draft(actor=actor, statement="", policy=policy, language="en", seen=0, now=now)
    policies.publish(actor=actor, now=now)
    print(accounts.issue_token(practice=practice, name="bench", now=now))


def _free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            with closing(socket.create_connection(("127.0.0.1", port), timeout=1)):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not come up")


if __name__ == "__main__":
    _people() if sys.argv[1:] == ["people"] else main()
