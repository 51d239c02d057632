"""Reading in a process of its own, which a hostile file may hold up or bring down."""

from __future__ import annotations

import os
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from index import processes, readers
from index.errors import ContentError
from index.readers.limits import Limits
from index.readers.reading import Reading

try:
    import resource
except ImportError:  # on Windows, where only the time is limited
    _HAS_RESOURCES = False
else:
    _HAS_RESOURCES = True

_GRACE = 5  # seconds of work after which a process ends by itself, if no one else ends it

Answer = Reading | tuple[str, int | None]
"""A reading with all of its briefings, or why there is none and in which line."""


class IsolatedReader:
    """Reads what is packed, binary or large in a process of its own, and all else here.

    One file is read at a time. A file that takes too long or too much memory is given up.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: BaseProcess | None = None
        self._connection: Connection

    def read(self, path: Path) -> Reading:
        """As `readers.read`. Raises ContentError, whatever the file does to its reader."""
        if not readers.is_risky(path):
            return readers.read(path, self._limits)
        if self._process is None:
            self._connection, other = processes.CONTEXT.Pipe()
            self._process = processes.start(serve, other, self._limits)
            other.close()
        try:
            self._connection.send(path)
            answer = self._answer(path)
        except (EOFError, OSError) as error:
            self.stop()
            raise ContentError(path, "its reader broke down over it; it may be damaged") from error
        if isinstance(answer, Reading):
            return answer
        raise ContentError(path, *answer)

    def stop(self) -> None:
        """End the process."""
        if self._process is not None:
            processes.end(self._process)
            self._process = None
            self._connection.close()

    def _answer(self, path: Path) -> Answer:
        if not self._connection.poll(self._limits.seconds):
            self.stop()
            raise ContentError(
                path, f"reading it takes longer than {self._limits.seconds} s; split it up"
            )
        answer: Answer = self._connection.recv()
        return answer


def serve(connection: Connection, limits: Limits) -> None:
    """What the process does: paths in, readings out."""
    _limit_memory(limits.memory)
    # What a library says as it breaks down is not for the user; that it did is told.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    while True:
        try:
            path = connection.recv()
        except EOFError:
            return
        _limit_time(limits.seconds + _GRACE)
        connection.send(_read(path, limits))


def _read(path: Path, limits: Limits) -> Answer:
    try:
        reading = readers.read(path, limits)
        reading.briefings = list(reading.briefings)
    except ContentError as error:
        return error.reason, error.line
    except MemoryError:
        return readers.takes_too_much(limits), None
    return reading


def _limit_memory(size: int) -> None:
    if _HAS_RESOURCES:
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (size, most))


def _limit_time(seconds: int) -> None:
    """Of work from now on. It ends a process that nobody waits for any more."""
    if _HAS_RESOURCES:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        spent = int(used.ru_utime + used.ru_stime)
        resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, most))
