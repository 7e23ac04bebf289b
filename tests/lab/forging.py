"""Forged answers to DNS queries (`Forge`)."""

from . import dns, packets
from .flow import HERE, THERE, Move, Moves
from .packets import Packet
from .rules import Forge, Lie


def _fits(lie: Lie, kind: int) -> bool:
    """Whether a lie says something to this kind of question."""
    bare = not lie.addresses or lie.cname or lie.rcode
    return bool(bare or dns.of_kind(lie.addresses, kind))


def answers(action: Forge, packet: Packet, asked: dns.Question) -> Moves:
    """What the client gets, and the query itself if it may go on; nothing if no lie fits the question."""
    lies = action.lies
    if action.addresses or not lies:
        lies = (Lie(addresses=action.addresses), *lies)
    source, target = (packet.dst, packet.dport), (packet.src, packet.sport)
    moves: Moves = []
    for lie in lies:
        if _fits(lie, asked.kind):
            told = dns.reply(packet.payload, asked, lie.addresses, lie.rcode, cname=lie.cname, ttl=lie.ttl)
            moves.append(Move(HERE, packets.udp(*source, *target, told), lie.delay))
    if moves and not action.swallow:
        moves.append(Move(THERE, packet.raw))
    return moves
