"""Paints the cells of the matrix as tiles."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from waythrough_desktop.models.matrix import MatrixModel
from waythrough_desktop.views.tiles import Tiles

Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """One tile a cell; the one under the pointer and the one with the focus have a ring."""

    def __init__(self, model: MatrixModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.tiles = Tiles()
        self.focused: Index = QModelIndex()
        self.hovered: Index = QModelIndex()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        face = self._model.face_at(index.row(), index.column())
        return QSize(self.tiles.text_width(face.text), self.tiles.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.tiles.draw(
            painter,
            option.rect,
            self._model.face_at(index.row(), index.column()),
            mirrored=option.direction == Qt.LayoutDirection.RightToLeft,
            focused=index == self.focused,
            hovered=index == self.hovered,
        )
