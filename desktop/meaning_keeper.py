"""Keeps the library ready to be searched by meaning, and asks for that when typing rests."""

from __future__ import annotations

import re

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.library_opener import LibraryOpener
from desktop.meaning_service import MeaningService
from desktop.search_service import SearchService
from index import MeaningProgress

_REST = 120  # milliseconds without a keystroke
_PAINTED = 300  # milliseconds after which what a library holds has been painted
_QUESTION = 3  # words
_LETTERS = 6  # of a script without blanks
_LITTLE = 3  # hits

_CUT_SCRIPTS = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Letters of Thai, Lao, Japanese and Chinese."""


class MeaningKeeper(QObject):
    """What the library lacks for it is encoded in the background; `waiting` tells how long
    that takes ("" once it is done). `rested` comes when there is something to ask by meaning.
    """

    rested = Signal()
    waiting = Signal(str)

    def __init__(
        self,
        search: SearchService,
        opener: LibraryOpener,
        service: MeaningService,
        enabled: bool,
    ) -> None:
        super().__init__()
        self._search = search
        self._opener = opener
        self._service = service
        self._enabled = enabled
        self._advanced = False  # since the encoding was started
        self._tried = False  # in vain, and not again before the library is opened anew
        self._is_worth_asking = False  # what stands in the search
        self._timer = QTimer(self, singleShot=True, interval=_REST)
        self._timer.timeout.connect(self.rested)
        # The encoder is loaded once there is something to see: it takes a core for itself.
        self._painting = QTimer(self, singleShot=True, interval=_PAINTED)
        self._painting.timeout.connect(self._look)
        search.opened.connect(lambda _topics: self._painting.start())
        search.understood.connect(self._encode)
        service.progressed.connect(self._tell)
        service.ended.connect(self._look_again)

    def use(self, enabled: bool) -> None:
        """Search by meaning from now on, or no more."""
        self._enabled = enabled
        if enabled:
            self._look()
        else:
            self._timer.stop()
            self._service.stop()
            self.waiting.emit("")

    def typed(self) -> None:
        """Nothing is asked while the typing goes on."""
        self._is_worth_asking = False
        self._timer.stop()

    def found(self, text: str, total: int) -> None:
        """Ask by meaning after a while, where words that were typed found so many entries."""
        self._is_worth_asking = is_question(text) or (bool(text.strip()) and total <= _LITTLE)
        self._ask_later()

    def _ask_later(self) -> None:
        if self._enabled and self._is_worth_asking:
            self._timer.start()

    def _look(self) -> None:
        self._tried = False
        if self._enabled:
            self._search.read_meaning()

    def _encode(self, complete: bool) -> None:
        folder = self._opener.index_folder
        if complete:
            self.waiting.emit("")
            self._ask_later()
        elif self._enabled and not self._tried and folder is not None:
            self._advanced = self._service.running and self._advanced
            self._service.start(folder)

    def _look_again(self, done: bool) -> None:
        self.waiting.emit("")
        self._tried = not (done and self._advanced)
        if self._enabled:
            self._search.read_meaning()

    def _tell(self, progress: MeaningProgress) -> None:
        self._advanced |= progress.done > 0
        if progress.seconds_left is not None and self._enabled:
            self.waiting.emit(f"by meaning in about {_duration(progress.seconds_left)}")


def is_question(text: str) -> bool:
    """Whether a text is long enough to be taken for a question and not for its key words."""
    letters = len(_CUT_SCRIPTS.findall(text))
    return letters >= _LETTERS or len(text.split()) >= _QUESTION


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min"
