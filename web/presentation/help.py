"""Help in an emergency, ready to be pressed: a number to dial, a page to open."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from notifications.domain.resource import Resource, ResourceKind
from notifications.domain.resource_words import HelpLine, in_words, say_checked


@dataclass(frozen=True, slots=True)
class Help:
    name: str
    way: str  # blank: the name says it all
    href: str  # blank: nothing to press
    text_way: str = ""  # where the number that is called can be texted as well
    text_href: str = ""
    details: str = ""
    relay: str = ""


@dataclass(frozen=True, slots=True)
class Helps:
    """`checked` says when the numbers were last confirmed, in the reader's language; blank: they never were.

    `unsure`: no official page confirms one of them, or none did for long.
    """

    lines: tuple[Help, ...]
    checked: str
    unsure: bool

    def __iter__(self) -> Iterator[Help]:
        return iter(self.lines)


def helps(resources: Iterable[Resource], on: date) -> Helps:
    """In the language of the page."""
    found, language = tuple(resources), get_language() or "en"
    return Helps(
        lines=tuple(map(_help, in_words(found, language))),
        checked=say_checked(found, language, on),
        unsure=any(not each.confirmed or each.stale(on) for each in found),
    )


def _help(line: HelpLine) -> Help:
    href, text_href, *_ = (*line.uris, "", "")
    return Help(
        name=line.name,
        way="" if line.kind is ResourceKind.PLACE else line.display,
        href=href,
        text_way=line.text_display,
        text_href=text_href,
        details=line.details,
        relay=line.relay,
    )
