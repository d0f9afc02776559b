"""The life of a policy version: draft, published, in force, superseded; or withdrawn before it began."""

from datetime import datetime
from enum import StrEnum


class VersionState(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"  # published, its effect still to come
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


def state_of(
    effective_from: datetime | None, next_effective_from: datetime | None, at: datetime
) -> VersionState:
    """`next_effective_from`: when the version that follows takes effect, if one is published."""
    if effective_from is None:
        return VersionState.DRAFT
    if at < effective_from:
        return VersionState.SCHEDULED
    if next_effective_from is None or at < next_effective_from:
        return VersionState.IN_FORCE
    return VersionState.SUPERSEDED


class StaleDraftError(Exception):
    """Somebody saved meanwhile: `current` is the revision that stands now. Nothing was changed."""

    def __init__(self, current: int) -> None:
        super().__init__(f"the draft is at revision {current} by now: look at it before saving over it")
        self.current = current


class NoDraftError(Exception):
    """There is no draft to throw away."""


class PublishingError(Exception):
    """A version could not be published, or not be withdrawn; the message says why and what to do."""


class NothingToPublishError(PublishingError):
    def __init__(self) -> None:
        super().__init__("there is no draft: save one first")


class PastEffectError(PublishingError):
    def __init__(self, effect: datetime) -> None:
        super().__init__(f"{effect.isoformat()} has passed: choose an effective date from now on")


class TooLateToWithdrawError(PublishingError):
    def __init__(self, number: int) -> None:
        super().__init__(f"version {number} has taken effect: publish another one instead")
