"""What is known of a statement beside its words."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Written:
    """`on` is the date of writing, and decides the year of dates without one."""

    on: date | None
    region: str | None
    timezone: str

    @property
    def country(self) -> str | None:
        return self.region and self.region.partition("-")[0]

    @property
    def example_year(self) -> str:
        """For an example of a date; a gap to fill in where the date of writing is not known."""
        return str(self.on.year) if self.on else "…"
