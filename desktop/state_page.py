"""What a panel shows instead of content: a quiet drawing, a headline, a sentence that helps."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop import assets
from desktop.action_row import Action, ActionRow
from desktop.theme import Theme

_DRAWING = 72


class StatePage(QWidget):
    """One state of a panel: empty, loading, error."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = ""
        self._drawing = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)
        self._headline = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter, wordWrap=True)
        self._headline.setObjectName("stateHeadline")
        self._sentence = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter, wordWrap=True)
        self._sentence.setObjectName("stateSentence")
        self._actions = ActionRow()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(8)
        layout.addStretch(2)
        for label in (self._headline, self._sentence):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        layout.addWidget(self._drawing)
        layout.addWidget(self._headline)
        layout.addWidget(self._sentence)
        layout.addSpacing(8)
        layout.addWidget(self._actions, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        theme.changed.connect(self._draw)

    @property
    def headline(self) -> str:
        """What the page says in short."""
        return self._headline.text()

    @property
    def sentence(self) -> str:
        """What the page says in full."""
        return self._sentence.text()

    @property
    def button(self) -> QPushButton:
        """The first button of the page; hidden where there is nothing to do."""
        return self._actions.buttons[0]

    def show_state(
        self,
        drawing: str,
        headline: str,
        sentence: str,
        *actions: Action,
    ) -> None:
        """Show a state, with a button for each action. No drawing has the name ""."""
        self._name = drawing
        self._headline.setText(headline)
        self._sentence.setText(sentence)
        self._actions.offer(*actions)
        self._draw()

    def _draw(self) -> None:
        if not self._name:
            self._drawing.clear()
            return
        size = self._theme.pixels(_DRAWING)
        self._drawing.setPixmap(assets.glyph(self._name, self._theme.colors.ink3, size))
