"""Where the library lies: its content, and the index made of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from desktop.installation import RESOURCES

PROGRAM = "ifasked"


@dataclass(frozen=True, slots=True)
class LibraryLocation:
    """`content` is None where only a ready index is there, which is never written to."""

    index: Path
    content: Path | None


def bundled_library() -> LibraryLocation:
    """What comes with the program: with its index in the bundle, without it in the source."""
    ready = RESOURCES / "index"
    if ready.is_dir():
        return LibraryLocation(ready, None)
    content = RESOURCES / "content"
    return LibraryLocation(_cached_index(content), content)


def library_at(folder: Path) -> LibraryLocation:
    """The library in a folder: an index made by `python -m index build`, or content."""
    folder = folder.resolve()
    if (folder / "current").is_file():
        return LibraryLocation(folder, None)
    return LibraryLocation(_cached_index(folder), folder)


def log_file() -> Path:
    """The file that unexpected errors are written to."""
    return platformdirs.user_log_path(PROGRAM, appauthor=False) / "ifasked.log"


def _cached_index(content: Path) -> Path:
    key = hashlib.blake2b(
        str(content).encode("utf-8", "surrogateescape"), digest_size=6
    ).hexdigest()
    cache = platformdirs.user_cache_path(PROGRAM, appauthor=False)
    return cache / "indexes" / f"{content.name}-{key}"
