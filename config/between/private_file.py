"""Files for their owner's eyes only."""

import os
from pathlib import Path
from uuid import uuid4


def write_private(path: Path, content: bytes) -> Path:
    """There whole or not at all, on disk, readable by nobody else. Replaces what was there."""
    unfinished = path.with_name(f".{path.name}.{uuid4().hex}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return unfinished.replace(path)
