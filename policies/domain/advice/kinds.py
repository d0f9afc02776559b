"""What advice is: a code, where it applies, and the facts it rests on. Words come from policies.language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from policies.domain.document import BoundaryPolicy
from policies.domain.facts import Detail
from policies.domain.meanwhile import Colleague
from scheduler.domain.interval import Intervals


class Severity(StrEnum):
    DANGER = "danger"  # somebody could be left without help: it is not published like this
    ADVICE = "advice"  # explains itself, and stops nothing


class Code(StrEnum):
    """What is advised on; the comment beside each names its facts. Instants are ISO in UTC."""

    CRISIS_HELP_REMOVED = "crisis_help_removed"
    # resources: what the policy in force names
    EMERGENCY_ELSEWHERE = "emergency_elsewhere"
    # resources: numbers that reach nobody in `region`, and the policy names none that does
    ANOTHER_COUNTRYS_HELP = "another_countrys_help"
    # resources, region: as above, beside numbers that do
    DISCOURAGES_HELP = "discourages_help"
    # words; family: its id; likewise the other four on wording, from COERCIVE to CRISIS_BY_MESSAGE
    NO_EMERGENCY_PROCEDURE = "no_emergency_procedure"
    CALENDAR_THROUGH_CLOSED_DAYS = "calendar_through_closed_days"
    # within, clock; received, reply_by, next_open: a message that nobody could answer in time; times: a year
    DUE_BEFORE_OPENING = "due_before_opening"
    # the same, where working days count
    NOTHING_CAN_KEEP_IT = "nothing_can_keep_it"
    # reason: a NoPromise
    SLOWER_THAN_SESSIONS = "slower_than_sessions"
    # wait: minutes that half of all messages wait, or more; days: the longest between two session days
    NOTHING_OPEN = "nothing_open"
    # start; end: None where nothing opens within 800 days; open_end: hours without an end, which never count
    ABSENCE_WITHOUT_COVERAGE = "absence_without_coverage"
    # start, end; next_open: None as above
    COVERAGE_NOT_ASKED = "coverage_not_asked"
    # name: a colleague whom the policy names; start, end: what nobody said yes to; likewise the next three
    COVERAGE_NOT_ANSWERED = "coverage_not_answered"
    COVERAGE_DECLINED = "coverage_declined"
    COVERAGE_IN_PART = "coverage_in_part"
    PROMISED_WHILE_AWAY = "promised_while_away"
    # within, clock; received, reply_by: a message at the beginning of the absence
    NO_REPLY_TIME = "no_reply_time"
    REPLY_TIME_IN_WORDS = "reply_time_in_words"
    # words
    CHANNEL_WITHOUT_REPLY_TIME = "channel_without_reply_time"
    # channel
    COERCIVE = "coercive"
    BLAMING = "blaming"
    COLD = "cold"
    CRISIS_BY_MESSAGE = "crisis_by_message"
    NOTHING_ON_ABSENCES = "nothing_on_absences"
    NOTHING_ON_TECHNOLOGY = "nothing_on_technology"
    NOTHING_ON_FEES = "nothing_on_fees"


DANGERS = frozenset({Code.CRISIS_HELP_REMOVED, Code.EMERGENCY_ELSEWHERE, Code.DISCOURAGES_HELP})


class Span(NamedTuple):
    """Characters `start` up to, not including, `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Advice:
    """`path` names a place in the document, as problems do; blank: the statement, where a span is given."""

    code: Code
    path: str = ""
    span: Span | None = None
    facts: Mapping[str, Detail] = field(default_factory=dict)
    suggestion: str = ""  # kinder words, in the language of the words they could replace

    @property
    def severity(self) -> Severity:
        return Severity.DANGER if self.code in DANGERS else Severity.ADVICE


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known beside the policy itself.

    `reaches`: for each number of a crisis line the countries in which it reaches help; what is not in it is
    no number of a country. `covered`: when a colleague has agreed to answer, and is there; `asked`: when one
    has not answered yet; `declined`: when one cannot. `colleagues`: who could say yes here.
    """

    now: datetime
    in_force: BoundaryPolicy | None = None
    reaches: Mapping[str, frozenset[str]] = field(default_factory=dict)
    covered: Intervals = ()
    asked: Intervals = ()
    declined: Intervals = ()
    colleagues: tuple[Colleague, ...] = ()
