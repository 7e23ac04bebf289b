"""How sure a verdict is, and why: three words, never a percentage."""

from waythrough.model.run import Cell, CellStatus
from waythrough.model.verdict import Confidence, Label, Layer, Tries, Verdict
from waythrough.verdict.explain_cause import FLICKER, ONE_FAMILY, REASONS
from waythrough.verdict.explain_cause_block import PROVEN_ELSEWHERE
from waythrough.verdict.explain_word import THIS_TARGET, Word, word
from waythrough.verdict.words import NOTHING, Text, joined, msg, plural

CONFIDENCE_TEXT = {
    Confidence.CONFIRMED: msg("Confirmed"),
    Confidence.LIKELY: msg("Likely"),
    Confidence.NONE: msg("Unclear"),
}
"""The three words."""


_SAID_BY_SERVICE = frozenset({Label.GEO_BLOCK, Label.ACCESS_CHALLENGE, Label.SERVER_FAULT})


def sureness(cell: Cell) -> Text:
    """How sure the verdict of a cell is, with how often it was seen and what limits it."""
    if word(cell) is Word.NOT_CHECKED:
        return msg("Nothing is claimed, because it was not checked.")
    if cell.status is CellStatus.ERROR:
        return joined(msg("Unclear."), REASONS["bug"])
    verdict = cell.verdict
    if verdict.reason == "mixed" and verdict.tries.seen < verdict.tries.of:
        return joined(msg("Unclear."), FLICKER)  # the cause tells how often it opened
    if verdict.rule_id == ONE_FAMILY:
        return _of_one_family(verdict)
    unclear = verdict.label is Label.INCONCLUSIVE or word(cell) is Word.UNCLEAR
    if unclear or verdict.confidence is Confidence.NONE:
        return joined(msg("Unclear."), _tries(verdict.tries), REASONS.get(verdict.reason, NOTHING))
    if verdict.label is Label.OK:
        return _open(verdict)
    if verdict.label is Label.PARTIAL:  # its k of n counts parts, not tries
        return joined(_why(verdict), msg("It holds for this network at this time."))
    return joined(_why(verdict), _tries(verdict.tries), _limits(verdict))


def level(cell: Cell) -> Confidence:
    """The confidence that is shown as bars: NONE for what is unclear or was not checked."""
    unclear = cell.verdict.label is Label.INCONCLUSIVE or word(cell) in {Word.NOT_CHECKED, Word.UNCLEAR}
    return Confidence.NONE if unclear else cell.verdict.confidence


def _of_one_family(verdict: Verdict) -> Text:
    """That one family opens and the other does not was seen; only why may be open."""
    if verdict.confidence is Confidence.NONE:
        why = msg("It was measured; why it is so is not proven.")
    else:
        why = _why(verdict)
    return joined(why, _tries(verdict.tries), msg("It holds for this network at this time."))


def _open(verdict: Verdict) -> Text:
    if verdict.confidence is Confidence.CONFIRMED:
        return joined(msg("Confirmed: it was opened."), _tries(verdict.tries))
    return joined(msg("Likely: it opened, but not everything could be verified."), _tries(verdict.tries))


def _why(verdict: Verdict) -> Text:
    if verdict.label is Label.PATH_FAILURE and verdict.qualifier == THIS_TARGET:
        return msg("The way itself gave this answer; it is not known what the service would say.")
    if verdict.confidence is Confidence.CONFIRMED:
        if verdict.label in _SAID_BY_SERVICE and verdict.layer is Layer.HTTP:
            return msg("Confirmed: the service itself said so over a safe line.")
        if verdict.label in {Label.PATH_FAILURE, Label.NETWORK_TROUBLE}:
            return msg("Confirmed: it was measured.")
        return msg("Confirmed: what was seen has no other explanation among those that were tested.")
    if verdict.rule_id == PROVEN_ELSEWHERE:
        return msg(
            "Likely: the service proved itself at another address than the one given here."
            " What is missing is another way to compare with."
        )
    return msg("Likely: the signs point to it, but they do not prove it.")


def _tries(tries: Tries) -> Text:
    if tries.of <= 1:
        return msg("It was tried once.")
    if tries.seen == tries.of:
        return plural("{count} try, same result.", "{count} tries, same result each time.", tries.of)
    return plural(
        "Seen in {seen} of {count} try.", "Seen in {seen} of {count} tries.", tries.of, seen=tries.seen
    )


def _limits(verdict: Verdict) -> Text:
    return msg("It holds for this network at this time.") if verdict.accuses else NOTHING
