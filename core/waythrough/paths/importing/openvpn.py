"""OpenVPN profiles with their files inside: what would run commands or read other files is taken out or refused."""

import re
from typing import Final

from waythrough.model.secret import Secret
from waythrough.paths.importing.cautions import EXPIRED, HOOKS
from waythrough.paths.importing.reasons import refusal
from waythrough.paths.importing.values import Draft

_HOOKS: Final = frozenset(
    {
        "up", "down", "up-restart", "down-pre", "route-up", "route-pre-down", "ipchange", "client-connect",
        "client-disconnect", "learn-address", "auth-user-pass-verify", "tls-verify", "tls-crypt-v2-verify",
        "script-security", "plugin", "iproute", "setenv", "setenv-safe", "engine", "providers", "dns-updown",
    }
)  # fmt: skip
"""Directives that start programs, load code, or hand settings to what does."""

_SYSTEM: Final = frozenset(
    {
        "log", "log-append", "status", "writepid", "cd", "chroot", "daemon", "management", "syslog", "user", "group",
        "tmp-dir", "askpass", "dev-node", "service", "block-outside-dns", "tls-export-cert", "replay-persist",
    }
)  # fmt: skip
"""Directives that write to the disk of this computer or belong to a service; a test has no use for them."""

_FILES: Final = frozenset(
    {"ca", "cert", "key", "tls-auth", "tls-crypt", "tls-crypt-v2", "pkcs12", "secret", "extra-certs", "crl-verify",
     "dh", "config", "capath", "http-proxy-user-pass"}
)  # fmt: skip
_BLOCK: Final = re.compile(r"<(/?)([a-z][a-z0-9-]{0,30})>")
_REMOTE: Final = re.compile(r"(?m)^[ \t]*remote[ \t]+\S+")
_OTHER_MARKS: Final = re.compile(
    r"(?m)^[ \t]*(?:client|tls-client|dev[ \t]+(?:tun|tap)\S*|proto[ \t]+(?:udp|tcp)\S*|<(?:ca|cert|key|connection)>|nobind"
    r"|remote-cert-tls[ \t]+\S+)[ \t]*\r?$"
)
MOST_CHARS: Final = 64 * 1024


def looks_like_profile(text: str) -> bool:
    """Whether a text is a profile of OpenVPN: it names a remote and something else that only profiles have."""
    return bool(_REMOTE.search(text) and _OTHER_MARKS.search(text))


def read_profile(text: str, name: str = "") -> Draft:
    """A profile; `name` is what its file is called. Raises ConfigError."""
    if len(text) > MOST_CHARS:
        raise refusal("path.too_large")
    kept: list[str] = []
    login: list[str] = []
    block, inline, needed, hooks = "", set[str](), set[str](), False
    for raw in text.splitlines():
        line = raw.strip().lstrip("\ufeff")
        if (mark := _BLOCK.fullmatch(line)) is not None:
            if (mark[1] == "/") != (block == mark[2]) or (not mark[1] and block not in ("", "connection")):
                raise refusal("path.needs_file")
            block = "" if mark[1] else mark[2]
            inline.add(mark[2])
            if mark[2] != "auth-user-pass":
                kept.append(line)
        elif block == "auth-user-pass":
            login.append(line)
        elif block and block != "connection":
            kept.append(line)
        elif line and line[0] not in "#;":
            word, *values = line.split(None, 1)
            word = word.lower().removeprefix("--")
            if word in _HOOKS:
                hooks = True
            elif word in _FILES and values and values[0].strip() != "[inline]":
                needed.add(word)
            elif word not in _SYSTEM and not (word in _FILES and values):
                kept.append("auth-user-pass" if word == "auth-user-pass" else line)
    if block or needed - inline:
        raise refusal("path.needs_file")
    profile = "\n".join(kept) + "\n"
    if not all(char.isprintable() or char in "\n\t" for char in profile):
        raise refusal("path.bad_text")
    if not _REMOTE.search(profile):
        raise refusal("path.no_endpoint")
    user, password = (*login, "", "")[:2]
    return Draft(
        kind="openvpn",
        name=name,
        fields={
            "profile": Secret(profile),
            "user": user,
            "password": Secret(password) if password else None,
        },
        cautions=(HOOKS,) * hooks + (EXPIRED,) * _expired(profile),
    )


def _expired(profile: str) -> bool:
    """Whether the client's certificate is past its date; not known without the package that reads it."""
    match = re.search(r"<cert>[^<]*?(-----BEGIN CERTIFICATE-----[^<]*-----END CERTIFICATE-----)", profile)
    if match is None:
        return False
    try:
        from waythrough.paths.importing.certificates import is_expired
    except ImportError:
        return False
    return is_expired(match[1])
