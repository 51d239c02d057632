"""The bundle that `make bundle` made, run as on a machine that has nothing else of ours."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import desktop
from desktop import __version__
from tests.index.test_readers_documents import WRITERS

ROOT = Path(desktop.__file__).resolve().parent.parent
BUNDLE = ROOT / "dist" / "ifasked"
NAME = "ifasked.exe" if sys.platform == "win32" else "ifasked"
PATIENCE = 120  # seconds, for the slowest machine

pytestmark = pytest.mark.skipif(
    not (BUNDLE / NAME).is_file(), reason="there is no bundle; `make bundle` makes dist/ifasked"
)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program of a copy of the bundle, far from the source."""
    copy = tmp_path_factory.mktemp("installed") / "ifasked"
    shutil.copytree(BUNDLE, copy, symlinks=True)
    return copy / NAME


def run(command: Sequence[str | Path], home: Path) -> subprocess.CompletedProcess[str]:
    """Run with an environment that holds nothing but a home."""
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    return subprocess.run(
        [str(part) for part in command],
        cwd=home,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )


def state_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file of a folder."""
    files = {path: path.lstat() for path in folder.rglob("*")}
    return {
        str(path.relative_to(folder)): (facts.st_size, facts.st_mtime_ns)
        for path, facts in files.items()
    }


def test_the_bundle_passes_its_self_test_and_writes_nothing_into_itself(
    program: Path, tmp_path: Path
) -> None:
    before = state_of(program.parent)
    done = run([program, "--self-test"], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    (line,) = done.stdout.splitlines()
    assert line.startswith(f"If Asked {__version__}: self-test passed")
    assert done.stderr == ""
    assert state_of(program.parent) == before


def test_the_bundle_reads_every_format(program: Path, tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    text = "The pier is old.\nIs the pier safe?\nIt is."
    for suffix, write in WRITERS.items():
        write(content / f"as{suffix}", text)
    (content / "as.csv").write_text("question,answer\nIs the pier safe?,It is.\n")
    (content / "as.json").write_text('[{"question": "Is the pier safe?", "answer": "It is."}]')
    (content / "as.yaml").write_text("- question: Is the pier safe?\n  answer: It is.\n")
    (content / "old.txt").write_bytes("Где паром?\nЗимой паром не ходит.".encode("cp1251"))
    done = run([program, "--index", "build", content, "--into", tmp_path / "index"], tmp_path)
    assert "not read" not in done.stdout + done.stderr
    assert "10 question-and-answer pairs in 10 briefings from 10 of 10 files" in done.stdout


def test_the_bundle_works_where_the_source_is_not(program: Path, tmp_path: Path) -> None:
    hide = ["unshare", "-rm", "sh", "-c", 'mount -t tmpfs none "$0" && ls -A "$0" && exec "$@"']
    if shutil.which("unshare") is None:
        pytest.skip("unshare is not installed")
    trial = run([*hide, ROOT, "true"], tmp_path)
    if trial.returncode != 0:
        pytest.skip(f"this machine lets no one hide a folder: {trial.stderr.strip()}")
    assert trial.stdout == "", "the source is still there"
    done = run([*hide, ROOT, program, "--self-test"], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "self-test passed" in done.stdout


def test_the_bundle_tells_its_version(program: Path, tmp_path: Path) -> None:
    done = run([program, "--version"], tmp_path)
    assert (done.returncode, done.stdout) == (0, f"If Asked {__version__}\n")


def test_the_bundle_answers_in_a_terminal(program: Path, tmp_path: Path) -> None:
    done = run([program], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no display" in done.stdout.splitlines()[0]
    assert "Source:" in done.stdout


def test_the_bundle_indexes_content_of_ones_own(program: Path, tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    text = "Ships patrol.\nWho protects the cables?\nPatrol ships do.\n"
    (content / "Cables.txt").write_text(text, encoding="utf-8")
    done = run([program, "--library", content, "cables"], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Patrol ships do." in done.stdout
    build = run([program, "--index", "build", content, "--into", tmp_path / "index"], tmp_path)
    assert build.returncode == 0, build.stdout + build.stderr
    assert "1 question-and-answer pair in 1 briefing" in build.stdout


def test_the_bundle_opens_no_connection(program: Path, tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    log = tmp_path / "trace"
    trace: list[str | Path] = ["strace", "-f", "-qq", "-e", "trace=network", "-o", log]
    trial = run([*trace, "true"], tmp_path)
    if trial.returncode != 0:
        pytest.skip(f"this machine lets no one trace a program: {trial.stderr.strip()}")
    done = run([*trace, program, "--self-test"], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    calls = log.read_text(encoding="utf-8", errors="replace").splitlines()
    assert [call for call in calls if "AF_INET" in call] == []
