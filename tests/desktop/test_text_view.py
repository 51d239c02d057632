"""Texts to read: shown as they are written, marked in the right places, never altered."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage, QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.text_view import GrowingTextView, TextView
from desktop.theme import Theme
from tests.desktop.desk import CTRL, PATIENCE, color_count, holds_color, marked_words, picture

RED = "#ff0000"
MARK = "#00ff00"


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> TextView:
    view = TextView("Text")
    qtbot.addWidget(view)
    view.set_type(theme.sans(16), 24, MARK)
    view.resize(400, 300)
    view.show()
    qtbot.waitExposed(view, timeout=PATIENCE)
    return view


def spans_of(word: str, text: str) -> list[tuple[int, int]]:
    starts = [at for at in range(len(text)) if text.startswith(word, at)]
    return [(at, at + len(word)) for at in starts]


@pytest.fixture
def red_picture(tmp_path: Path) -> Path:
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    image.fill(QColor(RED))
    path = tmp_path / "red.png"
    assert image.save(str(path))
    return path


# ---------------------------------------------------------------- nothing but text


@pytest.mark.parametrize(
    "text",
    [
        "<b>bold</b> &amp; <script>alert(1)</script>",
        "# Heading\n\n* **bold** [link](https://example.org) `code`",
        "<table><tr><td>1</td></tr></table>",
        "  blanks  kept \t tabs too\n\n\nand empty lines\n",
        "\u0000\u0007 odd \ufffc signs \ufeff",
        "",
    ],
)
def test_a_text_is_shown_as_it_is_written(view: TextView, text: str) -> None:
    view.show_text(text)
    assert view.toPlainText() == text


def test_no_picture_that_a_text_names_is_loaded(view: TextView, red_picture: Path) -> None:
    address = QUrl.fromLocalFile(str(red_picture)).toString()
    view.show_text(f'<img src="{address}"> ![]({address}) <img src="{red_picture}">')
    assert not holds_color(picture(view), RED)
    assert "<img" in view.toPlainText()


@pytest.mark.parametrize("as_address", [True, False])
def test_no_picture_is_read_even_if_html_got_into_the_document(
    view: TextView, red_picture: Path, as_address: bool
) -> None:
    source = QUrl.fromLocalFile(str(red_picture)).toString() if as_address else str(red_picture)
    view.document().setHtml(f'<img src="{source}" width="60" height="60">')
    assert not holds_color(picture(view), RED)


def test_a_text_cannot_be_edited(view: TextView, qtbot: QtBot) -> None:
    view.show_text("kept")
    view.setFocus()
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("pasted")
    QTest.keyClicks(view, "typed")
    QTest.keyClick(view, Qt.Key.Key_V, CTRL)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    QTest.keyClick(view, Qt.Key.Key_A, CTRL)
    QTest.keyClick(view, Qt.Key.Key_X, CTRL)
    assert view.toPlainText() == "kept"
    assert not view.canPaste()
    assert not view.acceptDrops() or view.isReadOnly()


def test_a_selection_is_copied_without_its_look(view: TextView, qtbot: QtBot) -> None:
    view.show_text("one\ntwo")
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_A, CTRL)
    QTest.keyClick(view, Qt.Key.Key_C, CTRL)
    copied: QMimeData = QGuiApplication.clipboard().mimeData()
    assert copied.text() == "one\ntwo"
    assert not copied.hasHtml()


def test_a_new_text_starts_at_its_top_without_old_marks(view: TextView) -> None:
    text = "line\n" * 300
    view.show_text(text)
    view.show_marks([(0, 4)])
    view.reveal(len(text) - 3)
    assert view.verticalScrollBar().value() > 0
    view.show_text(text + "more")
    assert view.verticalScrollBar().value() == 0
    assert view.marks == []
    assert not holds_color(picture(view), MARK)


# -------------------------------------------------------------------------- marks


@pytest.mark.parametrize(
    "text",
    [
        "an alarm, another alarm",
        "\U0001f600 alarm \U0001f469\u200d\U0001f52c\U0001f600alarm",
        "\U0001f600\n\U0001f600 alarm\n\n\U0001f600alarm",
        "caf\u00e9 e\u0301 alarm \u65e5\u672c alarm",
        "\u0627\u0644\u0633\u0644\u0627\u0645 alarm \u0639\u0644\u064a\u0643\u0645",
    ],
    ids=["plain", "emoji", "emoji over lines", "accents", "arabic"],
)
def test_marks_stand_on_their_words(view: TextView, text: str) -> None:
    spans = spans_of("alarm", text)
    assert spans
    view.show_text(text)
    view.show_marks(spans)
    assert marked_words(view) == ["alarm"] * len(spans)
    assert holds_color(picture(view), MARK)


def test_a_mark_is_drawn_behind_its_word_and_nowhere_else(view: TextView) -> None:
    text = "\U0001f600\U0001f600\U0001f600 quiet\nalarm"
    view.show_text(text)
    view.show_marks(spans_of("alarm", text))
    image = picture(view)
    ratio = image.devicePixelRatio()
    cursor = QTextCursor(view.document())
    cursor.setPosition(view.marks[0][0])
    line = view.cursorRect(cursor)
    rows = {
        y
        for y in range(image.height())
        for x in range(image.width())
        if image.pixelColor(x, y) == QColor(MARK)
    }
    assert rows
    assert line.top() * ratio - 2 <= min(rows)
    assert max(rows) <= line.bottom() * ratio + 2


def test_marks_follow_the_text_as_it_scrolls(view: TextView) -> None:
    text = "line\n" * 500 + "alarm\n" + "line\n" * 500
    view.show_text(text)
    view.show_marks(spans_of("alarm", text))
    assert not holds_color(picture(view), MARK)
    view.reveal(view.marks[0][0])
    assert holds_color(picture(view), MARK)


def test_a_mark_broken_over_two_lines_is_drawn_on_both(view: TextView) -> None:
    text = "word " * 30
    view.show_text(text)
    view.show_marks([(0, 20)])
    one_line = color_count(picture(view), MARK)
    view.show_marks([(0, len(text))])
    assert color_count(picture(view), MARK) > 2 * one_line


# ---------------------------------------------------------------------- direction


@pytest.mark.parametrize(
    ("text", "on_the_right"),
    [
        ("short", False),
        ("\u0633\u0644\u0627\u0645", True),
        ("\u05e9\u05dc\u05d5\u05dd", True),
        ("12. \u05e9\u05dc\u05d5\u05dd", True),
        ("\u65e5\u672c", False),
        ("", False),
    ],
    ids=["latin", "arabic", "hebrew", "hebrew after a number", "japanese", "empty"],
)
def test_a_text_stands_on_the_side_where_it_begins(
    view: TextView, text: str, on_the_right: bool
) -> None:
    view.show_text(text)
    cursor = QTextCursor(view.document())
    middle = view.viewport().width() // 2
    assert (view.cursorRect(cursor).x() > middle) is on_the_right


def test_a_left_to_right_text_after_an_arabic_one_stands_left_again(view: TextView) -> None:
    view.show_text("\u0633\u0644\u0627\u0645")
    view.show_text("hello")
    assert view.cursorRect(QTextCursor(view.document())).x() < view.viewport().width() // 2


# ----------------------------------------------------------------------- long texts


LONG_LINES = "".join(f"Line {number} says nothing new.\n" for number in range(65_000))
LONG_WORDS = "word " * 10_000
LONG_EMOJI = "\U0001f600" * 30_000


def copied(view: TextView) -> str:
    """All of a text, as it comes to the clipboard."""
    view.selectAll()
    view.copy()
    return QGuiApplication.clipboard().text()


@pytest.mark.parametrize(
    "text", [LONG_LINES, LONG_WORDS, LONG_EMOJI], ids=["2 MB of lines", "one line", "emoji"]
)
def test_a_long_text_comes_part_by_part_and_whole(view: TextView, qtbot: QtBot, text: str) -> None:
    length = len(text.encode("utf-16-le")) // 2 + 1
    view.show_text(text)
    document = view.document()
    assert 0 < document.characterCount() < length
    qtbot.waitUntil(
        lambda: document.characterCount() >= length and copied(view) == text, timeout=6 * PATIENCE
    )


@pytest.mark.parametrize("filler", ["word ", "\u65e5\u672c", "\U0001f600"])
def test_a_paragraph_without_end_is_laid_out_in_small_blocks_and_keeps_its_marks(
    view: TextView, filler: str
) -> None:
    text = (filler * 2_000 + "alarm ") * 3
    spans = spans_of("alarm", text)
    view.show_text(text)
    view.show_marks(spans)
    view.reveal(view.marks[-1][0])
    assert marked_words(view) == ["alarm"] * 3
    assert holds_color(picture(view), MARK)
    blocks = [view.document().findBlockByNumber(n) for n in range(view.document().blockCount())]
    assert max(block.length() for block in blocks) <= 10_000
    view.show_marks([(0, len(text))])
    assert marked_words(view)[0].replace("\u2029", "") == text


def test_what_is_selected_across_a_break_is_copied_without_it(view: TextView) -> None:
    text = "one\n" + "word " * 2_000
    view.show_text(text)
    view.reveal(len(text))
    cursor = view.textCursor()
    cursor.setPosition(2)
    cursor.setPosition(6_000, QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)
    view.copy()
    assert QGuiApplication.clipboard().text() == text[2:5_999]


def test_a_far_place_of_a_long_text_is_revealed_at_once(view: TextView, qtbot: QtBot) -> None:
    text = LONG_LINES[:200_000] + "alarm\n" + LONG_LINES[:100_000]
    view.show_text(text)
    view.show_marks(spans_of("alarm", text))
    view.reveal(view.marks[0][0])
    assert marked_words(view) == ["alarm"]
    cursor = QTextCursor(view.document())
    cursor.setPosition(view.marks[0][0])
    assert view.viewport().rect().contains(view.cursorRect(cursor).center())
    assert holds_color(picture(view), MARK)
    qtbot.waitUntil(lambda: view.document().characterCount() > len(text), timeout=PATIENCE)
    assert view.viewport().rect().contains(view.cursorRect(cursor).center())


def test_a_place_where_a_part_begins_is_revealed_with_what_stands_there(view: TextView) -> None:
    text = "line\n" * 800 + "alarm"
    view.show_text(text)
    view.show_marks(spans_of("alarm", text))
    view.reveal(view.marks[0][0])
    assert marked_words(view) == ["alarm"]
    assert holds_color(picture(view), MARK)


def test_a_short_text_after_a_long_one_stays_alone(view: TextView, qtbot: QtBot) -> None:
    view.show_text(LONG_LINES)
    view.show_text("short")
    qtbot.wait(20)  # in which the rest of the long one would come
    assert view.toPlainText() == "short"


@pytest.mark.parametrize("position", [0, 3, 4, 10_000_000])
def test_any_place_can_be_asked_for(view: TextView, position: int) -> None:
    view.show_text("kept")
    view.reveal(position)
    assert view.toPlainText() == "kept"


def test_a_place_in_view_is_left_where_it_is(view: TextView) -> None:
    text = "line\n" * 300
    view.show_text(text)
    view.reveal(100)
    before = view.verticalScrollBar().value()
    view.reveal(105)
    assert view.verticalScrollBar().value() == before


def test_type_can_change_while_a_long_text_is_shown(
    view: TextView, qtbot: QtBot, theme: Theme
) -> None:
    text = LONG_LINES[:100_000]
    view.show_text(text)
    view.set_type(theme.serif(30), 44, MARK)
    qtbot.waitUntil(lambda: view.document().characterCount() > len(text), timeout=PATIENCE)
    heights = {
        view.document().findBlockByNumber(number).blockFormat().lineHeight()
        for number in (0, 1000, 3000)
    }
    assert heights == {44.0}


# -------------------------------------------------------------------- growing with its text


def test_a_growing_text_is_as_tall_as_its_lines(qtbot: QtBot, theme: Theme) -> None:
    view = GrowingTextView("Text")
    qtbot.addWidget(view)
    view.set_type(theme.sans(16), 24, MARK)
    view.resize(300, 50)
    view.show()
    qtbot.waitExposed(view, timeout=PATIENCE)
    view.show_text("one")
    one = view.sizeHint().height()
    view.show_text("one\ntwo\nthree")
    assert view.sizeHint().height() >= 3 * one - 2
    assert view.minimumSizeHint().height() == view.sizeHint().height()
    view.show_text("word " * 100)
    wide = view.sizeHint().height()
    view.resize(150, 50)
    assert view.sizeHint().height() > wide
