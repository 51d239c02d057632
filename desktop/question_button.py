"""A question to click on, wrapped over as many lines as it takes, under a hairline."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from desktop.text_layout import TextBlock
from desktop.theme import Theme

_MARGIN = 9
_MOST_LINES = 3
_WIDTHS = 8


class QuestionButton(QAbstractButton):
    """Leads to the question that it shows."""

    def __init__(self, theme: Theme, question: str) -> None:
        super().__init__()
        self._theme = theme
        self.setText(question.replace("&", "&&"))  # no letter of it is a shortcut
        self._question = question
        self._blocks: dict[tuple[int, float], TextBlock] = {}  # by width and zoom
        self.setAccessibleName(question)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def question(self) -> str:
        """The question as it reads."""
        return self._question

    def _block(self, width: int) -> TextBlock:
        # While they settle, layouts ask for the height of a few widths, again and again.
        key = (width, self._theme.zoom)
        if key not in self._blocks:
            if len(self._blocks) == _WIDTHS:
                self._blocks.clear()
            font, line = self._theme.sans(14), self._theme.pixels(20)
            self._blocks[key] = TextBlock.make(self._question, (), font, width, _MOST_LINES, line)
        return self._blocks[key]

    # ------------------------------------------------------------------------ Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(max(80, self.width())))

    def heightForWidth(self, width: int) -> int:
        return round(self._block(width).height) + 2 * _MARGIN + 1

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = self._theme.colors
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), 1, QColor(colors.line))
        active = self.underMouse() or self.hasFocus()
        color = colors.accent if active else colors.ink
        self._block(self.width()).draw(painter, QPointF(0, _MARGIN + 1), color, colors.match)
