"""Has encoded, in a child process, what search by meaning lacks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess, Signal

from desktop.index_process import IndexProcess
from index import LibraryError, MeaningProgress


class MeaningService(IndexProcess):
    """Works on one index at a time. `ended` tells whether it went to its end; what stopped it
    early is said by `failed` before. A process that is killed is started once more.
    """

    progressed = Signal(object)  # MeaningProgress
    failed = Signal(object)  # LibraryError
    ended = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command: list[str] = []
        self._started_again = False

    def start(self, index_folder: Path) -> None:
        """Encode what lies in this folder and has no vectors yet, unless it is at work."""
        if not self.running:
            self._command = ["encode", "--in", str(index_folder), "--json"]
            self._started_again = False
            self.run(self._command)

    # ------------------------------------------------------------ what the process does

    def take(self, message: Mapping[str, Any]) -> None:
        self.progressed.emit(MeaningProgress(**message["meaning"]))

    def end(self, exit_code: int, status: QProcess.ExitStatus, errors: str) -> None:
        if status == QProcess.ExitStatus.CrashExit and not self._started_again:
            self._started_again = True
            self.run(self._command)
            return
        done = status == QProcess.ExitStatus.NormalExit and exit_code == 0
        if not done:
            *above, reason = errors.splitlines() or ["it ended too soon."]
            self._tell(reason, errors if above else "")
        self.ended.emit(done)

    def fail_to_start(self, reason: str) -> None:
        self._tell(reason)
        self.ended.emit(False)

    def _tell(self, reason: str, details: str = "") -> None:
        message = (
            f"Search by meaning could not be prepared: {reason} "
            "It is tried again when the library changes or at the next start."
        )
        self.failed.emit(LibraryError(message, details=details))
