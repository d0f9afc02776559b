"""What `between answer` is told of a conversation, as the history that a decision looks at."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from config.between import lines
from notifications.domain.address import normalise_email
from notifications.domain.decision import History, Told
from notifications.domain.periods import period_of
from policies.domain.promise import CompiledPolicy
from scheduler.domain.wall_clock import parse_instant

CHANNEL = "email"
_AUTOMATIC = frozenset({"auto_reply", "autoreply", "automatic", "auto", "crisis_reply"})
_HUMAN = frozenset({"human_reply", "human", "clinician", "clinician_reply"})


@dataclass(frozen=True, slots=True)
class Conversation:
    """What the items of a history are read against."""

    policy: CompiledPolicy
    policy_version: str | int | None
    client: str | None  # the address; what others were told does not count
    received: datetime


def history_of(items: Sequence[dict[str, Any]], conversation: Conversation) -> History:
    """Raises BadLine where an item cannot be read."""
    past = [item for item in _items(items) if item.at <= conversation.received]
    automatic = [item for item in past if item.kind in _AUTOMATIC and item.concerns(conversation.client)]
    ordinary = [item for item in automatic if not item.is_crisis]
    crisis = [item for item in automatic if item.is_crisis]
    return History(
        told=tuple(_told(item, conversation) for item in ordinary),
        human_replied_at=max((item.at for item in past if item.kind in _HUMAN), default=None),
        ordinary_last_day=_since(ordinary, conversation.received - timedelta(days=1)),
        crisis_last_hour=_since(crisis, conversation.received - timedelta(hours=1)),
    )


@dataclass(frozen=True, slots=True)
class _Item:
    at: datetime
    kind: str
    said: dict[str, Any]

    @property
    def is_crisis(self) -> bool:
        return self.kind == "crisis_reply" or self.said.get("crisis") is True

    def concerns(self, client: str | None) -> bool:
        recipient = self.said.get("recipient")
        return recipient is None or normalise_email(str(recipient)) == client


def _items(items: Sequence[dict[str, Any]]) -> Iterator[_Item]:
    for place, item in enumerate(items):
        if not isinstance(item, dict):
            raise lines.BadLine(f"history.{place}: write an object with at and kind")
        at = item.get("at") or item.get("sent_at") or item.get("received")
        if not isinstance(at, str):
            raise lines.BadLine(f"history.{place}.at: is needed; write an instant")
        yield _Item(parse_instant(at), str(item.get("kind", "message")).lower().replace("-", "_"), item)


def _told(item: _Item, conversation: Conversation) -> Told:
    promise = conversation.policy.promise(CHANNEL, item.at)
    told = item.said.get("reply_by")
    reply_by = (parse_instant(str(told)) if told else None) if "reply_by" in item.said else promise.reply_by
    return Told(
        at=item.at,
        handle=period_of(promise, conversation.policy, CHANNEL, item.at).handle,
        reply_by=reply_by,
        policy_version=item.said.get("policy_version", conversation.policy_version),
    )


def _since(items: Iterable[_Item], instant: datetime) -> int:
    return sum(item.at > instant for item in items)
