"""What the words mean, what a check gives away, and what this program is."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from waythrough_desktop.dialogs.base import framed
from waythrough_desktop.i18n import _, ltr
from waythrough_desktop.presenters.state import LegendItem
from waythrough_desktop.views.parts import Mark, column, label, row
from waythrough_desktop.views.scroller import Scroller


class HelpPage(QWidget):
    """Text only."""

    def __init__(self, words: Sequence[LegendItem], version: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "page")
        inside = QWidget(self)
        parts = column(
            self._safety(), self._words(words), self._keys(), self._about(version), None, spacing=12
        )
        parts.setContentsMargins(0, 0, 6, 0)
        inside.setLayout(parts)
        area = Scroller(inside, self, stop=_("Help"))
        box = QVBoxLayout(self)
        box.setContentsMargins(22, 14, 16, 14)
        box.setSpacing(12)
        box.addWidget(label(_("Help"), self, factor=1.62, bold=True))
        box.addWidget(area, 1)

    def _safety(self) -> QFrame:
        return self._texts(
            _("What others can see"),
            _(
                "Your provider can see that this computer contacts the services that you check,"
                " as it can when you open them yourself."
            ),
            _(
                "Checking a way shows its server to your provider. A private server that should stay unknown"
                " is better not checked on a watched line."
            ),
            _(
                "Nothing is sent to the makers of this program. Results stay on this computer until you save"
                " a report and give it away yourself."
            ),
            _(
                "“Not safe” means that somebody on the line can read along. Do not log in there, whatever opens."
            ),
        )

    def _keys(self) -> QFrame:
        return self._texts(
            _("Keys"),
            _("F5 starts a check, Esc stops it. Arrow keys move in the table, Enter tells why."),
            _("Ctrl+E saves a report. Ctrl+1 to Ctrl+7 change the page, Tab moves on to the next field."),
        )

    def _about(self, version: str) -> QFrame:
        return self._texts(
            _("About Waythrough"),
            _(
                "Version {version}. Free software under the GNU General Public License, version 3 or later.",
                version=ltr(version),
            ),
        )

    def _texts(self, title: str, *texts: str) -> QFrame:
        return framed(
            label(title, self, factor=1.15, bold=True), *(label(text, self) for text in texts), parent=self
        )

    def _words(self, words: Sequence[LegendItem]) -> QFrame:
        rows: list[QWidget] = [label(_("What the words mean"), self, factor=1.15, bold=True)]
        for item in words:
            entry = QWidget(self)
            mark = Mark(20, entry)
            mark.show_icon(item.icon, item.tone, on_tone=False)
            word, meaning = label(item.text, entry, bold=True), label(item.meaning, entry, look="soft")
            word.setFixedWidth(190)
            line = row(mark, word, meaning, spacing=10)
            line.setStretch(2, 1)
            entry.setLayout(line)
            rows.append(entry)
        return framed(*rows, parent=self)
