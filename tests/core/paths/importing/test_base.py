from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.paths.importing.corpus.sample import KEY, PUBLIC, UUID
from waythrough.model.secret import MASK
from waythrough.paths.base import ConfigError
from waythrough.paths.importing.base import (
    UNSUPPORTED,
    content_of,
    excerpt,
    is_scheme,
    masked_host,
    rejected,
    summary,
)
from waythrough.paths.importing.links import parse_spec
from waythrough.paths.importing.recognise import recognised


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("socks5://me:pass@192.0.2.1:1080", "socks5://••••@192.0.2.1:1080"),
        ("HTTPS://me:pass@proxy.test:443/", "https://••••@proxy.test:443/"),
        ("socks5://me:pass@[2001:db8::1]:1080", "socks5://••••@[2001:db8::1]:1080"),
        ("socks5://me:p@ss@192.0.2.1:1080", "socks5://••••"),
        ("ss://YWVzOnBhc3M@192.0.2.1:8388", "ss://••••"),
        ("trojan://pass@192.0.2.1:8388", "trojan://••••"),
        ("secret://whatever", MASK),
        ("192.0.2.1:1080:me:pass", MASK),
        ("pass", MASK),
        ("", MASK),
    ],
)
def test_a_line_is_shown_as_far_as_it_is_surely_not_secret(line: str, shown: str) -> None:
    assert excerpt(line) == shown


@given(st.text(min_size=6, max_size=30).filter(lambda text: text.strip() == text))
def test_a_password_is_never_shown(password: str) -> None:
    for line in (f"socks5://me:{password}", f"http://{password}@", f"{password}", f"h.test:1:me:{password}"):
        shown = excerpt(line)
        assert password not in shown or password in MASK or password in "socks5://http://"


def test_schemes_of_other_tools_are_known_as_such() -> None:
    assert is_scheme("vless")
    assert is_scheme("socks5")
    assert not is_scheme("gopher")
    assert all(UNSUPPORTED.values())


def test_a_refusal_keeps_the_words_of_its_error() -> None:
    shown = rejected(3, "x", ConfigError("path.x", "it is so", todo="do this"))
    assert (shown.line, shown.excerpt, shown.reason, shown.todo, shown.message_id) == (
        3, "x", "it is so", "do this", "path.x",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("proxy.example.org", "pr••••.org"),
        ("localhost", "lo••••"),
        ("198.51.100.7", "198.••••.7"),
        ("127.0.0.1", "127.0.0.1"),
        ("2001:db8::7", "2001:••••"),
    ],
)
def test_the_middle_of_a_host_is_hidden(host: str, shown: str) -> None:
    assert masked_host(host) == shown


def test_a_summary_tells_a_way_from_others_and_betrays_nothing() -> None:
    way = parse_spec("socks5://a.test:1 -> trojan://s3cret@proxy.example.org:443?type=ws#x")
    assert summary(way) == "pr••••.org:443, tls, ws, with a password, behind SOCKS5 proxy"
    bridge = parse_spec("obfs4 203.0.113.7:443 " + "A" * 40 + " cert=abc iat-mode=0")
    assert summary(bridge) == "with a secret"
    assert summary(parse_spec("socks5://[2001:db8::7]:1080")) == "[2001:••••]:1080"
    tunnel = parse_spec(
        f"wireguard://{quote(KEY, safe='')}@h.test:51820?publickey={quote(PUBLIC)}&address=10.0.0.2/32"
    )
    assert summary(tunnel) == "h••••.test:51820, with a key"
    assert summary(parse_spec(f"vless://{UUID}@h.test:443")).endswith("with a secret")
    assert summary(parse_spec("interface://tun0")) == "tun0"


def test_what_holds_the_same_is_the_same_whatever_it_is_called() -> None:
    one, two = parse_spec("socks5://me:pw@h.test:1#a"), parse_spec("socks5h://me:pw@h.test:1#b")
    assert content_of(one) == content_of(two)
    assert content_of(one) != content_of(parse_spec("socks5://me:px@h.test:1"))


def test_a_text_is_seen_by_what_was_taken_and_what_not() -> None:
    found = recognised("socks5://h.test:1\nnonsense\n", "list.txt")
    assert found.source == "list.txt"
    assert [spec.kind for spec in found.specs] == ["socks5"]
    assert [each.line for each in found.imported] == [1]
    assert [each.line for each in found.rejected] == [2]
