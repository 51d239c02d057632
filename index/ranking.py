"""Which documents answer a query, best first.

The first by their scores are then compared letter by letter with what was asked, which
tells apart what shares the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from whoosh import query as whoosh_query

from index.arrays import Floats
from index.columns import Columns
from index.languages import fold
from index.leaves import Leaf
from index.likeness import Comparer
from index.phrases import PostingLists
from index.query import Query
from index.scoring import MATCHED, Numbers, Scorer
from index.weights import Weights

LONG_QUERY = 8
"""A query of so many words is a whole question."""

COMPARED = 30
"""So many of the best are compared with the query letter by letter."""

_PARTS = 512
_LEAST = np.finfo(np.float32).tiny


@dataclass(frozen=True, slots=True)
class Ranking:
    """Document numbers with their scores, best first, and how many matched in all."""

    best: tuple[tuple[int, float], ...]
    total: int


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

    def rank(self, query: Query, limit: int, only: whoosh_query.Query | None = None) -> Ranking:
        """The `limit` best documents for the query among those that match `only`."""
        if query.tree is None:
            return Ranking((), 0)
        scores = self._scores(query.tree, only)
        total = int(np.count_nonzero(scores > 0))
        best = self._top(scores, max(limit, COMPARED))
        best, values = self._compared(best, scores[best], query.words)
        first = zip(best[:limit].tolist(), values[:limit].tolist(), strict=True)
        return Ranking(tuple(first) if limit > 0 else (), total)

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
                overlaps = self._comparer.overlaps(folded, head[briefings])
                spread = scores[: len(head)][briefings] + scores[0] * weights.overlap * overlaps
                # Spread by so much that briefings and pairs stay where they stood to each other.
                values[briefings] = spread / (1 + weights.overlap)
        else:
            values[briefings] *= weights.briefing
        order = (-values).argsort(kind="stable")
        values = values[order]
        rest = np.minimum(scores[len(head) :], values[-1])
        return np.concatenate((head[order], tail)), np.concatenate((values, rest))


def _is_plain(tree: whoosh_query.Query) -> bool:
    return isinstance(tree, whoosh_query.Or) and all(isinstance(leaf, Leaf) for leaf in tree)
