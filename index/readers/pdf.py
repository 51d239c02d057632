"""PDF: lines as they stand on the pages, put together to paragraphs again."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from index.errors import ContentError
from index.model import Briefing
from index.readers import furniture
from index.readers.blocks import Block
from index.readers.layout import recognise
from index.readers.limits import Limits, check_size
from index.readers.markers import is_question, marker_of
from index.readers.reading import Reading, clean

if TYPE_CHECKING:
    import pypdfium2

_BULLET = re.compile(
    r"(?:[\u2022\u2023\u25aa\u25cf\u25e6\u00b7\uf0b7]|[-\u2013](?=\s)|\(?\d{1,2}[.)](?=\s))\s*"
)
_SENTENCE_END = re.compile(
    r"[.!?:;\u3002\uff01\uff1f\u061f\u06d4\u0964][\"'\u201d\u2019\u00bb)\]]*$"
)
_LINE_HYPHEN = "\x02"  # how pdfium writes a hyphen that only parts a word at the end of a line
_EDGE_LINES = 3  # so many at the top and bottom of a page may repeat on the others
_MOST_QUESTION_LINES = 3
_FEW_LINES = 12
_SLACK = 4  # letters by which a line may be short in the middle of a sentence
_WIDE_GAP = 1.4  # of the usual distance between lines: here a paragraph ends
_LARGE = 1.12  # of the usual size of letters: a heading
_LONGEST_HEADING = 200
_BROKEN_WORD = re.compile(r"[^\W\d_]\?[^\W\d_]|[\ufffd\ue000-\uf8ff]|&\d{4}")
_MOST_BROKEN = 0.01  # of the words


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page; lengths in points, `bottom` from the page's lower edge.

    `width` is that of the page.
    """

    text: str
    page: int
    width: float
    left: float
    right: float
    bottom: float
    size: float
    bold: bool


def read(path: Path, limits: Limits) -> Reading:
    """Read a document as one briefing. Raises ContentError if it is locked or has no text."""
    import pypdfium2

    check_size(path, limits.document)
    reading = Reading(one_a_file=True)
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        reason = "it is locked with a password" if locked else "damaged, or no PDF"
        raise ContentError(path, reason) from error
    try:
        count = len(document)
        if count > limits.pages:
            reading.remark(f"only the first {limits.pages:,} of its {count:,} pages are read")
        pages = [_lines(document, number) for number in range(min(count, limits.pages))]
        title = clean(document.get_metadata_value("Title") or "")
    finally:
        document.close()
    if not any(pages):
        raise ContentError(
            path, "it has no text, only pictures of pages; run text recognition (OCR) on it first"
        )
    lines, marking = _without_edges(pages)
    _look_for_damage(lines, reading)
    given = Briefing("", "", "", marking=marking)
    blocks = list(_blocks(lines))
    briefing = recognise(blocks, reading, given)
    reading.briefings = [briefing if briefing.title else replace(briefing, title=_usable(title))]
    return reading


def _usable(title: str) -> str:
    """The title in the file's properties, unless a program made it up of a file's name."""
    is_name = re.search(r"\.\w{2,5}$|^untitled|^microsoft word", title, re.IGNORECASE)
    return "" if is_name else title.strip()


def _lines(document: pypdfium2.PdfDocument, number: int) -> list[_Line]:
    """The lines of a page, in the order in which the file has them."""
    import pypdfium2

    try:
        page = document[number]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        return []
    found = []
    start = 0
    width = page.get_width()
    for text in text_page.get_text_range().split("\r\n"):
        length = len(text)
        first, last = start, start + length - 1
        start += length + 2
        while first < last and text[first - start + length + 2].isspace():
            first += 1
        shown = clean(text.replace(_LINE_HYPHEN, "\u00ad")).strip()
        if shown:
            found.append(_line(text_page, shown, number + 1, width, first, last))
    text_page.close()
    page.close()
    return found


def _line(text_page: Any, text: str, page: int, width: float, first: int, last: int) -> _Line:
    from pypdfium2 import raw

    left, bottom, _, _ = text_page.get_charbox(first, loose=True)
    _, _, right, _ = text_page.get_charbox(last, loose=True)
    size = float(raw.FPDFText_GetFontSize(text_page.raw, first))
    bold = _is_bold(text_page, first) and _is_bold(text_page, last)
    return _Line(text, page, width, left, right, bottom, round(size, 1), bold)


def _is_bold(text_page: Any, character: int) -> bool:
    from pypdfium2 import raw

    if raw.FPDFText_GetFontWeight(text_page.raw, character) >= 600:
        return True
    buffer = ctypes.create_string_buffer(256)
    raw.FPDFText_GetFontInfo(text_page.raw, character, buffer, 256, None)
    name = buffer.value.lower()
    return b"bold" in name or b"black" in name or b"heavy" in name


