"""The program as a user has it before them: start it, type, press, click, look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QSettings, Qt
from PySide6.QtGui import QAction, QColor, QImage, QKeyEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import App
from desktop.library_location import LibraryLocation
from desktop.places import Places
from desktop.result_model import ResultModel
from desktop.search_service import Query
from desktop.text_view import TextView
from desktop.topic_model import TopicModel
from index import Library, Results
from tests.desktop import briefings

# Room for the slowest machine, in milliseconds; a test that passes never waits this long.
PATIENCE = 20_000

NO_MODIFIER = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier

AnyDialog = TypeVar("AnyDialog", bound=QDialog)


class StartApp(Protocol):
    """Starts the program on a library; unless told otherwise, waits until it is open."""

    def __call__(
        self, location: LibraryLocation | None, query: str = "", wait: bool = True
    ) -> Desk: ...


class Desk:
    """The program on a library, with hands and eyes. `shown` holds every query whose
    results came, in order.
    """

    def __init__(
        self,
        application: QApplication,
        location: LibraryLocation | None,
        store: Path,
        bot: QtBot,
    ) -> None:
        settings = QSettings(str(store), QSettings.Format.IniFormat)
        if not settings.contains("meaning"):  # what is asked by meaning comes later than words
            settings.setValue("meaning", False)
        places = Places(*(store.parent / name for name in ("data", "cache", "config", "logs")))
        self.app = App(application, places, settings, location)
        self.bot = bot
        self.shown: list[Query] = []
        self.window = self.app.window
        self.search_bar = self.window.search_bar
        self.topics = self.window.topic_tree
        self.results = self.window.result_list
        self.answer = self.window.answer_view
        self.source = self.window.source_view
        self.notice = self.window.library.notice
        self._closed = False
        self.app.search.found.connect(self._note)

    def _note(self, query: Query, _results: Results) -> None:
        self.shown.append(query)

    def start(self, query: str = "") -> None:
        """Show the window."""
        self.app.start(query)
        self.window.activateWindow()
        self.bot.waitExposed(self.window, timeout=PATIENCE)

    def close(self) -> None:
        """Close the program and all that belongs to it, once."""
        if self._closed:
            return
        self._closed = True
        self.app.close()
        self.window.deleteLater()
        self.app.theme.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    # ---------------------------------------------------------------------------- waiting

    def wait(self, ready: Callable[[], bool]) -> None:
        """Let the program run until something is so."""
        self.bot.waitUntil(ready, timeout=PATIENCE)

    def wait_until_open(self) -> None:
        """Wait for the library and its first results."""
        self.wait(lambda: self.panes_shown and self.up_to_date)
        self.wait_for_reading()

    def wait_for_results(self, topic: str | None = None) -> None:
        """Wait until the results of what stands in the search are shown, and one is read.

        A topic given is that of the results.
        """
        self.wait(lambda: self.up_to_date and topic in (None, self.shown[-1].topic))
        self.wait_for_reading()

    def wait_for_reading(self) -> None:
        """Wait until the entry that is selected is the one that is read."""
        hit = self.results.current
        if hit is not None:
            self.wait(lambda: self.answer.question == hit.headline)
            self.wait(lambda: self.source.title == hit.title)

    # ------------------------------------------------------------------------------ hands

    def ask(self, text: str) -> None:
        """Type into the search and wait for what is found."""
        for char in text:
            if char.isascii():
                QTest.keyClicks(self.search_bar, char)
            else:  # of which QTest knows no key
                key = QKeyEvent(QEvent.Type.KeyPress, 0, NO_MODIFIER, char)
                QCoreApplication.sendEvent(self.search_bar, key)
        self.wait_for_results()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_MODIFIER) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def click(self, button: QAbstractButton) -> None:
        """Click on a button that can be seen."""
        assert button.isVisible(), f"there is no button {button.text()} to click on"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def click_topic(self, path: str) -> None:
        """Click on a topic in the tree, "" being all topics."""
        view, row = self.topics.view, self.topic_row(path)
        view.scrollTo(row)
        QTest.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(row).center()
        )

    def choose_topic(self, path: str) -> None:
        """Click on a topic in the tree and wait for its entries."""
        self.click_topic(path)
        self.wait_for_results(topic=path)

    def click_result(self, row: int) -> None:
        """Click on a result."""
        view = self.results.view
        where = view.visualRect(view.model().index(row, 0)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)

    def command(self, text: str) -> QAction:
        """A command of the menus, by its text without the mark of its key."""
        actions = self.window.findChildren(QAction)
        found = [action for action in actions if action.text().replace("&", "") == text]
        assert len(found) == 1, f"there are {len(found)} commands called {text}"
        return found[0]

    # ------------------------------------------------------------------------------- eyes

    @property
    def panes_shown(self) -> bool:
        """Whether the panes stand there, not a page that says why they do not."""
        return self.topics.isVisible() and not self.window.library.page.isVisible()

    @property
    def up_to_date(self) -> bool:
        """Whether the results are those of what stands in the search."""
        return bool(self.shown) and self.shown[-1].text == self.search_bar.text()

    @property
    def ids(self) -> list[str]:
        """The ids of all results, best first."""
        return [hit.id for hit in self.results.results.hits]

    @property
    def current(self) -> str:
        """The id of the result that is selected; empty if none is."""
        return self.results.current.id if self.results.current else ""

    @property
    def result_model(self) -> ResultModel:
        """What the list of results shows."""
        model = self.results.view.model()
        assert isinstance(model, ResultModel)
        return model

    def topic_row(self, path: str) -> QModelIndex:
        """The row of a topic that is in the tree."""
        model = self.topics.view.model()
        assert isinstance(model, TopicModel)
        row = model.index_of(path)
        assert row.isValid(), f"there is no topic {path}"
        return row

    @property
    def chosen_topic(self) -> str:
        """The name of the topic that is marked in the tree."""
        return str(self.topics.view.currentIndex().data())

    def dialog(self, kind: type[AnyDialog]) -> AnyDialog | None:
        """The dialog of a kind that is open."""
        dialogs = self.window.findChildren(kind)
        return next((dialog for dialog in dialogs if dialog.isVisible()), None)


def make_library(folder: Path, index: bool = True) -> LibraryLocation:
    """Write the small library into a folder, with an index unless told otherwise."""
    content = folder / "content"
    briefings.write(content, briefings.BRIEFINGS)
    location = LibraryLocation(folder / "index", (content,))
    if index:
        Library.build([content], location.index)
    return location


def content_of(location: LibraryLocation) -> Path:
    """The folder that a library of one folder is made of."""
    (folder,) = location.content
    return folder


def marked_words(view: TextView) -> list[str]:
    """The stretches of a text that are marked, as they stand in its document."""
    words = []
    for start, end in view.marks:
        cursor = QTextCursor(view.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        words.append(cursor.selectedText())
    return words


def picture(widget: QWidget) -> QImage:
    """The widget as it looks now."""
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def holds_color(image: QImage, color: str) -> bool:
    """Whether a pixel of the image has exactly this colour."""
    return color_count(image, color) > 0


def color_count(image: QImage, color: str) -> int:
    """How many pixels of the image have exactly this colour."""
    return memoryview(image.constBits()).cast("I").tolist().count(QColor(color).rgb())


def notice_button(desk: Desk, text: str) -> QAbstractButton:
    """The button of the notice with this text."""
    buttons = desk.notice.findChildren(QAbstractButton)
    return next(button for button in buttons if button.isVisible() and button.text() == text)
