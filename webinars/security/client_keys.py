"""The key by which limits per client count requests."""

import ipaddress

# The smallest network that providers assign to one customer, who can use every address in it.
IPV6_PREFIX = 64


def client_key(address: str) -> str:
    """Return the IPv4 address, or the /64 network of the IPv6 address, of a client.

    An IPv4-mapped IPv6 address counts as its IPv4 address. Other text, such as the empty name of a local
    socket, is returned unchanged.
    """
    try:
        ip = ipaddress.ip_address(address.strip())
    except ValueError:
        return address.strip()
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((int(ip), IPV6_PREFIX), strict=False))
