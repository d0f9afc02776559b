"""From words to a PDF, by typst, in a process of its own: whatever it meets there, no page waits for it.

It runs with a limit on its time and its memory, knows no setting and no secret, and is handed words, never
markup. Of the same words it makes the same bytes.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

SCRIPT = Path(__file__).with_name("typeset.py")
TEMPLATE = Path(__file__).with_name("printed.typ")
DEADLINE = 10.0  # seconds; one page takes a tenth of one
PATIENCE = 2.0  # seconds, until it is this one's turn: threads that wait serve no page
ENVIRONMENT = {"RAYON_NUM_THREADS": "1"}  # each thread would take of the memory; and nothing else is told
REMEMBERED = 32  # documents, of some 40 kB
_at_once = BoundedSemaphore(2)


class TypesettingError(Exception):
    """No PDF came in time."""


def typeset(facts: Mapping[str, Any]) -> bytes:
    """`facts` as printed.typ wants them. Raises TypesettingError."""
    return _typeset(_written(facts))


def fingerprint(facts: Mapping[str, Any]) -> str:
    """Of the PDF that `typeset` would give, without the work."""
    made_by = TEMPLATE.read_bytes() + SCRIPT.read_bytes() + version("typst").encode()
    return sha256(made_by + _written(facts).encode()).hexdigest()


def _written(facts: Mapping[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True)


@lru_cache(maxsize=REMEMBERED)
def _typeset(facts: str) -> bytes:
    if not _at_once.acquire(timeout=PATIENCE):
        raise TypesettingError("too much is being typeset")
    try:
        return _ask(facts)
    except (subprocess.SubprocessError, OSError) as error:
        raise TypesettingError(type(error).__name__) from None
    finally:
        _at_once.release()


def _ask(facts: str) -> bytes:
    return subprocess.run(  # noqa: S603  our own script
        [sys.executable, "-I", "-X", "utf8", str(SCRIPT), str(TEMPLATE)],
        input=facts.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=ENVIRONMENT,
        timeout=DEADLINE,
        check=True,
    ).stdout
