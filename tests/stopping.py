"""A process of a test stops amid what it does, once it has asked the database so many statements."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

PATIENCE_SECONDS = 300


@dataclass
class Asked:
    statements: int = 0


@contextmanager
def stopping_at(statement: int) -> Iterator[Asked]:
    """It says "amid" there, and waits to be killed; at 0 it goes on to its end."""
    from django.db import connection

    asked = Asked()

    def count(execute: Any, *what: Any) -> Any:
        asked.statements += 1
        done = execute(*what)
        if asked.statements == statement:
            print("amid", flush=True)  # noqa: T201  whoever kills it waits for this
            time.sleep(PATIENCE_SECONDS)
        return done

    with connection.execute_wrapper(count):
        yield asked
