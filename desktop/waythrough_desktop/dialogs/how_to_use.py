"""How to use a way, step by step, with values to copy, files to save and codes to scan."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QComboBox, QLabel, QLayout, QPushButton, QWidget

from waythrough_desktop.dialogs.base import Dialog, framed
from waythrough_desktop.dialogs.saving import AskPlace, ask_place, save, saved_text
from waythrough_desktop.dialogs.value_row import ValueRow
from waythrough_desktop.i18n import _
from waythrough_desktop.presenters.how_to_use import GuideFace, HowToUse, StepFace, TakenFace
from waythrough_desktop.theme import ToneName
from waythrough_desktop.views.parts import Mark, button, column, label, point, row
from waythrough_desktop.views.prose import Label
from waythrough_desktop.views.scroller import Scroller

NUMBER_WIDTH = 2
CODE_SIDE = 260


class HowToUseDialog(Dialog):
    """Shows the guide of one way on one system; both can be changed."""

    def __init__(self, guides: HowToUse, parent: QWidget | None = None, *, ask: AskPlace = ask_place) -> None:
        super().__init__(_("How to use it"), parent, size=(780, 660))
        self._guides, self._ask = guides, ask
        name = guides.names[0] if len(guides.names) == 1 else ""
        title = _("How to use {way}", way=name) if name else _("How to use these ways")
        self.add_head(title, guides.sentence)
        self.ways = self._combo([(str(place), name) for place, name in enumerate(guides.names)], _("Way"))
        self.systems = self._combo(list(guides.systems), _("System"))
        self.systems.setCurrentIndex(self.systems.findData(guides.this_system))
        self._box.addLayout(self._choices(several=len(guides.names) > 1))
        self._area: Scroller | None = None
        self._place = self._box.count()
        self.copy = button(_("Copy the steps"), self._copy)
        self.close_button = button(_("Close"), self.close, look="main")
        self.add_buttons([self.copy], [self.close_button])
        self.rows: list[ValueRow] = []
        self.takes: list[QPushButton] = []
        self._show()
        self.ways.currentIndexChanged.connect(self._show)
        self.systems.currentIndexChanged.connect(self._show)
        self.close_button.setFocus()

    @property
    def face(self) -> GuideFace:
        """The guide that is shown."""
        return self._guides.face(self._way(), self._system())

    def _way(self) -> int:
        return max(self.ways.currentIndex(), 0)

    def _system(self) -> str:
        return str(self.systems.currentData())

    def _combo(self, items: list[tuple[str, str]], name: str) -> QComboBox:
        made = QComboBox(self)
        for value, text in items:
            made.addItem(text, value)
        made.setAccessibleName(name)
        made.view().setAccessibleName(name)
        return made

    def _choices(self, *, several: bool) -> QLayout:
        self._where = on = label(_("Where will you use it?"), self, of=self.systems)
        on.setWordWrap(False)
        line = row(on, self.systems, None, spacing=10)
        if several:
            which = label(_("Way"), self, of=self.ways)
            which.setWordWrap(False)
            line = row(which, self.ways, on, self.systems, None, spacing=10)
        self.ways.setVisible(several)
        return line

    def _show(self) -> None:
        face = self.face
        if self._area is not None:
            self._box.removeWidget(self._area)
            self._area.hide()
            self._area.deleteLater()
        self.rows, self.takes = [], []
        for part in (self._where, self.systems, self.copy):
            part.setVisible(not face.warning)
        if face.warning:
            parts: list[QWidget | None] = [self._warning(face)]
        else:
            parts = [self._steps(face), self._also(face), self._test(face), self._limits(face)]
        self._area = self.scrolled(*(part for part in parts if part is not None))
        self._box.insertWidget(self._place, self._area, 1)
        self.copy.setText(_("Copy the steps"))

    def _warning(self, face: GuideFace) -> QWidget:
        mark = Mark(34, self)
        mark.show_icon("octagon_filled", ToneName.RED, on_tone=False)
        line = row(mark, label(face.warning, self, factor=1.3, bold=True), spacing=12)
        line.setStretch(1, 1)
        made = QWidget(self)
        made.setLayout(line)
        return framed(made, parent=self)

    def _steps(self, face: GuideFace) -> QWidget:
        heads: list[QWidget] = [label(face.title, self, factor=1.15, bold=True)]
        if face.opens:
            heads.append(label(face.opens, self, look="soft"))
        return framed(*heads, *(self._step(step) for step in face.steps), parent=self, spacing=10)

    def _also(self, face: GuideFace) -> QWidget | None:
        if not face.also:
            return None
        head = label(_("Another way to do it"), self, factor=1.15, bold=True)
        return framed(head, *(self._step(step) for step in face.also), parent=self, spacing=10)

    def _test(self, face: GuideFace) -> QWidget | None:
        if not face.test:
            return None
        head = label(_("Test that it works"), self, factor=1.15, bold=True)
        lines = (point(self, "tick_disc", ToneName.GREEN, text, small=True) for text in face.test)
        return framed(head, *lines, parent=self)

    def _limits(self, face: GuideFace) -> QWidget | None:
        if not face.limits:
            return None
        head = label(_("What it does not protect"), self, factor=1.15, bold=True)
        lines = (point(self, "triangle", ToneName.AMBER, text, small=True) for text in face.limits)
        return framed(head, *lines, parent=self)

    def _step(self, step: StepFace) -> QWidget:
        made = QWidget(self)
        rows = [ValueRow(value, made) for value in step.values]
        self.rows += rows
        words = column(label(step.text, made), *rows, spacing=6)
        if step.takes:
            result = label("", made, look="soft")
            result.hide()
            picture = self._picture(made)
            buttons = [self._take_button(take, result, picture) for take in step.takes]
            self.takes += buttons
            words.addLayout(row(*buttons, None))
            words.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
            words.addWidget(result)
        if step.number:
            number = label(step.number, made, bold=True)
            number.setFixedWidth(number.fontMetrics().horizontalAdvance("M") * NUMBER_WIDTH)
            line = row(number, words, spacing=6)
            line.setAlignment(number, Qt.AlignmentFlag.AlignTop)
            line.setStretch(1, 1)
            made.setLayout(line)
        else:
            made.setLayout(words)
        return made

    def _picture(self, parent: QWidget) -> QLabel:
        made = QLabel(parent)
        made.setAccessibleName(_("Code with the settings of this way"))
        made.hide()
        return made

    def _take_button(self, take: str, result: Label, picture: QLabel) -> QPushButton:
        texts = {"link": _("Copy the link"), "code": _("Show the code")}
        made = button(texts.get(take, _("Save the file…")))
        made.setObjectName(take)
        act: Callable[..., object] = {"link": self._link, "code": self._code}.get(take, self._save)
        made.clicked.connect(partial(self._taken, take, act, result, picture))
        return made

    def _taken(
        self, take: str, act: Callable[..., object], result: Label, picture: QLabel, _checked: bool = False
    ) -> None:
        taken = self._guides.take(self._way(), take, self._system())
        if isinstance(taken, str):
            result.setText(taken)
            result.show()
        else:
            act(taken, result, picture)

    def _link(self, taken: TakenFace, result: Label, _picture: QLabel) -> None:
        QGuiApplication.clipboard().setText(taken.content.decode())
        result.setText(_("Copied. Whoever has this link can use your way: give it only to whom you trust."))
        result.show()

    def _code(self, taken: TakenFace, result: Label, picture: QLabel) -> None:
        shown = picture.isHidden()
        if shown:
            found = QPixmap()
            found.loadFromData(taken.content)
            side = max(CODE_SIDE, found.width())
            picture.setPixmap(found)
            picture.setFixedSize(side, max(CODE_SIDE, found.height()))
            picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        picture.setVisible(shown)
        result.setText(_("Whoever photographs this code can use your way.") if shown else "")
        result.setVisible(shown)
        sender = next(each for each in self.takes if each.objectName() == "code")
        sender.setText(_("Hide the code") if shown else _("Show the code"))

    def _save(self, taken: TakenFace, result: Label, _picture: QLabel) -> None:
        place = self._ask(self, _("Save the way"), taken.file_name)
        if not place:
            return
        trouble = save(place, taken.content, private=True)
        keep = _("Whoever has this file can use your way: give it only to whom you trust.")
        failed = _("It could not be saved there: {why}. Choose another place. (HOW-01)", why=trouble)
        result.setText(failed if trouble else f"{saved_text(place)}\n{keep}")
        result.show()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.face.copied)
        self.copy.setText(_("Copied"))
