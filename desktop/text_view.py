"""Text to read: selectable, never more than text, with marks behind the searched words."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QPoint, QRectF, QSize, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QFont,
    QImage,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from desktop.dragging import made_by_qt
from desktop.text_layout import (
    SOFT_BREAK,
    draw_marks,
    mark_rectangles,
    parts_of,
    reads_right_to_left,
    utf16_spans,
)
from index import Span


class TextView(QTextEdit):
    """A read-only text. It shows what it is given as text and loads nothing."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(0)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._spans: list[Span] = []
        self._mark = "#000000"
        self._line_height = 20
        self._shown = ""  # the text with its soft breaks
        self._breaks: list[int] = []  # before which characters of the text they are
        self._parts: deque[str] = deque()  # that are still to come, one at a time
        self._filling = QTimer(self, interval=0)
        self._filling.timeout.connect(self._append_part)

    @property
    def marks(self) -> list[Span]:
        """The marked stretches, in the document's own positions."""
        return self._spans

    def set_type(self, font: QFont, line_height: int, mark: str) -> None:
        """The type to show the text in, and the colour of the marks."""
        self._line_height = line_height
        self._mark = mark
        self.document().setDefaultFont(font)
        self._format_blocks(QTextCursor(self.document()), whole=True)

    def show_text(self, text: str) -> None:
        """Show the text from its start, without marks."""
        self._spans = []
        self.clear()
        option = self.document().defaultTextOption()
        rtl = reads_right_to_left(text)
        option.setTextDirection(
            Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
        )
        option.setAlignment(
            (Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft)
            | Qt.AlignmentFlag.AlignAbsolute
        )
        self.document().setDefaultTextOption(option)
        self._parts = deque(parts_of(text.replace(SOFT_BREAK, "\n")))
        self._shown = "".join(self._parts)
        breaks = re.finditer(SOFT_BREAK, self._shown)
        self._breaks = [found.start() - number for number, found in enumerate(breaks)]
        self._filling.start()
        self._append_part()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def show_marks(self, spans: Sequence[Span]) -> None:
        """Mark stretches of the text that is shown."""
        breaks = self._breaks
        shown = [(s + bisect_right(breaks, s), e + bisect_left(breaks, e)) for s, e in spans]
        self._spans = utf16_spans(self._shown, shown)
        self.viewport().update()

    def reveal(self, position: int) -> None:
        """Scroll so that this position of the document is well in view."""
        while self._parts and position >= self.document().characterCount() - 1:
            self._append_part()
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(position, self.document().characterCount() - 1))
        where = self.cursorRect(cursor)
        third = self.viewport().height() // 3
        if not self.viewport().rect().adjusted(0, 0, 0, -third // 2).contains(where.center()):
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + where.top() - third)

    def _append_part(self) -> None:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        start = cursor.position()
        cursor.beginEditBlock()  # so that it is laid out once
        cursor.insertText(self._parts.popleft())
        cursor.setPosition(start, QTextCursor.MoveMode.KeepAnchor)
        self._format_blocks(cursor)
        cursor.endEditBlock()
        if not self._parts:
            self._filling.stop()

    def _format_blocks(self, cursor: QTextCursor, whole: bool = False) -> None:
        if whole:
            cursor.select(QTextCursor.SelectionType.Document)
        spacing = QTextBlockFormat()
        spacing.setLineHeight(self._line_height, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor.mergeBlockFormat(spacing)

    # ------------------------------------------------------------------------ Qt overrides

    def createMimeDataFromSelection(self) -> QMimeData:
        cursor = self.textCursor()
        shown = self._shown.encode("utf-16-le", "surrogatepass")  # two bytes a position
        selected = shown[2 * cursor.selectionStart() : 2 * cursor.selectionEnd()]
        text = selected.decode("utf-16-le", "surrogatepass").replace(SOFT_BREAK, "")
        data = made_by_qt()  # the clipboard keeps it
        data.setText(text)
        return data

    def loadResource(self, _type: int, _name: QUrl | str) -> QImage:
        """Nothing is ever loaded, whatever a text names: it gets a blank image."""
        # Given nothing, or before 6.11 a null image, Qt would read a file of that name itself.
        blank = QImage(1, 1, QImage.Format.Format_ARGB32)
        blank.fill(Qt.GlobalColor.transparent)
        return blank

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        draw_marks(painter, self._visible_marks(), self._mark)
        painter.end()
        super().paintEvent(event)

    def _visible_marks(self) -> list[QRectF]:
        if not self._spans:
            return []
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        layout = self.document().documentLayout()
        rectangles: list[QRectF] = []
        block = self._first_visible_block()
        while block.isValid():
            area = layout.blockBoundingRect(block)
            if area.top() > bottom:
                break
            marks = self._marks_in(block)
            rectangles += [mark.translated(area.left(), area.top() - top) for mark in marks]
            block = block.next()
        return rectangles

    def _first_visible_block(self) -> QTextBlock:
        # Of a place between two lines Qt is not sure before all is laid out, and names a block
        # further down; one of two places half a line apart is on a line.
        places = (QPoint(0, 0), QPoint(0, self._line_height // 2))
        blocks = [self.cursorForPosition(place).block() for place in places]
        return min(blocks, key=QTextBlock.position)

    def _marks_in(self, block: QTextBlock) -> list[QRectF]:
        start = block.position()
        first = bisect_left(self._spans, (start, 0))
        last = bisect_left(self._spans, (start + block.length(), 0))
        spans = [(s - start, e - start) for s, e in self._spans[first:last]]
        layout = block.layout()
        lines = (layout.lineAt(number) for number in range(layout.lineCount()))
        return [rectangle for line in lines for rectangle in mark_rectangles(line, spans)]


class GrowingTextView(TextView):
    """A text that is as tall as it needs to be; what it stands in does the scrolling."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(200, round(self.document().size().height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()
