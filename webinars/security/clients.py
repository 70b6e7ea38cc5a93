"""Which requests come from one client: the key that every limit per client counts by."""

import ipaddress

# What one line of an internet provider is given at least: its holder has every address in it.
IPV6_PREFIX = 64


def client_key(address: str) -> str:
    """Return the IPv4 address, or the IPv6 network of 64 bits, that a request comes from.

    An IPv4 address written as IPv6 is that IPv4 address. What is no address, such as the empty name of a
    local socket, is returned as it is.
    """
    try:
        found = ipaddress.ip_address(address.strip())
    except ValueError:
        return address.strip()
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((int(found), IPV6_PREFIX), strict=False))
