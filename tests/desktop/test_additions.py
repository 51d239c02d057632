"""What the user is told after adding to the library, and of collections that are away."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from desktop.collections_dialog import CollectionsDialog
from desktop.report_dialog import ReportDialog
from tests.desktop.desk import Desk, StartApp

VOLCANO = "Ash.\nIs the volcano awake?\nIt is.\n"


class FileManager(QObject):
    """Stands in for the system's file manager."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Path] = []

    @Slot(QUrl)
    def show(self, url: QUrl) -> None:
        self.shown.append(Path(url.toLocalFile()))


@pytest.fixture
def desk(start_app: StartApp) -> Desk:
    """The program as it is at the first start."""
    return start_app(None)


def add(desk: Desk, *paths: Path) -> None:
    """Bring folders and files in, as by dropping them on the window."""
    assert desk.app.collections is not None
    desk.app.collections.take(paths)


def wait_until_told(desk: Desk, text: str) -> None:
    desk.wait(lambda: text in desk.notice.text)
    desk.wait(lambda: not desk.app.indexing.running)


def open_dialog(desk: Desk) -> CollectionsDialog:
    desk.command("Collections\u2026").trigger()
    dialog = desk.dialog(CollectionsDialog)
    assert dialog is not None
    return dialog


def described(dialog: CollectionsDialog, row: int) -> str:
    """What a screen reader says of a collection."""
    item = dialog.list.item(row)
    return str(item.data(Qt.ItemDataRole.AccessibleTextRole) or item.text())


# ------------------------------------------------------------------------ what was added


def test_what_was_found_in_a_folder_is_told_with_its_details(desk: Desk, folder: Path) -> None:
    (folder / "broken.docx").write_bytes(b"no document")
    (folder / "half.csv").write_text("question,answer\nIs it so?,\nWhy?,Because.\n")
    add(desk, folder)
    wait_until_told(desk, "Press desk: 6 answers from 2 files; 1 not read.")
    buttons = desk.notice.findChildren(QPushButton)
    desk.click(next(button for button in buttons if button.text() == "Show details"))
    dialog = desk.dialog(ReportDialog)
    assert dialog is not None
    model = dialog.table.model()
    cells = [[model.index(row, column).data() for column in (0, 1)] for row in range(3)]
    assert cells[0][0] == "Press desk/broken.docx"
    assert cells[0][1].startswith("Not read:")
    assert cells[1] == ["Press desk/half.csv", "1 answer in 1 briefing"]
    assert cells[2] == ["", "row 2: left out: no answer"]


def test_a_folder_without_files_is_named(desk: Desk, tmp_path: Path) -> None:
    empty = tmp_path / "Empty desk"
    empty.mkdir()
    add(desk, empty)
    wait_until_told(desk, f"Empty desk: there is no file in {empty}.")


def test_a_folder_in_which_nothing_can_be_read_is_named(desk: Desk, tmp_path: Path) -> None:
    films = tmp_path / "Films"
    films.mkdir()
    (films / "film.mp4").write_bytes(b"\x00")
    add(desk, films)
    wait_until_told(desk, f"Films: nothing could be read in {films} (film.mp4: ")


def test_what_was_told_stays_while_files_are_saved(desk: Desk, folder: Path) -> None:
    add(desk, folder)
    wait_until_told(desk, "Press desk: 5 answers from 1 file.")
    (folder / "volcano.txt").write_text(VOLCANO)
    desk.search_bar.setText("volcano awake")
    desk.wait(lambda: bool(desk.ids))
    assert desk.notice.text == "Press desk: 5 answers from 1 file."


def test_a_saved_file_is_confirmed_and_one_that_fails_is_told(desk: Desk, folder: Path) -> None:
    add(desk, folder)
    wait_until_told(desk, "Press desk")
    desk.notice.hide()
    (folder / "volcano.txt").write_text(VOLCANO)
    desk.wait(lambda: desk.notice.text.startswith("The content was read: "))
    assert not desk.notice.stays
    (folder / "broken.docx").write_bytes(b"no document")
    desk.wait(lambda: desk.notice.text.startswith("Not read: broken.docx: "))
    assert desk.notice.stays


def test_files_that_are_copied_in_are_told_of_without_those_from_before(
    desk: Desk, folder: Path
) -> None:
    add(desk, folder / "briefings.jsonl")
    wait_until_told(desk, "My briefings: 5 answers from 1 file.")
    (folder / "volcano.txt").write_text(VOLCANO)
    add(desk, folder / "volcano.txt")
    wait_until_told(desk, "My briefings: 1 answer from 1 file.")


def test_a_path_that_is_not_there_is_named(desk: Desk, tmp_path: Path) -> None:
    add(desk, tmp_path / "nothing")
    wait_until_told(desk, f"{tmp_path / 'nothing'} is not there.")


