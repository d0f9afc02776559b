"""Places in a statement."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` up to, not including, `end`."""

    start: int
    end: int

    def covers(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end

    def touches(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end

    def joined(self, other: "Span") -> "Span":
        return Span(min(self.start, other.start), max(self.end, other.end))

    def distance(self, other: "Span") -> int:
        """Characters between the two; none where they touch."""
        return max(other.start - self.end, self.start - other.end, 0)
