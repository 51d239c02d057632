"""Renders the pictures of the README from the real window.

Usage: python -m tools.screenshots FOLDER, on a display (`make screenshots` brings one).
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QSettings, QSize
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.app import App, make_application
from desktop.library_location import LibraryLocation
from desktop.places import user_places
from desktop.theme import Appearance
from index import Library

_CONTENT = Path(__file__).resolve().parent.parent / "resources" / "content"
_SIZE = QSize(1280, 800)
_QUERY = "support ukraine aid"
_PATIENCE = 30.0  # seconds


def main(folder: Path) -> None:
    """Write one picture a look into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    application = make_application()
    with tempfile.TemporaryDirectory() as work:
        index = Path(work, "index")
        Library.build([_CONTENT], index)
        location = LibraryLocation(index)
        for appearance in ("light", "dark"):
            _picture(application, location, appearance, Path(work), folder)


def _picture(
    application: QApplication,
    location: LibraryLocation,
    appearance: Appearance,
    work: Path,
    folder: Path,
) -> None:
    store = QSettings(str(work / f"{appearance}.ini"), QSettings.Format.IniFormat)
    store.setValue("appearance", appearance)
    app = App(application, user_places(), store, location)
    window = app.window
    window.resize(_SIZE)
    app.start()
    _wait_until(lambda: bool(window.result_list.results.hits))
    QTest.keyClicks(window.search_bar, _QUERY)
    _wait_until(lambda: bool(window.source_view.text.marks))
    QCursor.setPos(window.screen().geometry().bottomRight())  # nothing lies under the pointer
    QTest.qWait(300)
    window.grab().save(str(folder / f"window-{appearance}.png"))
    app.close()


def _wait_until(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError("the window did not come to show what was expected")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
