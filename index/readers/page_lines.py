"""The lines on the pages of a PDF: what they say, where they stand, how they look."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from index.readers.reading import clean

if TYPE_CHECKING:
    import pypdfium2

HYPHEN = "\u00ad"
"""At the end of a line: it parts a word, or belongs to it."""

_LINE_HYPHENS = "\x02\ufffe"  # how pdfium writes a hyphen at the end of a line
_WIDE = 0.42  # sizes of the letters between two parts of a line: wider than a blank
_SIGN = 4  # letters in which a bullet, a number or "Q1:" stands before a text
_MOST_PIECES = 500
_GAP = re.compile(rf"(?<=\S)(?:[{_LINE_HYPHENS}]\s*|\s+)(?=\S)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page; lengths in points, `base` above the page's lower edge.

    `width` is that of the page. `cells` are parts of it with wide gaps between them, by
    where each begins; none where there is no such gap.
    """

    text: str
    page: int
    width: float
    left: float
    right: float
    base: float
    size: float
    bold: bool
    cells: tuple[tuple[float, str], ...] = ()


def lines_of(document: pypdfium2.PdfDocument, number: int) -> list[Line]:
    """The lines of a page, in the order in which the file has them."""
    import pypdfium2

    try:
        page = document[number]
        with closing(page), closing(page.get_textpage()) as text_page:
            width = page.get_width()
            return [
                _line(text_page, text, number + 1, width, start)
                for start, text in _texts(text_page)
            ]
    except pypdfium2.PdfiumError:
        return []


def _texts(text_page: pypdfium2.PdfTextPage) -> Iterator[tuple[int, str]]:
    """What stands in each line, and where it starts in the text of the page."""
    start = 0
    for text in text_page.get_text_range().split("\r\n"):
        begin = 0
        end = start + len(text.rstrip()) - 1
        # pdfium puts lines of some producers into one.
        several = end > start and _is_lower(text_page, start, end)
        for gap in _GAP.finditer(text) if several else ():
            if _is_lower(text_page, start + gap.start() - 1, start + gap.end()):
                yield from _text(text[begin : gap.end()], start + begin)
                begin = gap.end()
        yield from _text(text[begin:], start + begin)
        start += len(text) + 2


def _text(text: str, start: int) -> Iterator[tuple[int, str]]:
    if clean(text).strip():
        yield start + len(text) - len(text.lstrip()), text.strip()


def _is_lower(text_page: pypdfium2.PdfTextPage, first: int, second: int) -> bool:
    """Whether the second letter stands in a line below that of the first."""
    return _base(text_page, first) - _base(text_page, second) > _size(text_page, first) / 2


def _character(text_page: pypdfium2.PdfTextPage, place: int) -> int:
    """The number pdfium gives to what stands at a place of the page's text."""
    from pypdfium2 import raw

    character: int = raw.FPDFText_GetCharIndexFromTextIndex(text_page.raw, place)
    return max(character, 0)  # it is -1 for what only pdfium put there


def _box(text_page: pypdfium2.PdfTextPage, place: int) -> tuple[float, float, float, float]:
    """Left, lower, right and upper edge of the room that a letter takes."""
    left, bottom, right, top = text_page.get_charbox(_character(text_page, place), loose=True)
    return left, bottom, right, top


def _base(text_page: pypdfium2.PdfTextPage, place: int) -> float:
    """How far above the page's lower edge a letter stands."""
    from pypdfium2 import raw

    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text_page.raw, _character(text_page, place), x, y)
    return y.value


def _size(text_page: pypdfium2.PdfTextPage, place: int) -> float:
    """The size of a letter, in whatever units its producer counts."""
    from pypdfium2 import raw

    character, matrix = _character(text_page, place), raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text_page.raw, character, matrix)
    size: float = raw.FPDFText_GetFontSize(text_page.raw, character)
    return size * math.hypot(matrix.c, matrix.d)


def _line(text_page: pypdfium2.PdfTextPage, text: str, page: int, width: float, start: int) -> Line:
    first = _character(text_page, start)
    last = _character(text_page, start + len(text.rstrip(_LINE_HYPHENS)) - 1)
    size = _size(text_page, start)
    return Line(
        text=_shown(text),
        page=page,
        width=width,
        left=_box(text_page, start)[0],
        right=_box(text_page, start + len(text.rstrip(_LINE_HYPHENS)) - 1)[2],
        base=_base(text_page, start),
        size=round(size, 1),
        bold=_is_bold(text_page, first) and _is_bold(text_page, last),
        cells=_cells(text_page, text, start, _WIDE * size),
    )


def _shown(text: str) -> str:
    return clean(re.sub(f"[{_LINE_HYPHENS}]", HYPHEN, text))


def _cells(
    text_page: pypdfium2.PdfTextPage, text: str, start: int, wide: float
) -> tuple[tuple[float, str], ...]:
    """The parts of a line that are further apart than words are."""
    first = _character(text_page, start)
    count = text_page.count_rects(first, len(text))
    pieces = [text_page.get_rect(number) for number in range(min(count, _MOST_PIECES))]
    if not any(b[0] - a[2] > wide for a, b in pairwise(pieces)):
        return ()
    begins = [0]
    for gap in _GAP.finditer(text):
        _, _, right, _ = _box(text_page, start + gap.start() - 1)
        left, _, _, _ = _box(text_page, start + gap.end())
        if left - right > wide:
            begins.append(gap.end())
    label = text[: begins[1]].rstrip() if len(begins) > 1 else ""
    if not label or label.endswith(":") or (len(begins) == 2 and len(label) <= _SIGN):
        return ()
    return tuple(
        (
            _box(text_page, start + begin)[0],
            _shown(text[begin:end]).strip(),
        )
        for begin, end in pairwise([*begins, len(text)])
    )


def _is_bold(text_page: pypdfium2.PdfTextPage, character: int) -> bool:
    from pypdfium2 import raw

    if raw.FPDFText_GetFontWeight(text_page.raw, character) >= 600:
        return True
    buffer = ctypes.create_string_buffer(256)
    raw.FPDFText_GetFontInfo(text_page.raw, character, buffer, 256, None)
    name = buffer.value.lower()
    return b"bold" in name or b"black" in name or b"heavy" in name
