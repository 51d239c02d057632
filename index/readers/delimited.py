"""Tables as text: CSV, TSV, exports of Anki and of QnA Maker."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from pathlib import Path

from index.errors import ContentError
from index.readers.blocks import Row
from index.readers.limits import Limits, check_size
from index.readers.reading import Reading, clean, read_text
from index.readers.records import briefings_of_rows

_SEPARATORS = "\t;,|"
_NAMED = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":"}
_COMMENT = re.compile(r"#\s*+(?P<name>[a-z ]{1,40}+):(?P<value>.*)|#.*|tags:.*", re.IGNORECASE)
_MOST_COMMENTS = 100
_SOUND = re.compile(r"\[sound:[^\[\]]*\]")
_SAMPLED = 50  # lines to guess the separator from,
_SAMPLED_OF_A_LINE = 10_000  # and letters of each
_LONGEST_CELL = 10_000_000
_MOST_COLUMNS = 1_000
_MOST_CELLS = 10_000_000  # which may all be in one row


def read(path: Path, limits: Limits) -> Reading:
    """Read a table. Raises ContentError if no questions and answers are found in it."""
    check_size(path, limits.text)
    csv.field_size_limit(_LONGEST_CELL)
    reading = Reading()
    text = clean(read_text(path, reading))
    settings, skipped, text = _settings(text)
    named = settings.get("separator", "").strip().lower()
    separator = _NAMED.get(named, named)
    if len(separator) != 1 or separator in '"\\':
        separator = _separator(text, path.suffix.lower())
    if text.count(separator) + text.count("\n") > _MOST_CELLS:
        raise ContentError(path, f"it has more than {_MOST_CELLS:,} cells")
    rows = _limited(_rows(text, separator, reading), limits.rows, reading)
    if names := settings.get("columns"):
        rows = chain([tuple(re.split(r"[\t,;]", names, maxsplit=_MOST_COLUMNS))], rows)
        skipped -= 1
    try:
        reading.briefings = briefings_of_rows(rows, reading, skipped=skipped)
    except csv.Error as error:
        raise ContentError(path, f"no table that can be read ({error})") from error
    if not reading.briefings:
        reason = f"; {reading.remarks[0]}" if reading.remarks else ""
        raise ContentError(path, f"no column of questions and answers found{reason}")
    return reading


def is_export(text: str) -> bool:
    """Whether a text file is in truth a table, as Anki exports it."""
    settings, _, _ = _settings(text)
    return "separator" in settings


def _settings(text: str) -> tuple[Mapping[str, str], int, str]:
    """What an export says of itself in its first lines, how many those are, and the rest."""
    settings: dict[str, str] = {}
    lines = text.split("\n", _MOST_COMMENTS)
    skipped = 0
    for line in lines[:_MOST_COMMENTS]:
        match = _COMMENT.fullmatch(line)
        if match is None:
            break
        if match["name"]:
            settings[match["name"].strip().lower()] = match["value"]
        skipped += 1
    return settings, skipped, "\n".join(lines[skipped:])


def _separator(text: str, suffix: str) -> str:
    """The sign that parts the lines into the same number of cells most often."""
    if suffix in (".tsv", ".tab"):
        return "\t"
    lines = [line[:_SAMPLED_OF_A_LINE] for line in text.split("\n", _SAMPLED)[:_SAMPLED]]

    def agreement(sign: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign) if len(row) > 1)
        width, times = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return times, width

    return max(_SEPARATORS, key=agreement)


def _rows(text: str, separator: str, reading: Reading) -> Iterator[Row]:
    """The rows, one at a time: all together they may take many times the room of the text."""
    try:
        deque(csv.reader(io.StringIO(text), delimiter=separator, strict=True), maxlen=0)
    except csv.Error:
        reading.remark("its quotation marks do not match up; they are read as they stand")
        found = csv.reader(io.StringIO(text), delimiter=separator, quoting=csv.QUOTE_NONE)
    else:
        found = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    for row in found:
        yield tuple(_with_breaks(cell) for cell in row[:_MOST_COLUMNS])


def _limited(rows: Iterator[Row], most: int, reading: Reading) -> Iterator[Row]:
    yield from islice(rows, most)
    if next(rows, None) is not None:
        reading.remark(f"only its first {most:,} rows are read")


def _with_breaks(cell: str) -> str:
    """The cell, line breaks that are written out made real, without the sounds of cards."""
    cell = _SOUND.sub("", cell) if "[sound:" in cell else cell
    return cell.replace("\\n", "\n") if "\\n" in cell and "\n" not in cell else cell
