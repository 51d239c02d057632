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
    Signal,
)

from desktop.dragging import BRIEFING, carried, carried_types
from desktop.passages import AT_ONCE, Key, Passages, key_of, opening
from index import Hit, Passage, Results

Index = QModelIndex | QPersistentModelIndex


class HitRole(IntEnum):
    """What a row holds beyond its text."""

    HIT = Qt.ItemDataRole.UserRole + 1
    SPANS = Qt.ItemDataRole.UserRole + 2
    PASSAGE = Qt.ItemDataRole.UserRole + 3
    HEADING = Qt.ItemDataRole.UserRole + 4  # above the first row of a group, else ""
    FACTS = Qt.ItemDataRole.UserRole + 5


NEAREST = "Nearest in meaning"
OTHERS = "Other answers"
"""The headings of what meaning found, and of what follows it."""


class ResultModel(QAbstractListModel):
    """One row a hit; a new result set is one reset.

    What was found by meaning is a group of rows among those found by words. Where the passage
    of a row that is shown is still to be found, `lacking` tells, and until then the row shows
    how its text begins.
    """

    lacking = Signal(object, object)  # Results, list[Hit]

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._results = Results()
        self._hits: list[Hit] = []  # a row each
        self._shown = 0
        self._group = range(0)  # the rows found by meaning
        self._language = ""  # of the query, once it was asked by meaning
        self._passages: dict[Key, Passage] = {}

    @property
    def results(self) -> Results:
        """What was found by words."""
        return self._results

    @property
    def hits(self) -> Sequence[Hit]:
        """The hit of each row."""
        return self._hits

    @property
    def group(self) -> Sequence[Hit]:
        """The hits that were found by meaning."""
        return self._hits[self._group.start : self._group.stop]

    def set_results(self, results: Results, passages: Passages) -> None:
        """Show these results in place of the ones before, with what passages there are."""
        self.beginResetModel()
        self._results = results
        self._hits = list(results.hits)
        self._shown = min(AT_ONCE, len(self._hits))
        self._group, self._language = range(0), ""
        self._passages = dict(passages)
        self.endResetModel()
        self._look_for_passages(0)

    def add_results(self, results: Results) -> None:
        """Take in a longer list that begins with the hits there are."""
        known = {key_of(self._hits[row]) for row in self._group}
        more = results.hits[len(self._results.hits) :]
        self._hits += [hit for hit in more if key_of(hit) not in known]
        self._results = results
        self.fetchMore()

    def add_passages(self, results: Results, passages: Passages) -> None:
        """Take in passages that were lacking, if the results are still the same."""
        if results is self._results and self._shown:
            self._passages.update(passages)
            self.dataChanged.emit(self.index(0), self.index(self._shown - 1))

    def add_group(self, hits: Sequence[Hit], row: int, language: str, passages: Passages) -> None:
        """Put what was found by meaning, for a query in a language, before a row that is shown
        or at the end. No row above moves, and what stands below already moves up."""
        self._passages.update(passages)
        moved = {key_of(hit) for hit in hits}
        for place in reversed(range(row, len(self._hits))):
            if key_of(self._hits[place]) in moved:
                self._remove(place)
        self.beginInsertRows(QModelIndex(), row, row + len(hits) - 1)
        self._hits[row:row] = hits
        self._shown += len(hits)
        self._group = range(row, row + len(hits))
        self._language = language
        self.endInsertRows()
        self._look_for_passages(row)

    def _remove(self, row: int) -> None:
        if row < self._shown:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._hits[row]
            self._shown -= 1
            self.endRemoveRows()
        else:
            del self._hits[row]

    def row_of(self, entry_id: str) -> int | None:
        """The row of the hit with this id."""
        rows = (row for row, hit in enumerate(self._hits) if hit.id == entry_id)
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
        return not parent.isValid() and self._shown < len(self._hits)

    def fetchMore(self, parent: Index = QModelIndex()) -> None:  # noqa: B008
        if not self.canFetchMore(parent):
            return
        first, last = self._shown, min(self._shown + AT_ONCE, len(self._hits)) - 1
        self.beginInsertRows(QModelIndex(), first, last)
        self._shown = last + 1
        self.endInsertRows()
        self._look_for_passages(first)

    def flags(self, index: Index) -> Qt.ItemFlag:
        drags = Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else Qt.ItemFlag.NoItemFlags
        return super().flags(index) | drags

    def mimeTypes(self) -> list[str]:
        return carried_types()

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        return carried(BRIEFING, self._hits[indexes[0].row()].briefing_id)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        hit = self._hits[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return hit.headline
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(index.row(), hit)
            case Qt.ItemDataRole.ToolTipRole:
                return None
            case HitRole.HIT:
                return hit
            case HitRole.SPANS:
                return self._results.spans(hit.headline)
            case HitRole.PASSAGE:
                return self._passage(hit)
            case HitRole.HEADING:
                return self._heading(index.row())
            case HitRole.FACTS:
                return self._facts(index.row(), hit)
        return None

    def _look_for_passages(self, first: int) -> None:
        """Have those found that are lacking from this row on."""
        rows = self._hits[first : self._shown]
        lacking = [hit for hit in rows if key_of(hit) not in self._passages]
        if lacking:
            self._passages.update((key_of(hit), opening(hit)) for hit in lacking)
            self.lacking.emit(self._results, lacking)

    def _passage(self, hit: Hit) -> Passage:
        return self._passages.get(key_of(hit)) or opening(hit)

    def _heading(self, row: int) -> str:
        if self._group and row == self._group.start:
            return NEAREST
        return OTHERS if self._group and row == self._group.stop else ""

    def _foreign(self, hit: Hit) -> str:
        """The language of a hit, where it is not that of the question."""
        language = hit.language if self._language else ""
        return "" if language == self._language else language.upper()

    def _facts(self, row: int, hit: Hit) -> str:
        if row not in self._group:
            return facts_of(hit)
        foreign = self._foreign(hit)
        return f"\u2248 {foreign} \u00b7 {facts_of(hit)}" if foreign else f"\u2248 {facts_of(hit)}"

    def _spoken(self, row: int, hit: Hit) -> str:
        parts = [self._heading(row), hit.headline, self._passage(hit).text]
        if row in self._group:
            foreign = self._foreign(hit)
            parts.append(f"(found by meaning, in {foreign})" if foreign else "(found by meaning)")
        return " ".join(filter(None, parts))


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
