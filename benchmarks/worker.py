"""One engine doing one task in a process of its own: `python -m benchmarks.worker`.

The task comes as JSON on standard input, what came of it goes as JSON to standard output.
What else the process does (reading the task, imports) is in no time but in its memory.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any, TypedDict

from benchmarks import engines, peers
from benchmarks.queries import is_unfinished

LIMIT = 10


class Task(TypedDict):
    """Build the content into the folder, or else search there for the texts, in order.

    `typing`: the texts are keystrokes, their last word may go on. After `budget` seconds no
    further text is searched for.
    """

    engine: str
    peers: str
    folder: str
    language: str
    content: str | None
    texts: list[str]
    typing: bool
    budget: float


class Outcome(TypedDict, total=False):
    """Seconds and what was found: for each text the ids of entry and briefing, best first."""

    version: str
    build: float
    open: float
    times: list[float]
    found: list[list[tuple[str, str]]]
    errors: list[str]
    peak: int


def carry_out(task: Task) -> Outcome:
    """Do the task."""
    peers.add_folder(Path(task["peers"]))
    engine = engines.load(task["engine"])
    folder = Path(task["folder"])
    if task["content"] is not None:
        started = time.perf_counter()
        engine.build(Path(task["content"]), folder, task["language"])
        return {"version": engine.version(), "build": time.perf_counter() - started}
    return _search(engine, folder, task)


def _search(engine: type[engines.Engine], folder: Path, task: Task) -> Outcome:
    times: list[float] = []
    found: list[list[tuple[str, str]]] = []
    errors: list[str] = []
    began = time.perf_counter()
    searcher = engine(folder, task["language"])
    opened = time.perf_counter() - began
    for text in task["texts"]:
        unfinished = task["typing"] and is_unfinished(text)
        hits: list[engines.Shown] = []
        error = ""
        started = time.perf_counter()
        try:
            hits = searcher.search(text, LIMIT, unfinished=unfinished)
        except Exception as raised:  # told in the table
            error = type(raised).__name__
        ended = time.perf_counter()
        times.append(ended - started)
        found.append([(hit.id, hit.briefing_id) for hit in hits])
        errors.append(error)
        if ended - began > task["budget"]:
            break
    return {"open": opened, "times": times, "found": found, "errors": errors}


def peak_memory() -> int:
    """The most memory this process has held (VmHWM), in bytes; 0 where /proc does not tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    lines = (line.split() for line in status.read_text().splitlines())
    return next((int(line[1]) * 1024 for line in lines if line[0] == "VmHWM:"), 0)


def main() -> None:
    """Carry out the task that is given."""
    task: Any = json.load(sys.stdin)
    outcome = carry_out(task)
    outcome["peak"] = peak_memory()
    json.dump(outcome, sys.stdout)


if __name__ == "__main__":
    main()
