"""Another network is noticed when it has settled, without looking again and again."""

import os
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from waythrough_desktop.bridge.background import Background
from waythrough_desktop.line_notice import LineNotice


class Told:
    """The kernel's messages, spoken by a test into a pipe."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        self.closed = 0

    def speak(self) -> None:
        os.write(self._write, b"!")

    def fileno(self) -> int:
        return self._read

    def drain(self) -> bool:
        return bool(os.read(self._read, 100))

    def close(self) -> None:
        self.closed += 1
        os.close(self._read)
        os.close(self._write)


@pytest.fixture
def background() -> Iterator[Background]:
    made = Background()
    yield made
    assert made.close()


def test_many_messages_are_one_change_and_the_same_network_is_none(
    qtbot: QtBot, background: Background
) -> None:
    told, marks, moves = Told(), [b"home"], []
    notice = LineNotice(background, changes=lambda: told, mark=lambda _salt: marks[-1], settle_ms=30)  # type: ignore[return-value,arg-type]
    notice.moved.connect(lambda: moves.append(marks[-1]))
    notice.start()
    qtbot.waitUntil(lambda: notice._known == b"home")
    marks.append(b"home")
    told.speak()
    qtbot.waitUntil(lambda: notice._settle.isActive())
    qtbot.waitUntil(lambda: not notice._settle.isActive() and not background._threads)
    assert moves == []
    marks.append(b"cafe")
    with qtbot.waitSignal(notice.moved):
        for _message in range(5):
            told.speak()
    assert moves == [b"cafe"]
    notice.stop()
    assert told.closed == 1
    assert not notice._poll.isActive()


def test_no_line_is_no_network_and_the_same_one_after_it_no_change(
    qtbot: QtBot, background: Background
) -> None:
    told, marks, moves = Told(), [b"home"], []
    notice = LineNotice(background, changes=lambda: told, mark=lambda _salt: marks[-1], settle_ms=1)  # type: ignore[return-value,arg-type]
    notice.moved.connect(lambda: moves.append(1))
    notice.start()
    qtbot.waitUntil(lambda: notice._known == b"home")
    marks.append(b"")
    told.speak()
    qtbot.waitUntil(lambda: not notice.online)
    marks.append(b"home")
    with qtbot.waitSignal(notice.back):
        told.speak()
    assert (notice.online, moves) == (True, [])
    notice.stop()


def test_where_the_system_tells_nothing_somebody_looks_while_it_is_wanted(
    qtbot: QtBot, background: Background
) -> None:
    notice = LineNotice(background, changes=lambda: None, mark=lambda salt: salt)
    assert not notice._poll.isActive()
    notice.start()
    notice.start()
    assert notice._poll.isActive()
    notice.stop()
    assert not notice._poll.isActive()
    qtbot.waitUntil(lambda: not background._threads)
