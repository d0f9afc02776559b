"""The clinician's own words, each in a paragraph that a fixed phrase begins, so that they are found again."""

from collections.abc import Iterator

from policies.domain.document import BoundaryPolicy
from policies.language.channel_words import say_channel
from policies.language.words import translator


def say_channel_notes(policy: BoundaryPolicy, language: str) -> Iterator[str]:
    said = translator(language).gettext("About {channel}, in my own words: {words}")
    for channel, rules in policy.channels.items():
        if rules.note:
            yield said.format(channel=say_channel(channel, language), words=rules.note)


def say_coverage(policy: BoundaryPolicy, language: str) -> Iterator[str]:
    if policy.coverage:
        said = translator(language).gettext("About cover, in my own words: {words}")
        yield said.format(words=policy.coverage)


def say_emergency_words(policy: BoundaryPolicy, language: str) -> Iterator[str]:
    if policy.emergency and policy.emergency.text:
        said = translator(language).gettext("About emergencies, in my own words: {words}")
        yield said.format(words=policy.emergency.text)


def say_while_you_wait(policy: BoundaryPolicy, language: str) -> Iterator[str]:
    if policy.while_you_wait:
        said = translator(language).gettext("While you wait: {ideas}.")
        ideas = [idea.removesuffix(".") for idea in policy.while_you_wait]
        yield ended_once(said.format(ideas="; ".join(ideas)))


def ended_once(sentence: str) -> str:
    """Without a full stop after somebody's own that ends it already."""
    return sentence.removesuffix(".") if sentence.endswith(("..", "!.", "?.", "….")) else sentence


def say_ending(policy: BoundaryPolicy, language: str) -> Iterator[str]:
    if policy.ending_care:
        said = translator(language).gettext("If we stop working together: {words}")
        yield said.format(words=policy.ending_care)


def say_notes(policy: BoundaryPolicy, language: str) -> Iterator[str]:
    said = translator(language).gettext("In my own words: {words}")
    yield from (said.format(words=note) for note in policy.notes)
