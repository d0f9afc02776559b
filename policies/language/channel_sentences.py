"""What a policy says of each channel, in the clinician's voice."""

from collections.abc import Iterator

from policies.domain.document import BoundaryPolicy, Channel, ChannelRules, Firmness, Use
from policies.language.channel_words import say_channel
from policies.language.durations import say_how_soon
from policies.language.hours_words import in_parts, say_windows
from policies.language.words import translator


def say_channels(policy: BoundaryPolicy, language: str) -> Iterator[str]:
    for channel, rules in policy.channels.items():
        yield _welcome(channel, rules, language)
        if rules.accepted:
            yield from _hours(channel, rules, language)
            yield from _reply(channel, rules, language)


def _welcome(channel: Channel, rules: ChannelRules, language: str) -> str:
    _ = translator(language).gettext
    if channel is Channel.WALK_IN and rules.use is None:
        return _("You are welcome to walk in.") if rules.accepted else _("I do not accept walk-ins.")
    if not rules.accepted:
        said = _("I do not communicate by {channel}.")
    elif rules.use is Use.SCHEDULING_ONLY:
        said = _("You can reach me by {channel} for scheduling only.")
    elif rules.use is Use.URGENT_ONLY:
        said = _("You can reach me by {channel} for urgent matters only.")
    elif rules.use is Use.ANY:
        said = _("You can reach me freely by {channel}.")
    else:
        said = _("You can reach me by {channel}.")
    return said.format(channel=say_channel(channel, language))


def _hours(channel: Channel, rules: ChannelRules, language: str) -> Iterator[str]:
    said = translator(language).gettext("By {channel} you can reach me {hours}.")
    for part in in_parts(rules.hours or ()):
        hours = say_windows(part, language)
        yield said.format(channel=say_channel(channel, language), hours=hours)


def _reply(channel: Channel, rules: ChannelRules, language: str) -> Iterator[str]:
    _ = translator(language).gettext
    soon = rules.reply and say_how_soon(rules.reply, language)
    if rules.reply and soon:
        usual = rules.reply.firmness is Firmness.USUAL
        said = _("I usually reply by {channel} {soon}.") if usual else _("I reply by {channel} {soon}.")
        yield said.format(channel=say_channel(channel, language), soon=soon)
