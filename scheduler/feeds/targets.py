"""What an address on the web says, read so strictly that no two readers can disagree on its host."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from scheduler.feeds.errors import RefusedAddressError

LONGEST = 2_000  # characters
PORTS = {"https": 443, "http": 80}
SCHEMES = {"https": "https", "webcal": "https", "webcals": "https", "http": "http"}

_PLAIN = re.compile(r"[!-\[\]-~]+")  # printable ASCII without the space and the backslash
_ADDRESS = re.compile(
    r"(?P<scheme>[a-z]+)://"
    r"(?P<host>[a-z0-9.-]+|\[[0-9a-f:.]+\])"
    r"(:(?P<port>[0-9]{1,5}))?"
    r"(?P<path>[/?][^#]*)?"
    r"(#.*)?",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Target:
    scheme: str  # https or http
    host: str  # a name or an IP address, lower case; IPv6 without brackets
    port: int  # 443 or 80
    path: str  # with its query

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"


def read_target(url: str, *, plain_http: bool = False) -> Target:
    """Raises RefusedAddressError."""
    found = _ADDRESS.fullmatch(url) if len(url) <= LONGEST and _PLAIN.fullmatch(url) else None
    scheme = SCHEMES.get(url.partition(":")[0].lower())
    if scheme is None or (scheme == "http" and not plain_http):
        raise RefusedAddressError("the calendar's address must begin with https:// or webcal://")
    if found is None:
        raise RefusedAddressError(
            "the calendar's address cannot be read; write it as https://name/path, the way the browser's "
            "address bar copies it, without spaces and without a user name or password"
        )
    port = int(found["port"] or PORTS[scheme])
    if port not in PORTS.values():
        raise RefusedAddressError(
            "the calendar's address names a port that is not reached from here; leave the port out"
        )
    path = found["path"] or "/"
    return Target(
        scheme=scheme,
        host=found["host"].lower().strip("[]"),
        port=port,
        path=path if path.startswith("/") else f"/{path}",
    )


def next_target(target: Target, location: str) -> Target:
    """Where a redirect leads, judged like a first address. Raises RefusedAddressError."""
    try:
        onward = read_target(_joined(target, location), plain_http=True)
    except RefusedAddressError:
        raise RefusedAddressError(
            "the calendar's server sends us on to an address that is not reached from here; "
            "open the calendar's address in a browser and copy the one it ends at"
        ) from None
    if (target.scheme, onward.scheme) == ("https", "http"):
        raise RefusedAddressError(
            "the calendar's server sends us from https:// to http://, where others can read along; "
            "ask its provider for an address that stays with https://"
        )
    return onward


def _joined(target: Target, location: str) -> str:
    if not _PLAIN.fullmatch(location):  # urljoin would drop line breaks and read on
        raise RefusedAddressError
    try:
        return urljoin(str(target), location)
    except ValueError:
        raise RefusedAddressError from None
