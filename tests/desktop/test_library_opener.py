"""How a library gets open: its index is opened, made first, or made anew."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.content_report import ContentReport
from desktop.index_service import IndexService
from desktop.library_location import LibraryLocation
from desktop.library_opener import LibraryOpener
from desktop.search_service import SearchService
from index import LibraryError, NoIndexError, Progress, Topic
from tests.desktop import briefings
from tests.desktop.desk import PATIENCE, content_of, make_library


class Entrance:
    """An opener with its services, and all that they said."""

    def __init__(self, location: LibraryLocation) -> None:
        self.search = SearchService()
        self.indexing = IndexService()
        self.opener = LibraryOpener(self.search, self.indexing)
        self._location = location
        self.opened: list[Topic] = []
        self.preparing: list[Progress | None] = []
        self.failed: list[LibraryError] = []
        self.renewed: list[ContentReport] = []
        self.search.opened.connect(self.opened.append)
        self.opener.preparing.connect(self.preparing.append)
        self.opener.failed.connect(self.failed.append)
        self.opener.renewed.connect(self.renewed.append)

    def start(self) -> None:
        self.opener.use(self._location)

    def close(self) -> None:
        self.indexing.close()
        self.search.close()


MakeEntrance = Callable[[LibraryLocation], Entrance]


@pytest.fixture
def entrance(qtbot: QtBot) -> Iterator[MakeEntrance]:
    made: list[Entrance] = []

    def make(location: LibraryLocation) -> Entrance:
        made.append(Entrance(location))
        return made[-1]

    yield make
    for each in made:
        each.close()


def pretend_another_version(index: Path) -> None:
    (manifest,) = index.glob("generation-*/manifest.json")
    record = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**record, "format": 0}), encoding="utf-8")


def test_a_good_index_is_opened_as_it_is(
    entrance: MakeEntrance, qtbot: QtBot, own_library: LibraryLocation
) -> None:
    door = entrance(own_library)
    door.start()
    qtbot.waitUntil(lambda: bool(door.opened), timeout=PATIENCE)
    qtbot.waitUntil(lambda: not door.indexing.running, timeout=PATIENCE)
    assert len(door.opened) == 1
    assert door.preparing == []
    assert door.failed == []
    assert door.renewed == []


def test_without_an_index_one_is_made_and_opened(
    entrance: MakeEntrance, qtbot: QtBot, tmp_path: Path
) -> None:
    door = entrance(make_library(tmp_path, index=False))
    door.start()
    qtbot.waitUntil(lambda: bool(door.opened), timeout=PATIENCE)
    assert door.opened[0].count == briefings.ENTRIES
    assert door.preparing[0] is None
    assert door.preparing[-1] == Progress(done=1, of=1, pairs=5, current="")
    assert len(door.renewed) == 1
    assert door.failed == []


def test_an_index_of_another_version_is_made_anew_unasked(
    entrance: MakeEntrance, qtbot: QtBot, own_library: LibraryLocation
) -> None:
    pretend_another_version(own_library.index)
    door = entrance(own_library)
    door.start()
    qtbot.waitUntil(lambda: bool(door.opened), timeout=PATIENCE)
    assert len(door.renewed) == 1
    assert door.failed == []


def test_stale_content_is_opened_at_once_and_renewed_behind(
    entrance: MakeEntrance, qtbot: QtBot, own_library: LibraryLocation
) -> None:
    briefings.write(content_of(own_library), briefings.BRIEFINGS[:1])
    door = entrance(own_library)
    door.start()
    qtbot.waitUntil(lambda: len(door.opened) == 2, timeout=PATIENCE)
    before, after = door.opened
    assert before.count == briefings.ENTRIES
    assert after.count == 2
    assert door.preparing == []
    assert door.failed == []


def test_content_that_went_leaves_the_old_library_open(
    entrance: MakeEntrance, qtbot: QtBot, own_library: LibraryLocation
) -> None:
    shutil.rmtree(content_of(own_library))
    door = entrance(own_library)
    door.start()
    qtbot.waitUntil(lambda: len(door.opened) == 2, timeout=PATIENCE)
    assert door.failed == []
    assert door.renewed[0].unavailable == (content_of(own_library),)


@pytest.mark.parametrize("damaged", [True, False])
def test_an_index_alone_that_is_no_good_fails_once(
    entrance: MakeEntrance, qtbot: QtBot, own_library: LibraryLocation, damaged: bool
) -> None:
    if damaged:
        (own_library.index / "current").write_text("generation-77")
    else:
        shutil.rmtree(own_library.index)
    door = entrance(replace(own_library, content=()))
    assert not door.opener.can_build
    door.start()
    qtbot.waitUntil(lambda: bool(door.failed), timeout=PATIENCE)
    door.opener.build()  # there is nothing to build it from
    assert not door.indexing.running
    assert len(door.failed) == 1
    assert isinstance(door.failed[0], NoIndexError) is not damaged
    assert door.opened == []


def test_without_index_and_content_the_missing_content_is_named(
    entrance: MakeEntrance, qtbot: QtBot, tmp_path: Path
) -> None:
    door = entrance(LibraryLocation(tmp_path / "index", (tmp_path / "content",)))
    door.start()
    qtbot.waitUntil(lambda: bool(door.failed), timeout=PATIENCE)
    assert len(door.failed) == 1
    assert str(tmp_path / "content") in door.failed[0].message


def test_a_build_asked_for_twice_is_done_once(
    entrance: MakeEntrance, qtbot: QtBot, own_library: LibraryLocation
) -> None:
    door = entrance(own_library)
    door.start()
    qtbot.waitUntil(lambda: bool(door.opened), timeout=PATIENCE)
    door.opener.build()
    door.opener.build()
    qtbot.waitUntil(lambda: len(door.opened) == 2, timeout=PATIENCE)
    assert len(door.renewed) == 1
    assert door.preparing == []  # who reads on is not sent to a waiting page
