"""A segment's postings as NumPy arrays, in a file beside the segment they are derived from."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.arrays import Array, members, starts_of
from index.languages import fold

VERSION = 8
_STEP = 16


class Strings:
    """A sorted list of strings, as UTF-8 in one stretch of bytes, a line each."""

    def __init__(self, data: Array, starts: Array) -> None:
        self._data = data.data
        self._starts = starts.data
        self._marks: list[bytes] = []  # each _STEP-th string, once one is looked for

    @classmethod
    def of(cls, strings: Sequence[str]) -> Strings:
        """These strings, which are in order."""
        return cls(*lines_of(strings))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __iter__(self) -> Iterator[bytes]:
        return (self[number] for number in range(len(self)))

    def __getitem__(self, number: int) -> bytes:
        return bytes(self._data[self._starts[number] : self._starts[number + 1] - 1])

    def find(self, text: str) -> int | None:
        """The number of a string, None if it is not there."""
        key = text.encode()
        number = self._place(key)
        return number if number < len(self) and self[number] == key else None

    def sizes(self, low: int, high: int) -> Array:
        """The sizes of a range of strings, in bytes."""
        return np.diff(np.asarray(self._starts)[low : high + 1].astype(np.int64)) - 1

    def range_of(self, text: str) -> tuple[int, int]:
        """The range of the string alone, empty if it is not there."""
        number = self.find(text)
        return (0, 0) if number is None else (number, number + 1)

    def starting_with(self, prefix: str) -> tuple[int, int]:
        """The range of strings that begin so."""
        key = prefix.encode()
        return self._place(key), self._place(key + b"\xff")

    def each_with(self, prefix: str) -> Iterator[tuple[int, str]]:
        """The strings that begin so, with their numbers."""
        key = prefix.encode()
        for number in range(self._place(key), len(self)):
            if not (string := self[number]).startswith(key):
                break
            yield number, string.decode()

    def matching(self, pattern: re.Pattern[bytes]) -> Array:
        """Numbers of the strings that match; the pattern is one of whole lines."""
        size = len(self._data)
        begins = [match.start() for match in pattern.finditer(self._data) if match.start() < size]
        return np.searchsorted(np.asarray(self._starts), begins)

    def between(self, low: str, high: str) -> tuple[int, int]:
        """The range of strings from `low` on that are not after `high` or begin with it."""
        first = self._place(low.encode())
        return first, max(first, self._place(high.encode() + b"\xff"))

    def _place(self, key: bytes) -> int:
        """How many strings come before."""
        if not self._marks:
            self._marks = [self[number] for number in range(0, len(self), _STEP)]
        low = max(0, bisect_left(self._marks, key) - 1) * _STEP
        high = min(low + _STEP, len(self))
        near = bytes(self._data[self._starts[low] : self._starts[high]]).split(b"\n")
        return low + bisect_left(near, key, 0, high - low)


def lines_of(strings: Sequence[str]) -> tuple[Array, Array]:
    """The strings as UTF-8, a line each, and where each line begins."""
    lines = [string.encode() + b"\n" for string in strings]
    sizes = np.array([len(line) for line in lines], np.int64)
    return np.frombuffer(b"".join(lines), np.uint8), starts_of(sizes).astype(np.uint32)


@dataclass(frozen=True, slots=True)
class Lists:
    """Lists of numbers one after the other: list i is `values[starts[i]:starts[i + 1]]`."""

    starts: Array
    values: Array

    def __getitem__(self, number: int) -> Array:
        return self.values[self.starts[number] : self.starts[number + 1]]

    def sizes(self, numbers: Array) -> Array:
        """How long these lists are."""
        sizes: Array = self.starts[numbers + 1].astype(np.int64) - self.starts[numbers]
        return sizes

    def join(self, numbers: Array) -> Array:
        """All values of these lists, one list after the other."""
        return self.gather(numbers)[0]

    def gather(self, numbers: Array) -> tuple[Array, Array]:
        """All values of these lists, one list after the other, and how long each is."""
        starts = self.starts[numbers].astype(np.int64)
        sizes = self.starts[numbers + 1] - starts
        return self.values.take(members(starts, sizes)), sizes

    @staticmethod
    def chained(parts: Sequence[Lists]) -> Lists:
        """The lists of all parts, one part after the other."""
        if len(parts) == 1:
            return parts[0]
        sizes = [len(part.values) for part in parts]
        begins = np.concatenate(([0], np.cumsum(sizes))).astype(np.uint32)
        starts = [part.starts[:-1] + begin for part, begin in zip(parts, begins, strict=False)]
        return Lists(
            np.concatenate((*starts, begins[-1:])), np.concatenate([part.values for part in parts])
        )


@dataclass(frozen=True, slots=True)
class PostingColumn:
    """The postings of a field: those of term t are numbers `starts[t]:starts[t + 1]`."""

    starts: memoryview
    docs: Array
    freqs: Array

    @classmethod
    def of(cls, docs: Sequence[Array]) -> PostingColumn:
        """The documents of each term, which hold it once."""
        starts = starts_of(np.array([len(own) for own in docs], np.int64)).astype(np.uint64)
        joined = np.concatenate([np.zeros(0, np.int32), *docs])
        return cls(starts.data, joined, np.ones(len(joined), np.uint8))

    def __getitem__(self, term: int) -> tuple[Array, Array]:
        """The documents that hold a term, and how often."""
        low, high = self.starts[term], self.starts[term + 1]
        return self.docs[low:high], self.freqs[low:high]


class Columns:
    """The columns of one segment, open for reading."""

    def __init__(self, arrays: Mapping[str, Array], text_fields: Sequence[str], documents: int):
        """Of `arrays` by their names in the file."""
        self.arrays = arrays
        self.documents = documents
        self.folds = Strings(arrays["folds"], arrays["folds.starts"])
        self.terms = Strings(arrays["terms"], arrays["terms.starts"])
        self.first_term = arrays["folds.terms"]
        self.stems = Strings(arrays["stems"], arrays["stems.starts"])
        self.stem_terms = Lists(arrays["stems.lists"], arrays["stems.terms"])
        self.grams = arrays["grams"]
        self.gram_folds = Lists(arrays["grams.lists"], arrays["grams.folds"])
        self.gram_counts = arrays["grams.counts"]
        self.question_grams = Lists(arrays["question.grams.starts"], arrays["question.grams"])
        self.fold_sizes = arrays["folds.sizes"]
        self.fold_letters = arrays["folds.letters"]
        self.ordinals = arrays["ordinals"]
        self.lengths = {field: arrays[f"{field}.lengths"] for field in text_fields}
        self.postings = {field: _posting_column(arrays, field) for field in text_fields}
        self.sequences = {
            field: Lists(arrays[f"{field}.sequence.starts"], arrays[f"{field}.sequence"])
            for field in text_fields
            if f"{field}.sequence" in arrays
        }
        self.exact = {
            name: (Strings(arrays[name], arrays[f"{name}.strings"]), _posting_column(arrays, name))
            for name in (key.removesuffix(".strings") for key in arrays if key.endswith(".strings"))
        }

    def term_of_each(self, field: str) -> tuple[list[str], Array]:
        """The terms of an exact field of which a document holds one at most, and for each
        document the number of its term, -1 if it holds none."""
        terms, column = self.exact[field]
        numbers = np.full(self.documents, -1, np.int64)
        numbers[column.docs] = np.repeat(np.arange(len(terms)), np.diff(np.asarray(column.starts)))
        return [term.decode() for term in terms], numbers

    def terms_of_fold(self, number: int) -> range:
        """The terms that share a fold."""
        return range(int(self.first_term[number]), int(self.first_term[number + 1]))

    def number_of(self, term: bytes) -> int | None:
        """The number of a term, None if it is not there."""
        number = self.folds.find(fold(term.decode()))
        same = self.terms_of_fold(number) if number is not None else ()
        return next((t for t in same if self.terms[t] == term), None)

    def terms_of_stem(self, key: str) -> list[int]:
        """The terms that share a stem; the key is "language:stem"."""
        number = self.stems.find(key)
        return [] if number is None else self.stem_terms[number].tolist()

    def terms_written(self, folded: str, field: str) -> list[int]:
        """The terms of a fold that stand in a field."""
        number = self.folds.find(folded)
        starts = self.postings[field].starts
        terms = () if number is None else self.terms_of_fold(number)
        return [term for term in terms if starts[term] < starts[term + 1]]

    def frequency(self, term: int) -> int:
        """In how many fields of documents a term stands."""
        return sum(own.starts[term + 1] - own.starts[term] for own in self.postings.values())

    def fold_frequencies(self, low: int, high: int) -> Array:
        """The same of a range of folds."""
        ends = self.first_term[low : high + 1]
        starts = (np.asarray(own.starts)[ends] for own in self.postings.values())
        return np.diff(sum(starts, np.zeros(len(ends), np.int64)))

    def known_grams(self, grams: Array) -> Array:
        """Places in the list of grams, of those that are in it."""
        if not len(self.grams):
            return np.zeros(0, np.int64)
        at = np.searchsorted(self.grams, grams)
        at[at == len(self.grams)] = 0
        known: Array = at[self.grams[at] == grams]
        return known

    def shared_grams(self, grams: Array) -> Array:
        """How many of the grams each fold has."""
        lists = self.gram_folds
        owners = [lists[number] for number in self.known_grams(grams).tolist()]
        if not owners:
            return np.zeros(len(self.folds), np.int64)
        return np.bincount(np.concatenate(owners), minlength=len(self.folds))

    def folds_of_grams(self, grams: Array) -> tuple[Array, Array]:
        """The folds that have one of the grams, once for each, and the number of the gram."""
        at = np.searchsorted(self.grams, grams)
        at[at == len(self.grams)] = 0
        known = np.flatnonzero(self.grams[at] == grams) if len(self.grams) else at[:0]
        lists = at[known]
        return self.gram_folds.join(lists), np.repeat(known, self.gram_folds.sizes(lists))


def _posting_column(arrays: Mapping[str, Array], field: str) -> PostingColumn:
    return PostingColumn(
        arrays[f"{field}.lists"].data, arrays[f"{field}.docs"], arrays[f"{field}.freqs"]
    )


def bases_of(segments: Sequence[Columns]) -> list[int]:
    """The number of the first document of each segment, where they are numbered one segment
    after the other, and the end."""
    return [0, *np.cumsum([columns.documents for columns in segments]).tolist()]


def largest(values: Array, count: int) -> list[int]:
    """The places of the largest values, the largest first, equals in order."""
    if len(values) > count:
        places = np.argpartition(values, len(values) - count)[-count:]
    else:
        places = np.arange(len(values))
    order: list[int] = places[np.argsort(-values[places], kind="stable")].tolist()
    return order
