"""Spreadsheets: each sheet is a table."""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import ContentError
from index.model import Briefing
from index.readers.archive import DAMAGED, unpacked
from index.readers.limits import Limits, check_size
from index.readers.reading import Reading, clean
from index.readers.records import briefings_of_rows

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_PLACE = re.compile(rb"\sr\s*=\s*[\"'](?P<column>[A-Za-z]{0,9})(?P<row>\d{0,12})")
_MOST_PLACES = 20_000_000
_MOST_COLUMNS = 1_000


def read(path: Path, limits: Limits) -> Reading:
    """Read the sheets that hold questions and answers; others are told."""
    check_size(path, limits.document)
    if zipfile.is_zipfile(path):
        _check_places(path, limits)
    reading = Reading()
    found: dict[str, list[Briefing]] = {}
    for name, sheet in _sheets(path):
        cells = islice(sheet.iter_rows(), limits.rows)
        rows = (tuple(map(_text, row[:_MOST_COLUMNS])) for row in cells)
        found[name] = briefings_of_rows(rows, reading)
        if not found[name] and sheet.height:
            reading.remark(f"sheet \u201c{name}\u201d: no column of questions and answers found")
        if sheet.height > limits.rows:
            reading.remark(
                f"sheet \u201c{name}\u201d: only its first {limits.rows:,} rows are read"
            )
    if not any(found.values()):
        raise ContentError(path, "no column of questions and answers found in any sheet")
    several = sum(map(bool, found.values())) > 1
    reading.briefings = [
        replace(briefing, title=briefing.title or clean(name)) if several else briefing
        for name, briefings in found.items()
        for briefing in briefings
    ]
    return reading


def _sheets(path: Path) -> Iterator[tuple[str, CalamineSheet]]:
    """The sheets and their names, one at a time."""
    import python_calamine

    try:
        book = python_calamine.load_workbook(str(path))
        for name in book.sheet_names:
            yield name, book.get_sheet_by_name(name)
    except (python_calamine.CalamineError, OSError) as error:
        raise ContentError(path, f"no spreadsheet that can be read ({error})") from error


def _check_places(path: Path, limits: Limits) -> None:
    """Raise ContentError if there is a sheet whose cells lie too far apart: it takes the room
    of all places up to its last row and column, and where that is not to be had, the process
    ends."""
    rows: defaultdict[str, int] = defaultdict(int)
    columns: defaultdict[str, int] = defaultdict(int)
    try:
        with zipfile.ZipFile(path) as archive:
            for part, chunk in unpacked(path, archive, limits.unpacked):
                places = set(_PLACE.findall(chunk))
                rows[part] = max(rows[part], 1, *(int(row or 0) for _, row in places))
                columns[part] = max(columns[part], 1, *(_number(name) for name, _ in places))
                if rows[part] * columns[part] > _MOST_PLACES:
                    raise ContentError(
                        path, f"a sheet has room for more than {_MOST_PLACES:,} cells"
                    )
    except DAMAGED as error:
        raise ContentError(path, f"no spreadsheet that can be read ({error})") from error


def _number(column: bytes) -> int:
    """A column by its name: 1 for A, 27 for AA."""
    number = 0
    for letter in column.upper():
        number = 26 * number + letter - 64
    return number


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean(str(cell))
