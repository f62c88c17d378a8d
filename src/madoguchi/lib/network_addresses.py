"""Where a request comes from, behind reverse proxies of ours."""

from __future__ import annotations

import ipaddress
from ipaddress import IPv4Address, IPv6Address


def sender_of(remote: str, forwarded: str, proxies: int) -> IPv4Address | IPv6Address | None:
    """The address of whoever sent a request; None where it cannot be known.

    `remote` is the other end of the connection, `forwarded` the header `X-Forwarded-For`, which is believed
    as far as so many `proxies` of ours have written it, counted from the right: what is left of that anybody
    can send.

    >>> str(sender_of("10.0.0.1", "203.0.113.9, 198.51.100.7", 1))
    '198.51.100.7'
    """
    hops = [one.strip() for one in forwarded.split(",") if one.strip()]
    text = remote
    if proxies:
        text = hops[-proxies] if len(hops) >= proxies else ""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def counted_as(address: IPv4Address | IPv6Address) -> str:
    """Under what the requests of an address are counted; with IPv6 its network, of which a household has 2⁶⁴
    addresses.

    >>> counted_as(ipaddress.ip_address("2001:db8::17"))
    '2001:db8::/64'
    """
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return str(address)


def network_of(address: IPv4Address | IPv6Address) -> str:
    """The network that an address belongs to as somebody may hold it whole: 256 addresses, with IPv6 the 2¹⁶
    networks that a line or a rented machine can have.

    >>> network_of(ipaddress.ip_address("203.0.113.9")), network_of(ipaddress.ip_address("2001:db8::17"))
    ('203.0.113.0/24', '2001:db8::/48')
    """
    if isinstance(address, IPv6Address) and not address.ipv4_mapped:
        return str(ipaddress.ip_network(f"{address}/48", strict=False))
    four = address.ipv4_mapped if isinstance(address, IPv6Address) else address
    return str(ipaddress.ip_network(f"{four}/24", strict=False))
