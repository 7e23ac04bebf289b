"""OpenVPN profiles with their files inside: lines that would run programs are taken out before they are kept."""

import re
from typing import Final

from waythrough.model.secret import Secret
from waythrough.paths.base import ConfigError
from waythrough.paths.importing.cautions import EXPIRED, HOOKS, LOGIN
from waythrough.paths.importing.reasons import refusal
from waythrough.paths.importing.values import Draft
from waythrough.wire.openvpn_profile import HOOKS as RUN
from waythrough.wire.openvpn_profile import KEPT, Profile, ProfileError, parse_profile

_REMOTE: Final = re.compile(r"(?m)^[ \t]*remote[ \t]+\S+")
_OTHER_MARKS: Final = re.compile(
    r"(?m)^[ \t]*(?:client|tls-client|dev[ \t]+(?:tun|tap)\S*|proto[ \t]+(?:udp|tcp)\S*|<(?:ca|cert|key|connection)>"
    r"|nobind|remote-cert-tls[ \t]+\S+)[ \t]*\r?$"
)
_NOT_KEPT: Final = RUN | {"script-security", "setenv", "setenv-safe", "up-restart", "down-pre", "config"}
_WORDS: Final = (
    (RUN - {"up", "down", "plugin"}) | KEPT | _NOT_KEPT
    | {
        "client", "tls-client", "dev", "dev-type", "proto", "remote", "port", "rport", "lport", "nobind", "persist-key",
        "persist-tun", "resolv-retry", "remote-random", "verb", "auth-user-pass", "auth-retry", "pull", "route",
        "redirect-gateway", "dhcp-option", "float", "ca", "cert", "key", "tls-auth", "tls-crypt", "tls-crypt-v2",
        "pkcs12", "crl-verify", "block-outside-dns", "route-metric", "connect-retry", "connect-timeout", "topology",
        "server-poll-timeout", "up", "down", "plugin", "mute", "pull-filter", "ignore-unknown-option", "status", "log",
    }
)  # fmt: skip
_BLOCK: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]{0,30})>")


def looks_like_profile(text: str) -> bool:
    """Whether a text is a profile of OpenVPN: it names a remote and something else that only profiles have."""
    return bool(_REMOTE.search(text) and _OTHER_MARKS.search(text))


def is_directive(line: str) -> bool:
    """Whether a line is one of a profile: it begins as such do, and is no sentence."""
    words = line.split(None, 8)
    return (
        bool(words) and words[0] in _WORDS and len(words) < 8 and not line.endswith((".", "!", "?", ":", ","))
    )


def read_profile(text: str, name: str = "") -> Draft:
    """A profile; `name` is what its file is called. Raises ConfigError."""
    lines = text.removeprefix("\ufeff").splitlines()
    if not all(char.isprintable() or char == "\t" for line in lines for char in line):
        raise refusal("path.bad_text")
    kept, stripped = _without_hooks(lines)
    profile = "\n".join(kept) + "\n"
    try:
        read = parse_profile(profile)
    except ProfileError as error:
        raise ConfigError("path.openvpn_profile", str(error), todo="ask for a new profile") from None
    expired = _is_expired(read.block("cert"))
    return Draft(
        kind="openvpn",
        name=name,
        fields={"profile": Secret(profile)},
        cautions=(HOOKS,) * stripped
        + (EXPIRED,) * expired
        + (LOGIN,) * (read.login and not _has_login(read)),
    )


def _without_hooks(lines: list[str]) -> tuple[list[str], bool]:
    """The lines outside of inline files that run nothing, and whether any was taken out."""
    kept: list[str] = []
    block = ""
    for line in lines:
        if (mark := _BLOCK.fullmatch(line.strip())) is not None:
            block = "" if mark[1] or mark[2] == "connection" else mark[2]
        elif not block and line.split(None, 1)[:1] and _word(line) in _NOT_KEPT:
            continue
        kept.append(line)
    return kept, len(kept) < len(lines)


def _word(line: str) -> str:
    return line.split(None, 1)[0].strip("\"'").removeprefix("--").lower()


def _is_expired(certificate: str) -> bool:
    """Whether the client's certificate is past its date; not known without the package that reads it."""
    match = re.search(r"-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----", certificate)
    if match is None:
        return False
    try:
        from waythrough.paths.importing.certificates import is_expired
    except ImportError:
        return False
    return is_expired(match[0])


def _has_login(profile: Profile) -> bool:
    return bool(profile.block("auth-user-pass").strip())
