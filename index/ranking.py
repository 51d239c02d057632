"""Which documents answer a query, best first.

The first by their scores are then compared letter by letter with what was asked, which
tells apart what shares the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from whoosh import query as whoosh_query

from index.arrays import Floats
from index.columns import Columns, largest
from index.document_languages import DocumentLanguages
from index.floors import NearFloors
from index.languages import fold
from index.leaves import Leaf
from index.likeness import Comparer
from index.nearest import Nearest
from index.phrases import PostingLists
from index.query import Query
from index.scoring import MATCHED, Numbers, Scorer
from index.weights import Weights

LONG_QUERY = 8
"""A query of so many words is a whole question."""

COMPARED = 30
"""So many of the best are compared with the query letter by letter."""

_FEW_WORDS = 4
"""A query of so many words that one entry explains is no question."""

_ASKED = 50
"""So many of the questions nearest to one are looked at beside those that are wanted."""

_PARTS = 512
_LEAST = np.finfo(np.float32).tiny


@dataclass(frozen=True, slots=True)
class Ranking:
    """Document numbers with their scores, best first, and how many matched in all.

    `near` are those of them that were found by what they mean, and `unmatched` those that no
    word found.
    """

    best: tuple[tuple[int, float], ...]
    total: int
    near: frozenset[int] = frozenset()
    unmatched: frozenset[int] = frozenset()

    def how(self, document: int) -> Literal["words", "meaning", "both"]:
        """What found a document."""
        if document in self.unmatched:
            return "meaning"
        return "both" if document in self.near else "words"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a query means: its vector, its language (ISO 639-1; "" if that is not known), and
    what finds the documents near it."""

    vector: Floats
    language: str
    nearest: Nearest


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
        self._weights = weights or Weights()
        self._scorer = Scorer(segments, lists, self._weights)
        self._comparer = Comparer(segments)
        self._briefings = self._scorer.exact("kind", lambda kinds: kinds.range_of("briefing"))
        self._order = order
        self._languages = DocumentLanguages(segments, self._scorer.visible)
        self._floors = NearFloors(self._weights, self._languages, self._briefings)

    def language_of(self, document: int) -> str:
        """The language of a document (ISO 639-1), "" if it is not known."""
        return self._languages.name(document)

    def rank(self, query: Query, limit: int, only: whoosh_query.Query | None = None) -> Ranking:
        """The `limit` best documents for the query among those that match `only`."""
        if query.tree is None:
            return Ranking((), 0)
        scores = self._scores(query.tree, only)
        total = int(np.count_nonzero(scores > 0))
        best = self._top(scores, max(limit, COMPARED))
        head, tail = best[:COMPARED], best[COMPARED:]
        values = self._compared(head, scores, query.words)
        return Ranking(self._first(limit, head, values, tail, scores), total)

    def rank_by_both(
        self,
        query: Query,
        limit: int,
        meaning: Meaning,
        only: whoosh_query.Query | None = None,
    ) -> Ranking:
        """The same by words and by meaning together."""
        if query.tree is None:
            return Ranking((), 0)
        weights = self._weights
        scores = self._scores(query.tree, only)
        best = self._top(scores, max(limit, COMPARED))
        allowed = self._scorer.visible
        if only is not None:
            allowed = allowed & self._scorer.matching(only, [])
        near = meaning.nearest.find(meaning.vector, allowed, best[:COMPARED])
        most = self._scorer.most({leaf.key: leaf for leaf in query.leaves}.values())
        explained = min(1.0, float(scores.max(initial=0)) / most)
        among = int(np.count_nonzero(allowed))
        is_near = self._floors.reached(near, meaning.language, explained, among)
        worth = is_near | (scores[near.docs] > 0)
        nearest = largest(np.where(worth, near.values, 0), COMPARED)
        found = near.docs[[n for n in nearest if worth[n]]]
        head: Numbers = np.union1d(best[:COMPARED], found)
        tail = best[COMPARED:][~np.isin(best[COMPARED:], found)]
        values = self._compared(head, scores, query.words)
        share = self._share(len(query.words), explained)
        if len(query.words) > 1:
            # As far as meaning tells briefings from pairs, words need not.
            values[self._briefings[head]] *= 1 + share * weights.overlap
        nearness = np.zeros(self._scorer.visible.shape, np.float32)
        nearness[near.docs] = near.values
        foreign = self._languages.others(head, meaning.language)
        nearness[head] -= weights.foreign * foreign
        # As much as the words give the best, or where they explain little, could give.
        scale = most * max(weights.meaning_least, explained)
        values += scale * weights.meaning * share * nearness[head]
        first = self._first(limit, head, values, tail, scores)
        shown = {number for number, _ in first}
        unmatched = shown.intersection(found[scores[found] <= 0].tolist())
        total = int(np.count_nonzero(scores > 0) + np.count_nonzero(scores[found] <= 0))
        close = shown.intersection(near.docs[is_near].tolist())
        return Ranking(first, total, frozenset(close), frozenset(unmatched))

    def rank_same(self, document: int, query: Query, meaning: Meaning, limit: int) -> Ranking:
        """The documents that ask the same as a document does, whose question is the query."""
        if query.tree is None:
            return Ranking((), 0)
        docs, values = meaning.nearest.asking(meaning.vector, limit + _ASKED)
        others = docs != document
        docs, values = docs[others], values[others]
        folded = list(dict.fromkeys(fold(word) for word in query.words))
        if folded and len(docs):
            values = values + self._weights.same_letters * self._comparer.likenesses(folded, docs)
        foreign = self._languages.others(docs, meaning.language)
        weights = self._weights
        explained = self._scores(query.tree, None)[docs] / self._scorer.most(query.leaves)
        same = (values >= weights.same) & (explained >= weights.same_explained)
        enough = np.where(foreign, values >= weights.same_foreign, same)
        enough &= self._scorer.visible[docs]
        none: Numbers = np.zeros(0, np.int64)
        first = self._first(limit, docs[enough], values[enough], none, values)
        return Ranking(first, int(np.count_nonzero(enough)), frozenset(docs[enough].tolist()))

    def _share(self, words: int, explained: float) -> float:
        """How much of its weight meaning has beside the words of a query of so many words.

        Few words that one entry explains are no question but a name for it.
        """
        weights = self._weights
        long = min(1.0, max(0.0, (words - _FEW_WORDS) / (LONG_QUERY - _FEW_WORDS)))
        known = min(1.0, explained / weights.explained)
        return 1 - (1 - long) * known

    def browse(self, limit: int, only: whoosh_query.Query) -> Ranking:
        """All documents that match, in the order of the content."""
        found = np.flatnonzero(self._scorer.matching(only, []))
        found = found[np.argsort(self._order[found])]
        return Ranking(tuple((n, 0.0) for n in found[: max(limit, 0)].tolist()), len(found))

    def _scores(self, tree: whoosh_query.Query, only: whoosh_query.Query | None) -> Floats:
        """The score of each document, above 0 for those that match."""
        if only is None and _is_plain(tree):  # what is scored has text, and matches
            return self._scorer.sum(list(tree))
        leaves: list[Leaf] = []
        mask = self._scorer.matching(tree, leaves) & self._scorer.visible
        if only is not None:
            mask &= self._scorer.matching(only, [])
        scores = self._scorer.sum(list({leaf.key: leaf for leaf in leaves}.values()))
        scores += MATCHED
        scores *= mask
        return scores

    def _top(self, scores: Floats, limit: int) -> Numbers:
        """The documents with the highest scores above 0, best first, equals in order."""
        # The limit-th best of the maxima of some parts is no more than that of all.
        rows = len(scores) // _PARTS
        threshold = _LEAST
        if rows and limit < _PARTS:
            maxima = scores[: rows * _PARTS].reshape(rows, _PARTS).max(axis=0)
            maxima.partition(_PARTS - limit)
            threshold = max(_LEAST, maxima[_PARTS - limit])
        found = (scores >= threshold).nonzero()[0]
        values = scores[found]
        if len(found) > limit:
            ordered = values.copy()
            ordered.partition(len(values) - limit)
            least = ordered[len(values) - limit]
            (above,), (equal,) = (values > least).nonzero(), (values == least).nonzero()
            rest = limit - len(above)
            if rest < len(equal):
                equal = equal[self._order[found[equal]].argpartition(rest)[:rest]]
            kept = np.concatenate((above, equal))
            found, values = found[kept], values[kept]
        return found[np.lexsort((self._order[found], -values))]

    def _first(
        self, limit: int, head: Numbers, values: Floats, tail: Numbers, scores: Floats
    ) -> tuple[tuple[int, float], ...]:
        """The first of the ranking: the head by its values, then the tail."""
        order = np.lexsort((self._order[head], -values))
        rest = np.minimum(scores[tail], float(values.min(initial=np.inf)))
        numbers, numbered = (
            np.concatenate((head[order], tail)),
            np.concatenate((values[order], rest)),
        )
        limit = max(limit, 0)
        return tuple(zip(numbers[:limit].tolist(), numbered[:limit].tolist(), strict=True))

    def _compared(self, docs: Numbers, scores: Floats, words: Sequence[str]) -> Floats:
        """The values of some documents by their scores and by how alike query and entry are."""
        values = scores[docs]
        top = float(values.max(initial=0))
        if top <= 0:
            return values
        weights = self._weights
        briefings = self._briefings[docs]
        if len(words) > 1:
            folded = list(dict.fromkeys(fold(word) for word in words))
            share = min(1.0, (len(folded) - 1) / (LONG_QUERY - 1))
            likeness = weights.likeness + share * (weights.likeness_long - weights.likeness)
            spread = values + top * likeness * self._comparer.likenesses(folded, docs)
            if briefings.any():
                overlaps = self._comparer.overlaps(folded, docs[briefings])
                of_briefings = values[briefings] + top * weights.overlap * overlaps
                # Spread by so much that briefings and pairs stay where they stood to each other.
                spread[briefings] = of_briefings / (1 + weights.overlap)
            return spread
        values[briefings] *= weights.briefing
        return values


def _is_plain(tree: whoosh_query.Query) -> bool:
    return isinstance(tree, whoosh_query.Or) and all(isinstance(leaf, Leaf) for leaf in tree)
