"""What channels, their uses and matters are called."""

from policies.domain.document import BoundaryPolicy, Channel, Matter
from policies.language.words import translator


def say_channel(channel: Channel, language: str) -> str:
    """The words that follow "by"."""
    _ = translator(language).gettext
    return {
        Channel.EMAIL: _("email"),
        Channel.SMS: _("text message"),
        Channel.PHONE: _("phone"),
        Channel.PORTAL: _("portal message"),
        Channel.FAX: _("fax"),
        Channel.CHAT: _("chat"),
        Channel.SOCIAL: _("social media"),
        Channel.WALK_IN: _("walk-in"),
    }[channel]


def say_accepted_channels(policy: BoundaryPolicy, language: str) -> str:
    """Such as: email or phone. Empty where the policy names none that it accepts."""
    accepted = [
        say_channel(channel, language) for channel, rules in policy.channels.items() if rules.accepted
    ]
    return join_with_or(accepted, language) if accepted else ""


def say_matter(matter: Matter, language: str) -> str:
    _ = translator(language).gettext
    return {
        Matter.SCHEDULING: _("messages about scheduling"),
        Matter.BETWEEN_SESSION_NOTE: _("notes between sessions"),
        Matter.REFILL: _("refill requests"),
        Matter.PAPERWORK: _("paperwork"),
        Matter.URGENT: _("urgent messages"),
    }[matter]


def join_with_or(parts: list[str], language: str) -> str:
    *most, last = parts
    _ = translator(language).gettext
    return _("{most} or {last}").format(most=", ".join(most), last=last) if most else last
