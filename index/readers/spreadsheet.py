"""Spreadsheets: each sheet is a table."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path

from index.errors import ContentError
from index.model import Briefing
from index.readers.limits import Limits, check_size
from index.readers.reading import Reading, clean
from index.readers.records import briefings_of_rows


def read(path: Path, limits: Limits) -> Reading:
    """Read the sheets that hold questions and answers; others are told."""
    import python_calamine

    check_size(path, limits.document)
    reading = Reading()
    try:
        book = python_calamine.load_workbook(str(path))
        sheets = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
    except (python_calamine.CalamineError, OSError) as error:
        raise ContentError(path, f"no spreadsheet that can be read ({error})") from error
    found: dict[str, list[Briefing]] = {}
    for name, sheet in sheets:
        rows = [tuple(map(_text, row)) for row in islice(sheet.iter_rows(), limits.rows)]
        found[name] = briefings_of_rows(rows, reading)
        if not found[name] and any(map(any, rows)):
            reading.remark(f"sheet \u201c{name}\u201d: no column of questions and answers found")
    if not any(found.values()):
        raise ContentError(path, "no column of questions and answers found in any sheet")
    several = sum(map(bool, found.values())) > 1
    reading.briefings = [
        replace(briefing, title=briefing.title or clean(name)) if several else briefing
        for name, briefings in found.items()
        for briefing in briefings
    ]
    return reading


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean(str(cell))
