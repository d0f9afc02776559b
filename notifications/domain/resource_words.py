"""Help in the reader's language: the way to reach it, when it answers, in which languages, how we know."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from babel import Locale

from notifications.domain.resource import NumberKind, Resource, ResourceKind
from policies.language import reply
from policies.language.hours_words import say_windows
from policies.language.times import join, say_date
from policies.language.words import spoken, translator

MOST_LANGUAGES = 6  # told by name
GENERIC_NAMES = (  # of lines that have no name of their own; every other name is as the line calls itself
    "Emergency services",
    "Ambulance",
    "Police",
    "Mental health helpline",
    "A free and confidential line",
    "The nearest emergency department",
    "Your doctor",
    "Find a helpline in your country",
)
WAYS = (
    "Call {number}",
    "Call or text {number}",
    "Call {number} and choose option {option}",
    "Call {number} and choose the mental health option",
    "Text {number}",
    "Text {keyword} to {number}",
    "Chat at {number}",
    "your local emergency number",
    "findahelpline.com",
    "the nearest emergency department",
    "your doctor",
)


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One way to help, in words of one language. `uris` can be pressed; `details`, `relay` may be blank."""

    resource: Resource
    name: str
    display: str
    text_display: str  # blank, but where the number that is called can be texted as well
    details: str
    relay: str

    @property
    def kind(self) -> ResourceKind:
        return self.resource.kind

    @property
    def dial(self) -> str:
        return self.resource.dial

    @property
    def verified_on(self) -> date | None:
        """Of a number; an address that is true everywhere has no need of it."""
        return self.resource.verified_on if self.resource.number else None

    @property
    def uris(self) -> tuple[str, ...]:
        return self.resource.uris

    def to_json(self) -> dict[str, object]:
        """As decisions keep it, and as answers to programs have it."""
        known = self.resource
        return {
            "token": known.token,
            "name": self.name,
            "display": self.display,
            "dial": known.dial,
            "kind": known.kind.value,
            "number_kind": known.number_kind.value,
            "uris": list(known.uris),
            "hours": known.hours,
            "languages": list(known.languages),
            "details": self.details,
            "relay": self.relay,
            "source": known.source,
            "confirmed": known.confirmed,
            "verified_on": known.verified_on.isoformat() if known.verified_on else None,
        }


def in_words(resources: Iterable[Resource], language: str) -> tuple[HelpLine, ...]:
    """In a language that we have words for, or else in English."""
    _ = translator(language).gettext
    return tuple(
        HelpLine(
            resource=each,
            name=_(each.name) if each.name in GENERIC_NAMES else each.name,
            display=_way(each, each.said or _pattern(each), language),
            text_display=_way(each, "Text {number}", language) if each.takes_texts else "",
            details="; ".join(_details(each, language)),
            relay=_relay(each, language),
        )
        for each in resources
    )


def say_checked(resources: Sequence[Resource], language: str, on: date) -> str:
    """When the numbers were last confirmed, the one that was so longest ago; blank where none was."""
    dates = [each.verified_on for each in resources if each.verified_on and each.number]
    if not dates:
        return ""
    if not any(each.stale(on) for each in resources):
        return reply.say_checked(min(dates), language)
    said = translator(language).gettext("These numbers were last checked on {date} and may have changed.")
    return said.format(date=say_date(min(dates), language))


def _way(resource: Resource, pattern: str, language: str) -> str:
    words = translator(language).gettext(pattern)
    return words.format(number=resource.number, option=resource.option, keyword=resource.keyword)


def _pattern(resource: Resource) -> str:
    match resource.kind:
        case ResourceKind.TEXT:
            return "Text {keyword} to {number}" if resource.keyword else "Text {number}"
        case ResourceKind.CHAT:
            return "Chat at {number}"
    if resource.takes_texts:
        return "Call or text {number}"
    if not resource.option:
        return "Call {number}"
    if resource.option.isdigit():
        return "Call {number} and choose option {option}"
    return "Call {number} and choose the mental health option"


def _details(resource: Resource, language: str) -> Iterator[str]:
    _ = translator(language).gettext
    if resource.number and resource.kind is not ResourceKind.EMERGENCY:
        yield _hours(resource, language)
        if resource.number_kind is NumberKind.TOLL_FREE:
            yield _("free of charge")
        if resource.languages:
            yield _languages(resource.languages, language)
    if not resource.confirmed:
        yield _("not confirmed by an official page")


def _hours(resource: Resource, language: str) -> str:
    _ = translator(language).gettext
    if resource.always_open:
        return _("day and night")
    return say_windows(resource.windows, language) if resource.windows else _("its hours are not known to us")


def _languages(codes: tuple[str, ...], language: str) -> str:
    _ = translator(language).gettext
    if len(codes) > MOST_LANGUAGES:
        return _("{number} languages").format(number=len(codes))
    names = Locale.parse(spoken(language)).languages
    return join([str(names.get(code.replace("-", "_"), code)) for code in codes], language)


def _relay(resource: Resource, language: str) -> str:
    _ = translator(language).gettext
    match resource.relay:
        case (number,):
            return _("If you cannot hear or speak: {number}").format(number=number)
        case (first, number):
            said = _("If you cannot hear or speak: {first}, then {number}")
            return said.format(first=first, number=number)
    return ""
