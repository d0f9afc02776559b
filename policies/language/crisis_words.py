"""The words that stand around the numbers where a message sounds like danger, by what it sounds like.

None of them names a risk, a method or what was written, and none accuses anybody.
"""

from dataclasses import dataclass
from enum import StrEnum

from policies.language.words import translator


class Danger(StrEnum):
    """How a message is answered, never what somebody is."""

    HARD_TO_BEAR = "hard_to_bear"
    QUIETLY = "quietly"  # on a phone that somebody else may read: it could answer any message
    TO_OTHERS = "to_others"
    TO_SOMEBODY_CLOSE = "to_somebody_close"
    TO_THE_BODY = "to_the_body"


@dataclass(frozen=True, slots=True)
class CrisisWords:
    """In their order: thanks; what to do now, which the numbers follow; what helps beside them."""

    thanks: str
    help_now: str
    beside: str
    thanks_in_short: str
    help_now_in_short: str  # has `{help}`
    beside_in_short: str


def crisis_words(danger: Danger, language: str, *, urgent: bool) -> CrisisWords:
    """`urgent`: it may be about to happen, so no "if" stands before the numbers."""
    match danger:
        case Danger.HARD_TO_BEAR:
            return _hard_to_bear(language, urgent=urgent)
        case Danger.QUIETLY:
            return _quietly(language, urgent=urgent)
        case Danger.TO_OTHERS:
            return _to_others(language)
        case Danger.TO_SOMEBODY_CLOSE:
            return _to_somebody_close(language, urgent=urgent)
        case Danger.TO_THE_BODY:
            return _to_the_body(language)


def _hard_to_bear(language: str, *, urgent: bool) -> CrisisWords:
    _ = translator(language).gettext
    conditional = (
        _("If you or someone else may be in danger, please get help now:"),
        _("If there may be danger, get help now. {help}."),
    )
    help_now, in_short = (
        (_("Please get help now:"), _("Please get help now. {help}.")) if urgent else conditional
    )
    return CrisisWords(
        thanks=_(
            "Thank you for telling us. We are sorry that things are so hard right now, "
            "and it matters that you wrote."
        ),
        help_now=help_now,
        beside=_("If you can, be with someone you trust, or stay with the person you are worried about."),
        thanks_in_short=_("Thank you for telling us; it matters that you did."),
        help_now_in_short=in_short,
        beside_in_short=_("If you can, be with someone."),
    )


def _quietly(language: str, *, urgent: bool) -> CrisisWords:
    _ = translator(language).gettext
    offered = (
        _("If you would like to talk to somebody right away:"),
        _("If you would like to talk to somebody right away: {help}."),
    )
    pressing = (
        _("Please call as soon as you are able to:"),
        _("Please call as soon as you are able to: {help}."),
    )
    help_now, in_short = pressing if urgent else offered
    return CrisisWords(
        thanks=_("Thank you for your message. We are glad that you wrote."),
        help_now=help_now,
        beside=_("If you can, be with someone you trust."),
        thanks_in_short=_("Thank you for your message."),
        help_now_in_short=in_short,
        beside_in_short=_("If you can, be with someone you trust."),
    )


def _to_others(language: str) -> CrisisWords:
    _ = translator(language).gettext
    return CrisisWords(
        thanks=_("Thank you for telling us. This must be a very hard moment, and it is good that you wrote."),
        help_now=_("So that everyone stays safe, please call now:"),
        beside=_("If you can, step away to somewhere calm, and be with someone you trust."),
        thanks_in_short=_("Thank you for telling us."),
        help_now_in_short=_("So that everyone stays safe, please call now. {help}."),
        beside_in_short=_("If you can, step away and be with someone you trust."),
    )


def _to_somebody_close(language: str, *, urgent: bool) -> CrisisWords:
    _ = translator(language).gettext
    conditional = (
        _("If they or you may be in danger, please call now:"),
        _("If they or you may be in danger, call now. {help}."),
    )
    help_now, in_short = (_("Please call now:"), _("Please call now. {help}.")) if urgent else conditional
    return CrisisWords(
        thanks=_("Thank you for telling us. It is good that you wrote, and that they have you."),
        help_now=help_now,
        beside=_(
            "If it is safe for you, stay with them until help is there, and let someone be with you too."
        ),
        thanks_in_short=_("Thank you for telling us."),
        help_now_in_short=in_short,
        beside_in_short=_("Stay with them if it is safe for you."),
    )


def _to_the_body(language: str) -> CrisisWords:
    _ = translator(language).gettext
    return CrisisWords(
        thanks=_("Thank you for telling us; it is good that you wrote."),
        help_now=_("Please call for medical help now, even if it seems to pass:"),
        beside=_("If you can, be with someone, and do what the person on the phone tells you."),
        thanks_in_short=_("Thank you for telling us."),
        help_now_in_short=_("Please call for medical help now, even if it seems to pass. {help}."),
        beside_in_short=_("If you can, be with someone."),
    )
