"""What the window shows while there is no library yet, or no good one."""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from desktop.library_location import LibraryLocation
from index import Library
from index.segment import SegmentReader
from tests.desktop import briefings
from tests.desktop.desk import StartApp, content_of, make_library, notice_button

NEW = {
    "id": "new",
    "title": "New",
    "topics": ["News"],
    "questions": [{"id": "volcano", "question": "Is the volcano asleep?", "answer": "It is."}],
}


def damage(index: Path) -> None:
    """Overwrite the segments of an index in place, as a failing disk might."""
    segments = list(index.glob("generation-*/*.seg"))
    assert segments
    for segment in segments:
        with segment.open("r+b") as file:
            file.write(b"\xff" * segment.stat().st_size)


@contextmanager
def failing_disk() -> Iterator[None]:
    """A disk that gives garbage for what is stored of entries, which a small library would
    otherwise have in memory."""

    def garbage(_reader: SegmentReader, _number: int) -> None:
        raise zlib.error("incorrect header check")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.segment.SegmentReader.data", garbage)
        yield


def test_a_first_start_prepares_the_library_and_then_opens_it(
    start_app: StartApp, tmp_path: Path
) -> None:
    location = make_library(tmp_path / "first", index=False)
    desk = start_app(location, wait=False)
    assert desk.window.library.page.isVisible()
    assert desk.window.library.page.headline == "Preparing the library"
    assert not desk.topics.isVisible()
    desk.wait(lambda: "of 1 files" in desk.window.library.page.sentence)
    desk.wait_until_open()
    assert len(desk.ids) == briefings.ENTRIES
    assert (location.index / "current").is_file()


def test_what_is_typed_while_the_library_is_prepared_is_answered_after(
    start_app: StartApp, tmp_path: Path
) -> None:
    desk = start_app(make_library(tmp_path / "first", index=False), wait=False)
    QTest.keyClicks(desk.search_bar, "cables")
    desk.wait_until_open()
    assert desk.search_bar.text() == "cables"
    assert desk.current == "cables"


def test_no_index_and_no_content_says_so_and_trying_again_helps(
    start_app: StartApp, tmp_path: Path
) -> None:
    location = LibraryLocation(tmp_path / "index")
    desk = start_app(location, wait=False)
    page = desk.window.library.page
    desk.wait(lambda: page.headline == "The library cannot be opened")
    assert str(location.index) in page.sentence
    assert not desk.command("Read the content again").isEnabled()
    desk.click(page.button)  # nothing has changed yet
    desk.wait(lambda: page.headline == "The library cannot be opened")

    content = tmp_path / "content"
    briefings.write(content, briefings.BRIEFINGS)
    Library.build([content], location.index)
    assert page.button.text() == "Try again"
    desk.click(page.button)
    desk.wait_until_open()
    assert len(desk.ids) == briefings.ENTRIES


def test_content_that_is_not_there_is_named_and_trying_again_helps(
    start_app: StartApp, tmp_path: Path
) -> None:
    location = make_library(tmp_path / "gone", index=False)
    shutil.rmtree(content_of(location))
    desk = start_app(location, wait=False)
    page = desk.window.library.page
    desk.wait(lambda: page.headline == "The library cannot be opened")
    assert str(content_of(location)) in page.sentence
    briefings.write(content_of(location), briefings.BRIEFINGS)
    desk.click(page.button)
    desk.wait_until_open()
    assert len(desk.ids) == briefings.ENTRIES


def test_a_damaged_index_is_made_anew_at_the_start(
    start_app: StartApp, own_library: LibraryLocation
) -> None:
    for segment in own_library.index.glob("generation-*/*.seg"):
        segment.write_bytes(b"")
    desk = start_app(own_library)
    desk.ask("cables")
    assert desk.current == "cables"


def test_parts_of_an_index_that_were_made_anew_are_told_of_once(
    start_app: StartApp, own_library: LibraryLocation
) -> None:
    for columns in own_library.index.glob("generation-*/*.columns"):
        columns.write_bytes(b"spoilt")
    desk = start_app(own_library)
    desk.wait(lambda: "have been made anew" in desk.notice.text)
    assert len(desk.ids) == briefings.ENTRIES
    desk.click(notice_button(desk, "Close"))
    desk.close()
    again = start_app(own_library)
    again.ask("cables")
    assert again.notice.text == ""


def test_a_damaged_index_without_content_cannot_be_opened(
    start_app: StartApp, own_library: LibraryLocation
) -> None:
    for segment in own_library.index.glob("generation-*/*.seg"):
        segment.write_bytes(b"")
    location = replace(own_library, content=())
    desk = start_app(location, wait=False)
    desk.wait(lambda: desk.window.library.page.headline == "The library cannot be opened")
    assert "damaged" in desk.window.library.page.sentence


