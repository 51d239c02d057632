"""One worker thread owns the library; the newest question wins.

The window asks, a signal brings the answer. Nothing here blocks the GUI thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.worker import Worker
from index import FindSpans, Move

if TYPE_CHECKING:
    from index import Library


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """What is asked for: entries for `text`, of one topic or ("") of all."""

    text: str
    topic: str
    limit: int


@dataclass(frozen=True, slots=True, eq=False)
class _Wanted:
    briefing_id: str
    find_spans: FindSpans


class SearchService(QObject):
    """Opens, searches and reads a library on its own thread.

    A query that has not started when a newer one comes is never run; an answer that is
    not the newest is dropped.
    """

    opened = Signal(object)  # Topic, the root of the library's tree
    repaired = Signal()  # after `opened`: parts of the index were damaged and are made anew
    found = Signal(object, object)  # Query, Results
    read = Signal(object, object)  # Briefing, tuple[Span, ...]
    failed = Signal(object)  # LibraryError

    _searched = Signal(object, object)
    _fetched = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = Worker("library", "The library", self.failed.emit)
        self._library: Library | None = None  # touched by the worker only
        self._query: Query | None = None
        self._searching: Future[None] | None = None
        self._wanted: _Wanted | None = None
        self._searched.connect(self._deliver_results)
        self._fetched.connect(self._deliver_briefing)

    def open(self, index_folder: Path, moves: Sequence[Move] = ()) -> None:
        """Open the library in this folder in place of the one that is open, if any, its
        entries filed as the user has moved them."""
        self._worker.submit(lambda: self._open(index_folder, moves))

    def search(self, query: Query) -> None:
        """Ask for the results of a query; `found` brings them."""
        self._query = query
        if self._searching is not None:
            self._searching.cancel()
        self._searching = self._worker.submit(lambda: self._search(query))

    def fetch(self, briefing_id: str, find_spans: FindSpans) -> None:
        """Ask for a briefing and where the searched words stand in its text."""
        self._wanted = wanted = _Wanted(briefing_id, find_spans)
        self._worker.submit(lambda: self._fetch(wanted))

    def forget(self) -> None:
        """Drop the briefing that was asked for, if it has not come yet."""
        self._wanted = None

    def close(self) -> None:
        """End the worker; what it was doing is dropped."""
        self._query = self._wanted = None
        self._worker.submit(self._close_library)
        self._worker.close()

    # ------------------------------------------------------------- on the worker thread

    def _open(self, index_folder: Path, moves: Sequence[Move]) -> None:
        from index import Library  # brings Whoosh, which takes longer than the first paint

        self._close_library()
        library = self._library = Library.open(index_folder, moves)
        self.opened.emit(library.topics())
        if library.repaired:
            self.repaired.emit()

    def _search(self, query: Query) -> None:
        if self._library is not None:
            results = self._library.search(query.text, topic=query.topic or None, limit=query.limit)
            self._searched.emit(query, results)

    def _fetch(self, wanted: _Wanted) -> None:
        if self._library is None or wanted is not self._wanted:
            return
        try:
            briefing = self._library.briefing(wanted.briefing_id)
        except KeyError:  # it went with a new build; the next results will not name it
            return
        self._fetched.emit(wanted, briefing, wanted.find_spans(briefing.text))

    def _close_library(self) -> None:
        if self._library is not None:
            self._library.close()
            self._library = None

    # ---------------------------------------------------------------- on the GUI thread

    def _deliver_results(self, query: Query, results: object) -> None:
        if query is self._query:
            self.found.emit(query, results)

    def _deliver_briefing(self, wanted: _Wanted, briefing: object, spans: object) -> None:
        if wanted is self._wanted:
            self.read.emit(briefing, spans)
