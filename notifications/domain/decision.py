"""Whether a message is answered at once, and why, or why not: the first rule that holds decides."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from notifications.domain.opt_out_words import Word
from notifications.domain.silence import Silence
from notifications.domain.tiers import Level

CRISIS_REPLIES_PER_HOUR = 3  # to one sender; more is two machines talking
ORDINARY_REPLIES_PER_DAY = 10  # to one sender
AFTER_A_HUMAN = timedelta(minutes=10)
CRISIS_HANDLE = "crisis"
TEXTS_HANDLE = "texts"  # "we have heard your STOP" says nothing of when a reply comes


class Action(StrEnum):
    REPLY = "reply"
    SILENT = "silent"


class Kind(StrEnum):
    ORDINARY = "ordinary"
    CRISIS = "crisis"


class Reason(StrEnum):
    CRISIS = "crisis"
    FIRST_IN_PERIOD = "first_in_period"
    POLICY_CHANGED = "policy_changed"
    PROMISE_CHANGED = "promise_changed"  # earlier than told, or what was told has passed
    ALREADY_TOLD = "already_told"
    HUMAN_ANSWERED = "human_answered"
    LOOP_CAP = "loop_cap"
    DAILY_CAP = "daily_cap"
    STOPPED_TEXTS = "stopped_texts"  # by a word such as STOP; the reply says that it was heard
    STARTED_TEXTS = "started_texts"
    LEFT = "left"
    PAUSED = "paused"
    OPTED_OUT = "opted_out"
    CANNOT_BE_TEXTED = "cannot_be_texted"  # in a crisis: carriers pass nothing on after a STOP


class Alarm(StrEnum):
    """What a human has to be told, apart from the message itself."""

    LOOP_CAP = "loop_cap"
    DAILY_CAP = "daily_cap"
    CRISIS_UNANSWERED = "crisis_unanswered"  # the sender cannot be answered automatically


@dataclass(frozen=True, slots=True)
class Period:
    """The open, closed or away stretch in which a message arrived; `until` None: no end in sight."""

    state: str
    until: datetime | None

    @property
    def handle(self) -> str:
        """One name per stretch; replies with one handle are the same response (RFC 5230 section 4.2)."""
        end = self.until.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if self.until else "-"
        return f"{self.state}:{end}"


@dataclass(frozen=True, slots=True)
class Told:
    """One automatic reply that this conversation has already had."""

    at: datetime
    handle: str
    reply_by: datetime | None
    policy_version: Hashable | None


@dataclass(frozen=True, slots=True)
class History:
    told: tuple[Told, ...] = ()
    human_replied_at: datetime | None = None
    ordinary_last_day: int = 0  # automatic replies to this sender in the last 24 hours, crises apart
    crisis_last_hour: int = 0  # crisis replies to this sender in the last hour


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the writer has asked of us, for the clinician and the channel of this message."""

    left: bool = False
    paused: bool = False
    opted_out: bool = False
    by_text: bool = False  # the channel is one on which carriers obey an opt-out themselves
    just_said: Word | None = None  # by this very message


@dataclass(frozen=True, slots=True)
class Situation:
    received: datetime
    level: Level
    period: Period
    reply_by: datetime | None
    policy_version: Hashable | None = None
    silence: Silence | None = None
    wishes: Wishes = Wishes()

    @property
    def is_crisis(self) -> bool:
        return self.level is Level.CRISIS


@dataclass(frozen=True, slots=True)
class Decision:
    action: Action
    reason: Reason | Silence
    kind: Kind
    handle: str
    alarm: Alarm | None = None


