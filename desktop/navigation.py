"""Back and Forward: two commands that lead through the places the user has been at."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction

from desktop.history import History, Place

_REST = 1000  # milliseconds on a place after which Back leads there


class Navigation(QObject):
    """Keeps the history and the two commands in step; `went` carries the Place to show."""

    went = Signal(object)

    def __init__(self, back: QAction, forward: QAction, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._back = back
        self._forward = forward
        self._history = History()
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self.settle)
        back.triggered.connect(lambda: self._go(-1))
        forward.triggered.connect(lambda: self._go(1))
        self._enable()

    @property
    def current(self) -> Place:
        """Where the user is."""
        return self._history.current

    def visit(self, place: Place) -> None:
        """Come to a place; it counts once it is rested on or settled."""
        self._history.visit(place)
        self._rest.start()
        self._enable()

    def settle(self) -> None:
        """Keep the current place, wherever the user goes from here."""
        self._history.settle()

    def _go(self, by: int) -> None:
        place = self._history.go(by)
        self._enable()
        self.went.emit(place)

    def _enable(self) -> None:
        self._back.setEnabled(self._history.can_go_back)
        self._forward.setEnabled(self._history.can_go_forward)
