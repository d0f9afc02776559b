"""What is asked of the database: kind by kind, whoever it is about."""

import re
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

_VALUES = re.compile(
    r"(?:'[^']*'|\b\d+\b|\bs\d+_x\d+\b|NULL|\bx'[^']*'|\\x[0-9a-f]+)(?:::\w+)?", re.IGNORECASE
)


def kinds_of_queries(ask: Callable[[], Any]) -> list[str]:
    """Each statement of what `ask` does, without the values in it."""
    with CaptureQueriesContext(connection) as asked:
        ask()
    return [_VALUES.sub("?", each["sql"]) for each in asked]
