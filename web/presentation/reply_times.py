"""Reply times as a page shows them: what is said in general, and what it means for a message sent now."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from policies.domain.document import BoundaryPolicy, Channel, ChannelRules, Commitment, Matter
from policies.domain.promise import CompiledPolicy, Promise
from policies.domain.rules import accepted_channels
from policies.language.durations import say_commitment
from policies.language.explain import explanation_sentences, promised_time
from policies.language.times import join
from web.labels import CHANNELS, MATTERS, STATES, USES
from web.presentation.reader import Reader, capitalised


@dataclass(frozen=True, slots=True)
class Now:
    """What a message sent now, on one channel, would be told."""

    promise: Promise
    channel: Channel
    channel_name: str
    matter_name: str  # blank: nothing in particular
    state: str
    state_name: str
    next_open: str
    reply_by: datetime | None
    said: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReplyTime:
    """`said`: the general words; `now`: the time they mean for one message, such as one sent now."""

    of: str
    said: str
    now: str


@dataclass(frozen=True, slots=True)
class Way:
    """One channel, and what it is for."""

    name: str
    accepted: bool
    use: str
    note: str


def sent_now(
    compiled: CompiledPolicy, channel: Channel, now: datetime, reader: Reader, matter: str | None = None
) -> Now:
    promise = compiled.promise(channel, now, matter)
    said, *reasons = explanation_sentences(
        promise, compiled.policy, language=reader.language, reader_zone=reader.zone
    )
    opening = promise.next_open if promise.next_open and promise.next_open > now else None
    return Now(
        promise=promise,
        channel=channel,
        channel_name=str(CHANNELS[channel]),
        matter_name=str(MATTERS[matter]) if matter else "",
        state=promise.state,
        state_name=str(STATES[promise.state]),
        next_open=reader.instant(opening, compiled.policy.timezone) if opening else "",
        reply_by=promise.reply_by,
        said=said,
        reasons=tuple(reasons),
    )


def reply_times(compiled: CompiledPolicy, now: datetime, reader: Reader) -> tuple[ReplyTime, ...]:
    """The general one first, then what differs by channel and by matter."""

    def meant(channel: Channel, matter: Matter | None) -> str:
        return _meant_now(compiled, channel, matter, now, reader)

    return tuple(told_times(compiled.policy, reader, meant))


def told_times(
    policy: BoundaryPolicy, reader: Reader, meant: Callable[[Channel, Matter | None], str]
) -> Iterator[ReplyTime]:
    """One for each thing that a commitment means: channels with other hours may come to other times."""
    for subject in _subjects(policy):
        meanings: dict[str, list[Channel]] = {}
        for channel in subject.channels:
            meanings.setdefault(meant(channel, subject.matter), []).append(channel)
        said = capitalised(
            say_commitment(subject.commitment, reader.language) or subject.commitment.words or ""
        )
        for words, channels in meanings.items():
            of = subject.of if len(meanings) == 1 else _of_these(subject, channels, reader)
            yield ReplyTime(of, said, words)


class _Subject(NamedTuple):
    """What one commitment is about."""

    of: str
    commitment: Commitment
    channels: tuple[Channel, ...]
    matter: Matter | None


def _subjects(policy: BoundaryPolicy) -> Iterator[_Subject]:
    accepted = accepted_channels(policy)
    usual = tuple(each for each in accepted if not _own_reply(policy.channels.get(each)))
    if policy.reply and usual:
        yield _Subject(_("In general"), policy.reply, usual, None)
    for channel in accepted:
        if own := _own_reply(policy.channels.get(channel)):
            yield _Subject(str(CHANNELS[channel]), own, (channel,), None)
    for matter, commitment in policy.matters.items():
        yield _Subject(str(MATTERS[matter]), commitment, accepted or (Channel.EMAIL,), matter)


def _of_these(subject: _Subject, channels: list[Channel], reader: Reader) -> str:
    names = join([str(CHANNELS[channel]) for channel in channels], reader.language)
    return f"{subject.of} ({names})" if subject.matter else names


def _own_reply(rules: ChannelRules | None) -> Commitment | None:
    return rules.reply if rules else None


def _meant_now(
    compiled: CompiledPolicy, channel: Channel, matter: Matter | None, now: datetime, reader: Reader
) -> str:
    promise = compiled.promise(channel, now, matter)
    if promise.reply_by is None:
        return promised_time(promise, compiled.policy, language=reader.language, reader_zone=reader.zone)
    return _("Sent now: {when}").format(
        when=reader.instant(promise.reply_by, compiled.policy.timezone, by=True)
    )


def ways(policy: BoundaryPolicy) -> tuple[Way, ...]:
    """The channels the policy speaks of, those that are read first."""
    said = sorted(policy.channels.items(), key=lambda each: not each[1].accepted)
    return tuple(
        Way(str(CHANNELS[name]), rules.accepted, str(USES[rules.use]) if rules.use else "", rules.note or "")
        for name, rules in said
    )
