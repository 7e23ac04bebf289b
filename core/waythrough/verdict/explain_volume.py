"""Slow-downs, freezes and what was tested of them, in words."""

from typing import Final

from waythrough.model.run import Cell
from waythrough.model.verdict import Verdict
from waythrough.verdict.explain_names import param
from waythrough.verdict.words import NOTHING, Text, joined, msg, plural

_PROOFS: Final = {
    "name": msg("Another server becomes as slow as soon as it is asked under the name of this service."),
    "other_name": msg("The same server is quick as soon as another name is sent."),
    "other_way": msg("Over another way the same server is quick."),
}
_FORMS: Final = {
    "substring": msg("Names that merely contain it are slowed down as well."),
    "handshake": msg("It is the beginning of each connection that is held back."),
}


def throttling(cell: Cell) -> Text:
    """How slow it is, what proves that it is aimed, and in which form."""
    verdict = cell.verdict
    slow = msg("It loads far slower than comparable services at the same time on the same line.")
    unusable = msg("It is so slow that it does not finish loading.") if cell.works is False else NOTHING
    proof = _PROOFS.get(param(verdict, "proof"), NOTHING)
    return joined(slow, unusable, proof, _FORMS.get(verdict.qualifier, NOTHING))


def freeze(verdict: Verdict) -> Text:
    """After how much it stops, in which direction, and what was seen next to it."""
    if verdict.qualifier == "upload":
        return joined(
            msg("What is sent is no longer answered after about the same small amount on each connection."),
            _amount(verdict),
            msg("Other servers answer more than that."),
        )
    stops = msg(
        "Each connection stops after about the same small amount of data; elsewhere the same amount passes."
    )
    packets = NOTHING
    if verdict.qualifier == "packets":
        packets = msg("Many short answers stop even earlier, so it is packets that are counted.")
    name = NOTHING
    if verdict.trigger == "sni":
        name = msg("Under another name the same server sends all of it.")
    return joined(stops, _amount(verdict), packets, name)


def speed(verdict: Verdict) -> Text:
    """What a page that works says of speed and volume, as far as they were measured."""
    slow = NOTHING
    if param(verdict, "slow_server"):
        slow = msg(
            "It comes slowly while the line itself is quick. Nothing shows that this is aimed at it:"
            " its server may be slow."
        )
    tested = param(verdict, "tested")
    if not tested:
        return slow
    whole = plural(
        "Up to {count} KB came through on one connection; more was not tested.",
        "Up to {count} KB came through on one connection; more was not tested.",
        int(tested),
    )
    return joined(slow, whole)


def _amount(verdict: Verdict) -> Text:
    size = param(verdict, "bytes")
    if not size:
        return NOTHING
    return plural("It was about {count} KB.", "It was about {count} KB.", max(1, round(int(size) / 1024)))
