"""The words of the program as data: briefings, QA pairs, topics, hits, reports.

Everything here is immutable and knows nothing of files, Whoosh or windows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Span = tuple[int, int]
"""Start and end of a stretch of text, in characters, the end not included."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What to answer when pressed: `condition` is the case ("on the date")."""

    condition: str
    answer: str


@dataclass(frozen=True, slots=True)
class QAPair:
    """A question and its answer. Without a question it is a statement."""

    id: str
    question: str
    answer: str
    topics: tuple[str, ...] = ()
    wordings: tuple[str, ...] = ()
    if_pressed: tuple[FollowUp, ...] = ()
    background: str = ""
    refer_to: str = ""
    state: str = ""
    posture: str = ""


@dataclass(frozen=True, slots=True)
class Briefing:
    """One source document and the questions that belong to it.

    `path` names the file within its collection. Dates are as the content gives them.
    An empty string is a fact that is not known.
    """

    id: str
    title: str
    text: str
    qa_pairs: tuple[QAPair, ...] = ()
    topics: tuple[str, ...] = ()
    source: str = ""
    date: str = ""
    valid_until: str = ""
    embargo_until: str = ""
    language: str = ""
    marking: str = ""
    collection: str = ""
    path: str = ""

    def pair(self, id: str) -> QAPair | None:
        """Its QA pair with this id."""
        return next((pair for pair in self.qa_pairs if pair.id == id), None)


@dataclass(frozen=True, slots=True)
class Topic:
    """A node of the topic tree.

    `path` is the names from the top joined by "/" ("" for the root). `count` is the
    number of entries under it: QA pairs, and briefings that have none.
    """

    name: str
    path: str
    count: int
    children: tuple[Topic, ...] = ()

    def walk(self) -> Iterator[Topic]:
        """This topic and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Hit:
    """A QA pair or a briefing that a search found.

    `answer` of a briefing is empty; `text` is what there is to read of either. `how` tells
    what found it: its words, what it means, or both. `language` is its own (ISO 639-1).
    """

    kind: Literal["qa", "briefing"]
    id: str
    briefing_id: str
    question: str
    answer: str
    topic: str
    score: float
    title: str = ""
    text: str = ""
    date: str = ""
    marking: str = ""
    state: str = ""
    how: Literal["words", "meaning", "both"] = "words"
    language: str = ""

    @property
    def headline(self) -> str:
        """What names the entry in a list: its question, or else its briefing's title."""
        return self.question or self.title


@dataclass(frozen=True, slots=True)
class Passage:
    """The stretch of a longer text worth showing, with the matches inside it."""

    text: str
    spans: tuple[Span, ...]


def _no_spans(_text: str) -> tuple[Span, ...]:
    return ()


FindSpans = Callable[[str], tuple[Span, ...]]
"""Finds the searched words in a text: their places, in order."""


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found, best first.

    `total` counts all that matched, `hits` holds the first of them. `seconds` is the
    time the search took. `spans` finds the searched words in any text. `language` is that
    of the query, where meaning was asked for and it can be told.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    seconds: float = 0.0
    suggestion: str | None = None
    spans: FindSpans = field(default=_no_spans, compare=False)
    language: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """A folder or file of briefings, by the name that the user gave it.

    `copied` ones are copies of the user's files, kept by the program. `bundled` is the one
    that came with it.
    """

    id: int
    name: str
    path: Path
    shown: bool = True
    copied: bool = False
    bundled: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """What the user files elsewhere: a topic by its path with all below it, or a briefing by
    its id, to the path `to`. Giving a topic another name moves it, too."""

    kind: Literal["topic", "briefing"]
    what: str
    to: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a reader noticed, and where: the line, row or page, counted from 1.

    Without any of them the whole file is meant.
    """

    message: str
    line: int | None = None
    row: int | None = None
    page: int | None = None

    def __str__(self) -> str:
        for name, number in (("line", self.line), ("row", self.row), ("page", self.page)):
            if number is not None:
                return f"{name} {number}: {self.message}"
        return self.message


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file. `error` is empty when it was read.

    A file that says the same as another one, `same_as`, is not shown a second time.
    """

    path: str
    briefings: int = 0
    pairs: int = 0
    remarks: tuple[Remark, ...] = ()
    error: str = ""
    same_as: str = ""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made of the files it was given.

    `unavailable` are folders and files that were not there, as a drive that is not plugged
    in; what was indexed of them before stays.
    """

    files: tuple[FileReport, ...]
    briefings: int
    pairs: int
    seconds: float
    unavailable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build has come: files done of all, pairs found, the file at hand."""

    done: int
    of: int
    pairs: int
    current: str


@dataclass(frozen=True, slots=True)
class MeaningProgress:
    """How far the encoding of an index has come: entries done of all, and how many seconds it
    may still take, None at its start."""

    done: int
    of: int
    seconds_left: float | None
