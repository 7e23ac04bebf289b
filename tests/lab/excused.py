"""Rows of the table that cannot be emulated here, each with the reason; at most ten."""

from collections.abc import Mapping

MOST = 10
EXCUSED: Mapping[str, str] = {
    "PATH-28": "it takes a private network of Tor abroad, which needs minutes to come up; how far a bootstrap came "
    "and why is judged in tests/core/verdict and by tests/core/net with such a network",
    "PATH-29": "no program here speaks Snowflake's DTLS, so that there is nothing on the wire to be dropped",
    "PATH-31": "the clock is one for all namespaces of a machine: servers cannot be given another time than the client",
}
