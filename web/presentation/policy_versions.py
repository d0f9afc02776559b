"""The versions of a policy as its clinician sees them: what each changed, when it holds, who has read it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.domain.document import BoundaryPolicy
from policies.domain.versions import VersionState
from policies.queries import Standing, compiled
from policies.services import HasRead
from web.labels import VERSION_STATES
from web.presentation.message import Event
from web.presentation.reader import Reader
from web.presentation.versions import paragraphs, say_from, say_what_changed

TONES = {VersionState.IN_FORCE: "kept", VersionState.SCHEDULED: "open"}


@dataclass(frozen=True)
class Version:
    """One that is published. `readers` are the clients in care, whatever they have read."""

    standing: Standing
    readers: list[HasRead]
    reader: Reader

    @property
    def row(self) -> Any:  # noqa: ANN401  as `policies.queries` gives it
        return self.standing.version

    @property
    def policy(self) -> BoundaryPolicy:
        return compiled(self.row.pk).policy

    @property
    def state(self) -> str:
        return str(VERSION_STATES[self.standing.state])

    @property
    def tone(self) -> str:
        return TONES.get(self.standing.state, "waiting")

    @property
    def may_withdraw(self) -> bool:
        return self.standing.state is VersionState.SCHEDULED

    @property
    def when(self) -> str:
        until = self._said(self.standing.until) if self.standing.until else ""
        match self.standing.state:
            case VersionState.WITHDRAWN:
                said = _("Was to hold from {begins}, and was withdrawn before.")
            case VersionState.SCHEDULED:
                said = _("Holds from {begins} until {until}.") if until else _("Holds from {begins}.")
            case VersionState.IN_FORCE:
                said = (
                    _("Has held since {begins}, until {until}.") if until else _("Has held since {begins}.")
                )
            case _:
                said = _("Held from {begins} until {until}.")
        return said.format(begins=self._said(self.row.effective_from), until=until)

    @cached_property
    def changes(self) -> tuple[str, ...]:
        """Empty where nothing was before."""
        return say_what_changed(self.standing.changes, self.reader.language)

    @property
    def words(self) -> tuple[str, ...]:
        return paragraphs(self.policy, self.reader.language)

    @property
    def read_by(self) -> list[Event]:
        return [
            Event(each.client.name, self.reader.instant(one.at, self.policy.timezone))
            for each in self.readers
            for one in each.read
            if one.version_id == self.row.pk
        ]

    @property
    def how_many_read(self) -> str:
        found = len(self.read_by)
        said = ngettext(
            "{count} of your clients has read it.", "{count} of your clients have read it.", found
        )
        return said.format(count=found) if found else _("None of your clients has read it.")

    def _said(self, at: datetime) -> str:
        return say_from(at, self.policy, self.reader.language)


@dataclass(frozen=True)
class Readership:
    """Who knows what holds now, and who is asked to read it."""

    readers: list[HasRead]

    @property
    def in_short(self) -> str:
        said = _("{some} of {all} clients in your care know what holds now.")
        knowing = sum(not each.is_asked for each in self.readers)
        return said.format(some=knowing, all=len(self.readers))

    @property
    def asked(self) -> list[Event]:
        return [Event(each.client.name, _last(each)) for each in self.readers if each.is_asked]


def _last(has_read: HasRead) -> str:
    """What they know at least."""
    if not has_read.read:
        return _("has read no version yet")
    return _("has read version {number}").format(number=has_read.read[0].version.number)
