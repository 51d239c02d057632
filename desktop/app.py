"""Builds everything and passes it in; there are no globals."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop import __version__, assets
from desktop.index_service import IndexService
from desktop.library_location import LibraryLocation
from desktop.library_opener import LibraryOpener
from desktop.main_window import MainWindow
from desktop.notices import UnexpectedErrors
from desktop.search_service import SearchService
from desktop.settings import Settings
from desktop.theme import Theme


class App:
    """The running program: its services and its window. `close()` ends them in order."""

    def __init__(
        self, application: QApplication, location: LibraryLocation, store: QSettings
    ) -> None:
        assets.load_fonts()
        application.setWindowIcon(assets.program_icon())
        settings = Settings(store)
        self.theme = Theme(application)
        self.theme.use(settings.appearance, settings.zoom)
        self.search = SearchService()
        self.indexing = IndexService()
        self.opener = LibraryOpener(location, self.search, self.indexing)
        self.window = MainWindow(self.theme, settings, self.search, self.opener)

    def start(self, query: str = "") -> None:
        """Show the window, then open the library: nothing heavy comes before the first paint."""
        self.window.show()
        self.window.search_bar.setFocus(Qt.FocusReason.OtherFocusReason)
        if query:
            self.window.open_with(query)
        QTimer.singleShot(0, self.opener.start)

    def close(self) -> None:
        """Close the window and stop what runs behind it."""
        self.window.close()
        self.indexing.close()
        self.search.close()


def make_application(arguments: Sequence[str] = ()) -> QApplication:
    """The Qt application under the program's name."""
    QApplication.setApplicationName("ifasked")
    QApplication.setApplicationDisplayName("If Asked")
    QApplication.setApplicationVersion(__version__)
    QApplication.setDesktopFileName("ifasked")
    return QApplication([sys.argv[0], *arguments])


def run(location: LibraryLocation, query: str, log_file: Path) -> int:
    """Open the window on a library and give the exit status once it is closed."""
    # The interpreter lock changes hands this often, in seconds: what the window does while
    # the worker searches must not wait the usual five milliseconds each time.
    sys.setswitchinterval(0.0005)
    application = make_application()
    errors = UnexpectedErrors(log_file)
    store = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "ifasked", "ifasked")
    app = App(application, location, store)
    errors.happened.connect(app.window.notice.warn)
    errors.watch()
    app.start(query)
    try:
        return application.exec()
    finally:
        app.close()
        errors.close()
