"""Checks an installation by using it: the real window, off screen, on the bundled library."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QEventLoop, QSettings

from desktop import __version__
from desktop.app import App, make_application
from desktop.library_location import bundled_library
from desktop.places import Places

_QUESTION = "Why are some NATO members hesitant about Ukraine's membership?"
_ANSWER = "Some NATO members hesitate to endorse Ukraine's membership"
_SOURCE = "Despite opposition from some member states, Ukraine remains committed to joining NATO"
_TYPED = "hesitant members ukraine"
_IN_OTHER_WORDS = "why are allies reluctant to let Kyiv in?"
_IN_ANOTHER_LANGUAGE = "Warum z\u00f6gern einige Staaten, die Ukraine aufzunehmen?"
_PATIENCE = 30.0  # seconds


class _Failure(Exception):
    """What was expected and did not come."""


def self_test(places: Places) -> int:
    """Search, read an answer and its source, ask by meaning, print one line; 0 if all was as
    expected."""
    started = time.perf_counter()
    # An exception in a slot would otherwise be printed and forgotten.
    raised: list[BaseException] = []

    def keep(
        _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        raised.append(error)

    sys.excepthook = keep
    with tempfile.TemporaryDirectory() as folder:
        application = make_application()
        store = QSettings(str(Path(folder, "settings.ini")), QSettings.Format.IniFormat)
        try:
            app = App(application, places, store, bundled_library(places))
            app.opener.failed.connect(raised.append)
            try:
                shown = _use(app, raised)
            finally:
                app.close()
        except Exception as error:  # whatever it is, it is what is wrong here
            reason = str(error) if isinstance(error, _Failure) else _described(error)
            print(f"If Asked {__version__}: self-test failed: {reason}")
            return 1
    figures = f"window after {shown - started:.2f} s, all in {time.perf_counter() - started:.2f} s"
    print(f"If Asked {__version__}: self-test passed, {figures}")
    return 0


def _use(app: App, raised: list[BaseException]) -> float:
    window = app.window
    app.start()
    QCoreApplication.processEvents()
    shown = time.perf_counter()

    def wait(expected: str, ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not ready():
            if raised:
                raise _Failure(_described(raised[0]))
            if time.monotonic() > deadline:
                raise _Failure(f"{expected} did not come within {_PATIENCE:.0f} s")
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    wait("the library", lambda: bool(window.result_list.results.hits))
    window.search_bar.setText(_TYPED)
    wait("the question", lambda: window.answer_view.question == _QUESTION)
    wait("the answer", lambda: window.answer_view.text.toPlainText().startswith(_ANSWER))
    wait("the source", lambda: _SOURCE in window.source_view.text.toPlainText())
    wait("a mark in the source", lambda: bool(window.source_view.text.marks))
    for asked in (_IN_OTHER_WORDS, _IN_ANOTHER_LANGUAGE):
        window.search_bar.setText(asked)
        wait(f"the answer to \u201c{asked}\u201d", lambda: _QUESTION in window.result_list.nearest)
    return shown


def _described(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())
