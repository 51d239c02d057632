"""A segment's postings as NumPy arrays in one file, mapped into memory.

The file is derived from a Whoosh segment and lies beside it. It is written whole or not at
all; what is missing, of another version or damaged is noticed and can be made again from
the segment.
"""

from __future__ import annotations

import json
import mmap
import os
import re
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.codec import FieldPostings, Ints, lengths_of
from index.languages import fold, stemmer

Array = npt.NDArray[Any]

VERSION = 6
_MAGIC = b"ifasked\x00"
_UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)

_PREFIX = len(_MAGIC) + 8  # then the size of the header and its checksum
_ALIGNMENT = 16
_CHUNK = 1 << 20
_MODULUS = 1 << 64
_QUESTIONS = 10_000  # whose grams are counted at once

_MULTIPLIER = 0x9E3779B97F4A7C15

GRAM = 4
"""Words are compared by their stretches of this many letters, "<" and ">" around them."""


class ColumnsError(Exception):
    """The file is missing, of another version, of another segment, or damaged."""


class Strings:
    """A sorted list of strings, as UTF-8 in one stretch of bytes, a line each."""

    def __init__(self, data: Array, starts: Array) -> None:
        self._data = data.data
        self._starts = starts.data

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __iter__(self) -> Iterator[bytes]:
        return (self[number] for number in range(len(self)))

    def __getitem__(self, number: int) -> bytes:
        return bytes(self._data[self._starts[number] : self._starts[number + 1] - 1])

    def find(self, text: str) -> int | None:
        """The number of a string, None if it is not there."""
        key = text.encode()
        number = bisect_left(self, key)
        return number if number < len(self) and self[number] == key else None

    def range_of(self, text: str) -> tuple[int, int]:
        """The range of the string alone, empty if it is not there."""
        number = self.find(text)
        return (0, 0) if number is None else (number, number + 1)

    def starting_with(self, prefix: str) -> tuple[int, int]:
        """The range of strings that begin so."""
        key = prefix.encode()
        low = bisect_left(self, key)
        return low, bisect_left(self, key + b"\xff", low)

    def matching(self, pattern: re.Pattern[bytes]) -> Array:
        """Numbers of the strings that match; the pattern is one of whole lines."""
        size = len(self._data)
        begins = [match.start() for match in pattern.finditer(self._data) if match.start() < size]
        return np.searchsorted(np.asarray(self._starts), begins)

    def between(self, low: str, high: str) -> tuple[int, int]:
        """The range of strings from `low` on that are not after `high` or begin with it."""
        first = bisect_left(self, low.encode())
        return first, max(first, bisect_left(self, high.encode() + b"\xff"))


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
        starts = self.starts[numbers].astype(np.int64)
        counts = self.starts[numbers + 1] - starts
        where = np.repeat(starts - (np.cumsum(counts) - counts), counts)
        return self.values[where + np.arange(len(where))]


@dataclass(frozen=True, slots=True)
class PostingColumn:
    """The postings of a field: those of term t are numbers `starts[t]:starts[t + 1]`."""

    starts: memoryview
    docs: Array
    freqs: Array


class Columns:
    """The columns of one segment, open for reading."""

    def __init__(self, arrays: Mapping[str, Array], text_fields: Sequence[str], documents: int):
        """Use `read`."""
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

    def terms_of_fold(self, number: int) -> range:
        """The terms that share a fold."""
        return range(int(self.first_term[number]), int(self.first_term[number + 1]))

    def frequency(self, term: int) -> int:
        """In how many fields of documents a term stands."""
        return sum(own.starts[term + 1] - own.starts[term] for own in self.postings.values())

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


# ------------------------------------------------------------------ making


def make_columns(
    postings: Mapping[str, FieldPostings],
    documents: int,
    text_fields: Sequence[str],
    exact_fields: Sequence[str],
    sequence_fields: Sequence[str],
) -> dict[str, Array]:
    """The arrays of a segment. The field "language" has at most one term a document."""
    terms = sorted(
        set().union(*(postings[field].terms for field in text_fields if field in postings)),
        key=lambda term: (fold(term), term),
    )
    number = {term: n for n, term in enumerate(terms)}
    arrays: dict[str, Array] = {}
    for field in text_fields:
        own = postings.get(field, _NOTHING)
        to_number = np.array([number[term] for term in own.terms], np.int64)
        arrays |= _text_column(field, own, to_number, len(terms), documents)
        if field in sequence_fields:
            arrays |= _sequence(field, own, to_number, len(terms), documents)
    for field in exact_fields:
        own = postings.get(field, _NOTHING)
        data, starts = _packed(own.terms)
        arrays |= {field: data, f"{field}.strings": starts}
        arrays |= _lists(field, own.starts, own.docs, own.freqs, documents)
    arrays |= _lexicon(terms)
    arrays |= _question_grams(arrays, documents)
    return arrays | _stems(terms, postings, number, text_fields, documents)


