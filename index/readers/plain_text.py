"""Text files in the client's form: the briefing, then question and answer in turn."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import ContentError
from index.model import Briefing, QAPair
from index.readers.reading import Reading, clean, read_text
from index.titles import split_heading

_QUESTION_PREFIX = re.compile(r"\s*(?:q|question)\s*[:\uff1a]\s*", re.IGNORECASE)
_ANSWER_PREFIX = re.compile(r"\s*(?:a|answer)\s*[:\uff1a]\s*", re.IGNORECASE)

# A question mark may be followed by what closes a quotation, a bracket or emphasis, or by
# an invisible mark of direction.
_CLOSING = "\"'\u201d\u2019\u00bb\u203a)]*_ \t\u00a0\u200e\u200f\u202c\u2069"
_QUESTION_MARKS = ("?", "\uff1f", "\u061f", "\u037e", "\u055e")
_GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")
_LATIN = re.compile(r"[A-Za-z]")


@dataclass(slots=True)
class _Question:
    text: str
    line: int
    answer: list[str] = field(default_factory=list)


def read(path: Path) -> Reading:
    """Read one text file as one briefing."""
    reading = Reading(one_a_file=True)
    text = clean(read_text(path, reading))
    if not text.strip():
        raise ContentError(path, "the file is empty")
    briefing_lines, questions = _split(text)

    pairs = []
    for question in questions:
        answer = "\n".join(question.answer).strip()
        if not answer and not question.text:
            reading.remark("left out: neither question nor answer", question.line)
            continue
        if not answer:
            reading.remark("this question has no answer", question.line)
        pairs.append(QAPair("", question.text, answer))
    title, body = split_heading("\n".join(briefing_lines))
    if not pairs:
        reading.remark("no question found; read as a briefing without questions")
    elif not body:
        reading.remark("no text before the first question; read as questions without a briefing")
    reading.briefings = [Briefing("", title, body, tuple(pairs))]
    return reading


def _split(text: str) -> tuple[list[str], list[_Question]]:
    briefing: list[str] = []
    questions: list[_Question] = []
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip()
        current = questions[-1] if questions else None
        prefix = _ANSWER_PREFIX.match(line)
        if current and not current.text and not prefix and not any(current.answer):
            current.text = _question(line) or line.strip()  # "Q:" stood alone before it
        elif (question := _question(line)) is not None:
            questions.append(_Question(question, number))
        elif current is None:
            briefing.append(line)
        else:
            if prefix and not any(current.answer):
                line = line[prefix.end() :]
            current.answer.append(line)
    return briefing, questions


def _question(line: str) -> str | None:
    """The question that the line begins, its prefix dropped, or None."""
    prefix = _QUESTION_PREFIX.match(line)
    if prefix:
        return line[prefix.end() :].strip()
    bare = line.rstrip(_CLOSING)
    if bare.endswith(_QUESTION_MARKS) or _ends_in_greek_mark(bare):
        return line.strip()
    return None


def _ends_in_greek_mark(line: str) -> bool:
    """Greek writes its question mark as a semicolon."""
    return line.endswith(";") and len(_GREEK.findall(line)) > len(_LATIN.findall(line))
