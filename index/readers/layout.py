"""From styled blocks to a briefing: which text is a question, which its answer, which neither.

One recogniser for all rich formats. How the document marks its questions is found out first
(`ways`); what looks like another way inside an answer then starts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from index.dates import sortable_date
from index.model import Briefing
from index.readers import furniture, table
from index.readers.blocks import Block
from index.readers.document import Document, Entry
from index.readers.markers import Marker, Role, is_question, letters_in_use, marker_of
from index.readers.reading import Reading
from index.readers.tidying import limited, tidied
from index.readers.ways import (
    Way,
    asks,
    find_runs,
    find_way,
    is_numbered,
    question_levels,
    without_number,
)

# "Q: Who? A: We." in one line.
_GLUED_ANSWER = re.compile(r"(?<=[?\uff1f\u061f])\s+(?=[^\W\d_]+\s?[:\uff1a]\s)")
_ANSWER = re.compile(r"\s*a\s*[:\uff1a]", re.IGNORECASE)
_REFERRAL = re.compile(
    r"questions? (?:on|about|regarding|concerning|relating to) .{1,200}"
    r" (?:should|must|may|can|are to) be (?:responded to|answered|directed|referred|put)\b",
    re.IGNORECASE | re.DOTALL,
)
_AS_OF = re.compile(
    r"(?:as (?:of|at)|(?:last )?updated(?: on)?|(?:stand|fassung)(?: vom)?"
    r"|mise? \u00e0 jour(?: le)?|\u00e9tat au|a fecha de|actualizado(?: el| al)?"
    r"|aggiornato al|bijgewerkt op)\s+",
    re.IGNORECASE,
)
_LONGEST_FACT = 120
_LONGEST_DATE = 60
_MOST_WORDS_OF_A_DATE = 4  # with a place before it


def recognise(
    blocks: Iterable[Block],
    reading: Reading,
    given: Briefing,
    states: Mapping[str, str] | None = None,
) -> Briefing:
    """The briefing with its pairs. What `given` says of it, and `states` of its pairs ("state",
    "posture"), goes before what the document says; remarks go to the reading."""
    return _Recogniser(blocks, reading, given, states or {}).run()


class _Recogniser:
    """Goes through a document once; text goes to what was opened last."""

    def __init__(
        self,
        blocks: Iterable[Block],
        reading: Reading,
        given: Briefing,
        states: Mapping[str, str],
    ) -> None:
        self._reading = reading
        self._given = given
        self._blocks = list(tidied(limited(blocks, reading)))
        markers = [marker_of(block.text) if block.text else None for block in self._blocks]
        letters = letters_in_use(marker for marker in markers if marker)
        self._markers = [
            marker if marker and self._counts(number, marker, letters) else None
            for number, marker in enumerate(markers)
        ]
        self._way = find_way(self._blocks, self._markers)
        levels = question_levels(self._blocks, self._markers)
        self._question_levels = levels if self._way is Way.HEADING else set()
        self._runs = find_runs(self._markers)
        self._following = self._roles_from_each()
        self._found = Document({name: state for name, state in states.items() if state})
        self._entry_of: dict[int, Entry] = {}  # by the number of the block that asks
        self._target = self._found.text
        self._open: list[Block] = []  # headings, outermost first
        self._unwritten: list[Block] = []  # headings with no text of the briefing below yet

    def _counts(self, number: int, marker: Marker, letters: set[str]) -> bool:
        """Whether a marker is one here. "A:" needs no "Q:" where a question stands above it."""
        if not marker.letter or marker.letter in letters:
            return True
        is_answer = _ANSWER.match(self._blocks[number].text) is not None
        return is_answer and number > 0 and asks(self._blocks[number - 1])

    def _roles_from_each(self) -> list[Role | None]:
        """For each block the role of the first marker that it or a block below it has."""
        roles: list[Role | None] = []
        role = None
        for marker in reversed(self._markers):
            role = marker.role if marker is not None else role
            roles.append(role)
        roles.reverse()
        return roles

    def run(self) -> Briefing:
        """Read it all."""
        for number, block in enumerate(self._blocks):
            self._take(number, block)
        return self._found.briefing(self._given, self._reading)

    def _take(self, number: int, block: Block) -> None:
        marker = self._markers[number]
        if block.closes:
            self._target = self._found.text
        elif self._numbers_a_question(number, block):
            pass
        elif block.rows:
            self._take_table(number, block)
        elif marking := furniture.marking_of(block.text):
            self._found.facts.setdefault("marking", marking)
        elif furniture.is_draft_mark(block.text):
            self._found.facts.setdefault("state", "draft")
        elif marker is not None and self._take_marked(number, block, marker):
            pass
        elif date := self._date(block):
            self._found.facts.setdefault("date", date)
        elif self._is_question(block):
            numbered = self._way is not Way.MARK and is_numbered(block)
            self._ask(without_number(block.text) if numbered else block.text, number)
        elif block.level:
            self._take_heading(block)
        else:
            self._take_text(number, block)

    def _numbers_a_question(self, number: int, block: Block) -> bool:
        """Whether it is a number in a line of its own above a marked question."""
        below = self._markers[number + 1] if number + 1 < len(self._markers) else None
        is_asked = below is not None and below.role is Role.QUESTION
        return is_asked and block.text.strip().isdecimal()

    def _date(self, block: Block) -> str:
        """What a line above the text says that only says a date, "" if it is none."""
        is_above = not self._found.entries and len(self._found.text) < 2
        text = _AS_OF.sub("", block.text.strip()) if len(block.text) <= _LONGEST_DATE else ""
        is_short = len(text.split()) <= _MOST_WORDS_OF_A_DATE and ":" not in text
        return text if is_above and is_short and sortable_date(text) else ""

    def _is_question(self, block: Block) -> bool:
        is_heading = block.level > 0
        match self._way:
            case Way.HEADING:
                return is_heading and (asks(block) or block.level in self._question_levels)
            case Way.BOLD:
                return (block.bold or is_heading) and asks(block)
            case Way.NUMBER:
                return asks(block) and is_numbered(block)
            case Way.MARK:
                return asks(block) and not is_heading
            case Way.MARKER:
                return False

    # -------------------------------------------------------------- what is marked

    def _take_marked(self, number: int, block: Block, marker: Marker) -> bool:
        """Take what a marker begins; False if it is a text like any other here."""
        rest = replace(block, text=marker.rest, item="")
        entry = self._found.last
        match marker.role:
            case Role.QUESTION:
                return self._take_question(number, marker, rest)
            case Role.ANSWER:
                return self._take_answer(number, marker, rest)
            case Role.FOLLOW_UP if entry is not None:
                self._take_follow_up(entry, marker, rest)
            case Role.FOLLOW_UP:
                return self._take_question(number, marker, rest)
            case Role.STATEMENT:
                self._ask("", number, is_statement=True)
                self._found.entries[-1].wordings.append(marker.name)
                self._take_rest(self._target, rest)
            case Role.BACKGROUND if entry is not None and self._belongs_to(entry, block):
                self._target = entry.background
                self._take_rest(self._target, rest)
            case Role.REFERRAL if entry is not None:
                entry.referral.append(replace(rest, text=f"{marker.about} {marker.rest}".strip()))
            case Role.CONTENTS:
                return not marker.rest
            case Role.FACT:
                return self._take_fact(entry, marker)
            case _:
                return False
        return True

    def _take_question(self, number: int, marker: Marker, rest: Block) -> bool:
        if marker.is_tailed:
            asks_more = is_question(marker.rest)
            self._ask(f"{marker.name}: {marker.rest}" if asks_more else marker.name, number)
            if not asks_more:
                self._take_rest(self._target, rest)
            return True
        question, *answer = _GLUED_ANSWER.split(marker.rest, maxsplit=1)
        self._ask(question, number, is_labelled=not marker.letter)
        glued = marker_of(answer[0]) if answer else None
        if glued is not None and glued.role is Role.ANSWER:
            self._take_rest(self._target, replace(rest, text=glued.rest))
            self._found.entries[-1].is_answered = True
        elif answer:
            self._found.entries[-1].asked = [marker.rest]
        return True

    def _take_answer(self, number: int, marker: Marker, rest: Block) -> bool:
        asked = self._runs.questions.get(number)
        entry = self._entry_of.get(asked) if asked is not None else None
        if entry is None:
            entry = None if self._is_closed() else self._found.last
            if entry is None and not marker.letter:
                # A sheet on one subject: its title says what is asked.
                self._ask(self._subject(), number, is_labelled=True)
                entry = self._found.entries[-1]
        if entry is None or entry.is_answered or (entry.answer and not entry.is_labelled):
            return False
        entry.is_answered = True
        self._target = entry.answer
        self._take_rest(self._target, rest)
        return True

    def _take_follow_up(self, entry: Entry, marker: Marker, rest: Block) -> None:
        asks_more = is_question(marker.rest)
        condition = " ".join(filter(None, (marker.about, marker.rest if asks_more else "")))
        entry.follow_ups.append((condition, []))
        self._target = entry.follow_ups[-1][1]
        if not asks_more:
            self._take_rest(self._target, rest)

    def _take_fact(self, entry: Entry | None, marker: Marker) -> bool:
        """A fact of the document above its questions, or of a pair below its question."""
        if not marker.rest or len(marker.rest) > _LONGEST_FACT:
            return False
        if marker.fact == "other":  # whom to ask, who wrote it: of the document, not an answer
            self._target = self._found.text
            return False
        if entry is None:
            self._found.facts.setdefault(marker.fact, marker.rest)
        elif marker.fact in ("state", "posture", "cleared"):
            entry.facts.setdefault(marker.fact, marker.rest)
        else:
            return False
        return True

    @staticmethod
    def _take_rest(target: list[Block], rest: Block) -> None:
        if rest.text and not furniture.is_gap(rest.text):
            target.append(rest)

    @staticmethod
    def _belongs_to(entry: Entry, block: Block) -> bool:
        """Whether this is of the question before it, not a heading beside or above it."""
        return entry.is_labelled or not block.level or block.level > (entry.start.level or 9)

    # -------------------------------------------------------------- all else

    def _ask(
        self, question: str, number: int, *, is_labelled: bool = False, is_statement: bool = False
    ) -> None:
        start = self._blocks[number]
        asked = [question] if question else []
        entry = Entry(asked, number, start, self._section(start), is_labelled, is_statement)
        before = self._found.last
        if before is not None and before.number in self._runs.wordings:
            self._found.entries.pop()
            entry.wordings = before.wordings
            entry.wordings.append(before.question)
        self._found.entries.append(entry)
        self._entry_of[number] = entry
        self._target = entry.answer
        self._unwritten.clear()

    def _take_heading(self, block: Block) -> None:
        entry = self._found.last
        if entry is not None and entry.start.level and block.level > entry.start.level:
            self._target.append(block)
            return
        while self._open and self._open[-1].level >= block.level:
            self._open.pop()
        if not self._found.title and not self._found.text and not self._found.entries:
            self._found.title = block.text
        else:
            self._open.append(block)
            self._unwritten.append(block)
        self._target = self._found.text

    def _take_text(self, number: int, block: Block) -> None:
        entry = self._found.last
        if self._target is self._found.text:
            self._found.text += self._unwritten
            self._unwritten.clear()
        elif furniture.is_gap(block.text):
            return
        elif entry is not None and self._target is entry.answer:
            if self._is_still_asked(number, entry):
                entry.asked.append(block.text)
                return
            if _REFERRAL.search(block.text):
                entry.referral.append(block)
                return
        self._target.append(block)

    def _is_still_asked(self, number: int, entry: Entry) -> bool:
        """Whether the text belongs to the question, whose answer is marked below."""
        if entry.is_answered or entry.is_statement or self._way is not Way.MARKER:
            return False
        return not entry.asked or self._following[number] is Role.ANSWER

    def _take_table(self, number: int, block: Block) -> None:
        pairs = table.pairs_of(block.rows)
        if not pairs:
            self._target.append(block)
            return
        for pair in pairs:
            asked, wordings = [pair.question], list(pair.wordings)
            entry = Entry(asked, number, block, self._section(block), wordings=wordings)
            entry.answer = [replace(block, text=pair.answer, rows=())]
            entry.background = [replace(block, text=pair.background, rows=())]
            entry.facts = {"state": pair.state, "posture": pair.posture}
            self._found.entries.append(entry)
        self._target = self._found.text

    def _is_closed(self) -> bool:
        return self._target is self._found.text

    def _section(self, block: Block) -> str:
        """The heading that the block stands under."""
        above = [h.text for h in self._open if not block.level or h.level < block.level]
        return above[-1] if above else ""

    def _subject(self) -> str:
        if self._open:
            return self._open[-1].text
        return self._found.title or self._found.facts.get("title", "") or self._given.title
