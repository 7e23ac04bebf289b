"""tor://, interface:// and tricks:// links: ways that have no server of their own, as this program writes them."""

import re
from typing import Final

from waythrough.paths.importing.reasons import refusal
from waythrough.paths.importing.values import Draft, host_of, read_link

_INTERFACE: Final = re.compile(r"[A-Za-z0-9_.:@-]{1,64}")
SPLITS: Final = frozenset({"none", "tcp", "record", "both"})


def read_tor(text: str) -> Draft:
    """tor:// without more: Tor by its public entries. Raises ConfigError."""
    link = read_link(text)
    if link.server or link.login or link.path.strip("/") or link.options:
        raise refusal("path.bad_bridge")
    return Draft(kind="tor", fields={}, name=link.name)


def read_interface(text: str) -> Draft:
    """interface://tun0: whatever goes out by this interface. Raises ConfigError."""
    link = read_link(text)
    if link.login or link.path.strip("/") or link.options or not _INTERFACE.fullmatch(link.server):
        raise refusal("path.bad_interface")
    return Draft(kind="interface", fields={"interface": link.server}, name=link.name)


def read_tricks(text: str) -> Draft:
    """tricks://?doh=https://...&split=record. Raises ConfigError."""
    link = read_link(text)
    doh, split = link.option("doh"), link.option("split") or "none"
    known = not link.server and not link.login and set(link.options) <= {"doh", "split"}
    if not known or split not in SPLITS or (split == "none" and not doh):
        raise refusal("path.bad_trick")
    if doh:
        match = re.fullmatch(r"https://(\[[^\]]*\]|[^/:?#@\[\]]+)(?::\d{1,5})?(?:/[^\s#]*)?", doh)
        if match is None:
            raise refusal("path.bad_trick")
        host_of(match[1])
    return Draft(kind="tricks", fields={"doh": doh, "split": split}, name=link.name)
