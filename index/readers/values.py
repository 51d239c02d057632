"""Nested data, as in JSON and YAML, to records: where in it questions and answers stand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from index.readers.furniture import is_gap
from index.readers.markers import is_question
from index.readers.table import Record, role_of

MOST_VALUES = 2_000_000
"""Data of more values is not read: a few lines of YAML can stand for billions."""

_LONGEST_CATEGORY = 80
_LONGEST_CARRIED = 500
_BELOW: Record = {"category": ""}  # not at the top, where a name is that of the whole
_CARRIED = ("source", "link", "date", "language", "state", "marking")


class TooManyValuesError(ValueError):
    """The data is larger than MOST_VALUES."""


def parsed_json(text: str) -> Any:
    """The value of a text in JSON. Raises TooManyValuesError before it is made: as a value,
    "{},{}" takes a hundred times the room that it takes as a text."""
    if sum(map(text.count, ",[{")) > 2 * MOST_VALUES:  # some of them in texts
        raise TooManyValuesError
    return json.loads(text)


class Finder:
    """Looks for records in nested data."""

    def __init__(self) -> None:
        self._left = MOST_VALUES
        self._categories: dict[str, str] = {}  # names by ids

    def records(self, value: Any) -> Iterator[Record]:
        """All records in the data, in order. Raises TooManyValuesError, RecursionError."""
        if isinstance(value, Mapping):
            for listed in value.values():
                self._learn_categories(listed)
        yield from self._find(value, {})

    def _find(self, value: Any, above: Record) -> Iterator[Record]:
        self._left -= 1
        if self._left < 0:
            raise TooManyValuesError
        if isinstance(value, Mapping):
            yield from self._find_in_object(value, above)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            yield from self._find_in_list(value, above)

    def _find_in_object(self, value: Mapping[Any, Any], above: Record) -> Iterator[Record]:
        if _is_type(value, "Question"):
            yield from _declared(value, above)
            return
        if turns := value.get("messages"):
            yield from _turns_with_speakers(turns, above)
            return
        own: dict[str, str] = {}
        ranks: dict[str, int] = {}
        for name, content in value.items():
            role, rank = role_of(str(name)) or ("", 0)
            text = _text(content)
            if role and text and rank < ranks.get(role, 1 << 20):
                own[role], ranks[role] = text, rank
        if category := self._category(value):
            own.setdefault("category", category)
        if "answer" in own and ("question" in own or "title" in own):
            yield {**above, **own}
            return
        if len(value) > 1 and all(
            isinstance(v, str) and is_question(str(k)) for k, v in value.items()
        ):
            yield from ({**above, "question": str(k), "answer": v} for k, v in value.items())
            return
        carried = {
            role: text
            for role, text in own.items()
            if role in _CARRIED and len(text) <= _LONGEST_CARRIED
        }
        name = own.get("category") or own.get("title", "")
        if name and above and len(name) <= _LONGEST_CATEGORY:
            carried["category"] = name
        for content in value.values():
            yield from self._find(content, {**above, **carried} or _BELOW)

    def _find_in_list(self, value: Sequence[Any], above: Record) -> Iterator[Record]:
        if len(value) > 1 and all(isinstance(item, str) for item in value):
            if len(value) % 2 == 0 and all(map(is_question, value[::2])):  # a conversation
                for question, answer in zip(value[::2], value[1::2], strict=True):
                    yield {**above, "question": question, "answer": answer}
            return
        for item in value:
            yield from self._find(item, above or _BELOW)

    def _learn_categories(self, listed: Any) -> None:
        """Names that entries refer to by numbers."""
        if not isinstance(listed, list):
            return
        for item in listed:
            if isinstance(item, Mapping) and "id" in item and isinstance(item.get("name"), str):
                self._categories[str(item["id"])] = item["name"]

    def _category(self, value: Mapping[Any, Any]) -> str:
        for name in ("categoryIds", "categoryId", "category_id", "categories"):
            ids = value.get(name)
            first = ids[0] if isinstance(ids, list) and ids else ids
            if isinstance(first, str | int) and str(first) in self._categories:
                return self._categories[str(first)]
        return ""


def _declared(value: Mapping[Any, Any], above: Record) -> Iterator[Record]:
    """A question as pages declare it to search engines (schema.org)."""
    answers = value.get("acceptedAnswer") or value.get("suggestedAnswer") or []
    answers = answers if isinstance(answers, list) else [answers]
    texts = [_text(a.get("text")) if isinstance(a, Mapping) else _text(a) for a in answers]
    question = _text(value.get("name")) or _text(value.get("text"))
    answer = "\n\n".join(filter(None, texts))
    if question and answer and not is_gap(question) and not is_gap(answer):
        language = _text(value.get("inLanguage"))
        date = _text(value.get("dateModified")) or _text(value.get("dateCreated"))
        found = {"question": question, "answer": answer, "language": language, "date": date[:10]}
        yield {**above, **{role: text for role, text in found.items() if text}}


def _turns_with_speakers(turns: Any, above: Record) -> Iterator[Record]:
    question = ""
    for turn in turns if isinstance(turns, list) else ():
        if not isinstance(turn, Mapping):
            continue
        if turn.get("role") == "user":
            question = _text(turn.get("content"))
        elif turn.get("role") == "assistant" and question:
            yield {**above, "question": question, "answer": _text(turn.get("content"))}
            question = ""


def _is_type(value: Mapping[Any, Any], name: str) -> bool:
    kinds = value.get("@type", ())
    return name in (kinds if isinstance(kinds, list) else [kinds])


def _text(content: Any) -> str:
    """A text, or a list of texts as its paragraphs."""
    if isinstance(content, str):
        return content.strip()
    if isinstance(content, bool) or content is None:
        return ""
    if isinstance(content, int | float):
        return str(content)
    if isinstance(content, list) and all(isinstance(item, str) for item in content):
        return "\n".join(content).strip()
    if isinstance(content, Mapping) and isinstance(content.get("text"), str):
        return str(content["text"]).strip()
    return ""
