"""The policy section by section, as its form shows it before one of them is changed."""

from dataclasses import dataclass
from datetime import datetime

from policies.domain.document import BoundaryPolicy
from policies.language.describe import describe
from policies.language.in_step import only, read
from policies.language.times import city
from policies.queries import ToEdit
from web.policy_parts import SECTIONS, Section
from web.presentation.apart import Apart, apart_from_words, day_of
from web.presentation.reader import Reader


@dataclass(frozen=True, slots=True)
class Told:
    """A section, and what the policy says there in plain words."""

    section: type[Section]
    said: tuple[str, ...]

    @property
    def title(self) -> str:
        return str(self.section.title)

    @property
    def name(self) -> str:
        return self.section.name

    @property
    def address(self) -> str:
        return f"policy_form_{self.name}"


@dataclass(frozen=True, slots=True)
class PolicyForm:
    begun: ToEdit
    now: datetime
    reader: Reader

    @property
    def sections(self) -> list[Told]:
        policy, language = self.begun.policy, self.reader.language
        return [Told(section, say_section(section, policy, language)) for section in SECTIONS.values()]

    @property
    def apart(self) -> list[Apart]:
        begun = self.begun
        return apart_from_words(read(begun.statement, begun.policy, day_of(begun, self.now)), begun.policy)


def say_section(section: type[Section], policy: BoundaryPolicy, language: str) -> tuple[str, ...]:
    if "timezone" in section.edits:
        where = ", ".join(filter(None, (city(policy.timezone, language), policy.region, policy.language)))
        return (where,)
    said = describe(only(policy, section.edits), language)
    return tuple(said.split("\n\n")) if said else ()
