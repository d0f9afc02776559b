"""Absences and who looks after them, as a page says it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.domain.actors import CoveringActor
from accounts.models import Clinician
from scheduler.queries import away
from web.labels import COVERAGE_SCOPES
from web.presentation.inbox import Standing
from web.presentation.reader import Reader


@dataclass(frozen=True, slots=True)
class Absence:
    """A colleague's absence that one covers now, with what came within it."""

    name: str
    when: str
    scope: str
    found: Any

    @classmethod
    def of(cls, actor: CoveringActor, found: Any, reader: Reader, now: datetime) -> "Absence":  # noqa: ANN401  a list of messages
        colleague = away(actor)
        when = reader.span(actor.start, actor.end, colleague.time_zone, now)
        return cls(colleague.name, when, str(COVERAGE_SCOPES[actor.scope]), found)


@dataclass(frozen=True, slots=True)
class Offer:
    """`row` is as `scheduler.queries` gives it."""

    row: Any
    me: Clinician
    reader: Reader
    now: datetime

    @property
    def is_mine(self) -> bool:
        return bool(self.row.clinician_id == self.me.pk)

    @property
    def when(self) -> str:
        return self.reader.span(self.row.start, self.row.end, self.row.clinician.time_zone, self.now)

    @property
    def scope(self) -> str:
        return str(COVERAGE_SCOPES[self.row.scope])

    @property
    def standing(self) -> Standing:
        if self.row.withdrawn_at:
            return Standing("waiting", _("Taken back"))
        if self.row.declined_at:
            return Standing("overdue", _("Declined"))
        if self.row.accepted_at is None:
            return Standing("waiting", _("Not answered yet"))
        return Standing("kept", _("Holds now") if self.row.start <= self.now else _("Agreed"))

    @property
    def may_accept(self) -> bool:
        return not (self.is_mine or self._is_over or self.row.accepted_at)

    @property
    def may_decline(self) -> bool:
        return not (self.is_mine or self._is_over)

    @property
    def may_withdraw(self) -> bool:
        return self.is_mine and not self._is_over

    @property
    def _is_over(self) -> bool:
        return bool(self.row.declined_at or self.row.withdrawn_at)
