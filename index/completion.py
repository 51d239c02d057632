"""What a text that is being typed may become: whole questions, and its last word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from index.columns import Columns, largest
from index.languages import in_case_of, is_cut, words
from index.model import Span
from index.vocabulary import Vocabulary

_LONGEST = 200  # characters of a question that is worth offering
_LONG = 1 << 16  # longer than any entry


def entry(question: str) -> str | None:
    """A question as it is filed: its folded words, then itself; None if it has no words."""
    text = " ".join(question.split())
    key = _key(words(text))
    return f"{key}\t{text}" if key and len(text) <= _LONGEST else None


def _key(found: Iterable[tuple[str, Span]]) -> str:
    return " ".join(word for word, _ in found)


class Completer:
    """Completes what is typed from what all segments hold."""

    def __init__(self, segments: Sequence[Columns], vocabulary: Vocabulary) -> None:
        self._segments = segments
        self._vocabulary = vocabulary

    def complete(self, text: str, limit: int) -> list[str]:
        """Up to `limit` texts that begin as this one does, accents, case and signs aside.

        Half of them, or what there is, are the questions asked most often; the others end in
        the words that stand in most texts. A text that ends in a blank has no last word.
        """
        typed = list(words(text))
        if not typed or limit < 1:
            return []
        unfinished = typed[-1][1][1] == len(text)
        questions = self._questions(_key(typed) + ("" if unfinished else " "), limit)
        ended = self._ended(text, typed, limit) if unfinished else []
        questions = [question for question in questions if question != text.strip()]
        ended = [other for other in ended if other not in questions]
        room = max(limit - len(ended), limit - limit // 2)
        return [*questions[:room], *ended][:limit]

    def _questions(self, key: str, limit: int) -> list[str]:
        """The questions that begin so, those asked most often first, of equals the shortest."""
        counts: Counter[str] = Counter()
        texts: dict[str, str] = {}
        for columns in self._segments:
            entries, column = columns.exact["asked"]
            low, high = entries.starting_with(key)
            asked = np.diff(np.asarray(column.starts)[low : high + 1].astype(np.int64))
            for number in largest(asked * _LONG - entries.sizes(low, high), limit):
                own_key, _, text = entries[low + number].decode().partition("\t")
                counts[own_key] += int(asked[number])
                texts.setdefault(own_key, text)
        best = sorted(texts, key=lambda own: (-counts[own], len(texts[own]), texts[own]))
        return [texts[own] for own in best[:limit]]

    def _ended(self, text: str, typed: Sequence[tuple[str, Span]], limit: int) -> list[str]:
        """The text with its last word completed."""
        last, (start, end) = typed[-1]
        if is_cut(last):
            return []
        terms = self._vocabulary.commonest_with(last, limit + 1)
        ended = [text[:start] + in_case_of(text[start:end], term) for term in terms]
        return [other for other in ended if other != text][:limit]
