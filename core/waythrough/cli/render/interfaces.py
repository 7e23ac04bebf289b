"""The list of this computer's network interfaces, in plain words, with the line to type for each."""

from collections.abc import Sequence

from rich.text import Text as Line

from waythrough.cli.render.lists import table
from waythrough.cli.render.screen import Screen, sentence
from waythrough.net.own_interfaces import OwnInterface


def show_interfaces(found: Sequence[OwnInterface], screen: Screen) -> None:
    """Each interface, and how to go out beside a VPN that is on."""
    if not found:
        sentence(screen, Line("No network interface is up."))
        return
    rows = [(each.name, words(each), ", ".join(each.addresses), way(each)) for each in found]
    table(rows, screen, heads=("interface", "what it is", "addresses", "as a way"))
    vpn = next((each for each in found if each.vpn and each.default), None)
    beside = next((each for each in found if each.leads_out and not each.vpn and not each.default), None)
    if vpn is not None and beside is not None:
        text = (
            f"A VPN is on ({vpn.name}). To test the line beside it, type: waythrough paths test {way(beside)}"
        )
        sentence(screen, Line(text))
    elif vpn is not None:
        sentence(screen, Line(f"A VPN is on ({vpn.name}), and no other interface leads out."))


def words(interface: OwnInterface) -> str:
    """What an interface is."""
    kind = "looks like a VPN" if interface.vpn else "a network"
    if interface.default:
        return f"{kind}, in use"
    if interface.leads_out is False:
        return f"{kind}, leads nowhere"
    return kind if interface.leads_out is None else f"{kind}, leads out too"


def way(interface: OwnInterface) -> str:
    """The way that leaves by it."""
    return f"interface://{interface.name}" if interface.leads_out is not False else ""
