"""Aimed slow-downs: pairs against neutral hosts, and the proof that the name or the line makes the difference."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean, median, stdev
from typing import Final

from waythrough.model.observation import TransferDetail
from waythrough.model.step import Purpose
from waythrough.model.verdict import Action, Confidence, Label, Layer, Tries, Verdict
from waythrough.verdict.facts import TargetFacts
from waythrough.verdict.facts_volume import FLOOR, SLOW_START, Sample, paces, rates, samples
from waythrough.verdict.pairs import HANDSHAKE_DELAY, PAIRS, SLOWDOWN, pairs_due, ratio, slower
from waythrough.verdict.rule import NotThis, Said, locus_of

_CONNECT_LIKE: Final = 1.5
_STEADY: Final = 0.25  # coefficient of variation of a plateau
_PLATEAU: Final = (8_000.0, 64_000.0)  # bytes a second: 64 to 512 kbit/s, where policers were seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One series against the control's, by the rule: how many times slower, in goodput or in handshakes."""

    of: str  # "rate", "handshake", "" when neither is slower
    ratio: float = 1.0
    samples: tuple[Sample, ...] = ()

    @property
    def slow(self) -> bool:
        return bool(self.of)


def throttled(facts: TargetFacts) -> Said:
    """Slower than neutral hosts by the rule, and not because the server is: its name alone, or the line, does it.

    A slow server is as slow as a throttled one in every pair against other hosts. Only three things tell them
    apart: the target's name slows down a neutral server as well; the same server is quick under another name;
    or it is quick over another way.
    """
    control = samples(facts, Purpose.PACE_CONTROL)
    own, named = samples(facts, Purpose.PACE), samples(facts, Purpose.PACE_NAME)
    if not control or not (own or named):
        return NotThis(why="speed was not measured beside a neutral host")
    target, name = compare(own, control), _under_its_name(named, control)
    if len(named) < PAIRS and not target.slow:
        name = Compared(of="")
    if not target.slow and not name.slow:
        return _not_slow(own, control)
    proof = "name" if name.slow else _proof(facts, own, target)
    if not proof:
        return NotThis(why="it is slow, but nothing shows that its server is not")
    worse = target if target.slow else name
    return _verdict(facts, worse, proof, control)


def compare(of: Sequence[Sample], control: Sequence[Sample]) -> Compared:
    """A series against the control's by the rules of goodput and of handshakes."""
    mine, theirs = rates(of), rates(control)
    due = 3 if len(theirs) >= PAIRS else PAIRS  # 3 against 5 reach p = .018, 3 against 3 never
    if len(mine) >= due and len(theirs) >= PAIRS and slower(mine, theirs):
        return Compared(of="rate", ratio=ratio(mine, theirs), samples=tuple(of))
    return _late(of, control)


def _late(of: Sequence[Sample], control: Sequence[Sample]) -> Compared:
    """Handshakes held back, while the server is as near as the control."""
    mine, theirs = paces(of), paces(control)
    due = 3 if len(theirs) >= PAIRS else PAIRS
    late = len(mine) >= due and len(theirs) >= PAIRS and slower(mine, theirs, by=HANDSHAKE_DELAY)
    if late and _connects_alike(of, control):
        return Compared(of="handshake", ratio=ratio(mine, theirs), samples=tuple(of))
    return Compared(of="")


def slow_so_far(of: Sequence[Sample], control: Sequence[Sample]) -> bool:
    """Whether the medians lie as far apart as the rule asks, whatever the ranks say yet."""
    mine, theirs = rates(of), rates(control)
    if mine and theirs and ratio(mine, theirs) <= 1 / SLOWDOWN:
        return True
    mine, theirs = paces(of), paces(control)
    return bool(mine and theirs) and ratio(mine, theirs) <= 1 / HANDSHAKE_DELAY


def _under_its_name(named: Sequence[Sample], control: Sequence[Sample]) -> Compared:
    """The neutral server asked under the target's name, against other neutral servers.

    What it did under its own name before that tells whether it is a quick one. Afterwards it is not asked again,
    for a penalty may stick to its address.
    """
    there = [each for each in control if named and each.host == named[0].host]
    elsewhere = [each for each in control if each not in there] or there
    if not there or slow_so_far(there, elsewhere):
        return Compared(of="")
    return compare(named, elsewhere)