_NOTHING = FieldPostings(
    (), np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64)
)


def _text_column(
    field: str, own: FieldPostings, to_number: Ints, terms: int, documents: int
) -> dict[str, Array]:
    counts = np.diff(own.starts)
    order = np.argsort(to_number)
    starts = np.zeros(terms + 1, np.int64)
    starts[to_number + 1] = counts
    np.cumsum(starts, out=starts)
    sorted_counts = counts[order]
    where = np.repeat(
        own.starts[:-1][order] - (np.cumsum(sorted_counts) - sorted_counts), sorted_counts
    )
    where += np.arange(len(where))
    return {
        **_lists(field, starts, own.docs[where], own.freqs[where], documents),
        f"{field}.lengths": lengths_of(own, documents).astype(np.uint32),
    }


def _lists(field: str, starts: Ints, docs: Ints, freqs: Ints, documents: int) -> dict[str, Array]:
    return {
        f"{field}.lists": starts.astype(np.uint32),
        f"{field}.docs": docs.astype(_narrowest(documents)),
        f"{field}.freqs": np.minimum(freqs, 255).astype(np.uint8),
    }


def _sequence(
    field: str, own: FieldPostings, to_number: Ints, terms: int, documents: int
) -> dict[str, Array]:
    """The terms of each document in order of their positions."""
    before = np.concatenate(([0], np.cumsum(own.freqs, dtype=np.int64)))
    term = np.repeat(to_number.astype(np.int32), np.diff(before[own.starts]))
    document = np.repeat(own.docs, own.freqs).astype(np.int64)
    order = np.argsort((document << 32) | own.positions, kind="stable")
    return {
        f"{field}.sequence": term[order].astype(_narrowest(terms)),
        f"{field}.sequence.starts": np.concatenate(
            ([0], np.cumsum(np.bincount(document, minlength=documents)))
        ).astype(np.uint32),
    }


def _lexicon(terms: Sequence[str]) -> dict[str, Array]:
    folded = [fold(term) for term in terms]
    firsts = [n for n, key in enumerate(folded) if n == 0 or key != folded[n - 1]]
    folds = [folded[n] for n in firsts]
    data, starts = _packed(terms)
    fold_data, fold_starts = _packed(folds)
    grams, counts = grams_of_all(folds)
    order = np.argsort(grams, kind="stable")
    grams = grams[order]
    owners = np.repeat(np.arange(len(folds)), counts)[order]
    first_grams = np.flatnonzero(np.diff(grams, prepend=grams[:1] - 1 if len(grams) else grams))
    return {
        "terms": data,
        "terms.starts": starts,
        "folds": fold_data,
        "folds.starts": fold_starts,
        "folds.terms": np.array([*firsts, len(terms)], np.uint32),
        "folds.sizes": np.array([min(len(key), 255) for key in folds], np.uint8),
        "folds.letters": letters_of(folds),
        "grams": grams[first_grams],
        "grams.lists": np.append(first_grams, len(grams)).astype(np.uint32),
        "grams.folds": owners.astype(_narrowest(len(folds))),
        "grams.counts": counts.astype(np.uint8),
    }


@lru_cache(1 << 12)
def grams_of(word: str) -> npt.NDArray[np.uint32]:
    """The distinct stretches of letters of a word, hashed."""
    codes = [ord(letter) for letter in f"<{word}>"]
    codes += [0] * (GRAM - len(codes))
    hashed = set()
    for start in range(len(codes) - GRAM + 1):
        gram = 0
        for code in codes[start : start + GRAM]:
            gram = (gram + code) * _MULTIPLIER & 0xFFFFFFFFFFFFFFFF
        hashed.add(gram >> 32)
    return np.array(sorted(hashed), np.uint32)


