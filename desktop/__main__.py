"""Starts the program: ifasked [QUERY | PATH...] [--library DIR] [--portable] [--self-test].

Qt is imported as late as can be, so that a lookup in a terminal needs none of it.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from desktop import __version__
from desktop.installation import INDEX_ARGUMENT
from desktop.library_location import bundled_library, library_at
from desktop.places import portable_places, user_places


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and give its exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == [INDEX_ARGUMENT]:
        from index.__main__ import main as index_main

        _give_way()
        return index_main(arguments[1:])
    options = _parser().parse_args(arguments)
    places = portable_places() if options.portable else user_places()
    location = library_at(options.library, places) if options.library else None
    if options.self_test:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from desktop.self_test import self_test

        return self_test(places)
    if not _has_display():
        from desktop.terminal import look_up

        return look_up(location or bundled_library(places), " ".join(options.words))
    from desktop.app import run

    return run(places, location, options.words)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ifasked", description="Answers beside the source they rest on, without a network."
    )
    parser.add_argument(
        "words",
        nargs="*",
        metavar="QUERY or PATH",
        help="open with this search; or add these folders and files to the library",
    )
    parser.add_argument(
        "--library", type=Path, metavar="DIR", help="a folder of briefings, or an index of them"
    )
    parser.add_argument(
        "--portable", action="store_true", help="keep everything beside the program"
    )
    parser.add_argument("--version", action="version", version=f"If Asked {__version__}")
    parser.add_argument(
        "--self-test", action="store_true", help="check that this installation works, and say so"
    )
    return parser


def _give_way() -> None:
    """Leave the processor to whoever wants it: the window, the user's other programs."""
    if sys.platform == "win32":
        import ctypes

        below_normal = 0x4000
        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), below_normal)
    else:
        os.nice(10)


def _has_display() -> bool:
    """Whether a window can be shown; only X11 and Wayland systems may lack one."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    # In the bundle a process that makes segments is this program once more.
    multiprocessing.freeze_support()
    sys.exit(main())
