"""ssh:// links: user, host and port, with a password at most; keys come from files."""

import re
from typing import Final

from waythrough.paths.importing.reasons import refusal
from waythrough.paths.importing.values import Draft, decoded, optional_secret, read_link, server_of

_FINGERPRINT: Final = re.compile(r"SHA256:[A-Za-z0-9+/]{43}=?")


def read_ssh(text: str) -> Draft:
    """An ssh:// link; `host_key` may name the fingerprint of its host key. Raises ConfigError."""
    link = read_link(text)
    host, port = server_of(link.server, 22)
    user, _, password = link.login.partition(":")
    if not user:
        raise refusal("path.needs_login")
    fingerprint = link.option("host_key")
    if fingerprint and not _FINGERPRINT.fullmatch(fingerprint):
        raise refusal("path.bad_key")
    return Draft(
        kind="ssh",
        name=link.name,
        fields={
            "host": host,
            "port": port,
            "user": decoded(user),
            "password": optional_secret(decoded(password)),
            "agent": link.flag("agent"),
            "host_key": fingerprint.rstrip("="),
        },
    )
