"""Rows of the table that cannot be emulated here, each with the reason; at most ten."""

from collections.abc import Mapping

MOST = 10
_NO_KIND = "the program has no ways of this kind yet, so that there is nothing to be judged: "
EXCUSED: Mapping[str, str] = {
    "PATH-10": _NO_KIND + "WireGuard",
    "PATH-11": _NO_KIND + "WireGuard",
    "PATH-28": _NO_KIND + "Tor",
    "PATH-29": _NO_KIND + "Snowflake",
    "PATH-31": _NO_KIND + "Shadowsocks and VMess",
    "PATH-35": _NO_KIND + "AmneziaWG",
}
