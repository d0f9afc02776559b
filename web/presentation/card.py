"""The small card that a clinician embeds on a site of their own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.utils.translation import gettext as _

from policies.domain.promise import State
from policies.language.channel_words import say_channel
from policies.language.times import say_instant, say_moment
from policies.queries import InForce
from web.presentation.public_page import PublicPage
from web.presentation.reader import capitalised
from web.presentation.reply_times import Now

LONG = timedelta(hours=24)


def to_the_minute(now: datetime) -> datetime:
    """A card is worked out once a minute, and says for which; hours begin and end on whole minutes."""
    return now.replace(second=0, microsecond=0)


@dataclass(frozen=True)
class Card:
    """`page.now` is a whole minute."""

    page: PublicPage
    version: InForce

    @property
    def is_published(self) -> bool:
        return self.version.number is not None

    @property
    def now(self) -> Now | None:
        return self.page.sent_now if self.is_published else None

    @property
    def title(self) -> str:
        """Above what a message sent now is told."""
        if self.now is None or len(self.page.accepted) == 1:
            return _("If you write now")
        channel = say_channel(self.now.channel, self.page.reader.language)
        return _("If you get in touch now by {channel}").format(channel=channel)

    @cached_property
    def others(self) -> tuple[Now, ...]:
        """What the other channels are told, as far as it is something else."""
        told = map(self.page.sent_by, self.page.accepted) if self.now else ()
        return tuple(each for each in told if self.now and each.said != self.now.said)

    @property
    def in_short(self) -> Iterator[tuple[Now, str]]:
        """The others, each with the time alone where there is one."""
        for other in self.others:
            yield other, self._time(other.reply_by) if other.reply_by else other.said

    def _time(self, instant: datetime) -> str:
        place, language = self.page.policy.timezone, self.page.reader.language
        return capitalised(say_instant(instant, place, language=language, by=True, now=self.page.now))

    @property
    def shows_help_first(self) -> bool:
        """Where no answer can come soon: while away, or closed for long."""
        if self.now is None or self.now.promise.state is State.AWAY:
            return True
        opening = self.now.promise.next_open
        return opening is None or opening > self.page.now + LONG

    @property
    def worked_out(self) -> str:
        when = say_moment(self.page.now, self.page.policy.timezone, self.page.reader.language)
        return _("Worked out on {when}.").format(when=when)
