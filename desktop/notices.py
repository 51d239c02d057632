"""The one way a message reaches the user, and what becomes of errors nobody expected."""

from __future__ import annotations

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.action_row import Action, ActionRow

_log = logging.getLogger(__name__)
_BRIEF = 3500  # milliseconds


class NoticeBar(QFrame):
    """A line at the foot of the window: a confirmation that goes by itself, or a message
    that stays until it is closed, perhaps with something to do about it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setAccessibleName("Message")
        self._text = QLabel(wordWrap=True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._actions = ActionRow()
        self._actions.acted.connect(self.hide)
        self._close = QPushButton("Close")
        self._close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 16, 6)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._actions)
        layout.addWidget(self._close)
        self._timer = QTimer(self, singleShot=True, interval=_BRIEF)
        self._timer.timeout.connect(self.hide)
        self.hide()

    @property
    def text(self) -> str:
        """What is said; empty while nothing is."""
        return "" if self.isHidden() else self._text.text()

    def confirm(self, text: str) -> None:
        """Say that something was done."""
        self._say(text)
        self._timer.start()

    @property
    def stays(self) -> bool:
        """Whether something is said that does not go by itself."""
        return not self.isHidden() and not self._timer.isActive()

    def tell(self, text: str, *actions: Action) -> None:
        """Say what the user is not to miss, and offer what can be done about it."""
        self._timer.stop()
        self._say(text, *actions)

    def withdraw(self, text: str) -> None:
        """Take back what no longer holds, if it is still said."""
        if self.text == text:
            self.hide()

    def _say(self, text: str, *actions: Action) -> None:
        self._text.setText(text)
        self.setAccessibleDescription(text)
        self._actions.offer(*actions)
        self.show()


class UnexpectedErrors(QObject):
    """Logs every exception that nobody caught; `happened` carries a sentence for the user."""

    happened = Signal(str)

    def __init__(self, log_file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log_file = log_file
        self._previous = sys.excepthook
        self._handler: logging.Handler | None = None

    def watch(self) -> None:
        """Take over `sys.excepthook` and log to the file from now on."""
        try:
            self._log_file.parent.mkdir(parents=True, exist_ok=True)
            handler = RotatingFileHandler(
                self._log_file, maxBytes=500_000, backupCount=1, encoding="utf-8", delay=True
            )
            handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
            logging.getLogger().addHandler(handler)
            self._handler = handler
        except OSError as error:  # a full or read-only disk is no reason not to start
            _log.warning("No log file: %s", error)
        self._previous = sys.excepthook
        sys.excepthook = self._report

    def close(self) -> None:
        """Give `sys.excepthook` back and close the file."""
        sys.excepthook = self._previous
        if self._handler is not None:
            logging.getLogger().removeHandler(self._handler)
            self._handler.close()

    def _report(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._previous(kind, error, trace)
            return
        _log.error("Unexpected error", exc_info=(kind, error, trace))
        self.happened.emit(
            f"Something went wrong ({kind.__name__}: {error}). Your files are untouched; "
            f"details are in {self._log_file}."
        )
