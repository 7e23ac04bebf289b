"""The card that says what to use, and the banners that say what is the matter with the network."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from waythrough_desktop.i18n import _
from waythrough_desktop.presenters.state import Act, Card
from waythrough_desktop.views.beside import Beside, Flowing
from waythrough_desktop.views.parts import Mark, button, clear, column, label, relook, row

ICON = 34
SMALL_ICON = 20


def act_text(act: Act) -> str:
    """What a button says."""
    return {
        Act.ADD_WAY: _("Add a way…"),
        Act.CHOOSE_SERVICES: _("Choose services…"),
        Act.USE_SHORT_LIST: _("Use the short list"),
        Act.HOW_TO_USE: _("How to use it"),
        Act.SAVE_REPORT: _("Save a report…"),
        Act.CHECK: _("Check again"),
        Act.SIGN_IN: _("Open the sign-in page"),
        Act.SET_CLOCK: _("I have set it, check again"),
        Act.COPY_ERROR: _("Copy details"),
        Act.CONTINUE: _("Continue"),
        Act.LET_BE: _("Leave it"),
    }[act]


class CardView(QFrame):
    """A coloured box with shape, sentence and buttons; read as one piece by screen readers."""

    acted = Signal(object)  # Act

    def __init__(self, parent: QWidget | None = None, *, small: bool = False) -> None:
        super().__init__(parent)
        self._card: Card | None = None
        self._whole = self._asked = False
        self._mark = Mark(SMALL_ICON if small else ICON, self)
        self._title = label("", self, factor=1.0 if small else 1.22, bold=True)
        self._text = label("", self, look="soft")
        self._more = label("", self, look="soft")
        self.fold = button(_("More"), self._unfold, look="link")
        for made in (self._title, self._text, self._more):
            made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        acts = Flowing((), self, gap=8)
        self._buttons = acts.flow
        box = QHBoxLayout(self)
        box.setContentsMargins(14, 7 if small else 11, 14, 7 if small else 11)
        box.setSpacing(12)
        box.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        head = row(self._title, self.fold)
        head.setStretch(0, 1)
        # Stretches, because an aligned layout is not asked how high it is at its width.
        words = column(None, head, self._text, self._more, None, spacing=2)
        box.addWidget(Beside(words, acts, self), 1)
        if (
            not small
        ):  # room for two lines at all times, so that a longer sentence does not move what is below
            lines = self._title.line_height() + 2 * self._text.line_height()
            self.setMinimumHeight(lines + 28)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_card(self, card: Card) -> None:
        """Show this card; buttons are made anew only when they change, so that focus is not lost."""
        before, self._card = self._card, card
        relook(self, "tone", card.tone)
        if before is None or (before.icon, before.tone) != (card.icon, card.tone):
            self._mark.show_icon(card.icon, card.tone)
        self._title.setText(card.title)
        self._text.setText(card.text)
        self._text.setVisible(bool(card.text))
        self._more.setText(card.more)
        if before is None or before.title != card.title:
            self._asked = False
        self._show_more()
        self.setAccessibleName(card.title)
        self.setAccessibleDescription(f"{card.text} {card.more}".strip())
        if before is None or before.acts != card.acts:
            self._fill(card.acts)

    def set_whole(self, whole: bool) -> None:
        """Whether everything is said at once, as field staff wants it."""
        self._whole = whole
        self._show_more()

    def _unfold(self) -> None:
        self._asked = not self._asked
        self._show_more()

    def _show_more(self) -> None:
        more = self._card is not None and bool(self._card.more)
        self._more.setVisible(more and (self._whole or self._asked))
        self.fold.setVisible(more and not self._whole)
        self.fold.setText(_("Less") if self._asked else _("More"))
        self.fold.setAccessibleName(_("Less of the advice") if self._asked else _("More of the advice"))

    def _fill(self, acts: tuple[Act, ...]) -> None:
        clear(self._buttons)
        for place, act in enumerate(acts):
            made = button(act_text(act), look="main" if place == 0 else "")
            made.setObjectName(act)
            made.clicked.connect(self._clicked)
            self._buttons.addWidget(made)

    def _clicked(self) -> None:
        self.acted.emit(Act(self.sender().objectName()))
