"""A build that is killed at any moment leaves an index: the old one, or the new one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import index

ROOT = Path(index.__file__).resolve().parent.parent
PATIENCE = 240  # seconds, for the slowest machine

# In a process of its own, which has all loaded and forks the builds that it kills.
PROGRAM = """
import os, random, signal, sys, time
from pathlib import Path
from index import Library

content, into, times, size = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
chance = random.Random(1)
filler = " ".join(f"word{n}" for n in range(size))

def write(state):
    for name in range(state % 3 + 2):
        (content / f"{name}.txt").write_text(
            f"State {state} {name}. {filler}.\\nWhat is state {state} of {name}?\\nThis."
        )

def questions():
    library = Library.open(into)
    found = {hit.question for hit in library.search("", limit=1000).hits}
    library.close()
    return found

def build():
    started = time.monotonic()
    if (child := os.fork()) == 0:
        Library.build([content], into)
        os._exit(0)
    return child, started

write(0)
child, started = build()
os.waitpid(child, 0)
takes = time.monotonic() - started
now = questions()
outcomes = {"old": 0, "new": 0}
for state in range(1, times + 1):
    write(state)
    child, _ = build()
    time.sleep(chance.uniform(0, 1.2 * takes))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    after = questions()
    outcomes["old" if after == now else "new"] += 1
    Library.build([content], into)
    new = questions()
    assert after in (now, new), (state, after)
    assert f"What is state {state} of 0?" in new
    assert sum(1 for path in Path(into).glob("generation-*")) == 1
    now = new
print(outcomes["old"], outcomes["new"])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="processes cannot be forked there")
@pytest.mark.parametrize(("times", "size"), [(100, 300), (4, 60_000)], ids=["alone", "shared"])
def test_a_killed_build_leaves_the_old_or_the_new_index(
    tmp_path: Path, times: int, size: int
) -> None:
    """`size` is in words; from some on several processes share the work."""
    (tmp_path / "content").mkdir()
    arguments = [str(tmp_path / "content"), str(tmp_path / "index"), str(times), str(size)]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    old, _new = map(int, done.stdout.split())
    assert old > 0, "none was killed before it was done"
