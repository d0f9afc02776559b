"""The automatic reply: when a person will answer, and help that does not wait for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from policies.domain.document import BoundaryPolicy
from policies.domain.facts import FactName
from policies.domain.promise import Promise
from policies.language.crisis_words import CrisisWords
from policies.language.explain import promised_time, reader_of
from policies.language.reasons import covered_by, dates_away, detail, names_nobody, who_covers
from policies.language.short_text import fit_for_sms, one_segment
from policies.language.times import say_date
from policies.language.words import translator

SMS_RESOURCES = 2  # an emergency number and one line; more would not fit
EMERGENCY = "emergency"
PLACE = "place"


class Help(Protocol):
    """Somewhere to turn at once. English message ids, or words of the reader's language."""

    @property
    def name(self) -> str: ...
    @property
    def display(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def details(self) -> str: ...  # when it answers, in which languages; blank: nothing to add
    @property
    def verified_on(self) -> date | None: ...  # when an official page last confirmed the number


def compose_reply(  # noqa: PLR0913  (a reply is made of just these; each is one thing)
    *,
    policy: BoundaryPolicy,
    promise: Promise,
    channel: str,
    language: str,
    reader_zone: str | None,
    resources: Sequence[Help],
    crisis: CrisisWords | None,
    clinician_name: str,
    practice_name: str,
    alerted: bool = False,
    delayed: bool = False,
) -> str:
    """The words of the reply. `alerted`: a named human has truly been told; nothing is said of it otherwise.

    `delayed`: alarms may not arrive just now, so nobody is said to know of it.
    `crisis`: the words for what sounds like danger, in the same language; None: an ordinary reply.

    Nothing of the client's message can be in it, because nothing of it is given.
    """
    reply = _Reply(
        policy,
        promise,
        language,
        reader_zone,
        resources,
        clinician_name,
        practice_name,
        alerted and not delayed,
        delayed,
    )
    short = channel == "sms"
    if crisis:
        said = reply.crisis_sms(crisis) if short else reply.crisis(crisis)
        return fit_for_sms(" ".join(said)) if short else "\n\n".join(said)
    return one_segment(reply.ordinary_sms()) if short else "\n\n".join(reply.ordinary())


@dataclass(frozen=True, slots=True)
class _Reply:
    policy: BoundaryPolicy
    promise: Promise
    language: str
    reader_zone: str | None
    resources: Sequence[Help]
    clinician: str
    practice: str
    alerted: bool
    delayed: bool

    def ordinary(self) -> Iterator[str]:
        _ = self._gettext
        yield _(
            "Thank you for your message. This is an automatic reply from {practice} on behalf of {clinician}."
        ).format(practice=self.practice, clinician=self.clinician)
        yield self._promised()
        yield from self._meanwhile()
        if self.policy.while_you_wait:
            yield "\n".join([_("While you wait:"), *(f"- {each}" for each in self.policy.while_you_wait)])
        yield "\n".join([_("In an emergency, please do not wait for a reply:"), *self._help()])
        yield from self._own_words()

    def ordinary_sms(self) -> Iterator[str]:
        """From the fullest to the shortest; each has the promised time and where to turn in an emergency."""
        _ = self._gettext
        thanks = _("Automatic reply for {clinician}: thank you.").format(clinician=self.clinician)
        automatic, promised, brief = _("Automatic reply."), self._promised(), self._promised_briefly()
        for opening, promise, helped in (
            (thanks, promised, self._helped(_("In an emergency do not wait. {help}."), SMS_RESOURCES)),
            (automatic, promised, self._helped(_("In an emergency do not wait. {help}."), SMS_RESOURCES)),
            (automatic, promised, self._helped(_("Emergency: {help}."), SMS_RESOURCES)),
            (automatic, brief, self._helped(_("Emergency: {help}."), SMS_RESOURCES)),
            (automatic, promised, self._helped(_("Emergency: {help}."), 1)),
            (automatic, brief, self._helped(_("Emergency: {help}."), 1)),
            ("", brief, self._helped(_("Emergency: {help}."), 1)),
        ):
            yield " ".join(filter(None, (opening, promise, helped)))

    def crisis(self, words: CrisisWords) -> Iterator[str]:
        """Warmth, what to do now, where to turn, honest limits, an open door: in this order."""
        _ = self._gettext
        yield words.thanks
        yield "\n".join([words.help_now, *self._help()])
        yield from self._own_words()
        yield words.beside
        yield say_limits(self.language, delayed=self.delayed)
        if self.alerted:
            yield _("Your care team has been alerted.")
        yield _("You are welcome to write again at any time.")

    def crisis_sms(self, words: CrisisWords) -> Iterator[str]:
        _ = self._gettext
        yield words.thanks_in_short
        yield words.help_now_in_short.format(help=self._help_in_short())
        yield words.beside_in_short
        yield (
            _("This is automatic. We can't say when anyone will read it, so please don't wait for us.")
            if self.delayed
            else _("This is automatic and no one may be reading now, so please don't wait for us.")
        )
        if self.alerted:
            yield _("Your care team has been alerted.")
        yield _("Write again any time.")

    def _gettext(self, message: str) -> str:
        return translator(self.language).gettext(message)

    def _promised(self) -> str:
        return promised_time(self.promise, self.policy, language=self.language, reader_zone=self.reader_zone)

    def _promised_briefly(self) -> str:
        """The same time without the reader's own; where none is promised, just that."""
        _ = self._gettext
        if self.promise.reply_by is None:
            return _("No time is promised for a reply.")
        reader = reader_of(self.promise, self.policy, self.language, None)
        usual = detail(self.promise, FactName.COMMITMENT, "firmness") == "usual"
        said = _("Reply usually on {when}.") if usual else _("Reply on {when}.")
        return said.format(when=reader.moment(self.promise.reply_by, by=True))

    def _meanwhile(self) -> Iterator[str]:
        _ = self._gettext
        reader = reader_of(self.promise, self.policy, self.language, self.reader_zone)
        absences = [fact for fact in self.promise.explanation if fact.name is FactName.TIME_AWAY]
        away = [(dates_away(fact, reader), who_covers(fact, reader)) for fact in absences]
        for dates, who in away:
            said = _("{clinician} is away {dates}").format(clinician=self.clinician, dates=dates)
            yield f"{said}; {who}." if who else f"{said}."
        if away and self.promise.state == "away" and self.promise.next_open:
            back = reader.moment(self.promise.next_open)
            yield _("{clinician} is back on {when}.").format(clinician=self.clinician, when=back)
        for fact in self.promise.explanation:
            if fact.name is FactName.COVERED:
                yield _sentence(covered_by(fact, reader))
        nobody_named = all(names_nobody(fact) for fact in absences)
        if nobody_named and self.policy.coverage and self.promise.state != "open":
            yield self.policy.coverage

    def _help(self) -> Iterator[str]:
        return help_lines(self.resources, self.language)

    def _help_in_short(self) -> str:
        return help_in_short(self.resources, self.language)

    def _helped(self, sentence: str, most: int) -> str:
        numbers = help_in_short(self.resources, self.language, most=most)
        return sentence.format(help=numbers) if numbers else ""

    def _own_words(self) -> Iterator[str]:
        if self.policy.emergency and self.policy.emergency.text:
            yield self.policy.emergency.text


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def say_limits(language: str, *, delayed: bool) -> str:
    """What nobody may rely on, after what sounds like danger."""
    _ = translator(language).gettext
    if delayed:
        return _(
            "This is an automatic message. Something on our side is not working as it should, and we "
            "cannot say when somebody will read yours, so please do not wait for us."
        )
    return _(
        "This is an automatic message, and no one may be reading yours right now, "
        "so please do not wait for us."
    )


def help_lines(resources: Sequence[Help], language: str) -> Iterator[str]:
    """One line for each, the emergency number first; then when the numbers were last confirmed."""
    _ = translator(language).gettext
    for each in _in_order(resources):
        details = f" ({each.details})" if each.details else ""
        way = _(each.display) if each.kind == PLACE else f"{_(each.name)}: {_(each.display)}"
        yield f"- {way}{details}"
    if days := [each.verified_on for each in resources if each.verified_on]:
        yield say_checked(min(days), language)


def say_checked(day: date, language: str) -> str:
    _ = translator(language).gettext
    return _("These numbers were last checked on {date}.").format(date=say_date(day, language))


def help_in_short(resources: Sequence[Help], language: str, *, most: int = SMS_RESOURCES) -> str:
    """Numbers alone, that of the emergency services and one other: an emergency department has none."""
    emergency = [each for each in resources if each.kind == EMERGENCY]
    others = [each for each in resources if each.kind not in {EMERGENCY, PLACE}]
    shown = [*emergency[:1], *others[:1]][:most]
    return ". ".join(translator(language).gettext(each.display) for each in shown)


def _in_order(resources: Sequence[Help]) -> list[Help]:
    """The emergency number comes first, whatever the order in which they were given."""
    return sorted(resources, key=lambda each: each.kind != EMERGENCY)
