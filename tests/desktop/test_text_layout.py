"""Text in a few lines: cut with an ellipsis, its marks on the right letters."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication

from desktop.text_layout import SOFT_BREAK, TextBlock, parts_of, reads_right_to_left, utf16_spans
from desktop.theme import Theme
from index import Span
from tests.desktop.desk import color_count

pytestmark = pytest.mark.usefixtures("qapp")

ELLIPSIS = "\u2026"
quickly = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def utf16_slice(text: str, span: Span) -> str:
    start, end = span
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(
        st.text(st.sampled_from("ab \n\u00e9\u0645\u65e5\U0001f600\U00020000"), max_size=60)
    )
    places = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(places, places).map(sorted), max_size=6))
    return text, [(start, end) for start, end in spans]


def font_of(size: int = 14) -> QFont:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    font = QFont(application.font())
    font.setPixelSize(size)
    return font


def block_of(
    text: str, width: float = 200, lines: int = 2, spans: Sequence[Span] = ()
) -> TextBlock:
    return TextBlock.make(text, spans, font_of(), width, lines, 20)


# -------------------------------------------------------------------------------- parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", [""]),
        ("short\n", ["short\n"]),
        ("x" * 4_000, ["x" * 4_000]),
        ("x" * 4_001, ["x" * 4_000 + SOFT_BREAK, "x"]),
        ("word " * 1_000, ["word " * 800 + SOFT_BREAK, "word " * 200]),
        ("line\n" * 1_000, ["line\n" * 800, "line\n" * 200]),
        ("one\n" + "x" * 4_000 + "\ntwo", ["one\n", "x" * 4_000 + "\n", "two"]),
        ("a " + "x" * 4_000, ["a " + "x" * 3_998 + SOFT_BREAK, "xx"]),
    ],
    ids=["empty", "short", "fits", "one more", "words", "lines", "between lines", "early blank"],
)
def test_a_long_text_is_parted_behind_lines_and_blanks(text: str, parts: list[str]) -> None:
    assert list(parts_of(text)) == parts


# ----------------------------------------------------------------------- UTF-16 spans


@quickly
@given(texts_with_spans())
@example(("\U0001f600a\U0001f600", [(0, 1), (1, 2), (2, 3), (0, 3), (1, 1)]))
def test_a_span_covers_the_same_letters_in_utf16(drawn: tuple[str, list[Span]]) -> None:
    text, spans = drawn
    converted = utf16_spans(text, spans)
    assert [utf16_slice(text, span) for span in converted] == [text[s:e] for s, e in spans]


@quickly
@given(st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"])))
def test_spans_of_a_text_without_wide_letters_stay_as_they_are(text: str) -> None:
    spans = [(0, len(text)), (0, 0)]
    assert utf16_spans(text, spans) == spans


# ------------------------------------------------------------------------- few lines


@quickly
@given(
    st.text(max_size=400),
    st.integers(1, 3),
    st.floats(40, 400),
)
@example("word " * 100, 2, 200.0)
@example("\U0001f600" * 100, 2, 200.0)
@example("a\nb\nc\nd", 2, 200.0)
@example("\u0633\u0644\u0627\u0645 " * 60, 2, 200.0)
@example("unbreakable" * 30, 1, 100.0)
@example("one\n", 1, 100.0)
def test_a_text_never_takes_more_lines_than_allowed(text: str, lines: int, width: float) -> None:
    block = block_of(text, width, lines)
    assert block.layout.lineCount() <= lines
    assert block.height == block.layout.lineCount() * 20


# Letters as they are read, with all that may stand between them.
readable = st.text(st.sampled_from("aWi0.-, \n\t\u00e9\u0416\u65e5\U0001f600"), max_size=300)


@quickly
@given(readable, st.integers(1, 3), st.floats(60, 400))
@example("00W\u00bc\u0416\n0", 1, 60.0)
@example("word " * 100, 2, 200.0)
@example("\U0001f600" * 100, 2, 200.0)
@example("a\nb\nc\nd", 2, 200.0)
@example("unbreakable" * 30, 1, 100.0)
def test_a_text_that_is_cut_ends_with_an_ellipsis_in_view(
    text: str, lines: int, width: float
) -> None:
    block = block_of(text, width, lines)
    shown = block.layout.text()
    last = block.layout.lineAt(block.layout.lineCount() - 1) if shown else None
    if shown != text.replace("\n", "\u2028"):
        assert shown.endswith(ELLIPSIS)
    if last is not None:  # the last line holds the end of it
        assert last.textStart() + last.textLength() == utf16_length(shown)


@pytest.mark.parametrize(
    ("text", "lines", "cut"),
    [
        ("short", 1, False),
        ("", 1, False),
        ("one\ntwo", 2, False),
        ("one\ntwo", 1, True),
        ("one\ntwo\nthree", 2, True),
        ("word " * 100, 3, True),
    ],
)
def test_only_what_does_not_fit_is_cut(text: str, lines: int, cut: bool) -> None:
    shown = block_of(text, 200, lines).layout.text()
    assert shown.endswith(ELLIPSIS) is cut
    assert cut or shown == text.replace("\n", "\u2028")


@quickly
@given(texts_with_spans(), st.floats(40, 200))
def test_marks_stay_within_what_is_shown(drawn: tuple[str, list[Span]], width: float) -> None:
    text, spans = drawn
    block = block_of(text, width, 1, spans)
    length = utf16_length(block.layout.text())
    assert all(0 <= start <= end <= length for start, end in block.spans)


@pytest.mark.parametrize(
    "text",
    ["find me", "\U0001f600 find me", "find me " + "and more " * 50],
    ids=["plain", "after an emoji", "in a text that is cut"],
)
def test_a_mark_stays_on_its_word(text: str) -> None:
    at = text.index("find")
    block = block_of(text, 200, 2, [(at, at + 4)])
    assert [utf16_slice(block.layout.text(), span) for span in block.spans] == ["find"]


def test_a_mark_in_what_was_cut_away_is_gone() -> None:
    text = "and more " * 100 + "find me"
    at = text.index("find")
    assert block_of(text, 200, 2, [(at, at + 4)]).spans == []


def test_a_block_is_painted_with_its_mark(theme: Theme) -> None:
    block = TextBlock.make("find me", [(0, 4)], theme.sans(14), 200, 1, 20)
    image = QImage(200, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    block.draw(painter, QPointF(4, 4), "#0000ff", "#00ff00")
    painter.end()
    left, right = image.copy(0, 0, 40, 30), image.copy(60, 0, 140, 30)
    assert color_count(left, "#00ff00") > 50
    assert color_count(right, "#00ff00") == 0


# -------------------------------------------------------------------------- direction


@pytest.mark.parametrize(
    ("text", "right_to_left"),
    [
        ("", False),
        ("hello", False),
        ("12", False),
        ("\u0633\u0644\u0627\u0645", True),
        ("12 \u05e9\u05dc\u05d5\u05dd and English", True),
        ("English and \u05e9\u05dc\u05d5\u05dd", False),
        ("\U0001f600 \u0633", True),
    ],
)
def test_the_first_letter_tells_the_direction(text: str, right_to_left: bool) -> None:
    assert reads_right_to_left(text) is right_to_left
    if text:
        block = block_of(text)
        line = block.layout.lineAt(0)
        assert (line.naturalTextRect().center().x() > 100) is right_to_left
