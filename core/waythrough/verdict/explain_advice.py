"""What to do next about a cell: never a dead end, and never a word that sends somebody onto an unsafe way."""

from typing import Final

from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, CellStatus, Choice, Recommendation
from waythrough.model.verdict import Label, Locus
from waythrough.verdict.explain_cause import ONE_FAMILY
from waythrough.verdict.explain_cause_block import PROVEN_ELSEWHERE
from waythrough.verdict.explain_entry import entry_advice
from waythrough.verdict.explain_names import Naming
from waythrough.verdict.explain_path import path_failure_kind, path_stage, stage_advice
from waythrough.verdict.explain_untried import untried, untried_advice
from waythrough.verdict.explain_word import OPENS, Word, word
from waythrough.verdict.rules_hello import FINGERPRINT
from waythrough.verdict.words import NOTHING, Text, joined, msg

STALE_PART: Final = "local.stale_part"
_WAIT = msg("Wait and check again later; another way is not likely to help.")
SIGN_IN = msg("Open any web page in your browser: the sign-in page comes by itself. Then check again.")
"""What to do in a network that wants its visitors to sign in."""

_NO_LOGIN = msg("Do not log in here and do not type anything that others must not read.")


def advice(
    cell: Cell, recommendation: Recommendation | None, names: Naming, *, has_ways: bool = True
) -> Text:
    """The next step. `has_ways`: whether the run had any way besides the direct line."""
    shown = word(cell)
    other = _other_way(cell, recommendation, names)
    if shown in OPENS:
        return _for_open(cell, shown, recommendation, other, has_ways=has_ways)
    if cell.status is CellStatus.ERROR:
        return joined(msg("Check again. If it comes back, send the details below to support."), other)
    own = _own_step(cell, shown)
    if shown is Word.PARTLY and cell.works:
        return joined(own, other)
    if other.template:
        return joined(own if shown is not Word.SERVICE_DOWN else NOTHING, other, _other_resolver(cell))
    if shown in {Word.SERVICE_DOWN, Word.NOT_CHECKED, Word.UNCLEAR, Word.CHANGED_HERE}:
        return own
    return joined(own, _other_resolver(cell), _nothing_opens(shown, has_ways))


def _other_way(cell: Cell, recommendation: Recommendation | None, names: Naming) -> Text:
    choice = _choice(cell, recommendation)
    if choice is None:
        return NOTHING
    best = choice.first if choice.first != cell.path_id else choice.second
    if not best or recommendation is None or best in recommendation.unsafe:
        return NOTHING
    if best == DIRECT_ID:
        return msg("It opens directly, without a VPN or proxy.")
    return msg("It opens with {path}: use that.", path=names.path(best))


def _choice(cell: Cell, recommendation: Recommendation | None) -> Choice | None:
    if recommendation is None:
        return None
    return next((choice for choice in recommendation.choices if choice.platform_id == cell.platform_id), None)


def _for_open(
    cell: Cell, shown: Word, recommendation: Recommendation | None, other: Text, *, has_ways: bool
) -> Text:
    if recommendation is not None and cell.path_id in recommendation.unsafe:
        return msg("Do not use this way although it opens: elsewhere it was seen to read along.")
    notes = []
    if shown is Word.ASKS_CHECK:
        notes.append(msg("Open it in your browser and pass the check once."))
    elif shown is Word.SLOW:
        notes.append(other if other.template or has_ways else _slowed_down(cell))
    elif cell.verdict.qualifier == FINGERPRINT:
        notes.append(msg("Use it in your browser. Other programs may need a VPN or proxy for it."))
    else:
        notes.append(msg("You can use it."))
    if recommendation is not None and cell.path_id in recommendation.unchecked:
        notes.append(
            msg(
                "This way encrypts, but its server's certificate is not checked:"
                " whoever sits in between can read along."
            )
        )
    elif recommendation is not None and cell.path_id in recommendation.visible:
        notes.append(msg("Your provider can still see which services you open with this way."))
    return (
        joined(*notes)
        if joined(*notes).template
        else msg("Be patient with it, or try again at another time.")
    )


def _slowed_down(cell: Cell) -> Text:
    """Another way helps where one service is slowed down, not where the line as a whole is slow."""
    if cell.verdict.label is not Label.THROTTLING:
        return NOTHING
    return msg("Another way may be quicker: add a VPN or proxy that you trust and check again.")


def _own_step(cell: Cell, shown: Word) -> Text:
    verdict = cell.verdict
    match shown:
        case Word.PARTLY if verdict.rule_id == ONE_FAMILY:
            return msg("Browsers choose the open one by themselves. What cannot do that needs another way.")
        case Word.PARTLY if cell.works:
            return msg("You can use it; it may take longer to connect.")
        case Word.NOT_SAFE:
            return _NO_LOGIN
        case Word.SERVICE_DOWN:
            return _WAIT
        case Word.NOT_CONNECTED:
            told = entry_advice(verdict)
            return told if told.template else stage_advice(path_stage(verdict), path_failure_kind(verdict))
        case Word.REFUSED:
            return msg("A way that ends in another country, or at another address, may be let in.")
        case Word.CHANGED_HERE:
            return msg(
                "Look at antivirus, ad blocker, hosts file and router, or ask who looks after this computer."
            )
        case Word.UNCLEAR if verdict.rule_id == STALE_PART:
            return msg("Use what opens. A newer version of this program knows the service as it is now.")
        case Word.UNCLEAR:
            return msg("Check again in a few minutes.")
        case Word.NOT_CHECKED if untried(verdict):
            return untried_advice(verdict)
        case Word.NOT_CHECKED if cell.status is CellStatus.INTERRUPTED:
            return msg("Start the check again.")
        case Word.NOT_CHECKED if verdict.label is Label.CAPTIVE_PORTAL:
            return SIGN_IN
        case Word.NOT_CHECKED:
            return msg("First mend what concerns the whole line, then check again.")
        case Word.BLOCKED | Word.LIKELY_BLOCKED if verdict.locus is Locus.LOCAL:
            return msg(
                "The way was given a false address by this computer."
                " Let it look up names itself: switch off “Resolve names on this computer”."
            )
        case Word.BLOCKED | Word.LIKELY_BLOCKED if verdict.locus is Locus.PATH_EXIT:
            return msg("A way that ends in another country may not meet this block.")
    return NOTHING


def _other_resolver(cell: Cell) -> Text:
    """Where the service proved itself at the address that others give, another name server is all it takes."""
    if cell.path_id != DIRECT_ID or cell.verdict.rule_id != PROVEN_ELSEWHERE:
        return NOTHING
    return msg("Encrypted DNS (DoH) or another name server may open it without any VPN or proxy.")


def _nothing_opens(shown: Word, has_ways: bool) -> Text:
    if not has_ways:
        return msg(
            "Only the direct line was tested."
            " Add a VPN or proxy that you trust and check again: then you see which one opens it."
        )
    if shown is Word.PARTLY:
        return msg(
            "None of your ways opens all of it now. Try again later, add another kind of way,"
            " or send this report to somebody who supports you."
        )
    return msg(
        "None of your ways opens it now. Try again later, add another kind of way,"
        " or send this report to somebody who supports you."
    )
