"""What the rows of QUIC and ECH share: hosts that speak HTTP/3, a target with a key for ECH, and looks at both."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tests.core.wire.ech_configs import config, config_list
from waythrough.model.verdict import Label
from waythrough.net.deadline import Patience
from waythrough.net.quic import QuicTry, quic_try
from waythrough.net.trust import Trust
from waythrough.wire.client_hello import client_hello, ech_extension, esni_extension
from waythrough.wire.ech import read_ech_keys

from .censor import COMMON, FINE_ROW, VALID_THERE
from .raw import PATIENCE_S, Saw, dial, seen
from .raw_tools import quic
from .scenario import OK, Offer, Raw, Row, Truth
from .spec import Internet, Say, Service, Site
from .standard import OFFER, TARGET, TARGET_AT, internet

if TYPE_CHECKING:
    from .world import Lab

COVER = "cover.maple.example"  # the public name of the target's key for ECH
KEYS = config_list(config(COVER.encode()))
H3_HOSTS = {
    "h3.oak.example": "203.0.113.35",
    "h3.birch.example": "203.0.113.36",
    "h3.maple.example": "203.0.113.37",
}
H3_NAME, H3_AT = next(iter(H3_HOSTS.items()))
RECORD = Service(alpn=("h3", "h2", "http/1.1"), ech=KEYS)
URL = f"https://{TARGET}/"
QUIET = "silent"
VALID = "valid"
QUIC_S = 1.5

WITH_H3: Offer = replace(OFFER, more={"quic_hosts": tuple(H3_HOSTS)})


def quick(
    target: Site | None = None, *, says: dict[str, Say] | None = None, neutral_h3: bool = True
) -> Internet:
    """The standard internet with neutral hosts for QUIC; the target serves HTTP/3 and has a key for ECH."""
    own = target or Site(names=(TARGET, COVER), address=TARGET_AT, h3=True, service=RECORD)
    hosts = (Site(names=(name,), address=at, h3=neutral_h3) for name, at in H3_HOSTS.items())
    return internet(own, *hosts, says=says)


def found(*labels: Label) -> Truth:
    """The platform is open, and its side legs leave these findings."""
    return replace(OK, findings=labels)


def rows(*labels: Label) -> tuple[Row, ...]:
    """The target with findings, and another platform."""
    return Row(id="target", url=URL, alone=found(*labels), beside=found(*labels)), FINE_ROW


def look(name: str, address: str) -> Callable[["Lab"], object]:
    """A probe: how a QUIC handshake for a name at an address ends."""
    return lambda lab: quic(address, name, lab.papers.root)


def look_hidden(lab: "Lab") -> object:
    """A probe: whether the target answers over QUIC when its name is hidden by its key for ECH."""
    what = QuicTry(address=TARGET_AT, port=443, server_name=TARGET, ech=KEYS)
    seen = asyncio.run(quic_try(what, Trust(roots=lab.papers.root), Patience(hard=QUIC_S)))
    return VALID if seen.handshake.bytes_received else QUIET


def looks(name: str, address: str, count: int) -> Callable[["Lab"], object]:
    """A probe: all ends that so many QUIC handshakes come to."""
    return lambda lab: {quic(address, name, lab.papers.root, QUIC_S) for _ in range(count)}


def hello(kind: str, *, name: str = TARGET, address: str = TARGET_AT) -> Callable[["Lab"], object]:
    """A probe: whether a hello is answered, "plain" or with "grease", "real" (then for COVER) or "esni" in it."""
    extra = {
        "plain": b"",
        "grease": ech_extension(os.urandom),
        "real": ech_extension(os.urandom, read_ech_keys(KEYS)),
        "esni": esni_extension(os.urandom),
    }[kind]
    record = client_hello(COVER if kind == "real" else name, os.urandom, extra=extra)
    return lambda _: seen(partial(_said, address, record))


def _said(address: str, record: bytes) -> Saw:
    with dial(address, 443, PATIENCE_S) as stream:
        stream.sendall(record)
        return Saw.OPEN if stream.recv(1) == b"\x16" else Saw.RESET


BOTH_OPEN = (
    *COMMON,
    VALID_THERE,
    Raw(what="a neutral host answers over QUIC", probe=look(H3_NAME, H3_AT), expect=VALID),
)
