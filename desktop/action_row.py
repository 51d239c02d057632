"""Buttons for what can be done about a message."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

Action = tuple[str, Callable[[], None]]
"""What a button says, and what it does."""

_MOST = 2


class ActionRow(QWidget):
    """As many buttons as there are actions, side by side; `acted` comes before one is done."""

    acted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._actions: tuple[Action, ...] = ()
        self.buttons = [QPushButton() for _ in range(_MOST)]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for number, button in enumerate(self.buttons):
            button.clicked.connect(lambda _checked, number=number: self._act(number))
            row.addWidget(button)
        self.offer()

    def offer(self, *actions: Action) -> None:
        """Show these, at most two, instead of those that were there."""
        self._actions = actions
        for number, button in enumerate(self.buttons):
            text = actions[number][0] if number < len(actions) else ""
            button.setText(text.replace("&", "&&"))
            button.setVisible(bool(text))
        self.setVisible(bool(actions))

    def _act(self, number: int) -> None:
        _, act = self._actions[number]
        self.acted.emit()
        act()
