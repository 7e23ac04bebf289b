"""What the operating system is told about names: the hosts file and its name servers."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

RESOLV_CONF = Path("/etc/resolv.conf")
_MAX_BYTES = 1 << 20  # block lists in hosts files are long, but not endless


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemNames:
    """`hosts` are the names that the hosts file answers, in lower case; `nameservers` the configured addresses."""

    hosts: frozenset[str] = frozenset()
    nameservers: tuple[str, ...] = ()


def hosts_file() -> Path:
    """Where this system keeps its hosts file."""
    if os.name == "nt":
        return Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "drivers" / "etc" / "hosts"
    return Path("/etc/hosts")


def read_system_names(hosts: Path | None = None, resolv_conf: Path = RESOLV_CONF) -> SystemNames:
    """Read both files; one that is missing or not readable counts as empty."""
    return SystemNames(
        hosts=frozenset(_hosts_names(_text(hosts or hosts_file()))), nameservers=nameservers(resolv_conf)
    )


def nameservers(resolv_conf: Path = RESOLV_CONF) -> tuple[str, ...]:
    """The configured name servers, in order; none where the system keeps them elsewhere."""
    return tuple(re.findall(r"(?m)^\s*nameserver\s+(\S+)", _text(resolv_conf)))


def _hosts_names(text: str) -> list[str]:
    names: list[str] = []
    for line in text.splitlines():
        words = line.partition("#")[0].split()
        names += [word.lower() for word in words[1:]]
    return names


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_MAX_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""
