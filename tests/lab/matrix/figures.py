"""What the results of a matrix come to: shares, accusations, flaps, and the gates that they must pass."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.lab.matrix.job import CellResult, Kind, Result
from tests.lab.matrix.known import BY_ID, layer_of
from waythrough.model.verdict import CENSOR_LABELS, Label

LEAST_LABEL = 98.0
LEAST_WORKS_LOSSY = 99.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Shares in per cent of the cells of one kind of run; `cells` is how many there are.

    `works`, `label` are of deterministic scenarios, `random_works`, `random_label` of random ones (None: there
    are none). `unclear` are cells that wrongly are inconclusive, `accused` false accusations of honest troubles,
    `misnamed` other cells with a wrong label, `unanswered` cells and worlds without an answer.
    """

    cells: int
    works: float | None
    label: float | None
    scenarios_label: float | None
    random_works: float | None
    random_label: float | None
    unclear: int
    misnamed: int
    wrong_censor: int
    accused: int
    unanswered: int


Found = tuple[Result, CellResult]


def cells_of(results: Iterable[Result], kind: Kind) -> list[Found]:
    """All cells of one kind of run with the results that they belong to."""
    return [(result, cell) for result in results if result.job.kind is kind for cell in result.cells]


def figures(results: Sequence[Result], kind: Kind) -> Figures:
    """The figures of one kind of run."""
    found = cells_of(results, kind)
    fixed = [(result, cell) for result, cell in found if not BY_ID[result.job.scenario].random]
    drawn = [cell for result, cell in found if BY_ID[result.job.scenario].random]
    wrong = [cell for _, cell in fixed if not cell.label_right]
    honest = [(result, cell) for result, cell in found if BY_ID[result.job.scenario].honest]
    failed = [each for each in results if each.job.kind is kind and not each.cells]
    by_scenario: dict[str, bool] = defaultdict(lambda: True)
    for result, cell in fixed:
        by_scenario[result.job.scenario] &= cell.label_right
    return Figures(
        cells=len(found),
        works=share([cell.works_right for _, cell in fixed]),
        label=share([cell.label_right for _, cell in fixed]),
        scenarios_label=share(list(by_scenario.values())),
        random_works=share([cell.works_right for cell in drawn]),
        random_label=share([cell.label_right for cell in drawn]),
        unclear=sum(cell.label is Label.INCONCLUSIVE for cell in wrong),
        misnamed=sum(cell.label is not Label.INCONCLUSIVE for cell in wrong),
        wrong_censor=sum(cell.label in CENSOR_LABELS and not cell.label_right for _, cell in found),
        accused=sum(cell.accuses for _, cell in honest),
        unanswered=len(failed) + sum(not cell.answered for _, cell in found),
    )


def share(right: Sequence[bool]) -> float | None:
    """Per cent of True, None of nothing."""
    return 100.0 * sum(right) / len(right) if right else None


def percent(value: float | None) -> str:
    """A share in words."""
    return "-" if value is None else f"{value:.2f} %"


def below(value: float | None, least: float) -> bool:
    """Whether a share that exists is too small."""
    return value is not None and value < least


def confusion(results: Iterable[Result]) -> dict[str, Counter[tuple[Label, Label]]]:
    """By layer: how often which label was said (second) where which was true (first), clean runs."""
    found: dict[str, Counter[tuple[Label, Label]]] = defaultdict(Counter)
    for result, cell in cells_of(results, Kind.CLEAN):
        said = cell.true_label if cell.label_right else cell.label
        found[layer_of(BY_ID[result.job.scenario])][cell.true_label, said] += 1
    return dict(found)


def flaps(results: Iterable[Result]) -> dict[str, tuple[str, ...]]:
    """Cells of deterministic scenarios whose label or works differs between seeds."""
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for result, cell in cells_of(results, Kind.CLEAN):
        job = result.job
        if not BY_ID[job.scenario].random:
            key = f"{job.scenario} {job.variant}: {cell.platform} over {cell.way}"
            said[key][f"{cell.label}, works {cell.works}"] += 1
    return {
        key: tuple(f"{word} ({count})" for word, count in words.most_common())
        for key, words in said.items()
        if len(words) > 1
    }


def peer(results: Iterable[Result]) -> tuple[int, int, int]:
    """Direct cells with curl's word: how many, how often curl is right on works, how often we are."""
    asked = [cell for _, cell in cells_of(results, Kind.CLEAN) if cell.curl is not None]
    told = [cell for cell in asked if cell.true_works is not None]
    return len(told), sum(c.curl is c.true_works for c in told), sum(c.works_right for c in told)


def missed(results: Sequence[Result]) -> tuple[str, ...]:
    """The gates that these results do not pass, in words; () when they pass all."""
    clean, lossy = figures(results, Kind.CLEAN), figures(results, Kind.LOSSY)
    unproven = sum(bool(each.problem) for each in results if each.job.kind is Kind.RAW)
    idle = sum(bool(each.problem and each.cells) for each in results)
    asked = (
        (unproven, f"{unproven} scenarios do not prove themselves"),
        (idle, f"{idle} worlds in which the scenario did not happen"),
        (below(clean.works, 100.0), f"works is right in {percent(clean.works)} of clean cells, not in all"),
        (
            below(clean.label, LEAST_LABEL),
            f"label is right in {percent(clean.label)}, not in {LEAST_LABEL:g} %",
        ),
        (clean.wrong_censor, f"{clean.wrong_censor} cells with a wrong censor label"),
        (clean.accused, f"{clean.accused} accusations of honest troubles"),
        (clean.unanswered + lossy.unanswered, f"{clean.unanswered + lossy.unanswered} without an answer"),
        (
            below(lossy.works, LEAST_WORKS_LOSSY),
            f"works is right in {percent(lossy.works)} of lossy cells, not in {LEAST_WORKS_LOSSY:g} %",
        ),
        (
            lossy.accused + lossy.wrong_censor,
            f"{lossy.accused + lossy.wrong_censor} false censor labels on the lossy line",
        ),
    )
    return tuple(words for is_missed, words in asked if is_missed)
