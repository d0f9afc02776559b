"""A clinician's policy as their client sees it: what holds, what is new, and what they have read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.domain.actors import ClientActor
from accounts.models import Clinician
from notifications.queries import told_to_stay
from policies.domain.changes import Kind
from policies.domain.document import BoundaryPolicy
from policies.language.times import say_date
from policies.queries import (
    InForce,
    ToRead,
    as_told,
    changes_as_told,
    compiled,
    in_force,
    read_at,
    taken_back,
    to_read,
)
from web.presentation.agreements import Yours
from web.presentation.reader import Reader
from web.presentation.versions import paragraphs, say_from, say_what_changed


@dataclass(frozen=True, slots=True)
class News:
    """Something to read: what changes or, where nothing was before, all that is said."""

    version_id: UUID
    title: str
    in_short: str
    changes: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class YourPolicy:
    """Of one who cares for them."""

    actor: ClientActor
    clinician: Clinician
    reader: Reader
    now: datetime
    rows: Sequence[Any] = ()  # what they agreed, as `policies.queries` gives it

    @cached_property
    def agreements(self) -> list[Yours]:
        """What holds, comes, or has ended of late."""
        place = self.clinician.time_zone
        told = [Yours(each, self.name, place, self.reader, self.now, self.actor) for each in self.rows]
        return [each for each in told if each.news]

    @property
    def name(self) -> str:
        return self.clinician.name

    @cached_property
    def _in_force(self) -> InForce:
        return in_force(self.clinician, self.now)

    @property
    def version(self) -> UUID | None:
        """None where nothing is in force."""
        return self._in_force.version_id

    @property
    def policy(self) -> BoundaryPolicy:
        return self._in_force.policy.policy

    @property
    def since(self) -> str:
        said = _("Version {number}, in force since {when}.")
        when = say_from(self._in_force.effective_from or self.now, self.policy, self.reader.language)
        return said.format(number=self._in_force.number, when=when)

    @property
    def words(self) -> tuple[str, ...]:
        return paragraphs(self.policy, self.reader.language)

    @property
    def read(self) -> str:
        at = read_at(self.actor, self.version) if self.version else None
        when = self.reader.instant(at, self.policy.timezone) if at else ""
        return _("You said on {when} that you have read it.").format(when=when) if at else ""

    @cached_property
    def news(self) -> list[News]:
        return [self._news(each) for each in to_read(self.actor, self.clinician, self.now)]

    @property
    def is_told_whole(self) -> bool:
        return any(each.words for each in self.news)

    @cached_property
    def taken_back(self) -> list[str]:
        said = _("{name}: what was to be new from {date} is not coming; everything stays as it is.")
        found = taken_back(self.actor, self.clinician, self.now, told_to_stay(self.actor))
        return [
            said.format(name=self.name, date=say_date(each.first_day, self.reader.language)) for each in found
        ]

    def _news(self, each: ToRead) -> News:
        published, language = compiled(each.version.pk).policy, self.reader.language
        policy = as_told(self.clinician, published, self.now)
        title, in_short = self._titles(each, policy)
        told = changes_as_told(self.clinician, each.changes, published, self.now)
        changes = say_what_changed(told, language)
        return News(
            each.version.pk, title, in_short, changes, () if changes else paragraphs(policy, language)
        )

    def _titles(self, each: ToRead, policy: BoundaryPolicy) -> tuple[str, str]:
        """Above what is new, and alone."""
        if not each.is_in_force:
            date = say_from(each.version.effective_from or self.now, policy, self.reader.language)
            in_short = _("{name}: something is new from {date}.").format(name=self.name, date=date)
            return _("New from {date}").format(date=date), in_short
        if any(change.kind is Kind.FIRST for change in each.changes):
            in_short = _("{name} says when and how to be reached. Please read it once.")
            return _("Please read it once"), in_short.format(name=self.name)
        in_short = _("{name}: something is new about when and how to be reached.")
        return _("What is new since you read it last"), in_short.format(name=self.name)
