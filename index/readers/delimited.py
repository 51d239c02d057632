"""Tables as text: CSV, TSV, exports of Anki and of QnA Maker."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from index.errors import ContentError
from index.readers.blocks import Row
from index.readers.limits import Limits, check_size
from index.readers.reading import Reading, clean, read_text
from index.readers.records import briefings_of_rows

_SEPARATORS = "\t;,|"
_NAMED = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":"}
_COMMENT = re.compile(r"#\s*(?P<name>[a-z ]+?)\s*:(?P<value>.*)|#.*|tags:.*", re.IGNORECASE)
_SOUND = re.compile(r"\[sound:[^\[\]]*\]")
_SAMPLED = 50  # lines to guess the separator from
_LONGEST_CELL = 10_000_000


def read(path: Path, limits: Limits) -> Reading:
    """Read a table. Raises ContentError if no questions and answers are found in it."""
    check_size(path, limits.text)
    csv.field_size_limit(_LONGEST_CELL)
    reading = Reading()
    text = clean(read_text(path, reading))
    settings, skipped, text = _settings(text)
    separator = settings.get("separator", "").strip().lower()
    separator = _NAMED.get(separator, separator) or _separator(text, path.suffix.lower())
    rows = _rows(text, separator, reading)
    if names := settings.get("columns"):
        rows.insert(0, tuple(re.split(r"[\t,;]", names)))
        skipped -= 1
    reading.briefings = briefings_of_rows(rows, reading, skipped=skipped)
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
    skipped = 0
    rest = text
    while match := _COMMENT.match(rest):
        if match["name"]:
            settings[match["name"].lower()] = match["value"]
        skipped += 1
        _, _, rest = rest.partition("\n")
    return settings, skipped, rest


def _separator(text: str, suffix: str) -> str:
    """The sign that parts the lines into the same number of cells most often."""
    if suffix in (".tsv", ".tab"):
        return "\t"
    lines = [line for line in text.split("\n", _SAMPLED)[:_SAMPLED] if line.strip()]

    def agreement(sign: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign) if len(row) > 1)
        width, times = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return times, width

    return max(_SEPARATORS, key=agreement)


def _rows(text: str, separator: str, reading: Reading) -> list[Row]:
    try:
        rows = _parsed(text, separator, quoted=True)
    except csv.Error:
        reading.remark("its quotation marks do not match up; they are read as they stand")
        rows = _parsed(text, separator, quoted=False)
    return rows


def _parsed(text: str, separator: str, *, quoted: bool) -> list[Row]:
    lines = io.StringIO(text)
    if quoted:
        found = csv.reader(lines, delimiter=separator, strict=True)
    else:
        found = csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)
    return [tuple(_with_breaks(cell) for cell in row) for row in found]


def _with_breaks(cell: str) -> str:
    """The cell, line breaks that are written out made real, without the sounds of cards."""
    cell = _SOUND.sub("", cell) if "[sound:" in cell else cell
    return cell.replace("\\n", "\n") if "\\n" in cell and "\n" not in cell else cell
