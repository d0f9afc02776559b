"""What channels are called when they are spoken of."""


from policies.domain.document import BoundaryPolicy, Channel, Use
from policies.language.words import translator


def say_channel(channel: Channel, language: str) -> str:
    _ = translator(language).gettext
    return {
        Channel.EMAIL: _("email"),
        Channel.SMS: _("text message"),
        Channel.PHONE: _("phone"),
        Channel.PORTAL: _("the client portal"),
        Channel.FAX: _("fax"),
        Channel.CHAT: _("chat"),
        Channel.SOCIAL: _("social media"),
        Channel.WALK_IN: _("coming by"),
    }[channel]


def say_accepted_channels(policy: BoundaryPolicy, language: str) -> str:
    """"email or phone"; empty where the policy names none that it accepts."""
    accepted = [say_channel(channel, language) for channel, rules in policy.channels.items() if rules.accepted]
    return join_with_or(accepted, language) if accepted else ""


def join_with_or(parts: list[str], language: str) -> str:
    *most, last = parts
    _ = translator(language).gettext
    return _("{most} or {last}").format(most=", ".join(most), last=last) if most else last


def say_use(use: Use | None, language: str) -> str:
    _ = translator(language).gettext
    uses = {Use.SCHEDULING_ONLY: _("for scheduling only"), Use.URGENT_ONLY: _("for urgent matters only")}
    return uses.get(use, "") if use else ""
