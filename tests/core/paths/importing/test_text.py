import pytest

from waythrough.model.secret import MASK
from waythrough.paths.importing.text import import_paths

LIST = """\ufeff# my proxies
socks5://me:s3cret@192.0.2.1:1080

; a comment
// another
home=http://proxy.test:3128
nonsense
vless://s3cret@h.test:443
192.0.2.9:9050:me:s3cret
socks5h://me:s3cret@192.0.2.1:1080#again
socks5://a.test:1 -> http://b.test:2
"""


def test_a_bad_line_never_spoils_the_good_ones() -> None:
    result = import_paths(LIST, "clipboard")
    assert result.source == "clipboard"
    assert [(spec.kind, spec.name) for spec in result.specs] == [
        ("socks5", ""),
        ("http", "home"),
        ("socks5", ""),
        ("http", ""),
    ]
    assert [(item.line, item.message_id) for item in result.rejected] == [
        (7, "path.not_understood"),
        (8, "path.unsupported_kind"),
        (10, "path.twice"),
    ]
    assert "line 2" in result.rejected[2].reason
    assert [item.excerpt for item in result.rejected] == [MASK, "vless://••••", "socks5h://••••"]


def test_nothing_secret_is_told() -> None:
    assert "s3cret" not in repr(import_paths(LIST, "clipboard"))


@pytest.mark.parametrize(
    ("text", "tool", "line"),
    [
        ("# x\n[Interface]\nPrivateKey = s3cret\n[Peer]\n", "WireGuard", 2),
        ("client\ndev tun\nremote vpn.test 1194\n<key>s3cret</key>\n", "OpenVPN", 1),
        ("port: 7890\nproxies:\n  - name: x\n    password: s3cret\n", "Clash", 2),
        ('{"outbounds": [{"password": "s3cret"}]}', "sing-box or Xray", 1),
    ],
)
def test_files_of_other_tools_get_one_clear_sentence(text: str, tool: str, line: int) -> None:
    result = import_paths(text, "file.conf")
    assert result.specs == ()
    [item] = result.rejected
    assert item.line == line
    assert item.reason == f"{tool} is not supported yet"
    assert "s3cret" not in repr(result)


def test_a_paths_file_is_known_by_its_tables() -> None:
    result = import_paths('# mine\n[[path]]\nkind = "socks5"\nhost = "h.test"\nport = 1080\n', "paths.toml")
    assert [spec.kind for spec in result.specs] == ["socks5"]


def test_what_bare_servers_are_can_be_said() -> None:
    assert [spec.kind for spec in import_paths("h.test:1080\n", "x", default_kind="http").specs] == ["http"]


def test_an_empty_text_holds_nothing() -> None:
    result = import_paths("\n\n", "x")
    assert (result.specs, result.rejected) == ((), ())


def test_plain_links_in_a_file_that_is_no_toml_still_count() -> None:
    text = '[[path]]\nname = "Half\nsocks5://me:s3cret@a.test:1080\nb.test:3128\n  http://c.test:3128\n'
    found = import_paths(text, "ways.toml")
    assert [spec.fields["host"] for spec in found.specs] == ["a.test", "c.test"]
    (refused,) = found.rejected
    assert (refused.line, refused.reason) == (2, "this is not valid TOML")
    assert import_paths('[[path]]\nname = "Half\n', "ways.toml").specs == ()
