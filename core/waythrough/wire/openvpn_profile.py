"""What an OpenVPN profile (.ovpn) says, read so that nothing in it can run, load or read anything."""

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from waythrough.model.secret import Secret

DEFAULT_PORT: Final = 1194
MOST_REMOTES: Final = 64  # as many as OpenVPN itself takes (CONNECTION_LIST_SIZE)
_LONGEST: Final = 64 * 1024  # characters

HOOKS: Final = frozenset(
    {
        "up", "down", "route-up", "route-pre-down", "ipchange", "tls-verify", "client-connect", "plugin",
        "client-disconnect", "learn-address", "auth-user-pass-verify", "tls-crypt-v2-verify", "iproute",
        "client-crresponse", "dns-updown", "engine", "providers", "pkcs11-providers", "tls-export-cert",
    }
)  # fmt: skip
"""Lines that run programs or load code: never followed, told to the user."""

KEPT: Final = frozenset(
    {
        "allow-compression", "auth", "auth-nocache", "cipher", "comp-lzo", "compress", "data-ciphers",
        "data-ciphers-fallback", "explicit-exit-notify", "fragment", "hand-window", "keepalive",
        "key-direction", "link-mtu", "mssfix", "mtu-disc", "mute-replay-warnings", "ncp-ciphers",
        "ns-cert-type", "peer-fingerprint", "ping", "ping-exit", "ping-restart", "push-peer-info", "rcvbuf",
        "remote-cert-eku", "remote-cert-ku", "remote-cert-tls", "reneg-bytes", "reneg-pkts", "reneg-sec",
        "replay-window", "sndbuf", "tls-cert-profile", "tls-cipher", "tls-ciphersuites", "tls-groups",
        "tls-timeout", "tls-version-max", "tls-version-min", "tran-window", "tun-mtu", "verify-x509-name",
    }
)  # fmt: skip
"""Lines that the openvpn program is given as they are; every other one is ours or left out."""

_FILES: Final = frozenset(
    {"ca", "capath", "cert", "config", "crl-verify", "extra-certs", "key", "pkcs12", "secret", "tls-auth"}
    | {"tls-crypt", "tls-crypt-v2"}
)
_BLOCKS: Final = (_FILES - {"capath", "config"}) | {"auth-user-pass", "connection", "dh", "peer-fingerprint"}
_WRAPS: Final = ("tls-crypt-v2", "tls-crypt", "tls-auth")


class ProfileError(ValueError):
    """A profile that cannot be used; the words hold nothing out of it but names of its lines."""


class Proto(StrEnum):
    """What carries the packets."""

    UDP = "udp"
    TCP = "tcp"


class Wrap(StrEnum):
    """How packets of the control channel are protected besides TLS."""

    PLAIN = "plain"
    AUTH = "tls-auth"
    CRYPT = "tls-crypt"
    CRYPT_V2 = "tls-crypt-v2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """One server of a profile; `family` 4 or 6 where the profile wants one only, else None."""

    host: str
    port: int
    proto: Proto
    family: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A profile, read.

    `blocks` are the inline parts by name; `lines` those lines that the program may be given; `hooks` the names of
    lines that would have run something; `missing` the names of lines that refer to files outside; `left_out` the
    names of further lines that are not followed; `login`: the server asks for user and password.
    """

    remotes: tuple[Remote, ...]
    wrap: Wrap
    key_direction: int | None
    auth: str
    login: bool
    blocks: Mapping[str, Secret] = field(repr=False)
    lines: tuple[tuple[str, ...], ...] = field(repr=False)
    hooks: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def block(self, name: str) -> str:
        """An inline part, "" when there is none."""
        found = self.blocks.get(name)
        return found.reveal() if found is not None else ""

    def option(self, name: str) -> tuple[str, ...] | None:
        """The arguments of the last line of this name, None when there is none."""
        return next((line[1:] for line in reversed(self.lines) if line[0] == name), None)


@dataclass(slots=True)
class _Draft:
    """What has been read so far. Settings may stand behind the remotes that they hold for, so these come last."""

    blocks: dict[str, Secret] = field(default_factory=dict)
    lines: list[tuple[str, ...]] = field(default_factory=list)
    remotes: list[tuple[tuple[str, ...], dict[str, str]]] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    hooks: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    direction: str = ""
    login: bool = False


def parse_profile(text: str) -> Profile:
    """Read a profile. Raises ProfileError; what is missing in it is told by `Profile.missing`."""
    if len(text) > _LONGEST:
        raise ProfileError("the profile is longer than 64 KB")
    draft = _Draft()
    for words, block in _statements(text):
        _take(draft, words, block)
    if not draft.remotes:
        raise ProfileError("the profile names no server (a line “remote”)")
    if len(draft.remotes) > MOST_REMOTES:
        raise ProfileError(f"the profile names more than {MOST_REMOTES} servers")
    if "secret" in draft.blocks or "secret" in draft.files:
        raise ProfileError("the profile uses one static key (a line “secret”), which OpenVPN has given up")
    device = draft.settings.get("dev-type") or draft.settings.get("dev", "tun")
    if device.startswith("tap"):
        raise ProfileError(
            "the profile joins networks on the Ethernet level (“dev tap”), which is not offered"
        )
    wrap = next((each for each in _WRAPS if each in draft.blocks or each in draft.files), Wrap.PLAIN.value)
    auth = next((line[1] for line in reversed(draft.lines) if line[0] == "auth" and len(line) > 1), "SHA1")
    return Profile(
        remotes=tuple(_remote(words, {**draft.settings, **own}) for words, own in draft.remotes),
        wrap=Wrap(wrap),
        key_direction=_direction(draft),
        auth=auth.upper(),
        login=draft.login,
        blocks=draft.blocks,
        lines=tuple(draft.lines),
        hooks=tuple(dict.fromkeys(draft.hooks)),
        missing=tuple(name for name in dict.fromkeys(draft.files) if name not in draft.blocks),
        left_out=tuple(dict.fromkeys(draft.left_out)),
    )


