"""An escalation as a page tells it: whether somebody looks after it, what happened, and how to reach them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.queries import Person
from web.labels import ESCALATION_EVENTS, ESCALATION_OUTCOMES, REACHED_BY
from web.presentation.clients import safety_notes_of
from web.presentation.inbox import Standing
from web.presentation.message import Event, name_in
from web.presentation.reader import Reader
from web.presentation.unopened import opened, opened_name

LINKS = {"sms": "tel", "phone": "tel", "email": "mailto"}
Way = tuple[str, str, str]  # what it is called, the address, and what a phone makes of it


@dataclass(frozen=True)
class Alarm:
    """`row` is as `notifications.queries` gives it; `people` as the trail knows them."""

    row: Any
    people: Mapping[UUID, Person]
    reader: Reader
    now: datetime

    @property
    def who(self) -> str:
        if self.row.client is None:
            return _("Somebody who is not known here")
        return opened_name(lambda: self.row.client.name)

    @property
    def since(self) -> str:
        return self._instant(self.row.opened_at)

    @property
    def is_ringing(self) -> bool:
        return self.row.acknowledged_at is None and self.row.resolved_at is None

    @property
    def standing(self) -> Standing:
        if self.row.resolved_at:
            return Standing("kept", str(ESCALATION_OUTCOMES[self.row.outcome]))
        if self.is_ringing:
            return Standing("overdue", _("Nobody looks after it yet"))
        who = name_in(self.people, self.row.acknowledged_by)
        return Standing("waiting", _("{who} looks after it").format(who=who))

    def ways(self, messages: Iterable[Any]) -> tuple[Way, ...]:
        """How they can be reached: what is known of them, and the way in which these came."""
        known = self.row.client.addresses.order_by("channel") if self.row.client else ()
        found = [_way(each.channel, lambda each=each: each.address) for each in known]  # type: ignore[misc]  # bound at once
        came = [_way(each.channel, lambda each=each: each.sender) for each in messages]  # type: ignore[misc]  # likewise
        return tuple(dict.fromkeys(each for each in (*found, *came) if each))

    @property
    def safety_notes(self) -> str:
        return safety_notes_of(self.row.client) if self.row.client else ""

    def events(self) -> Iterator[Event]:
        for each in self.row.events.all():
            what = str(ESCALATION_EVENTS[each.what])
            who = name_in(self.people, each.person) if each.person else ""
            yield Event(self._instant(each.at), what, who)

    def _instant(self, instant: datetime) -> str:
        return self.reader.instant(instant, self.row.clinician.time_zone)


def _way(channel: str, kept: Callable[[], str]) -> Way | None:
    """None for what leads nowhere outside, such as the client's own pages."""
    if channel not in LINKS:
        return None
    address = opened(kept, otherwise="")
    link = f"{LINKS[channel]}:{address}" if address else ""
    return str(REACHED_BY[channel]), address or _("cannot be opened just now"), link
