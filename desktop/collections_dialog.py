"""The collections of the library: which there are, in which order, which are shown."""

from __future__ import annotations

from collections.abc import Container, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop import assets
from desktop.dialogs import finish
from index import Collection

_ID = Qt.ItemDataRole.UserRole
_STATE = Qt.ItemDataRole.UserRole + 1
_ICON = 20
_NEW_LINE = "\u2028"  # as Qt wants it within an item
_EXPLANATION = (
    "The names of collections can be edited. What is not ticked is left out of the library. "
    "Removing a collection never deletes your files."
)
_AWAY = "Not there now"
_KEPT = "Not there now; shown as last read"


class CollectionsDialog(QDialog):
    """Says what the user wants done; what comes of it is shown by `show_collections`."""

    renamed = Signal(int, str)
    switched = Signal(int, bool)
    ordered = Signal(list)  # of ids
    removed = Signal(int)
    opened = Signal(int)
    folder_wanted = Signal()
    files_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Collections")
        self.resize(620, 420)
        self._collections: dict[int, Collection] = {}
        self._away: Container[int] = ()
        self.list = QListWidget()
        self.list.setAccessibleName("Collections")
        self.list.setItemDelegate(_Delegate(self.list))
        self.list.setIconSize(QSize(_ICON, _ICON))
        self.list.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        self.list.setEditTriggers(
            QListWidget.EditTrigger.DoubleClicked | QListWidget.EditTrigger.EditKeyPressed
        )
        self.list.itemChanged.connect(self._tell_change)
        self.list.currentItemChanged.connect(self._enable)
        self.list.model().rowsMoved.connect(self._tell_order)
        explanation = QLabel(_EXPLANATION, wordWrap=True)
        explanation.setObjectName("facts")

        self.rename = self._button("&Rename", self._edit)
        self.up = self._button("Move &up", lambda: self._move(-1))
        self.down = self._button("Move &down", lambda: self._move(1))
        self.reveal = self._button("&Show folder", lambda: self.opened.emit(self._current()))
        self.remove = self._button("Re&move", lambda: self.removed.emit(self._current()))
        add_folder = self._button("Add &folder\u2026", self.folder_wanted.emit)
        add_files = self._button("&Copy files in\u2026", self.files_wanted.emit)
        side = QVBoxLayout()
        for button in (self.rename, self.up, self.down, self.reveal, self.remove):
            side.addWidget(button)
        side.addSpacing(16)
        side.addWidget(add_folder)
        side.addWidget(add_files)
        side.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(self.list, 1)
        row.addLayout(side)
        body = QVBoxLayout()
        body.setSpacing(12)
        body.addWidget(explanation)
        body.addLayout(row, 1)
        finish(self, body)
        self._enable()

    def show_collections(
        self, collections: Sequence[Collection], away: Container[int], kept: Container[int]
    ) -> None:
        """Show these, the same one chosen as before. Some are away, and some of those are kept
        as they were last read."""
        current = self._current()
        self._collections = {collection.id: collection for collection in collections}
        self._away = away
        icon = assets.glyph("away", self.palette().placeholderText().color().name(), _ICON)
        with QSignalBlocker(self.list):
            self.list.clear()
            for collection in collections:
                item = QListWidgetItem(collection.name)
                item.setData(_ID, collection.id)
                item.setFlags(
                    item.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEditable
                )
                shown = Qt.CheckState.Checked if collection.shown else Qt.CheckState.Unchecked
                item.setCheckState(shown)
                item.setToolTip(_where(collection))
                if collection.id in away:
                    state = _KEPT if collection.id in kept else _AWAY
                    item.setData(_STATE, state)
                    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{item.text()}. {state}")
                    item.setIcon(icon)
                self.list.addItem(item)
                if collection.id == current:
                    self.list.setCurrentItem(item)
        self._enable()

    def _button(self, text: str, action: object) -> QPushButton:
        button = QPushButton(text, autoDefault=False)
        button.clicked.connect(lambda _checked=False: action())  # type: ignore[operator]
        return button

    def _current(self) -> int:
        item = self.list.currentItem()
        return int(item.data(_ID)) if item is not None else 0

    def _enable(self) -> None:
        collection = self._collections.get(self._current())
        row, last = self.list.currentRow(), self.list.count() - 1
        self.rename.setEnabled(collection is not None)
        self.reveal.setEnabled(
            collection is not None and not collection.bundled and collection.id not in self._away
        )
        self.remove.setEnabled(collection is not None and not collection.bundled)
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < last)

    def _edit(self) -> None:
        self.list.editItem(self.list.currentItem())

    def _move(self, by: int) -> None:
        row = self.list.currentRow()
        with QSignalBlocker(self.list):
            item = self.list.takeItem(row)
            self.list.insertItem(row + by, item)
            self.list.setCurrentItem(item)
        self._enable()
        self._tell_order()

    def _tell_order(self) -> None:
        items = (self.list.item(row) for row in range(self.list.count()))
        self.ordered.emit([int(item.data(_ID)) for item in items])

    def _tell_change(self, item: QListWidgetItem) -> None:
        collection = self._collections[int(item.data(_ID))]
        name = " ".join(item.text().split())
        shown = item.checkState() == Qt.CheckState.Checked
        if shown != collection.shown:
            self.switched.emit(collection.id, shown)
        elif name and name != collection.name:
            self.renamed.emit(collection.id, name)
        else:
            item.setText(collection.name)


class _Delegate(QStyledItemDelegate):
    """Shows below the name, which can be edited, what state the collection is in."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        if state := index.data(_STATE):
            option.text = f"{option.text}{_NEW_LINE}{state}"


def _where(collection: Collection) -> str:
    if collection.bundled:
        return "Came with the program"
    place = str(Path(collection.path))
    return f"Copies of your files, in {place}" if collection.copied else place
