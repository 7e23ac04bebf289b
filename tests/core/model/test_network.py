from ipaddress import ip_network

import pytest

from waythrough.model.network import AddressPlan, Canary, NetworkProfile


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("9.9.9.9", True),
        ("2620:fe::fe", True),
        ("10.10.34.35", False),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("198.18.0.7", False),
        ("224.0.0.1", False),
        ("fd00::1", False),
        ("64:ff9b::808:808", True),  # NAT64 carries public addresses
        ("2001::1", False),  # Teredo
    ],
)
def test_what_a_public_name_may_honestly_have(address: str, public: bool) -> None:
    assert AddressPlan().is_public(address) is public


def test_a_plan_of_its_own_comes_before_the_registries() -> None:
    plan = AddressPlan(
        public=(ip_network("127.0.0.0/8"),), bogon=(ip_network("9.9.9.0/24"), ip_network("::/0"))
    )
    assert plan.is_public("127.3.0.1")
    assert not plan.is_private("127.3.0.1")
    assert not plan.is_public("9.9.9.9")
    assert not plan.is_private("9.9.9.9"), "a bogon of this plan is on nobody's own network"
    assert not plan.is_public("2620:fe::fe")


@pytest.mark.parametrize(("address", "private"), [("192.168.1.1", True), ("::1", True), ("9.9.9.9", False)])
def test_what_can_only_be_at_home(address: str, private: bool) -> None:
    assert AddressPlan().is_private(address) is private


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(ValueError, match="news"):
        AddressPlan().is_public("news.test")


@pytest.mark.parametrize(
    ("status", "body", "known"),
    [
        (200, b"success", True),
        (200, b" success\n", True),
        (200, b"success<script>", False),
        (200, b"", False),
        (302, b"success", False),
        (None, b"success", False),
    ],
)
def test_a_known_page_is_known_exactly(status: int | None, body: bytes, known: bool) -> None:
    assert Canary(url="http://one.test/", status=200, text="success\n").matches(status, body) is known


def test_a_page_without_a_known_text_is_known_by_its_status() -> None:
    assert Canary(url="http://one.test/", status=204).matches(204, b"")
    assert Canary(url="http://one.test/", status=204).matches(204, b"anything")


def test_the_built_in_profile_lists_resolvers_of_unlike_operators() -> None:
    profile = NetworkProfile()
    assert profile.resolvers[0] == "system"
    assert len(set(profile.doh)) == len(profile.doh) >= 2
    assert not profile.practice
