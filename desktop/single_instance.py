"""One running program for a user: a second start hands over what it was asked and ends.

The lock survives a crash, since it names its process; what is handed over goes through a
folder, so that no connection of any kind is opened.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject, Signal

_LONGEST = 1_000_000  # bytes of a message


class SingleInstance(QObject):
    """`asked` brings the query and the paths that another start was asked for."""

    asked = Signal(str, list)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inbox = folder / "inbox"
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
        self._lock = QLockFile(str(folder / "running.lock"))
        self._lock.setStaleLockTime(0)  # it goes stale with its process, not with time
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._read)

    def acquire(self) -> bool:
        """Become the running program, unless another one is.

        Where that cannot be found out, as on a full disk, two of them are better than none.
        """
        if not self._lock.tryLock(0):
            return self._lock.error() != QLockFile.LockError.LockFailedError
        with suppress(OSError):
            self._inbox.mkdir(exist_ok=True)
            for left in self._inbox.iterdir():  # to a program that did not live to read it
                left.unlink(missing_ok=True)
            self._watcher.addPath(str(self._inbox))
        return True

    def hand_over(self, query: str, paths: Sequence[Path]) -> None:
        """Give the running program what this one was asked. Raises OSError."""
        self._inbox.mkdir(exist_ok=True)
        message = json.dumps({"query": query, "paths": [*map(str, paths)]})
        unfinished = self._inbox / f"{uuid.uuid4().hex}.part"
        unfinished.write_text(message, encoding="utf-8", errors="surrogateescape")
        unfinished.replace(unfinished.with_suffix(".json"))

    def close(self) -> None:
        """Let another one become the running program."""
        self._watcher.directoryChanged.disconnect(self._read)
        self._lock.unlock()

    def _read(self) -> None:
        for path in sorted(self._inbox.glob("*.json")):
            try:
                data = path.read_bytes()[:_LONGEST]
                path.unlink()
                message = json.loads(data.decode("utf-8", "surrogateescape"))
                query = str(message["query"])
                paths = [Path(path) for path in message["paths"]]
            except (OSError, ValueError, KeyError, TypeError):
                continue  # no message of ours
            self.asked.emit(query, paths)
