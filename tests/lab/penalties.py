"""Residual blocks: what a trigger leaves behind for the flows after it."""

from .judging import subnet
from .packets import Packet
from .rules import Rule, Scope

Where = tuple[object, ...]


def place(scope: Scope, packet: Packet, sni: str) -> Where:
    """Whom a penalty meets, as a key."""
    if scope is Scope.NAME:
        return (scope, packet.protocol, subnet(packet.dst), sni)
    if scope is Scope.ADDRESS:
        return (scope, packet.protocol, packet.dst)
    return (scope, packet.protocol, packet.dst, packet.dport)


class Penalties:
    """Those in force, by place; a later trigger at the same place takes over."""

    def __init__(self) -> None:
        self._until: dict[Where, tuple[float, Rule]] = {}

    def __bool__(self) -> bool:
        return bool(self._until)

    def impose(self, rule: Rule, packet: Packet, sni: str, now: float) -> None:
        """Remember what a rule leaves behind."""
        if rule.residual:
            where = place(rule.residual.scope, packet, sni)
            self._until[where] = (now + rule.residual.seconds, rule)

    def find(self, packet: Packet, now: float, *, sni: str = "", start: bool = False) -> Rule | None:
        """The rule whose residue meets this packet: a first packet (`start`), or with an SNI, or other data."""
        if not self._until:
            return None
        scopes = (Scope.NAME,) if sni else (Scope.ENDPOINT, Scope.ADDRESS)
        for scope in scopes:
            until, rule = self._until.get(place(scope, packet, sni), (0.0, None))
            if rule and rule.residual and now < until and (rule.residual.from_start or not start):
                return rule
        return None
