"""How a document marks its questions: found out before it is read, the same throughout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from index.readers.blocks import Block
from index.readers.markers import Marker, Role, is_question

Markers = Sequence[Marker | None]
"""The marker of each block, None where it has none."""

_NUMBER = re.compile(r"\(?\d{1,3}(?:\.\d{1,2}){0,9}(?:[.):]?\s+|[.)](?=[^\W\d_]))")
_LONGEST_QUESTION = 500
_MOST_OF_A_LEVEL = 2 / 3  # so many headings of a level are questions: then all of them are


class Way(Enum):
    """How questions are told from the rest."""

    MARKER = auto()  # "Q:", "Frage 3"
    HEADING = auto()
    BOLD = auto()
    NUMBER = auto()
    MARK = auto()  # nothing but the question mark


def asks(block: Block) -> bool:
    """Whether the block ends in a question mark and is no longer than a question."""
    return len(block.text) <= _LONGEST_QUESTION and is_question(block.text)


def is_numbered(block: Block) -> bool:
    """Whether a number stands before it."""
    return _NUMBER.match(block.written) is not None


def without_number(text: str) -> str:
    """The text without the number before it."""
    return _NUMBER.sub("", text, count=1)


def find_way(blocks: Sequence[Block], markers: Markers) -> Way:
    """How this document marks its questions, by the surest sign that it has."""
    asking = [block for block in blocks if asks(block)]
    headings = [block for block in asking if block.level]
    bold = sum(block.bold for block in asking if not block.level)
    numbered = sum(map(is_numbered, asking))
    if _is_marked(blocks, markers):
        return Way.MARKER
    if headings and not _are_title(headings, blocks):
        return Way.HEADING
    if bold > 1 or (bold and 2 * bold >= len(asking)):
        return Way.BOLD
    if numbered > 1 and 2 * numbered >= len(asking):
        return Way.NUMBER
    return Way.MARK


def _is_marked(blocks: Sequence[Block], markers: Markers) -> bool:
    """Whether questions have markers. Where answers have none, what asks without a marker
    may be a question as well: then there must be no more of that, and none before."""
    signs = [
        marker is not None
        for block, marker in zip(blocks, markers, strict=True)
        if (
            asks(block) if marker is None else marker.role is Role.QUESTION and not marker.is_tailed
        )
    ]
    marked = sum(signs)
    if any(marker.role is Role.ANSWER for marker in markers if marker):
        return marked > 0
    return marked > 0 and signs[0] and 2 * marked >= len(signs)


def _are_title(asking: Sequence[Block], blocks: Sequence[Block]) -> bool:
    """Whether the only heading that asks is that of the whole document."""
    first, *others = [block for block in blocks if block.level]
    return asking == [first] and bool(others) and all(b.level > first.level for b in others)


def question_levels(blocks: Sequence[Block], markers: Markers) -> set[int]:
    """Levels at which each heading is a question, whether it ends so or not."""
    levels: dict[int, list[bool]] = {}
    for block, marker in zip(blocks, markers, strict=True):
        if block.level and marker is None:
            levels.setdefault(block.level, []).append(asks(block))
    return {
        level
        for level, questions in levels.items()
        if len(questions) > 2 and sum(questions) >= _MOST_OF_A_LEVEL * len(questions)
    }


@dataclass(slots=True)
class Runs:
    """What comes of questions in a row and the answers after them.

    `questions` gives, for the blocks of answers, those of their questions. `wordings` are
    questions that say the next one in other words.
    """

    questions: dict[int, int] = field(default_factory=dict)
    wordings: set[int] = field(default_factory=set)


def find_runs(markers: Markers) -> Runs:
    """Match marked questions that have no answer between them with the answers below."""
    runs = Runs()
    asked: list[int] = []
    answered: list[int] = []
    for number, marker in enumerate(markers):
        if marker is None:
            continue
        if marker.role is Role.ANSWER:
            answered.append(number)
            continue
        if answered or marker.role is not Role.QUESTION:
            _match(runs, asked, answered, markers)
            asked, answered = [], []
        if marker.role is Role.QUESTION:
            # More than one block between two questions, or one behind a whole question, is
            # the answer to the first.
            if asked and number - asked[-1] > 1 + (not _marker(markers, asked[-1]).rest):
                asked = []
            asked.append(number)
    _match(runs, asked, answered, markers)
    return runs


def _match(runs: Runs, asked: Sequence[int], answered: Sequence[int], markers: Markers) -> None:
    if len(asked) < 2 or not answered:
        return
    by_number = {_marker(markers, question).number: question for question in asked}
    if len(answered) == len(asked):
        runs.questions.update(zip(answered, asked, strict=True))
    elif len(by_number) == 1:
        runs.wordings.update(asked[:-1])
    else:
        found = {answer: by_number.get(_marker(markers, answer).number) for answer in answered}
        runs.questions.update(
            {a: question for a, question in found.items() if question is not None}
        )


def _marker(markers: Markers, number: int) -> Marker:
    marker = markers[number]
    assert marker is not None
    return marker
