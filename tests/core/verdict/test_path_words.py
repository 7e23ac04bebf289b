"""Every word of a way's last step has its rule, and every such rule its words."""

import pytest

from waythrough.model.observation import PathDetail
from waythrough.model.tunnel import TunnelWord
from waythrough.verdict.path_words import (
    BY_KIND,
    DATA_SILENT,
    PSK_MISMATCH,
    TUNNEL_SILENT,
    WRONG_KEY,
    rule_of,
)
from waythrough.wire.openvpn import Reply

SUCCESSES = {
    TunnelWord.ANSWERED,
    TunnelWord.PORT_HELPED,
    TunnelWord.JUNK_HELPED,
    TunnelWord.PING_ANSWERED,
    TunnelWord.PING_SILENT,
    TunnelWord.DNS_ANSWERED,
    TunnelWord.DNS_SILENT,
    TunnelWord.DATA_KEEPALIVE,
}
TOLD_BY_STAGE = {Reply.ANSWERED, Reply.TLS_OK, Reply.TLS_FAILED, Reply.REFUSED, Reply.UNREACHABLE}


def detail(kind: str, words: str) -> PathDetail:
    return PathDetail(hop=0, kind=kind, reply_text=words)


def test_no_word_is_forgotten() -> None:
    assert set(BY_KIND["wireguard"]) | SUCCESSES == set(TunnelWord)
    assert set(BY_KIND["openvpn"]) | TOLD_BY_STAGE == set(Reply)


@pytest.mark.parametrize(
    ("kind", "words", "rule"),
    [
        ("wireguard", "silent", TUNNEL_SILENT),
        ("wireguard_system", "silent", TUNNEL_SILENT),
        ("wireguard", "psk_mismatch", PSK_MISMATCH),
        ("wireguard", "data_silent", DATA_SILENT),
        ("wireguard", "answered", ""),
        ("openvpn", "wrong_key", WRONG_KEY),
        ("openvpn", "tls_failed", ""),
        ("http", "silent", ""),
        ("ssh", "host_key_changed SHA256:abc", "path.host_key_changed"),
        ("socks5", "", ""),
    ],
)
def test_the_rule_of_a_word(kind: str, words: str, rule: str) -> None:
    assert rule_of(detail(kind, words)) == rule


def test_what_is_no_step_of_a_way_has_none() -> None:
    assert rule_of(None) == ""