def _connects_alike(of: Sequence[Sample], control: Sequence[Sample]) -> bool:
    """Whether the server is as near as the control: the quickest connections, for a penalty may slow the rest."""
    mine = [each.connect for each in of if each.connect is not None]
    theirs = [each.connect for each in control if each.connect is not None]
    return bool(mine and theirs) and min(mine) <= _CONNECT_LIKE * median(theirs) + FLOOR


def _proof(facts: TargetFacts, own: Sequence[Sample], target: Compared) -> str:
    """What shows that the target's server itself is quick, "" when nothing does."""
    other = samples(facts, Purpose.PACE_OTHER_NAME)
    if target.of == "rate" and len(rates(other)) >= 3 and slower(rates(own), rates(other)):
        return "other_name"
    delayed = target.of == "handshake" and len(paces(other)) >= 3
    if delayed and slower(paces(own), paces(other), by=HANDSHAKE_DELAY):
        return "other_name"
    for way in facts.controls_open:
        theirs = samples(way, Purpose.PACE)
        mine, far = (rates(own), rates(theirs)) if target.of == "rate" else (paces(own), paces(theirs))
        if len(far) >= 3 and slower(mine, far):
            return "other_way"
    return ""


def _not_slow(own: Sequence[Sample], control: Sequence[Sample]) -> NotThis:
    mine, theirs = rates(own), rates(control)
    if not mine or not theirs:
        return NotThis(why="there was no large object to measure its speed with")
    return NotThis(
        why="it was not four times slower than a neutral host; less than that is not excluded"
        f" [{ratio(mine, theirs):.2f} times the speed, {len(mine)} pairs]"
    )


def _verdict(facts: TargetFacts, worse: Compared, proof: str, control: Sequence[Sample]) -> Verdict:
    form = _under_its_name(samples(facts, Purpose.PACE_FORM), control)
    held = _late(worse.samples, control)
    seen = [each for each in worse.samples if each.rate is not None or each.handshake is not None]
    speed, normal = rates(worse.samples), rates(control)
    return Verdict(
        label=Label.THROTTLING,
        rule_id=f"volume.throttled_{worse.of}",
        confidence=Confidence.LIKELY,
        locus=locus_of(facts),
        layer=Layer.VOLUME,
        action=Action.SHAPE,
        trigger="" if proof == "other_way" else "sni",
        qualifier="substring" if form.slow else "handshake" if held.slow else "",
        tries=Tries(seen=len(seen), of=max(len(seen), len(worse.samples))),
        evidence=tuple(each.id for each in (*worse.samples, *control)),
        params=(
            ("host", facts.subject),
            ("times", f"{1 / worse.ratio:.0f}"),
            ("proof", proof),
            ("kbit", f"{median(speed) * 8 / 1000:.0f}" if speed else ""),
            ("control_kbit", f"{median(normal) * 8 / 1000:.0f}" if normal else ""),
            ("plateau", "yes" if plateau(facts) else ""),
            ("pairs", str(min(len(worse.samples), pairs_due(normal) if normal else PAIRS))),
        ),
    )


def plateau(facts: TargetFacts) -> bool:
    """Whether the target's bytes came at one low and even rate, as a policer or shaper lets them: mere support."""
    return any(
        _even(each.detail.marks)
        for each in facts.observations
        if isinstance(each.detail, TransferDetail) and each.purpose in (Purpose.PACE, Purpose.PACE_NAME)
    )


def _even(marks: Sequence[tuple[float, int]]) -> bool:
    seconds: dict[int, int] = {}
    before = SLOW_START
    for at, count in marks:
        if count > before:
            seconds[int(at)] = seconds.get(int(at), 0) + count - before
            before = count
    whole = [seconds.get(second, 0) for second in range(min(seconds, default=0) + 1, max(seconds, default=0))]
    if len(whole) < 3:
        return False
    low, high = _PLATEAU
    return low <= mean(whole) <= high and stdev(whole) < _STEADY * mean(whole)
