"""Walks a screen as people do who cannot see it, have no mouse, or read large letters; tells what they would miss."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QButtonGroup,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QTextEdit,
    QToolButton,
    QWidget,
)

CONTROLS = (
    QAbstractButton,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QAbstractItemView,
    QProgressBar,
    QComboBox,
)
TABS_AT_MOST = 250
SLACK = 2  # pixels that rounding may take


def controls(root: QWidget) -> Iterator[QWidget]:
    """Everything that a person works with, without the inner parts of Qt's own widgets."""
    for widget in root.findChildren(QWidget):
        if isinstance(widget, CONTROLS) and not _inner(widget):
            yield widget


def nameless(root: QWidget) -> list[str]:
    """Controls of which a screen reader says nothing."""
    return [
        _called(each)
        for each in controls(root)
        if not QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name)
    ]


def unreached(window: QWidget) -> list[str]:
    """Visible controls to which the Tab key never leads, in a window that is active; arrows lead on in a group."""
    met: list[QWidget] = []
    for _time in range(TABS_AT_MOST):
        now: QWidget | None = window.focusWidget()
        if now is None:
            QTest.keyClick(window, Qt.Key.Key_Tab)
            continue
        if now in met[:1] and len(met) > 1:
            break
        if now not in met:
            met.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    groups = [_group(each) for each in met]
    return [
        _called(each)
        for each in controls(window)
        if each.isVisible() and each.isEnabled() and not isinstance(each, QProgressBar)
        if not any(each is one or each.isAncestorOf(one) or each is one.focusProxy() for one in met)
        if _group(each) is None or _group(each) not in groups
    ]


def _group(widget: QWidget) -> QButtonGroup | None:
    group: QButtonGroup | None = widget.group() if isinstance(widget, QAbstractButton) else None
    return group if group is not None and group.exclusive() else None


def cut(root: QWidget) -> list[str]:
    """Visible texts for which there is too little room."""
    for _round in range(4):
        QApplication.processEvents()
    found = [each for each in root.findChildren(QWidget) if each.isVisible() and not _inner(each)]
    return [*(_called(each) for each in found if _too_small(each)), *_sideways(root, found)]


def _too_small(widget: QWidget) -> bool:
    need = widget.sizeHint()
    if isinstance(widget, QLabel):
        if not widget.text() or not widget.pixmap().isNull():
            return False
        if widget.wordWrap():
            high = widget.heightForWidth(widget.width())
            return widget.height() < high - SLACK or widget.width() < _longest_word(widget) - SLACK
        return (
            widget.width() < need.width() - SLACK or widget.height() < widget.fontMetrics().height() - SLACK
        )
    if isinstance(widget, QPushButton | QToolButton | QRadioButton):
        small = widget.height() < widget.fontMetrics().height() or widget.height() < need.height() - 6 * SLACK
        return bool(widget.text()) and (widget.width() < need.width() - SLACK or small)
    if isinstance(widget, QComboBox):
        room = widget.width() - widget.fontMetrics().horizontalAdvance(widget.currentText())
        return room < widget.fontMetrics().height()
    return False


def _sideways(root: QWidget, found: list[QWidget]) -> Iterator[str]:
    """Parts of which the beginning or the end lies outside of the window, or of a page that scrolls up and down."""
    for each in found:
        if not isinstance(each, QLabel | QAbstractButton | QLineEdit | QComboBox):
            continue
        area = _page_of(each, root)
        start = each.mapTo(area, QPoint(0, 0)).x()
        if start < -SLACK or start + each.width() > area.width() + SLACK:
            yield f"{_called(each)} reaches out of {type(area).__name__}"


def _page_of(widget: QWidget, root: QWidget) -> QWidget:
    parent = widget.parentWidget()
    while parent is not None and parent is not root:
        above = parent.parentWidget()
        if isinstance(above, QScrollArea) and above.viewport() is parent:
            return parent
        parent = above
    return root


def _longest_word(widget: QLabel) -> int:
    advance = widget.fontMetrics().horizontalAdvance
    return max((advance(word) for word in widget.text().split()), default=0)


def _inner(widget: QWidget) -> bool:
    """Parts that Qt made for itself."""
    name, parent = type(widget).__name__, widget.parentWidget()
    if isinstance(widget, QHeaderView) or name in {"QTableCornerButton", "QLineEditIconButton"}:
        return True
    if widget.objectName().startswith("qt_") or (
        isinstance(widget, QLineEdit) and isinstance(parent, QComboBox)
    ):
        return True
    if isinstance(widget, QListView) and type(widget) is not QListView and name.startswith("QComboBox"):
        return True
    return isinstance(widget, QAbstractButton) and isinstance(parent, QAbstractScrollArea | QLineEdit)


def _called(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    parent = type(widget.parentWidget()).__name__
    return f"{type(widget).__name__} “{(text or widget.accessibleName())[:40]}” in {parent}"
