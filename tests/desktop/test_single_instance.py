"""A second start hands over what it was asked, whatever became of the first."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import told_apart
from desktop.single_instance import SingleInstance
from tests.desktop.desk import PATIENCE


@pytest.fixture
def first(qtbot: QtBot, tmp_path: Path) -> Iterator[SingleInstance]:
    instance = SingleInstance(tmp_path / "data")
    assert instance.acquire()
    yield instance
    instance.close()


def test_a_second_start_hands_over_what_it_was_asked(
    first: SingleInstance, qtbot: QtBot, tmp_path: Path
) -> None:
    second = SingleInstance(tmp_path / "data")
    assert not second.acquire()
    with qtbot.waitSignal(first.asked, timeout=PATIENCE) as heard:
        second.hand_over("undersea cables \u6d77", [tmp_path / "\u6d77"])
    assert heard.args == ["undersea cables \u6d77", [tmp_path / "\u6d77"]]
    assert list((tmp_path / "data" / "inbox").glob("*.json")) == []


def test_what_is_no_message_is_passed_over(
    first: SingleInstance, qtbot: QtBot, tmp_path: Path
) -> None:
    inbox = tmp_path / "data" / "inbox"
    for name, data in (
        ("a.json", b"\xff"),
        ("b.json", b"[]"),
        ("c.json", b'{"query": "", "paths": 1}'),
    ):
        (inbox / name).write_bytes(data)
    with qtbot.waitSignal(first.asked, timeout=PATIENCE) as heard:
        SingleInstance(tmp_path / "data").hand_over("cables", [])
    assert heard.args is not None
    assert heard.args[0] == "cables"


def test_a_message_is_not_read_before_all_of_it_is_written(
    first: SingleInstance, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.replace

    def read_first(unfinished: Path, target: Path) -> Path:
        qtbot.wait(50)  # the running program looks at what changed in its folder
        return rename(unfinished, target)

    monkeypatch.setattr(Path, "replace", read_first)
    with qtbot.waitSignal(first.asked, timeout=PATIENCE) as heard:
        SingleInstance(tmp_path / "data").hand_over("cables", [])
    assert heard.args == ["cables", []]


def test_when_the_first_has_ended_the_next_can_start(qtbot: QtBot, tmp_path: Path) -> None:
    first = SingleInstance(tmp_path)
    assert first.acquire()
    first.close()
    second = SingleInstance(tmp_path)
    assert second.acquire()
    second.close()


CRASH = """
import os, sys
from pathlib import Path
from desktop.single_instance import SingleInstance
instance = SingleInstance(Path(sys.argv[1]))
assert instance.acquire()
os._exit(1)
"""


def test_a_crash_leaves_no_lock(qtbot: QtBot, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CRASH, str(tmp_path)], env=os.environ, timeout=PATIENCE, check=False
    )
    assert done.returncode == 1
    assert (tmp_path / "running.lock").exists()
    next_one = SingleInstance(tmp_path)
    assert next_one.acquire()
    next_one.close()


def test_words_are_paths_only_if_all_of_them_are_there(tmp_path: Path) -> None:
    (tmp_path / "lines").mkdir()
    assert told_apart(["lines"], tmp_path) == ("", [tmp_path / "lines"])
    assert told_apart(["lines", "taken"], tmp_path) == ("lines taken", [])
    assert told_apart([], tmp_path) == ("", [])
    assert told_apart(["x" * 5000], tmp_path) == ("x" * 5000, [])


def test_a_folder_that_cannot_be_written_is_no_reason_not_to_start(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    instance = SingleInstance(tmp_path / "file" / "data")
    assert instance.acquire()
    instance.close()
