"""Tables of questions on the pages of a PDF, which has none: lines with parts in columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from index.readers.blocks import Row
from index.readers.page_lines import Line
from index.readers.table import labels_of, pairs_of

Table = tuple[int, tuple[Row, ...]]
"""The number of the line after it, and its rows."""

_NEAR = 0.6  # of the size of the letters: so far from a column its cells may begin
_FEWEST_CELLS = 2  # of the last row
_CLOSE = 1.3  # sizes of the letters from one line of a cell to the next


def find_tables(lines: Sequence[Line]) -> Mapping[int, Table]:
    """The tables among some lines, by the number of their first."""
    tables: dict[int, Table] = {}
    number = 0
    while number < len(lines):
        end, rows = _table_at(lines, number) if lines[number].cells else (number, ())
        if pairs_of(rows) or labels_of(rows):
            tables[number] = end, rows
        number = max(end, number + 1)
    return tables


def _table_at(lines: Sequence[Line], start: int) -> Table:
    """What stands in the columns that begin in this line, which may be that of their names:
    these stand anywhere above them."""
    names = lines[start].cells
    below = lines[start + 1].cells if start + 1 < len(lines) else ()
    columns = [left for left, _ in (below if len(below) == len(names) else names)]
    rows: list[list[list[str]]] = [[[text] for _, text in names]]
    starts = [start]
    last, above = len(columns) - 1, lines[start]  # what was filled last
    end = start + 1
    while end < len(lines) and (cells := _placed(lines[end], columns)):
        line = lines[end]
        is_close = 0 < above.base - line.base <= _CLOSE * line.size
        if cells[0][0] == 0 and (last > 0 or not is_close):
            rows.append([[] for _ in columns])
            starts.append(end)
        for column, text in cells:
            rows[-1][column].append(text)
        last, above = cells[-1][0], line
        end += 1
    while rows and sum(map(bool, rows[-1])) < _FEWEST_CELLS:  # a text below the table
        rows.pop()
        end = starts.pop()
    return end, tuple(tuple(" ".join(cell) for cell in row) for row in rows)


def _placed(line: Line, columns: Sequence[float]) -> list[tuple[int, str]]:
    """The cells of a line with the columns that they stand in; none if it is no part of the
    table."""
    cells = line.cells or ((line.left, line.text),)
    near = _NEAR * line.size
    placed = [
        (column, text)
        for left, text in cells
        for column, begin in enumerate(columns)
        if abs(left - begin) <= near
    ]
    if len(placed) < len(cells):
        return []
    reaches_over = not line.cells and any(
        begin > line.left + near and line.right > begin for begin in columns
    )
    return [] if reaches_over else placed
