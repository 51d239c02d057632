"""How well documents match a query: Whoosh's query tree, evaluated over whole posting lists.

BM25F as in Zaragoza et al., "Microsoft Cambridge at TREC 13" (2004), eq. 3 and 4: the
frequencies of a term are weighted and normalised by length in each field and summed
before they saturate.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from whoosh import query as whoosh_query

from index.arrays import Floats
from index.cache import Cache
from index.columns import Columns, Lists, Strings, bases_of
from index.leaves import SEARCHED, Leaf, Pattern, Phrase, Prefix, Range, Word
from index.phrases import PostingLists, count_in_a_row
from index.vocabulary import Forms, Ranges
from index.weights import Weights

Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

MATCHED = np.float32(1e-6)
"""Added to what matches, so that its score is above that of what does not."""

_KEPT_POSTINGS = 3_000_000  # of 12 bytes
_KEPT_SUMS = 3
_MANY_TERMS = 500
_LONG = 1_000  # postings a piece on average, from which each is taken by itself


class _Terms(NamedTuple):
    """Terms `first` to `end` of a segment, and how much they count."""

    segment: int
    first: int
    end: int
    weight: float


class _Piece(NamedTuple):
    """Postings of a term in a field of a segment, and where its norms begin."""

    docs: Any
    freqs: Any
    base: int
    offset: int
    weight: float


_Where = tuple[Sequence[str], _Terms]
"""Terms, and the fields they are looked for in."""


@dataclass(frozen=True, slots=True)
class _Match:
    """Documents that hold a leaf's words, with what that adds to their scores, and the `most`
    that it could add to any.

    A document can stand in `docs` several times, each time with the same score.
    """

    docs: Numbers
    scores: Floats
    most: float


class Scorer:
    """Scores the documents of all segments, numbered one segment after the other."""

    def __init__(
        self, segments: Sequence[Columns], lists: Sequence[PostingLists], weights: Weights
    ) -> None:
        self._segments = segments
        self._lists = lists
        self._weights = weights
        self._bases = bases_of(segments)
        self._documents = self._bases[-1]
        self.visible: Mask = np.zeros(self._documents, bool)
        """What can be found: a briefing without text is there for its pairs only."""
        for base, columns in zip(self._bases, segments, strict=False):
            for lengths in columns.lengths.values():
                self.visible[base : base + columns.documents] |= lengths > 0
        self._living = int(np.count_nonzero(self.visible))
        self._field_weights = dict(weights.fields)
        self._field_offsets = {
            name: number * self._documents for number, name in enumerate(self._field_weights)
        }
        self._norms = self._make_norms()
        self._scratch: Floats = np.zeros(self._documents, np.float32)
        self._matches: Cache[Any, _Match] = Cache(_KEPT_POSTINGS)
        self._sums: OrderedDict[Any, Floats] = OrderedDict()

    def _make_norms(self) -> Floats:
        """For each field and document, weight / (1 - b + b * length / average length)."""
        norms = np.zeros((len(self._field_weights), self._documents), np.float32)
        normalisation = dict(self._weights.normalisation)
        for number, name in enumerate(self._field_weights):
            lengths = np.concatenate([columns.lengths[name] for columns in self._segments])
            holders = np.count_nonzero(lengths)
            if holders:
                b = normalisation[name]
                average = float(lengths.sum(dtype=np.int64)) / holders
                row = norms[number]
                np.multiply(lengths, b / average, out=row, casting="unsafe")
                row += 1 - b
                np.divide(self._field_weights[name], row, out=row)
        return norms.reshape(-1)

    def sum(self, leaves: Sequence[Leaf]) -> Floats:
        """The scores that leaves give each document in all, above 0 for those that match one.

        With each keystroke only the last leaf is another one, so that the sum of the others
        is kept. What is given can be changed at will.
        """
        if len(leaves) < 2:
            scores = np.zeros(self._documents, np.float32)
        else:
            key = tuple(leaf.key for leaf in leaves[:-1])
            kept = self._sums.pop(key, None)
            if kept is None:
                before = self._sums.get(key[:-1])
                if before is None:
                    kept = np.zeros(self._documents, np.float32)
                    self._add(leaves[:-1], kept)
                else:
                    kept = before.copy()
                    self._add(leaves[-2:-1], kept)
            self._sums[key] = kept
            if len(self._sums) > _KEPT_SUMS:
                self._sums.popitem(last=False)
            scores = kept.copy()
        self._add(leaves[-1:], scores)
        return scores

    def most(self, leaves: Iterable[Leaf]) -> float:
        """What leaves could give a document in all, if it held every one as often as can be;
        those that no document holds count, too."""
        return sum(self._found(leaf).most for leaf in leaves)

    def _add(self, leaves: Iterable[Leaf], scores: Floats) -> None:
        for leaf in leaves:
            found = self._found(leaf)
            # A document that stands here twice does so with one score, which is set twice.
            scores[found.docs] = scores[found.docs] + found.scores

    def matching(self, tree: whoosh_query.Query, leaves: list[Leaf]) -> Mask:
        """Which documents match; what adds to scores goes into `leaves`."""
        match tree:
            case Leaf():
                leaves.append(tree)
                mask = np.zeros(self._documents, bool)
                mask[self._found(tree).docs] = True
                return mask
            case whoosh_query.Or():
                mask = np.zeros(self._documents, bool)
                for child in tree:
                    mask |= self.matching(child, leaves)
                return mask
            case whoosh_query.And():
                mask = np.ones(self._documents, bool)
                for child in tree:
                    mask &= self.matching(child, leaves)
                return mask
            case whoosh_query.Not():
                return ~self.matching(tree.query, [])
            case whoosh_query.AndNot():
                return self.matching(tree.a, leaves) & ~self.matching(tree.b, [])
            case whoosh_query.AndMaybe():
                mask = self.matching(tree.a, leaves)
                self.matching(tree.b, leaves)
                return mask
            case whoosh_query.Every():
                return np.ones(self._documents, bool)
            case Range():
                low, high = tree.low, tree.high
                return self.exact(tree.name, lambda terms: terms.between(low, high))
            case whoosh_query.Term():
                text = tree.text
                return self.exact(tree.fieldname, lambda terms: terms.range_of(text))
            case _:
                return np.zeros(self._documents, bool)

    def _found(self, leaf: Any) -> _Match:
        """The documents of a leaf, kept from the last time it was asked for."""
        found = self._matches.get(leaf.key)
        if found is None:
            found = self._match(leaf)
            self._matches.put(leaf.key, found, len(found.docs))
        return found

    def _match(self, leaf: Any) -> _Match:
        match leaf:
            case Word():
                return self._word(leaf)
            case Prefix():
                begun = self._begun(leaf.begun)
                return self._weighed([(leaf.fields, term) for term in begun], [], leaf.boost)
            case Phrase():
                docs, parts = self._in_a_row(leaf.fields, leaf.phrases[0])
                return self._scored(docs, parts, leaf.boost, self._count(docs))
            case Pattern() if leaf.size > _MANY_TERMS:
                return self._all(leaf.fields, leaf.numbers)
            case Pattern():
                terms = [
                    _Terms(segment, term, term + 1, 1.0)
                    for segment, own in enumerate(leaf.numbers)
                    for term in own.tolist()
                ]
                return self._weighed([(leaf.fields, term) for term in terms], [], leaf.boost)
            case _:
                terms = self._numbered(leaf.forms)
                return self._weighed([(leaf.fields, term) for term in terms], [], leaf.boost)

    def _word(self, leaf: Word) -> _Match:
        strong: list[_Where] = [(leaf.fields, term) for term in self._numbered(leaf.forms)]
        weak: list[_Where] = [(leaf.fields, term) for term in self._numbered(leaf.others)]
        begun = self._begun(leaf.begun, self._weights.unfinished)
        weak += [(leaf.prefix_fields, term) for term in begun]
        return self._weighed(strong, weak, leaf.boost, leaf.phrases)

    def _all(self, fields: Sequence[str], numbers: Sequence[Numbers]) -> _Match:
        """Documents that hold any of very many terms, which tells nothing about them."""
        mask = np.zeros(self._documents, bool)
        for base, columns, own in zip(self._bases, self._segments, numbers, strict=False):
            for name in fields:
                column = columns.postings[name]
                found = Lists(np.asarray(column.starts), column.docs).join(own)
                mask[base : base + columns.documents][found] = True
        docs = np.flatnonzero(mask)
        return _Match(docs, np.full(len(docs), MATCHED), float(MATCHED))

    def _numbered(self, forms: Forms) -> list[_Terms]:
        return [
            _Terms(segment, term, term + 1, weight)
            for segment, own in enumerate(forms.segments)
            for term, weight in own.items()
        ]

    def _begun(self, ranges: Ranges, weight: float = 1.0) -> list[_Terms]:
        return [
            _Terms(segment, first, end, weight)
            for segment, (first, end) in enumerate(ranges)
            if first < end
        ]

    def _weighed(
        self,
        strong: Sequence[_Where],
        weak: Sequence[_Where],
        boost: float,
        phrases: Iterable[Sequence[str]] = (),
    ) -> _Match:
        """BM25F of all these terms and of what they are short for taken as one. How rare it
        is, the strong ones say if there are any: many relatives make a word no commoner."""
        docs, parts, of_strong = self._gather(strong, weak)
        count = self._count(docs[:of_strong] if of_strong else docs)
        for words in phrases:
            more, times = self._in_a_row(SEARCHED, words)
            docs = np.concatenate((docs, more))
            parts = np.concatenate((parts, self._weights.written_out * times))
        return self._scored(docs, parts, boost, count)

    def _scored(self, docs: Numbers, parts: Floats, boost: float, count: int) -> _Match:
        """The scores of documents whose normalised frequencies are given in parts.

        The presence of a word counts by itself, as in BM25+ (Lv and Zhai, "Lower-bounding
        term frequency normalization", 2011), so that it matters how many words of the query
        a document holds.
        """
        idf = boost * math.log(1 + (self._living - count + 0.5) / (count + 0.5))
        most = idf * (self._weights.saturation + 1 + self._weights.presence)
        sums = self._scratch
        np.add.at(sums, docs, parts)
        if len(docs) > self._documents:
            docs = np.flatnonzero(sums)
        scores = sums[docs]
        sums[docs] = 0
        saturation = self._weights.saturation
        scores *= idf * (saturation + 1) / (scores + saturation)
        scores += idf * self._weights.presence + MATCHED
        return _Match(docs, scores, most)

    def _gather(
        self, strong: Sequence[_Where], weak: Sequence[_Where]
    ) -> tuple[Numbers, Floats, int]:
        """Documents of the terms and their normalised frequencies, one for each posting, and
        how many of them are of the strong terms, which come first."""
        pieces = []
        size = of_strong = 0
        for number, (fields, (segment, first, end, weight)) in enumerate((*strong, *weak)):
            postings = self._segments[segment].postings
            if number == len(strong):
                of_strong = size
            for name in fields:
                column = postings[name]
                low, high = column.starts[first], column.starts[end]
                if low < high:
                    size += high - low
                    base = self._bases[segment]
                    docs, freqs = column.docs[low:high], column.freqs[low:high]
                    pieces.append(_Piece(docs, freqs, base, self._field_offsets[name], weight))
        if not pieces:
            return _NO_DOCS, _NO_SCORES, 0
        gather = self._gather_long if size > _LONG * len(pieces) else self._gather_short
        return *gather(pieces), of_strong if weak else size

    def _gather_long(self, pieces: Sequence[_Piece]) -> tuple[Numbers, Floats]:
        """One piece after the other: fewer passes over many numbers."""
        docs = [np.add(piece.docs, piece.base, dtype=np.int64) for piece in pieces]
        parts = []
        for piece in pieces:
            part = self._norms[piece.offset + piece.base :].take(piece.docs)
            part *= piece.freqs
            if piece.weight != 1:
                part *= np.float32(piece.weight)
            parts.append(part)
        return np.concatenate(docs), np.concatenate(parts)

    def _gather_short(self, pieces: Sequence[_Piece]) -> tuple[Numbers, Floats]:
        """All pieces together: fewer calls for few numbers."""
        docs, freqs, bases, offsets, weights = zip(*pieces, strict=True)
        sizes = [len(piece) for piece in docs]
        found = np.concatenate(docs).astype(np.int64)
        found += np.repeat(bases, sizes)
        parts = self._norms[found + np.repeat(offsets, sizes)]
        parts *= np.concatenate(freqs)
        parts *= np.repeat(np.array(weights, np.float32), sizes)
        return found, parts

    def exact(self, field: str, range_of: Callable[[Strings], tuple[int, int]]) -> Mask:
        """Documents that hold one of a range of an exact field's terms."""
        mask = np.zeros(self._documents, bool)
        for base, columns in zip(self._bases, self._segments, strict=False):
            terms, column = columns.exact[field]
            low, high = range_of(terms)
            found = column.docs[column.starts[low] : column.starts[high]]
            mask[base : base + columns.documents][found] = True
        return mask

    def _count(self, docs: Numbers) -> int:
        """How many documents these are, each counted once."""
        if not len(docs):
            return 0
        mask = np.zeros(self._documents, bool)
        mask[docs] = True
        return int(np.count_nonzero(mask))

    def _in_a_row(self, fields: Sequence[str], words: Sequence[str]) -> tuple[Numbers, Floats]:
        """Documents where the words stand one right after the other, and their normalised
        frequency, one for each field."""
        docs: list[Numbers] = []
        parts: list[Floats] = []
        for base, columns, lists in zip(self._bases, self._segments, self._lists, strict=False):
            for name in fields:
                counts = count_in_a_row(columns, lists, name, words)
                found = np.flatnonzero(counts)
                times = counts[found].astype(np.float32)
                found += base
                docs.append(found)
                parts.append(times * self._norms[found + self._field_offsets[name]])
        return np.concatenate(docs), np.concatenate(parts)


_NO_DOCS: Numbers = np.zeros(0, np.int64)
_NO_SCORES: Floats = np.zeros(0, np.float32)
