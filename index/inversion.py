"""Documents in, posting lists out: each text is cut into words once, the rest is sorting.

A text is kept as an array of numbers, one for each distinct way a word was written, so
that looking a word up costs one dictionary access and everything after that is done on
whole arrays. Texts are inverted a block at a time, which bounds the memory it takes.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from index.arrays import Ints, members
from index.codec import FieldPostings
from index.languages import decompose, raw_words

_BLOCK = 1_000_000
"""Words that are inverted at once."""


@dataclass(frozen=True, slots=True)
class _Block:
    """The postings of a field in some of the documents, as in FieldPostings; `terms` are
    numbers, in no order that means anything."""

    terms: Ints
    starts: Ints
    docs: Ints
    freqs: Ints
    positions: Ints


class _Numbers(dict[str, int]):
    """Strings, numbered as they come."""

    def __missing__(self, string: str) -> int:
        number = self[string] = len(self)
        return number


class _Exact:
    """The terms of a field that is not cut into words, document by document."""

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self._terms = array("I")
        self._counts = array("I")

    def add(self, terms: Sequence[str]) -> None:
        """Take in the terms of the next document."""
        distinct = dict.fromkeys(terms)
        self._terms.extend(map(self._numbers.__getitem__, distinct))
        self._counts.append(len(distinct))

    def postings(self) -> FieldPostings:
        """The posting lists."""
        terms = sorted(self._numbers)
        rank = np.empty(len(terms), np.int32)
        rank[[self._numbers[term] for term in terms]] = np.arange(len(terms))
        term = rank[np.array(self._terms, np.int64)]
        document = np.repeat(np.arange(len(self._counts), dtype=np.int32), self._counts)
        order = np.argsort(term, kind="stable")
        block = _grouped(term[order], document[order], _NONE)
        return FieldPostings(terms, block.starts, block.docs, block.freqs, _NONE)


class Inverter:
    """Collects documents and inverts them."""

    def __init__(self, text_fields: Sequence[str], exact_fields: Sequence[str]) -> None:
        """`text_fields` are cut into words; a value of `exact_fields` is a list of terms."""
        self._raw_words = _Numbers()
        self._analysis = _Analysis()
        self._texts: dict[str, list[Ints]] = {field: [] for field in text_fields}
        self._blocks: dict[str, list[_Block]] = {field: [] for field in text_fields}
        self._exact = {field: _Exact() for field in exact_fields}
        self._documents = 0
        self._inverted = 0
        self._waiting = 0
        self.words = 0

    def add(self, texts: Mapping[str, str], exact: Mapping[str, Sequence[str]]) -> None:
        """Take in the next document; a field it does not have is empty."""
        number_of = self._raw_words.__getitem__
        for field, documents in self._texts.items():
            raw = raw_words(texts.get(field, ""))
            documents.append(np.fromiter(map(number_of, raw), np.int32, len(raw)))
            self._waiting += len(raw)
            self.words += len(raw)
        for field, values in self._exact.items():
            values.add(exact.get(field, ()))
        self._documents += 1
        if self._waiting >= _BLOCK:
            self._invert()

    def postings(self) -> dict[str, FieldPostings]:
        """The posting lists of all fields. Nothing can be added after that."""
        self._invert()
        terms = self._analysis.terms
        order = sorted(range(len(terms)), key=terms.__getitem__)
        rank = np.empty(len(terms), np.int64)
        rank[order] = np.arange(len(terms))
        sorted_terms = [terms[number] for number in order]
        found = {
            field: _merged(self._blocks.pop(field), rank, sorted_terms) for field in self._texts
        }
        return found | {field: values.postings() for field, values in self._exact.items()}

    def _invert(self) -> None:
        self._analysis.extend(list(self._raw_words)[self._analysis.words :])
        for field, documents in self._texts.items():
            self._blocks[field].append(self._analysis.invert(documents, self._inverted))
            documents.clear()
        self._inverted = self._documents
        self._waiting = 0


class _Analysis:
    """What the raw words are made of, as arrays.

    Raw word r is the terms `term[first[r]:first[r + 1]]`, each `place` words after its
    start, and is `width[r]` words long.
    """

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self._term: Ints = np.zeros(0, np.int32)
        self._place: Ints = np.zeros(0, np.int32)
        self._width: Ints = np.zeros(0, np.int32)
        self._first: Ints = np.zeros(1, np.int64)

    @property
    def terms(self) -> list[str]:
        """All terms, by their numbers."""
        return list(self._numbers)

    @property
    def words(self) -> int:
        """How many raw words are known."""
        return len(self._width)

    def extend(self, raw: Sequence[str]) -> None:
        """Take the raw words that follow those that are known."""
        cut = [decompose(word) for word in raw]
        tokens = list(chain.from_iterable(found for found, _ in cut))
        terms = np.array([self._numbers[token.term] for token in tokens], np.int32)
        places = np.array([token.position for token in tokens], np.int32)
        widths = np.array([width for _, width in cut], np.int32)
        ends = np.cumsum([len(found) for found, _ in cut], dtype=np.int64) + self._first[-1]
        self._term = np.concatenate((self._term, terms))
        self._place = np.concatenate((self._place, places))
        self._width = np.concatenate((self._width, widths))
        self._first = np.concatenate((self._first, ends))

    def invert(self, documents: Sequence[Ints], first: int) -> _Block:
        """The postings of texts, the documents numbered from `first` on."""
        lengths = np.array([len(document) for document in documents], np.int64)
        raw = np.concatenate((*documents, _NONE))
        document = np.repeat(np.arange(first, first + len(documents), dtype=np.int32), lengths)
        widths = self._width[raw]
        before = np.cumsum(widths, dtype=np.int64) - widths
        starts = np.cumsum(lengths) - lengths
        begun = np.append(before, 0)[starts]  # words before each document
        position = (before - np.repeat(begun, lengths)).astype(np.int32)
        # A raw word of several terms stands for all of them.
        counts = np.diff(self._first)[raw]
        where = members(self._first[raw], counts)
        term = self._term[where]
        order = np.argsort(term, kind="stable")
        position = (np.repeat(position, counts) + self._place[where])[order]
        return _grouped(term[order], np.repeat(document, counts)[order], position)


_NONE: Ints = np.zeros(0, np.int32)


def _grouped(term: Ints, document: Ints, position: Ints) -> _Block:
    """Postings of occurrences that are sorted by term, document and position."""
    new_term = np.diff(term, prepend=-1) != 0
    firsts = np.flatnonzero(new_term | (np.diff(document, prepend=-1) != 0))
    freqs = _narrowed(np.diff(firsts, append=len(term)))
    starts = np.append(np.flatnonzero(new_term[firsts]), len(firsts))
    terms = term[np.flatnonzero(new_term)]
    return _Block(terms, starts, document[firsts], freqs, _narrowed(position))


def _merged(blocks: list[_Block], rank: Ints, terms: Sequence[str]) -> FieldPostings:
    """The postings of all blocks, whose documents follow one another; the terms by `rank`."""
    postings = np.zeros(len(terms) + 1, np.int64)
    tokens = np.zeros(len(terms) + 1, np.int64)
    for block in blocks:
        postings[rank[block.terms] + 1] += np.diff(block.starts)
        tokens[rank[block.terms] + 1] += _tokens(block)
    used = np.flatnonzero(postings[1:])
    np.cumsum(postings, out=postings)
    np.cumsum(tokens, out=tokens)
    docs = np.empty(postings[-1], np.int32)
    freqs = np.empty(postings[-1], np.result_type(np.uint8, *(b.freqs for b in blocks)))
    positions = np.empty(tokens[-1], np.result_type(np.uint8, *(b.positions for b in blocks)))
    starts = np.append(postings[used], postings[-1])
    while blocks:
        block = blocks.pop(0)
        place = rank[block.terms]
        at = _places(postings, place, np.diff(block.starts))
        docs[at] = block.docs
        freqs[at] = block.freqs
        positions[_places(tokens, place, _tokens(block))] = block.positions
    return FieldPostings(
        [terms[number] for number in used.tolist()], starts, docs, freqs, positions
    )


def _narrowed(numbers: Ints) -> Ints:
    """The numbers in as little room as they need."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))


def _tokens(block: _Block) -> Ints:
    """How often each term of a block occurs."""
    before = np.concatenate(([0], np.cumsum(block.freqs, dtype=np.int64)))
    return np.diff(before[block.starts])


def _places(free: Ints, place: Ints, counts: Ints) -> Ints:
    """Where runs of so many go, from the first `free` of their place on, which moves on."""
    at = members(free[place], counts)
    free[place] += counts
    return at
