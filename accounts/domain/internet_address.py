"""Addresses of the internet, as sockets name them."""

from ipaddress import IPv4Address, IPv6Address


def as_itself(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """An IPv4 address written as IPv6 (::ffff:0:0/96, RFC 4291 section 2.5.5.2) is told as what it is."""
    return (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address
