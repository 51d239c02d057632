"""Indexing in a child process of the same executable, so that it never slows typing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, QProcess, Signal

from desktop.content_report import ReportReader
from desktop.installation import ROOT, index_command
from index import LibraryError, Progress


class IndexService(QObject):
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
        self._process: QProcess | None = None
        self._if_stale = False
        self._report = ReportReader()

    @property
    def running(self) -> bool:
        """Whether a build is under way."""
        return self._process is not None

    def build(self, content: Sequence[Path], into: Path, if_stale: bool = False) -> None:
        """Start to index the content into the folder, unless a build is under way.

        With `if_stale` only if the content has changed since; else nothing is said. A build
        that is wanted in any case takes the place of such a one.
        """
        if self._process is not None and (if_stale or not self._if_stale):
            return
        self.stop()
        self._if_stale = if_stale
        self._report = ReportReader()
        process = self._process = QProcess(self)
        process.setWorkingDirectory(str(ROOT))
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._finish)
        process.errorOccurred.connect(self._fail_to_start)
        command = ["build", *map(str, content), "--into", str(into)]
        command += ["--collections", "--words", "--json"]  # meaning comes later, by itself
        command += [word for limit in self._limits for word in ("--limit", limit)]
        process.start(*index_command(command + ["--if-stale"] * if_stale))

    def stop(self) -> None:
        """Stop a build; the index that was there stays in force."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()

    def close(self) -> None:
        """Stop a build and wait for its end."""
        self.stop()
        for process in self.findChildren(QProcess):
            process.waitForFinished(1000)

    def _read(self) -> None:
        # A pipe holds so little that what comes at once never takes a frame.
        while self._process is not None and self._process.canReadLine():
            message = json.loads(bytes(self._process.readLine().data()))
            if "progress" in message:
                self.progressed.emit(Progress(**message["progress"]))
            else:
                self._report.take(message)

    def _finish(self, exit_code: int, status: QProcess.ExitStatus) -> None:
        process = cast(QProcess, self.sender())
        process.deleteLater()
        if process is not self._process:  # it was stopped
            return
        self._read()
        errors = bytes(process.readAllStandardError().data()).decode(errors="replace")
        self._process = None
        if status == QProcess.ExitStatus.CrashExit:
            self.failed.emit(
                LibraryError("Indexing was stopped before it was done.", details=errors.strip())
            )
        elif exit_code or not self._report.done:
            *above, reason = errors.strip().splitlines() or [f"exit status {exit_code}"]
            if above:  # no message of ours, which has one line
                reason = f"Indexing failed: {reason}"
            details = errors if above else ""
            self.failed.emit(LibraryError(reason, details=details.strip()))
        elif self._report.report is not None:
            self.finished.emit(self._report.report)
        self.ended.emit()

    def _fail_to_start(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            process = cast(QProcess, self.sender())
            process.deleteLater()
            self._process = None
            self.failed.emit(
                LibraryError(f"Indexing could not be started: {process.errorString()}")
            )
            self.ended.emit()
