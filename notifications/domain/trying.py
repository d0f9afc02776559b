"""What a practice's own phrases change: the same words, heard with them as they are and as they would be."""

from dataclasses import dataclass

from notifications.domain.own_phrases import OwnPhrases
from notifications.domain.screening import Screening, screen


@dataclass(frozen=True, slots=True)
class Heard:
    before: Screening
    after: Screening

    @property
    def changes(self) -> bool:
        return self.before.tier != self.after.tier

    @property
    def rises(self) -> bool:
        return self.before.tier < self.after.tier


def hear_both(text: str, before: OwnPhrases, after: OwnPhrases) -> Heard:
    return Heard(screen(text, own=before), screen(text, own=after))
