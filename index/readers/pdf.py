"""PDF: lines as they stand on the pages, put together to paragraphs again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from statistics import median

from index.errors import ContentError
from index.model import Briefing
from index.readers import furniture
from index.readers.blocks import Block
from index.readers.layout import recognise
from index.readers.limits import Limits, check_size
from index.readers.markers import is_question, marker_of
from index.readers.page_lines import HYPHEN, Line, lines_of
from index.readers.page_table import find_tables
from index.readers.reading import Reading, clean

_BULLET = re.compile(
    r"(?:[\u2022\u2023\u25aa\u25cf\u25e6\u00b7\uf0b7]|[-\u2013](?=\s)|\(?\d{1,2}[.)](?=\s))\s*"
)
_SENTENCE_END = re.compile(
    r"[.!?:;\u3002\uff01\uff1f\u061f\u06d4\u0964][\"'\u201d\u2019\u00bb)\]]*$"
)
_EDGE_LINES = 3  # so many at the top and bottom of a page may repeat on the others
_MOST_QUESTION_LINES = 3
_FEW_LINES = 12
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_FEW_HYPHENS = 3
_USUAL_HYPHENS = 0.04  # of the lines end in one, where a program parts the words
_SLACK = 4  # letters by which a line may be short in the middle of a sentence
_WIDE_GAP = 1.4  # of the usual distance between lines: here a paragraph ends
_LARGE = 1.12  # of the usual size of letters: a heading
_BROKEN_WORD = re.compile(r"[^\W\d_]\?[^\W\d_]|[\ufffd\ue000-\uf8ff]|&\d{4}")
_MOST_BROKEN = 0.01  # of the words


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
        pages = [lines_of(document, number) for number in range(min(count, limits.pages))]
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


def _without_edges(pages: Sequence[Sequence[Line]]) -> tuple[list[Line], str]:
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


def _edges(page: Sequence[Line]) -> list[Line]:
    ordered = sorted(page, key=lambda line: line.base)
    return [*ordered[:_EDGE_LINES], *ordered[_EDGE_LINES:][-_EDGE_LINES:]]


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.casefold())


def _look_for_damage(lines: Sequence[Line], reading: Reading) -> None:
    """Tell of a text layer that does not say what is to be seen."""
    words = sum(len(line.text.split()) for line in lines)
    broken = sum(len(_BROKEN_WORD.findall(line.text)) for line in lines)
    if broken > max(3, _MOST_BROKEN * words):
        reading.remark(
            "its text layer is damaged: letters are missing or wrong, so that words of it may "
            "not be found"
        )


def _blocks(lines: Sequence[Line]) -> Iterator[Block]:
    """The lines put together to paragraphs."""
    if not lines:
        return
    sizes: Counter[float] = Counter()
    for line in [line for line in lines if not line.bold] or lines:
        sizes[line.size] += len(line.text)
    usual = sizes.most_common(1)[0][0]
    large = sorted({line.size for line in lines if line.size > _LARGE * usual}, reverse=True)
    page, hyphens = _Page(lines), _Hyphens(lines)
    tables = find_tables(lines)
    part: list[Line] = []
    end = 0  # of the last table
    for number, line in enumerate(lines):
        if part and (number in tables or not page.goes_on(number, part)):
            yield _block(part, large, hyphens)
            part = []
        if number in tables:
            end, rows = tables[number]
            yield Block(rows=rows, page=line.page)
        elif number >= end:
            part.append(line)
    if part:
        yield _block(part, large, hyphens)


class _Page:
    """The lines of a document as a whole: how far apart they are and how far they reach."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        distances = [
            _distance(a, b) for a, b in pairwise(lines) if a.page == b.page and a.base > b.base
        ]
        self._pitch = median(distances) if distances else 0.0
        ends = sorted(line.right for line in lines)
        self._edge = ends[int(0.95 * (len(ends) - 1))]
        if len(lines) < _FEW_LINES:  # perhaps none of them is full
            self._edge = max(self._edge, max(line.width - line.left for line in lines))

    def goes_on(self, number: int, part: Sequence[Line]) -> bool:
        """Whether a line belongs to the paragraph of the lines before it."""
        before, line = part[-1], self._lines[number]
        if before.size != line.size or before.bold != line.bold:
            return False
        if _BULLET.match(line.text) or marker_of(line.text) is not None:
            return False
        if furniture.marking_of(before.text) or furniture.marking_of(line.text):
            return False
        ends = _SENTENCE_END.search(before.text) is not None
        small = line.text[0].islower()
        if before.page != line.page:
            return not ends or small or not self._ends_early(number - 1)
        if _distance(before, line) > _WIDE_GAP * self._pitch or line.base > before.base:
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


def _distance(above: Line, below: Line) -> float:
    """From one line to the next, in sizes of their letters."""
    return (above.base - below.base) / (max(above.size, below.size) or 1.0)


def _is_one_question(part: Sequence[Line]) -> bool:
    """Whether the lines are a question and nothing else."""
    *above, last = part
    return is_question(last.text) and not any(_SENTENCE_END.search(line.text) for line in above)


class _Hyphens:
    """Tells the hyphens that part a word at the end of a line from those of the word itself."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._words = {word.casefold() for line in lines for word in _WORD.findall(line.text)}
        parted = sum(line.text.endswith((HYPHEN, "-")) for line in lines)
        self._is_usual = parted >= max(_FEW_HYPHENS, _USUAL_HYPHENS * len(lines))

    def joined(self, above: str, below: str) -> str:
        """A line and the one below it, in one."""
        if not (above.endswith(HYPHEN) or (above.endswith("-") and below[:1].islower())):
            return f"{above} {below}"
        start, end = _WORD.findall(above[:-1]), _WORD.match(below)
        if start and end and above[:-1].endswith(start[-1]):
            first, second = start[-1].casefold(), end[0].casefold()
            if first + second in self._words:
                return above[:-1] + below
            if f"{first}-{second}" in self._words or not self._is_usual:
                return f"{above[:-1]}-{below}"
        return above[:-1] + below


def _block(part: Sequence[Line], large: Sequence[float], hyphens: _Hyphens) -> Block:
    text = part[0].text
    for line in part[1:]:
        text = hyphens.joined(text, line.text)
    text = text.replace(HYPHEN, "")
    first = part[0]
    bullet = _BULLET.match(text)
    item = ""
    if bullet and bullet.end() < len(text):
        sign = bullet[0].strip()
        item = f"{sign} " if sign[-1] in ".)" else "- "
        text = text[bullet.end() :]
    return Block(
        text,
        level=1 + large.index(first.size) if first.size in large else 0,
        bold=first.bold,
        item=item,
        page=first.page,
    )
