"""The headline of a cell: one sentence that a person in a hurry may act on."""

from typing import Final

from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, CellStatus
from waythrough.model.verdict import Confidence, Label, Layer, Locus
from waythrough.verdict.explain_cause import ONE_FAMILY
from waythrough.verdict.explain_untried import untried
from waythrough.verdict.explain_word import THIS_TARGET, Word, word
from waythrough.verdict.words import Names, Text, msg

_DIRECT: Final = {
    Word.WORKS: msg("{platform} opens directly"),
    Word.ASKS_CHECK: msg("{platform} opens directly, but asks for a check first"),
    Word.SLOW: msg("{platform} opens directly, but slowly"),
    Word.PARTLY: msg("{platform} opens only in part directly"),
    Word.BLOCKED: msg("{platform} is blocked on this network"),
    Word.LIKELY_BLOCKED: msg("{platform} is probably blocked on this network"),
    Word.NOT_SAFE: msg("The connection to {platform} is not safe on this network"),
    Word.REFUSED: msg("{platform} refuses visitors from here"),
    Word.DOES_NOT_OPEN: msg("{platform} does not open directly"),
    Word.UNCLEAR: msg("It is not clear whether {platform} opens directly"),
}

_VIA: Final = {
    Word.WORKS: msg("{platform} opens with {path}"),
    Word.ASKS_CHECK: msg("{platform} opens with {path}, but asks for a check first"),
    Word.SLOW: msg("{platform} opens with {path}, but slowly"),
    Word.PARTLY: msg("{platform} opens only in part with {path}"),
    Word.BLOCKED: msg("{platform} is blocked with {path}"),
    Word.LIKELY_BLOCKED: msg("{platform} is probably blocked with {path}"),
    Word.NOT_SAFE: msg("The connection to {platform} is not safe with {path}"),
    Word.REFUSED: msg("{platform} refuses visitors who come through {path}"),
    Word.DOES_NOT_OPEN: msg("{platform} does not open with {path}"),
    Word.UNCLEAR: msg("It is not clear whether {platform} opens with {path}"),
    Word.NOT_CONNECTED: msg("{path} did not connect, so {platform} could not be tried"),
}

_EVERYWHERE: Final = {
    Word.CHANGED_HERE: msg("Something on your own side changes the connection to {platform}"),
    Word.NOT_CHECKED: msg("{platform} was not checked"),
    Word.CHECKING: msg("{platform} is being checked"),
    Word.WAITING: msg("{platform} will be checked soon"),
    Word.NOT_CONNECTED: msg("{platform} could not be tried"),
}


def headline(cell: Cell, platform_name: str, path_name: str | Names) -> Text:
    """The sentence on top of a cell, or of several alike. `path_name` is not used for the direct line."""
    shown = word(cell)
    if cell.status is CellStatus.ERROR:
        template = msg("The check of {platform} failed because of a fault in this program")
    elif untried(cell.verdict):
        template = msg("{path} cannot be tested on this computer, so {platform} was not tried")
    elif shown is Word.SERVICE_DOWN:
        template = _down(cell)
    elif shown is Word.PARTLY and cell.verdict.rule_id == ONE_FAMILY:
        template = msg("{platform} opens directly over IPv6 only")
    elif cell.verdict.qualifier == THIS_TARGET:
        template = msg("{platform} is not let through by {path}")
    elif shown is Word.REFUSED and cell.verdict.confidence is not Confidence.CONFIRMED:
        template = _seems_to_refuse(cell)
    elif cell.path_id == DIRECT_ID:
        template = _DIRECT.get(shown) or _EVERYWHERE[shown]
    elif shown in {Word.BLOCKED, Word.LIKELY_BLOCKED} and cell.verdict.locus is Locus.PATH_EXIT:
        template = _blocked_behind(shown)
    else:
        template = _VIA.get(shown) or _EVERYWHERE[shown]
    return Text(template.template, (("platform", platform_name), ("path", path_name)))


def _down(cell: Cell) -> Text:
    verdict = cell.verdict
    if verdict.label is Label.SERVER_FAULT and verdict.layer is Layer.TLS:
        return msg("{platform} has a fault of its own, it is not your network")
    if verdict.layer is Layer.DNS:
        return msg("The address of {platform} exists nowhere, it is not your network")
    return msg("{platform} is down by itself, it is not your network")


def _seems_to_refuse(cell: Cell) -> Text:
    if cell.path_id == DIRECT_ID:
        return msg("{platform} seems to refuse visitors from here")
    return msg("{platform} seems to refuse visitors who come through {path}")


def _blocked_behind(shown: Word) -> Text:
    if shown is Word.BLOCKED:
        return msg("{platform} is blocked in the network behind {path}")
    return msg("{platform} is probably blocked in the network behind {path}")
