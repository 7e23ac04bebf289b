"""Bridge lines are read as Tor reads them, and no line's content gets into the words of a refusal."""

import pytest

from waythrough.wire.tor_bridge import BridgeLineError, parse_bridge

PRINT = "0123456789ABCDEF0123456789ABCDEF01234567"
GOOD = (
    (f"198.18.4.7:443 {PRINT}", "", ("198.18.4.7", 443)),
    (f"Bridge 198.18.4.7:443 {PRINT.lower()}", "", ("198.18.4.7", 443)),
    ("bridge 198.18.4.7:443", "", ("198.18.4.7", 443)),
    (f"obfs4 198.18.4.7:9001 {PRINT} cert=abc/def+1 iat-mode=0", "obfs4", ("198.18.4.7", 9001)),
    (f"obfs4 [fd00::7]:9001 ${PRINT} cert=abc iat-mode=2", "obfs4", ("fd00::7", 9001)),
    (f"webtunnel [2001:db8::1]:443 {PRINT} url=https://a.test/x ver=0.0.1", "webtunnel", ("a.test", 443)),
    ("webtunnel 192.0.2.3:1 url=https://a.test:8443/x", "webtunnel", ("a.test", 8443)),
    (f"snowflake 192.0.2.3:80 {PRINT} fingerprint={PRINT} url=https://b.test/ fronts=a,b", "snowflake", None),
    (f"meek_lite 192.0.2.20:80 {PRINT} url=https://b.test front=c.test", "meek_lite", None),
    ("other 192.0.2.3:80 key=a=b", "other", None),
    ("scramblesuit 198.18.4.7:80 password=A", "scramblesuit", ("198.18.4.7", 80)),
)
BAD = (
    ("", "missing"),
    ("Bridge", "missing"),
    ("obfs4", "missing"),
    ("obfs4 example.test:443 cert=a", "missing"),
    ("obfs4 198.18.4.999:443 cert=a", "address cannot be read"),
    ("[1::2::3]:443", "address cannot be read"),
    ("198.18.4.7:0", "port"),
    ("198.18.4.7:65536", "port"),
    (f"198.18.4.7:443 {PRINT} cert=a", "no transport"),
    (f"obfs4 198.18.4.7:443 {PRINT}", "cert="),
    (f"obfs4 198.18.4.7:443 {PRINT} cert=", "cert="),
    (f"obfs4 198.18.4.7:443 {PRINT[1:]} cert=a", "key=value"),
    ("obfs4 198.18.4.7:443 =a", "key=value"),
    ("webtunnel 192.0.2.3:1", "url="),
    ("webtunnel 192.0.2.3:1 url=ftp://a.test", "url="),
    ("webtunnel 192.0.2.3:1 url=https://[a", "url="),
    ("198.18.4.7:443\x00", "one line"),
    ("198.18.4.7:443\n198.18.4.8:443", "one line"),
    ("x 198.18.4.7:443 a=" + "b" * 4096, "one line"),
)


@pytest.mark.parametrize(("line", "transport", "server"), GOOD)
def test_lines_that_tor_takes(line: str, transport: str, server: tuple[str, int] | None) -> None:
    bridge = parse_bridge(line)
    assert bridge.transport == transport
    assert bridge.server == server
    assert parse_bridge(bridge.text) == bridge
    assert bridge.fingerprint in ("", PRINT)


@pytest.mark.parametrize(("line", "reason"), BAD)
def test_lines_that_are_none(line: str, reason: str) -> None:
    with pytest.raises(BridgeLineError, match=reason) as caught:
        parse_bridge(line)
    assert "198.18" not in str(caught.value)


def test_the_address_of_a_fronted_bridge_is_a_dummy_whatever_it_is() -> None:
    bridge = parse_bridge("webtunnel 198.18.4.7:443 url=https://a.test/secret")
    assert bridge.dummy
    assert bridge.endpoint == "198.18.4.7:443"
    assert "secret" not in repr(bridge)
    assert parse_bridge("[fd00::7]:1").endpoint == "[fd00::7]:1"
