"""One run from plan to answer, the same for `check` and `practice`: watched, kept, printed, saved."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from waythrough.cli.drive import Watcher, drive
from waythrough.cli.events import EventLines
from waythrough.cli.keeper import Keeper
from waythrough.cli.output import Format, LineFile, Output, report, save
from waythrough.cli.render.live import LiveTable
from waythrough.cli.render.log import PlainLog
from waythrough.cli.render.plain import hand_over, tell
from waythrough.cli.render.result import show_result, show_summary
from waythrough.cli.render.screen import answer_screen, side_screen
from waythrough.cli.report_names import report_names
from waythrough.cli.wishes import Home
from waythrough.model.network import NetworkProfile
from waythrough.model.run import Run, RunPlan
from waythrough.report.document import Document, make_document, private_words
from waythrough.store.find_run import LAST
from waythrough.verdict.words import Translator, word_in

_SAME: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How the answer is wanted."""

    output: Output
    translate: Translator
    include_names: bool = False
    quiet: bool = False
    keep: bool = True


@dataclass(slots=True)
class Job:
    """A run that is about to be made."""

    profile: NetworkProfile
    plan: RunPlan
    home: Home
    wanted: Wanted
    _stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    _keeper: Keeper | None = None
    _lines: LineFile | None = None

    def do(self) -> Run:
        """Run, print, save; returns the run. Raises WaythroughError."""
        with self._stack:
            run = drive(self.profile, self.plan, self._watchers())
        wanted = self.wanted
        kept = LAST if self._keeper is not None and self._keeper.keeps else ""
        answer(
            run,
            lambda: self.document(run),
            wanted.output,
            wanted.translate,
            quiet=wanted.quiet,
            more=explain_command(LAST, wanted.translate) if kept else "",
            kept=kept,
            in_reports={} if wanted.include_names else report_names(run, wanted.translate.language),
            streamed=wanted.output.form is Format.JSONL,
            lines=self._lines,
        )
        return run

    def document(self, run: Run) -> Document:
        """The run as it may leave."""
        return make_document(
            run,
            include_names=self.wanted.include_names,
            language=self.wanted.translate.language,
            private=private_words(self.plan.paths),
        )

    def _watchers(self) -> list[Watcher]:
        watchers: list[Watcher] = []
        if self.wanted.keep:
            self._keeper = Keeper(self.home.dirs.history, self.plan, self.profile)
            watchers.append(self._keeper)
        if self.wanted.output.form is Format.JSONL:
            watchers.append(
                EventLines(
                    self._lines_to(),
                    private=private_words(self.plan.paths),
                    include_names=self.wanted.include_names,
                )
            )
        if not self.wanted.quiet:
            side = side_screen(self.wanted.translate)
            watchers.append(LiveTable(side) if side.live else PlainLog(self.wanted.translate))
        return watchers

    def _lines_to(self) -> Callable[[bytes], None]:
        file = self.wanted.output.file
        if file is None:
            return hand_over
        self._lines = self._stack.enter_context(contextlib.closing(LineFile(file)))
        return self._lines.write


def explain_command(run: str, translate: Translator) -> str:
    """The command that tells more about one result; what is to be filled in is in the reader's language."""
    service, way = (translate.render(word_in("place", word)) for word in ("SERVICE", "WAY"))
    return f"waythrough explain {run} {service} [{way}]"


def answer(
    run: Run,
    document: Callable[[], Document],
    output: Output,
    translate: Translator,
    *,
    quiet: bool = False,
    more: str = "",
    kept: str = "",
    in_reports: Mapping[str, str] = _SAME,
    streamed: bool = False,
    lines: LineFile | None = None,
) -> None:
    """Print the run, then write its report.

    `more`, `kept`, `in_reports`: see `show_result`; `streamed`: whether the report was written during the
    run, event by event; `lines`: the file it then went to. The table comes first, for a report of a large run
    takes a moment.
    Raises WaythroughError when the report cannot be written.
    """
    if output.table_on_screen:
        show_result(run, answer_screen(translate), more, kept=kept, named=bool(kept), in_reports=in_reports)
    elif not quiet:
        show_summary(run, side_screen(translate))
    if output.file is None:
        if output.form is not Format.TABLE and not streamed:
            hand_over(report(document(), output.form))
        return
    if lines is not None:
        lines.see_that_it_is_whole(kept)
    else:
        save(report(document(), output.form), output.file, kept=kept)
    if not quiet:
        tell(translate("Report: {file}", file=str(output.file)))
