"""Which help is shown: by where the client is, and never a foreign number by default."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache

from notifications.domain.errors import ResourcesError
from notifications.domain.helpline_files import every_line, helplines
from notifications.domain.resource import Evidence, NumberKind, Resource, ResourceKind
from notifications.domain.tiers import Category

LOCAL_EMERGENCY = Resource(
    token="local_emergency",  # noqa: S106  a name of the resource, no secret
    also=("emergency_services",),
    name="Emergency services",
    said="your local emergency number",
    kind=ResourceKind.EMERGENCY,
)
FIND_A_HELPLINE = Resource(
    token="findahelpline",  # noqa: S106  likewise
    also=("local_crisis_line",),
    name="Find a helpline in your country",
    said="findahelpline.com",
    kind=ResourceKind.CHAT,
    number_kind=NumberKind.WEB,
    dial="https://findahelpline.com",
    evidence=Evidence.OWN,
    source="https://findahelpline.com/AU",
    verified_on=date(2026, 11, 25),
)
NEAREST_ER = Resource(
    token="nearest_er",  # noqa: S106  likewise
    name="The nearest emergency department",
    said="the nearest emergency department",
    kind=ResourceKind.PLACE,
)
YOUR_DOCTOR = Resource(token="gp", name="Your doctor", said="your doctor", kind=ResourceKind.PLACE)  # noqa: S106
ANYWHERE = (LOCAL_EMERGENCY, FIND_A_HELPLINE)
_TRUST = ("confirmed", Evidence.SECONDARY.value, "general", Evidence.LIST.value)
_A_QUIET_NAME = "A free and confidential line"  # what stands on a phone that somebody else may read


def resources_for(
    *,
    client_region: str | None,
    clinician_region: str | None,
    tokens: Sequence[str] = (),
    categories: Sequence[str] = (),
) -> tuple[Resource, ...]:
    """The emergency number first, then lines: for what sounds gravest, as the policy names them, the others.

    Regions are ISO 3166 codes such as `US-NY`. The client's decides; where it is unknown, the clinician's.
    A number that the policy names (`tokens`) but that does not work where the client is, is left out. Lines
    for one matter alone, such as poisoning, stand there only where `categories` of the screening, the gravest
    first, ask for it.
    What no official page confirms is never all there is: the general answer stands beside it, and before
    what only a list has.
    """
    here = _backed(_regional(client_region or clinician_region))
    named = _named(tokens, here)
    fitting = [each for each in here if _fits(each, categories)]
    gravest = categories[:1]
    for_just_this = (each for each in here if each.confirmed and set(gravest) & set(each.topics))
    ranked = sorted(fitting, key=lambda each: _rank(each, gravest))
    wanted = dict.fromkeys((*for_just_this, *named, *ranked))
    shown = sorted(wanted, key=lambda each: each.kind is not ResourceKind.EMERGENCY)
    return tuple(map(_quiet, shown) if Category.ABUSE_DANGER in categories else shown)


@cache
def countries_reached() -> Mapping[str, frozenset[str]]:
    """The countries in which a number reaches help, by its tokens and by what is dialled."""
    found: dict[str, set[str]] = {}
    for region, line in every_line():
        for number in {line.token, *line.also, line.dial} - {""}:
            found.setdefault(number, set()).add(region[:2])
    return {number: frozenset(countries) for number, countries in found.items()}


def _regional(region: str | None) -> tuple[Resource, ...]:
    """Of the part of the country, else of the country; a broken file costs nobody the way to help."""
    code = (region or "").upper()
    for known in dict.fromkeys((code, code[:2])):
        try:
            if found := helplines(known):
                return found
        except ResourcesError:
            continue  # `checked_helplines` reports it
    return ()


def _backed(regional: tuple[Resource, ...]) -> tuple[Resource, ...]:
    """With the general answer, wherever nothing confirmed gives it."""
    confirmed = [each for each in regional if each.confirmed]
    number = any(each.kind is ResourceKind.EMERGENCY for each in confirmed)
    line = any(each.kind is not ResourceKind.EMERGENCY and not each.topics for each in confirmed)
    general = (*(() if number else (LOCAL_EMERGENCY,)), *(() if line else (FIND_A_HELPLINE,)))
    return (*general, *regional)


def _named(tokens: Sequence[str], here: Iterable[Resource]) -> Iterator[Resource]:
    """A general token, such as `local_crisis_line`, stands for what the region shows anyway."""
    by_token = {each.token: each for each in (NEAREST_ER, YOUR_DOCTOR, FIND_A_HELPLINE)}
    by_token |= {token: each for each in here for token in (each.token, *each.also)}
    yield from (by_token[token] for token in tokens if token in by_token)


def _fits(resource: Resource, categories: Collection[str]) -> bool:
    return not resource.topics or not set(categories).isdisjoint(resource.topics)


def _rank(resource: Resource, categories: Collection[str]) -> tuple[int, bool]:
    """The better we know it, the earlier; among equals, what is there for just this."""
    return _TRUST.index(_trust(resource)), set(categories).isdisjoint(resource.topics)


def _trust(resource: Resource) -> str:
    if resource is LOCAL_EMERGENCY:
        return "confirmed"
    if resource is FIND_A_HELPLINE:
        return "general"
    return "confirmed" if resource.confirmed else resource.evidence.value


def _quiet(resource: Resource) -> Resource:
    if Category.ABUSE_DANGER not in resource.topics:
        return resource
    return resource.model_copy(update={"name": _A_QUIET_NAME})
