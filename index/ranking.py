"""Which documents answer a query, best first: the one place where hits are scored."""

from __future__ import annotations

from dataclasses import dataclass

from whoosh import query as whoosh_query
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

# Questions and titles are short by nature, so their length tells little.
WEIGHTING = BM25F(question_B=0.3, title_B=0.3, topics_B=0.3)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Document numbers with their scores, best first, and how many matched in all."""

    best: tuple[tuple[int, float], ...]
    total: int


def rank(
    searcher: Searcher,
    tree: whoosh_query.Query,
    limit: int,
    only: whoosh_query.Query | None = None,
) -> Ranking:
    """The `limit` best documents for the tree among those that match `only`.

    Okapi BM25 a field, added up over the fields with the weights of `schema`. Equal
    scores keep the order of the content.
    """
    found = searcher.search(tree, limit=max(limit, 1), filter=only)
    best = tuple((number, score) for score, number in found.top_n)
    return Ranking(best[: max(limit, 0)], len(found))
