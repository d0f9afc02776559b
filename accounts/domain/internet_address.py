"""Addresses of the internet, as sockets name them."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address


def as_itself(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """An IPv4 address written as IPv6 (::ffff:0:0/96, RFC 4291 section 2.5.5.2) is told as what it is."""
    return (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address


def as_one_place(address: str) -> str:
    """As tries and questions are counted: whoever has an IPv6 network has 2 ** 64 addresses at least.

    RFC 6177: no site is given less than a /64. What is no address is told as it is.
    """
    try:
        known = as_itself(ip_address(address))
    except ValueError:
        return address
    if isinstance(known, IPv4Address):
        return str(known)
    return str(IPv6Network((int(known), 64), strict=False))
