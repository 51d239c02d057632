"""Gets a library open: opens its index, makes it first if need be, renews it if it is stale."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.index_service import IndexService
from desktop.library_location import LibraryLocation
from desktop.search_service import SearchService
from index import LibraryError


class LibraryOpener(QObject):
    """`preparing` tells of a first build (Progress, or None before anything is known),
    `failed` that there is no way on, `renewed` what a build reported.
    """

    preparing = Signal(object)
    failed = Signal(object)  # LibraryError
    renewed = Signal(object)  # the report of a build, as a dict

    def __init__(
        self,
        location: LibraryLocation,
        search: SearchService,
        indexing: IndexService,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._location = location
        self._search = search
        self._indexing = indexing
        self._open = False
        self._compared = False  # the content with its index, once a session
        search.opened.connect(self._opened)
        search.failed.connect(self._search_failed)
        indexing.progressed.connect(self._progressed)
        indexing.finished.connect(self._built)
        indexing.failed.connect(self._build_failed)

    @property
    def can_build(self) -> bool:
        """Whether the index can be made again from its content."""
        return self._location.content is not None

    def start(self) -> None:
        """Open the library, whatever that takes."""
        self._search.open(self._location.index)

    def build(self) -> None:
        """Read the content again, if there is any."""
        if self.can_build and not self._open:
            self.preparing.emit(None)
        self._read_content()

    def _opened(self) -> None:
        self._open = True
        if not self._compared:
            self._compared = True
            self._read_content(if_stale=True)

    def _read_content(self, if_stale: bool = False) -> None:
        if self._location.content is not None:
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
        if not self._open:
            self.preparing.emit(progress)

    def _built(self, report: object) -> None:
        self._compared = True
        self.renewed.emit(report)
        self._search.open(self._location.index)

    def _build_failed(self, error: LibraryError) -> None:
        self.failed.emit(error)
