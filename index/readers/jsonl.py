"""The interchange form: one briefing a line, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from index.errors import ContentError
from index.model import Briefing, FollowUp, QAPair
from index.readers.limits import Limits
from index.readers.reading import Reading, clean, read_lines
from index.readers.records import Collector
from index.readers.values import Finder, TooManyValuesError, parsed_json

_BRIEFING_FACTS = (
    "id", "title", "source", "date", "valid_until", "embargo_until", "language", "marking",
)  # fmt: skip
_MOST_FLAWS = 1_000  # so many lines that are none at the start, and the file is none
_PAIR_FACTS = ("id", "question", "answer", "background", "refer_to", "state", "posture")


class _Unusable(ValueError):
    """A line that is no briefing; the message says why."""


def read(path: Path, limits: Limits) -> Reading:
    """Read a file of JSON Lines. A line that is no briefing is left out with a remark."""
    reading = Reading()
    briefings = _read(path, reading, limits)
    first = next(briefings, None)
    if first is None:
        reason = f"no briefing found; {reading.remarks[0]}" if reading.remarks else "file is empty"
        raise ContentError(path, reason)
    reading.briefings = chain((first,), briefings)
    return reading


def _read(path: Path, reading: Reading, limits: Limits) -> Iterator[Briefing]:
    others = Collector(reading, Briefing("", "", ""), unit="line")
    is_known = False
    for number, line in enumerate(read_lines(path, reading, limits.line), 1):
        if not line.strip():
            continue
        if not is_known and len(reading.remarks) >= _MOST_FLAWS:
            break
        try:
            value = parsed_json(line)
            records = [] if is_briefing(value) else list(Finder().records(value))
            for record in records:
                others.add(record, number)
            if not records:
                yield _briefing(value)
            is_known = True
        except json.JSONDecodeError as error:
            reading.remark(f"left out: no JSON ({error.msg}, column {error.colno})", number)
        except TooManyValuesError:
            reading.remark("left out: it holds too many values", number)
        except RecursionError:
            reading.remark("left out: nested too deeply", number)
        except _Unusable as error:
            reading.remark(f"left out: {error}", number)
        except ValueError:
            reading.remark("left out: it holds a number of thousands of digits", number)
    yield from others.briefings()


def is_briefing(value: Any) -> bool:
    """Whether a value is in the interchange form."""
    return isinstance(value, dict) and (
        "briefing" in value or isinstance(value.get("questions"), list)
    )


def briefings_of(values: Iterable[tuple[int, Any]], reading: Reading) -> Iterator[Briefing]:
    """The briefings of numbered values; one that is none is left out with a remark."""
    for number, value in values:
        try:
            yield _briefing(value)
        except _Unusable as error:
            reading.remark(f"entry {number}: left out: {error}")


def _briefing(record: Any) -> Briefing:
    record = _mapping(record, "a line")
    if "questions" not in record and "briefing" not in record:
        raise _Unusable('neither "questions" nor "briefing" is given')
    pairs = [_pair(item) for item in _list(record, "questions")]
    facts = {name: _text(record, name) for name in _BRIEFING_FACTS}
    text = _text(record, "briefing")
    if not pairs and not text:
        raise _Unusable('both "questions" and "briefing" are empty')
    return Briefing(**facts, text=text, qa_pairs=tuple(pairs), topics=_texts(record, "topics"))


def _pair(item: Any) -> QAPair:
    record = _mapping(item, '"questions"')
    facts = {name: _text(record, name) for name in _PAIR_FACTS}
    if not facts["question"] and not facts["answer"]:
        raise _Unusable('an entry of "questions" has neither question nor answer')
    follow_ups = [_mapping(entry, '"if_pressed"') for entry in _list(record, "if_pressed")]
    return QAPair(
        **facts,
        topics=_texts(record, "topics"),
        wordings=_texts(record, "wordings"),
        if_pressed=tuple(FollowUp(_text(f, "if"), _text(f, "answer")) for f in follow_ups),
    )


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _Unusable(f"{where} holds {_kind(value)} where an object belongs")
    return value


def _list(record: Mapping[str, Any], name: str) -> list[Any]:
    value = record.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise _Unusable(f'"{name}" is {_kind(value)}, not a list')
    return value


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _Unusable(f'"{name}" is {_kind(value)}, not text')
    return clean(str(value)).strip()


def _texts(record: Mapping[str, Any], name: str) -> tuple[str, ...]:
    entries = ({name: entry} for entry in _list(record, name))
    return tuple(text for entry in entries if (text := _text(entry, name)))


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", str: "text", bool: "true or false"}
    return "nothing" if value is None else kinds.get(type(value), "a number")
