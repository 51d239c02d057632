"""In which language each document is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.columns import Columns
from index.scoring import Mask, Numbers


class DocumentLanguages:
    """The languages of the documents of all segments."""

    def __init__(self, segments: Sequence[Columns], visible: Mask) -> None:
        numbers: dict[str, int] = {}
        own = []
        for columns in segments:
            names, number = columns.term_of_each("language")
            known = np.array([*(numbers.setdefault(n, len(numbers)) for n in names), -1], np.int64)
            own.append(known[number])
        self._names = list(numbers)
        self._of: Numbers = np.concatenate(own)
        counts = np.bincount(self._of[visible] + 1, minlength=len(numbers) + 1)[1:]
        self._shares = counts / max(1, int(np.count_nonzero(visible)))

    def name(self, document: int) -> str:
        number = int(self._of[document])
        return self._names[number] if number >= 0 else ""

    def share(self, language: str) -> float:
        """How much of what can be found is in the language."""
        return float(self._shares[self._names.index(language)]) if language in self._names else 0.0

    def others(self, docs: Numbers, language: str) -> Mask:
        """Which documents are in another language."""
        if not language:
            return np.zeros(len(docs), bool)
        numbers = self._of[docs]
        own = self._names.index(language) if language in self._names else -1
        others: Mask = (numbers != own) & (numbers >= 0)
        return others
