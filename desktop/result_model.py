"""The results as Qt's item views ask for them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from desktop.dragging import BRIEFING, carried, carried_types
from index import Hit, Passage, Results, best_passage

Index = QModelIndex | QPersistentModelIndex


class HitRole(IntEnum):
    """What a row holds beyond its text."""

    HIT = Qt.ItemDataRole.UserRole + 1
    SPANS = Qt.ItemDataRole.UserRole + 2
    PASSAGE = Qt.ItemDataRole.UserRole + 3


# Rows that a view gets to see at a time; it asks for more as it is scrolled. Laying out a
# row takes about a millisecond, and most rows are never looked at.
_STEP = 10


class ResultModel(QAbstractListModel):
    """One row a hit; a new result set is one reset.

    The passage of a row is found when the row is first shown.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._results = Results()
        self._shown = 0
        self._passages: dict[int, Passage] = {}

    @property
    def results(self) -> Results:
        """What is shown."""
        return self._results

    def set_results(self, results: Results) -> None:
        """Show these results in place of the ones before."""
        self.beginResetModel()
        self._results = results
        self._shown = min(_STEP, len(results.hits))
        self._passages = {}
        self.endResetModel()

    def add_results(self, results: Results) -> None:
        """Take in a longer list that begins with the hits there are."""
        self._results = results
        self.fetchMore()

    def row_of(self, entry_id: str) -> int | None:
        """The row of the hit with this id."""
        rows = (row for row, hit in enumerate(self._results.hits) if hit.id == entry_id)
        return next(rows, None)

    def reveal(self, row: int) -> QModelIndex:
        """The index of a row, shown from now on; the last one if there are not so many."""
        while row >= self._shown and self.canFetchMore():
            self.fetchMore()
        return self.index(min(row, self._shown - 1))

    # ------------------------------------------------------------------------ Qt overrides

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else self._shown

    def canFetchMore(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008
        return not parent.isValid() and self._shown < len(self._results.hits)

    def fetchMore(self, parent: Index = QModelIndex()) -> None:  # noqa: B008
        if not self.canFetchMore(parent):
            return
        last = min(self._shown + _STEP, len(self._results.hits)) - 1
        self.beginInsertRows(QModelIndex(), self._shown, last)
        self._shown = last + 1
        self.endInsertRows()

    def flags(self, index: Index) -> Qt.ItemFlag:
        drags = Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else Qt.ItemFlag.NoItemFlags
        return super().flags(index) | drags

    def mimeTypes(self) -> list[str]:
        return carried_types()

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        return carried(BRIEFING, self._results.hits[indexes[0].row()].briefing_id)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        hit = self._results.hits[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return hit.headline
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{hit.headline} {self._passage(index.row()).text}"
            case Qt.ItemDataRole.ToolTipRole:
                return None
            case HitRole.HIT:
                return hit
            case HitRole.SPANS:
                return self._results.spans(hit.headline)
            case HitRole.PASSAGE:
                return self._passage(index.row())
        return None

    def _passage(self, row: int) -> Passage:
        if row not in self._passages:
            self._passages[row] = best_passage(self._results.hits[row].text, self._results.spans)
        return self._passages[row]


def facts_of(hit: Hit) -> str:
    """What stands in small type below a hit: where it is filed, its date, its state."""
    topic = hit.topic.replace("/", " \u203a ")
    kind = "" if hit.question else "Briefing" if hit.kind == "briefing" else "Statement"
    return " \u00b7 ".join(fact for fact in (kind, topic, hit.date, hit.state, hit.marking) if fact)


def summary_of(results: Results, text: str, topic: str) -> str:
    """How much was found, for what was typed and the topic that was chosen ("": all)."""
    # A topic that narrows the search is named, since it is easily forgotten.
    where = f" in {topic.rpartition('/')[2]}" if topic else ""
    if not text.strip():
        return f"{results.total:,} answers{where}"
    milliseconds = results.seconds * 1000
    decimals = 1 if milliseconds < 10 else 0
    return f"{results.total:,} found{where} \u00b7 {milliseconds:.{decimals}f} ms"
