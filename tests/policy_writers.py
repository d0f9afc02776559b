"""Two who work on one policy at the same moment, again and again: `python -m tests.policy_writers ROUNDS`.

Prints how often each of what can happen happened, with the numbers of what was published and withdrawn.
"""

import json
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import django

from accounts.domain.actors import ClinicianActor

NOW = datetime(2026, 3, 10, 14, 30, tzinfo=UTC)
Act = Callable[[], Any]


def main(rounds: int) -> None:
    django.setup()
    from policies.queries import history
    from tests import factories

    clinician = factories.add_clinician(practice=factories.open_practice(), name="Ada Quist")
    two = Two(factories.clinician_actor(clinician))
    happened = Counter(
        kind(number)
        for number in range(rounds)
        for kind in (two.editors, two.publishers, two.an_editor_and_a_publisher, two.who_withdraw)
    )
    versions = [each.version for each in two.ask(history, NOW)]
    told = {
        "happened": happened,
        "numbers": sorted(each.number for each in versions),
        "withdrawn": sum(each.is_withdrawn for each in versions),
    }
    print(json.dumps(told))  # noqa: T201  its report to the test


@dataclass(frozen=True)
class Two:
    actor: ClinicianActor

    def editors(self, number: int) -> str:
        from policies.queries import draft

        done = at_once(self.save(f"one {number}"), self.save(f"two {number}"))
        kept = self.ask(draft).statement
        return "one saved, one told" if {*done} == {kept, "StaleDraftError"} else f"{done}"

    def publishers(self, number: int) -> str:
        done = at_once(self.publish(), self.publish())
        expected = {self.newest().statement, "NothingToPublishError"}
        return "one published, one told" if {*done} == expected else f"{done}"

    def an_editor_and_a_publisher(self, number: int) -> str:
        """What is published is always what its publisher saw."""
        from policies.queries import draft

        self.save(f"seen {number}")()
        done = at_once(self.save(f"later {number}"), self.publish())
        kept = self.ask(draft).statement
        self.publish()()
        if kept != f"later {number}" or done[0] != kept:
            return f"{done}, {kept}"
        orders = {
            "StaleDraftError": "one saved, one told to look",
            f"seen {number}": "first published, then saved",
        }
        return orders.get(done[1], f"{done}")

    def who_withdraw(self, number: int) -> str:
        done = at_once(self.withdraw, self.withdraw)
        return "withdrawn once" if done == [None, None] else f"{done}"

    def ask(self, query: Callable[..., Any], *more: Any) -> Any:
        from accounts.wall import inside

        with inside(self.actor.practice_id):
            return query(self.actor, *more)

    def save(self, words: str) -> Act:
        """From the revision that stands now, whenever it is done."""
        from policies.domain.document import BoundaryPolicy
        from policies.queries import revision
        from policies.services import save_draft

        said: dict[str, Any] = {
            "policy": BoundaryPolicy(timezone="UTC", notes=(words,)),
            "seen": self.ask(revision),
        }
        return lambda: save_draft(actor=self.actor, statement=words, language="en", now=NOW, **said).statement

    def publish(self) -> Act:
        from policies.queries import revision
        from policies.services import publish

        seen = self.ask(revision)
        effect = NOW + timedelta(days=seen)
        return lambda: publish(actor=self.actor, now=NOW, effective_from=effect, seen=seen).statement

    def withdraw(self) -> None:
        from policies.services import withdraw

        withdraw(actor=self.actor, version_id=self.newest().pk, now=NOW)

    def newest(self) -> Any:
        from policies.queries import published_versions

        return self.ask(lambda actor: published_versions(actor).order_by("-number").first())


def at_once(*acts: Act) -> list[Any]:
    """What each gave, or the name of what it raised."""
    from django.db import connection

    start = threading.Barrier(len(acts))

    def do(act: Act) -> Any:
        start.wait()
        try:
            return act()
        except Exception as error:  # noqa: BLE001  told to the test
            return type(error).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(do, acts))


if __name__ == "__main__":
    main(int(sys.argv[1]))
