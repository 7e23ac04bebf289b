"""The matrix as text: a line for each world, then the totals."""

from collections.abc import Iterator, Sequence

from tests.lab.excused import EXCUSED
from tests.lab.matrix.figures import Figures, confusion, figures, flaps, missed, peer, percent
from tests.lab.matrix.job import CellResult, Kind, Result
from tests.lab.matrix.known import BY_ID, missing
from tests.lab.scenario import DIRECT

SLOWEST = 10
WORDS = {True: "yes", False: "no", None: "-"}


def line_of(result: Result) -> str:
    """One world in one line."""
    job, scenario = result.job, BY_ID[result.job.scenario]
    rows = ",".join(scenario.rows) or "-"
    head = f"{rows:<16.16} {scenario.id:<26.26} {job.kind:<6.6}{job.variant:<7}{job.seed:>4}{result.seconds:>7.1f}s"
    if job.kind is Kind.RAW:
        return f"{head}  {'NOT PROVEN' if result.problem else 'proven'}"
    if not result.cells:
        return f"{head}  NO ANSWER"
    works = sum(cell.works_right for cell in result.cells)
    labels = sum(cell.label_right for cell in result.cells)
    found = all(cell.findings_right for cell in result.cells)
    count, told = len(result.cells), telling(result)
    mark = "ok  " if all(cell.right for cell in result.cells) else "DIFF"
    accused = "  ACCUSES" if scenario.honest and any(cell.accuses for cell in result.cells) else ""
    idle = "  IDLE" if result.problem else ""
    curl = f"  curl {WORDS[told.curl]}" if told.curl is not None else ""
    return (
        f"{head}  {mark} works {works}/{count} label {labels}/{count}{'' if found else ' FINDINGS'}{accused}{idle}"
        f"  {told.platform}/{told.way}: {WORDS[told.works]} {told.label} (true: {WORDS[told.true_works]} "
        f"{told.true_label}){curl}"
    )


def telling(result: Result) -> CellResult:
    """The cell that a line shows: the first that is wrong, else the first that is the scenario's point."""
    wrong = [cell for cell in result.cells if not cell.right]
    way = BY_ID[result.job.scenario].ways[0].name if BY_ID[result.job.scenario].ways else DIRECT
    return next(iter(wrong), next((cell for cell in result.cells if cell.way == way), result.cells[0]))


def details(results: Sequence[Result], *, everything: bool = False) -> Iterator[str]:
    """What there is to say on each world that is not as it should be (or on all)."""
    for result in results:
        told = [cell for cell in result.cells if everything or not cell.right]
        if told or result.problem:
            yield f"--- {line_of(result)}"
            if result.problem:
                yield result.problem
            yield from (cell.detail for cell in told)


def table(results: Sequence[Result], seconds: float) -> Iterator[str]:
    """Everything, line by line."""
    order = sorted(
        results, key=lambda each: (each.job.scenario, each.job.kind, each.job.variant, each.job.seed)
    )
    yield from (line_of(each) for each in order)
    for kind in (Kind.CLEAN, Kind.LOSSY):
        if any(each.job.kind is kind for each in results):
            yield ""
            yield from _totals(kind, figures(results, kind))
    yield from _peer(results)
    yield from _confusion(results)
    yield from _odd(results)
    yield from _rows()
    yield ""
    yield f"{len(results)} worlds in {seconds:.0f} s"
    yield from (f"MISSED: {words}" for words in missed(results))


def _totals(kind: Kind, sums: Figures) -> Iterator[str]:
    yield f"{kind}: {sums.cells} cells"
    yield f"  works right            {percent(sums.works)}"
    yield f"  label right            {percent(sums.label)} of cells, {percent(sums.scenarios_label)} of scenarios"
    yield f"  of random scenarios    works {percent(sums.random_works)}, label {percent(sums.random_label)}"
    yield f"  wrongly inconclusive   {sums.unclear}"
    yield f"  wrong otherwise        {sums.misnamed}, of these censor labels (random ones too) {sums.wrong_censor}"
    yield f"  honest, yet accused    {sums.accused}"
    yield f"  without an answer      {sums.unanswered}"


def _peer(results: Sequence[Result]) -> Iterator[str]:
    count, curl, ours = peer(results)
    if count:
        yield ""
        yield f"works on {count} direct pages with one URL: curl right {curl}, Waythrough right {ours}"


def _confusion(results: Sequence[Result]) -> Iterator[str]:
    yield ""
    yield "said where it is not what is true, by layer (right ones in brackets)"
    for layer, pairs in sorted(confusion(results).items()):
        right = sum(count for (true, said), count in pairs.items() if true is said)
        wrong = [f"{true} -> {said} {count}" for (true, said), count in pairs.items() if true is not said]
        yield f"  {layer:<12} ({right}) {'; '.join(sorted(wrong)) or '-'}"


def _odd(results: Sequence[Result]) -> Iterator[str]:
    if changing := flaps(results):
        yield ""
        yield "not the same with every seed"
        yield from (f"  {key}: {', '.join(words)}" for key, words in sorted(changing.items()))
    yield ""
    yield "slowest worlds"
    for each in sorted(results, key=lambda one: -one.seconds)[:SLOWEST]:
        yield f"  {each.seconds:6.1f} s  {each.job.scenario} {each.job.kind} {each.job.variant}"


LEGEND = (
    "Each line is one world: rows of the table, scenario, what is done, what the client has, seed, seconds, result.",
    "raw: the scenario proves itself without the program; clean, lossy: the program is measured on that line.",
    "alone: nothing but the direct line and the scenario's own ways; beside: an escaping proxy as well.",
    "works 2/2, label 2/2: so many cells are right; a label is right when honest evidence allows it.",
)


def _rows() -> Iterator[str]:
    yield ""
    for row, why in EXCUSED.items():
        yield f"not emulated: {row}: {why}"
    if absent := missing():
        yield f"{len(absent)} rows without a scenario: {' '.join(each.id for each in absent)}"
