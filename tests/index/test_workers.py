"""Segments made by several processes are those made by one, or the build says why not."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index import BuildError, Library, Progress
from index.check import check
from tests.index.collection import Collection
from tests.index.generated import FIXED_QUERIES, write_kept

ALL = 100_000


def use_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """However little there is, two processes of their own index it from now on."""
    monkeypatch.setattr("index.build._WORTH_PROCESSES", 0)
    monkeypatch.setattr("index.build._BATCH_CHARACTERS", 300)
    monkeypatch.setattr("index.workers._PATIENCE", 0.1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


@pytest.fixture
def filled(briefed: Collection) -> Collection:
    """A collection of some files, one of them of many briefings."""
    write_kept(briefed)
    briefed.write("empty.txt", "")
    return briefed


def children() -> list[int]:
    return [process.pid or 0 for process in multiprocessing.active_children()]


def facts(into: Path) -> list[object]:
    """All that a library shows."""
    library = Library.open(into)
    results = [library.search(text, limit=ALL) for text in ("", *FIXED_QUERIES)]
    briefings = [library.briefing(hit.briefing_id) for hit in results[0].hits]
    shown = [
        [(hit.id, round(hit.score, 4)) for hit in own.hits] + [own.total, own.suggestion]
        for own in results
    ]
    library.close()
    return [*shown, briefings, library.topics()]


def test_processes_make_the_library_that_one_makes_and_it_is_built_upon(
    filled: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_processes(monkeypatch)
    report = filled.build()
    assert children() == []
    monkeypatch.undo()
    alone = filled.into.parent / "alone"
    assert Library.build([filled.content], alone).files == report.files
    assert facts(filled.into) == facts(alone)
    assert check(filled.into).broken == ()
    filled.write("new.txt", "Text.\nWhat is new?\nThis.")
    read: list[str] = []
    filled.build(lambda progress: read.append(progress.current))
    assert read == ["empty.txt", "new.txt", ""]


# ------------------------------------------------------------------ failures


@pytest.fixture
def in_force(filled: Collection, monkeypatch: pytest.MonkeyPatch) -> Collection:
    """A collection with an index in force, whose content has changed since."""
    filled.build()
    use_processes(monkeypatch)
    for number in range(20):
        filled.write(f"new{number:02}.txt", f"Text.\nWhat is new?\nNumber {number}.")
    return filled


def assert_old_index_in_force(collection: Collection) -> None:
    assert children() == []
    library = collection.open()
    assert library.search("new ").total == 0
    assert library.search("ukraine ").total > 0
    assert check(collection.into).broken == ()
    assert len(list(collection.into.glob("generation-*"))) == 1


def kill_all() -> None:
    for pid in children():
        os.kill(pid, signal.SIGTERM)


def kill_one() -> None:
    os.kill(children()[0], signal.SIGTERM)


@pytest.mark.parametrize(("kill", "at"), [(kill_one, 20), (kill_all, 0)])
def test_killed_process_is_one_error_and_leaves_the_old_index(
    in_force: Collection, kill: Callable[[], None], at: int
) -> None:
    def progress(progress: Progress) -> None:
        if progress.done == at:
            kill()

    with pytest.raises(BuildError, match=r"exit status -?\d+"):
        in_force.build(progress)
    assert_old_index_in_force(in_force)
    assert in_force.library().search("new ").total == 20


def test_failing_process_is_one_error_and_leaves_the_old_index(in_force: Collection) -> None:
    def progress(progress: Progress) -> None:
        if progress.done == 1:
            newest = max(in_force.into.glob("generation-*"), key=lambda p: p.name)
            newest.rename(in_force.into / "moved")
            newest.write_text("in the way")

    with pytest.raises(BuildError, match="could not be written"):
        in_force.build(progress)
    (in_force.into / "generation-2").unlink()
    assert_old_index_in_force(in_force)


class Stop(Exception):
    """The user has pressed Cancel."""


@pytest.mark.parametrize("at", [0, 20])
def test_cancelling_ends_the_processes(in_force: Collection, at: int) -> None:
    seen: list[int] = []

    def progress(progress: Progress) -> None:
        if progress.done == at:
            seen.extend(children())
            raise Stop

    with pytest.raises(Stop):
        in_force.build(progress)
    assert len(seen) == 2
    for pid in seen:
        with contextlib.suppress(ChildProcessError), pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert_old_index_in_force(in_force)


def test_a_script_that_builds_as_it_is_run_is_run_once(filled: Collection) -> None:
    script = filled.into.parent / "script.py"
    script.write_text(
        "import sys\n"
        "import index.build\n"
        "from index import Library\n"
        "index.build._WORTH_PROCESSES = 0\n"
        "print(Library.build(sys.argv[1:2], sys.argv[2]).pairs)\n"
    )
    command = [sys.executable, str(script), str(filled.content), str(filled.into)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.stderr, done.returncode) == ("", 0)
    assert int(done.stdout) > 0
