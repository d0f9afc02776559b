"""What came from a client's address before it was known to be theirs: their clinician is asked."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from web.presentation.inbox import Received


@dataclass(frozen=True, slots=True)
class Earlier:
    """All of one way; `pk` is that of one of them."""

    pk: UUID
    address: str
    messages: list[Received] = field(default_factory=list)


def by_way(messages: Iterable[Received]) -> list[Earlier]:
    ways: dict[str, Earlier] = {}
    for each in messages:
        way = ways.setdefault(each.row.conversation, Earlier(each.row.pk, each.who))
        way.messages.append(each)
    return list(ways.values())
