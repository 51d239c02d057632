"""Files copied in: each whole or not at all, byte for byte."""

from __future__ import annotations

import errno
import filecmp
import shutil
from collections.abc import Sequence
from pathlib import Path

from index import LibraryError

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT) if hasattr(errno, "EDQUOT") else (errno.ENOSPC,)

_UNFINISHED = ".unfinished"  # hidden, and so never read


def copy_into(folder: Path, path: Path) -> Path:
    """Copy a file into a folder and give the copy, which may be there from before.

    Nothing takes the place of another file. Raises OSError, with nothing half made left.
    """
    copy = folder / path.name
    if copy.is_file() and filecmp.cmp(path, copy, shallow=False):
        return copy
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / _UNFINISHED
    try:
        shutil.copy2(path, unfinished)
        return unfinished.rename(_free(copy))
    finally:
        unfinished.unlink(missing_ok=True)


def not_copied(failures: Sequence[tuple[Path, OSError]]) -> LibraryError:
    """Which files could not be copied, why, and what to do about it."""
    path, error = failures[0]
    reason = error.strerror or str(error)
    if len(failures) == 1:
        message = f"{path.name} was not copied ({reason})."
    else:
        names = ", ".join(each.name for each, _ in failures[:3])
        names += f" and {len(failures) - 3:,} more" if len(failures) > 3 else ""
        message = f"{len(failures):,} files were not copied: {names} ({reason})."
    if any(each.errno in _NO_ROOM for _, each in failures):
        return LibraryError(message, "Make room on the disk, then copy again.")
    return LibraryError(message, "Check that it is there and may be opened, then copy again.")


def _free(path: Path) -> Path:
    """The path, or one with a number where there is something already."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return free
