"""What was read, as Qt's item views ask for it: a row a file, below it one a remark."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import accumulate
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication

from desktop.content_report import ContentReport, outcome_of

Index = QModelIndex | QPersistentModelIndex

_MOST_REMARKS = 50  # of a file
_HEADINGS = ("File", "What became of it")


class ReportModel(QAbstractTableModel):
    """The files of a report, what was not read first, then what there are remarks on.

    `remarkable` counts these two. Nothing is made of a row before it is looked at, so that
    it does not matter how many there are.
    """

    def __init__(
        self, report: ContentReport, names: Mapping[Path, str], parent: QObject | None = None
    ) -> None:
        """With the names of the collections, which go before the names of their files."""
        super().__init__(parent)
        # Numbers, since twenty thousand tuples would set off Python's garbage collector.
        self._found = [*report]
        # Of each collection its name, and that of its folder or file.
        self._roots = [(names.get(root, root.name), root.name) for root in report.files]
        self._ends = list(accumulate(len(files) for files in report.files.values()))
        unread: list[int] = []
        remarked: list[int] = []
        self._plain: list[int] = []
        for number, file in enumerate(self._found):
            rank = unread if file.error else remarked if file.remarks else self._plain
            rank.append(number)
        self._worth = unread + remarked
        self._shown = self._worth
        self._starts = [0]  # the row of each file, and after the last the number of rows
        self.show_all(True)

    @property
    def remarkable(self) -> int:
        """How many files there is something to be said of."""
        return len(self._worth)

    @property
    def unremarkable(self) -> int:
        """How many files there is nothing to be said of."""
        return len(self._plain)

    def show_all(self, wanted: bool) -> None:
        """Show all files, or only the remarkable ones."""
        self.beginResetModel()
        self._shown = self._worth + self._plain if wanted else self._worth
        heights = (1 + min(len(self._found[n].remarks), _MOST_REMARKS + 1) for n in self._shown)
        self._starts = list(accumulate(heights, initial=0))
        self.endResetModel()

    def lines(self, first: int, last: int) -> Iterator[str]:
        """Some rows as text, each of which says what file it is about."""
        for row in range(first, last + 1):
            file, said = self._cells(row)
            yield f"{file or self._name(self._place(row)[0])}\t{said}"

    def _place(self, row: int) -> tuple[int, int]:
        """Of a row the number of its file, and the place below the file's own row, which is 0."""
        place = bisect_right(self._starts, row) - 1
        return self._shown[place], row - self._starts[place]

    def _name(self, number: int) -> str:
        """What a file is called, by the name of its collection too."""
        path = self._found[number].path
        name, root = self._roots[bisect_right(self._ends, number)]
        return path if path == root else f"{name}/{path}"

    def _cells(self, row: int) -> tuple[str, str]:
        number, below = self._place(row)
        file = self._found[number]
        if not below:
            return self._name(number), outcome_of(file)
        if below <= _MOST_REMARKS:
            return "", str(file.remarks[below - 1])
        return "", f"and {len(file.remarks) - _MOST_REMARKS:,} more"

    # ------------------------------------------------------------------------ Qt overrides

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._starts[-1]

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_HEADINGS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _HEADINGS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return self._cells(row)[column]
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._cells(row)[column] or self._name(self._place(row)[0])
            case Qt.ItemDataRole.ForegroundRole if self._place(row)[1]:
                return QGuiApplication.palette().placeholderText()
        return None
