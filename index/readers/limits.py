"""How much a file may ask of the machine that reads it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.errors import ContentError

_MEGA = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes unless it says otherwise. Files beyond are not read, and the report says so.

    `line` is the longest line of JSON Lines, of which a file of any size is read; `text` is
    for all other files of text, `document` for what is packed, `unpacked` for what comes out
    of that. `pages` and `rows` beyond are left out.
    """

    line: int = 32 * _MEGA
    text: int = 64 * _MEGA
    document: int = 200 * _MEGA
    unpacked: int = 400 * _MEGA
    pages: int = 5_000
    rows: int = 500_000


def check_size(path: Path, most: int) -> None:
    """Raise ContentError if the file is larger."""
    size = path.stat().st_size
    if size > most:
        raise ContentError(
            path, f"it has {size / _MEGA:,.0f} MB, and at most {most / _MEGA:,.0f} MB are read"
        )
