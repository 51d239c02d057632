"""What a reader of a rich format delivers: the document as a sequence of styled blocks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Row = tuple[str, ...]
"""The cells of a table's row."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or table, in reading order.

    `level` counts from 1 for headings and is 0 for all else. `item` is the sign in front of
    a list item ("- ", "2. "). `gap` is how many line ends part it from the block before.
    `rows` are those of a table, which has no text. A block that `closes` has neither: it
    ends the heading before it, as the end of an element that folds away does. `line` and
    `page` say where it stands, as far as the format knows.
    """

    text: str = ""
    level: int = 0
    bold: bool = False
    item: str = ""
    gap: int = 2
    rows: tuple[Row, ...] = ()
    closes: bool = False
    line: int | None = None
    page: int | None = None

    @property
    def written(self) -> str:
        """The text as it is to be read, with the sign of a list item."""
        return self.item + self.text if self.text else "\n".join(map(_written, self.rows))


def joined(blocks: Iterable[Block]) -> str:
    """The text of blocks one after the other."""
    parts: list[str] = []
    for block in blocks:
        if written := block.written:
            parts += ("\n" * block.gap if parts else "", written)
    return "".join(parts)


def _written(row: Row) -> str:
    return " | ".join(" ".join(cell.split()) for cell in row).rstrip(" |")
