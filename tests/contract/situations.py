"""What may be done to a way's server, by packets dropped and refused on the line in front of it."""

import subprocess
from enum import StrEnum

from tests.lab.packets import TCP
from tests.leak.world import ENTRY
from tests.ways.real import RealWay


class Situation(StrEnum):
    """The columns of the table; `leak` is the engine's whole run, the others open one way by hand."""

    WORKS = "works"
    WRONG_SECRET = "wrong secret"
    DEAD = "dead"
    SILENT = "silent"
    BLOCKED = "blocked handshake"
    CUT = "mid-stream cut"
    CANCEL = "cancel"


def rules(way: RealWay, situation: Situation) -> str:
    """The packet filter of the line; "" lets everything pass.

    dead: nobody listens there; silent: TCP connects and then no byte comes back, UDP vanishes; blocked and cut: the
    first words are answered by a reset, datagrams by "prohibited" (when cut: by nothing).
    """
    lines = [each for protocol in way.protocols for each in _lines(protocol, way.port, situation)]
    return "".join(f"    {line}\n" for line in lines)


def _lines(protocol: int, port: int, situation: Situation) -> list[str]:
    to = f"ip daddr {ENTRY} {'tcp' if protocol == TCP else 'udp'} dport {port}"
    back = f"ip saddr {ENTRY} {'tcp' if protocol == TCP else 'udp'} sport {port}"
    match situation, protocol == TCP:
        case Situation.DEAD, True:
            return [f"{to} tcp flags & syn == syn reject with tcp reset"]
        case Situation.DEAD, False:
            return [f"{to} reject with icmp port-unreachable"]
        case ((Situation.SILENT | Situation.CANCEL), True):
            return [f"{back} tcp flags & syn == 0 drop"]
        case ((Situation.BLOCKED | Situation.CUT), True):
            return [f"{to} tcp flags & psh == psh reject with tcp reset"]
        case Situation.BLOCKED, False:
            return [f"{to} reject with icmp admin-prohibited"]
        case ((Situation.SILENT | Situation.CUT | Situation.CANCEL), False):
            return [f"{to} drop"]
    return []


def script(body: str) -> str:
    """The filter as nft takes it: one table, replaced as a whole."""
    chain = f"  chain forward {{\n    type filter hook forward priority 0;\n{body}  }}\n" if body else ""
    return f"table inet cut {{}}\ndelete table inet cut\ntable inet cut {{\n{chain}}}\n"


def load(text: str) -> None:
    """Put a filter in force in this thread's namespace. Raises CalledProcessError."""
    subprocess.run(["nft", "-f", "-"], input=text, text=True, check=True, capture_output=True)
