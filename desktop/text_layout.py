"""Text as the panels draw it: a few lines, cut with an ellipsis, the matches marked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from index import Span

_MARK_RADIUS = 3.0
_MARK_MARGIN = 1.5
_PART = 4_000  # characters

SOFT_BREAK = "\u2029"
"""Starts a new paragraph on the screen only; it is no part of the text."""


def utf16_spans(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans counted as Qt counts, in UTF-16 units instead of characters."""
    if not spans or text.isascii() or max(text) <= "\uffff":
        return list(spans)
    wide = [number for number, char in enumerate(text) if char > "\uffff"]

    def shift(offset: int) -> int:
        return offset + sum(number < offset for number in wide)

    return [(shift(start), shift(end)) for start, end in spans]


def parts_of(text: str) -> Iterator[str]:
    """The text in parts that do not take long to lay out, each of whole paragraphs.

    A longer paragraph is parted, behind a blank if there is one, by a SOFT_BREAK.
    """
    start = 0
    while len(text) - start > _PART:
        half, most = start + _PART // 2, start + _PART
        end = text.rfind("\n", start, most + 1) + 1 or text.rfind(" ", half, most) + 1 or most
        part = text[start:end]
        yield part if part.endswith("\n") else part + SOFT_BREAK
        start = end
    yield text[start:]


def reads_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is one of a right-to-left script."""
    directions = (unicodedata.bidirectional(char) for char in text[:1000])
    return next((d for d in directions if d in ("L", "R", "AL")), "L") != "L"


def mark_rectangles(line: QTextLine, spans: Sequence[Span]) -> list[QRectF]:
    """Where on a line the marks of those spans lie, in the layout's coordinates."""
    first = line.textStart()
    last = first + line.textLength()
    rectangles = []
    for start, end in spans:
        if start < last and end > first:
            x1, x2 = (_x(line, min(max(at, first), last)) for at in (start, end))
            rectangles.append(
                QRectF(min(x1, x2), line.y(), abs(x2 - x1), line.height()).adjusted(
                    -_MARK_MARGIN, 0, _MARK_MARGIN, 0
                )
            )
    return rectangles


def _x(line: QTextLine, position: int) -> float:
    # PySide gives the x coordinate together with the position it belongs to.
    return float(cast(tuple[float, int], line.cursorToX(position))[0])


def draw_marks(painter: QPainter, rectangles: Sequence[QRectF], color: str) -> None:
    """Paint marks, with the rounding that all marks have."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    for rectangle in rectangles:
        painter.drawRoundedRect(rectangle, _MARK_RADIUS, _MARK_RADIUS)
    painter.restore()


@dataclass(slots=True)
class TextBlock:
    """A text laid out in at most so many lines of a width; `height` is what it takes up."""

    layout: QTextLayout
    spans: list[Span]
    height: float

    @classmethod
    def make(
        cls,
        text: str,
        spans: Sequence[Span],
        font: QFont,
        width: float,
        most_lines: int,
        line_height: float,
    ) -> TextBlock:
        """Lay the text out; lines are `line_height` pixels apart."""
        layout = _lay_out(text, font, width, most_lines, line_height)
        last = layout.lineAt(layout.lineCount() - 1) if layout.lineCount() else None
        # A text that goes on is cut to what fits, the last line ending in an ellipsis.
        if last is not None and last.textStart() + last.textLength() < _utf16_length(text):
            units = text.encode("utf-16-le")
            kept = units[: 2 * last.textStart()].decode("utf-16-le", "ignore")
            rest = units[2 * last.textStart() :].decode("utf-16-le", "ignore").split("\n")[0]
            # One line can hold no more than this; eliding a whole page would take long.
            rest = _elided(rest[:1000], font, width)
            if not rest.endswith("\u2026"):
                rest = _elided(rest.rstrip() + "\u2026", font, width)
            cut = kept + rest
            layout = _lay_out(cut, font, width, most_lines, line_height)
            spans = [
                (start, min(end, len(cut) - 1)) for start, end in spans if start < len(cut) - 1
            ]
            text = cut
        return cls(layout, utf16_spans(text, spans), layout.lineCount() * line_height)

    def draw(self, painter: QPainter, at: QPointF, color: str, mark: str) -> None:
        """Paint the text in `color` with its top left corner at `at`, marks behind it."""
        for number in range(self.layout.lineCount()):
            rectangles = mark_rectangles(self.layout.lineAt(number), self.spans)
            draw_marks(painter, [r.translated(at) for r in rectangles], mark)
        painter.setPen(QColor(color))
        self.layout.draw(painter, at)


def _lay_out(
    text: str, font: QFont, width: float, most_lines: int, line_height: float
) -> QTextLayout:
    layout = QTextLayout(text.replace("\n", "\u2028"), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    if reads_right_to_left(text):
        option.setTextDirection(Qt.LayoutDirection.RightToLeft)
        option.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
    layout.setTextOption(option)
    layout.setCacheEnabled(True)
    layout.beginLayout()
    for number in range(most_lines):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, number * line_height + (line_height - line.height()) / 2))
    layout.endLayout()
    return layout


def _elided(text: str, font: QFont, width: float) -> str:
    return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width - 1)


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
