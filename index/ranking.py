"""Which documents answer a query, best first: the one place where hits are scored.

BM25F as in Zaragoza et al., "Microsoft Cambridge at TREC 13" (2004), eq. 3 and 4: the
frequencies of a term are weighted and normalised by length in each field and summed
before they saturate. The first of the ranking are then compared letter by letter with
what was asked, which tells apart what shares the same words.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from whoosh import query as whoosh_query

from index.codec import Postings
from index.columns import Columns, Lists, Strings
from index.languages import fold
from index.likeness import Comparer
from index.query import SEARCHED, Leaf, Pattern, Phrase, Prefix, Query, Range, Word
from index.vocabulary import Forms, Ranges

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Weights:
    """All numbers of the ranking.

    `fields`: how much a word counts where it stands. `normalisation`: b of BM25F, how
    much the length of a field takes away. `saturation`: k1. `unfinished`: of a word that
    only begins as what was typed. `written_out`: of what an acronym stands for. `presence`:
    of a word that is there at all, delta of BM25+. `briefing`: of a briefing beside a pair
    that holds the word as well. `likeness`: of a question to the query, and
    `likeness_long` for a query of LONG_QUERY words; `overlap`: of a briefing with it.
    """

    fields: tuple[tuple[str, float], ...] = (
        ("question", 5.0),
        ("answer", 0.7),
        ("briefing", 1.0),
        ("title", 3.0),
        ("topic", 0.6),
        ("source", 0.3),
    )
    normalisation: tuple[tuple[str, float], ...] = (
        ("question", 0.4),
        ("answer", 0.5),
        ("briefing", 0.6),
        ("title", 0.3),
        ("topic", 0.3),
        ("source", 0.3),
    )
    saturation: float = 1.0
    unfinished: float = 0.5
    written_out: float = 0.7
    presence: float = 0.15
    briefing: float = 0.6
    likeness: float = 0.4
    likeness_long: float = 1.2
    overlap: float = 3.0


LONG_QUERY = 8
"""A query of so many words is a whole question."""

COMPARED = 30
"""So many of the best are compared with the query letter by letter."""

_KEPT_POSTINGS = 1_000_000
_KEPT_SUMS = 3
_MANY_TERMS = 500
_LONG = 1_000  # postings a piece on average, from which each is taken by itself


class PostingLists(Protocol):
    """Whoosh's lists of a segment, which say where its terms stand."""

    def occurrences(self, field: str, term: str, begins: Numbers, known: Postings) -> Numbers:
        """See TermsReader."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Document numbers with their scores, best first, and how many matched in all."""

    best: tuple[tuple[int, float], ...]
    total: int


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
    """Documents that hold a leaf's words, with what that adds to their scores.

    A document can stand in `docs` several times, each time with the same score.
    """

    docs: Numbers
    scores: Floats


@dataclass(frozen=True, slots=True)
class _Sum:
    """Which documents match one of some leaves, and the sum of their scores."""

    mask: Mask
    scores: Floats

    def add(self, match: _Match) -> None:
        """Take in the matches of another leaf."""
        self.mask[match.docs] = True
        # A document that stands here twice does so with one score, which is set twice.
        self.scores[match.docs] = self.scores[match.docs] + match.scores

    def copy(self) -> _Sum:
        """The same, to be added to."""
        return _Sum(self.mask.copy(), self.scores.copy())


