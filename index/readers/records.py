"""Records of named texts to briefings: rows of tables, objects of JSON and YAML.

A record says a question, its answer and what is known of them by roles (`table`). Records
of one source and link make one briefing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from index.model import Briefing, FollowUp, QAPair
from index.readers import markup
from index.readers.blocks import Row
from index.readers.reading import Reading, clean
from index.readers.table import SAMPLED, Record, plan_of

_NOTHING = Briefing("", "", "")


@dataclass(slots=True)
class _Group:
    """The records of one source."""

    first: Record
    pairs: list[QAPair] = field(default_factory=list)
    dates: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Collector:
    """Takes in records in order and makes briefings of them.

    `unit` is what a record's number counts in remarks.
    """

    reading: Reading
    given: Briefing
    unit: str = "row"
    _groups: dict[tuple[str, ...], _Group] = field(default_factory=dict)
    _by_id: dict[str, tuple[_Group, int]] = field(default_factory=dict)

    def add(self, record: Record, number: int) -> None:
        """Take in a record. One without question or answer is left out with a remark."""
        record = _with_metadata({role: clean(text).strip() for role, text in record.items()})
        question = markup.plain(record.get("question") or record.get("title", ""))
        answer = markup.plain(record.get("answer") or record.get("html", ""))
        if not question or not answer:
            missing = " and ".join(
                name for name, text in (("question", question), ("answer", answer)) if not text
            )
            self._remark(f"left out: no {missing}", number)
            return
        key = tuple(record.get(role, "") for role in ("source", "link", "language"))
        group = self._groups.setdefault(key, _Group(record))
        if not self._is_wording(record, question, answer):
            group.pairs.append(_pair(record, question, answer))
            if id_ := record.get("id"):
                self._by_id[id_] = (group, len(group.pairs) - 1)
        if date := record.get("date"):
            group.dates.add(date)

    def briefings(self) -> list[Briefing]:
        """What has come together."""
        return [self._briefing(group) for group in self._groups.values()]

    def _remark(self, message: str, number: int) -> None:
        match self.unit:
            case "row":
                self.reading.remark(message, row=number)
            case "line":
                self.reading.remark(message, line=number)
            case _:
                self.reading.remark(f"{self.unit} {number}: {message}")

    def _is_wording(self, record: Record, question: str, answer: str) -> bool:
        """Whether it asks what another record of its id asks, which is then added there."""
        group, number = self._by_id.get(record.get("id", ""), (None, 0))
        if group is None or group.pairs[number].answer != answer:
            return False
        pair = group.pairs[number]
        if question != pair.question:
            group.pairs[number] = replace(pair, wordings=(*pair.wordings, question))
        return True

    def _briefing(self, group: _Group) -> Briefing:
        first, given = group.first, self.given
        source = " \u00b7 ".join(filter(None, (first.get("source"), first.get("link"))))
        return replace(
            given,
            # Without a source a title is that of the row.
            title=(first.get("title", "") if source else "") or given.title,
            source=source or given.source,
            date=max(group.dates, default=given.date),
            language=first.get("language", "")[:2].lower() or given.language,
            marking=first.get("marking", "") or given.marking,
            qa_pairs=tuple(group.pairs),
        )


def briefings_of_rows(
    rows: Iterable[Row], reading: Reading, *, skipped: int = 0, given: Briefing = _NOTHING
) -> list[Briefing]:
    """The briefings of a table, none if it holds no questions and answers.

    `skipped` rows stand above the first one.
    """
    rows = iter(rows)
    first = list(islice(rows, SAMPLED))
    plan = plan_of(first)
    if plan is None:
        return []
    collector = Collector(reading, given)
    for number, row in enumerate(chain(first[plan.skip :], rows), plan.skip + skipped + 1):
        for record in plan.records(row):
            collector.add(record, number)
    return collector.briefings()


def _pair(record: Record, question: str, answer: str) -> QAPair:
    pressed = record.get("if_pressed", "")
    category = record.get("category", "")
    return QAPair(
        "",
        question,
        answer,
        topics=(category,) if category else (),
        wordings=tuple(
            filter(None, map(str.strip, re.split(r"[\n|]", record.get("wordings", ""))))
        ),
        if_pressed=(FollowUp("", pressed),) if pressed else (),
        background=record.get("background", ""),
        refer_to=record.get("refer_to", ""),
        state=record.get("state", ""),
        posture=record.get("posture", ""),
    )


def _with_metadata(record: Record) -> Record:
    """With what QnA Maker knows of it: "name: value | name: value"."""
    metadata = record.get("metadata")
    if not metadata:
        return record
    pairs = (part.partition(":") for part in metadata.split("|"))
    named = {key.strip().lower(): value.strip() for key, sign, value in pairs if sign}
    return {**named, **record}
