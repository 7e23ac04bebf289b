"""The list of this computer's network interfaces, in plain words, with the line to type for each."""

from collections.abc import Sequence
from typing import Final

from rich.text import Text as Line

from waythrough.cli.render.lists import table
from waythrough.cli.render.screen import Screen, sentence
from waythrough.net.own_interfaces import OwnInterface
from waythrough.verdict.words import Text, msg, word_in

_HEADS: Final = (
    word_in("head", "interface"),
    word_in("head", "what it is"),
    word_in("head", "addresses"),
    word_in("head", "as a way"),
)


def show_interfaces(found: Sequence[OwnInterface], screen: Screen) -> None:
    """Each interface, and how to go out beside a VPN that is on."""
    if not found:
        sentence(screen, Line(screen.translate("No network interface is up.")))
        return
    rows = [
        (each.name, screen.translate.render(words(each)), ", ".join(each.addresses), way(each))
        for each in found
    ]
    table(rows, screen, heads=_HEADS)
    vpn = next((each for each in found if each.vpn and each.default), None)
    beside = next((each for each in found if each.leads_out and not each.vpn and not each.default), None)
    if vpn is not None and beside is not None:
        text = screen.translate(
            "A VPN is on ({vpn}). To test the line beside it, type: {command}",
            vpn=vpn.name,
            command=f"waythrough paths test {way(beside)}",
        )
        sentence(screen, Line(text))
    elif vpn is not None:
        sentence(
            screen,
            Line(screen.translate("A VPN is on ({vpn}), and no other interface leads out.", vpn=vpn.name)),
        )


def words(interface: OwnInterface) -> Text:
    """What an interface is."""
    kind = msg("looks like a VPN") if interface.vpn else msg("a network")
    if interface.default:
        return msg("{kind}, in use", kind=kind)
    if interface.leads_out is False:
        return msg("{kind}, leads nowhere", kind=kind)
    return kind if interface.leads_out is None else msg("{kind}, leads out too", kind=kind)


def way(interface: OwnInterface) -> str:
    """The way that leaves by it."""
    return f"interface://{interface.name}" if interface.leads_out is not False else ""
