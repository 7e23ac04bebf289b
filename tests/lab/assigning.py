"""Turns actions into what treats the packets of one flow."""

from collections.abc import Callable

from .flow import Flow, Treatment, Weather
from .packets import Packet
from .redirects import Aliases, Led, Spliced
from .rules import (
    Action,
    Close,
    Delay,
    Drop,
    DropLarge,
    Forge,
    Freeze,
    Lose,
    Notice,
    Police,
    Pretend,
    Redirect,
    Reset,
    Shape,
    Stall,
    Unreachable,
)
from .treatments import Answered, Barred, Frozen, Pretending, Silent, Stalled, Torn
from .weather import Delaying, Losing, Policing, Shaping, TooLarge

Weathers = Police | Shape | Lose | Delay | DropLarge


def acts_later(action: Action) -> bool:
    """Whether the deed, and with it the count, comes after the decision."""
    return isinstance(action, Freeze | Stall) or (isinstance(action, Reset) and action.upon_answer)


def weather(action: Weathers, series: str) -> Weather:
    """What holds the packets of a flow back."""
    match action:
        case Police():
            return Policing(action)
        case Shape():
            return Shaping(action)
        case Lose():
            return Losing(action, series)
        case Delay():
            return Delaying(action)
        case DropLarge():
            return TooLarge(action)


def treatment(
    action: Action, flow: Flow, packet: Packet, said: bytes, aliases: Aliases, count: Callable[[], None]
) -> Treatment | None:
    """What treats a flow from this packet on; `said` is what its client has said (empty at its start)."""
    match action:
        case Drop():
            return Silent(action)
        case Unreachable():
            return Barred(action)
        case Reset():
            return Torn(action, count)
        case Notice(response):
            return Answered(response, packet)
        case Close():
            return Answered(b"", packet)
        case Pretend():
            return Pretending(action, packet)
        case Redirect():
            if said and packet.header:
                return Spliced(action, flow, packet, said, aliases)
            return Led(action, flow, packet, aliases)
        case Stall():
            return Stalled((flow.isn + 1 + len(said)) & 0xFFFFFFFF, count)
        case Freeze():
            return Frozen(action, count)
        case Forge() | Police() | Shape() | Lose() | Delay() | DropLarge():
            return None
