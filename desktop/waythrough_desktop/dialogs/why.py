"""The Why window: what happened, what to do, how sure that is; technical lines stay folded."""

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from waythrough_desktop import style
from waythrough_desktop.dialogs.base import Dialog, code_box, framed
from waythrough_desktop.i18n import _, ltr
from waythrough_desktop.models.spark import Spark
from waythrough_desktop.presenters.state import Act, Card
from waythrough_desktop.presenters.why import PartFace, StepFace, WhyState
from waythrough_desktop.views.card_view import CardView
from waythrough_desktop.views.fold import Fold
from waythrough_desktop.views.parts import Mark, button, column, label, line, row
from waythrough_desktop.views.sparkline import Sparkline

HEAD_ICON = 44
STEP_ICON = 24
PART_ICON = 18


class WhyDialog(Dialog):
    """Shows one WhyState."""

    again_asked = Signal()
    how_asked = Signal(str)  # path id

    def __init__(
        self,
        state: WhyState,
        parent: QWidget | None = None,
        *,
        can_repeat: bool = True,
        detailed: bool = False,
    ) -> None:
        """`can_repeat`: whether this one result can be tested again; `detailed`: the details are open at once."""
        super().__init__(_("Why – {headline}", headline=state.headline), parent, size=(820, 700))
        self.state = state
        self._add_headline()
        self._past = QWidget(self)  # empty until it is known what was before
        self._past.hide()
        body = [self._advice(), self._steps(), self._parts(), self._sure(), self._past]
        area = self.scrolled(*(part for part in body if part is not None))
        self.fold.covers(self.details, area)
        self.add(area, 1)
        self.again = button(_("Check again"), self._again)
        self.again.setToolTip(_("Tests only this service with this way again"))
        self.again.setVisible(can_repeat)
        self.copy = button(_("Copy for support"), self._copy)
        self.close_button = button(_("Close"), self.close)
        self.add_buttons([self.again, self.copy], [self.close_button])
        self.close_button.setFocus()
        if detailed:
            with QSignalBlocker(self.fold):  # open, and not scrolled to
                self.fold.turn(True)
            self.details.show()

    def show_past(self, spark: Spark) -> None:
        """Add what became of this in the checks before."""
        title = label(_("The last checks"), self, factor=1.15, bold=True)
        words = label(spark.sentence, self, look="soft")
        line = row(Sparkline(spark, self), words, spacing=12)
        line.setStretch(1, 1)
        body = QWidget(self)
        body.setLayout(line)
        self._past.setLayout(column(framed(title, body, parent=self)))
        self._past.show()

    def _add_headline(self) -> None:
        mark = Mark(HEAD_ICON, self)
        mark.show_icon(self.state.icon, self.state.tone, on_tone=False)
        title = label(self.state.headline, self, factor=1.5, bold=True)
        where = label(self.state.where, self, look="soft")
        words = column(title, where, spacing=2)
        if self.state.cause:
            words.addWidget(label(self.state.cause, self))
        head = row(mark, words, spacing=14)
        head.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
        head.setStretch(1, 1)
        self._box.addLayout(head)

    def _advice(self) -> QWidget | None:
        if not self.state.advice:
            return None
        card = CardView(self, small=True)
        tone = self.state.advice_tone
        icon = {"green": "tick_disc", "amber": "triangle"}.get(tone, "info")
        acts = (Act.HOW_TO_USE,) if self.state.use else ()
        text = self.state.advice_time
        card.show_card(Card(tone=tone, icon=icon, title=self.state.advice, text=text, acts=acts))
        card.acted.connect(self._how)
        return card

    def _steps(self) -> QWidget | None:
        if not self.state.steps:
            return None
        parts: list[QWidget] = [label(_("What happened"), self, factor=1.15, bold=True)]
        for number, face in enumerate(self.state.steps):
            if number:
                parts.append(line(self))
            parts.append(_step_row(face, self))
        return framed(*parts, parent=self)

    def _parts(self) -> QWidget | None:
        if not self.state.parts:
            return None
        head = label(_("Part by part"), self, factor=1.15, bold=True)
        return framed(head, *(_part_row(face, self) for face in self.state.parts), parent=self)

    def _sure(self) -> QFrame:
        bars = Bars(self.state.level, self)
        title = label(_("How sure are we?"), self, factor=1.15, bold=True)
        title.setWordWrap(False)
        level = label(self.state.level_text, self, factor=1.15, bold=True)
        head = QWidget(self)
        head.setLayout(row(title, bars, level, None, spacing=10))
        notes = [label(self.state.sureness, self, look="soft")]
        notes += [label(_("Also seen: {finding}", finding=text), self) for text in self.state.findings]
        self.fold = Fold(_("Details for support staff"), self)
        self.details = code_box("\n".join(self.state.lines), _("Details for support staff"), self)
        return framed(head, *notes, self.fold, self.details, parent=self)

    def _again(self) -> None:
        self.again_asked.emit()
        self.close()

    def _how(self) -> None:
        self.how_asked.emit(self.state.use)
        self.close()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText((self.state.for_support or self.state).copied)
        self.copy.setText(_("Copied"))


class Bars(QWidget):
    """Three bars, as many filled as we are sure; the word beside them says the same."""

    def __init__(self, filled: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filled = filled
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(62, 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = style.theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        for place in range(3):
            painter.setBrush(QColor(theme.progress if place < self._filled else theme.track))
            painter.drawRoundedRect(QRectF((2 - place if mirrored else place) * 21, 1, 18, 8), 4, 4)
        painter.end()


def _part_row(face: PartFace, parent: QWidget) -> QWidget:
    made = QWidget(parent)
    mark = Mark(PART_ICON, made)
    mark.show_icon(face.icon, face.tone, on_tone=False)
    box = row(mark, label(ltr(face.place), made), label(face.text, made, look="soft"), spacing=12)
    box.setStretch(1, 1)
    box.setStretch(2, 1)
    made.setLayout(box)
    made.setAccessibleName(f"{face.place}: {face.text}")
    return made


def _step_row(face: StepFace, parent: QWidget) -> QWidget:
    made = QWidget(parent)
    mark = Mark(STEP_ICON, made)
    mark.show_icon(face.icon, face.tone, on_tone=False)
    title, sentence = label(face.title, made, bold=True), label(face.sentence, made, look="soft")
    box = row(mark, column(title, sentence, spacing=1), spacing=12)
    box.setStretch(1, 1)
    if face.time:
        time = label(face.time, made, look="soft")
        time.setWordWrap(False)
        box.addWidget(time)
    made.setLayout(box)
    made.setAccessibleName(f"{face.title}: {face.sentence}")
    return made
