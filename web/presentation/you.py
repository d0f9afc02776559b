"""What a client sees: what they wrote, what they were promised and answered, and who has seen it."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from accounts.queries import Readings
from web.labels import CHANNELS
from web.presentation.message import Event, Written, who


class Sent(Written):
    """A client's own message. What was heard in it is not theirs to be weighed by, and is not here."""

    @property
    def clinician(self) -> str:
        return str(self.row.clinician.name)

    @property
    def answerer(self) -> str:
        """A clinician, or the practice whose front desk it was."""
        given = self.row.answered_by
        return str(given.clinician.name if given.clinician else self.row.clinician.practice.name)

    @property
    def came(self) -> str:
        """Such as `Email, Tuesday 10 March at 10:30 (New York)`."""
        channel = str(CHANNELS.get(self.row.channel, self.row.channel))
        return f"{channel}, {self._instant(self.row.received_at)}"

    @property
    def promised(self) -> str:
        """In the words in which it was promised: what is usual stays usual."""
        return self._sentences()[0] if self.was_promised_under_something else super().promised

    @property
    def explanation(self) -> tuple[str, ...]:
        return self._sentences()[1:] if self.was_promised_under_something else super().explanation

    @property
    def told(self) -> str:
        return str(self.row.decision.reply_text)

    def seen(self, readings: Iterable[Readings], lists: Iterable[Readings]) -> Iterator[Event]:
        for each in readings:
            yield self.opened(each, who(each))
        for each in lists:
            listed = _("{who}: opened a list that may show its first words").format(who=who(each))
            yield self.opened(each, listed)
