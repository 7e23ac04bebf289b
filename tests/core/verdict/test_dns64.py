"""Addresses that DNS64 made, and its prefix (RFC 6052, section 2.4 has the examples)."""

from ipaddress import IPv6Network

import pytest

from waythrough.verdict.dns64 import prefixes, unwrapped

MADE = [
    # RFC 6052, 2.4: 192.0.2.33 under the prefixes of each length
    ("2001:db8::/32", "2001:db8:c000:221::"),
    ("2001:db8:100::/40", "2001:db8:1c0:2:21::"),
    ("2001:db8:122::/48", "2001:db8:122:c000:2:2100::"),
    ("2001:db8:122:300::/56", "2001:db8:122:3c0:0:221::"),
    ("2001:db8:122:344::/64", "2001:db8:122:344:c0:2:2100::"),
    ("2001:db8:122:344::/96", "2001:db8:122:344::192.0.2.33"),
    ("64:ff9b::/96", "64:ff9b::192.0.2.33"),
]


@pytest.mark.parametrize(("prefix", "address"), MADE)
def test_the_address_inside_is_found_under_every_length_of_prefix(prefix: str, address: str) -> None:
    assert unwrapped(address, [IPv6Network(prefix)]) == "192.0.2.33"


@pytest.mark.parametrize(
    ("answer", "prefix"),
    [
        ("64:ff9b::192.0.0.170", "64:ff9b::/96"),
        ("2001:db8:122:344::192.0.0.171", "2001:db8:122:344::/96"),
        ("2001:db8:122:344:c0:0:aa00::", "2001:db8:122:344::/64"),
    ],
)
def test_the_prefix_shows_in_the_answer_for_the_name_without_ipv6(answer: str, prefix: str) -> None:
    assert prefixes(["192.0.0.170", answer]) == (IPv6Network(prefix),)


def test_no_prefix_no_change() -> None:
    assert prefixes(["192.0.0.170", "2001:db8::1"]) == ()
    assert unwrapped("2001:db8::1", []) == "2001:db8::1"
    assert unwrapped("192.0.2.1", [IPv6Network("64:ff9b::/96")]) == "192.0.2.1"
    assert unwrapped("2001:db8::1", [IPv6Network("64:ff9b::/96")]) == "2001:db8::1"
