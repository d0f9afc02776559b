"""Where a policy and the words that say it part ways."""

from dataclasses import dataclass
from datetime import date, datetime

from policies.domain.document import BoundaryPolicy
from policies.language.in_step import field_of, out_of_step
from policies.language.inexpressible import inexpressible
from policies.language.understand import Understanding
from policies.queries import ToEdit, local_day
from web.labels import UNDERSTOOD


@dataclass(frozen=True, slots=True)
class Apart:
    """A part of the policy that the words do not say as it is, and why, where no words could."""

    name: str
    why: str


def apart_from_words(understanding: Understanding, policy: BoundaryPolicy) -> list[Apart]:
    reasons = {field_of(each.path): each.message for each in reversed(inexpressible(policy))}
    parts = sorted(out_of_step(understanding, policy))
    return list(dict.fromkeys(Apart(name_of(part), reasons.get(part, "")) for part in parts))


def day_of(begun: ToEdit, now: datetime) -> date:
    """On which the words are read: where the clinician is."""
    return local_day(now, begun.policy)


def name_of(path: str) -> str:
    """What a place in the document is called: by its longest beginning that has a name."""
    parts = path.replace("[", ".").split(".")
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((str(UNDERSTOOD[name]) for name in names if name in UNDERSTOOD), "")
