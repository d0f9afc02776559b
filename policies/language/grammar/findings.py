"""What a sentence can be found to say. Each finding carries the place of the words it rests on."""

from dataclasses import dataclass

from policies.language.grammar.places import Span

Json = dict[str, object]
UNSAID = ""  # an end that was not said, where None is an end that is open


@dataclass(frozen=True, slots=True)
class HoursFound:
    """Hours of some days. No `start`: only when they end was said. `exception`: said to be one.

    `end` is None where it is open, and UNSAID where only the start was said.
    """

    span: Span
    part: str  # of the policy, such as hours.contact or channels.email.hours
    days: tuple[str, ...]
    start: str | None
    end: str | None
    exception: bool = False
    every: int = 1
    anchor: str | None = None
    first: str | None = None
    last: str | None = None

    @property
    def every_week(self) -> bool:
        return (self.every, self.first, self.last) == (1, None, None)


@dataclass(frozen=True, slots=True)
class DaysOffFound:
    """Days without hours in one part of the policy, or, where that has none, in every part.

    `words` are kept where there are no hours to take them out of.
    """

    span: Span
    part: str
    days: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class PauseFound:
    """A stretch of every working day, or of some days, that is taken out of the hours before it."""

    span: Span
    part: str
    days: tuple[str, ...]
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class OverrideFound:
    """One date's hours; none of them where the date is closed. No start: only when they end was said."""

    span: Span
    date: str
    windows: tuple[tuple[str | None, str | None], ...]


@dataclass(frozen=True, slots=True)
class CommitmentFound:
    """`when` is the case it was said for, where it does not hold always: after_hours, away or cut_off.

    `business_hours`: it was said in hours of business, which people read in two ways.
    """

    span: Span
    commitment: Json
    channel: str | None = None
    matter: str | None = None
    when: str | None = None
    words: str = ""
    business_hours: bool = False


@dataclass(frozen=True, slots=True)
class ClockFound:
    """A clock for the reply time said before, as in "this does not include weekends"."""

    span: Span
    clock: str


@dataclass(frozen=True, slots=True)
class ChannelFound:
    """`firm`: said of the channel itself, and not only that it came up."""

    span: Span
    channel: str
    accepted: bool
    use: str | None = None
    firm: bool = False


@dataclass(frozen=True, slots=True)
class AwayFound:
    """`goes_on`: its start was said, as a single day, in the sentence before."""

    span: Span
    absence: Json
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class ClosedDateFound:
    span: Span
    date: str


@dataclass(frozen=True, slots=True)
class CoverageFound:
    """Who answers meanwhile: somebody named, for the absence said with the name; else as the words say."""

    span: Span
    words: str
    name: str | None = None
    contact: str | None = None
    matter: str | None = None
    of_absence: bool = False


@dataclass(frozen=True, slots=True)
class ClosedFound:
    """`counting`: said of what counts for a reply, as in "24 hours, not counting weekends"."""

    span: Span
    closed: str
    counting: bool = False


@dataclass(frozen=True, slots=True)
class HolidaysFound:
    """Public holidays in general (`observe`), or some that are worked, by name."""

    span: Span
    observe: bool | None = None
    open_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EmergencyFound:
    span: Span
    resource: str


@dataclass(frozen=True, slots=True)
class WordsFound:
    """The clinician's own words, and where in the policy they are kept, such as `notes`.

    `own`: said to be their own words, and kept as they are.
    """

    span: Span
    part: str
    words: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class ReviewFound:
    span: Span
    date: str


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """Understood to be about something that a boundary policy does not hold."""

    span: Span
    about: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of the statement that was not understood or needs a decision; places are in characters."""

    start: int
    end: int
    text: str
    why: str
    suggestion: str | None = None

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


Finding = (
    HoursFound
    | DaysOffFound
    | PauseFound
    | OverrideFound
    | CommitmentFound
    | ClockFound
    | ChannelFound
    | AwayFound
    | ClosedDateFound
    | CoverageFound
    | ClosedFound
    | HolidaysFound
    | EmergencyFound
    | WordsFound
    | ReviewFound
    | OutOfScope
    | Problem
)
