"""How soon an answer comes, and by which ways somebody can be reached."""

from collections.abc import Iterator
from datetime import date

from policies.domain.changes.change import Change, difference, reworded, words_of
from policies.domain.changes.hours import windows_changes
from policies.domain.document import BoundaryPolicy, Channel, ChannelRules, Commitment, Matter


def answers_changes(old: BoundaryPolicy, new: BoundaryPolicy, on: date | None) -> Iterator[Change]:
    yield from _commitment("reply", old.reply, new.reply)
    for matter in Matter:
        yield from _commitment(f"matters.{matter.value}", old.matters.get(matter), new.matters.get(matter))
    for channel in Channel:
        yield from _channel(channel, old.channels.get(channel), new.channels.get(channel), on)


def _commitment(path: str, before: Commitment | None, after: Commitment | None) -> Iterator[Change]:
    if _promised(before) == _promised(after):
        yield from reworded(path, before, after)
    else:
        yield from difference(path, before, after, material=True)


def _promised(commitment: Commitment | None) -> object:
    """Clock and firmness are those of a time; without one, there are words at most."""
    if commitment is None or commitment.within is None:
        return commitment and words_of(commitment.words)
    return commitment.model_copy(update={"words": None})


def _channel(
    channel: Channel, before: ChannelRules | None, after: ChannelRules | None, on: date | None
) -> Iterator[Change]:
    path = f"channels.{channel.value}"
    was, now = before or ChannelRules(), after or ChannelRules()
    yield from difference(path, before and welcome(before), after and welcome(after), material=True)
    yield from windows_changes(f"{path}.hours", was.hours, now.hours, on)
    yield from _commitment(f"{path}.reply", was.reply, now.reply)
    yield from difference(f"{path}.note", was.note, now.note, material=False)


def welcome(rules: ChannelRules) -> ChannelRules:
    """Whether messages are read there, and what they may be about: nothing else of it."""
    return ChannelRules(accepted=rules.accepted, use=rules.use)
