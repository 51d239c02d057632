"""Segments made by several processes at once, or in this one where that is quicker.

Which process takes which briefing depends on their speed; what is found does not.
"""

from __future__ import annotations

import os
import queue
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index import processes
from index.languages import detect
from index.model import Briefing
from index.schema import documents
from index.segment import SegmentWriter

_MOST_WORDS = 12_000_000
"""Words in a segment at most: they are held in memory until it is written."""

_MOST_PROCESSES = 4
_WAITING_BATCHES = 4
_PATIENCE = 0.5  # seconds between looks at whether a process is still there


class WorkerError(Exception):
    """A process that makes segments has failed; the text says why."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Briefings of one file, and the ordinal of the first document."""

    file: str
    first: int
    briefings: Sequence[Briefing]


class LocalWriter:
    """Makes segments in this process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writer: SegmentWriter | None = None
        self._segments: list[Any] = []

    def add(self, batch: Batch) -> None:
        """Take in briefings. Raises OSError."""
        if self._writer is None:
            self._writer = SegmentWriter(self._folder)
        ordinal = batch.first
        for briefing in map(_with_language, batch.briefings):
            for document in documents(briefing, batch.file, ordinal):
                self._writer.add(document)
                ordinal += 1
        if self._writer.words >= _MOST_WORDS:
            self._flush()

    def finish(self) -> list[Any]:
        """The segments made. Raises OSError."""
        self._flush()
        return self._segments

    def stop(self) -> None:
        """Give up."""
        if self._writer is not None:
            self._writer.cancel()

    def _flush(self) -> None:
        # One that fails in finishing has closed what there is to close.
        writer, self._writer = self._writer, None
        if writer is not None:
            self._segments.append(writer.finish())


class ParallelWriter:
    """Makes segments in processes of its own, one for each core."""

    def __init__(self, folder: Path) -> None:
        self._batches: Any = processes.CONTEXT.Queue(_WAITING_BATCHES)
        self._outcomes: Any = processes.CONTEXT.Queue()
        count = max(1, min(os.cpu_count() or 1, _MOST_PROCESSES))
        self._processes = [
            processes.start(_work, folder, self._batches, self._outcomes) for _ in range(count)
        ]

    def add(self, batch: Batch) -> None:
        """Hand briefings to the next free process. Raises WorkerError."""
        self._put(batch)

    def finish(self) -> list[Any]:
        """The segments made. Raises WorkerError, OSError."""
        for _ in self._processes:
            self._put(None)
        segments: list[Any] = []
        for _ in self._processes:
            outcome = self._outcome()
            if isinstance(outcome, Exception):
                raise outcome
            segments += outcome
        for process in self._processes:
            process.join()
        return segments

    def stop(self) -> None:
        """End the processes, whatever they do."""
        for process in self._processes:
            processes.end(process)
        self._batches.cancel_join_thread()

    def _put(self, item: Batch | None) -> None:
        while True:
            try:
                self._batches.put(item, timeout=_PATIENCE)
                return
            except queue.Full:
                self._look_after_processes()
                if (failure := self._failure()) is not None:
                    raise failure from None

    def _failure(self) -> Exception | None:
        """What a process has failed with before it was told that there is no more to do."""
        try:
            outcome = self._outcomes.get_nowait()
        except queue.Empty:
            return None
        return outcome if isinstance(outcome, Exception) else WorkerError("it ended too soon")

    def _outcome(self) -> Any:
        while True:
            try:
                return self._outcomes.get(timeout=_PATIENCE)
            except queue.Empty:
                self._look_after_processes()

    def _look_after_processes(self) -> None:
        """Raise what a process has failed with."""
        for process in self._processes:
            if process.exitcode not in (None, 0):
                raise WorkerError(f"a process of it has ended (exit status {process.exitcode})")


def _with_language(briefing: Briefing) -> Briefing:
    """The briefing with its language, found out where it is not given."""
    if briefing.language:
        return briefing
    pairs = (f"{pair.question} {pair.answer}" for pair in briefing.qa_pairs)
    return replace(briefing, language=detect(briefing.text or " ".join(pairs)))


def _work(folder: Path, batches: Any, outcomes: Any) -> None:
    """What a process does: batches in, segments out."""
    try:
        writer = LocalWriter(folder)
        while (batch := batches.get()) is not None:
            writer.add(batch)
        outcomes.put(writer.finish())
    except OSError as error:
        outcomes.put(error)
    except Exception as error:  # told by the process that waits for this one
        outcomes.put(WorkerError("".join(traceback.format_exception_only(error)).strip()))
