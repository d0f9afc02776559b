"""Help in an emergency, ready to be pressed: a number to dial, a page to open."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from notifications.domain.resources import Resource, ResourceKind

_SCHEMES = {ResourceKind.EMERGENCY: "tel:", ResourceKind.CALL: "tel:", ResourceKind.TEXT: "sms:"}


@dataclass(frozen=True, slots=True)
class Help:
    name: str
    way: str  # blank: the name says it all
    href: str  # blank: nothing to press


def helps(resources: Iterable[Resource]) -> tuple[Help, ...]:
    return tuple(Help(_(each.name), _way(each), _href(each)) for each in resources)


def _way(resource: Resource) -> str:
    return "" if resource.kind is ResourceKind.PLACE else _(resource.display)


def _href(resource: Resource) -> str:
    if resource.dial.startswith("https://"):
        return resource.dial
    dial = "".join(each for each in resource.dial if each.isdecimal() or each in "+*#,")
    return f"{_SCHEMES[resource.kind]}{dial}" if dial and resource.kind in _SCHEMES else ""