def _take(draft: _Draft, words: tuple[str, ...], block: str | None) -> None:
    name, arguments = words[0], words[1:]
    if name in ("proto", "port", "rport", "dev", "dev-type"):
        draft.settings["port" if name == "rport" else name] = arguments[0] if arguments else ""
    elif name == "remote" and arguments:
        draft.remotes.append((arguments, {}))
    elif name == "connection" and block is not None:
        _take_connection(draft, block)
    elif name in HOOKS:
        draft.hooks.append(name)
    elif name == "auth-user-pass":
        draft.login = True
        if block is not None:
            draft.blocks[name] = Secret(block)
    elif block is not None:
        if name in _BLOCKS:
            draft.blocks[name] = Secret(block)
        else:
            draft.left_out.append(name)
    elif name in _FILES:
        if name == "tls-auth" and len(arguments) > 1:
            draft.direction = arguments[1]
        if arguments and arguments[0] != "[inline]":
            draft.files.append(name)
    elif name in KEPT:
        draft.lines.append(words)
    else:
        draft.left_out.append(name)


def _take_connection(draft: _Draft, block: str) -> None:
    """One <connection>: a remote with settings of its own."""
    inner = _Draft()
    for words, inside in _statements(block):
        if inside is not None:
            raise ProfileError("a “connection” holds another block")
        _take(inner, words, None)
    draft.remotes += [(arguments, inner.settings) for arguments, _ in inner.remotes]
    draft.hooks += inner.hooks
    draft.left_out += inner.left_out
    draft.files += inner.files


def _direction(draft: _Draft) -> int | None:
    """The direction of the tls-auth key: the last line “key-direction”, or the second word of “tls-auth”."""
    said = [line[1] for line in draft.lines if line[0] == "key-direction" and len(line) > 1]
    text = said[-1] if said else draft.direction
    if text not in ("", "0", "1"):
        raise ProfileError("the direction of the key is neither 0 nor 1 (“key-direction”)")
    return int(text) if text else None


def _remote(words: tuple[str, ...], settings: Mapping[str, str]) -> Remote:
    proto = words[2] if len(words) > 2 else settings.get("proto", "udp")
    port = words[1] if len(words) > 1 else settings.get("port", str(DEFAULT_PORT))
    host = words[0].removeprefix("[").removesuffix("]")
    if not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536):
        raise ProfileError("a port is not a number from 1 to 65535 (a line “remote” or “port”)")
    bare = proto.lower().removesuffix("-client")
    if bare not in ("udp", "udp4", "udp6", "tcp", "tcp4", "tcp6"):
        raise ProfileError("a protocol is neither UDP nor TCP (a line “proto” or “remote”)")
    return Remote(host=host, port=int(port), proto=Proto(bare[:3]), family=_family(host, bare))


def _family(host: str, proto: str) -> int | None:
    try:
        return ipaddress.ip_address(host).version
    except ValueError:
        return int(proto[3]) if len(proto) > 3 else None


def _statements(text: str) -> Iterator[tuple[tuple[str, ...], str | None]]:
    """Every line as words, and every inline block as its name with its text. Raises ProfileError."""
    lines = iter(text.removeprefix("\ufeff").splitlines())
    for line in lines:
        stripped = line.strip()
        if stripped.startswith("<") and stripped.endswith(">") and not stripped.startswith("</"):
            name = stripped[1:-1].strip().lower()
            yield (name,), _block(name, lines)
        elif words := split_words(stripped):
            yield (words[0].removeprefix("--").lower(), *words[1:]), None


def _block(name: str, lines: Iterator[str]) -> str:
    body: list[str] = []
    for line in lines:
        if line.strip().lower() == f"</{name}>":
            return "\n".join(body) + "\n"
        body.append(line)
    raise ProfileError(f"the block “{name[:32]}” has no end")


def split_words(line: str) -> tuple[str, ...]:
    """The words of a line as OpenVPN parts them: quotes of both kinds, backslashes, comments. Raises ProfileError."""
    words: list[str] = []
    word: list[str] = []
    quote, begun = "", False
    letters = iter(line)
    for letter in letters:
        if letter == "\\" and quote != "'":
            word.append(next(letters, ""))
            begun = True
        elif quote and letter == quote:
            quote = ""
        elif quote:
            word.append(letter)
        elif letter in "#;" and not begun:
            break
        elif letter in "\"'":
            quote, begun = letter, True
        elif not letter.isspace():
            word.append(letter)
            begun = True
        elif begun:
            words.append("".join(word))
            word, begun = [], False
    if quote:
        raise ProfileError("a quote has no end")
    if begun:
        words.append("".join(word))
    return tuple(words)
