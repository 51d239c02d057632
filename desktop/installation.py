"""This very installation: where its resources lie, and how it runs the index in a process."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The folder that holds the packages, from source and inside the bundle."""

RESOURCES = ROOT / "resources"

INDEX_ARGUMENT = "--index"
"""The first argument that makes the program the command line of the index instead."""


def index_command(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """Program and arguments that run a command of the index, from the folder `ROOT`."""
    if getattr(sys, "frozen", False):
        return sys.executable, [INDEX_ARGUMENT, *arguments]
    return sys.executable, ["-m", "desktop", INDEX_ARGUMENT, *arguments]
