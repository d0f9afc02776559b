"""Several texts as one sequence of bytes: another split of the same letters gives another sequence."""

from uuid import UUID

Part = str | bytes | UUID | None


def framed(*parts: Part) -> bytes:
    """Each part behind its length; None differs from blank."""
    return b"".join(b"\0" if part is None else _behind_its_length(_raw(part)) for part in parts)


def _behind_its_length(raw: bytes) -> bytes:
    return b"\1" + len(raw).to_bytes(8, "big") + raw


def _raw(part: str | bytes | UUID) -> bytes:
    match part:
        case bytes():
            return part
        case UUID():
            return part.bytes
        case str():
            return part.encode("utf-8", "surrogatepass")
