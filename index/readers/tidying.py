"""Blocks as their reader delivers them, made fit to be recognised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from index.readers import furniture
from index.readers.blocks import Block
from index.readers.markers import marker_of
from index.readers.reading import Reading
from index.readers.table import labels_of

LONGEST_HEADING = 500
"""What is longer is a paragraph in the style of a heading."""

_MOST_LINES = 500_000


def limited(blocks: Iterable[Block], reading: Reading) -> Iterator[Block]:
    """The blocks of the first lines, as many as are read."""
    left = _MOST_LINES
    for block in blocks:
        lines = 1 + block.text.count("\n")
        if lines > left:
            reading.remark(f"only its first {_MOST_LINES:,} lines are read")
            if left:
                yield replace(block, text="\n".join(block.text.split("\n", left)[:left]))
            return
        left -= lines
        yield block


def tidied(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks without page marks, each of one paragraph where a marker begins a line."""
    for block in chain.from_iterable(map(_unrolled, blocks)):
        if furniture.is_page_mark(block.text, paged=block.page is not None):
            continue
        if len(block.text) > LONGEST_HEADING:
            block = replace(block, level=0)
        first = True
        lines = block.text.split("\n")
        part: list[str] = []
        for line in lines:
            if part and marker_of(line) is not None:
                yield _part(block, part, first=first)
                part, first = [], False
            part.append(line)
        yield _part(block, part, first=first)


def _unrolled(block: Block) -> list[Block]:
    """A table of labels beside what belongs to them, as the lines of a text that it stands for;
    any other block as it is."""
    lines = [f"{label}: {text}" for label, text in labels_of(block.rows)]
    return [replace(block, text=line, rows=()) for line in lines] or [block]


def _part(block: Block, lines: Sequence[str], *, first: bool) -> Block:
    text = furniture.without_portion_mark("\n".join(lines))
    if first:
        return replace(block, text=text)
    return replace(block, text=text, item="", gap=1)
