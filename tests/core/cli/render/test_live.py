import io
from itertools import islice

import pytest
from rich.console import Console

from tests.core.cli.helpers import events_of, sample_run
from waythrough.cli.render import live
from waythrough.cli.render.live import LiveTable
from waythrough.cli.render.screen import Screen
from waythrough.model.event import Event
from waythrough.verdict.words import translator


def _screen(height: int, width: int = 80) -> tuple[Screen, io.StringIO]:
    out = io.StringIO()
    console = Console(
        file=out, force_terminal=True, width=width, height=height, markup=False, highlight=False
    )
    return Screen(console=console, translate=translator("en"), fancy=True), out


def _drawn(height: int, events: list[Event], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines of the last picture after these events."""
    monkeypatch.setattr(live, "PERIOD", 0.0)
    screen, out = _screen(height)
    table = LiveTable(screen)
    for event in events:
        table.take(event)
    out.seek(0)
    out.truncate()
    table.tick()
    picture = out.getvalue()
    table.close()
    table.close()
    return [line for line in picture.replace("\r", "").split("\n") if line.strip()]


def test_the_table_fills_and_the_numbers_run(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = _drawn(40, list(islice(events_of(sample_run()), 12)), monkeypatch)
    text = "\n".join(lines)
    assert "Telegram" in text
    assert "· " in text
    assert "1 of 60 checks" in lines[-1]
    assert "2.0\u00a0MB used" in lines[-1]


@pytest.mark.parametrize("height", [8, 12, 16, 40])
def test_it_never_outgrows_the_terminal(height: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = _drawn(height, list(islice(events_of(sample_run()), 80)), monkeypatch)
    assert len(lines) < height
    assert "of 60 checks" in lines[-1]


def test_ctrl_c_gives_the_terminal_back_at_once() -> None:
    screen, out = _screen(40)
    table = LiveTable(screen)
    for event in islice(events_of(sample_run()), 12):
        table.take(event)
    table.stopping()
    assert "Stopping…" in out.getvalue()
    assert out.getvalue().rstrip().endswith("Stopping…")
    before = out.getvalue()
    table.tick()
    table.close()
    assert out.getvalue() == before
    assert before.index("\x1b[?25h") < before.index("Stopping…")  # the cursor is shown again