def grams_of_all(words: Sequence[str]) -> tuple[npt.NDArray[np.uint32], Ints]:
    """`grams_of` each word, one after the other, and how many each has."""
    text = "".join(f"<{word}>" for word in words)
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
    sizes = np.array([len(word) + 2 for word in words], np.int64)
    counts = np.maximum(sizes - GRAM + 1, 1)
    ends = np.cumsum(sizes)
    firsts = np.repeat(ends - sizes - (np.cumsum(counts) - counts), counts)
    firsts += np.arange(len(firsts))
    last = np.repeat(ends - 1, counts)
    grams = np.zeros(len(firsts), np.uint64)
    for letter in range(GRAM):
        at = firsts + letter
        grams += np.where(at <= last, codes[np.minimum(at, len(codes) - 1)], 0)
        grams *= np.uint64(_MULTIPLIER)
    hashed = (grams >> np.uint64(32)).astype(np.uint32)
    # A word that repeats a stretch has it once.
    owner = np.repeat(np.arange(len(words), dtype=np.int64), counts)
    both = np.unique((owner << 32) | hashed)
    return (both & 0xFFFFFFFF).astype(np.uint32), np.bincount(both >> 32, minlength=len(words))


def _question_grams(arrays: Mapping[str, Array], documents: int) -> dict[str, Array]:
    """The distinct grams of each document's question, as `short_grams`."""
    starts = arrays["question.sequence.starts"].astype(np.int64)
    folds = np.searchsorted(arrays["folds.terms"], arrays["question.sequence"], side="right") - 1
    gram = np.repeat(short_grams(arrays["grams"]), np.diff(arrays["grams.lists"]))
    owners = arrays["grams.folds"]
    sizes = np.bincount(owners, minlength=len(arrays["grams.counts"]))
    fold_starts = np.concatenate(([0], np.cumsum(sizes)))
    of_fold = Lists(fold_starts, gram[np.argsort(owners, kind="stable")])
    lists: list[Array] = []
    sizes_of = np.zeros(documents, np.int64)
    for first in range(0, documents, _QUESTIONS):
        end = min(first + _QUESTIONS, documents)
        own = folds[starts[first] : starts[end]]
        document = np.repeat(np.arange(first, end), np.diff(starts[first : end + 1]))
        both = np.unique((np.repeat(document, sizes[own]) << 16) | of_fold.join(own))
        lists.append((both & 0xFFFF).astype(np.uint16))
        sizes_of += np.bincount(both >> 16, minlength=documents)
    return {
        "question.grams": np.concatenate((*lists, np.zeros(0, np.uint16))),
        "question.grams.starts": np.concatenate(([0], np.cumsum(sizes_of))).astype(np.uint32),
    }


def short_grams(grams: Array) -> Array:
    """Grams in 16 bits: enough to compare a few texts, where it hardly matters that one in a
    thousand seems to be shared and is not."""
    return (grams >> np.uint32(16)).astype(np.uint16)


def letters_of(words: Sequence[str]) -> npt.NDArray[np.uint32]:
    """The set of letters of each word, as 32 bits that letters share."""
    sizes = np.array([len(word) for word in words], np.int64)
    codes = np.frombuffer("".join(words).encode("utf-32-le"), np.uint32)
    bits = np.uint32(1) << ((codes * np.uint32(0x9E3779B1)) >> np.uint32(27))
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64)
    return np.bitwise_or.reduceat(bits, starts) if len(words) else bits


def _stems(
    terms: Sequence[str],
    postings: Mapping[str, FieldPostings],
    number: Mapping[str, int],
    text_fields: Sequence[str],
    documents: int,
) -> dict[str, Array]:
    """For each language of the segment, its stems and the terms that share them."""
    own = postings.get("language", _NOTHING)
    # A document of no known language is put into a row that is not looked at.
    languages = np.full(documents, len(own.terms), np.int32)
    languages[own.docs] = np.repeat(np.arange(len(own.terms)), np.diff(own.starts))
    used = np.zeros((len(own.terms) + 1, len(terms)), bool)
    for field in text_fields:
        found = postings.get(field, _NOTHING)
        to_number = np.array([number[term] for term in found.terms], np.int64)
        used[languages[found.docs], np.repeat(to_number, np.diff(found.starts))] = True
    classes: dict[bytes, list[int]] = {}
    for language, row in zip(own.terms, used, strict=False):
        stem = stemmer(language)
        if stem is not None:
            for n in np.flatnonzero(row).tolist():
                if not terms[n].isdigit():
                    classes.setdefault(f"{language}:{stem(terms[n])}".encode(), []).append(n)
    keys = sorted(classes)
    lists = [classes[key] for key in keys]
    data, starts = _lines(keys)
    return {
        "stems": data,
        "stems.starts": starts,
        "stems.lists": _offsets([len(own) for own in lists]),
        "stems.terms": np.array([n for own in lists for n in own], _narrowest(len(terms))),
    }


