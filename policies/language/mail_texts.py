"""Words for a clinician's own mail program. It cannot know when a message comes, so nothing is of today."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from policies.domain.document import BoundaryPolicy, Channel, Firmness, TimeAway
from policies.domain.rules import commitment_for, hours_for
from policies.language.channel_words import say_accepted_channels
from policies.language.coverage_words import say_meanwhile
from policies.language.durations import say_commitment
from policies.language.hours_words import say_windows
from policies.language.reply import Help, help_in_short, help_lines
from policies.language.times import city, say_dates, say_moment
from policies.language.words import translator


@dataclass(frozen=True, slots=True)
class Absence:
    """`back`: the first open moment after it; none where no hours are given."""

    away: TimeAway
    back: datetime | None


@dataclass(frozen=True, slots=True)
class MailTexts:
    """What `name` of `practice` may paste; `address` is that of their public page."""

    policy: BoundaryPolicy
    name: str
    practice: str
    address: str
    resources: Sequence[Help]
    language: str

    def signature(self) -> str:
        """Without the two hyphens before it: mail programs put them."""
        return "\n".join((self.name, self.practice, *self.signature_lines(), self.address))

    def signature_lines(self) -> tuple[str, ...]:
        """What stands between the names and the address."""
        _ = self._gettext
        urgent = _("In an emergency do not wait. {help}.").format(
            help=help_in_short(self.resources, self.language)
        )
        return self.soon(), urgent, _("What a message sent now gets:")

    def soon(self) -> str:
        """How soon mail is answered, in general words."""
        _ = self._gettext
        rules = self.policy.channels.get(Channel.EMAIL)
        if rules and not rules.accepted:
            ways = say_accepted_channels(self.policy, self.language)
            instead = _(
                "You are welcome to get in touch by {ways} instead; messages sent this way are not read."
            )
            unread = _("Messages sent this way are not read, so no reply can be promised.")
            return instead.format(ways=ways) if ways else unread
        said = commitment_for(self.policy, Channel.EMAIL, None)
        soon = said and (say_commitment(said.commitment, self.language) or said.commitment.words)
        if said is None or not soon:
            return f"{_('You are welcome to write.')} {_('No time is promised for a reply.')}"
        usual = said.commitment.firmness is Firmness.USUAL
        sentence = _("I usually reply to messages {soon}.") if usual else _("I reply to messages {soon}.")
        return sentence.format(soon=soon)

    def automatic_reply(self, absence: Absence | None = None) -> str:
        """For any time, or for one absence."""
        return "\n\n".join(self._automatic_reply(absence))

    def _automatic_reply(self, absence: Absence | None) -> Iterator[str]:
        _ = self._gettext
        yield _("Thank you for your message. This is an automatic reply.")
        yield " ".join(self._away(absence) if absence else self._usually())
        yield _("What a message sent now gets, and every other way: {address}").format(address=self.address)
        lines = help_lines(self.resources, self.language)
        yield "\n".join([_("In an emergency, please do not wait for a reply:"), *lines])
        if self.policy.emergency and self.policy.emergency.text:
            yield self.policy.emergency.text
        yield f"{self.name}\n{self.practice}"

    def _usually(self) -> Iterator[str]:
        _ = self._gettext
        yield self.soon()
        if windows := hours_for(self.policy, Channel.EMAIL):
            yield _("You can reach me {hours}.").format(hours=say_windows(windows, self.language))
            yield _("All times are {city} time.").format(city=city(self.policy.timezone, self.language))

    def _away(self, absence: Absence) -> Iterator[str]:
        _ = self._gettext
        yield _("I am away {dates}").format(dates=self.dates(absence.away)) + "."
        if absence.back:
            back = say_moment(absence.back, self.policy.timezone, self.language)
            yield _("I am back on {when}.").format(when=back)
        who = say_meanwhile(absence.away, self.policy.timezone, self.language)
        if who:
            yield f"{who[:1].upper()}{who[1:]}."
        elif self.policy.coverage:
            yield self.policy.coverage

    def dates(self, away: TimeAway) -> str:
        if away.first_day and away.last_day:
            return say_dates(away.first_day, away.last_day, self.language)
        ends = (
            moment and say_moment(moment, self.policy.timezone, self.language)
            for moment in (away.start, away.end)
        )
        first, last = ends
        return self._gettext("from {first} to {last}").format(first=first, last=last)

    def _gettext(self, message: str) -> str:
        return translator(self.language).gettext(message)
