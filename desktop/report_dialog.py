"""What became of each file: read, read with remarks, or not read and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.dialogs import finish

_MOST_FILES = 2_000  # rows that a view takes in at once without a pause
_MOST_REMARKS = 50  # of a file
_FEW_REMARKS = 3


class ReportDialog(QDialog):
    """The files of a build; those that something is to be said of come first, opened."""

    def __init__(self, report: Mapping[str, Any], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("What was read")
        self.resize(760, 480)
        files: Sequence[Mapping[str, Any]] = report["files"]
        summary = QLabel(summary_of(report), wordWrap=True)
        self.tree = QTreeWidget(columnCount=2)
        self.tree.setAccessibleName("Files")
        self.tree.setUniformRowHeights(True)
        self.tree.setHeaderLabels(["File", "What became of it"])
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.tree.setColumnWidth(0, 300)
        for file in sorted(files, key=_urgency)[:_MOST_FILES]:
            item = _item(file)
            self.tree.addTopLevelItem(item)
            item.setExpanded(item.childCount() <= _FEW_REMARKS)
        body = QVBoxLayout()
        body.setSpacing(12)
        body.addWidget(summary)
        body.addWidget(self.tree, 1)
        finish(self, body)


def summary_of(report: Mapping[str, Any]) -> str:
    """The whole of a report in a sentence."""
    files = report["files"]
    unread = sum(bool(file["error"]) for file in files)
    copies = sum(bool(file["same_as"]) for file in files)
    read = len(files) - unread - copies
    said = f"{_counted(report['pairs'], 'answer')} from {_counted(read, 'file')}"
    said += f"; {unread:,} not read" if unread else ""
    said += f"; {copies:,} the same as another one" if copies else ""
    away = report["unavailable"]
    said += f"; not there: {', '.join(away)}, shown as last read" if away else ""
    return f"{said}."


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def _urgency(file: Mapping[str, Any]) -> int:
    return 0 if file["error"] else 1 if file["remarks"] else 2


def _item(file: Mapping[str, Any]) -> QTreeWidgetItem:
    if file["error"]:
        outcome = f"Not read: {file['error']}"
    elif file["same_as"]:
        outcome = f"The same as {file['same_as']}"
    else:
        answers = _counted(file["pairs"], "answer")
        outcome = f"{answers} in {_counted(file['briefings'], 'briefing')}"
    item = QTreeWidgetItem([file["path"], outcome])
    for column in (0, 1):
        item.setToolTip(column, item.text(column))
    remarks = file["remarks"]
    for remark in remarks[:_MOST_REMARKS]:
        place = next(
            (f"{unit} {remark[unit]}" for unit in ("line", "row", "page") if remark[unit]), ""
        )
        item.addChild(QTreeWidgetItem([place, remark["message"]]))
    if len(remarks) > _MOST_REMARKS:
        item.addChild(QTreeWidgetItem(["", f"and {len(remarks) - _MOST_REMARKS:,} more"]))
    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
    return item
