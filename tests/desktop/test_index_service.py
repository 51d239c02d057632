"""Indexing in a child process."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess
from pytestqt.qtbot import QtBot

from desktop.content_report import ContentReport
from desktop.dialogs import DetailsDialog
from desktop.index_service import IndexService
from desktop.library_location import LibraryLocation
from index import Library, LibraryError, Progress
from tests.desktop import briefings
from tests.desktop.desk import PATIENCE, StartApp, content_of, make_library, notice_button


@dataclass
class Heard:
    """All that the services said."""

    progress: list[Progress] = field(default_factory=list)
    reports: list[ContentReport] = field(default_factory=list)
    failed: list[LibraryError] = field(default_factory=list)


@pytest.fixture
def service(qtbot: QtBot) -> Iterator[IndexService]:
    service = IndexService()
    yield service
    service.close()


@pytest.fixture
def heard(service: IndexService) -> Heard:
    heard = Heard()
    service.progressed.connect(heard.progress.append)
    service.finished.connect(heard.reports.append)
    service.failed.connect(heard.failed.append)
    return heard


def entries_in(index: Path) -> int:
    library = Library.open(index)
    try:
        return library.topics().count
    finally:
        library.close()


# ---------------------------------------------------------------------- the child process


def test_a_build_tells_its_progress_and_then_its_report(
    service: IndexService, heard: Heard, qtbot: QtBot, tmp_path: Path
) -> None:
    location = make_library(tmp_path, index=False)
    (content_of(location) / "empty.txt").touch()
    with qtbot.waitSignal(service.finished, timeout=PATIENCE):
        service.build([content_of(location)], location.index)
        assert service.running
    assert not service.running
    assert heard.progress[0].done == 0
    assert heard.progress[0].current == "briefings.jsonl"
    assert heard.progress[-1] == Progress(done=2, of=2, pairs=5, current="")
    (report,) = heard.reports
    assert list(report.files) == [content_of(location)]
    assert sum(file.pairs for file in report) == 5
    errors = {file.path: file.error for file in report}
    assert errors["briefings.jsonl"] == ""
    assert "empty" in errors["empty.txt"]
    assert heard.failed == []
    assert entries_in(location.index) == briefings.ENTRIES


def test_a_second_build_waits_for_no_one_and_changes_nothing(
    service: IndexService, heard: Heard, qtbot: QtBot, tmp_path: Path
) -> None:
    location = make_library(tmp_path, index=False)
    with qtbot.waitSignal(service.finished, timeout=PATIENCE):
        service.build([content_of(location)], location.index)
        service.build([tmp_path / "other"], location.index)
    assert len(heard.reports) == 1
    assert heard.failed == []


def test_content_that_has_not_changed_is_passed_over_in_silence(
    service: IndexService, heard: Heard, qtbot: QtBot, own_library: LibraryLocation
) -> None:
    service.build([content_of(own_library)], own_library.index, if_stale=True)
    qtbot.waitUntil(lambda: not service.running, timeout=PATIENCE)
    assert heard == Heard()


def test_content_that_has_changed_is_read_again(
    service: IndexService, heard: Heard, qtbot: QtBot, own_library: LibraryLocation
) -> None:
    briefings.write(content_of(own_library), briefings.BRIEFINGS[:1])
    with qtbot.waitSignal(service.finished, timeout=PATIENCE):
        service.build([content_of(own_library)], own_library.index, if_stale=True)
    assert sum(file.pairs for file in heard.reports[0]) == 2


def test_a_build_wanted_in_any_case_takes_the_place_of_a_comparison(
    service: IndexService, heard: Heard, qtbot: QtBot, own_library: LibraryLocation
) -> None:
    service.build([content_of(own_library)], own_library.index, if_stale=True)
    with qtbot.waitSignal(service.finished, timeout=PATIENCE):
        service.build([content_of(own_library)], own_library.index)
        service.build([content_of(own_library)], own_library.index, if_stale=True)
    assert not service.running
    assert len(heard.reports) == 1
    assert heard.failed == []


@pytest.mark.parametrize("gone", [True, False])
def test_content_that_is_away_is_named_and_the_old_index_stays(
    service: IndexService,
    heard: Heard,
    qtbot: QtBot,
    own_library: LibraryLocation,
    gone: bool,
) -> None:
    content = content_of(own_library)
    shutil.rmtree(content)
    if not gone:
        content.mkdir()
    with qtbot.waitSignal(service.finished, timeout=PATIENCE):
        service.build([content], own_library.index)
    (report,) = heard.reports
    assert report.unavailable == (content,)
    assert heard.failed == []
    assert not service.running
    assert entries_in(own_library.index) == briefings.ENTRIES


def test_files_are_told_by_the_collection_that_they_are_in(
    service: IndexService, heard: Heard, qtbot: QtBot, tmp_path: Path
) -> None:
    briefings.write(tmp_path / "one", briefings.BRIEFINGS[:1])
    (tmp_path / "two").mkdir()
    (tmp_path / "three.csv").write_text("question,answer\nIs it so?,\nWhy?,Because.\nWho?,\n")
    paths = [tmp_path / name for name in ("one", "two", "three.csv")]
    with qtbot.waitSignal(service.finished, timeout=PATIENCE):
        service.build(paths, tmp_path / "index")
    (report,) = heard.reports
    assert list(report.files) == paths
    one, two, three = report.files.values()
    assert [file.path for file in one] == ["briefings.jsonl"]
    assert list(two) == []
    assert [remark.row for remark in three[0].remarks] == [2, 4]
    assert one[0].remarks == ()


def test_a_collection_that_was_never_there_does_not_keep_the_others_from_being_read(
    service: IndexService, heard: Heard, qtbot: QtBot, own_library: LibraryLocation
) -> None:
    content, never = content_of(own_library), own_library.index.with_name("never")
    with qtbot.waitSignal(service.finished, timeout=PATIENCE):
        service.build([never, content], own_library.index)
    assert heard.reports[0].missing == (never,)
    assert list(heard.reports[0].files) == [content]
    with qtbot.waitSignal(service.ended, timeout=PATIENCE):
        service.build([never, content], own_library.index, if_stale=True)
    assert len(heard.reports) == 1  # that it is still not there is no change
    briefings.write(never, [briefings.many_answers()])
    with qtbot.waitSignal(service.finished, timeout=PATIENCE):
        service.build([never, content], own_library.index, if_stale=True)
    assert list(heard.reports[1].files) == [never, content]
    assert heard.reports[1].missing == ()


def test_an_index_that_cannot_be_written_is_named(
    service: IndexService, heard: Heard, qtbot: QtBot, tmp_path: Path
) -> None:
    location = make_library(tmp_path, index=False)
    location.index.write_text("a file where the folder should be")
    with qtbot.waitSignal(service.failed, timeout=PATIENCE):
        service.build([content_of(location)], location.index)
    assert str(location.index) in heard.failed[0].message


def test_another_build_can_follow_one_that_failed(
    service: IndexService, heard: Heard, qtbot: QtBot, tmp_path: Path
) -> None:
    location = make_library(tmp_path, index=False)
    with qtbot.waitSignal(service.failed, timeout=PATIENCE):
        service.build([tmp_path / "nothing"], location.index)
    with qtbot.waitSignal(service.finished, timeout=PATIENCE):
        service.build([content_of(location)], location.index)
    assert len(heard.reports) == 1


def test_names_of_every_script_come_through(
    service: IndexService, heard: Heard, qtbot: QtBot, tmp_path: Path
) -> None:
    content = tmp_path / "\u5831\u544a \u00fc"
    briefings.write(content, briefings.BRIEFINGS, "\u0441\u0432\u043e\u0434\u043a\u0430 \U0001f4c4")
    with qtbot.waitSignal(service.finished, timeout=PATIENCE):
        service.build([content], tmp_path / "\u0130ndex")
    (file,) = heard.reports[0].files[content]
    assert file.path == "\u0441\u0432\u043e\u0434\u043a\u0430 \U0001f4c4.jsonl"
    assert entries_in(tmp_path / "\u0130ndex") == briefings.ENTRIES


def test_closing_ends_the_child_and_leaves_the_old_index(
    service: IndexService, heard: Heard, qtbot: QtBot, own_library: LibraryLocation
) -> None:
    many = [briefings.many_answers()]
    for number in range(150):  # far more than is read before the first word of it comes
        briefings.write(content_of(own_library), many, f"many{number}")
    with qtbot.waitSignal(service.progressed, timeout=PATIENCE):
        service.build([content_of(own_library)], own_library.index)
    (child,) = service.findChildren(QProcess)
    service.close()
    assert child.state() == QProcess.ProcessState.NotRunning
    assert not service.running
    qtbot.wait(1)  # what was on its way comes now
    assert heard.reports == []
    assert heard.failed == []
    assert entries_in(own_library.index) == briefings.ENTRIES


def test_closing_with_nothing_under_way_is_quiet(service: IndexService, heard: Heard) -> None:
    service.close()
    service.close()
    assert heard == Heard()


def test_a_child_that_is_killed_is_told_of(
    service: IndexService, heard: Heard, qtbot: QtBot, own_library: LibraryLocation
) -> None:
    many = [briefings.many_answers()]
    for number in range(150):
        briefings.write(content_of(own_library), many, f"many{number}")
    with qtbot.waitSignal(service.progressed, timeout=PATIENCE):
        service.build([content_of(own_library)], own_library.index)
    (child,) = service.findChildren(QProcess)
    with qtbot.waitSignal(service.failed, timeout=PATIENCE):
        child.kill()
    assert heard.failed[0].message == "Indexing was stopped before it was done."
    assert heard.reports == []
    assert entries_in(own_library.index) == briefings.ENTRIES


def test_a_program_that_cannot_be_started_is_told_of(
    service: IndexService,
    heard: Heard,
    qtbot: QtBot,
    own_library: LibraryLocation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with qtbot.waitSignal(service.failed, timeout=PATIENCE):
        service.build([content_of(own_library)], own_library.index)
    assert heard.failed[0].message.startswith("Indexing could not be started: ")
    assert len(heard.failed) == 1
    assert not service.running


def test_limits_that_are_set_reach_the_child(qtbot: QtBot, tmp_path: Path) -> None:
    location = make_library(tmp_path, index=False)
    told: list[LibraryError] = []
    for limits in ({"line": "10"}, {"size": "10"}):
        service = IndexService(limits)
        service.failed.connect(told.append)
        with qtbot.waitSignal(service.failed, timeout=PATIENCE):
            service.build([content_of(location)], location.index)
        service.close()
    assert "longer than 10 characters" in told[0].message
    assert "There is no limit 'size'" in told[1].message


@pytest.mark.skipif(os.name == "nt", reason="a script stands for the program")
def test_all_that_a_failing_child_said_can_be_shown(
    start_app: StartApp,
    own_library: LibraryLocation,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    desk = start_app(own_library)
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\necho 'Traceback:' >&2\necho 'OddError: <b>no</b>' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    desk.window.menus.rebuild.trigger()
    desk.wait(lambda: desk.notice.text == "Indexing failed: OddError: <b>no</b>")
    desk.click(notice_button(desk, "Show details"))
    (dialog,) = desk.window.findChildren(DetailsDialog)
    assert dialog.text.toPlainText() == "Traceback:\nOddError: <b>no</b>"
    dialog.close()
    monkeypatch.undo()
    desk.window.menus.rebuild.trigger()
    desk.wait(lambda: desk.notice.text == "")
