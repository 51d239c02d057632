"""The topic tree as Qt's item views ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from desktop.dragging import TOPIC, carried, carried_types, what_is_carried
from index import Topic

Index = QModelIndex | QPersistentModelIndex


class TopicRole(IntEnum):
    """What a row holds beyond its name."""

    PATH = Qt.ItemDataRole.UserRole + 1
    COUNT = Qt.ItemDataRole.UserRole + 2


@dataclass(slots=True)
class _Node:
    name: str
    path: str
    count: int
    parent: _Node | None
    row: int
    children: list[_Node] = field(default_factory=list)


class TopicModel(QAbstractItemModel):
    """A first row for all topics, then the topics of the top level with all below them.

    `dropped` carries the kind of what was dropped on a topic, its path or id, and the topic.
    """

    dropped = Signal(str, str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = _Node("", "", 0, None, 0)
        self._by_path: dict[str, _Node] = {}

    def set_topics(self, root: Topic) -> None:
        """Show this tree in place of the one before."""
        self.beginResetModel()
        self._root = _Node("", "", root.count, None, 0)
        everything = _Node("All topics", "", root.count, self._root, 0)
        self._by_path = {"": everything}
        self._root.children.append(everything)
        self._add(root, self._root)
        self.endResetModel()

    def index_of(self, path: str) -> QModelIndex:
        """The row of this topic ("" is all topics); not valid if there is none."""
        node = self._by_path.get(path)
        return self.createIndex(node.row, 0, node) if node else QModelIndex()

    def _add(self, topic: Topic, parent: _Node) -> None:
        for child in topic.children:
            node = _Node(child.name, child.path, child.count, parent, len(parent.children))
            parent.children.append(node)
            self._by_path[child.path] = node
            self._add(child, node)

    def _node(self, index: Index) -> _Node:
        node = index.internalPointer() if index.isValid() else None
        return node if isinstance(node, _Node) else self._root

    # ------------------------------------------------------------------------ Qt overrides

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        children = self._node(parent).children
        if column != 0 or not 0 <= row < len(children):
            return QModelIndex()
        return self.createIndex(row, 0, children[row])

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]  # QObject.parent()
        node = self._node(index).parent
        if node is None or node.parent is None:
            return QModelIndex()
        return self.createIndex(node.row, 0, node)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(self._node(parent).children) if parent.column() <= 0 else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return super().flags(index)
        flags = super().flags(index) | Qt.ItemFlag.ItemIsDropEnabled
        return flags | Qt.ItemFlag.ItemIsDragEnabled if self._node(index).path else flags

    def mimeTypes(self) -> list[str]:
        return carried_types()

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        return carried(TOPIC, self._node(indexes[0]).path)

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        found = what_is_carried(data)
        if found is not None:
            self.dropped.emit(*found, self._node(parent).path)
        return False  # the view is to take nothing away; the tree comes anew

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        node = self._node(index)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return node.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{node.name}, {node.count}"
            case TopicRole.PATH:
                return node.path
            case TopicRole.COUNT:
                return node.count
        return None
