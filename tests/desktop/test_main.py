"""The command line, in processes of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

import desktop
from desktop import __version__
from desktop.__main__ import main
from index import REPAIRED, Library
from tests.desktop import briefings

ROOT = Path(desktop.__file__).resolve().parent.parent
PATIENCE = 120  # seconds, for the slowest machine
QUESTION = "Why are some NATO members hesitant about Ukraine's membership?"
ANSWER = "Some NATO members hesitate to endorse Ukraine's membership due to concerns"
SOURCE = "the necessity of European and American cooperation"


@dataclass(frozen=True)
class Ended:
    """How a process ended and what it said."""

    status: int
    out: str
    err: str


class Shell:
    """Runs the program with a home of its own and no display."""

    def __init__(self, home: Path, root: Path = ROOT) -> None:
        self.home = home
        self.root = root

    def run(self, *arguments: str, paths: Sequence[Path] = ()) -> Ended:
        """Run the program."""
        return self.python("-m", "desktop", *arguments, paths=paths)

    def python(self, *arguments: str, paths: Sequence[Path] = (), **variables: str) -> Ended:
        """Run Python in the program's folder."""
        gone = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
        environment = {name: value for name, value in os.environ.items() if name not in gone}
        environment |= {
            "HOME": str(self.home),
            "LOCALAPPDATA": str(self.home),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_STATE_HOME": str(self.home / "state"),
            "PYTHONPATH": os.pathsep.join(str(path) for path in (*paths, self.root)),
            "PYTHONDONTWRITEBYTECODE": "1",
            **variables,
        }
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "home")


