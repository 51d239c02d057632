"""HTML to blocks: what a reader of the page sees, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.readers.blocks import Block, Row, joined
from index.readers.reading import clean

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_SKIPPED = frozenset(
    "script style template noscript svg iframe object embed form button input select textarea nav "
    "head title audio video canvas map".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_FOLDING_LEVEL = 7  # below all headings, so that none of them is part of it
_PARAGRAPHS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption "
    "figure footer header hgroup html legend li main ol p pre section summary table tbody tfoot "
    "thead tr ul".split()
)
_BOLD = frozenset(("b", "strong"))
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
# Classes that pages give what opens and what folds away.
_QUESTION_CLASS = re.compile(
    r"(?:faq|accordion)\w{0,40}[-_]{0,3}(?:question|header|title|button|toggle)|(?:^|\s)question(?:\s|$)"
)
_ANSWER_CLASS = re.compile(
    r"(?:faq|accordion)\w{0,40}[-_]{0,3}(?:an[sw]{1,3}er|body|content|collapse)|card-body|(?:^|\s)answer(?:\s|$)"
)
LINE = "data-line"
"""The attribute that says from which line of a source an element comes."""

_BLANKS = re.compile(r"[ \t\r\n\f]{2,}|[\t\r\n\f]")  # all but a single blank
_DEEPEST = 200
# For each of these its parser goes through all that are open, which nobody nests by thousands.
_NESTED = re.compile(
    r"<(?P<end>/?)(?:address|article|aside|blockquote|center|details|div|dl|fieldset|figure|footer"
    r"|form|header|main|menu|nav|ol|pre|section|table|ul)\b",
    re.IGNORECASE,
)
_DEEPEST_OPEN = 2_000
_MOST_TAGS = 600_000
_TAG = re.compile(
    r"</?(?:p|br|a|b|i|u|em|strong|ul|ol|li|div|span|h[1-6]|table|img|blockquote)\b[^<>]*>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE)


class TooComplexError(ValueError):
    """A page of more tags than are read, or of deeper ones; the message says which."""


def parsed(text: str) -> LexborHTMLParser:
    """The page that a text is. Raises TooComplexError."""
    from selectolax.lexbor import LexborHTMLParser

    if text.count("<") > _MOST_TAGS:
        raise TooComplexError(f"it has more than {_MOST_TAGS:,} tags")
    depth = 0
    for tag in _NESTED.finditer(text):
        depth = max(depth - 1, 0) if tag["end"] else depth + 1
        if depth > _DEEPEST_OPEN:
            raise TooComplexError("nested too deeply")
    return LexborHTMLParser(text)


def blocks_of(node: LexborNode, depth: int = 0) -> Iterator[Block]:
    """The blocks that a reader of the element sees, in order; it stands so deep in the page."""
    walker = _Walker()
    walker.walk(node, depth)
    walker.end()
    return iter(walker.blocks)


def blocks_of_text(text: str) -> list[Block]:
    """The blocks of HTML that is given as text. Raises TooComplexError."""
    body = parsed(text).body
    return list(blocks_of(body)) if body else []


def text_of(fragment: str) -> str:
    """The text of a piece of HTML, as it stands in cells and data; the piece itself where it
    is too much of it."""
    try:
        return joined(blocks_of_text(fragment)).strip()
    except TooComplexError:
        return fragment


def plain(text: str) -> str:
    """A text that may be HTML, without its tags."""
    return text_of(text) if _TAG.search(text) or _ENTITY.search(text) else text


@dataclass(slots=True)
class _Walker:
    """Gathers text until the paragraph ends."""

    blocks: list[Block] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _letters: int = 0
    _bold_letters: int = 0
    _bold: int = 0
    _level: int = 0
    _items: list[str] = field(default_factory=list)  # signs of the open lists
    _sign: str = ""  # of the item whose first paragraph comes now
    _preformatted: int = 0
    _line: int | None = None

    def walk(self, node: LexborNode, depth: int) -> None:
        """Everything below a node."""
        if depth > _DEEPEST:
            self._add(node.text(deep=True, separator=" "))
            return
        child = node.child
        while child is not None:
            self._visit(child, depth)
            child = child.next

    def _visit(self, node: LexborNode, depth: int) -> None:
        tag = node.tag or ""
        if (line := node.attributes.get(LINE)) and line.isdecimal():
            self._line = int(line)
        if tag == "-text":
            self._add(node.text_content or "")
        elif tag == "br":
            self._text.append("\n")
        elif tag == "table" and (rows := _rows(node, depth)):
            self.end()
            self.blocks.append(Block(rows=rows))
        elif tag in _SKIPPED or tag.startswith("-") or "hidden" in node.attributes:
            return
        elif tag in _HEADINGS:
            self._heading(node, _HEADINGS[tag], depth)
        elif tag in ("summary", "dt") or _has_class(node, _QUESTION_CLASS):
            self._heading(node, _FOLDING_LEVEL, depth)
        elif tag == "li":
            self._item(node, depth)
        elif tag in ("ul", "ol"):
            self.end()
            self._items.append("1" if tag == "ol" else "-")
            self.walk(node, depth + 1)
            self._items.pop()
            self.end()
        elif tag in _BOLD or _BOLD_STYLE.search(node.attributes.get("style") or ""):
            self._bold += 1
            self.walk(node, depth + 1)
            self._bold -= 1
            if tag in _PARAGRAPHS:
                self.end()
        elif tag in _PARAGRAPHS:
            self.end()
            self._preformatted += tag == "pre"
            self.walk(node, depth + 1)
            self.end()
            self._preformatted -= tag == "pre"
            if tag in ("details", "dl") or _has_class(node, _ANSWER_CLASS):
                self.blocks.append(Block(closes=True))
        else:
            self.walk(node, depth + 1)

    def _heading(self, node: LexborNode, level: int, depth: int) -> None:
        self.end()
        self._level = level
        self.walk(node, depth + 1)
        self.end()
        self._level = 0

    def _item(self, node: LexborNode, depth: int) -> None:
        self.end()
        kind = self._items[-1] if self._items else "-"
        indent = "  " * (len(self._items) - 1)
        self._sign = indent + ("- " if kind == "-" else f"{kind}. ")
        if kind != "-":
            self._items[-1] = str(int(kind) + 1)
        self.walk(node, depth + 1)
        self.end()
        self._sign = ""

    def _add(self, text: str) -> None:
        text = text if self._preformatted else _BLANKS.sub(" ", text)
        self._text.append(text)
        letters = len(text) - text.count(" ")
        self._letters += letters
        self._bold_letters += letters if self._bold else 0

    def end(self) -> None:
        """End the paragraph."""
        text = clean("".join(self._text))
        text = "\n".join(line.strip(" ") for line in text.split("\n")).strip()
        if text:
            in_list = bool(self._items) and bool(self._sign)
            self.blocks.append(
                Block(
                    text,
                    level=self._level,
                    bold=self._bold_letters > 0 and self._bold_letters == self._letters,
                    item=self._sign,
                    line=self._line,
                    gap=1 if in_list and self.blocks and self.blocks[-1].item else 2,
                )
            )
            self._sign = ""
        self._text.clear()
        self._letters = self._bold_letters = 0


def _has_class(node: LexborNode, pattern: re.Pattern[str]) -> bool:
    names = node.attributes.get("class") or ""
    return pattern.search(names.lower()) is not None


def _rows(node: LexborNode, depth: int) -> tuple[Row, ...]:
    """The rows of a table of two columns or more; none where it only sets out the page."""
    if node.css_first("table table") is not None:
        return ()
    rows = tuple(
        tuple("\n".join(b.written for b in blocks_of(cell, depth)) for cell in row.css("td, th"))
        for row in node.css("tr")
    )
    rows = tuple(row for row in rows if any(row))
    return rows if max(map(len, rows), default=0) > 1 else ()
