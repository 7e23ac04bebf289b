"""The live table: drawn over itself on a terminal while the run goes on, gone when it ends."""

import time

from rich.console import Group
from rich.live import Live
from rich.text import Text as Line

from waythrough.cli.render.grid import lay_out
from waythrough.cli.render.progress import RunSoFar, facts_line
from waythrough.cli.render.result import lines_of
from waythrough.cli.render.screen import Screen
from waythrough.model.event import Event, StepDone

PERIOD = 0.25
"""Seconds between two pictures: fast enough to look alive, slow enough not to disturb what is measured."""

_BAR = 24
_ROOM = 4  # lines beside rows and legend: head, blank line, progress, and where the cursor stands


class LiveTable:
    """Shows the matrix while it fills."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._so_far = RunSoFar()
        self._live = Live(console=screen.console, auto_refresh=False, transient=True)
        self._drawn = 0.0
        self._open = True
        self._live.start()
        self._live.update(self._picture(), refresh=True)  # the first events take a moment to come

    def take(self, event: Event) -> None:
        """Take an event in; what it changes is drawn with the next picture."""
        if not isinstance(event, StepDone):
            self._so_far.take(event)

    def tick(self) -> None:
        """Draw, when it is time again."""
        now = time.monotonic()
        if self._open and now - self._drawn >= PERIOD:
            self._drawn = now
            self._live.update(self._picture(), refresh=True)

    def stopping(self) -> None:
        """Say that the run is being stopped, and give the terminal back at once."""
        self._so_far.stopping = True
        if self._open:
            self.close()
            self._screen.console.print(facts_line(self._so_far, self._screen.translate))

    def close(self) -> None:
        """Take the table away; safe to call twice."""
        if self._open:
            self._open = False
            self._live.stop()

    def _picture(self) -> Group:
        so_far, screen = self._so_far, self._screen
        matrix = so_far.matrix()
        names = so_far.naming(screen.translate)
        grid = lay_out(matrix, names, screen.translate, width=screen.width, fancy=screen.fancy)
        lines = list(lines_of(grid, matrix, screen))
        rows, head = len(grid.rows), 1 if grid.head else 0
        below = len(lines) - head - rows
        room = max(1, screen.console.height - _ROOM - below)
        if rows > room:
            first = min(self._first_open(), rows - room)
            lines = [*lines[:head], *lines[head + first : head + first + room], *lines[head + rows :]]
        return Group(*lines, Line(), self._progress())

    def _first_open(self) -> int:
        """The first row that has a cell without a result: rows never move, the view follows them."""
        cells, paths = self._so_far.cells, self._so_far.paths
        for number, row in enumerate(self._so_far.platforms):
            if any((row.id, path.id) not in cells for path in paths):
                return number
        return 0

    def _progress(self) -> Line:
        full, empty = ("━", "─") if self._screen.fancy else ("=", "-")
        done = round(self._so_far.part * _BAR)
        line = Line(full * done, style="green").append(empty * (_BAR - done), style="dim")
        text = facts_line(self._so_far, self._screen.translate)
        line.append(f"  {text}", style="default")
        line.truncate(self._screen.width, overflow="ellipsis")
        return line