# ------------------------------------------------------------------------ a full disk


@pytest.fixture
def fill_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes the disk full half-way through files with a letter in their names."""
    copy = shutil.copyfile

    def fill(letter: str) -> None:
        def fail(source: Path, target: Path, **options: bool) -> Path:
            if letter not in Path(source).name:
                return copy(source, target, **options)
            Path(target).write_bytes(Path(source).read_bytes()[:5])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))

        monkeypatch.setattr(shutil, "copyfile", fail)

    return fill


def test_a_copy_that_fails_leaves_nothing_and_the_other_files_are_copied(
    desk: Desk, tmp_path: Path, fill_disk: Callable[[str], None]
) -> None:
    for name in "xyz":
        (tmp_path / f"{name}.txt").write_text(VOLCANO.replace("volcano", f"volcano {name}"))
    fill_disk("y")
    add(desk, *(tmp_path / f"{name}.txt" for name in "xyz"))
    wait_until_told(desk, "My briefings: 2 answers from 2 files.")
    assert desk.notice.text.startswith("y.txt was not copied (No space left on device). Make room")
    copies = tmp_path / "data" / "My briefings"
    assert sorted(path.name for path in copies.iterdir()) == ["x.txt", "z.txt"]


def test_where_nothing_could_be_copied_no_collection_is_made(
    desk: Desk, tmp_path: Path, fill_disk: Callable[[str], None]
) -> None:
    files = [tmp_path / f"note {number}.txt" for number in range(5)]
    for file in files:
        file.write_text(VOLCANO)
    fill_disk("note")
    add(desk, *files)
    wait_until_told(
        desk,
        "5 files were not copied: note 0.txt, note 1.txt, note 2.txt and 2 more "
        "(No space left on device). Make room on the disk, then copy again.",
    )
    assert list((tmp_path / "data" / "My briefings").iterdir()) == []
    assert open_dialog(desk).list.count() == 1


# ------------------------------------------------------------------------ what is away


def test_a_collection_that_is_away_is_marked_until_it_is_back(desk: Desk, folder: Path) -> None:
    add(desk, folder)
    wait_until_told(desk, "Press desk")
    folder.rename(folder.with_name("unplugged"))
    desk.command("Read the content again").trigger()
    wait_until_told(desk, f"Not there: {folder}. Its entries are shown as last read.")
    dialog = open_dialog(desk)
    desk.wait(lambda: described(dialog, 1) == "Press desk. Not there now; shown as last read")
    assert described(dialog, 0) == "Bundled briefings"
    dialog.list.setCurrentRow(1)
    assert not dialog.list.item(1).icon().isNull()
    assert not dialog.reveal.isEnabled()
    assert dialog.remove.isEnabled()
    dialog.close()
    folder.with_name("unplugged").rename(folder)
    again = open_dialog(desk)
    desk.wait(lambda: described(again, 1) == "Press desk")
    again.list.setCurrentRow(1)
    assert again.reveal.isEnabled()


def test_the_name_of_a_collection_that_is_away_is_edited_without_its_state(
    desk: Desk, folder: Path
) -> None:
    add(desk, folder)
    wait_until_told(desk, "Press desk")
    folder.rename(folder.with_name("unplugged"))
    dialog = open_dialog(desk)
    desk.wait(lambda: "Not there now" in described(dialog, 1))
    dialog.list.setCurrentRow(1)
    desk.click(dialog.rename)
    editor = dialog.list.viewport().findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "Press desk"
    QTest.keyClicks(editor, "Our lines")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    desk.wait(lambda: described(dialog, 1).startswith("Our lines. Not there now"))


def test_a_collection_that_was_never_read_and_went_keeps_nothing_else_from_being_shown(
    start_app: StartApp, folder: Path, tmp_path: Path
) -> None:
    desk = start_app(None)
    add(desk, folder)
    wait_until_told(desk, "Press desk")
    desk.close()
    folder.rename(folder.with_name("unplugged"))
    shutil.rmtree(tmp_path / "cache")
    again = start_app(None)
    wait_until_told(again, f"Not there, and never read yet: {folder}.")
    again.ask('"hesitant about Ukraine"')
    assert again.ids
    dialog = open_dialog(again)
    again.wait(lambda: described(dialog, 1) == "Press desk. Not there now")


def test_the_folder_of_a_collection_is_shown(desk: Desk, folder: Path) -> None:
    add(desk, folder / "briefings.jsonl")
    wait_until_told(desk, "My briefings")
    manager = FileManager()
    QDesktopServices.setUrlHandler("file", manager, "show")  # type: ignore[arg-type]  # no bytes
    try:
        desk.command("Show folder").trigger()
        desk.wait(lambda: bool(manager.shown))
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert manager.shown[0].name == "My briefings"
