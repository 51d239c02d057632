"""Processes beside this one, spawned alike on every system and inside the bundle."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any

CONTEXT = multiprocessing.get_context("spawn")


def start(task: Callable[..., None], *arguments: Any) -> BaseProcess:
    """Start a process that does the task and ends with this one at the latest."""
    process = CONTEXT.Process(target=_run, args=(task, *arguments), daemon=True)
    with _nothing_to_import():
        process.start()
    return process


def end(process: BaseProcess) -> None:
    """End a process, whatever it does."""
    process.kill()
    process.join()


def _run(task: Callable[..., None], *arguments: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # that is for the one that started this one
    threading.Thread(target=_end_with_parent, daemon=True).start()
    task(*arguments)


def _end_with_parent() -> None:
    """End this process with the one that hands out the work, even from within a batch that
    came only in part: nothing more would ever come, and no one would be there to tell."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _nothing_to_import() -> Iterator[None]:
    """A spawned process first imports the script that runs here. Not ours: it needs none of
    it, and a script that builds an index as it is run would do so again in each process."""
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script
