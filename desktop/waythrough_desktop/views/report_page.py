"""The Report page: choices on one side, on the other every word that would leave, before it leaves."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent, QTextCursor, QTextOption
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QPlainTextEdit,
    QRadioButton,
    QSizePolicy,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from waythrough_desktop import style
from waythrough_desktop.dialogs.base import framed
from waythrough_desktop.i18n import _
from waythrough_desktop.presenters.choices import Choice, Option
from waythrough_desktop.presenters.report import Preview, Wish
from waythrough_desktop.views.beside import CHOICES_WIDTH, Foot, Sides
from waythrough_desktop.views.controls import Combo
from waythrough_desktop.views.layers import Layers
from waythrough_desktop.views.measure import measure, set_margins, within
from waythrough_desktop.views.parts import button, clear, column, label, row
from waythrough_desktop.views.scroller import Scroller

PREVIEW_LINES = 10
PIECE = 4_000
"""Letters of HTML that are added to the preview at a time."""
MARK = 18
"""The disc before a choice, with its border."""
EDGES = 60
"""What frames, gaps and the scroll bar take between choices and preview."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute


class ReportPage(QFrame):
    """Shows a preview and says by its signals what is wished; it makes and saves nothing itself."""

    kind_chosen = Signal(str)
    names_chosen = Signal(bool)
    words_chosen = Signal(bool)
    language_chosen = Signal(str)
    save_asked = Signal()
    open_asked = Signal()
    check_asked = Signal()
    shown = Signal()

    def __init__(
        self,
        kinds: Sequence[tuple[str, str, str]],
        languages: Sequence[tuple[str, str]],
        left_out: Sequence[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("look", "page")
        self._kinds = [kind for kind, _name, _use in kinds]
        self._short = ""
        self._page = self._cut = False  # whether it can be shown as it looks; whether its words are too many
        self._rest: list[str] = []  # of the page that is being shown
        self.title = label(_("Report"), self, factor=1.62, bold=True)
        self.what = label("", self, look="soft")
        self.stack = Layers(self)
        self.stack.addWidget(self._empty())
        self.stack.addWidget(self._full(kinds, languages, left_out))
        box = QVBoxLayout(self)
        set_margins(box, 22, 14, 16, 14)
        box.setSpacing(8)
        for part in (self.title, self.what):
            box.addWidget(part)
        choices = self.fontMetrics().horizontalAdvance("M") * CHOICES_WIDTH
        sheet = measure() * 3 // 2  # what is shown holds tables
        box.addWidget(within(self.stack, sheet + choices + EDGES, self), 1)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()

    def show_nothing(self) -> None:
        """There is no run yet."""
        self.what.setText(_("Nothing was checked yet."))
        self.stack.setCurrentIndex(0)

    def show_wish(self, wish: Wish, what: str) -> None:
        """What is asked for, of which check; its preview follows."""
        self.what.setText(what)
        self.stack.setCurrentIndex(1)
        self._kinds_group_quietly(self._kinds.index(wish.kind))
        self.names.blockSignals(True)
        self.names.setChecked(wish.names)
        self.names.blockSignals(False)
        place = self.languages.findData(wish.language)
        self.languages.setCurrentIndex(max(place, 0))
        self.save.setEnabled(False)
        self.copy.setEnabled(False)
        self.result_line.hide()
        self.open_button.hide()
        self.size_line.clear()
        self._page = self._cut = False
        self.words.hide()
        self._show_words(_("One moment…"), foreign=False, mirrored=self.isRightToLeft())
        self._choose_view()

    def show_preview(self, shown: Preview) -> None:
        """Every word of the report."""
        self._short = shown.short
        self.size_line.setText(". ".join(filter(None, (_("Size: {size}", size=shown.size), shown.about))))
        self._cut = shown.cut
        self._show_changes(shown.changed)
        self._page = bool(shown.page)
        self.words.setVisible(self._page)
        self._show_paper(shown)
        self._show_words(shown.text, foreign=shown.foreign, mirrored=shown.mirrored)
        self._choose_view()
        self.save.setEnabled(True)
        self.copy.setEnabled(True)
        self.copy.setText(_("Copy a short text for support"))

    def show_result(self, text: str, *, saved: bool) -> None:
        """Whether it was saved."""
        self.result_line.setText(text)
        self.result_line.show()
        self.open_button.setVisible(saved)

    def _kinds_group_quietly(self, place: int) -> None:
        self.kinds.blockSignals(True)
        self.kinds.button(place).setChecked(True)
        self.kinds.blockSignals(False)

    def _show_words(self, text: str, *, foreign: bool, mirrored: bool) -> None:
        self.text.setFont(style.fixed() if foreign else style.scaled(0.95))
        mirrored = mirrored and not foreign
        direction = Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
        self.text.setLayoutDirection(direction)
        option = QTextOption(self.text.document().defaultTextOption())
        option.setTextDirection(direction)
        # Plain text does not turn its alignment with its direction.
        option.setAlignment(_RIGHT if mirrored else Qt.AlignmentFlag.AlignLeft)
        self.text.document().setDefaultTextOption(option)
        self.text.setPlainText(text)

    def _choose_view(self) -> None:
        """As it looks, or its words alone: for a screen reader, and for whoever wants to search them."""
        shown = self.paper if self._page and not self.words.isChecked() else self.text
        self.preview.setCurrentWidget(shown)
        cut = self._cut and shown is self.text
        whole = _("This is what leaves, and nothing else:")
        self.head_line.setText(_("This is how the file begins; all of it leaves:") if cut else whole)
        self.cut_line.setVisible(cut)

    def _show_paper(self, shown: Preview) -> None:
        """The page, in the direction of its own language, which need not be that of the window."""
        mirrored = Qt.LayoutDirection.RightToLeft if shown.mirrored else Qt.LayoutDirection.LeftToRight
        self.paper.setLayoutDirection(mirrored)
        option = QTextOption(self.paper.document().defaultTextOption())
        option.setTextDirection(mirrored)
        self.paper.document().setDefaultTextOption(option)
        self.paper.setHtml(shown.page)
        self._rest = list(reversed(shown.details))
        QTimer.singleShot(0, self, self._add_rest)

    def _add_rest(self) -> None:
        """The next pieces: all at once would hold up the window."""
        end = QTextCursor(self.paper.document())
        added = 0
        while self._rest and added < PIECE:
            end.movePosition(QTextCursor.MoveOperation.End)
            end.insertBlock()
            end.insertHtml(self._rest[-1])
            added += len(self._rest.pop())
        if self._rest:
            QTimer.singleShot(0, self, self._add_rest)

    def _show_changes(self, changes: Sequence[tuple[str, str]]) -> None:
        clear(self._changes)
        for before, after in changes:
            line = label(_("“{before}” becomes “{after}”", before=before, after=after), self, look="soft")
            self._changes.addWidget(line)

    def _empty(self) -> QWidget:
        made = QWidget(self)
        text = _("A report tells what opens, by which way, and why the rest does not. It is made of a check.")
        self.check = button(_("Check now"), self.check_asked.emit, look="main")
        lines = column(label(text, made), row(self.check, None), None, spacing=12)
        lines.setContentsMargins(0, 8, 0, 0)
        made.setLayout(lines)
        return made

    def _full(
        self,
        kinds: Sequence[tuple[str, str, str]],
        languages: Sequence[tuple[str, str]],
        left_out: Sequence[str],
    ) -> QWidget:
        made = QWidget(self)
        inside = QWidget(made)
        inside.setLayout(
            column(
                self._forms(kinds), self._left_out(left_out), self._language_box(languages), None, spacing=10
            )
        )
        whole = QWidget(made)
        sides = column(Sides(inside, self._right(whole), whole))
        set_margins(sides, 0, 0, 8, 0)
        whole.setLayout(sides)
        lines = column(Scroller(whole, made, stop=_("What the report is like")), spacing=8)
        lines.setStretch(0, 1)
        for part in (self.cut_line, self.result_line):
            lines.addWidget(part)
        lines.addWidget(Foot((self.copy,), (self.open_button, self.save), made))
        made.setLayout(lines)
        return made

    def _forms(self, kinds: Sequence[tuple[str, str, str]]) -> QWidget:
        self.kinds = QButtonGroup(self)
        rows: list[QWidget] = [label(_("Saved as"), self, factor=1.1, bold=True)]
        for place, (_kind, name, use) in enumerate(kinds):
            choice = QRadioButton(name, self)
            choice.setAccessibleDescription(use)
            self.kinds.addButton(choice, place)
            about = label(use, self, look="soft")
            below, words = QWidget(self), column(about)
            set_margins(words, style.grown(MARK) + 12, 0, 0, 0)
            below.setLayout(words)
            rows += [choice, below]
        self.kinds.idToggled.connect(self._kind_toggled)
        return framed(*rows, parent=self, spacing=1)

    def _language_box(self, languages: Sequence[tuple[str, str]]) -> QWidget:
        name = _("Language of the report")
        options = tuple(Option(value=code, text=text) for code, text in languages)
        self.languages = Combo(Choice(key="language", name=name, options=options, value=""), self)
        self.languages.activated.connect(
            lambda place: self.language_chosen.emit(str(self.languages.itemData(place)))
        )
        head = label(name, self, factor=1.1, bold=True, of=self.languages)
        return framed(head, self.languages, parent=self, spacing=6)

    def _left_out(self, left_out: Sequence[str]) -> QWidget:
        head = label(_("What is left out"), self, factor=1.1, bold=True)
        always = [label(f"– {each}", self) for each in left_out]
        self.names = QCheckBox(_("Include the names of my ways"), self)
        self.names.toggled.connect(self.names_chosen)
        changes = QWidget(self)
        self._changes = column(spacing=2)
        changes.setLayout(self._changes)
        return framed(head, *always, self.names, changes, parent=self, spacing=4)

    def _right(self, parent: QWidget) -> QWidget:
        made = QWidget(parent)
        self.head_line = head = label(_("This is what leaves, and nothing else:"), made, bold=True)
        self.size_line = label("", made, look="soft")
        self.words = QCheckBox(_("Words only"), made)
        self.words.hide()
        self.words.toggled.connect(self._choose_view)
        self.words.toggled.connect(self.words_chosen)
        self.text = self._text_box()
        self.paper = self._paper()
        self.preview = Layers(made)
        self.preview.addWidget(self.text)
        self.preview.addWidget(self.paper)
        self.cut_line = label(
            _("Only its beginning is shown here; the file holds all of it."), made, look="soft"
        )
        self.cut_line.hide()
        self.result_line = label("", made)
        self.result_line.hide()
        self.open_button = button(_("Open"), self.open_asked.emit)
        self.open_button.hide()
        self.copy = button(_("Copy a short text for support"), self._copy)
        self.save = button(_("Save…"), self.save_asked.emit, look="main")
        self.preview.setMinimumHeight(self.fontMetrics().lineSpacing() * PREVIEW_LINES)
        about = row(self.size_line, self.words)
        about.setStretch(0, 1)
        lines = column(column(head, about, spacing=2), spacing=8)
        lines.addWidget(self.preview, 1)
        made.setLayout(lines)
        return made

    def _text_box(self) -> QPlainTextEdit:
        made = QPlainTextEdit(self)
        made.setReadOnly(True)
        made.setProperty("look", "code")
        made.setTabChangesFocus(True)
        made.setAccessibleName(_("Text of the report"))
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        return made

    def _paper(self) -> QTextBrowser:
        """Black on white in every theme, as it will be on paper."""
        made = QTextBrowser(self)
        made.setOpenLinks(False)
        made.setProperty("look", "paper")
        made.setTabChangesFocus(True)
        made.setAccessibleName(_("The report as it looks"))
        return made

    def _kind_toggled(self, place: int, on: bool) -> None:
        if on:
            self.kind_chosen.emit(self._kinds[place])

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._short)
        self.copy.setText(_("Copied"))
