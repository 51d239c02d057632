"""A command of the index in a child process of the same executable."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from PySide6.QtCore import QObject, QProcess

from desktop.installation import ROOT, index_command


class IndexProcess(QObject):
    """Runs one command at a time and takes in what it says line by line."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None

    @property
    def running(self) -> bool:
        """Whether it is at work."""
        return self._process is not None

    def stop(self) -> None:
        """Stop; what was in force stays so."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()

    def close(self) -> None:
        """Stop and wait for the end."""
        self.stop()
        for process in self.findChildren(QProcess):
            process.waitForFinished(1000)

    def run(self, command: Sequence[str]) -> None:
        """Start the command; nothing else may be running."""
        process = self._process = QProcess(self)
        process.setWorkingDirectory(str(ROOT))
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._finish)
        process.errorOccurred.connect(self._fail_to_start)
        process.start(*index_command(command))

    def take(self, message: Mapping[str, Any]) -> None:
        """What is done with a line."""
        raise NotImplementedError

    def end(self, exit_code: int, status: QProcess.ExitStatus, errors: str) -> None:
        """What is done at the end of a command that was not stopped."""
        raise NotImplementedError

    def fail_to_start(self, reason: str) -> None:
        """What is done when there is no process."""
        raise NotImplementedError

    def _read(self) -> None:
        # A pipe holds so little that what comes at once never takes a frame.
        while self._process is not None and self._process.canReadLine():
            self.take(json.loads(bytes(self._process.readLine().data())))

    def _finish(self, exit_code: int, status: QProcess.ExitStatus) -> None:
        process = cast(QProcess, self.sender())
        process.deleteLater()
        if process is not self._process:  # it was stopped
            return
        self._read()
        errors = bytes(process.readAllStandardError().data()).decode(errors="replace").strip()
        self._process = None
        self.end(exit_code, status, errors)

    def _fail_to_start(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            process = cast(QProcess, self.sender())
            process.deleteLater()
            self._process = None
            self.fail_to_start(process.errorString())
