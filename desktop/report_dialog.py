"""What became of each file: read, read with remarks, or not read and why."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHeaderView,
    QLabel,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.content_report import ContentReport, summary_of
from desktop.dialogs import finish
from desktop.report_model import ReportModel

_ROOM = 10  # pixels of a row around its text


class ReportDialog(QDialog):
    """The files of a build; those that something is to be said of come first."""

    def __init__(self, report: ContentReport, names: Mapping[Path, str], parent: QWidget) -> None:
        """With the names of the collections."""
        super().__init__(parent)
        self.setWindowTitle("What was read")
        self.resize(820, 520)
        self.model = ReportModel(report, names, self)
        summary = QLabel(_summary(report, names), wordWrap=True)
        summary.setTextFormat(Qt.TextFormat.PlainText)
        self.only_remarkable = QCheckBox("&Only files that were not read or have remarks")
        self.only_remarkable.setVisible(bool(self.model.remarkable and self.model.unremarkable))
        self.only_remarkable.toggled.connect(lambda only: self.model.show_all(not only))
        self.table = _table()
        self.table.setModel(self.model)
        self.table.setColumnWidth(0, 340)
        self.copy = QAction("&Copy", self.table)
        self.copy.setShortcut(QKeySequence.StandardKey.Copy)
        self.copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.copy.triggered.connect(self._copy)
        self.table.addAction(self.copy)
        body = QVBoxLayout()
        body.setSpacing(12)
        body.addWidget(summary)
        body.addWidget(self.table, 1)
        body.addWidget(self.only_remarkable)
        finish(self, body)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _copy(self) -> None:
        selected = self.table.selectionModel().selection().toList()
        rows = sorted({(part.top(), part.bottom()) for part in selected})
        lines = [line for first, last in rows for line in self.model.lines(first, last)]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))


def _table() -> QTableView:
    """A table that looks like a list: whole rows, no grid."""
    table = QTableView()
    table.setAccessibleName("Files")
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    table.horizontalHeader().setStretchLastSection(True)
    table.horizontalHeader().setHighlightSections(False)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
    rows = table.verticalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(table.fontMetrics().height() + _ROOM)
    return table


def _summary(report: ContentReport, names: Mapping[Path, str]) -> str:
    said = f"{summary_of([*report])}."
    away = [names.get(path, str(path)) for path in report.unavailable]
    missing = [names.get(path, str(path)) for path in report.missing]
    said += f" Not there, shown as last read: {', '.join(away)}." if away else ""
    return said + (f" Not there, never read: {', '.join(missing)}." if missing else "")
