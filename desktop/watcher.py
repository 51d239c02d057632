"""Watches linked folders and says when something in them has changed and come to rest."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent, FileSystemEventHandler
    from watchdog.observers.api import BaseObserver

_log = logging.getLogger(__name__)
_REST = 400  # milliseconds without a change, after which a file is taken for saved
_ROUND = 300_000  # milliseconds; folders on a network may say nothing


class Watcher(QObject):
    """Watches on threads of its own. `changed` comes once for many changes at a time, and now
    and then unasked, for folders that cannot be watched."""

    changed = Signal()

    _stirred = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="watcher")
        self._observer: BaseObserver | None = None  # touched by the worker only
        self._paths: tuple[Path, ...] = ()
        self._closed = False
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self.changed)
        self._stirred.connect(self._rest.start)
        self._round = QTimer(self, interval=_ROUND)
        self._round.timeout.connect(self.changed)

    def watch(self, paths: Sequence[Path]) -> None:
        """Watch these folders and files, and no others any more."""
        if self._closed or tuple(paths) == self._paths:
            return
        self._paths = tuple(paths)
        self._worker.submit(self._observe, self._paths)
        if self._paths:
            self._round.start()
        else:
            self._round.stop()

    def close(self) -> None:
        """Watch nothing any more."""
        self._rest.stop()
        self._round.stop()
        self._worker.submit(self._observe, ())
        self._closed = True
        self._worker.shutdown(wait=True)

    # ------------------------------------------------------------- on the worker thread

    def _observe(self, paths: Sequence[Path]) -> None:
        if self._observer is not None:
            self._observer.stop()
            self._observer.join()
            self._observer = None
        if not paths:
            return
        from watchdog.observers import Observer

        observer = self._observer = Observer()
        observer.start()
        # To be one of watchdog's own handlers it would have to be loaded with the window.
        handler = cast("FileSystemEventHandler", _Handler(self._stirred.emit))
        for path in paths:
            folder, recursive = (path.parent, False) if path.is_file() else (path, True)
            try:
                observer.schedule(handler, str(folder), recursive=recursive)
            except OSError as error:  # not there, or more folders than the system can watch
                _log.info("%s is not watched: %s", folder, error)


class _Handler:
    """What watchdog calls, on a thread of its own, with each event."""

    def __init__(self, stir: Callable[[], None]) -> None:
        self._stir = stir

    def dispatch(self, event: FileSystemEvent) -> None:
        """Take in an event; that a file was read changes nothing."""
        if event.event_type not in ("opened", "closed_no_write"):
            self._stir()
