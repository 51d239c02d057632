"""Which documents lie near a vector: an exact scan of bytes.

All questions and wholes are compared, then the passages of the groups that came out first. A
scan is exact and takes 2 ms for 100,000 vectors; graphs of neighbours would be quicker only
far beyond that.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.arrays import Floats, Ints, members
from index.columns import largest
from index.vectors import Block, Bytes, quantised

_COMPARED = 300
"""So many groups are compared passage by passage."""

_HELD = 64_000_000
"""Bytes of passages that may stay in memory; of more, each search keeps none."""

_NOWHERE = -2.0  # below what any two vectors have in common


class Near(NamedTuple):
    """Documents, each once, and how near each is: the cosine of its whole and that of what is
    nearest in it, added up, so 2 at most. `typical` is how near they all are on average."""

    docs: npt.NDArray[np.int64]
    values: Floats
    typical: float


class Nearest:
    """Finds documents of all segments, numbered one segment after the other."""

    def __init__(self, segments: Sequence[Sequence[Block]], bases: Sequence[int]) -> None:
        """Of the blocks of each segment, whose documents begin at `bases`; the last is the end."""
        self._blocks = [block for blocks in segments for block in blocks]
        self._is_large = sum(block.passages.nbytes for block in self._blocks) > _HELD
        docs, groups = [np.zeros(0, np.int64)], [np.zeros(1, np.int64)]
        for base, blocks in zip(bases, segments, strict=False):
            for block in blocks:
                docs.append(block.docs.astype(np.int64) + base)
                groups.append(block.groups[1:].astype(np.int64) + groups[-1][-1])
        self.documents = np.concatenate(docs)
        """Those that have vectors, in no order."""
        self._first_group = np.zeros(bases[-1], np.int64)
        self._groups_of = np.zeros(bases[-1], np.int64)
        starts = np.concatenate(groups)
        self._first_group[self.documents] = starts[:-1]
        self._groups_of[self.documents] = np.diff(starts)
        self._doc_of = np.repeat(self.documents, np.diff(starts))
        self._begins = [0, *np.cumsum([len(block.wholes) for block in self._blocks]).tolist()]
        counts = [np.diff(block.of_questions.astype(np.int64)) for block in self._blocks]
        self._owners = np.repeat(
            np.arange(len(self._doc_of)), np.concatenate([np.zeros(0, np.int64), *counts])
        )
        firsts = np.diff(self._owners, prepend=-1) > 0
        self._firsts, self._others = np.flatnonzero(firsts), np.flatnonzero(~firsts)

    def find(self, vector: Floats, allowed: npt.NDArray[np.bool_], also: Ints) -> Near:
        """The nearest of the documents that are allowed, and besides those of `also`."""
        if not len(self._doc_of):
            return Near(np.zeros(0, np.int64), np.zeros(0, np.float32), 0.0)
        asked = quantised(vector)
        wholes = _likeness(asked, [block.wholes for block in self._blocks])
        questions = self._of_questions(asked)
        found = np.where(questions > _NOWHERE, questions, wholes)
        found += wholes
        typical = float(found.mean())
        found[~allowed[self._doc_of]] = 2 * _NOWHERE
        first = np.array(largest(found, _COMPARED), np.int64)
        first = first[found[first] > 2 * _NOWHERE]
        also = members(self._first_group[also], self._groups_of[also])
        chosen = np.unique(np.concatenate((first, also)))
        parts = np.maximum(questions[chosen], self._of_passages(asked, chosen))
        values = np.where(parts > _NOWHERE, parts, wholes[chosen]) + wholes[chosen]
        # Of the sections of a briefing the nearest counts.
        docs, place = np.unique(self._doc_of[chosen], return_inverse=True)
        best = np.full(len(docs), 2 * _NOWHERE, np.float32)
        np.maximum.at(best, place, values)
        return Near(docs, best, typical)

    def vector_of(self, document: int) -> Floats | None:
        """The vector of what a document asks, or of its beginning where it asks nothing; None
        if it has none."""
        group = int(self._first_group[document])
        if not self._groups_of[document]:
            return None
        number = bisect_right(self._begins, group) - 1
        block, own = self._blocks[number], group - self._begins[number]
        first, end = block.of_questions[own], block.of_questions[own + 1]
        row = block.questions[first] if first < end else block.wholes[own]
        vector: Floats = row.astype(np.float32)
        vector /= max(float(np.linalg.norm(vector)), 1.0)
        return vector

    def asking(self, vector: Floats, count: int) -> tuple[Ints, Floats]:
        """The documents whose questions are most like a vector, so many, and their cosines."""
        likeness = self._of_questions(quantised(vector))
        groups = np.array(largest(likeness, count), np.int64)
        groups = groups[likeness[groups] > _NOWHERE]
        return self._doc_of[groups], likeness[groups]

    def _of_questions(self, asked: Bytes) -> Floats:
        """For each group the likeness of the likest of its questions."""
        likeness = _likeness(asked, [block.questions for block in self._blocks])
        best: Floats = np.full(len(self._doc_of), _NOWHERE, np.float32)
        best[self._owners[self._firsts]] = likeness[self._firsts]
        np.maximum.at(best, self._owners[self._others], likeness[self._others])
        return best

    def _of_passages(self, asked: Bytes, groups: Ints) -> Floats:
        """For each of some groups, in order, the likeness of the likest of its passages."""
        best: Floats = np.full(len(groups), _NOWHERE, np.float32)
        ends = np.searchsorted(groups, self._begins)
        rows, counts = [], [np.zeros(0, np.int64)]
        for number, block in enumerate(self._blocks):
            own = groups[ends[number] : ends[number + 1]] - self._begins[number]
            if len(own):
                starts = block.of_passages[own].astype(np.int64)
                counts.append(block.of_passages[own + 1] - starts)
                rows.append(block.passages[members(starts, counts[-1])])
                if self._is_large:
                    block.let_go_of_passages()
        sizes = np.concatenate(counts)
        has = np.flatnonzero(sizes)
        if len(has):
            firsts = (np.cumsum(sizes) - sizes)[has]
            best[has] = np.maximum.reduceat(_likeness(asked, [np.concatenate(rows)]), firsts)
        return best


def _likeness(asked: Bytes, parts: Sequence[Bytes]) -> Floats:
    """The cosine of each row with what is asked."""
    from simsimd import cdist

    # Into an array of ours it would lose references to None, which ends the process.
    distances = [
        np.asarray(cdist(asked[None], rows, metric="cosine", out_dtype="float32"))[0]
        for rows in parts
        if len(rows)
    ]
    likeness: Floats = 1 - np.concatenate([_NONE, *distances])
    return likeness


_NONE: Floats = np.zeros(0, np.float32)
