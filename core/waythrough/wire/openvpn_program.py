"""What the openvpn program is told and what it tells: its configuration, its management lines, pushed options."""

import ipaddress
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from waythrough.wire.openvpn_profile import Profile, Proto, split_words

_BLOCKS: Final = frozenset(
    {"ca", "cert", "crl-verify", "extra-certs", "key", "peer-fingerprint", "pkcs12"}
    | {"tls-auth", "tls-crypt", "tls-crypt-v2"}
)
_UDP_ONLY: Final = frozenset({"explicit-exit-notify", "fragment"})
_PUSH: Final = re.compile(r"PUSH: Received control message: '(PUSH_REPLY.*)'$")
_QUOTED: Final = re.compile(r"'([^']*)'")


class Told(StrEnum):
    """What a management line is about (OpenVPN, management-notes.txt)."""

    STATE = "state"
    NEED = "need"  # a user and password, or the passphrase of a key
    REFUSED = "refused"  # those were not taken
    PUSH = "push"
    FATAL = "fatal"
    HOLD = "hold"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the management interface: `word` is a state or what is needed, `text` the reason or the rest."""

    about: Told
    word: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """What the server pushed: our addresses inside, its resolvers, the MTU (None: not said)."""

    addresses: tuple[str, ...] = ()
    dns: tuple[str, ...] = ()
    mtu: int | None = None


def program_config(profile: Profile, *, device: str, host: str, port: int, proto: Proto, login: bool) -> str:
    """A configuration with only those lines of the profile that run nothing, and ours, which come last and count."""
    kept = [line for line in profile.lines if proto is Proto.UDP or line[0] not in _UDP_ONLY]
    own = [
        ("client",),
        ("dev", device),
        ("dev-type", "tun"),
        ("remote", host, str(port), "udp" if proto is Proto.UDP else "tcp-client"),
        ("nobind",),
        ("persist-tun",),  # an interface made anew would stand outside of the namespace
        ("route-noexec",),
        ("ifconfig-noexec",),
        ("script-security", "1"),
        ("auth-retry", "none"),
        ("connect-retry-max", "1"),
        (
            "setenv",
            "opt",
            "disable-dco",
        ),  # its interfaces cannot be moved; versions before 2.6 do not know the word
        ("verb", "3"),
        ("suppress-timestamps",),
        *([("auth-user-pass",)] if login else []),
    ]
    lines = [" ".join(map(_quoted, words)) for words in (*kept, *own)]
    blocks = [
        f"<{name}>\n{text.reveal()}</{name}>" for name, text in profile.blocks.items() if name in _BLOCKS
    ]
    return "\n".join([*lines, *blocks, ""])


def answer(kind: str, user: str, password: str) -> str:
    """The lines that hand over what a NEED line asks for; `user` "" for a passphrase."""
    name = [f"username {_quoted(kind)} {_quoted(user)}"] if user else []
    return "".join(f"{line}\n" for line in [*name, f"password {_quoted(kind)} {_quoted(password)}"])


def parse_line(line: str) -> Line:
    """One line of the management interface."""
    about, _, rest = line.partition(":")
    match about:
        case ">STATE":
            parts = rest.split(",")
            return Line(about=Told.STATE, word="".join(parts[1:2]), text="".join(parts[2:3]))
        case ">PASSWORD":
            named = _QUOTED.search(rest)
            word = named[1] if named else ""
            if rest.startswith("Need"):
                return Line(about=Told.NEED, word=word)
            return Line(
                about=Told.REFUSED if rest.startswith("Verification Failed") else Told.OTHER, word=word
            )
        case ">LOG":
            found = _PUSH.search(rest)
            return Line(about=Told.PUSH, text=found[1]) if found else Line(about=Told.OTHER)
        case ">FATAL":
            return Line(about=Told.FATAL, text=rest)
        case ">HOLD":
            return Line(about=Told.HOLD)
        case _:
            return Line(about=Told.OTHER)


def parse_push(text: str) -> Pushed:
    """What of a PUSH_REPLY concerns us; what cannot be read counts as not said."""
    addresses: list[str] = []
    dns: list[str] = []
    mtu: int | None = None
    for option in text.split(","):
        words = option.split()
        match words:
            case ["ifconfig", address, *_] if own := _address(address, 4):
                addresses.append(own)
            case ["ifconfig-ipv6", address, *_] if own := _address(address.partition("/")[0], 6):
                addresses.append(own)
            case ["dhcp-option", "DNS" | "DNS6", address] if own := _address(address):
                dns.append(own)
            case ["tun-mtu", size] if size.isascii() and size.isdigit() and 576 <= int(size[:6]) <= 9000:
                mtu = int(size)
    return Pushed(addresses=tuple(addresses), dns=tuple(dns), mtu=mtu)


def _address(text: str, version: int | None = None) -> str:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return ""
    usable = version in (None, found.version) and not (found.is_unspecified or found.is_multicast)
    return str(found) if usable and "%" not in text else ""


def _quoted(word: str) -> str:
    """A word so that OpenVPN reads it as one and as it is."""
    quoted = '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
    assert split_words(quoted) == (word,)
    return quoted
