"""Gets a library open: opens its index, makes it first if need be, renews it if it is stale."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.index_service import IndexService
from desktop.library_location import LibraryLocation
from desktop.search_service import SearchService
from index import LibraryError, Move


class LibraryOpener(QObject):
    """`preparing` tells of a first build (Progress, or None before anything is known),
    `working` of one behind an open library (None when it is over), `failed` that there is no
    way on, `renewed` what a build reported.
    """

    preparing = Signal(object)
    working = Signal(object)
    failed = Signal(object)  # LibraryError
    renewed = Signal(object)  # ContentReport

    def __init__(
        self,
        search: SearchService,
        indexing: IndexService,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._location: LibraryLocation | None = None
        self._moves: tuple[Move, ...] = ()
        self._search = search
        self._indexing = indexing
        self._open = False
        self._compared = False  # the content with its index, once a session
        self._again = False  # something changed while it was read
        search.opened.connect(self._opened)
        search.failed.connect(self._search_failed)
        indexing.progressed.connect(self._progressed)
        indexing.finished.connect(self._built)
        indexing.failed.connect(self._build_failed)
        indexing.ended.connect(self._compare_again)

    @property
    def index_folder(self) -> Path | None:
        """Where the index of the library lies, if there is one."""
        return self._location.index if self._location is not None else None

    @property
    def can_build(self) -> bool:
        """Whether the index can be made again from its content."""
        return self._location is not None and bool(self._location.content)

    def use(self, location: LibraryLocation | None) -> None:
        """Open a library, whatever that takes, or put it in place of the one that is open.

        That one stays in use until the other is ready. None is a library without content.
        """
        before, self._location = self._location, location
        if location == before:
            return
        if location is None:
            self._indexing.stop()
            self._open = False
            return
        if before is None or not location.content:
            self._compared = False
            self.start()
        else:
            self._indexing.stop()
            self._read_content()

    def file(self, moves: Sequence[Move]) -> None:
        """Show entries where the user has filed them."""
        self._moves = tuple(moves)
        if self._open:
            self.start()

    def start(self) -> None:
        """Open the index that is there."""
        if self._location is not None:
            self._search.open(self._location.index, self._moves)

    def build(self) -> None:
        """Read the content again, if there is any."""
        if self.can_build and not self._open:
            self.preparing.emit(None)
        self._read_content()

    def take_in(self) -> None:
        """Read what was added, after what is being read."""
        self._again = self._indexing.running
        self.build()

    def cancel(self) -> None:
        """Stop reading; what was indexed before stays in use."""
        self._indexing.stop()
        self.working.emit(None)

    def compare(self) -> None:
        """Read the content again if it is not what it was."""
        if self._indexing.running:
            self._again = True
        elif self._open:
            self._read_content(if_stale=True)

    def _compare_again(self) -> None:
        if self._again:
            self._again = False
            self.compare()

    def _opened(self) -> None:
        self._open = True
        if not self._compared:
            self._compared = True
            self._read_content(if_stale=True)

    def _read_content(self, if_stale: bool = False) -> None:
        if self._location is not None and self._location.content:
            self._indexing.build(self._location.content, self._location.index, if_stale)

    def _search_failed(self, error: LibraryError) -> None:
        # An index of another version is made anew without asking; a damaged one too, but
        # when that happens while it is in use the user is told.
        was_open, self._open = self._open, False
        if self.can_build and not was_open:
            self.build()
        else:
            self.failed.emit(error)

    def _progressed(self, progress: object) -> None:
        (self.working if self._open else self.preparing).emit(progress)

    def _built(self, report: object) -> None:
        self._compared = True
        self.working.emit(None)
        self.renewed.emit(report)
        self.start()

    def _build_failed(self, error: LibraryError) -> None:
        self.working.emit(None)
        self.failed.emit(error)
