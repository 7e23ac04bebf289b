"""IPv6 addresses that DNS64 made of IPv4 ones (RFC 6052), and how its prefix is recognised (RFC 7050)."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

from waythrough.model.network import RFC7050_ADDRESSES

LENGTHS: Final = (96, 64, 56, 48, 40, 32)
"""The prefix lengths of RFC 6052, section 2.2."""


def prefixes(addresses: Iterable[str]) -> tuple[IPv6Network, ...]:
    """The prefixes behind AAAA answers for the name that has IPv4 addresses only. Raises ValueError."""
    found: dict[IPv6Network, None] = {}
    for each in addresses:
        address = ip_address(each)
        if isinstance(address, IPv6Address):
            for length in LENGTHS:
                if _embedded(address, length) in RFC7050_ADDRESSES:
                    found[IPv6Network((address, length), strict=False)] = None
                    break
    return tuple(found)


def unwrapped(address: str, networks: Iterable[IPv6Network]) -> str:
    """The IPv4 address inside an address of one of the networks, else the address itself."""
    parsed = ip_address(address)
    for network in networks:
        if isinstance(parsed, IPv6Address) and parsed in network:
            return str(_embedded(parsed, network.prefixlen))
    return address


def _embedded(address: IPv6Address, length: int) -> IPv4Address:
    raw = address.packed
    if length <= 64:
        raw = raw[:8] + raw[9:]  # octet 8 is kept zero and skipped (RFC 6052, 2.2)
    return IPv4Address(raw[length // 8 : length // 8 + 4])
