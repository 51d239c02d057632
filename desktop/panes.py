"""The panels side by side, each as wide as the user wants it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from desktop.settings import Settings

_WIDTHS = (212, 311, 757)
_READING_WIDTHS = (378, 379)


class Panes(QSplitter):
    """Topics, results, and the reading: the answer with its source beside or below it."""

    def __init__(self, topics: QWidget, results: QWidget, answer: QWidget, source: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._reading = QSplitter(Qt.Orientation.Horizontal)
        _fill(self._reading, (answer, 240, 1), (source, 200, 1))
        _fill(self, (topics, 140, 0), (results, 180, 2), (self._reading, 240, 5))
        self._reading.setSizes(_READING_WIDTHS)
        self.setSizes(_WIDTHS)

    def put_source_below(self, below: bool) -> None:
        """Put the source below the answer, or beside it."""
        self._reading.setOrientation(
            Qt.Orientation.Vertical if below else Qt.Orientation.Horizontal
        )

    def restore(self, settings: Settings) -> None:
        """Give the panels the widths of the session before, if there was one."""
        for splitter, state in ((self, settings.panes), (self._reading, settings.reading)):
            if not state.isEmpty():
                splitter.restoreState(state)
            splitter.setHandleWidth(1)  # which the state holds too

    def save(self, settings: Settings) -> None:
        """Keep the widths for the next session."""
        settings.panes = self.saveState()
        settings.reading = self._reading.saveState()


def _fill(splitter: QSplitter, *panels: tuple[QWidget, int, int]) -> None:
    """Add panels, each with its least width and its share of any further room."""
    for number, (panel, width, stretch) in enumerate(panels):
        panel.setMinimumWidth(width)
        splitter.addWidget(panel)
        splitter.setStretchFactor(number, stretch)
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(1)