@pytest.fixture
def copy_of_the_program(tmp_path: Path) -> Shell:
    """The program's own files, to be broken."""
    root = tmp_path / "program"
    for name in ("desktop", "index", "resources"):
        shutil.copytree(
            ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", "index")
        ) if name == "resources" else shutil.copytree(
            ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    return Shell(tmp_path / "home", root)


@pytest.fixture
def no_qt(tmp_path: Path) -> Path:
    """A folder for the import path, in which PySide6 is broken."""
    folder = tmp_path / "no-qt"
    (folder / "PySide6").mkdir(parents=True)
    (folder / "PySide6" / "__init__.py").write_text("raise ImportError('there is no Qt here')\n")
    return folder


# ---------------------------------------------------------------------------- arguments


def test_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"If Asked {__version__}\n"


@pytest.mark.parametrize("arguments", [["--nonsense"], ["--library"], ["--self-test=1"]])
def test_wrong_usage_is_told_and_ends_with_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert arguments[0].partition("=")[0] in captured.err


def test_help_names_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    out = capsys.readouterr().out
    assert all(word in out for word in ("QUERY", "--library", "--version", "--self-test"))


def test_the_index_has_its_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    briefings.write(tmp_path / "content", briefings.BRIEFINGS)
    arguments = ["build", str(tmp_path / "content"), "--into", str(tmp_path / "index")]
    assert main(["--index", *arguments]) == 0
    assert "5 question-and-answer pairs in 4 briefings" in capsys.readouterr().out
    assert main(["--index", "search", "--in", str(tmp_path / "index"), "cables"]) == 0
    assert briefings.CABLES in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        main(["--index", "nonsense"])
    assert ended.value.code == 2


# --------------------------------------------------------------------- without a display


def test_without_a_display_a_question_is_answered_in_the_terminal(shell: Shell) -> None:
    done = shell.run()
    assert done.status == 0
    assert done.err == ""
    first, *_ = done.out.splitlines()
    assert "no display" in first
    flat = " ".join(done.out.split())
    for expected in ("Topics", QUESTION, ANSWER, "Source:", SOURCE):
        assert expected in flat
    assert flat.index("Topics") < flat.index(QUESTION) < flat.index(ANSWER) < flat.index("Source:")


def test_the_terminal_needs_no_qt(shell: Shell, no_qt: Path) -> None:
    done = shell.run("How does NATO plan to support Ukraine?", paths=[no_qt])
    assert done.status == 0
    assert done.err == ""
    assert "NATO supports Ukraine by coordinating military aid" in " ".join(done.out.split())


def test_the_terminal_answers_from_a_folder_of_ones_own(shell: Shell, tmp_path: Path) -> None:
    briefings.write(tmp_path / "own", briefings.BRIEFINGS)
    done = shell.run("undersea", "cables", "--library", str(tmp_path / "own"))
    assert done.status == 0
    for expected in (
        "Baltic Sea (2)",
        briefings.CABLES,
        "Patrol ships protect the cables.",
        "Cables in the Baltic Sea",
        "Ships patrol above the undersea cables",
    ):
        assert expected in done.out
    assert list((tmp_path / "own").iterdir()) == [tmp_path / "own" / "briefings.jsonl"]


def test_the_terminal_says_what_was_meant(shell: Shell, tmp_path: Path) -> None:
    briefings.write(tmp_path / "own", briefings.BRIEFINGS)
    done = shell.run("membershp", "--library", str(tmp_path / "own"))
    assert done.status == 0
    assert "Did you mean: membership" in done.out
    assert "No line found" not in done.out


def test_the_terminal_says_when_nothing_is_found(shell: Shell, tmp_path: Path) -> None:
    briefings.write(tmp_path / "own", briefings.BRIEFINGS)
    done = shell.run("xyzzyx", "--library", str(tmp_path / "own"))
    assert done.status == 0
    assert "No line found" in done.out


def test_the_terminal_says_what_was_repaired(shell: Shell, tmp_path: Path) -> None:
    briefings.write(tmp_path / "own", briefings.BRIEFINGS)
    Library.build([tmp_path / "own"], tmp_path / "ready")
    for columns in (tmp_path / "ready").glob("generation-*/*.columns"):
        columns.write_bytes(b"spoilt")
    done = shell.run("cables", "--library", str(tmp_path / "ready"))
    assert (done.status, done.err) == (0, f"{REPAIRED}\n")
    assert briefings.CABLES in done.out


def test_a_library_that_is_not_there_is_told_in_one_line(shell: Shell, tmp_path: Path) -> None:
    done = shell.run("--library", str(tmp_path / "nothing"))
    assert done.status == 1
    assert len(done.err.splitlines()) == 1
    assert str(tmp_path / "nothing") in done.err


# ------------------------------------------------------------------------------ self-test


def test_the_self_test_passes_in_one_line(shell: Shell) -> None:
    done = shell.run("--self-test")
    assert done.status == 0, done.out + done.err
    (line,) = done.out.splitlines()
    assert line.startswith(f"If Asked {__version__}: self-test passed")
    assert done.err == ""


@pytest.mark.parametrize(
    ("broken", "reason"), [("content", "the file is empty"), ("styles", "window.qss")]
)
def test_the_self_test_of_a_broken_installation_fails_with_a_reason(
    copy_of_the_program: Shell, broken: str, reason: str
) -> None:
    folder = copy_of_the_program.root / "resources" / broken
    for path in folder.iterdir():
        if broken == "content":
            path.write_bytes(b"")
        else:
            path.unlink()
    done = copy_of_the_program.run("--self-test")
    assert done.status == 1
    (line,) = done.out.splitlines()
    assert line.startswith(f"If Asked {__version__}: self-test failed: ")
    assert reason in line


# -------------------------------------------------------------------------- with a window


# What a user does who looks up one thing and leaves, once a slot has stumbled.
SESSION = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from desktop import app
from desktop.library_location import library_at
from desktop.places import Places

start = app.App.start

def start_and_leave(self, query="", paths=()):
    start(self, query, paths)
    def stumble():
        self.window.close()
        raise ValueError("a stumble")
    self.search.read.connect(stumble)

app.App.start = start_and_leave
here = Path(sys.argv[2])
places = Places(here / "data", here / "cache", here / "config", here / "logs")
sys.exit(app.run(places, library_at(Path(sys.argv[1]), places), ["cables"]))
"""


def test_a_session_ends_with_its_window_and_is_remembered(shell: Shell, tmp_path: Path) -> None:
    briefings.write(tmp_path / "own", briefings.BRIEFINGS)
    log = tmp_path / "logs" / "ifasked.log"
    content = str(tmp_path / "own")
    done = shell.python("-c", SESSION, content, str(tmp_path), QT_QPA_PLATFORM="offscreen")
    assert done.status == 0, done.err
    assert "a stumble" in log.read_text(encoding="utf-8")
    stored = (tmp_path / "config" / "ifasked.ini").read_text()
    assert "geometry" in stored
