"""Content files to briefings: one module a format, found by the file's suffix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from index.errors import ContentError
from index.readers import jsonl, plain_text
from index.readers.reading import Reading

Reader = Callable[[Path], Reading]

READERS: Mapping[str, Reader] = {
    ".txt": plain_text.read,
    ".jsonl": jsonl.read,
}


def can_read(path: Path) -> bool:
    """Whether there is a reader for this kind of file."""
    return path.suffix.lower() in READERS


def read(path: Path) -> Reading:
    """Read one content file.

    Raises ContentError if the format has no reader or the file cannot be read.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(READERS))
        raise ContentError(path, f"no reader for this kind of file; readable are {known}")
    if path.exists() and not path.is_file():
        raise ContentError(path, "not a file to read; it may be a pipe or a folder")
    try:
        return reader(path)
    except OSError as error:
        raise ContentError(path, error.strerror or str(error)) from error
