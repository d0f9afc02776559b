"""What came of each place in the statement, noted while the policy is put together."""

from dataclasses import dataclass, field

from policies.language.grammar.findings import Problem
from policies.language.grammar.places import Span


@dataclass(frozen=True, slots=True, order=True)
class Understood:
    """Characters `start` up to `end` say what stands at `path` in the policy, such as channels.email."""

    start: int
    end: int
    path: str


@dataclass
class Record:
    text: str
    understood: list[Understood] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)  # understood, with no place but among the notes

    def note(self, span: Span, path: str) -> None:
        self.understood.append(Understood(span.start, span.end, path))

    def problem(self, span: Span, why: str, suggestion: str | None = None) -> None:
        self.problems.append(Problem(span.start, span.end, self.words(span), why, suggestion))

    def words(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def places(self, path: str) -> list[Span]:
        """Where it was said; in the order in which it was noted."""
        return [Span(each.start, each.end) for each in self.understood if each.path == path]
