"""Text files: the client's form (the briefing, then question and answer in turn) and others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from index.errors import ContentError
from index.model import Briefing
from index.readers import delimited
from index.readers.blocks import Block
from index.readers.layout import recognise
from index.readers.limits import Limits, check_size
from index.readers.reading import Reading, clean, read_text

_UNDERLINE = re.compile(r"(?:={3,}|-{3,}|~{3,}|\^{3,}|\"{3,}|\*{3,}|\+{3,})\s*")
_LINE = re.compile(r"(?P<blanks>\s*+)(?P<text>[^\n]+)")


def read(path: Path, limits: Limits) -> Reading:
    """Read one text file as one briefing; an export of cards as the table that it is."""
    check_size(path, limits.text)
    reading = Reading(one_a_file=True)
    text = clean(read_text(path, reading))
    if not text.strip():
        raise ContentError(path, "the file is empty")
    if delimited.is_export(text):
        return delimited.read(path, limits)
    reading.briefings = [recognise(_blocks(text), reading, Briefing("", "", ""))]
    return reading


def _blocks(text: str) -> Iterator[Block]:
    """A block for each line that is not empty. Underlined lines are headings, those with a
    line above as well of another level."""
    held: Block | None = None
    number, gap = 1, 2  # as if a line end stood above
    above = ""
    styles: list[str] = []
    for match in _LINE.finditer(text.rstrip()):
        _, _, indent = match["blanks"].rpartition("\n")
        ends = match["blanks"].count("\n")
        number += ends
        gap += ends - 1
        line = indent + match["text"].rstrip()
        if _UNDERLINE.fullmatch(line) and (held is None or gap > 1):
            above = line  # a line drawn across, or above a title
        elif held is not None and gap == 1 and _is_underline(line, held.text):
            style = above[:1] + line[0]
            styles += [] if style in styles else [style]
            held = replace(held, level=1 + styles.index(style))
            above = ""
        else:
            if held is not None:
                yield held
                above = above if gap == 1 and above else ""
            held = Block(line, bold=_is_bold(line), gap=gap, line=number)
            gap = 1
    if held is not None:
        yield held


def _is_underline(line: str, above: str) -> bool:
    return _UNDERLINE.fullmatch(line) is not None and len(line) >= len(above.strip()) > 2


def _is_bold(line: str) -> bool:
    """Whether the line is written in Markdown's stars."""
    bare = line.strip()
    return len(bare) > 4 and bare.startswith("**") and bare.endswith("**")
