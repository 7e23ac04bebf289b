import pytest
from hypothesis import given
from hypothesis import strategies as st

from waythrough.wire.openvpn_profile import ProfileError, Proto, parse_profile
from waythrough.wire.openvpn_program import (
    Line,
    Pushed,
    Told,
    answer,
    parse_line,
    parse_push,
    program_config,
)

PROFILE = """
remote vpn.example 1194 udp
cipher AES-256-GCM
explicit-exit-notify 1
verify-x509-name "CN=a \\"b\\" \\\\c" subject
up /bin/true
log /tmp/x
dev tun7
auth-user-pass
<ca>
x
</ca>
<auth-user-pass>
me
word
</auth-user-pass>
<dh>
y
</dh>
"""


def config(proto: Proto = Proto.UDP, *, login: bool = True) -> str:
    profile = parse_profile(PROFILE)
    return program_config(profile, device="way1", host="192.0.2.1", port=7, proto=proto, login=login)


def test_only_what_runs_nothing_is_passed_on() -> None:
    lines = config().splitlines()
    assert '"cipher" "AES-256-GCM"' in lines
    assert '"verify-x509-name" "CN=a \\"b\\" \\\\c" "subject"' in lines
    assert '"dev" "way1"' in lines
    assert '"remote" "192.0.2.1" "7" "udp"' in lines
    assert '"auth-user-pass"' in lines
    assert "<ca>\nx\n</ca>" in config()
    assert not any(
        word in config() for word in ("/bin/true", "/tmp/x", "tun7", "vpn.example", "word", "<dh>")
    )


def test_over_tcp_what_is_for_udp_only_is_left_out() -> None:
    assert '"remote" "192.0.2.1" "7" "tcp-client"' in config(Proto.TCP)
    assert "explicit-exit-notify" not in config(Proto.TCP)
    assert "explicit-exit-notify" in config(Proto.UDP)
    assert "auth-user-pass" not in config(login=False)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_what_is_passed_on_reads_as_it_was_or_is_refused(text: str) -> None:
    try:
        profile = parse_profile("remote a.example\n" + text)
    except ProfileError:
        return
    told = program_config(profile, device="d", host="h", port=1, proto=Proto.UDP, login=False)
    again = parse_profile(told)
    assert again.lines[: len(profile.lines)] == profile.lines
    assert again.hooks == ()


def test_answers_are_quoted() -> None:
    assert answer("Auth", "me", 'a"b\\') == 'username "Auth" "me"\npassword "Auth" "a\\"b\\\\"\n'
    assert answer("Private Key", "", "word") == 'password "Private Key" "word"\n'


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (">STATE:1,CONNECTED,SUCCESS,10.8.0.2,,,,", Line(about=Told.STATE, word="CONNECTED", text="SUCCESS")),
        (">STATE:1,RECONNECTING,tls-error,,", Line(about=Told.STATE, word="RECONNECTING", text="tls-error")),
        (">STATE:", Line(about=Told.STATE)),
        (">PASSWORD:Need 'Auth' username/password", Line(about=Told.NEED, word="Auth")),
        (">PASSWORD:Verification Failed: 'Auth'", Line(about=Told.REFUSED, word="Auth")),
        (">PASSWORD:Auth-Token:abc", Line(about=Told.OTHER)),
        (">LOG:1,I,PUSH: Received control message: 'PUSH_REPLY,a b'", Line(about=Told.PUSH, text="PUSH_REPLY,a b")),
        (">LOG:1,I,something", Line(about=Told.OTHER)),
        (">FATAL:no, thanks", Line(about=Told.FATAL, text="no, thanks")),
        (">HOLD:Waiting for hold release:0", Line(about=Told.HOLD)),
        ("SUCCESS: hold release", Line(about=Told.OTHER)),
        ("", Line(about=Told.OTHER)),
    ],
)  # fmt: skip
def test_lines_of_the_management(text: str, line: Line) -> None:
    assert parse_line(text) == line


@pytest.mark.parametrize(
    ("text", "pushed"),
    [
        (
            ("PUSH_REPLY,dhcp-option DNS 10.8.0.1,dhcp-option DNS6 fd00::1,tun-mtu 1400,"
             "ifconfig-ipv6 fd00::2/64 fd00::1,ifconfig 10.8.0.2 255.255.255.0,peer-id 0"),
            Pushed(addresses=("fd00::2", "10.8.0.2"), dns=("10.8.0.1", "fd00::1"), mtu=1400),
        ),
        ("PUSH_REPLY,ifconfig 0.0.0.0 x,ifconfig fd00::2 x,ifconfig-ipv6 10.0.0.1/8 x", Pushed()),
        ("PUSH_REPLY,dhcp-option DNS ;reboot,dhcp-option DNS fe80::1%eth0,tun-mtu 99999999,tun-mtu 1", Pushed()),
        ("", Pushed()),
    ],
)  # fmt: skip
def test_pushed_options(text: str, pushed: Pushed) -> None:
    assert parse_push(text) == pushed


@given(st.text(max_size=200))
def test_whatever_is_told_is_read(text: str) -> None:
    parse_line(text)
    assert all("%" not in each for each in parse_push(text).addresses)