def _packed(strings: Sequence[str]) -> tuple[Array, Array]:
    return _lines([string.encode() for string in strings])


def _lines(strings: Sequence[bytes]) -> tuple[Array, Array]:
    data = np.frombuffer(b"".join(string + b"\n" for string in strings), np.uint8)
    return data, _offsets([len(string) + 1 for string in strings])


def _offsets(sizes: Sequence[int]) -> Array:
    offsets = np.zeros(len(sizes) + 1, np.uint32)
    np.cumsum(sizes, out=offsets[1:])
    return offsets


def _narrowest(limit: int) -> type[np.unsignedinteger[Any]]:
    """The type for numbers below `limit`."""
    return np.uint16 if limit <= 1 << 16 else np.uint32


# ------------------------------------------------------------------ file


def write(path: Path, arrays: Mapping[str, Array], documents: int) -> None:
    """Write the arrays to a new file, put in place by one rename. Raises OSError."""
    table: dict[str, tuple[str, int, int]] = {}
    offset = total = 0
    for name, array in arrays.items():
        table[name] = (array.dtype.str, len(array), offset)
        offset += -(-array.nbytes // _ALIGNMENT) * _ALIGNMENT
        total += _sum(_padded(array))
    facts = {
        "version": VERSION,
        "documents": documents,
        "size": offset,
        "sum": total % _MODULUS,
        "arrays": table,
    }
    header = json.dumps(facts).encode()
    header += b" " * (-(_PREFIX + len(header)) % _ALIGNMENT)
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        check = zlib.crc32(header)
        file.write(_MAGIC + len(header).to_bytes(4, "little") + check.to_bytes(4, "little"))
        file.write(header)
        for array in arrays.values():
            file.write(_padded(array).data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _padded(array: Array) -> npt.NDArray[np.uint8]:
    """The bytes of an array, with zeros up to a multiple of _ALIGNMENT."""
    data = np.ascontiguousarray(array).view(np.uint8)
    return np.pad(data, (0, -len(data) % _ALIGNMENT)) if len(data) % _ALIGNMENT else data


def read(path: Path, documents: int, text_fields: Sequence[str]) -> Columns:
    """Map the columns of a segment of so many documents. Raises ColumnsError."""
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        start = len(_MAGIC) + 4
        if mapped[: len(_MAGIC)] != _MAGIC:
            raise ColumnsError(f"{path} is not a column file")
        begin = _PREFIX + int.from_bytes(mapped[len(_MAGIC) : start], "little")
        header = mapped[_PREFIX:begin]
        if zlib.crc32(header) != int.from_bytes(mapped[start:_PREFIX], "little"):
            raise ColumnsError(f"{path} is damaged")
        facts = json.loads(header)
        if facts["version"] != VERSION or facts["documents"] != documents:
            raise ColumnsError(f"{path} is out of date")
        if len(mapped) - begin != facts["size"]:
            raise ColumnsError(f"{path} was cut short")
        if _sum_of_file(path, begin) != facts["sum"]:
            raise ColumnsError(f"{path} is damaged")
        arrays = {
            name: np.frombuffer(mapped, np.dtype(dtype), count, begin + offset)
            for name, (dtype, count, offset) in facts["arrays"].items()
        }
        return Columns(arrays, text_fields, documents)
    except _UNREADABLE as error:
        raise ColumnsError(f"{path} cannot be read ({error})") from error


def _sum_of_file(path: Path, begin: int) -> int:
    """The checksum of what follows `begin`, read and not mapped, since what was mapped and
    looked at once would stay in memory."""
    total = 0
    chunk = bytearray(_CHUNK)
    with path.open("rb", buffering=0) as file:
        file.seek(begin)
        while size := file.readinto(chunk):
            total += _sum(np.frombuffer(chunk, np.uint8, size))
    return total % _MODULUS


def _sum(data: npt.NDArray[np.uint8]) -> int:
    """A checksum at the speed of memory: the sum of all 8-byte words, without what overflows."""
    return int(np.add.reduce(data.view(np.uint64)))
