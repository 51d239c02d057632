"""The real program on a small real library; nothing of our own is replaced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.library_location import LibraryLocation
from desktop.theme import Theme
from tests.desktop import briefings
from tests.desktop.desk import Desk, StartApp, make_library


@pytest.fixture
def plain_look(qapp: QApplication) -> Iterator[None]:
    """Gives the application its own look back, which the next theme builds upon."""
    font, palette = qapp.font(), qapp.palette()
    yield
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    """The file that the settings are kept in."""
    return tmp_path / "settings.ini"


@pytest.fixture
def start_app(
    qtbot: QtBot, qapp: QApplication, plain_look: None, store_path: Path
) -> Iterator[StartApp]:
    """Starts the program on a library; closes it when the test is over."""
    desks: list[Desk] = []

    def start(location: LibraryLocation | None, query: str = "", wait: bool = True) -> Desk:
        desk = Desk(qapp, location, store_path, qtbot)
        desks.append(desk)
        desk.start(query)
        if wait:
            desk.wait_until_open()
        return desk

    yield start
    for desk in desks:
        desk.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of the user's."""
    folder = tmp_path / "Press desk"
    briefings.write(folder, briefings.BRIEFINGS)
    return folder


@pytest.fixture(scope="session")
def shared_library(tmp_path_factory: pytest.TempPathFactory) -> LibraryLocation:
    """The index of the small library, without its content; no test may change it."""
    location = make_library(tmp_path_factory.mktemp("shared"))
    return replace(location, content=())  # to compare the two takes a process each time


@pytest.fixture
def own_library(tmp_path: Path) -> LibraryLocation:
    """The small library with its index, for a test that changes it."""
    return make_library(tmp_path / "library")


@pytest.fixture
def desk(start_app: StartApp, shared_library: LibraryLocation) -> Desk:
    """The program, the small library open in it."""
    return start_app(shared_library)


@pytest.fixture
def theme(qapp: QApplication, plain_look: None) -> Iterator[Theme]:
    """A light look of the usual size, for a widget that is tested alone."""
    theme = Theme(qapp)
    theme.use("light", 1.0)
    yield theme
    theme.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
