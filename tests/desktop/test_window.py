"""The window itself: what it remembers, how it fits and looks, what a screen reader is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt, QTimer
from PySide6.QtGui import QAccessible, QAction, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QSplitter,
    QTextEdit,
    QWidget,
)

from desktop import __version__
from desktop.dialogs import AboutDialog, ShortcutsDialog
from desktop.library_location import LibraryLocation
from desktop.notices import UnexpectedErrors
from desktop.settings import Settings
from desktop.theme import DARK, LIGHT, Colors
from index import Library
from tests.desktop import briefings
from tests.desktop.desk import CTRL, Desk, StartApp, content_of, make_library, picture

Key = Qt.Key


def left_of(desk: Desk, widget: QWidget) -> int:
    return widget.mapTo(desk.window, QPoint()).x()


def top_of(desk: Desk, widget: QWidget) -> int:
    return widget.mapTo(desk.window, QPoint()).y()


def change_settings(store_path: Path, name: str, value: object) -> None:
    store = QSettings(str(store_path), QSettings.Format.IniFormat)
    setattr(Settings(store), name, value)
    store.sync()


# ------------------------------------------------------------------------ the next start


def test_size_panes_and_topic_come_back_on_the_next_start(
    start_app: StartApp, shared_library: LibraryLocation
) -> None:
    first = start_app(shared_library)
    first.window.resize(720, 560)
    splitter = first.window.findChildren(QSplitter)[0]
    splitter.setSizes([170, 240, 310])
    first.choose_topic("Economy")
    size, sizes = first.window.size(), splitter.sizes()
    first.close()

    second = start_app(shared_library)
    assert second.window.size() == size
    assert second.window.findChildren(QSplitter)[0].sizes() == sizes
    assert second.chosen_topic == "Economy"
    assert second.ids == ["prices", "outlook"]


def test_a_topic_that_is_gone_gives_way_to_the_nearest_above_it(
    start_app: StartApp, shared_library: LibraryLocation, store_path: Path
) -> None:
    change_settings(store_path, "topic", "Security/NATO/Georgia/Talks")
    desk = start_app(shared_library)
    assert desk.chosen_topic == "NATO"
    assert desk.ids == ["hesitant", "aid"]


def test_zoom_and_appearance_come_back_on_the_next_start(
    start_app: StartApp, shared_library: LibraryLocation
) -> None:
    first = start_app(shared_library)
    first.press(Key.Key_Plus, CTRL)
    first.command("Dark").trigger()
    first.close()
    second = start_app(shared_library)
    assert second.app.theme.zoom == pytest.approx(1.1)
    assert second.app.theme.dark
    assert second.command("Dark").isChecked()


# -------------------------------------------------------------------------------- fitting


def test_a_narrow_window_puts_the_source_under_the_answer(desk: Desk) -> None:
    desk.ask("hesitant")
    assert left_of(desk, desk.source) > left_of(desk, desk.answer)
    assert top_of(desk, desk.source) == top_of(desk, desk.answer)
    desk.window.resize(800, 700)
    desk.wait(lambda: top_of(desk, desk.source) > top_of(desk, desk.answer))
    assert left_of(desk, desk.source) == left_of(desk, desk.answer)
    desk.window.resize(1300, 700)
    desk.wait(lambda: left_of(desk, desk.source) > left_of(desk, desk.answer))


@pytest.mark.parametrize(("width", "height"), [(640, 480), (1920, 1080)])
def test_every_pane_keeps_room_at_any_size(desk: Desk, width: int, height: int) -> None:
    desk.ask("hesitant")
    desk.window.resize(width, height)
    desk.wait(lambda: desk.window.width() == width)
    for pane in (desk.topics, desk.results, desk.answer, desk.source):
        assert pane.isVisible()
        assert pane.width() >= 140
        assert left_of(desk, pane) + pane.width() <= desk.window.width()


@pytest.mark.parametrize(("width", "height"), [(700, 600), (640, 480)])
def test_lines_are_not_cut_off_at_the_side(desk: Desk, width: int, height: int) -> None:
    desk.ask("hesitant")
    desk.window.resize(width, height)
    desk.wait(lambda: top_of(desk, desk.source) > top_of(desk, desk.answer))
    for text, pane in ((desk.answer.text, desk.answer), (desk.source.text, desk.source)):
        assert text.horizontalScrollBar().maximum() == 0
        assert text.document().size().width() <= text.viewport().width() + 1
        assert left_of(desk, text) + text.width() <= left_of(desk, pane) + pane.width()


def test_the_buttons_stand_side_by_side_where_there_is_room(desk: Desk) -> None:
    desk.ask("hesitant")
    first, second = desk.answer.copy_with_source, desk.answer.copy_only
    assert top_of(desk, first) == top_of(desk, second)
    desk.window.resize(640, 480)
    desk.wait(lambda: top_of(desk, first) < top_of(desk, second))
    desk.window.resize(1300, 700)
    desk.wait(lambda: top_of(desk, first) == top_of(desk, second))


# ------------------------------------------------------------------------------- the look


def test_zoom_makes_texts_larger_smaller_and_usual_again(desk: Desk) -> None:
    def size() -> int:
        return desk.answer.text.document().defaultFont().pixelSize()

    desk.ask("hesitant")
    usual, row = size(), desk.results.view.visualRect(desk.result_model.index(0)).height()
    desk.press(Key.Key_Plus, CTRL)
    assert size() > usual
    desk.wait(lambda: desk.results.view.visualRect(desk.result_model.index(0)).height() > row)
    desk.press(Key.Key_0, CTRL)
    assert size() == usual
    desk.press(Key.Key_Minus, CTRL)
    assert size() < usual


@pytest.mark.parametrize(
    ("key", "stored", "end"), [(Key.Key_Plus, 1.75, 2.0), (Key.Key_Minus, 0.9, 0.8)]
)
def test_zoom_stops_at_its_ends(
    start_app: StartApp,
    shared_library: LibraryLocation,
    store_path: Path,
    key: Qt.Key,
    stored: float,
    end: float,
) -> None:
    change_settings(store_path, "zoom", stored)
    desk = start_app(shared_library)
    for _ in range(3):
        desk.press(key, CTRL)
    assert desk.app.theme.zoom == end


def test_the_largest_type_fits_the_smallest_window(
    start_app: StartApp, shared_library: LibraryLocation, store_path: Path
) -> None:
    change_settings(store_path, "zoom", 2.0)
    desk = start_app(shared_library)
    desk.ask("hesitant")
    desk.window.resize(desk.window.minimumSize())
    desk.wait(lambda: top_of(desk, desk.source) > top_of(desk, desk.answer))
    assert desk.search_bar.width() <= desk.window.width()
    assert desk.answer.text.toPlainText() == briefings.HESITANT_ANSWER


def test_light_and_dark_repaint_every_pane(desk: Desk) -> None:
    panes: list[tuple[QWidget, str]] = [
        (desk.topics, "window"),
        (desk.results, "pane"),
        (desk.answer, "pane"),
        (desk.source, "sunk"),
    ]
    desk.ask("exports")  # one result, so that every pane has room to spare

    def ground(pane: QWidget) -> QColor:
        image = picture(pane)
        return image.pixelColor(image.width() // 2, image.height() - 4)

    def wait_for(colors: Colors) -> None:
        expected = [QColor(getattr(colors, token)) for _, token in panes]
        desk.wait(lambda: [ground(pane) for pane, _ in panes] == expected)

    for command, colors in (("Light", LIGHT), ("Dark", DARK), ("Light", LIGHT)):
        desk.command(command).trigger()
        wait_for(colors)


# ------------------------------------------------------------------------- accessibility


@pytest.mark.parametrize("text", ["", "hesitant", "membershp"])
def test_everything_that_can_be_used_has_an_accessible_name(desk: Desk, text: str) -> None:
    desk.ask(text)
    kinds = (QAbstractButton, QLineEdit, QTextEdit, QAbstractItemView)
    widgets = [
        widget for kind in kinds for widget in desk.window.findChildren(kind) if widget.isVisible()
    ]
    assert len(widgets) >= 3
    nameless = [
        widget
        for widget in widgets
        if not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name).strip()
    ]
    assert not nameless


def test_a_screen_reader_is_told_what_a_row_says(desk: Desk) -> None:
    desk.ask("cables")
    row = desk.result_model.index(0)
    spoken = row.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == f"{briefings.CABLES} Patrol ships protect the cables."
    assert desk.topic_row("Economy").data(Qt.ItemDataRole.AccessibleTextRole) == "Economy, 2"


def test_tab_leads_through_the_panes_and_back(desk: Desk) -> None:
    desk.ask("hesitant")
    wanted = {desk.topics.view, desk.results.view, desk.answer.text, desk.source.text}
    seen = set()
    for _ in range(30):
        desk.press(Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        seen.add(focused)
        if focused is desk.search_bar:
            break
    assert QApplication.focusWidget() is desk.search_bar
    assert wanted <= seen


# ------------------------------------------------------------------- dialogs and notices


def test_f1_lists_the_shortcuts_and_esc_closes_them(desk: Desk) -> None:
    desk.press(Key.Key_F1)
    dialog = desk.dialog(ShortcutsDialog)
    assert dialog is not None
    words = {label.text() for label in dialog.findChildren(QLabel)}
    assert {"Copy with source", "Ctrl+Shift+C", "Search", "Ctrl+L", "Zoom in"} <= words
    QTest.keyClick(dialog, Key.Key_Escape)
    desk.wait(lambda: desk.dialog(ShortcutsDialog) is None)
    desk.ask("cables")
    assert desk.current == "cables"


def test_about_names_program_and_version_and_esc_closes_it(desk: Desk) -> None:
    desk.command("About If Asked").trigger()
    dialog = desk.dialog(AboutDialog)
    assert dialog is not None
    assert any(__version__ in label.text() for label in dialog.findChildren(QLabel))
    QTest.keyClick(dialog, Key.Key_Escape)
    desk.wait(lambda: desk.dialog(AboutDialog) is None)


def test_a_dialog_is_closed_by_its_button(desk: Desk) -> None:
    desk.press(Key.Key_F1)
    dialog = desk.dialog(ShortcutsDialog)
    assert dialog is not None
    desk.click(dialog.findChildren(QAbstractButton)[0])
    desk.wait(lambda: desk.dialog(ShortcutsDialog) is None)


def test_no_shortcut_is_given_twice(desk: Desk) -> None:
    keys = [
        key.toString() for action in desk.window.findChildren(QAction) for key in action.shortcuts()
    ]
    assert len(keys) > 10
    assert len(keys) == len(set(keys))


def test_a_confirmation_goes_by_itself(desk: Desk) -> None:
    timer = desk.notice.findChild(QTimer)
    assert timer is not None
    timer.setInterval(1)
    desk.notice.confirm("Done.")
    assert desk.notice.text == "Done."
    desk.wait(lambda: desk.notice.text == "")


def test_a_problem_stays_until_it_is_closed(desk: Desk) -> None:
    timer = desk.notice.findChild(QTimer)
    assert timer is not None
    desk.notice.confirm("Done.")
    desk.notice.tell("A problem.")
    assert not timer.isActive()
    assert desk.notice.text == "A problem."
    buttons = [b for b in desk.notice.findChildren(QAbstractButton) if b.isVisible()]
    assert [button.text() for button in buttons] == ["Close"]
    desk.click(buttons[0])
    assert desk.notice.text == ""


def test_an_error_nobody_expected_is_told_logged_and_survived(
    start_app: StartApp, shared_library: LibraryLocation, tmp_path: Path
) -> None:
    desk = start_app(shared_library)
    log_file = tmp_path / "logs" / "ifasked.log"
    errors = UnexpectedErrors(log_file)
    errors.happened.connect(desk.notice.tell)
    errors.watch()
    try:

        def stumble() -> None:
            raise ValueError("a stumble")

        QTimer.singleShot(0, stumble)
        desk.wait(lambda: "ValueError: a stumble" in desk.notice.text)
    finally:
        errors.close()
    assert str(log_file) in desk.notice.text
    logged = log_file.read_text(encoding="utf-8")
    assert "Traceback" in logged
    assert "ValueError: a stumble" in logged
    desk.ask("cables")
    assert desk.current == "cables"


# ---------------------------------------------------------------------------- odd content


def test_html_in_a_question_is_shown_as_it_is_written(start_app: StartApp, tmp_path: Path) -> None:
    location = make_library(tmp_path / "odd", index=False)
    question = "Is <b>this</b> & <img src='x.png'> safe?"
    briefings.write(
        content_of(location),
        [
            {
                "id": "odd",
                "title": "<h1>Odd</h1>",
                "topics": ["<u>Odd</u> & ends"],
                "source": "<i>here</i>",
                "briefing": "<a href='https://example.org'>zanzibar</a> **bold**",
                "questions": [
                    {"id": "q1", "question": question, "answer": "zanzibar <script>1</script>"},
                    {"id": "q2", "question": "Who & what <i>else</i>?", "answer": "B"},
                ],
            }
        ],
        "odd",
    )
    Library.build(location.content, location.index)
    desk = start_app(location)
    desk.ask("zanzibar")
    assert desk.answer.question == question
    assert desk.answer.text.toPlainText() == "zanzibar <script>1</script>"
    assert "**bold**" in desk.source.text.toPlainText()
    labels = [label for label in desk.window.findChildren(QLabel) if label.isVisible()]
    odd = [label for label in labels if "<" in label.text()]
    assert len(odd) >= 4
    assert {label.textFormat() for label in odd} == {Qt.TextFormat.PlainText}
    tips = {label.toolTip() for label in desk.source.findChildren(QLabel)}
    assert tips == {"", "&lt;i&gt;here&lt;/i&gt;"}  # a tool tip would take it for HTML
    button = desk.answer.related[0]
    assert QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Name) == (
        "Who & what <i>else</i>?"
    )
