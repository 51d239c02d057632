"""What is said of the files that were read, in a sentence and in a list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.content_report import ContentReport, summary_of
from desktop.report_dialog import ReportDialog
from desktop.report_model import ReportModel
from desktop.report_news import Found, news_in
from index import FileReport, Remark
from tests.desktop.desk import CTRL, PATIENCE

LINES, NOTES = Path("/lines"), Path("/notes.csv")
GOOD = FileReport("good.txt", briefings=1, pairs=2)
BAD = FileReport("sub/bad.docx", error="damaged")
ODD = FileReport("notes.csv", 1, 1, (Remark("left out: no answer", row=2), Remark("no date")))
COPY = FileReport("copy.txt", same_as="/lines/good.txt")
TEXT = FileReport("text.pdf", briefings=3)
NAMES = {LINES: "Press lines"}
REPORT = ContentReport({LINES: [GOOD, BAD], NOTES: [ODD]})
NOTHING = ContentReport({})


def rows(model: ReportModel) -> list[tuple[str, str]]:
    return [
        (model.index(row, 0).data(), model.index(row, 1).data()) for row in range(model.rowCount())
    ]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([GOOD], "2 answers from 1 file"),
        ([GOOD, ODD, BAD], "3 answers from 2 files; 1 not read"),
        ([TEXT], "3 briefings from 1 file"),
        ([GOOD, COPY], "2 answers from 1 file; 1 the same as another one"),
        ([COPY], "nothing new; 1 the same as another one"),
        ([BAD], "0 answers from 0 files; 1 not read"),
    ],
)
def test_what_was_found_is_summed_up(files: list[FileReport], said: str) -> None:
    assert summary_of(files) == said


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Found("Press lines", LINES, [GOOD, BAD]), "2 answers from 1 file; 1 not read."),
        (Found("Press lines", LINES, []), "there is no file in /lines."),
        (
            Found("Press lines", LINES, [BAD, BAD]),
            "nothing could be read in /lines (sub/bad.docx: damaged).",
        ),
    ],
)
def test_what_was_added_is_told_of_by_its_name(found: Found, said: str) -> None:
    assert news_in(REPORT, REPORT, [found]) == [f"Press lines: {said}"]


def test_many_additions_are_told_of_together_and_the_empty_ones_by_name() -> None:
    added = [Found(f"Note {n}", LINES / str(n), [GOOD]) for n in range(3)]
    added.append(Found("Empty", NOTES, []))
    assert news_in(NOTHING, NOTHING, added) == [
        "4 collections added: 6 answers from 3 files.",
        "Nothing could be read in: Empty.",
    ]


def test_a_file_that_could_not_be_read_is_news_once() -> None:
    assert news_in(REPORT, NOTHING, []) == ["Not read: sub/bad.docx: damaged"]
    assert news_in(REPORT, REPORT, []) == []


def test_a_collection_that_went_away_is_news_once() -> None:
    away = ContentReport({LINES: [GOOD]}, unavailable=(LINES,), missing=(NOTES,))
    assert news_in(away, NOTHING, []) == [
        f"Not there: {LINES}. Its entries are shown as last read.",
        f"Not there, and never read yet: {NOTES}.",
    ]
    assert news_in(away, away, []) == []


def test_the_list_has_what_was_not_read_first_and_remarks_below_their_file(
    qtmodeltester: ModelTester,
) -> None:
    model = ReportModel(REPORT, NAMES)
    qtmodeltester.check(model)
    problems = [
        ("Press lines/sub/bad.docx", "Not read: damaged"),
        ("notes.csv", "1 answer in 1 briefing"),
        ("", "row 2: left out: no answer"),
        ("", "no date"),
    ]
    assert rows(model) == [*problems, ("Press lines/good.txt", "2 answers in 1 briefing")]
    model.show_all(False)
    assert rows(model) == problems


def test_a_row_that_shows_no_file_says_it_to_a_screen_reader() -> None:
    model = ReportModel(REPORT, NAMES)
    accessible = model.index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert accessible == "notes.csv"


def test_of_very_many_remarks_the_first_are_listed_and_the_rest_counted() -> None:
    file = FileReport("long.csv", 1, 1, tuple(Remark("odd", row=n) for n in range(1, 2001)))
    model = ReportModel(ContentReport({LINES: [file, GOOD]}), {})
    assert model.rowCount() == 1 + 51 + 1
    assert rows(model)[50:52] == [("", "row 50: odd"), ("", "and 1,950 more")]


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[ReportDialog]:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialog = ReportDialog(REPORT, NAMES, window)
    dialog.open()
    qtbot.waitExposed(dialog, timeout=PATIENCE)
    yield dialog
    dialog.close()


def test_files_that_nothing_is_to_be_said_of_can_be_hidden(
    dialog: ReportDialog, qtbot: QtBot
) -> None:
    assert dialog.table.model().rowCount() == 5
    QTest.keyClick(dialog.only_remarkable, Qt.Key.Key_Space)
    assert dialog.table.model().rowCount() == 4
    QTest.keyClick(dialog.only_remarkable, Qt.Key.Key_Space)
    assert dialog.table.model().rowCount() == 5


def test_where_all_files_are_alike_there_is_nothing_to_hide(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    for file in (GOOD, BAD):
        alike = ReportDialog(ContentReport({LINES: [file]}), NAMES, window)
        assert not alike.only_remarkable.isVisibleTo(alike)


def test_selected_lines_are_copied_as_text_that_names_the_file(dialog: ReportDialog) -> None:
    dialog.table.selectRow(1)
    QTest.keyClick(dialog.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(dialog.table, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == (
        "notes.csv\t1 answer in 1 briefing\nnotes.csv\trow 2: left out: no answer"
    )


def test_all_lines_can_be_copied(dialog: ReportDialog) -> None:
    QTest.keyClick(dialog.table, Qt.Key.Key_A, CTRL)
    QTest.keyClick(dialog.table, Qt.Key.Key_C, CTRL)
    assert len(QGuiApplication.clipboard().text().splitlines()) == 5
