"""The user's own collections: brought in, ordered, switched off, taken out, found again."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QListWidgetItem

from desktop.collections_dialog import CollectionsDialog
from tests.desktop.desk import Desk, StartApp

BUNDLED = '"hesitant about Ukraine"'


@pytest.fixture
def desk(start_app: StartApp) -> Desk:
    """The program as it is at the first start."""
    return start_app(None)


def drop(desk: Desk, *paths: Path) -> None:
    """Drop files on the window, as from the system's file manager."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    modifiers = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), action, data, button, modifiers)
    QApplication.sendEvent(desk.window, enter)
    assert enter.isAccepted()
    let_go = QDropEvent(QPointF(9, 9), action, data, button, modifiers)
    QApplication.sendEvent(desk.window, let_go)


def wait_for(desk: Desk, text: str, answer_id: str) -> None:
    """Wait until a search finds an entry."""
    desk.search_bar.setText(text)
    desk.wait(lambda: answer_id in desk.ids)
    desk.wait(lambda: not desk.app.indexing.running)


def is_found(desk: Desk, text: str) -> bool:
    desk.search_bar.setText(text)
    desk.wait_for_results()
    return bool(desk.ids)


def open_dialog(desk: Desk) -> CollectionsDialog:
    desk.command("Collections\u2026").trigger()
    dialog = desk.dialog(CollectionsDialog)
    assert dialog is not None
    return dialog


def names(dialog: CollectionsDialog) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def item_of(dialog: CollectionsDialog, name: str) -> QListWidgetItem:
    (item,) = dialog.list.findItems(name, Qt.MatchFlag.MatchExactly)
    return item


def test_at_first_there_is_what_came_with_the_program(desk: Desk) -> None:
    desk.ask(BUNDLED)
    assert "hesitant" in desk.answer.question
    assert names(open_dialog(desk)) == ["Bundled briefings"]


def test_a_folder_that_is_dropped_is_linked(desk: Desk, folder: Path) -> None:
    drop(desk, folder)
    wait_for(desk, "undersea cables", "cables")
    assert is_found(desk, BUNDLED)
    assert list(folder.iterdir()) == [folder / "briefings.jsonl"]


