"""JSON and YAML: reading comprehension sets (SQuAD), and questions and answers in any nesting."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import ContentError
from index.model import Briefing, QAPair
from index.readers import jsonl
from index.readers.limits import Limits, check_size
from index.readers.reading import Reading, clean, read_text
from index.readers.records import Collector
from index.readers.values import Finder, TooManyValuesError, parsed_json

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST_YAML = 10_000_000  # bytes; its parser takes a hundred times the room, and its time
_MOST_YAML = 600_000  # values, of which there are no more than lines, commas and brackets
_LONGEST_TITLE = 500


def read_json(path: Path, limits: Limits) -> Reading:
    """Read a JSON file. Raises ContentError if it is none or holds no questions."""
    return _read(path, parsed_json, limits)


def read_yaml(path: Path, limits: Limits) -> Reading:
    """Read a YAML file; all its values are taken as they are written."""
    import yaml

    check_size(path, min(limits.text, _LONGEST_YAML))
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

    def load(text: str) -> Any:
        if sum(map(text.count, "\n,[{")) > _MOST_YAML:
            raise TooManyValuesError
        try:
            documents = list(yaml.load_all(text, loader))  # makes texts only
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else None
            reason = getattr(error, "problem", None) or "not to be parsed"
            raise ContentError(path, f"no YAML ({reason})", line) from error
        if _letters(documents, {}) > limits.text:
            raise TooManyValuesError
        return documents[0] if len(documents) == 1 else documents

    return _read(path, load, limits)


def _letters(value: Any, known: dict[int, int]) -> int:
    """How long a text the value would be, were it written without aliases. `known` are the
    lengths of the parts seen so far, each of which is looked at once, however often it stands
    there."""
    if isinstance(value, str):
        return 1 + len(value)
    if id(value) not in known:
        parts = value if isinstance(value, list) else chain(value.keys(), value.values())
        known[id(value)] = 1 + sum(_letters(part, known) for part in parts)
    return known[id(value)]


def _read(path: Path, load: Callable[[str], Any], limits: Limits) -> Reading:
    check_size(path, limits.text)
    reading = Reading()
    text = read_text(path, reading)
    try:
        value = load(text)
        reading.briefings = list(_briefings(value, reading))
    except json.JSONDecodeError as error:
        raise ContentError(
            path, f"no JSON ({error.msg}, column {error.colno})", error.lineno
        ) from error
    except RecursionError as error:
        raise ContentError(path, "nested too deeply") from error
    except TooManyValuesError as error:
        raise ContentError(path, "it holds too many values, or stands for too many") from error
    except ValueError as error:
        raise ContentError(path, "it holds a number of thousands of digits") from error
    if not reading.briefings:
        reason = f"; {reading.remarks[0]}" if reading.remarks else ""
        raise ContentError(path, f"no question with an answer found{reason}")
    return reading


def _briefings(value: Any, reading: Reading) -> Iterator[Briefing]:
    if isinstance(value, Mapping) and _is_comprehension(value.get("data")):
        yield from _comprehension(value["data"], reading)
        return
    entries = value if isinstance(value, list) else [value]
    if entries and all(jsonl.is_briefing(entry) for entry in entries):
        yield from jsonl.briefings_of(enumerate(entries, 1), reading)
        return
    collector = Collector(reading, _given(value), unit="entry")
    for number, record in enumerate(Finder().records(value), 1):
        collector.add(record, number)
    yield from collector.briefings()


def _given(value: Any) -> Briefing:
    """What the data says of itself at the top."""
    facts = value if isinstance(value, Mapping) else {}
    title = facts.get("title")
    return Briefing("", clean(title)[:_LONGEST_TITLE] if isinstance(title, str) else "", "")


def _is_comprehension(data: Any) -> bool:
    return isinstance(data, list) and any(
        isinstance(article, Mapping) and isinstance(article.get("paragraphs"), list)
        for article in data
    )


def _comprehension(data: list[Any], reading: Reading) -> Iterator[Briefing]:
    """SQuAD 1.1 and 2.0: articles are topics, each paragraph is a briefing."""
    for number, article in enumerate(data, 1):
        try:
            title = clean(str(article.get("title", "")))[:_LONGEST_TITLE].replace("_", " ").strip()
            for paragraph in article["paragraphs"]:
                pairs = [_pair(question, reading, number) for question in paragraph["qas"]]
                yield Briefing(
                    "",
                    "",
                    clean(paragraph["context"]).strip(),
                    tuple(pair for pair in pairs if pair),
                    topics=(title,) if title else (),
                )
        except (AttributeError, KeyError, TypeError) as error:
            reading.remark(f"article {number}: left out, it lacks {error}")


def _pair(question: Mapping[str, Any], reading: Reading, article: int) -> QAPair | None:
    text = clean(question["question"]).strip()
    answers = question.get("answers") or []
    answer = clean(str(answers[0]["text"])).strip() if answers else ""
    if not text:
        reading.remark(f"article {article}: left out, a question without text")
        return None
    if not answer:
        reading.remark(f"article {article}: no answer to \u201c{text[:_LONGEST_TITLE]}\u201d")
    return QAPair(clean(str(question.get("id", ""))).strip(), text, answer)
