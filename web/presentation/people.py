"""Who works in a practice and which programs come in, as an owner sees them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from web.labels import SCOPES
from web.presentation.inbox import Standing
from web.presentation.reader import Reader


@dataclass(frozen=True, slots=True)
class Colleague:
    """`row` is as `accounts.queries` gives it."""

    row: Any

    @property
    def is_clinician(self) -> bool:
        return hasattr(self.row.user, "clinician")

    @property
    def is_here(self) -> bool:
        return bool(self.row.user.is_active)

    @property
    def work(self) -> tuple[str, ...]:
        kinds = (
            (self.row.is_owner, _("Owner")),
            (self.is_clinician, _("Clinician")),
            (self.row.is_front_desk, _("Front desk")),
        )
        return tuple(name for holds, name in kinds if holds)


@dataclass(frozen=True, slots=True)
class Token:
    """`row` is as `accounts.queries` gives it."""

    row: Any
    reader: Reader
    now: datetime

    @property
    def standing(self) -> Standing:
        if self.row.revoked_at:
            return Standing("waiting", _("Revoked"))
        if self.row.expires_at <= self.now:
            return Standing("overdue", _("Expired"))
        return Standing("kept", _("Good until {day}").format(day=self.reader.date(self.row.expires_at)))

    @property
    def is_good(self) -> bool:
        return self.row.revoked_at is None and self.row.expires_at > self.now

    @property
    def may(self) -> str:
        return ", ".join(str(SCOPES.get(scope, scope)) for scope in self.row.scopes)

    @property
    def whom(self) -> str:
        return self.row.clinician.name if self.row.clinician else _("All clinicians of the practice")

    @property
    def last_used(self) -> str:
        if self.row.last_used_on is None:
            return _("Never used")
        return _("Last used on {day}").format(day=self.reader.date(self.row.last_used_on))
