"""OpenDocument texts. The libraries there are give little more than the XML itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from index.errors import ContentError
from index.model import Briefing
from index.readers import furniture
from index.readers.archive import open_archive
from index.readers.blocks import Block, Row
from index.readers.layout import recognise
from index.readers.limits import Limits
from index.readers.reading import Reading, clean

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FORMAT = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
# Comments, what was deleted while changes were tracked, footnotes, tables of contents.
_SKIPPED = frozenset(
    (f"{_OFFICE}annotation", f"{_TEXT}tracked-changes", f"{_TEXT}note", f"{_TEXT}table-of-content")
)
_MOST_BLANKS = 100
_DEEPEST_LEVEL = 10
_ROW_GROUPS = frozenset(f"{_TABLE}table-{name}" for name in ("header-rows", "rows", "row-group"))


def read(path: Path, limits: Limits) -> Reading:
    """Read a document as one briefing; its headers and footers may bear the marking."""
    reading = Reading(one_a_file=True)
    with open_archive(path, limits) as archive:
        content, styles = archive.part("content.xml"), archive.part("styles.xml")
        meta = archive.part("meta.xml")
    body = content.find(f"{_OFFICE}body/{_OFFICE}text") if content is not None else None
    if content is None or body is None:
        raise ContentError(path, "no text document")
    bold = _bold_styles([part for part in (styles, content) if part is not None])
    blocks = list(_Body(bold).blocks(body))
    if not blocks:
        raise ContentError(path, "no text found in this document")
    language = meta.findtext(f".//{_DUBLIN_CORE}language") if meta is not None else ""
    given = Briefing(
        "", "", "", language=clean(language or "")[:2].lower(), marking=_marking(styles)
    )
    reading.briefings = [recognise(blocks, reading, given)]
    return reading


def _marking(styles: Element | None) -> str:
    """The marking in a header or footer of the pages."""
    for edge in ("header", "footer"):
        for element in styles.iter(f"{_STYLE}{edge}") if styles is not None else ():
            for paragraph in element.iter(f"{_TEXT}p"):
                if marking := furniture.marking_of(clean(_text_of(paragraph))):
                    return marking
    return ""


def _bold_styles(parts: list[Element]) -> set[str]:
    """The names of styles that are bold, by themselves or by those they are made of."""
    bold: dict[str, bool] = {}
    parents: dict[str, str] = {}
    for part in parts:
        for style in part.iter(f"{_STYLE}style"):
            name = style.get(f"{_STYLE}name", "")
            parents[name] = style.get(f"{_STYLE}parent-style-name", "")
            properties = style.find(f"{_STYLE}text-properties")
            weight = properties.get(f"{_FORMAT}font-weight") if properties is not None else None
            if weight is not None:
                bold[name] = weight == "bold" or weight >= "600"
    for name in parents:
        heirs = []
        while name in parents and name not in bold:
            bold[name] = False  # should its parents lead back to it
            heirs.append(name)
            name = parents[name]
        bold.update(dict.fromkeys(heirs, bold.get(name, False)))
    return {name for name in parents if bold[name]}


class _Body:
    """Makes blocks of a body."""

    def __init__(self, bold: set[str]) -> None:
        self._bold = bold

    def blocks(self, element: Element, item: str = "") -> Iterator[Block]:
        """The blocks below an element; the first of a list's item bears its sign."""
        previous_item = False
        for child in element:
            match child.tag:
                case tag if tag in _SKIPPED:
                    continue
                case tag if tag == f"{_TEXT}h":
                    level = _number(child.get(f"{_TEXT}outline-level"), 1, _DEEPEST_LEVEL)
                    if text := clean(_text_of(child)).strip():
                        yield Block(text, level=level)
                case tag if tag == f"{_TEXT}p":
                    if text := clean(_text_of(child)).strip():
                        gap = 1 if item and previous_item else 2
                        yield Block(text, bold=self._is_bold(child), item=item, gap=gap)
                        item = ""
                case tag if tag == f"{_TEXT}list":
                    yield from self._list(child)
                case tag if tag == f"{_TABLE}table":
                    if rows := tuple(self._rows(child)):
                        yield Block(rows=rows)
                case _:
                    yield from self.blocks(child, item)

    def _list(self, element: Element, indent: str = "") -> Iterator[Block]:
        first = True
        for entry in element:
            for child in entry:
                if child.tag == f"{_TEXT}list":
                    yield from self._list(child, indent + "  ")
                elif text := clean(_text_of(child)).strip():
                    level = _number(child.get(f"{_TEXT}outline-level"), 0, _DEEPEST_LEVEL)
                    sign = "" if level else f"{indent}- "
                    yield Block(
                        text,
                        level=level,
                        bold=self._is_bold(child),
                        item=sign,
                        gap=2 if first else 1,
                    )
                    first = False

    def _rows(self, table: Element) -> Iterator[Row]:
        for row in _own_rows(table):
            cells = [
                "\n".join(clean(_text_of(p)).strip() for p in cell.iter(f"{_TEXT}p"))
                for cell in row
                if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
            ]
            if any(cells):
                yield tuple(cells)

    def _is_bold(self, paragraph: Element) -> bool:
        """Whether all of its letters are bold."""
        own = paragraph.get(f"{_TEXT}style-name", "") in self._bold
        runs = list(_runs(paragraph, own, self._bold))
        return any(text.strip() for text, _ in runs) and all(
            is_bold or not text.strip() for text, is_bold in runs
        )


def _own_rows(table: Element) -> Iterator[Element]:
    """The rows of a table, without those of tables in its cells."""
    for child in table:
        if child.tag == f"{_TABLE}table-row":
            yield child
        elif child.tag in _ROW_GROUPS:
            yield from _own_rows(child)


def _number(text: str | None, default: int, most: int) -> int:
    """What an attribute says, as far as it is a number."""
    return min(int(text[:9]), most) if text and text.isdecimal() else default


def _runs(element: Element, bold: bool, styles: set[str]) -> Iterator[tuple[str, bool]]:
    """The pieces of text in an element, and whether each is bold."""
    yield element.text or "", bold
    for child in element:
        if child.tag not in _SKIPPED:
            name = child.get(f"{_TEXT}style-name", "")
            yield from _runs(child, bold or name in styles, styles)
        yield child.tail or "", bold


def _text_of(element: Element) -> str:
    """The text in an element, blanks and line breaks as they are meant."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            parts.append(" " * _number(child.get(f"{_TEXT}c"), 1, _MOST_BLANKS))
        elif child.tag == f"{_TEXT}tab":
            parts.append("\t")
        elif child.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif child.tag not in _SKIPPED:
            parts.append(_text_of(child))
        parts.append(child.tail or "")
    return "".join(parts)
