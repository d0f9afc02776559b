"""Accesses in an emergency, as a page tells of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from web.presentation.inbox import Standing
from web.presentation.reader import Reader


@dataclass(frozen=True, slots=True)
class Alarm:
    """`row` is as `accounts.queries` gives it."""

    row: Any
    reader: Reader
    now: datetime

    @property
    def who(self) -> str:
        member = getattr(self.row.opened_by, "membership", None)
        return member.name if member else _("Someone who is no longer here")

    @property
    def when(self) -> str:
        end = min(self.row.ended_at or self.row.until, self.row.until)
        return self.reader.span(self.row.opened_at, end, self.row.clinician.time_zone, self.now)

    @property
    def until(self) -> str:
        return self.reader.instant(self.row.until, self.row.clinician.time_zone)

    @property
    def standing(self) -> Standing:
        if self.row.ended_at is None and self.row.until > self.now:
            return Standing("overdue", _("Open now"))
        return Standing("waiting", _("Ended"))
