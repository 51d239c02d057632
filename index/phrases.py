"""Where words stand in a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np

from index.arrays import Ints
from index.codec import Postings
from index.columns import Columns

_NOWHERE = np.int32(-(1 << 30))  # far enough for no position to come near 0


class PostingLists(Protocol):
    """Whoosh's lists of a segment, which say where its terms stand."""

    def occurrences(self, field: str, term: str, begins: Ints, known: Postings) -> Ints:
        """See TermsReader."""


def count_in_a_row(columns: Columns, lists: PostingLists, field: str, words: Sequence[str]) -> Ints:
    """How often each document of a segment holds the folded words one right after the other;
    empty if none does."""
    postings = columns.postings[field]
    ways = [columns.terms_written(word, field) for word in words]
    if not all(ways):
        return np.zeros(0, np.int64)
    holders = np.ones(columns.documents, bool)
    for way in ways:
        here = np.zeros(columns.documents, bool)
        for term in way:
            here[postings[term][0]] = True
        holders &= here
    if not holders.any():
        return np.zeros(0, np.int64)
    # The texts that hold all the words are laid end to end. Before each is room for what a
    # phrase that goes on in it would begin with, so that none spans two.
    lengths = columns.lengths[field].astype(np.int32)
    ends = np.cumsum((lengths + len(words)) * holders, dtype=np.int32)
    begins = np.where(holders, ends - lengths, _NOWHERE)

    def begun(offset: int) -> Iterator[Ints]:
        """Where a phrase would begin whose word this is."""
        for term in ways[offset]:
            text = columns.terms[term].decode()
            places = lists.occurrences(field, text, begins, postings[term])
            places -= offset
            yield places

    starts = np.concatenate(list(begun(0)))
    starts.sort(kind="stable")  # they are sorted but for where one way ends
    for offset in range(1, len(words)):
        here = np.zeros(ends[-1], bool)
        for places in begun(offset):
            here[places] = True
        starts = starts.compress(here.take(starts))
    return np.diff(np.searchsorted(starts, ends), prepend=0)