def test_a_folder_is_added_from_the_menu(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    desk.command("Add folder\u2026").trigger()
    wait_for(desk, "undersea cables", "cables")
    dialog = open_dialog(desk)
    assert names(dialog) == ["Bundled briefings", "Press desk"]
    assert dialog.list.visualItemRect(item_of(dialog, "Press desk")).isValid()


def test_what_is_there_already_is_not_added_twice(desk: Desk, folder: Path) -> None:
    drop(desk, folder)
    wait_for(desk, "undersea cables", "cables")
    (folder / "sub").mkdir()
    drop(desk, folder / "sub")
    desk.wait(lambda: "already part of \u201cPress desk\u201d" in desk.notice.text)


def test_files_that_are_dropped_are_copied_byte_for_byte(
    desk: Desk, folder: Path, tmp_path: Path
) -> None:
    file = folder / "briefings.jsonl"
    before = file.read_bytes()
    drop(desk, file)
    wait_for(desk, "undersea cables", "cables")
    shutil.rmtree(folder)
    (copy,) = (tmp_path / "data" / "My briefings").iterdir()
    assert (copy.name, copy.read_bytes()) == (file.name, before)
    assert "My briefings" in names(open_dialog(desk))


def test_another_file_of_the_same_name_takes_nothings_place(
    desk: Desk, folder: Path, tmp_path: Path
) -> None:
    drop(desk, folder / "briefings.jsonl")
    wait_for(desk, "undersea cables", "cables")
    (folder / "briefings.jsonl").write_text("{}")
    drop(desk, folder / "briefings.jsonl")
    copies = tmp_path / "data" / "My briefings"
    desk.wait(lambda: (copies / "briefings (2).jsonl").exists())
    assert is_found(desk, "undersea cables")


def test_a_collection_is_renamed(desk: Desk, folder: Path) -> None:
    drop(desk, folder)
    wait_for(desk, "undersea cables", "cables")
    dialog = open_dialog(desk)
    item_of(dialog, "Press desk").setText("  Our   lines ")
    desk.wait(lambda: names(dialog) == ["Bundled briefings", "Our lines"])


def test_a_collection_is_switched_off_and_on(desk: Desk, folder: Path) -> None:
    drop(desk, folder)
    wait_for(desk, "undersea cables", "cables")
    dialog = open_dialog(desk)
    item_of(dialog, "Press desk").setCheckState(Qt.CheckState.Unchecked)
    desk.wait(lambda: not is_found(desk, "undersea cables"))
    assert is_found(desk, BUNDLED)
    item_of(dialog, "Press desk").setCheckState(Qt.CheckState.Checked)
    wait_for(desk, "undersea cables", "cables")


def test_collections_are_put_in_another_order(desk: Desk, folder: Path) -> None:
    drop(desk, folder)
    wait_for(desk, "undersea cables", "cables")
    dialog = open_dialog(desk)
    dialog.list.setCurrentItem(item_of(dialog, "Press desk"))
    desk.click(dialog.up)
    desk.wait(lambda: names(dialog) == ["Press desk", "Bundled briefings"])
    dialog.list.setCurrentRow(0)
    assert not dialog.up.isEnabled()


def test_a_collection_that_is_removed_leaves_its_files(desk: Desk, folder: Path) -> None:
    drop(desk, folder)
    wait_for(desk, "undersea cables", "cables")
    dialog = open_dialog(desk)
    dialog.list.setCurrentItem(item_of(dialog, "Press desk"))
    desk.click(dialog.remove)
    desk.wait(lambda: names(dialog) == ["Bundled briefings"])
    desk.wait(lambda: not is_found(desk, "undersea cables"))
    assert (folder / "briefings.jsonl").exists()


def test_without_any_collection_the_window_says_how_to_add_one(desk: Desk, folder: Path) -> None:
    dialog = open_dialog(desk)
    item_of(dialog, "Bundled briefings").setCheckState(Qt.CheckState.Unchecked)
    desk.wait(lambda: desk.window.library.page.headline == "No briefings yet")
    assert desk.window.library.page.button.isVisibleTo(desk.window)
    drop(desk, folder)
    desk.wait(lambda: desk.panes_shown)
    wait_for(desk, "undersea cables", "cables")
    assert not is_found(desk, BUNDLED)


def test_what_was_switched_off_last_comes_back(desk: Desk) -> None:
    dialog = open_dialog(desk)
    item_of(dialog, "Bundled briefings").setCheckState(Qt.CheckState.Unchecked)
    desk.wait(lambda: desk.window.library.page.headline == "No briefings yet")
    item_of(dialog, "Bundled briefings").setCheckState(Qt.CheckState.Checked)
    desk.wait(lambda: desk.panes_shown)
    assert is_found(desk, BUNDLED)


def test_all_is_there_again_at_the_next_start(start_app: StartApp, folder: Path) -> None:
    desk = start_app(None)
    drop(desk, folder)
    wait_for(desk, "undersea cables", "cables")
    desk.close()
    again = start_app(None)
    assert is_found(again, "undersea cables")
    assert names(open_dialog(again)) == ["Bundled briefings", "Press desk"]


def test_a_file_that_is_saved_is_found_without_being_asked_for(desk: Desk, folder: Path) -> None:
    drop(desk, folder)
    wait_for(desk, "undersea cables", "cables")
    (folder / "volcano.txt").write_text("Ash.\nIs the volcano awake?\nIt is.\n")
    desk.wait(lambda: is_found(desk, "volcano awake"))
    (folder / "volcano.txt").unlink()
    desk.wait(lambda: not is_found(desk, "volcano awake"))


def test_a_folder_that_is_away_keeps_its_entries_and_is_named(
    start_app: StartApp, folder: Path
) -> None:
    desk = start_app(None)
    drop(desk, folder)
    wait_for(desk, "undersea cables", "cables")
    desk.close()
    folder.rename(folder.with_name("unplugged"))
    again = start_app(None)
    again.wait(lambda: f"Not there: {folder}" in again.notice.text)
    assert is_found(again, "undersea cables")
    said = "Press desk is not there now. Shown as last read."
    again.wait(lambda: again.window.source_view.away == said)
    again.search_bar.setText("hesitant members")
    again.wait(lambda: again.window.source_view.away == "")
    folder.with_name("unplugged").rename(folder)
    again.search_bar.setText("undersea cables")
    again.wait(lambda: again.window.source_view.away == said)
    again.window.menus.rebuild.trigger()
    again.wait(lambda: again.window.source_view.away == "")
    again.wait(lambda: "Not there" not in again.notice.text)


def test_a_store_that_cannot_be_opened_is_named_and_all_is_searched_as_before(
    start_app: StartApp, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = start_app(None)
    drop(desk, folder)
    wait_for(desk, "undersea cables", "cables")
    desk.close()

    def fail(_path: Path) -> sqlite3.Connection:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as full:
        full.setattr("index.store._connect", fail)
        again = start_app(None)
        again.wait(lambda: "database or disk is full" in again.notice.text)
        wait_for(again, "undersea cables", "cables")
        again.notice.hide()
        drop(again, folder)
        again.wait(lambda: "database or disk is full" in again.notice.text)
    drop(again, folder)  # there is room now
    again.wait(lambda: "already part of" in again.notice.text)
    assert is_found(again, "undersea cables")
