"""Messages, and errors that nobody expected."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from desktop.notices import NoticeBar, UnexpectedErrors
from tests.desktop.desk import PATIENCE


@pytest.fixture
def bar(qtbot: QtBot) -> NoticeBar:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    return bar


@pytest.fixture
def errors(tmp_path: Path) -> Iterator[UnexpectedErrors]:
    errors = UnexpectedErrors(tmp_path / "logs" / "ifasked.log")
    yield errors
    errors.close()


def stumble(error: BaseException) -> None:
    """Hand an error that nobody caught to whoever watches, as Python does at the top."""
    try:
        raise error
    except BaseException as caught:
        sys.excepthook(type(caught), caught, caught.__traceback__)


def buttons_of(bar: NoticeBar) -> dict[str, QAbstractButton]:
    return {b.text(): b for b in bar.findChildren(QAbstractButton) if not b.isHidden()}


# ------------------------------------------------------------------------------- the bar


def test_nothing_is_said_at_first(bar: NoticeBar) -> None:
    assert bar.text == ""
    assert bar.isHidden()


def test_a_problem_offers_what_can_be_done(bar: NoticeBar) -> None:
    done: list[str] = []
    bar.tell("A problem.", ("Mend it", lambda: done.append("mended")))
    buttons = buttons_of(bar)
    assert set(buttons) == {"Mend it", "Close"}
    buttons["Mend it"].click()
    assert done == ["mended"]
    assert bar.text == ""


def test_a_later_message_takes_the_place_of_an_earlier_one(bar: NoticeBar) -> None:
    bar.tell("A problem.", ("Mend it", lambda: None))
    bar.confirm("Copied.")
    assert bar.text == "Copied."
    assert "Mend it" not in buttons_of(bar)


def test_an_action_may_say_something_itself(bar: NoticeBar) -> None:
    bar.tell("A problem.", ("Mend it", lambda: bar.tell("Still a problem.")))
    buttons_of(bar)["Mend it"].click()
    assert bar.text == "Still a problem."


def test_a_message_is_shown_as_it_is_written_and_told_to_a_screen_reader(bar: NoticeBar) -> None:
    bar.tell("<b>5 < 6</b>")
    assert bar.text == "<b>5 < 6</b>"
    assert bar.accessibleDescription() == "<b>5 < 6</b>"
    label = bar.findChild(QLabel)
    assert label is not None
    assert label.textFormat().name == "PlainText"


def test_what_no_longer_holds_is_taken_back_and_nothing_else(bar: NoticeBar) -> None:
    bar.tell("One problem.")
    bar.withdraw("Another problem.")
    assert bar.text == "One problem."
    bar.withdraw("One problem.")
    assert bar.text == ""


# ------------------------------------------------------------------------ unexpected errors


def test_an_unexpected_error_is_told_and_logged(
    errors: UnexpectedErrors, qtbot: QtBot, tmp_path: Path
) -> None:
    errors.watch()
    with qtbot.waitSignal(errors.happened, timeout=PATIENCE) as told:
        stumble(ValueError("a stumble"))
    log_file = tmp_path / "logs" / "ifasked.log"
    assert told.args is not None
    sentence = told.args[0]
    assert "ValueError: a stumble" in sentence
    assert str(log_file) in sentence
    logged = log_file.read_text(encoding="utf-8")
    assert "Traceback (most recent call last)" in logged
    assert "ValueError: a stumble" in logged


def test_ctrl_c_in_the_terminal_is_no_unexpected_error(
    errors: UnexpectedErrors, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed_on: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, _error, _trace: passed_on.append(kind))
    told: list[str] = []
    errors.happened.connect(told.append)
    errors.watch()
    stumble(KeyboardInterrupt())
    assert told == []
    assert passed_on == [KeyboardInterrupt]


def test_closing_gives_back_the_hook_and_the_log(errors: UnexpectedErrors) -> None:
    hook, handlers = sys.excepthook, list(logging.getLogger().handlers)
    errors.watch()
    assert sys.excepthook != hook
    errors.close()
    assert sys.excepthook == hook
    assert logging.getLogger().handlers == handlers


def test_without_a_log_file_errors_are_still_told(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    errors = UnexpectedErrors(tmp_path / "file" / "ifasked.log")
    errors.watch()
    try:
        with qtbot.waitSignal(errors.happened, timeout=PATIENCE):
            stumble(ValueError("a stumble"))
    finally:
        errors.close()


def test_a_log_file_does_not_grow_for_ever(errors: UnexpectedErrors, tmp_path: Path) -> None:
    errors.watch()
    for _ in range(40):
        stumble(ValueError("a stumble " * 3000))
    sizes = [path.stat().st_size for path in (tmp_path / "logs").iterdir()]
    assert sum(sizes) < 1_100_000
