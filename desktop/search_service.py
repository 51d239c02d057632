"""One worker thread owns the library; the newest question wins.

The window asks, a signal brings the answer. Nothing here blocks the GUI thread.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.passages import AT_ONCE, passages_of
from desktop.worker import Worker
from index import FindSpans, Hit, LibraryError, Move, Results

if TYPE_CHECKING:
    from index import Encoder, Library

_log = logging.getLogger(__name__)


def _note(error: LibraryError) -> None:
    """Search goes on by words, which About tells; a message would only be in the way."""
    _log.warning("Search is by words alone: %s", error)


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """What is asked for: entries for `text`, of one topic or ("") of all, by their words or by
    words and meaning."""

    text: str
    topic: str
    limit: int
    by_meaning: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Wanted:
    briefing_id: str
    entry_id: str
    find_spans: FindSpans


class SearchService(QObject):
    """Opens, searches and reads a library on its own thread.

    A query that has not started when a newer one comes is never run; an answer that is
    not the newest is dropped. One by meaning waits for the encoder, which is loaded on
    another thread, so that none by words ever does.
    """

    opened = Signal(object)  # Topic, the root of the library's tree
    repaired = Signal()  # after `opened`: parts of the index were damaged and are made anew
    found = Signal(object, object, object)  # Query, Results, Passages of the first hits
    passages_found = Signal(object, object)  # Results, Passages
    read = Signal(object, object, object)  # Briefing, Spans in the answer and in its text
    understood = Signal(bool)  # whether all of the library can be found by meaning
    failed = Signal(object)  # LibraryError

    _searched = Signal(object, object, object)
    _fetched = Signal(object, object, object, object)
    _encoder_loaded = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = Worker("library", "The library", self.failed.emit)
        self._loader = Worker("encoder", "Search by meaning", _note)
        self._library: Library | None = None  # touched by the worker only
        self._encoder: Encoder | None = None  # made by the worker, loaded by the loader
        self._is_ready = False  # to search by meaning
        self._waiting: Query | None = None  # until it is
        self._query: Query | None = None
        self._searching: Future[None] | None = None
        self._shown: object = None  # the results by words that were delivered last
        self._wanted: _Wanted | None = None
        self._searched.connect(self._deliver_results)
        self._fetched.connect(self._deliver_briefing)
        self._encoder_loaded.connect(self._use_encoder)

    def open(self, index_folder: Path, moves: Sequence[Move] = ()) -> None:
        """Open the library in this folder in place of the one that is open, if any, its
        entries filed as the user has moved them."""
        self._worker.submit(lambda: self._open(index_folder, moves))

    def read_meaning(self) -> None:
        """Look which parts of the library can be found by meaning, and get ready to do so;
        `understood` tells."""
        self._worker.submit(self._read_meaning)

    def search(self, query: Query) -> None:
        """Ask for the results of a query; `found` brings them."""
        self._query = query
        self._waiting = query if query.by_meaning and not self._is_ready else None
        if self._waiting is not None:
            return
        if self._searching is not None:
            self._searching.cancel()
        self._searching = self._worker.submit(lambda: self._search(query))

    def find_passages(self, results: Results, hits: Sequence[Hit]) -> None:
        """Ask for the passages of some hits of the newest results; `passages_found` brings
        them, a few at a time if they take long."""
        self._worker.submit(lambda: self._find_passages(results, hits))

    def fetch(self, briefing_id: str, entry_id: str, find_spans: FindSpans) -> None:
        """Ask for a briefing, and where the searched words stand in its text and in the answer
        with this id."""
        self._wanted = wanted = _Wanted(briefing_id, entry_id, find_spans)
        self._worker.submit(lambda: self._fetch(wanted))

    def forget(self) -> None:
        """Drop the briefing that was asked for, if it has not come yet."""
        self._wanted = None

    def close(self) -> None:
        """End the worker; what it was doing is dropped."""
        self._query = self._wanted = self._waiting = None
        self._worker.submit(self._close_library)
        self._worker.close()
        self._loader.close(at_once=True)

    # ------------------------------------------------------------- on the worker thread

    def _open(self, index_folder: Path, moves: Sequence[Move]) -> None:
        from index import Encoder, Library  # brings Whoosh, which takes longer than the first paint

        self._close_library()
        if self._encoder is None:
            self._encoder = Encoder()
        library = self._library = Library.open(index_folder, moves, self._encoder)
        self.opened.emit(library.topics())
        if library.repaired:
            self.repaired.emit()

    def _search(self, query: Query) -> None:
        if self._library is not None:
            results = self._library.search(
                query.text,
                topic=query.topic or None,
                limit=query.limit,
                meaning=query.by_meaning,
            )
            hits: Sequence[Hit] = results.hits
            if query.by_meaning:  # what words found is shown already
                hits = [hit for hit in hits if hit.how != "words"]
            passages = passages_of(hits[:AT_ONCE], results.spans)
            self._searched.emit(query, results, passages)

    def _find_passages(self, results: Results, hits: Sequence[Hit]) -> None:
        if results is self._shown:
            found = passages_of(hits, results.spans)
            self.passages_found.emit(results, found)
            if rest := hits[len(found) :]:
                self.find_passages(results, rest)

    def _read_meaning(self) -> None:
        if self._library is not None and self._encoder is not None:
            if not self._is_ready:
                self._loader.submit(self._load_encoder)
            self.understood.emit(self._library.read_meaning())

    def _fetch(self, wanted: _Wanted) -> None:
        if self._library is None or wanted is not self._wanted:
            return
        try:
            briefing = self._library.briefing(wanted.briefing_id)
        except KeyError:  # it went with a new build; the next results will not name it
            return
        pair = briefing.pair(wanted.entry_id)
        in_answer = wanted.find_spans(pair.answer) if pair is not None else ()
        self._fetched.emit(wanted, briefing, in_answer, wanted.find_spans(briefing.text))

    def _close_library(self) -> None:
        if self._library is not None:
            self._library.close()
            self._library = None

    # ----------------------------------------------------------- on the encoder's thread

    def _load_encoder(self) -> None:
        if self._encoder is not None:
            self._encoder.load()
            self._encoder_loaded.emit()

    # ---------------------------------------------------------------- on the GUI thread

    def _use_encoder(self) -> None:
        self._is_ready = True
        if self._waiting is not None and self._waiting is self._query:
            self.search(self._waiting)

    def _deliver_results(self, query: Query, results: object, passages: object) -> None:
        if query is self._query:
            if not query.by_meaning:
                self._shown = results
            self.found.emit(query, results, passages)

    def _deliver_briefing(
        self, wanted: _Wanted, briefing: object, in_answer: object, in_source: object
    ) -> None:
        if wanted is self._wanted:
            self.read.emit(briefing, in_answer, in_source)