def decide(situation: Situation, history: History) -> Decision:
    """Silence rules first, then the reason to speak. The message is stored, screened and shown either way."""
    kind = Kind.CRISIS if situation.is_crisis else Kind.ORDINARY
    handle = CRISIS_HANDLE if situation.is_crisis else situation.period.handle
    if situation.silence is not None:
        alarm = Alarm.CRISIS_UNANSWERED if situation.is_crisis else None
        return Decision(Action.SILENT, situation.silence, kind, handle, alarm)
    if (said := situation.wishes.just_said) and not situation.is_crisis:
        return Decision(Action.REPLY, _HEARD[said], kind, TEXTS_HANDLE)
    for reason, holds, alarm in _SILENT:
        if holds(situation, history):
            return Decision(Action.SILENT, reason, kind, handle, alarm)
    reason = next(reason for reason, holds in _SPOKEN if holds(situation, history))
    return Decision(Action.REPLY, reason, kind, handle)


_Rule = Callable[[Situation, History], bool]


def _left(situation: Situation, history: History) -> bool:
    return situation.wishes.left and not situation.is_crisis


def _paused(situation: Situation, history: History) -> bool:
    return situation.wishes.paused and not situation.is_crisis


def _opted_out(situation: Situation, history: History) -> bool:
    return situation.wishes.opted_out and not situation.is_crisis


def _cannot_be_texted(situation: Situation, history: History) -> bool:
    return situation.is_crisis and situation.wishes.opted_out and situation.wishes.by_text


def _crisis_loop(situation: Situation, history: History) -> bool:
    return situation.is_crisis and history.crisis_last_hour >= CRISIS_REPLIES_PER_HOUR


def _human_just_answered(situation: Situation, history: History) -> bool:
    answered = history.human_replied_at
    if situation.is_crisis or answered is None:
        return False
    return timedelta() <= situation.received - answered < AFTER_A_HUMAN


def _too_many_today(situation: Situation, history: History) -> bool:
    return not situation.is_crisis and history.ordinary_last_day >= ORDINARY_REPLIES_PER_DAY


def _already_told(situation: Situation, history: History) -> bool:
    same = (
        told for told in _in_period(situation, history) if told.policy_version == situation.policy_version
    )
    return not situation.is_crisis and any(_still_holds(told.reply_by, situation) for told in same)


def _still_holds(told: datetime | None, situation: Situation) -> bool:
    """What was told is still to come and no worse than what would be told now."""
    if told is None:
        return situation.reply_by is None
    return told > situation.received and (situation.reply_by is None or told <= situation.reply_by)


def _in_period(situation: Situation, history: History) -> list[Told]:
    return [told for told in history.told if told.handle == situation.period.handle]


def _is_crisis(situation: Situation, history: History) -> bool:
    return situation.is_crisis


def _first_in_period(situation: Situation, history: History) -> bool:
    return not _in_period(situation, history)


def _policy_changed(situation: Situation, history: History) -> bool:
    latest = max(_in_period(situation, history), key=lambda told: told.at)
    return latest.policy_version != situation.policy_version


def _otherwise(situation: Situation, history: History) -> bool:
    return True


_SILENT: tuple[tuple[Reason, _Rule, Alarm | None], ...] = (
    (Reason.LOOP_CAP, _crisis_loop, Alarm.LOOP_CAP),
    (Reason.CANNOT_BE_TEXTED, _cannot_be_texted, Alarm.CRISIS_UNANSWERED),
    (Reason.LEFT, _left, None),
    (Reason.PAUSED, _paused, None),
    (Reason.OPTED_OUT, _opted_out, None),
    (Reason.HUMAN_ANSWERED, _human_just_answered, None),
    (Reason.ALREADY_TOLD, _already_told, None),
    (Reason.DAILY_CAP, _too_many_today, Alarm.DAILY_CAP),
)

_SPOKEN: tuple[tuple[Reason, _Rule], ...] = (
    (Reason.CRISIS, _is_crisis),
    (Reason.FIRST_IN_PERIOD, _first_in_period),
    (Reason.POLICY_CHANGED, _policy_changed),
    (Reason.PROMISE_CHANGED, _otherwise),
)

_HEARD = {Word.STOP: Reason.STOPPED_TEXTS, Word.START: Reason.STARTED_TEXTS}
