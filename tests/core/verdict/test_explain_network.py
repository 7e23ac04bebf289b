"""Banners for what concerns the whole line."""

import pytest

from tests.core.verdict.making import verdict
from waythrough.model.verdict import Confidence, Label, Layer, Verdict
from waythrough.verdict.explain_banner import BannerAction
from waythrough.verdict.explain_network import network_banner, network_banners


@pytest.mark.parametrize(
    ("of", "title", "action", "masks"),
    [
        (verdict(Label.CAPTIVE_PORTAL), "This network wants you to sign in first", BannerAction.OPEN_SIGN_IN, True),
        (verdict(Label.NO_INTERNET), "You are not online", BannerAction.CHECK_AGAIN, True),
        (
            verdict(Label.CLOCK_SKEW, seconds="-10800", qualifier="masking"),
            "The clock of this computer is 3 hours slow",
            BannerAction.SET_CLOCK,
            True,
        ),
        (
            verdict(Label.CLOCK_SKEW, seconds="300"),
            "The clock of this computer is 5 minutes fast",
            BannerAction.SET_CLOCK,
            False,
        ),
        (verdict(Label.CLOCK_SKEW, seconds=""), "The clock of this computer is wrong", BannerAction.SET_CLOCK, False),
        (
            verdict(Label.LOCAL_INTERCEPTION, issuer="CN=Shield"),
            "Another program on this computer or your local network is changing connections",
            BannerAction.CHECK_AGAIN,
            True,
        ),
        (
            verdict(Label.UNTARGETED_BLOCKING),
            "Almost everything foreign is closed on this network",
            BannerAction.ADD_WAY,
            True,
        ),
        (
            verdict(Label.UNTARGETED_BLOCKING, sure=Confidence.LIKELY),
            "Almost everything foreign seems to be closed on this network",
            BannerAction.ADD_WAY,
            True,
        ),
        (
            verdict(Label.UNTARGETED_BLOCKING, qualifier="port"),
            "Safe lines to almost everything are closed on this network",
            BannerAction.ADD_WAY,
            True,
        ),
        (verdict(Label.NETWORK_TROUBLE), "This line is weak or unsteady", BannerAction.CHECK_AGAIN, False),
        (
            verdict(Label.NETWORK_TROUBLE, layer=Layer.DNS),
            "The name server of this network does not answer",
            BannerAction.CHECK_AGAIN,
            False,
        ),
        (verdict(Label.INCONCLUSIVE), "Something concerns the whole line", BannerAction.CHECK_AGAIN, False),
    ],
)  # fmt: skip
def test_banners(of: Verdict, title: str, action: BannerAction, masks: bool) -> None:
    banner = network_banner(of)
    assert (str(banner.title), banner.action, banner.masks) == (title, action, masks)
    assert str(banner.sentence).endswith(".")
    assert str(banner.action_text)


def test_what_opens_safe_lines_is_named_by_its_certificate() -> None:
    assert "CN=Shield" in str(network_banner(verdict(Label.LOCAL_INTERCEPTION, issuer="CN=Shield")).sentence)
    assert "addresses" in str(network_banner(verdict(Label.LOCAL_INTERCEPTION, layer=Layer.DNS)).sentence)
    assert "antivirus" in str(network_banner(verdict(Label.LOCAL_INTERCEPTION)).sentence)


def test_one_banner_a_label_and_the_masking_one_first() -> None:
    found = network_banners(
        [
            verdict(Label.OK),
            verdict(Label.NETWORK_TROUBLE),
            verdict(Label.NETWORK_TROUBLE),
            verdict(Label.NO_INTERNET),
        ]
    )
    assert [banner.masks for banner in found] == [True, False]


def test_a_portal_says_how_to_get_to_its_page() -> None:
    told = str(network_banner(verdict(Label.CAPTIVE_PORTAL, got="login.cafe.example")).sentence)
    assert told.endswith(
        "Open any web page in your browser: the sign-in page (login.cafe.example) comes by itself."
    )
