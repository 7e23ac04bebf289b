"""What is written is read again as the same way: every way of the corpus in every form that can say it."""

import json
from collections import Counter
from functools import cache

import pytest

from tests.core.paths.importing.corpus.everything import FORMATS
from waythrough.model.path import PathSpec
from waythrough.model.secret import Secret
from waythrough.paths.base import ConfigError
from waythrough.paths.exporting.forms import Form, export
from waythrough.paths.importing.base import Imported, content_of
from waythrough.paths.importing.links import parse_spec
from waythrough.paths.importing.recognise import recognise, recognised
from waythrough.paths.registry import KINDS
from waythrough.paths.sing_box import KINDS as SING_BOX_KINDS
from waythrough.wire.sing_box_outbound import outbound

LINKABLE = {
    "socks5", "socks4", "socks4a", "http", "https", "tor", "ssh", "shadowsocks", "wireguard", "vless", "vmess",
    "trojan", "hysteria2", "tuic", "anytls", "shadowtls", "interface", "tricks",
}  # fmt: skip
CARRIED_BY_SING_BOX = {each.id for each in SING_BOX_KINDS}
CARRIED = {
    Form.LINKS: LINKABLE,
    Form.CONF: {"wireguard", "openvpn"},
    Form.SING_BOX: LINKABLE - {"tor", "interface", "tricks"} | {"singbox"},
    Form.TOML: {each.id for each in KINDS} - {"direct", "program", "wireguard_system"},
    Form.QR: LINKABLE,
}


def meant(spec: PathSpec) -> object:
    """What a way is on the wire: the file for sing-box writes out what links leave to be understood."""
    return outbound(spec.kind, spec.fields) if spec.kind in CARRIED_BY_SING_BOX else content_of(spec)


@cache
def corpus() -> tuple[PathSpec, ...]:
    """Every different way of the corpus."""
    taken: dict[object, PathSpec] = {}
    for make in FORMATS.values():
        for sample in make():
            for item in recognise(sample.text):
                if isinstance(item, Imported):
                    taken.setdefault(content_of(item.spec), item.spec)
    return tuple(taken.values())


@pytest.mark.parametrize("form", [Form.LINKS, Form.CONF, Form.SING_BOX, Form.TOML])
def test_what_is_written_is_read_again_as_the_same(form: Form) -> None:
    carried: Counter[str] = Counter()
    for spec in corpus():
        written = export([spec], form)
        if written.left_out:
            assert not written.count
            continue
        found = recognised(written.content, "export")
        same = meant if form is Form.SING_BOX else content_of
        assert list(map(same, found.specs)) == [same(spec)], (form, spec.kind, spec.fields)
        if form in (Form.LINKS, Form.TOML) and spec.kind != "tor":
            assert found.specs[0].name == spec.name or form is Form.TOML
        carried[spec.kind] += 1
    assert set(carried) == CARRIED[form]


def test_codes_are_read_again() -> None:
    first = {spec.kind: spec for spec in corpus() if not export([spec], Form.LINKS).left_out}
    assert set(first) == CARRIED[Form.QR]
    for spec in first.values():
        found = recognised(export([spec], Form.QR).content, "code.png")
        assert [content_of(each) for each in found.specs] == [content_of(spec)]


@pytest.mark.parametrize("form", [Form.LINKS, Form.SING_BOX, Form.TOML])
def test_many_ways_in_one_file(form: Form) -> None:
    written = export(corpus(), form)
    found = recognised(written.content, "export")
    assert written.count > 200
    assert written.count + len(written.left_out) == len(corpus())
    assert len(found.items) == written.count
    # ways that differ only in what goes without saying are one way once it is said
    assert {each.message_id for each in found.rejected} <= (
        {"path.twice"} if form is Form.SING_BOX else set()
    )


def test_chains_are_written_as_chains() -> None:
    spec = parse_spec("socks5://a.test:1#a -> trojan://p@b.test:443#b")
    (again,) = recognised(export([spec], Form.LINKS).content, "x").specs
    assert content_of(again) == content_of(spec)
    for form in (Form.CONF, Form.SING_BOX):
        ((name, error),) = export([spec], form).left_out
        assert (name, error.message_id) == ("b", "path.not_in_form")


def test_a_program_is_never_a_link() -> None:
    spec = PathSpec(id="x", kind="program", fields={"command": "run me", "proxy": "socks5"})
    for form in (Form.LINKS, Form.CONF, Form.SING_BOX, Form.QR):
        assert export([spec], form).left_out


def test_secrets_are_in_what_is_written_and_nowhere_else() -> None:
    spec = parse_spec("trojan://s3cret-7@b.test:443")
    written = export([spec], Form.LINKS)
    assert b"s3cret-7" in written.content
    assert "s3cret-7" not in repr(written)


def test_the_sing_box_file_is_what_sing_box_expects() -> None:
    spec = parse_spec("trojan://pw@b.test:443?type=ws&path=/w&host=c.test&sni=s.test#T")
    value = json.loads(export([spec], Form.SING_BOX).content)
    assert value == {
        "outbounds": [
            {
                "tag": "T", "type": "trojan", "server": "b.test", "server_port": 443, "password": "pw",
                "tls": {"enabled": True, "server_name": "s.test", "alpn": ["http/1.1"]},
                "transport": {"type": "ws", "path": "/w", "headers": {"Host": "c.test"}},
            }
        ]
    }  # fmt: skip


def test_a_code_that_is_too_long_is_told() -> None:
    spec = PathSpec(
        id="x", kind="trojan", fields={"host": "a.test", "port": 1, "password": Secret("x" * 4000)}
    )
    with pytest.raises(ConfigError, match="too long"):
        export([spec], Form.QR)
