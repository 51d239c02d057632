"""A thread that does one thing after another, away from the window."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from index import LibraryError

_log = logging.getLogger(__name__)


class Worker:
    """Does what it is given in turn; what goes wrong with it is told by `fail`, on its thread."""

    def __init__(self, name: str, subject: str, fail: Callable[[LibraryError], None]) -> None:
        """With the name of the thread, and what could not be used where nobody knows why."""
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._subject = subject
        self._fail = fail
        self._closed = False

    def submit(self, work: Callable[[], None]) -> Future[None]:
        """Do this after all else; nothing any more once it is closed."""
        if self._closed:  # by a signal that was on its way when the window closed
            return Future()
        return self._executor.submit(self._guarded, work)

    def close(self, *, at_once: bool = False) -> None:
        """Do all that was asked for, or `at_once` only what is under way, and end."""
        self._closed = True
        self._executor.shutdown(wait=True, cancel_futures=at_once)

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except LibraryError as error:
            self._fail(error)
        except Exception as error:
            _log.exception("The worker failed")
            self._fail(LibraryError(f"{self._subject} could not be used: {error}"))
