"""How much a file may ask of the machine that reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from index.errors import ContentError, LibraryError

MEGA = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes unless it says otherwise. Files beyond are not read, and the report says so.

    `line` is the longest line of JSON Lines, of which a file of any size is read; `text` is
    for all other files of text, `document` for what is packed, `unpacked` for what comes out
    of that. `pages` and `rows` beyond are left out. `seconds` and `memory` are what reading
    one document may take; the memory is not limited on Windows.
    """

    line: int = 32 * MEGA
    text: int = 64 * MEGA
    document: int = 200 * MEGA
    unpacked: int = 200 * MEGA
    pages: int = 2_000
    rows: int = 500_000
    seconds: int = 30
    memory: int = 1_500 * MEGA


def limits_of(settings: Mapping[str, str]) -> Limits:
    """The limits with some of them set. Raises LibraryError if a setting makes no sense."""
    names = [field.name for field in fields(Limits)]
    for name, value in settings.items():
        if name not in names:
            raise LibraryError(f"There is no limit {name!r}; there are {', '.join(names)}.")
        if not re.fullmatch(r"[1-9][0-9]{0,14}", value):
            raise LibraryError(f"The limit {name!r} is {value!r} and must be a number from 1 on.")
    return Limits(**{name: int(value) for name, value in settings.items()})


def check_size(path: Path, most: int) -> None:
    """Raise ContentError if the file is larger."""
    size = path.stat().st_size
    if size > most:
        raise ContentError(path, f"it has {_said(size)}, and at most {_said(most)} are read")


def _said(size: int) -> str:
    if size < MEGA:
        return f"{size:,} bytes"
    return f"{round(size / MEGA, 1 if size < 10 * MEGA else None):,} MB".replace(".0 ", " ")
