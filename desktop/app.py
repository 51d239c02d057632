"""Builds everything and passes it in; there are no globals."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop import __version__, assets
from desktop.collection_service import CollectionService
from desktop.index_service import IndexService
from desktop.library_location import LibraryLocation, library_of
from desktop.library_opener import LibraryOpener
from desktop.main_window import MainWindow
from desktop.meaning_keeper import MeaningKeeper
from desktop.meaning_service import MeaningService
from desktop.notices import UnexpectedErrors
from desktop.places import Places
from desktop.search_service import SearchService
from desktop.settings import Settings
from desktop.single_instance import SingleInstance
from desktop.theme import Theme
from desktop.watcher import Watcher
from index import Collection, LibraryError


class App:
    """The running program: its services and its window. `close()` ends them in order."""

    def __init__(
        self,
        application: QApplication,
        places: Places,
        store: QSettings,
        location: LibraryLocation | None = None,
    ) -> None:
        """Without a location it opens the user's collections."""
        assets.load_fonts()
        application.setWindowIcon(assets.program_icon())
        settings = Settings(store)
        self.theme = Theme(application)
        self.theme.use(settings.appearance, settings.zoom)
        self.search = SearchService()
        self.indexing = IndexService(settings.limits)
        self.opener = LibraryOpener(self.search, self.indexing)
        self.encoding = MeaningService()
        self.meaning = MeaningKeeper(self.search, self.opener, self.encoding, settings.by_meaning)
        self.collections = None if location else CollectionService(places)
        self.watcher = Watcher()
        self.watcher.changed.connect(self.opener.compare)
        self.window = MainWindow(
            self.theme, settings, self.search, self.opener, self.meaning, self.collections
        )
        self.encoding.failed.connect(self._tell)
        self._places = places
        self._location = location
        if self.collections is not None:
            self.collections.filed.connect(self.opener.file)
            self.collections.changed.connect(self._use_collections)
            self.collections.added.connect(self.opener.take_in)

    def start(self, query: str = "", paths: Sequence[Path] = ()) -> None:
        """Show the window, then open the library: nothing heavy comes before the first paint."""
        self.window.show()
        self.window.search_bar.setFocus(Qt.FocusReason.OtherFocusReason)
        if query:
            self.window.search_bar.setText(query)
        QTimer.singleShot(0, lambda: self._open(paths))

    def take_over(self, query: str, paths: Sequence[Path]) -> None:
        """Do what another start was asked for."""
        if query:
            self.window.search_bar.setText(query)
        if paths and self.collections is not None:
            self.collections.add(paths)
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.raise_()
        self.window.activateWindow()

    def close(self) -> None:
        """Close the window and stop what runs behind it."""
        self.window.close()
        self.watcher.close()
        self.indexing.close()
        self.encoding.close()
        self.search.close()
        if self.collections is not None:
            self.collections.close()

    def _open(self, paths: Sequence[Path]) -> None:
        if self._location is not None:
            self._use(self._location)
        if self.collections is not None:
            self.collections.open()
            if paths:
                self.collections.add(paths)

    def _tell(self, error: LibraryError) -> None:
        self.window.library.notice.tell(str(error))

    def _use_collections(self, collections: Sequence[Collection]) -> None:
        location = library_of(collections, self._places)
        self._use(location)
        if location is None:
            self.window.library.show_empty()

    def _use(self, location: LibraryLocation | None) -> None:
        self.opener.use(location)
        self.watcher.watch(location.content if location else ())


def make_application(arguments: Sequence[str] = ()) -> QApplication:
    """The Qt application under the program's name."""
    QApplication.setApplicationName("ifasked")
    QApplication.setApplicationDisplayName("If Asked")
    QApplication.setApplicationVersion(__version__)
    QApplication.setDesktopFileName("ifasked")
    return QApplication([sys.argv[0], *arguments])


def run(places: Places, location: LibraryLocation | None, words: Sequence[str]) -> int:
    """Open the window on a library, or the user's collections, and give the exit status once
    it is closed. The words are a query, or folders and files to add to the collections."""
    # The interpreter lock changes hands this often, in seconds: what the window does while
    # the worker searches must not wait the usual five milliseconds each time.
    sys.setswitchinterval(0.0005)
    application = make_application()
    instance = SingleInstance(places.data) if location is None else None
    query, paths = told_apart(words, Path.cwd())
    if instance is not None and not instance.acquire():
        return _hand_over(instance, query, paths)
    errors = UnexpectedErrors(places.log)
    store = QSettings(str(places.settings), QSettings.Format.IniFormat)
    app = App(application, places, store, location)
    errors.happened.connect(app.window.library.notice.tell)
    errors.watch()
    if instance is not None:
        instance.asked.connect(app.take_over)
    app.start(query, paths)
    try:
        return application.exec()
    finally:
        if instance is not None:
            instance.close()
        app.close()
        errors.close()


def _hand_over(instance: SingleInstance, query: str, paths: Sequence[Path]) -> int:
    try:
        instance.hand_over(query, paths)
    except OSError as error:
        print(
            f"If Asked is running already, and cannot be told what to open ({error.strerror}).",
            file=sys.stderr,
        )
        return 1
    return 0


def told_apart(words: Sequence[str], folder: Path) -> tuple[str, list[Path]]:
    """A query, or the folders and files if all of the words are that."""
    paths = [folder / word for word in words]
    if paths and all(os.path.exists(path) for path in paths):  # noqa: PTH110  # never raises
        return "", paths
    return " ".join(words), []