def _without_edges(pages: Sequence[Sequence[_Line]]) -> tuple[list[_Line], str]:
    """The lines but for those that repeat at the top or bottom of most pages, and a marking
    that is among these."""
    counts = Counter(key for page in pages for key in {_key(line) for line in _edges(page)})
    filled = sum(map(bool, pages))
    repeated = {key for key, times in counts.items() if times > 1 and 2 * times > filled}
    marking = ""
    kept = []
    for page in pages:
        edges = {id(line) for line in _edges(page)}
        for line in page:
            if id(line) in edges:
                marking = marking or furniture.marking_of(line.text)
                if _key(line) in repeated:
                    continue
            kept.append(line)
    return kept, marking


def _edges(page: Sequence[_Line]) -> list[_Line]:
    ordered = sorted(page, key=lambda line: line.bottom)
    return [*ordered[:_EDGE_LINES], *ordered[_EDGE_LINES:][-_EDGE_LINES:]]


def _key(line: _Line) -> str:
    return re.sub(r"\d+", "#", line.text.casefold())


def _look_for_damage(lines: Sequence[_Line], reading: Reading) -> None:
    """Tell of a text layer that does not say what is to be seen."""
    words = sum(len(line.text.split()) for line in lines)
    broken = sum(len(_BROKEN_WORD.findall(line.text)) for line in lines)
    if broken > max(3, _MOST_BROKEN * words):
        reading.remark(
            "its text layer is damaged: letters are missing or wrong, so that words of it may "
            "not be found"
        )


def _blocks(lines: Sequence[_Line]) -> Iterator[Block]:
    """The lines put together to paragraphs."""
    if not lines:
        return
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    usual = sizes.most_common(1)[0][0]
    large = sorted({line.size for line in lines if line.size > _LARGE * usual}, reverse=True)
    page = _Page(lines)
    part = [lines[0]]
    for number, line in enumerate(lines[1:], 1):
        if page.goes_on(number, part):
            part.append(line)
        else:
            yield _block(part, large)
            part = [line]
    yield _block(part, large)


class _Page:
    """The lines of a document as a whole: how far apart they are and how far they reach."""

    def __init__(self, lines: Sequence[_Line]) -> None:
        self._lines = lines
        distances = [
            a.bottom - b.bottom
            for a, b in pairwise(lines)
            if a.page == b.page and a.bottom > b.bottom
        ]
        self._pitch = median(distances) if distances else 0.0
        ends = sorted(line.right for line in lines)
        self._edge = ends[int(0.95 * (len(ends) - 1))]
        if len(lines) < _FEW_LINES:  # perhaps none of them is full
            self._edge = max(self._edge, max(line.width - line.left for line in lines))

    def goes_on(self, number: int, part: Sequence[_Line]) -> bool:
        """Whether a line belongs to the paragraph of the lines before it."""
        before, line = part[-1], self._lines[number]
        if before.size != line.size or before.bold != line.bold:
            return False
        if _BULLET.match(line.text) or marker_of(line.text) is not None:
            return False
        ends = _SENTENCE_END.search(before.text) is not None
        small = line.text[0].islower()
        if before.page != line.page:
            return not ends or small or not self._ends_early(number - 1)
        if before.bottom - line.bottom > _WIDE_GAP * self._pitch or line.bottom > before.bottom:
            return False
        if small:
            return True
        if self._ends_early(number - 1) or _is_one_question(part):
            return False
        return not (ends and self._is_question_by_itself(number))

    def _ends_early(self, number: int) -> bool:
        """Whether the first word below a line would have found room in it."""
        line, below = self._lines[number], self._lines[number + 1]
        width = (below.right - below.left) / max(len(below.text), 1)
        word = (len(below.text.split()[0]) + 1) * width
        slack = 0 if _SENTENCE_END.search(line.text) else _SLACK * width
        return line.right + word < self._edge - slack

    def _is_question_by_itself(self, number: int) -> bool:
        """Whether a question begins with this line that is followed by a line of its own."""
        for end in range(number, min(number + _MOST_QUESTION_LINES, len(self._lines))):
            text = self._lines[end].text
            if _SENTENCE_END.search(text):
                is_last = end + 1 == len(self._lines)
                return is_question(text) and (is_last or self._ends_early(end))
        return False


def _is_one_question(part: Sequence[_Line]) -> bool:
    """Whether the lines are a question and nothing else."""
    *above, last = part
    return is_question(last.text) and not any(_SENTENCE_END.search(line.text) for line in above)


def _block(part: Sequence[_Line], large: Sequence[float]) -> Block:
    text = part[0].text
    for line in part[1:]:
        if text.endswith("\u00ad"):
            text = text[:-1] + line.text
        elif text.endswith("-") and line.text[:1].islower():
            text += line.text
        else:
            text += f" {line.text}"
    text = text.replace("\u00ad", "")
    first = part[0]
    is_heading = first.size in large and len(text) <= _LONGEST_HEADING
    bullet = _BULLET.match(text)
    item = ""
    if bullet and bullet.end() < len(text):
        sign = bullet[0].strip()
        item = f"{sign} " if sign[-1] in ".)" else "- "
        text = text[bullet.end() :]
    return Block(
        text,
        level=1 + large.index(first.size) if is_heading else 0,
        bold=first.bold,
        item=item,
        page=first.page,
    )
