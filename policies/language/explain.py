"""A promise in plain sentences: when a reply comes, and why then."""

from datetime import datetime

from policies.domain.document import BoundaryPolicy
from policies.domain.facts import FactName, NoPromise
from policies.domain.promise import Promise, State
from policies.language.channel_words import say_accepted_channels
from policies.language.reasons import Reader, detail, reasons


def explain(
    promise: Promise, policy: BoundaryPolicy, *, language: str = "en", reader_zone: str | None = None
) -> str:
    """The promise and its reasons; where no time is promised, what is possible instead."""
    reader = reader_of(promise, policy, language, reader_zone)
    why = "; ".join(reasons(promise, reader))
    return f"{_lead(promise, policy, reader)} {_sentence(why)}" if why else _lead(promise, policy, reader)


def explanation_sentences(
    promise: Promise, policy: BoundaryPolicy, *, language: str = "en", reader_zone: str | None = None
) -> tuple[str, ...]:
    """The promise first, then one sentence for each reason."""
    reader = reader_of(promise, policy, language, reader_zone)
    return (_lead(promise, policy, reader), *map(_sentence, reasons(promise, reader)))


def promised_time(
    promise: Promise, policy: BoundaryPolicy, *, language: str = "en", reader_zone: str | None = None
) -> str:
    """The promise alone, in one or two sentences."""
    return _lead(promise, policy, reader_of(promise, policy, language, reader_zone))


def reader_of(promise: Promise, policy: BoundaryPolicy, language: str, reader_zone: str | None) -> Reader:
    received = detail(promise, FactName.RECEIVED_WHILE, "at")
    return Reader(
        language, policy.timezone, reader_zone, datetime.fromisoformat(received) if received else None
    )


def _lead(promise: Promise, policy: BoundaryPolicy, reader: Reader) -> str:
    _ = reader.gettext
    if promise.reply_by is None:
        return _what_is_possible(promise, policy, reader)
    usual = detail(promise, FactName.COMMITMENT, "firmness") == "usual"
    said = _("You can usually expect a reply on {when}.") if usual else _("You will have a reply on {when}.")
    return said.format(when=reader.moment(promise.reply_by, by=True))


def _what_is_possible(promise: Promise, policy: BoundaryPolicy, reader: Reader) -> str:
    """Kindly, and with what can be done before what cannot."""
    _ = reader.gettext
    reason = NoPromise(detail(promise, FactName.NO_PROMISE, "reason") or NoPromise.NO_COMMITMENT)
    if reason is NoPromise.CHANNEL_NOT_ACCEPTED:
        return _other_ways(policy, reader)
    if reason is NoPromise.GONE:
        return _(
            "This person no longer takes messages here, so no reply from them is promised. Please ask the "
            "practice whom you can turn to; it is told when messages come."
        )
    words = detail(promise, FactName.WORDS, "words")
    if words:
        said = _("Replies come “{words}”; no exact time is promised.").format(words=words)
        return f"{_welcome(promise, policy, reader)} {said}"
    return f"{_welcome(promise, policy, reader)} {_no_time(reason, reader)}"


def _other_ways(policy: BoundaryPolicy, reader: Reader) -> str:
    _ = reader.gettext
    ways = say_accepted_channels(policy, reader.language)
    if not ways:
        return _("Messages sent this way are not read, so no reply can be promised.")
    said = _("You are welcome to get in touch by {ways} instead; messages sent this way are not read.")
    return said.format(ways=ways)


def _welcome(promise: Promise, policy: BoundaryPolicy, reader: Reader) -> str:
    _ = reader.gettext
    hours_said = any((policy.hours.contact, policy.hours.office, policy.hours.sessions, policy.hours.phone))
    if promise.next_open is None or promise.state is State.OPEN or not hours_said:
        return _("You are welcome to write.")
    said = _("You are welcome to write; the next contact hours begin on {when}.")
    return said.format(when=reader.moment(promise.next_open))


def _no_time(reason: NoPromise, reader: Reader) -> str:
    _ = reader.gettext
    if reason is NoPromise.CLOCK_NEEDS_HOURS:
        return _("No time is promised for a reply, because it depends on contact hours that are not given.")
    if reason is NoPromise.NO_HOURS:
        return _("No time is promised for a reply, because no contact hours lie ahead.")
    if reason is NoPromise.BEYOND_HORIZON:
        return _("No time is promised for a reply, because it would lie more than two years ahead.")
    return _("No time is promised for a reply.")


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
