"""Documents in, posting lists out: each text is cut into words once, the rest is sorting.

A text is kept as an array of numbers, one for each distinct way a word was written, so
that looking a word up costs one dictionary access and everything after that is done on
whole arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import numpy as np

from index.codec import FieldPostings, Ints
from index.languages import decompose, raw_words


class _RawWords(dict[str, int]):
    """Words as written, numbered as they come."""

    def __missing__(self, raw: str) -> int:
        number = self[raw] = len(self)
        return number


class Inverter:
    """Collects documents and inverts them."""

    def __init__(self, text_fields: Sequence[str], exact_fields: Sequence[str]) -> None:
        """`text_fields` are cut into words; a value of `exact_fields` is a list of terms."""
        self._raw_words = _RawWords()
        self._texts: dict[str, list[Ints]] = {field: [] for field in text_fields}
        self._exact: dict[str, list[Sequence[str]]] = {field: [] for field in exact_fields}
        self.documents = 0
        self.words = 0

    def add(self, texts: Mapping[str, str], exact: Mapping[str, Sequence[str]]) -> None:
        """Take in the next document; a field it does not have is empty."""
        number_of = self._raw_words.__getitem__
        for field, documents in self._texts.items():
            raw = raw_words(texts.get(field, ""))
            documents.append(np.fromiter(map(number_of, raw), np.int32, len(raw)))
            self.words += len(raw)
        for field, values in self._exact.items():
            values.append(exact.get(field, ()))
        self.documents += 1

    def postings(self) -> dict[str, FieldPostings]:
        """The posting lists of all fields."""
        analysis = _Analysis(self._raw_words)
        found = {field: analysis.invert(documents) for field, documents in self._texts.items()}
        return found | {field: _invert_exact(values) for field, values in self._exact.items()}


class _Analysis:
    """What the raw words are made of, as arrays.

    Raw word r is the terms `term[first[r]:first[r + 1]]`, each `place` words after its
    start, and is `width[r]` words long. Terms are numbered in order of their code points.
    """

    def __init__(self, written: Iterable[str]) -> None:
        cut = [decompose(raw) for raw in written]
        tokens = list(chain.from_iterable(found for found, _ in cut))
        self.terms = sorted({token.term for token in tokens})
        number = {term: n for n, term in enumerate(self.terms)}
        self.term = np.array([number[token.term] for token in tokens], np.int32)
        self.place = np.array([token.position for token in tokens], np.int32)
        self.width = np.array([width for _, width in cut], np.int32)
        self.first = np.zeros(len(cut) + 1, np.int64)
        np.cumsum([len(found) for found, _ in cut], out=self.first[1:])

    def invert(self, documents: Sequence[Ints]) -> FieldPostings:
        lengths = np.array([len(document) for document in documents])
        raw = np.concatenate(documents) if len(documents) else np.zeros(0, np.int32)
        document = np.repeat(np.arange(len(documents), dtype=np.int32), lengths)
        ends = np.cumsum(self.width[raw])
        before = ends - self.width[raw]
        starts = np.concatenate(([0], np.cumsum(lengths)))[:-1]
        begun = np.concatenate((before, [0]))[starts]  # words before each document
        position = before - np.repeat(begun, lengths)
        # A raw word of several terms stands for all of them.
        counts = np.diff(self.first)[raw]
        where = np.repeat(self.first[raw] - (np.cumsum(counts) - counts), counts)
        where += np.arange(len(where))
        term = self.term[where]
        order = np.argsort(term, kind="stable")
        term = term[order]
        document = np.repeat(document, counts)[order]
        position = (np.repeat(position, counts) + self.place[where])[order]
        return _grouped(self.terms, term, document, position)


def _invert_exact(values: Sequence[Sequence[str]]) -> FieldPostings:
    terms = sorted(set(chain.from_iterable(values)))
    number = {term: n for n, term in enumerate(terms)}
    found = sorted(
        {(number[term], document) for document, own in enumerate(values) for term in own}
    )
    term, document = np.array(found, np.int32).reshape(-1, 2).T
    postings = _grouped(terms, term, document, np.zeros(len(term), np.int32))
    return FieldPostings(postings.terms, postings.starts, postings.docs, postings.freqs, _NONE)


_NONE = np.zeros(0, np.int32)


def _grouped(terms: Sequence[str], term: Ints, document: Ints, position: Ints) -> FieldPostings:
    """Postings of occurrences that are sorted by term, document and position."""
    if not len(term):
        return FieldPostings([], np.zeros(1, np.int64), _NONE, _NONE, _NONE)
    new_term = np.diff(term, prepend=-1) != 0
    firsts = np.flatnonzero(new_term | (np.diff(document, prepend=-1) != 0))
    freqs = np.diff(firsts, append=len(term))
    starts = np.append(np.flatnonzero(new_term[firsts]), len(firsts))
    used = [terms[number] for number in term[np.flatnonzero(new_term)].tolist()]
    return FieldPostings(used, starts, document[firsts], freqs, position)
