"""What a sentence can be found to say. Each finding carries the place of the words it rests on."""

from dataclasses import dataclass

from policies.language.grammar.sentences import Span

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class HoursFound:
    span: Span
    kind: str  # contact, office, sessions or phone, or the name of a channel
    days: tuple[str, ...]
    start: str
    end: str | None


@dataclass(frozen=True, slots=True)
class CommitmentFound:
    span: Span
    commitment: Json
    channel: str | None = None
    matter: str | None = None


@dataclass(frozen=True, slots=True)
class ChannelFound:
    span: Span
    channel: str
    accepted: bool
    use: str | None = None


@dataclass(frozen=True, slots=True)
class AwayFound:
    span: Span
    absence: Json


@dataclass(frozen=True, slots=True)
class ClosedDateFound:
    span: Span
    date: str


@dataclass(frozen=True, slots=True)
class CoverageFound:
    span: Span
    words: str
    name: str | None = None
    contact: str | None = None
    matter: str | None = None


@dataclass(frozen=True, slots=True)
class ClosedFound:
    span: Span
    closed: str


@dataclass(frozen=True, slots=True)
class EmergencyFound:
    span: Span
    resource: str


@dataclass(frozen=True, slots=True)
class NoteFound:
    """Understood, but with no place of its own in a policy: kept in the words in which it was said."""

    span: Span
    words: str


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
    | CommitmentFound
    | ChannelFound
    | AwayFound
    | ClosedDateFound
    | CoverageFound
    | ClosedFound
    | EmergencyFound
    | NoteFound
    | OutOfScope
    | Problem
)
