"""Settings outlive a session, and survive a file that was tampered with."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QApplication

from desktop.library_location import LibraryLocation
from desktop.settings import Settings
from desktop.theme import ZOOM_STEPS, Theme
from tests.desktop.desk import StartApp

BYTES = QByteArray(b"\x00\x01\xff packed; by=Qt\n")


def store_at(path: Path) -> QSettings:
    return QSettings(str(path), QSettings.Format.IniFormat)


def test_limits_are_those_that_the_file_has(store_path: Path) -> None:
    assert Settings(store_at(store_path)).limits == {}
    store_path.write_text("[limits]\npages=20000\nsize=abc\n\n[window]\ntext=1\n")
    assert Settings(store_at(store_path)).limits == {"pages": "20000", "size": "abc"}


@pytest.mark.parametrize(
    ("name", "default", "value"),
    [
        ("geometry", QByteArray(), BYTES),
        ("panes", QByteArray(), BYTES),
        ("reading", QByteArray(), BYTES),
        ("topic", "", "Security/NATO, \u00c4 & \u65e5=\u672c; %20"),
        ("topic", "", "12"),
        ("topic", "", "A, B/C"),
        ("topic", "", "@Invalid()"),
        ("appearance", "system", "dark"),
        ("appearance", "system", "light"),
        ("zoom", 1.0, 1.25),
        ("zoom", 1.0, 0.8),
    ],
)
def test_a_setting_has_a_default_and_comes_back(
    store_path: Path, name: str, default: object, value: object
) -> None:
    store = store_at(store_path)
    assert getattr(Settings(store), name) == default
    setattr(Settings(store), name, value)
    store.sync()
    del store  # so that the next one reads the file
    again = Settings(store_at(store_path))
    assert getattr(again, name) == value
    assert type(getattr(again, name)) is type(value)


@pytest.mark.parametrize(
    ("line", "name", "expected"),
    [
        ("zoom=large", "zoom", 1.0),
        ("zoom=", "zoom", 1.0),
        ("zoom=1,5", "zoom", 1.0),
        ("zoom=1.5", "zoom", 1.5),
        ("appearance=blue", "appearance", "system"),
        ("appearance=", "appearance", "system"),
        ("appearance=dark, light", "appearance", "system"),
        ("topic=a, b", "topic", ""),
        ("[window]\ngeometry=12", "geometry", QByteArray()),
        ("[window]\npanes=@ByteArray(", "panes", QByteArray()),
        ("[window]\nreading=a, b", "reading", QByteArray()),
    ],
)
def test_a_value_that_makes_no_sense_gives_the_default(
    store_path: Path, line: str, name: str, expected: object
) -> None:
    lines = line if line.startswith("[") else f"[General]\n{line}"
    store_path.write_text(lines + "\n")
    assert getattr(Settings(store_at(store_path)), name) == expected


@pytest.mark.parametrize(
    ("stored", "used"),
    [("50", 2.0), ("0", 0.8), ("-1", 0.8), ("inf", 1.0), ("nan", 1.0), ("1.2", 1.2)],
)
def test_a_zoom_out_of_bounds_is_not_used(
    qapp: QApplication, theme: Theme, store_path: Path, stored: str, used: float
) -> None:
    store_path.write_text(f"[General]\nzoom={stored}\n")
    theme.use("light", Settings(store_at(store_path)).zoom)
    assert theme.zoom == pytest.approx(used)
    assert theme.pixels(14) > 0


@pytest.mark.parametrize(
    ("zoom", "steps", "expected"),
    [
        (1.0, 1, 1.1),
        (1.0, -1, 0.9),
        (1.5, 0, 1.0),
        (2.0, 1, 2.0),
        (0.8, -1, 0.8),
        (1.3, 1, 1.5),
        (0.8, 99, ZOOM_STEPS[-1]),
    ],
)
def test_zoom_goes_by_steps(theme: Theme, zoom: float, steps: int, expected: float) -> None:
    theme.use("light", zoom)
    assert theme.zoomed(steps) == expected


@pytest.mark.parametrize("name", ["geometry", "panes", "reading"])
def test_the_window_opens_over_a_stored_state_that_is_rubbish(
    start_app: StartApp, shared_library: LibraryLocation, store_path: Path, name: str
) -> None:
    store = store_at(store_path)
    setattr(Settings(store), name, QByteArray(b"rubbish"))
    store.sync()
    desk = start_app(shared_library)
    assert desk.panes_shown
    assert desk.window.width() >= 640
