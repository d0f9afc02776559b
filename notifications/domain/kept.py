"""What takes a second to work out of files that seldom change, kept beside Python's own bytecode.

It is used only while those files, the modules they are read with and Python are the same to the letter.
Who can write it can have us run anything, as with bytecode: so it is trusted only where nobody else can.
"""

import gc
import hashlib
import os
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import TypeVar

FOLDER = Path(cache_from_source(__file__)).parent
MODULES = (  # with which they are read
    "notifications/domain/errors.py",
    "notifications/domain/kept.py",
    "notifications/domain/lexicon.py",
    "notifications/domain/own_phrases.py",
    "notifications/domain/spelling.py",
    "notifications/domain/tiers.py",
    "notifications/domain/weighing.py",
    "policies/domain/phrase_book.py",
    "policies/domain/phrases.py",
    "policies/domain/spoken_words.py",
)
_ROOT = Path(__file__).resolve().parents[2]
_OTHERS_WRITE = 0o022
_OWN = 0o644
_DIGEST = hashlib.sha256().digest_size

Kept = TypeVar("Kept")


def kept(name: str, inputs: Sequence[Path], work_out: Callable[[], Kept], folder: Path = FOLDER) -> Kept:
    """Where there is no such file, or none that can be trusted, or none can be written, it is worked out."""
    path = folder / f"{name}.{sys.implementation.cache_tag}.kept"
    key = _key(name, inputs)
    with _without_collection():
        before = _read(path, key)
        if before is not None:
            found: Kept = pickle.loads(before)  # noqa: S301  we wrote it
            return found
        found = work_out()
        if not sys.dont_write_bytecode:
            _write(path, key, pickle.dumps(found))
        return found


def _key(name: str, inputs: Sequence[Path]) -> bytes:
    files = (*(_ROOT / module for module in MODULES), *inputs)
    contents = (hashlib.sha256(path.read_bytes()).digest() for path in files)
    return hashlib.sha256(b"".join((name.encode(), sys.version.encode(), *contents))).digest()


def _read(path: Path, key: bytes) -> bytes | None:
    with suppress(OSError), path.open("rb") as file:
        about = os.fstat(file.fileno())
        is_ours = about.st_uid in {0, os.geteuid(), path.parent.stat().st_uid}
        if is_ours and not about.st_mode & _OTHERS_WRITE:
            found, digest, content = file.read(_DIGEST), file.read(_DIGEST), file.read()
            if found == key and digest == hashlib.sha256(content).digest():
                return content
    return None


def _write(path: Path, key: bytes, content: bytes) -> None:
    """Whole or not at all, whoever else writes it just now."""
    begun = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        begun.unlink(missing_ok=True)
        try:
            with os.fdopen(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWN), "wb") as file:
                file.write(key + hashlib.sha256(content).digest() + content)
            begun.replace(path)
        finally:
            begun.unlink(missing_ok=True)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Of the hundreds of thousands of small objects that are made here all are kept.

    To look through them for garbage on the way doubles the time. They are not frozen afterwards: so would be
    whatever else is there just then, and a connection to the database among it would never be given back.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