class Ranker:
    """Ranks the documents of all segments, numbered one segment after the other."""

    def __init__(
        self,
        segments: Sequence[Columns],
        lists: Sequence[PostingLists],
        order: Numbers,
        weights: Weights | None = None,
    ) -> None:
        """`lists` say where words stand in each segment; `order` is the place of each
        document in the content, by which equal scores are ordered."""
        self._segments = segments
        self._lists = lists
        self._comparer = Comparer(segments)
        self._weights = weights or Weights()
        sizes = [columns.documents for columns in segments]
        self._bases = [0, *np.cumsum(sizes).tolist()]
        self._documents = self._bases[-1]
        # A briefing without text is there for its pairs, and nothing to find.
        self._visible = np.zeros(self._documents, bool)
        for base, columns in zip(self._bases, segments, strict=False):
            for lengths in columns.lengths.values():
                self._visible[base : base + columns.documents] |= lengths > 0
        self._living = int(np.count_nonzero(self._visible))
        self._briefings = self._exact("kind", lambda kinds: kinds.range_of("briefing"))
        self._order = order
        self._field_weights = dict(self._weights.fields)
        self._field_offsets = {
            name: number * self._documents for number, name in enumerate(self._field_weights)
        }
        self._norms = self._make_norms()
        self._scratch: Floats = np.zeros(self._documents, np.float32)
        self._matches: OrderedDict[Any, _Match] = OrderedDict()
        self._kept = 0
        self._sums: OrderedDict[Any, _Sum] = OrderedDict()

    def rank(self, query: Query, limit: int, only: whoosh_query.Query | None = None) -> Ranking:
        """The `limit` best documents for the query among those that match `only`."""
        if query.tree is None:
            return Ranking((), 0)
        found = self._evaluate(query.tree)
        mask, scores = found.mask, found.scores
        if only is not None:
            mask &= self._matching(only, [])
        # What is scored has text, and a leaf by itself matches what it scores.
        plain = only is None and _is_plain(query.tree)
        if not plain:
            mask &= self._visible
            scores += _MATCHED
            scores *= mask
        total = int(np.count_nonzero(mask))
        best = self._top(scores, max(limit, COMPARED))
        best, values = self._compared(best, scores[best], query.words)
        first = zip(best[:limit].tolist(), values[:limit].tolist(), strict=True)
        return Ranking(tuple(first) if limit > 0 else (), total)

    def browse(self, limit: int, only: whoosh_query.Query) -> Ranking:
        """All documents that match, in the order of the content."""
        found = np.flatnonzero(self._matching(only, []))
        found = found[np.argsort(self._order[found])]
        return Ranking(tuple((n, 0.0) for n in found[: max(limit, 0)].tolist()), len(found))

    # -------------------------------------------------------------- scores

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

    def _evaluate(self, tree: whoosh_query.Query) -> _Sum:
        """What matches the tree, and the scores; to be changed at will."""
        if _is_plain(tree):
            return self._sum(list(tree))
        leaves: list[Leaf] = []
        mask = self._matching(tree, leaves)
        return _Sum(mask, self._sum(list({leaf.key: leaf for leaf in leaves}.values())).scores)

    def _sum(self, leaves: Sequence[Any]) -> _Sum:
        """The sum of leaves. With each keystroke only the last of them is another one, so
        that of the others is kept."""
        if len(leaves) < 2:
            found = self._nothing()
        else:
            key = tuple(leaf.key for leaf in leaves[:-1])
            kept = self._sums.pop(key, None)
            if kept is None:
                kept = self._nothing()
                before = self._sums.get(key[:-1])
                if before is not None:
                    kept = before.copy()
                for leaf in leaves[:-1] if before is None else leaves[-2:-1]:
                    kept.add(self._found(leaf))
            self._sums[key] = kept
            if len(self._sums) > _KEPT_SUMS:
                self._sums.popitem(last=False)
            found = kept.copy()
        for leaf in leaves[-1:]:
            found.add(self._found(leaf))
        return found

    def _nothing(self) -> _Sum:
        return _Sum(np.zeros(self._documents, bool), np.zeros(self._documents, np.float32))

    def _matching(self, tree: whoosh_query.Query, leaves: list[Leaf]) -> Mask:
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
                    mask |= self._matching(child, leaves)
                return mask
            case whoosh_query.And():
                mask = np.ones(self._documents, bool)
                for child in tree:
                    mask &= self._matching(child, leaves)
                return mask
            case whoosh_query.Not():
                return ~self._matching(tree.query, [])
            case whoosh_query.AndNot():
                return self._matching(tree.a, leaves) & ~self._matching(tree.b, [])
            case whoosh_query.AndMaybe():
                mask = self._matching(tree.a, leaves)
                self._matching(tree.b, leaves)
                return mask
            case whoosh_query.Every():
                return np.ones(self._documents, bool)
            case Range():
                low, high = tree.low, tree.high
                return self._exact(tree.name, lambda terms: terms.between(low, high))
            case whoosh_query.Term():
                text = tree.text
                return self._exact(tree.fieldname, lambda terms: terms.range_of(text))
            case _:
                return np.zeros(self._documents, bool)

    def _found(self, leaf: Any) -> _Match:
        """The documents of a leaf, kept from the last time it was asked for."""
        found = self._matches.get(leaf.key)
        if found is not None:
            self._matches.move_to_end(leaf.key)
            return found
        found = self._match(leaf)
        self._matches[leaf.key] = found
        self._kept += len(found.docs)
        while self._kept > _KEPT_POSTINGS and len(self._matches) > 1:
            _, oldest = self._matches.popitem(last=False)
            self._kept -= len(oldest.docs)
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
        return _Match(docs, np.full(len(docs), _MATCHED))

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
        idf = boost * math.log(1 + (self._living - count + 0.5) / (count + 0.5)) if count else 0.0
        sums = self._scratch
        np.add.at(sums, docs, parts)
        if len(docs) > self._documents:
            docs = np.flatnonzero(sums)
        scores = sums[docs]
        sums[docs] = 0
        saturation = self._weights.saturation
        scores *= idf * (saturation + 1) / (scores + saturation)
        scores += idf * self._weights.presence
        return _Match(docs, scores)

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

    def _exact(self, field: str, range_of: Callable[[Strings], tuple[int, int]]) -> Mask:
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
        for segment in range(len(self._segments)):
            for name in fields:
                counts = self._occurrences(segment, name, words)
                found = np.flatnonzero(counts)
                times = counts[found].astype(np.float32)
                found += self._bases[segment]
                docs.append(found)
                parts.append(times * self._norms[found + self._field_offsets[name]])
        return np.concatenate(docs), np.concatenate(parts)

    def _occurrences(self, segment: int, field: str, words: Sequence[str]) -> Numbers:
        """How often each document of a segment holds the words in a row."""
        columns = self._segments[segment]
        postings = columns.postings[field]
        ways = [columns.terms_written(word, field) for word in words]
        holders = np.ones(columns.documents, bool)
        for way in ways:
            here = np.zeros(columns.documents, bool)
            for term in way:
                here[postings[term][0]] = True
            holders &= here
        if not holders.any():
            return _NO_DOCS
        # The texts that hold all the words are laid end to end. Before each is room for what a
        # phrase that goes on in it would begin with, so that none spans two.
        lengths = columns.lengths[field].astype(np.int32)
        ends = np.cumsum((lengths + len(words)) * holders, dtype=np.int32)
        begins = np.where(holders, ends - lengths, _NOWHERE)

        def begun(offset: int) -> Iterator[Numbers]:
            """Where a phrase would begin whose word this is."""
            find = self._lists[segment].occurrences
            for term in ways[offset]:
                text = columns.terms[term].decode()
                yield find(field, text, begins, postings[term]) - offset

        starts = np.concatenate(list(begun(0)))
        for offset in range(1, len(words)):
            here = np.zeros(ends[-1], bool)
            for places in begun(offset):
                here[places] = True
            starts = starts[here[starts]]
        return np.bincount(np.searchsorted(ends, starts, side="right"), minlength=len(ends))

    # -------------------------------------------------------------- the best of them

    def _top(self, scores: Floats, limit: int) -> Numbers:
        """The documents with the highest scores above 0, best first, equals in order."""
        if not len(scores):
            return _NO_DOCS
        # The limit-th best of the maxima of blocks is no more than that of all.
        blocks = len(scores) // _BLOCK
        threshold = _LEAST
        if blocks > limit:
            maxima = scores[: blocks * _BLOCK].reshape(blocks, _BLOCK).max(axis=1)
            threshold = max(_LEAST, np.partition(maxima, blocks - limit)[blocks - limit])
        found = np.flatnonzero(scores >= threshold)
        if len(found) > limit:
            values = scores[found]
            least = np.partition(values, len(values) - limit)[len(values) - limit]
            above = found[values > least]
            equal = found[values == least]
            rest = limit - len(above)
            if rest < len(equal):
                equal = equal[np.argpartition(self._order[equal], rest)[:rest]]
            found = np.concatenate((above, equal))
        return found[np.lexsort((self._order[found], -scores[found]))]

    def _compared(
        self, best: Numbers, scores: Floats, words: Sequence[str]
    ) -> tuple[Numbers, Floats]:
        """The first of the ranking by their scores and by how alike query and entry are."""
        head, tail = best[:COMPARED], best[COMPARED:]
        if not len(head) or scores[0] <= 0:
            return best, scores
        weights = self._weights
        values = scores[: len(head)].copy()
        briefings = self._briefings[head]
        if len(words) > 1:
            folded = list(dict.fromkeys(fold(word) for word in words))
            share = min(1.0, (len(folded) - 1) / (LONG_QUERY - 1))
            likeness = weights.likeness + share * (weights.likeness_long - weights.likeness)
            values += scores[0] * likeness * self._comparer.likenesses(folded, head)
            if briefings.any():
                overlaps = self._overlaps(folded, head[briefings])
                spread = scores[: len(head)][briefings] + scores[0] * weights.overlap * overlaps
                # Spread by so much that briefings and pairs stay where they stood to each other.
                values[briefings] = spread / (1 + weights.overlap)
        else:
            values[briefings] *= weights.briefing
        order = np.lexsort((self._order[head], -values))
        values = values[order]
        rest = np.minimum(scores[len(head) :], values[-1])
        return np.concatenate((head[order], tail)), np.concatenate((values, rest))

    def _overlaps(self, words: Sequence[str], docs: Numbers) -> Floats:
        """How much of the query each briefing holds."""
        owner = np.searchsorted(self._bases, docs, side="right") - 1
        here = [np.flatnonzero(owner == segment) for segment in range(len(self._segments))]
        local = [docs[chosen] - self._bases[number] for number, chosen in enumerate(here)]
        found: Floats = np.empty(len(docs), np.float32)
        found[np.concatenate(here)] = self._comparer.overlaps(words, local)
        return found


def _is_plain(tree: whoosh_query.Query) -> bool:
    return isinstance(tree, whoosh_query.Or) and all(isinstance(leaf, Leaf) for leaf in tree)


_BLOCK = 512
_LEAST = np.finfo(np.float32).tiny
_MATCHED = np.float32(1e-6)  # so that what matches without a score stands above what does not
_NOWHERE = np.int32(-(1 << 30))  # far enough for no position to come near 0
_NO_DOCS: Numbers = np.zeros(0, np.int64)
_NO_SCORES: Floats = np.zeros(0, np.float32)
