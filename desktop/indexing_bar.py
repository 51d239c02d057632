"""What the indexing does behind the window: how far it is, and a way to stop it."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from index import Progress

_DELAY = 400  # milliseconds; what is done sooner is not worth a bar
_EARLY = 3.0  # seconds, before which a guess at the time left would jump about


class IndexingBar(QFrame):
    """A line at the foot of the window while content is read."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setAccessibleName("Indexing")
        self._began = 0.0
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setFixedWidth(160)
        self._bar.setAccessibleName("Files read")
        cancel = QPushButton("Cancel")
        cancel.clicked.connect(self.cancelled)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 16, 6)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._bar)
        layout.addWidget(cancel)
        self._timer = QTimer(self, singleShot=True, interval=_DELAY)
        self._timer.timeout.connect(self.show)
        self.hide()

    @property
    def text(self) -> str:
        """What is said."""
        return self._text.text()

    def show_progress(self, progress: Progress) -> None:
        """Say how far it is."""
        if not self._began:
            self._began = time.monotonic()
            self._timer.start()
        self._bar.setRange(0, progress.of)
        self._bar.setValue(progress.done)
        files = f"{progress.done:,} of {progress.of:,} files"
        parts = [f"Indexing: {files}", f"{progress.pairs:,} answers", self._left(progress)]
        self._text.setText(" \u00b7 ".join(filter(None, (*parts, progress.current))))

    def finish(self) -> None:
        """It is over, whatever came of it."""
        self._began = 0.0
        self._timer.stop()
        self.hide()

    def _left(self, progress: Progress) -> str:
        passed = time.monotonic() - self._began
        if passed < _EARLY or not progress.done:
            return ""
        seconds = passed / progress.done * (progress.of - progress.done)
        if seconds < 90:
            return f"about {max(1, round(seconds)):,} s left"
        return f"about {round(seconds / 60):,} min left"
