"""Labels for facts: plain text only, and gone where there is nothing to say."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy


class FactLabel(QLabel):
    """A wrapped label that hides while it is empty. `style` names it in the style sheet."""

    def __init__(self, style: str, text: str = "") -> None:
        super().__init__(wordWrap=True)
        self.setObjectName(style)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setText(text)
        if not text:  # to show a label that stands nowhere yet would open a window
            self.hide()

    def say(self, text: str) -> None:
        """Show the text, or nothing at all where it is empty."""
        self.setText(text)
        self.setVisible(bool(text))
        self._keep_height()

    def _keep_height(self) -> None:
        # Layouts take a wrapped label for one that may be squeezed, and would cut its lines.
        if self.wordWrap():
            self.setMinimumHeight(0)  # else a label would never ask for less than it once had
            self.setMinimumHeight(max(0, self.heightForWidth(self.width())))

    # ------------------------------------------------------------------------ Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_height()
