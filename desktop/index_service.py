"""Indexing in a child process of the same executable, so that it never slows typing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess, Signal

from desktop.content_report import ReportReader
from desktop.index_process import IndexProcess
from index import LibraryError, Progress


class IndexService(IndexProcess):
    """Builds one index at a time; `finished` or `failed` ends each build that had to be done,
    and `ended` comes after any that was not stopped."""

    progressed = Signal(object)  # Progress
    finished = Signal(object)  # ContentReport
    failed = Signal(object)  # LibraryError
    ended = Signal()

    def __init__(
        self, limits: Mapping[str, str] | None = None, parent: QObject | None = None
    ) -> None:
        """With limits to what a file may ask for, other than the usual ones."""
        super().__init__(parent)
        self._limits = [f"{name}={value}" for name, value in (limits or {}).items()]
        self._if_stale = False
        self._report = ReportReader()

    def build(self, content: Sequence[Path], into: Path, if_stale: bool = False) -> None:
        """Start to index the content into the folder, unless a build is under way.

        With `if_stale` only if the content has changed since; else nothing is said. A build
        that is wanted in any case takes the place of such a one.
        """
        if self.running and (if_stale or not self._if_stale):
            return
        self.stop()
        self._if_stale = if_stale
        self._report = ReportReader()
        command = ["build", *map(str, content), "--into", str(into)]
        command += ["--collections", "--words", "--json"]  # meaning comes later, by itself
        command += [word for limit in self._limits for word in ("--limit", limit)]
        self.run(command + ["--if-stale"] * if_stale)

    # ------------------------------------------------------------ what the process does

    def take(self, message: Mapping[str, Any]) -> None:
        if "progress" in message:
            self.progressed.emit(Progress(**message["progress"]))
        else:
            self._report.take(message)

    def end(self, exit_code: int, status: QProcess.ExitStatus, errors: str) -> None:
        if status == QProcess.ExitStatus.CrashExit:
            self.failed.emit(
                LibraryError("Indexing was stopped before it was done.", details=errors)
            )
        elif exit_code or not self._report.done:
            *above, reason = errors.splitlines() or [f"exit status {exit_code}"]
            if above:  # no message of ours, which has one line
                reason = f"Indexing failed: {reason}"
            self.failed.emit(LibraryError(reason, details=errors if above else ""))
        elif self._report.report is not None:
            self.finished.emit(self._report.report)
        self.ended.emit()

    def fail_to_start(self, reason: str) -> None:
        self.failed.emit(LibraryError(f"Indexing could not be started: {reason}"))
        self.ended.emit()
