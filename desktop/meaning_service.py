"""Has encoded, in a child process, what search by meaning lacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, QProcess, Signal

from desktop.installation import ROOT, index_command
from index import LibraryError, MeaningProgress


class MeaningService(QObject):
    """Works on one index at a time. `ended` tells whether it went to its end; what stopped it
    early is said by `failed` before.
    """

    progressed = Signal(object)  # MeaningProgress
    failed = Signal(object)  # LibraryError
    ended = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None

    @property
    def running(self) -> bool:
        """Whether it is at work."""
        return self._process is not None

    def start(self, index_folder: Path) -> None:
        """Encode what lies in this folder and has no vectors yet, unless it is at work."""
        if self._process is not None:
            return
        process = self._process = QProcess(self)
        process.setWorkingDirectory(str(ROOT))
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._finish)
        process.errorOccurred.connect(self._fail_to_start)
        process.start(*index_command(["encode", "--in", str(index_folder), "--json"]))

    def stop(self) -> None:
        """Stop; what is done so far stays."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()

    def close(self) -> None:
        """Stop and wait for the end."""
        self.stop()
        for process in self.findChildren(QProcess):
            process.waitForFinished(1000)

    def _read(self) -> None:
        while self._process is not None and self._process.canReadLine():
            message = json.loads(bytes(self._process.readLine().data()))
            self.progressed.emit(MeaningProgress(**message["meaning"]))

    def _finish(self, exit_code: int, status: QProcess.ExitStatus) -> None:
        process = cast(QProcess, self.sender())
        process.deleteLater()
        if process is not self._process:  # it was stopped
            return
        self._read()
        self._process = None
        done = status == QProcess.ExitStatus.NormalExit and exit_code == 0
        if not done:
            errors = bytes(process.readAllStandardError().data()).decode(errors="replace").strip()
            *above, reason = errors.splitlines() or ["it ended too soon."]
            self.failed.emit(
                LibraryError(
                    f"Search by meaning could not be prepared: {reason}",
                    details=errors if above else "",
                )
            )
        self.ended.emit(done)

    def _fail_to_start(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            process = cast(QProcess, self.sender())
            process.deleteLater()
            self._process = None
            self.failed.emit(
                LibraryError(f"Search by meaning could not be prepared: {process.errorString()}")
            )
            self.ended.emit(False)
