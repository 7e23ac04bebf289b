"""The work behind `practice`: run it and compare with the truth, or serve it."""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from waythrough.catalog.catalog import Catalog
from waythrough.cli.exits import Exit
from waythrough.cli.job import Job, Wanted
from waythrough.cli.output import output_of
from waythrough.cli.render.plain import say, tell
from waythrough.cli.stop import stoppable
from waythrough.cli.wishes import language_of, open_home
from waythrough.model.errors import WaythroughError
from waythrough.model.platform import Platform
from waythrough.model.run import Depth, Run, RunPlan, Settings
from waythrough.practice.files import PracticeFiles
from waythrough.practice.network import PracticeNetwork
from waythrough.practice.thread import PracticeThread
from waythrough.practice.truth import Table, Truth
from waythrough.verdict.clause import clause
from waythrough.verdict.words import msg, translator


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """The command line of a practice run, as it was typed."""

    platforms: tuple[str, ...] = ()
    portal: bool = False
    depth: str | None = None
    form: str | None = None
    output_file: Path | None = None
    include_names: bool = False
    lang: str = ""
    quiet: bool = False
    keep: bool = True


def practise(asked: Practice) -> Exit:
    """Run on the practice network; BUG when a result is not what the network was told to make."""
    home = open_home()
    translate = translator(language_of(asked.lang, home.preferences))
    wanted = Wanted(
        output=output_of(asked.form, asked.output_file),
        translate=translate,
        include_names=asked.include_names,
        quiet=asked.quiet,
        keep=asked.keep and home.preferences.general.remember_runs,
    )
    with _started(portal=asked.portal) as net:
        plan = RunPlan(
            platforms=_chosen(asked.platforms, net.platforms),
            paths=net.paths,
            depth=Depth(asked.depth) if asked.depth else Depth.STANDARD,
            settings=Settings(language=translate.language),
        )
        run = Job(net.profile, plan, home, wanted).do()
    if run.interrupted:
        return Exit.INTERRUPTED
    wrong = differences(run, net.truth)
    for line in wrong:
        tell(line)
    if not wrong and not asked.quiet:
        tell(translate.render(msg("Every result is as it was made.")))
    return Exit.BUG if wrong else Exit.OPENS


def differences(run: Run, truth: Table) -> list[str]:
    """One line for each cell that is not as the practice network was told to make it."""
    return [
        f"Wrong: {platform} over {path} is {cell.verdict.label} (works: {cell.works}),"
        f" but {truth[platform, path].label} (works: {truth[platform, path].works}) was made"
        for (platform, path), cell in run.cells.items()
        if not _right(run, platform, path, truth[platform, path])
    ]


def serve_network(folder: Path, *, portal: bool) -> Exit:
    """Keep the network up until Ctrl-C. Raises WaythroughError when it cannot start or the files not be written."""
    asyncio.run(_serve(folder, portal))
    return Exit.OPENS


def _right(run: Run, platform: str, path: str, truth: Truth) -> bool:
    cell = run.cell(platform, path)
    # A quick look never says more than "likely", whatever was done.
    sure = run.depth is Depth.QUICK or truth.confidence in {None, cell.verdict.confidence}
    return cell.works is truth.works and cell.verdict.label is truth.label and sure


def _chosen(words: tuple[str, ...], platforms: tuple[Platform, ...]) -> tuple[Platform, ...]:
    if not words:
        return platforms
    catalog = Catalog(()).with_platforms(platforms)
    return tuple({found.id: found for found in map(catalog.get, words)}.values())


@contextlib.contextmanager
def _started(*, portal: bool) -> Iterator[PracticeNetwork]:
    thread = PracticeThread(portal=portal)
    try:
        net = thread.start()
    except (OSError, TimeoutError) as error:
        raise _cannot_start(error) from error
    try:
        yield net
    finally:
        thread.stop()


async def _serve(folder: Path, portal: bool) -> None:
    over = asyncio.Event()
    try:
        async with PracticeNetwork(portal=portal) as net:
            with _written(net, folder) as files, stoppable(over.set):
                say("The practice network is up; nothing of it leaves this computer. In another terminal:")
                say("  waythrough check \\")  # one file a line: a terminal would break inside their names
                say(f"    --network {quote(str(files.network))} \\")
                say(f"    --catalog {quote(str(files.catalogue))} \\")
                say(f"    --paths {quote(str(files.paths))}")
                say("Ctrl-C ends it and removes these files.")
                await over.wait()
    except FileExistsError as error:
        raise WaythroughError(
            "practice.file_in_the_way",
            clause(
                "“{filename}” was not made by the practice network, so it was left as it is",
                filename=error.filename,
            ),
            todo="name another folder",
        ) from error
    except OSError as error:
        raise _cannot_start(error) from error


@contextlib.contextmanager
def _written(net: PracticeNetwork, folder: Path) -> Iterator[PracticeFiles]:
    """The files for another terminal, as long as the block lasts."""
    made = not folder.exists()
    files = net.write_files(folder)
    try:
        yield files
    finally:
        files.remove()
        if made:
            with contextlib.suppress(OSError):  # somebody keeps other files in it
                folder.rmdir()


def _cannot_start(error: OSError) -> WaythroughError:
    return WaythroughError(
        "practice.not_started",
        clause("the practice network cannot be started ({strerror})", strerror=error.strerror or error),
        still_works="real networks can be tested",
        todo="try again, or name another folder",
    )
