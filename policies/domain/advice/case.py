"""A policy that is about to be published, with what every kind of advice asks of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from policies.domain.advice.kinds import Circumstances
from policies.domain.document import BoundaryPolicy, Channel, Commitment, Matter, TimeAway, Window
from policies.domain.promise import CompiledPolicy, compile_policy
from policies.domain.rules import accepted_channels, availability, away_during, commitment_for, hours_for
from scheduler.domain.availability import Availability
from scheduler.domain.interval import Interval
from scheduler.domain.wall_clock import local_date, utc, zone
from scheduler.domain.weekly import WORKING_WEEK

A_YEAR = timedelta(days=365)


class Promised(NamedTuple):
    """A commitment with a time, where the document says it, and a message that it holds for."""

    path: str
    commitment: Commitment
    channel: Channel
    matter: Matter | None
    windows: tuple[Window, ...]


class Absence(NamedTuple):
    path: str
    away: TimeAway
    span: Interval


class Text(NamedTuple):
    """Words for clients; blank path: the statement."""

    path: str
    words: str


class Case:
    def __init__(self, policy: BoundaryPolicy, statement: str, circumstances: Circumstances) -> None:
        self.policy, self.statement, self.circumstances = policy, statement, circumstances
        self.now = utc(circumstances.now)
        self.place = zone(policy.timezone)

    @property
    def year(self) -> Interval:
        """The one to come."""
        return Interval(self.now, self.now + A_YEAR)

    @property
    def today(self) -> date:
        return local_date(self.now, self.place)

    @cached_property
    def compiled(self) -> CompiledPolicy:
        return compile_policy(self.policy)

    @property
    def usual_channel(self) -> Channel:
        return next(iter(accepted_channels(self.policy)), Channel.EMAIL)

    @cached_property
    def usual_rules(self) -> Availability:
        """Where no hours are given, Monday to Friday."""
        rules = availability(self.policy, hours_for(self.policy, self.usual_channel))
        return rules if rules.weekly else replace(rules, weekly=WORKING_WEEK)

    @cached_property
    def promised(self) -> tuple[Promised, ...]:
        """Each commitment once for each set of hours that it is kept in."""
        found: dict[tuple[str, tuple[Window, ...]], Promised] = {}
        for channel, matter in self._asked():
            said = commitment_for(self.policy, channel, matter)
            if said is None or said.commitment.within is None:
                continue
            path = {"matter": f"matters.{said.of}", "channel": f"channels.{said.of}.reply"}.get(
                said.source, said.source
            )
            windows = hours_for(self.policy, channel)
            found.setdefault((path, windows), Promised(path, said.commitment, channel, matter, windows))
        return tuple(found.values())

    def _asked(self) -> Iterator[tuple[Channel, Matter | None]]:
        yield from ((channel, None) for channel in accepted_channels(self.policy))
        yield from ((self.usual_channel, matter) for matter in self.policy.matters)

    def reply_by(self, promised: Promised, received: datetime) -> datetime | None:
        return self.compiled.reply_by(promised.channel, received, promised.matter)

    @cached_property
    def absences(self) -> tuple[Absence, ...]:
        """Those that are not over."""
        numbered = enumerate(self.policy.time_away)
        spans = ((index, away, away_during(away, self.place)) for index, away in numbered)
        return tuple(
            Absence(f"time_away[{index}]", away, span)
            for index, away, span in spans
            if span and span.end > self.now
        )

    @property
    def texts(self) -> Iterator[Text]:
        """The statement, then what stands in the document and not already in it."""
        yield Text("", self.statement)
        yield from (text for text in self._document_texts() if text.words not in self.statement)

    def _document_texts(self) -> Iterator[Text]:
        policy = self.policy
        lists = {"while_you_wait": policy.while_you_wait, "notes": policy.notes}
        for path, texts in lists.items():
            yield from (Text(f"{path}[{index}]", words) for index, words in enumerate(texts))
        for channel, rules in policy.channels.items():
            if rules.note:
                yield Text(f"channels.{channel}.note", rules.note)
        single = {
            "coverage": policy.coverage,
            "emergency.text": policy.emergency and policy.emergency.text,
            "ending_care": policy.ending_care,
        }
        yield from (Text(path, words) for path, words in single.items() if words)
