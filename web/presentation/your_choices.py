"""What a client has asked of us, and what each of those who care for them says of parting."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Care, Client
from web.presentation.clients import Way, news_by, ways_of
from web.presentation.partings import Parting, parting_of
from web.presentation.reader import Reader


@dataclass(frozen=True)
class Choices:
    """`care` is as `accounts.queries` gives it: there may be several who care, each on their own."""

    client: Client
    care: list[Care]
    place: str
    reader: Reader
    now: datetime

    @property
    def going_on(self) -> bool:
        return any(each.ended_at is None for each in self.care)

    @property
    def may_pause(self) -> bool:
        return any(each.ended_at is None and each.paused_at is None for each in self.care)

    @property
    def paused(self) -> list[str]:
        said = _("{name} has sent you no automatic replies since {when}.")
        return list(self._since(said, ((each, each.paused_at) for each in self.care)))

    @property
    def ended(self) -> list[str]:
        said = _("Care by {name} ended on {when}.")
        return list(self._since(said, ((each, each.ended_at) for each in self.care)))

    @property
    def ways(self) -> list[Way]:
        return ways_of(self.client)

    @property
    def news(self) -> Way:
        return news_by(self.client)

    @property
    def partings(self) -> Iterator[Parting]:
        return filter(None, (parting_of(each.clinician, self.now) for each in self.care))

    def _since(self, said: str, when: Iterable[tuple[Care, datetime | None]]) -> Iterator[str]:
        for care, at in when:
            if at:
                yield said.format(name=care.clinician.name, when=self.reader.instant(at, self.place))
