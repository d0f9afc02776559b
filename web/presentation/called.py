"""How somebody is called, as they see it: of the address only whose it is, and what a test came to."""

from dataclasses import dataclass
from typing import Any

from scheduler.feeds.post import read_receiver
from web.labels import CALLED_OUTCOMES
from web.presentation.reader import Reader


@dataclass(frozen=True, slots=True)
class Called:
    """`row` is as `accounts.queries` gives it."""

    row: Any
    reader: Reader

    @property
    def host(self) -> str:
        return read_receiver(self.row.url).host

    @property
    def since(self) -> str:
        return self.reader.date(self.row.set_at)


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a test; `status`: the receiver's answer, where it gave one."""

    outcome: str
    status: str = ""

    @property
    def is_good(self) -> bool:
        return self.outcome == "taken"

    @property
    def said(self) -> str:
        return str(CALLED_OUTCOMES[self.outcome]).format(status=self.status)
