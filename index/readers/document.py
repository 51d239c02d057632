"""What a document was found to hold, and the briefing that comes of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from index.model import Briefing, FollowUp, QAPair
from index.readers import furniture
from index.readers.blocks import Block, joined
from index.readers.markers import key_of
from index.readers.reading import Reading
from index.readers.tidying import LONGEST_HEADING
from index.titles import split_heading

_LONGEST_TITLE = 60


@dataclass(slots=True)
class Entry:
    """A question or a statement while its blocks come in."""

    asked: list[str]  # the lines of the question
    number: int  # of the block that it starts with
    start: Block
    section: str = ""
    is_labelled: bool = False  # by a word, so that what belongs to it has its word, too
    is_statement: bool = False
    is_answered: bool = False  # by an answer's marker
    wordings: list[str] = field(default_factory=list)
    answer: list[Block] = field(default_factory=list)
    follow_ups: list[tuple[str, list[Block]]] = field(default_factory=list)
    background: list[Block] = field(default_factory=list)
    referral: list[Block] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def question(self) -> str:
        """The question as it is asked."""
        return "\n".join(self.asked).strip()


@dataclass(slots=True)
class Document:
    """The entries of a document, its own text, and the facts that its lines state."""

    facts: dict[str, str]
    title: str = ""
    text: list[Block] = field(default_factory=list)
    asides: list[Block] = field(default_factory=list)  # from answers: whom to ask, where to read on
    entries: list[Entry] = field(default_factory=list)

    @property
    def last(self) -> Entry | None:
        """The entry that was begun last."""
        return self.entries[-1] if self.entries else None

    def briefing(self, given: Briefing, reading: Reading) -> Briefing:
        """The briefing, with what is `given` of it before what the document says."""
        answered = {key_of(e.question) for e in self.entries if e.answer or e.follow_ups} - {""}
        pairs = []
        for entry in self.entries:
            is_listed = not entry.answer and key_of(entry.question) in answered
            if not is_listed and (pair := self._pair(entry, reading)):
                pairs.append(pair)
        others = [
            block
            for block in self.text
            if len(block.text) > LONGEST_HEADING or key_of(block.text) not in answered
        ]
        if len(others) < len(self.text) - 1:  # the rest is a table of contents
            self.text = others
        if not pairs:
            reading.remark("no question found; read as a briefing without questions")
        return self._with(pairs, given)

    def _pair(self, entry: Entry, reading: Reading) -> QAPair | None:
        blocks, aside = furniture.split_closing(entry.answer)
        self.asides += aside
        answer = joined(blocks).strip()
        if not answer and not entry.question:
            _remark(reading, "left out: neither question nor answer", entry)
            return None
        if not answer:
            _remark(reading, "this question has no answer", entry)
        facts = {**self.facts, **{name: value for name, value in entry.facts.items() if value}}
        return QAPair(
            "",
            entry.question,
            answer,
            topics=(entry.section,) if entry.section else (),
            wordings=tuple(entry.wordings),
            if_pressed=tuple(
                FollowUp(condition, joined(blocks)) for condition, blocks in entry.follow_ups
            ),
            background=joined(entry.background).strip(),
            refer_to=joined(entry.referral).strip(),
            state=facts.get("state", "cleared" if "cleared" in facts else ""),
            posture=facts.get("posture", ""),
        )

    def _with(self, pairs: Sequence[QAPair], given: Briefing) -> Briefing:
        text = joined(self.text).strip()
        title = given.title or self.facts.get("title", "") or self.title
        is_line = len(text) <= _LONGEST_TITLE and "\n" not in text
        if not title and pairs and is_line:  # alone above the questions
            title, _ = split_heading(f"{text}\n\n{pairs[0].question or pairs[0].answer}")
            text = "" if title else text
        elif not title:
            title, text = split_heading(text)
        text = "\n\n".join(filter(None, (text, joined(self.asides).strip())))
        names = ("source", "date", "valid_until", "embargo_until", "language", "marking")
        facts = {name: getattr(given, name) or self.facts.get(name, "") for name in names}
        topics = re.split(r"\s*[,;]\s*", self.facts.get("topics", ""))
        return replace(
            given,
            title=title,
            text=text,
            qa_pairs=tuple(pairs),
            topics=given.topics or tuple(filter(None, topics)),
            **facts,
        )


def _remark(reading: Reading, message: str, entry: Entry) -> None:
    reading.remark(message, line=entry.start.line, page=entry.start.page)