def test_an_index_that_breaks_while_in_use_is_told_of_and_can_be_mended(
    start_app: StartApp, own_library: LibraryLocation
) -> None:
    desk = start_app(own_library)
    damage(own_library.index)
    with failing_disk():
        QTest.keyClicks(desk.search_bar, "c")
        desk.wait(lambda: "cannot be read" in desk.notice.text)
    assert desk.panes_shown
    assert desk.search_bar.text() == "c"
    desk.click(notice_button(desk, "Try again"))
    desk.wait(lambda: desk.notice.text == "" and desk.up_to_date and desk.panes_shown)
    assert desk.current == "cables"
    desk.wait_for_reading()


def test_who_types_on_over_a_broken_index_finds_it_mended(
    start_app: StartApp, own_library: LibraryLocation
) -> None:
    desk = start_app(own_library)
    damage(own_library.index)
    for letter in "cables":
        QTest.keyClicks(desk.search_bar, letter)
        desk.bot.wait(20)  # so that letters are searched for one by one, as from a hand
    desk.wait(lambda: desk.up_to_date and desk.panes_shown)
    assert desk.current == "cables"
    desk.wait_for_reading()
    assert desk.notice.text == ""  # what was wrong no longer is


def test_an_index_that_breaks_while_in_use_and_has_no_content_is_told_of(
    start_app: StartApp, own_library: LibraryLocation
) -> None:
    desk = start_app(replace(own_library, content=()))
    damage(own_library.index)
    with failing_disk():
        for letter in "cab":
            QTest.keyClicks(desk.search_bar, letter)
            desk.wait(lambda: "cannot be read" in desk.notice.text)
    assert desk.panes_shown
    assert desk.search_bar.text() == "cab"


def test_a_broken_index_whose_content_went_too_is_told_of_and_not_waited_for(
    start_app: StartApp, own_library: LibraryLocation
) -> None:
    desk = start_app(own_library)
    damage(own_library.index)
    shutil.rmtree(content_of(own_library))
    with failing_disk():
        QTest.keyClicks(desk.search_bar, "c")
        desk.wait(lambda: "cannot be read" in desk.notice.text)
    desk.click(notice_button(desk, "Try again"))
    desk.wait(lambda: not desk.app.indexing.running)
    assert desk.window.library.page.headline == "The library cannot be opened"
    assert str(content_of(own_library)) in desk.window.library.page.sentence
    briefings.write(content_of(own_library), briefings.BRIEFINGS)
    desk.click(desk.window.library.page.button)
    desk.wait_until_open()
    assert desk.current == "cables"


def test_content_that_changed_is_read_anew_at_the_start(
    start_app: StartApp, own_library: LibraryLocation
) -> None:
    briefings.write(content_of(own_library), [NEW], "new")
    desk = start_app(own_library)
    desk.wait(lambda: "volcano" in desk.ids)
    assert desk.topic_row("News").data() == "News"
    desk.ask("volcano")
    assert desk.current == "volcano"


def test_content_that_went_is_gone_at_the_next_start(
    start_app: StartApp, own_library: LibraryLocation
) -> None:
    briefings.write(content_of(own_library), briefings.BRIEFINGS[:1])
    desk = start_app(own_library)
    desk.wait(lambda: desk.ids == ["hesitant", "aid"])


def test_reading_the_content_again_brings_what_is_new(
    start_app: StartApp, own_library: LibraryLocation
) -> None:
    desk = start_app(own_library)
    desk.ask("cables")
    briefings.write(content_of(own_library), [NEW], "new")
    desk.command("Read the content again").trigger()
    desk.wait(lambda: desk.topics.view.model().rowCount() == 4)
    desk.wait_for_results()
    assert desk.search_bar.text() == "cables"
    assert desk.current == "cables"
    assert desk.panes_shown


@pytest.mark.parametrize("count", [1, 3])
def test_content_that_cannot_be_read_is_named_and_the_rest_is_there(
    start_app: StartApp, tmp_path: Path, count: int
) -> None:
    location = make_library(tmp_path / "partly", index=False)
    for number in range(count):
        (content_of(location) / f"film{number}.mp4").write_bytes(b"\x00")
    desk = start_app(location)
    desk.wait(lambda: "film0.mp4" in desk.notice.text)
    assert desk.notice.text.startswith("Not read: ")
    assert desk.notice.text.endswith("and 2 more") is (count == 3)
    assert len(desk.ids) == briefings.ENTRIES


def test_closing_while_the_library_is_prepared_leaves_nothing_running(
    start_app: StartApp, tmp_path: Path
) -> None:
    location = make_library(tmp_path / "first", index=False)
    desk = start_app(location, wait=False)
    desk.wait(lambda: desk.app.indexing.running)
    desk.close()
    assert not desk.app.indexing.running


def test_closing_at_once_is_quiet(start_app: StartApp, shared_library: LibraryLocation) -> None:
    desk = start_app(shared_library, wait=False)
    desk.close()
    desk.bot.wait(1)  # what was on its way comes now, and must find nobody
