"""The command: makes the worlds side by side, shows each as it ends, then the table; 1 when a gate is missed."""

import argparse
import dataclasses
import json
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from tests.lab.matrix import plan
from tests.lab.matrix.figures import figures, missed
from tests.lab.matrix.job import Job, Kind, Result, run
from tests.lab.matrix.known import BY_ID, chosen, missing
from tests.lab.matrix.show import LEGEND, details, line_of, table
from tests.lab.netns import why_not

SIDE_BY_SIDE = 8  # worlds at once: they mostly wait for silent hosts
AGAIN = 2  # worlds at once when what was not right is made again
ARTIFACTS = Path(__file__).resolve().parents[3] / "artifacts"


def main(arguments: Sequence[str]) -> int:
    """Run the matrix."""
    asked = _parser().parse_args(arguments)
    if reason := why_not():
        _say(f"the laboratory does not run here: {reason}")
        return 3
    try:
        scenarios = chosen(tuple(one for one in asked.only.split(",") if one))
    except LookupError as error:
        _say(str(error.args[0]))
        return 2
    started = time.monotonic()
    seeds = range(asked.seed, asked.seed + (plan.SEEDS_FULL if asked.full else asked.seeds))
    lossy = asked.full or asked.lossy
    jobs = (
        plan.bounded(scenarios, asked.seed)
        if asked.ci
        else plan.whole(scenarios, seeds=seeds, lossy=lossy, raw=not asked.no_raw)
    )
    _tell(LEGEND)
    results: list[Result] = []
    try:
        for result in _run(jobs, asked.jobs):
            results.append(result)
            _say(line_of(result))
        if asked.ci:
            results = _once_more(results)
    except KeyboardInterrupt:
        _say(f"stopped after {len(results)} of {len(jobs)} worlds")
    lines = list(table(results, time.monotonic() - started))
    _keep(lines, results, asked.json)
    _say("")
    if asked.only:
        _tell(details(results, everything=asked.explain))
        lines = lines[len(results) :]  # the lines of the worlds stand above already
    _tell(lines)
    whole = len(results) == len(jobs) and bool(asked.only or not missing())
    return 0 if whole and not missed(results) else 1


def _once_more(results: Sequence[Result]) -> list[Result]:
    """What was not right is made again with less beside it, and told: a busy machine spoils what hangs on time.

    The second result counts; what differs from the first is a flap, and named as such.
    """
    doubtful = {each.job: each for each in results if each.doubtful}
    if doubtful:
        _say(f"\nonce more, {AGAIN} at a time: {len(doubtful)} worlds")
    for second in _run(list(doubtful), AGAIN):
        first = doubtful[second.job]
        doubtful[second.job] = second
        _say(line_of(second))
        if not second.doubtful:
            _say(f"  FLAP, at first: {line_of(first)}")
    return [doubtful.get(each.job, each) for each in results]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py lab", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--full", action="store_true", help="all rows, clean and lossy, with three seeds")
    size.add_argument("--ci", action="store_true", help="all rows once, clean, and a sample on a lossy line")
    parser.add_argument("--only", default="", metavar="ID,ID", help="rows or scenarios, with their details")
    parser.add_argument("--explain", action="store_true", help="with --only: details of right cells too")
    parser.add_argument("--seed", type=int, default=1, help="the first seed (1)")
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds (1)")
    parser.add_argument(
        "--lossy", action="store_true", help="also with 5 %% of loss and 300 ms of round trip"
    )
    parser.add_argument("--no-raw", action="store_true", help="without the proofs by plain sockets")
    parser.add_argument("--jobs", type=int, default=SIDE_BY_SIDE, help=f"worlds at once ({SIDE_BY_SIDE})")
    parser.add_argument("--json", type=Path, default=ARTIFACTS / "lab.json", help="where the results go")
    return parser


def _run(jobs: Sequence[Job], at_once: int) -> Iterator[Result]:
    """The results as they come; a process that broke down is told like any other failure."""
    with ProcessPoolExecutor(min(at_once, len(jobs) or 1), mp_context=get_context("spawn")) as pool:
        waiting: dict[Future[Result], Job] = {pool.submit(run, job): job for job in jobs}
        try:
            for future in as_completed(waiting):
                error = future.exception()
                broken = Result(job=waiting[future], seconds=0.0, problem=repr(error))
                yield broken if error else future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _keep(lines: Sequence[str], results: Sequence[Result], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    kinds = (Kind.CLEAN, Kind.LOSSY)
    told = {
        "figures": {str(kind): dataclasses.asdict(figures(results, kind)) for kind in kinds},
        "missed": missed(results),
        "worlds": [{"rows": BY_ID[each.job.scenario].rows, **dataclasses.asdict(each)} for each in results],
    }
    file.write_text(json.dumps(told, indent=1), encoding="utf-8")
    text = "\n".join([*lines, "", *details(results)]) + "\n"
    file.with_suffix(".txt").write_text(text, encoding="utf-8")


def _tell(lines: Iterator[str] | Sequence[str]) -> None:
    for line in lines:
        _say(line)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
