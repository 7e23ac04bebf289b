"""The table of all kinds of ways in all situations, with leaks and figures: python -m tests.contract [--help]."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.contract.cells import Job, Outcome, cell
from tests.contract.expected import expected, slow
from tests.contract.idle import Figures, measured
from tests.contract.situations import Situation
from tests.lab.netns import why_not
from tests.lab.standard import TARGET
from tests.leak.drive import looked
from tests.leak.watch import Endpoint
from tests.leak.world import ENTRY, ENTRY_NAME, INNER_NAME, World, world
from tests.ways import programs
from tests.ways.every import BY_NAME, CHAINS, RECIPES
from tests.ways.real import RealWay, Recipe
from waythrough.model.path import PathSpec

IDLE_S = 5.0


@dataclass(slots=True, kw_only=True)
class Row:
    """One server: its cells by situation, its leaks, its figures; `skipped` is why there are none."""

    name: str
    skipped: str = ""
    cells: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    leak: str = ""
    packets: int = 0
    figures: Figures | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for, show the table; 1 when a cell is wrong."""
    options = _parser().parse_args(arguments)
    if reason := why_not() or programs.missing("nft"):
        _say(f"the table cannot be made here: {reason}")
        return 2
    chosen = [each for each in RECIPES if not options.only or any(one in each.name for one in options.only)]
    rows: list[Row] = []
    with _own_files(), world() as net:
        for recipe in chosen:
            rows.append(_row(net, recipe, options))
            _say("\n".join(_lines(rows[-1])))
        for chain in CHAINS if not options.only else ():
            rows.append(_chain(net, *(BY_NAME[each] for each in chain)))
            _say("\n".join(_lines(rows[-1])))
    wrong = [f"{row.name}: {each}" for row in rows for each in row.wrong]
    _say(f"\n{len(rows)} servers, {sum(len(row.cells) for row in rows)} cells, {len(wrong)} wrong")
    for each in wrong:
        _say(f"  {each}")
    if options.json:
        text = json.dumps([asdict(row) for row in rows], indent=2)
        options.json.write_text(text + "\n", encoding="utf-8")
    return 1 if wrong else 0


def _row(net: World, recipe: Recipe, options: argparse.Namespace) -> Row:
    row = Row(name=recipe.name, skipped=recipe.missing)
    if row.skipped:
        return row
    with recipe.start(net.place("way")) as way:
        for situation in Situation:
            wanted = expected(way, situation)
            if wanted and not (options.ci and slow(way, situation)):
                _judge(row, situation, cell(net, Job(way=way, situation=situation)), wanted)
        _leak(net, way, row, way.spec(ENTRY_NAME))
        if options.idle and not options.ci:
            try:
                row.figures = measured(net, way.spec(ENTRY_NAME), options.idle)
            except subprocess.CalledProcessError as error:
                row.wrong.append(f"figures: {error.stderr.decode(errors='replace')[-400:]}")
    return row


def _chain(net: World, first: Recipe, second: Recipe) -> Row:
    """One way behind another: whether it leads to the target, and leaks."""
    row = Row(name=f"{first.name} -> {second.name}", skipped=first.missing or second.missing)
    if not row.skipped:
        with first.start(net.place("first")) as outer, second.start(net.place("second", inner=True)) as inner:
            _leak(net, outer, row, inner.spec(INNER_NAME, via=outer.spec(ENTRY_NAME)))
    return row


def _judge(row: Row, situation: Situation, outcome: Outcome, wanted: Sequence[str]) -> None:
    row.cells[situation] = str(outcome)
    if str(outcome) not in wanted:
        row.wrong.append(f"{situation} is “{outcome}”, not {' or '.join(wanted)}")
    row.wrong += [f"{situation} leaves {each}" for each in outcome.left]
    row.wrong += [f"{situation} leaks {each}" for each in outcome.leaks]


def _leak(net: World, way: RealWay, row: Row, spec: PathSpec) -> None:
    """The engine's whole run over the way, watched."""
    ends = (Endpoint(protocol=each, address=ENTRY, port=way.port) for each in way.protocols)
    seen = looked(net, spec, net.secrets(*ends))
    row.packets, row.leak = seen.packets, f"{len(seen.tells)} leaks"
    row.wrong += [f"leak: {each}" for each in seen.tells]
    if seen.run.cell(TARGET, "way").works is not True:
        row.wrong.append(f"the engine does not reach the target: {seen.run.cell(TARGET, 'way').verdict}")


def _lines(row: Row) -> Iterator[str]:
    if row.skipped:
        yield f"{row.name}: skipped, {row.skipped}"
        return
    yield f"{row.name}: {'WRONG' if row.wrong else 'right'}"
    for situation, told in row.cells.items():
        yield f"    {situation:18} {told}"
    yield f"    {'leak':18} {row.leak} in {row.packets} packets on the line"
    if (found := row.figures) is not None:
        yield (
            f"    opens in {found.open_ms:.1f} ms (first {found.first_ms:.1f}), target after {found.reach_ms:.1f} ms;"
            f" idle: {found.own_mb:.1f} MB here (first {found.first_mb:.1f}), {found.children_mb:.1f} MB in"
            f" {found.children} programs, {found.cpu_percent:.2f} % CPU"
        )


@contextmanager
def _own_files() -> Iterator[None]:
    """A folder of its own for what ways write down, so that what they leave there is seen."""
    before = os.environ.get("TMPDIR")
    with tempfile.TemporaryDirectory(prefix="table-") as folder:
        os.environ["TMPDIR"] = tempfile.tempdir = str(Path(folder))
        try:
            yield
        finally:
            tempfile.tempdir = None
            if before is None:
                del os.environ["TMPDIR"]
            else:
                os.environ["TMPDIR"] = before


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py ways", description=__doc__)
    parser.add_argument("--only", action="append", metavar="TEXT", help="servers whose name holds this")
    parser.add_argument("--ci", action="store_true", help="without what takes long: slow cells and figures")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the table there, too")
    parser.add_argument(
        "--idle",
        metavar="SECONDS",
        type=float,
        default=IDLE_S,
        help="how long a way stands idle (0: no figures)",
    )
    return parser


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
