"""Which zone a calendar means: an IANA name, a Windows name, or one that the file itself defines.

The library keeps the first definition of a name for the life of the process, for every file. So the name of a
definition is replaced by a hash of its text before it is parsed: what one file says of a zone stays in it.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, tzinfo
from functools import cache

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from scheduler.domain.errors import UnknownZone
from scheduler.domain.wall_clock import zone, zone_names

LONGEST_DEFINITION = 20_000  # characters
_NAME = re.compile(r"^TZID[^:\r\n]*:(.*)$", re.MULTILINE | re.IGNORECASE)
_YEARLY_ONLY = re.compile(r"FREQ=(?!YEARLY)", re.IGNORECASE)


class Zones:
    """The zones of one file."""

    def __init__(self, definitions: Iterable[str]) -> None:
        self._definitions = {found[1].strip(): text for text in definitions if (found := _NAME.search(text))}
        self._made: dict[str, tzinfo | None] = {}
        self._names: list[str] = []

    def alias(self, name: str) -> str:
        """A plain name in its stead for the library, which refuses some and has its own mind about others."""
        if name not in self._names:
            self._names.append(name)
        return f"zone-{self._names.index(name)}"

    def behind(self, alias: str) -> tzinfo | None:
        """None where nobody can say which zone is meant."""
        return self._named(self._names[int(alias.removeprefix("zone-"))])

    def _named(self, name: str) -> tzinfo | None:
        if name not in self._made:
            self._made[name] = known_zone(name) or self._defined(name) or known_zone(_without_vendor(name))
        return self._made[name]

    @property
    def unknown(self) -> list[str]:
        """The names asked for that nobody knows."""
        return [name for name, found in self._made.items() if found is None]

    def _defined(self, name: str) -> tzinfo | None:
        text = self._definitions.get(name, "")
        if not text or len(text) > LONGEST_DEFINITION or _YEARLY_ONLY.search(text):
            return None
        own_name = hashlib.sha256(text.encode()).hexdigest()
        try:
            made = Timezone.from_ical(_NAME.sub(f"TZID:{own_name}", text, count=1))
            found = made.to_tz(lookup_tzid=False) if isinstance(made, Timezone) else None
        except Exception:  # noqa: BLE001  the library raises many kinds; the zone counts as not defined
            return None
        return found if isinstance(found, tzinfo) else None


def known_zone(name: str) -> tzinfo | None:
    """By its IANA name in any case, or by its Windows name."""
    wanted = WINDOWS_TO_OLSON.get(name, name).strip()
    if wanted.upper() in {"UTC", "Z", "GMT", "ETC/UTC"}:
        return UTC
    try:
        return zone(_by_lower_name().get(wanted.lower(), wanted))
    except UnknownZone:
        return None


def _without_vendor(name: str) -> str:
    """`/mozilla.org/20050126_1/Europe/Berlin` means Europe/Berlin."""
    return "/".join(name.split("/")[-2:])


@cache
def _by_lower_name() -> dict[str, str]:
    return {name.lower(): name for name in zone_names()}
