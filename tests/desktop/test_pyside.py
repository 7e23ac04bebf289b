"""The traps of the binding itself, kept as tests so that a version with them cannot slip in."""

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

EMITS = 5_000
CALLS = 20_000
SLACK = 400
"""Counts move a little by themselves; the fault moves them once a call."""


class _Sender(QObject):
    told = Signal(int)


def test_calls_do_not_eat_references_to_none_and_true(qtbot: QtBot) -> None:
    sender = _Sender()
    heard: list[int] = []
    sender.told.connect(heard.append)
    button = QPushButton()
    qtbot.addWidget(button)
    before = sys.getrefcount(None), sys.getrefcount(True)
    for number in range(EMITS):
        sender.told.emit(number)
    for number in range(CALLS):
        button.setEnabled(number % 2 == 0)
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert len(heard) == EMITS
    assert all(abs(new - old) < SLACK for old, new in zip(before, after, strict=True))
