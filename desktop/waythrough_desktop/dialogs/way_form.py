"""A way typed field by field: a new one of any kind, or a known one that is changed."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from waythrough.model.path import PathSpec
from waythrough_desktop import style
from waythrough_desktop.dialogs.base import Dialog
from waythrough_desktop.dialogs.field_form import FieldForm
from waythrough_desktop.i18n import _
from waythrough_desktop.presenters.add_ways import Reading
from waythrough_desktop.presenters.way_form import Filled, empty_form, form_of, fronts, kinds, way_of
from waythrough_desktop.views.controls import Tick
from waythrough_desktop.views.parts import button, column, label

FIRST_KIND = "socks5"


class WayFormDialog(Dialog):
    """`made` carries the way; a changed one keeps its id."""

    made = Signal(object)

    def __init__(
        self,
        ways: Sequence[PathSpec],
        parent: QWidget | None = None,
        *,
        read: Callable[[str], Reading],
        spec: PathSpec | None = None,
        name: str = "",
        note: str = "",
    ) -> None:
        """`ways` may stand in front; `read` understands a link.

        `name`: what a known way is called; `note`: how it is kept.
        """
        title = _("Change {name}", name=name) if spec is not None else _("Add a way by hand")
        super().__init__(title, parent, size=(640, 640))
        self._ways, self._known, self._read, self._tried = ways, spec, read, False
        self._id = spec.id if spec is not None else ""
        about = _(
            "Fill in what you were given. Fields that you were told nothing about can stay as they are."
        )
        self.add_head(title, about)
        self.kind = self._choice(_("Kind"), kinds())
        self.name = QLineEdit(spec.name if spec is not None else "", self)
        self.name.setMaxLength(60)
        self.name.setPlaceholderText(name or _("A name that you know it by, such as Office"))
        self.name.setAccessibleName(_("Name of the way"))
        self.link = QLineEdit(self)
        self.link.setFont(style.fixed())
        self.link.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.link.setPlaceholderText("socks5://user:password@server.example:1080")
        self.link.setAccessibleName(_("Link that fills the fields"))
        self.form = FieldForm(self)
        self.through = self._choice(_("Reached through"), fronts(ways, spec))
        self._private = Tick(
            _("Private: no other way and no other resolver is asked about its server"), parent=self
        )
        self.private = self._private.box
        self.add(self._body(), 1)
        self.told = label("", self)
        self.add(self.told)
        if note:
            self.add(label(note, self, look="soft"))
        self.cancel = button(_("Cancel"), self.reject)
        self.save = button(_("Save") if spec is not None else _("Add this way"), self._save, look="main")
        self.save.setDefault(True)
        self.add_buttons([], [self.cancel, self.save])
        self._fill()
        self.kind.activated.connect(self._another_kind)
        self.link.textChanged.connect(self._linked)
        self.form.changed.connect(self._look)
        self.told.hide()

    def _body(self) -> QWidget:
        parts: list[QWidget] = []
        first = (_("Name"), self.name), (_("Link that fills the fields"), self.link), (_("Kind"), self.kind)
        for title, part in first:
            parts += [label(title, self, bold=True, of=part), part]
        parts += [
            self.form,
            label(_("Reached through"), self, bold=True, of=self.through),
            self.through,
            self._private,
        ]
        inside = QWidget(self)
        inside.setLayout(column(*parts, None, spacing=6))
        return self.scrolled(inside)

    def _choice(self, name: str, items: Sequence[tuple[str, str]]) -> QComboBox:
        made = QComboBox(self)
        made.setAccessibleName(name)
        made.view().setAccessibleName(name)
        for data, text in items:
            made.addItem(text, data)
        return made

    def _fill(self) -> None:
        form = form_of(self._known) if self._known is not None else empty_form(FIRST_KIND)
        self.kind.setCurrentIndex(self.kind.findData(form.kind))
        self.form.show_entries(form.entries)
        self.through.setCurrentIndex(max(self.through.findData(form.through), 0))
        self.private.setChecked(form.private)

    def _another_kind(self) -> None:
        kind_id = str(self.kind.currentData())
        known = self._known if self._known is not None and self._known.kind == kind_id else None
        form = form_of(known) if known is not None else empty_form(kind_id)
        self.form.show_entries(form.entries)
        self._look()

    def _linked(self, text: str) -> None:
        """Fill the fields from a link; its secrets are kept without being shown."""
        reading = self._read(text)
        if len(reading.specs) == 1:
            found = reading.specs[0]
            self._known = replace(found, id=self._id or found.id)
            self.name.setText(self.name.text() or found.name)
            self._fill()
        elif reading.faces:
            self.told.setText(f"{reading.faces[0].title}\n{reading.faces[0].text}")
        self.told.setVisible(bool(reading.faces) and len(reading.specs) != 1)

    def _look(self) -> PathSpec | None:
        """The way as it stands in the form; what is wrong with it is told once somebody wanted to save it."""
        filled = Filled(
            kind=str(self.kind.currentData()),
            name=self.name.text(),
            typed=self.form.typed(),
            through=str(self.through.currentData()),
            private=self.private.isChecked(),
        )
        made = way_of(filled, self._known, self._ways)
        self.told.setText(made.problem)
        self.told.setVisible(self._tried and bool(made.problem))
        return made.spec

    def _save(self) -> None:
        self._tried = True
        made = self._look()
        if made is not None:
            self.made.emit(made)
            self.accept()
