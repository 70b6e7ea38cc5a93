"""IP addresses that the internet reaches; others are never fetched on behalf of a user (SSRF)."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_COMPATIBLE = IPv6Network("::/96")
_IPV4_BITS = 0xFFFFFFFF


def is_public(address: str) -> bool:
    """Return whether an IP address is global, and so is each IPv4 address that it embeds.

    Translated and tunnelled addresses (mapped, compatible, NAT64, 6to4, Teredo) lead to the embedded one.
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        embedded = list(_embedded(parsed))
        if embedded:
            return all(one.is_global and not one.is_multicast for one in embedded)
    return parsed.is_global and not parsed.is_multicast


def _embedded(address: IPv6Address) -> list[IPv4Address]:
    addresses = []
    if address.ipv4_mapped is not None:
        addresses.append(address.ipv4_mapped)
    if address.sixtofour is not None:
        addresses.append(address.sixtofour)
    if address.teredo is not None:
        addresses += address.teredo
    if address in _COMPATIBLE or any(address in network for network in _NAT64):
        addresses.append(IPv4Address(int(address) & _IPV4_BITS))
    return addresses
