"""Which addresses may be reached: public ones, and none that leads back inside."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_network

from accounts.domain.internet_address import as_itself

Address = IPv4Address | IPv6Address

# `is_global` alone lets some of these through, and which ones changes with Python's patch level.
REFUSED = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by a carrier's customers; Alibaba's metadata
        "127.0.0.0/8",  # this machine
        "168.63.129.16/32",  # Azure's own services, though it looks public
        "169.254.0.0/16",  # link-local; most clouds' metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; Oracle's metadata
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved
        "::/96",  # unspecified, this machine, and IPv4 in its oldest disguise
        "64:ff9b::/96",  # IPv4 behind a translator (NAT64)
        "64:ff9b:1::/48",  # likewise
        "100::/64",  # discarded
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # IPv4 in 6to4
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fc00::/7",  # private; Amazon's metadata
        "fe80::/10",  # link-local
        "fec0::/10",  # site-local, long withdrawn
        "ff00::/8",  # multicast
    )
)


def may_be_reached(address: Address) -> bool:
    return is_public(address) and not is_this_machine(address)


def is_public(address: Address) -> bool:
    """An IPv4 address written as IPv6 is judged as what it is."""
    address = as_itself(address)
    return address.is_global and not any(address in block for block in REFUSED)


def is_this_machine(address: Address) -> bool:
    """Whether we would speak to it from that same address. Asks the routing table; nothing is sent."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6  # noqa: PLR2004  IP's version
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((str(address), 9))
        except OSError:  # no way there at all
            return False
        return bool(probe.getsockname()[0] == str(address))
