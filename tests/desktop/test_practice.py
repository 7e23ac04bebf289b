"""The window on the real engine and the practice network: the whole way, sockets included."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from waythrough.store.dirs import portable_dirs
from waythrough_desktop import app
from waythrough_desktop.presenters.state import Act, Phase


@pytest.mark.long
@pytest.mark.timeout(180)
def test_a_check_of_the_practice_network_fills_every_cell(qtbot: QtBot, tmp_path: Path) -> None:
    home = tmp_path / "home"
    starting = app.Starting(portable_dirs(home), practice=True)
    with qtbot.waitSignal(starting.loaded, timeout=30_000):
        starting.shell.window.show()
    wiring = starting.wiring
    with qtbot.waitSignal(wiring.run_over, timeout=150_000):
        wiring.when_ready(wiring.start)
    model, state = wiring.check.model, wiring.check.state
    words = {model.face_at(r, c).text for r in range(model.rowCount()) for c in range(model.columnCount())}
    assert {"Works", "Blocked", "Not safe", "Not connected"} <= words
    assert words.isdisjoint({"Waiting", "Checking…", "Not checked"})
    assert state.phase is Phase.DONE
    assert Act.SAVE_REPORT in state.card.acts
    for column in range(model.columnCount()):
        assert wiring.tell_why(*model.key_at(model.index(0, column))) is not None
    wiring.change_network()
    assert not wiring.session.practice
    kept = {each.name for each in home.iterdir()}
    assert not kept & {"settings.toml", "ways.toml"}  # only the check itself is kept, marked as practice
    assert starting.close()
