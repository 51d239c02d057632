"""How alike a query and an entry are, by the stretches of letters they share.

Words that differ in their endings or that are parts of compounds share most stretches of
GRAM letters, in every language, where stems and dictionaries end. It costs too much for
all documents, so it is asked of the first of a ranking only.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from index.arrays import Array, Floats
from index.columns import Columns, Lists, bases_of
from index.grams import grams_of, short_grams

_SATURATION = 0.8  # of a stretch's frequency in a text
_NORMALISATION = 0.6  # by the length of the text


class Comparer:
    """Compares entries of all segments with queries."""

    def __init__(self, segments: Sequence[Columns]) -> None:
        self._segments = segments
        self._bases = bases_of(segments)
        # Written to and put back in every comparison, so that none of it is made anew.
        self._places = [np.full(len(columns.folds), -1, np.int32) for columns in segments]
        self._asked = np.zeros(1 << 16, np.uint8)
        self._question_grams = Lists.chained([columns.question_grams for columns in segments])
        self._frequencies: list[Array | None] = [None] * len(segments)
        lengths = [columns.lengths["briefing"] for columns in segments]
        holders = sum(np.count_nonzero(own) for own in lengths)
        total = sum(int(own.sum(dtype=np.int64)) for own in lengths)
        self._average = total / holders if holders else 0.0
        self._holders = holders

    def likenesses(self, words: Sequence[str], docs: Array) -> Floats:
        """How like the query the question of each document is, as Dice coefficient of their
        stretches. Documents are numbered through all segments."""
        grams = short_grams(self._grams(words))
        values, sizes = self._question_grams.gather(docs)
        self._asked[grams] = 1
        before = np.zeros(len(values) + 1, np.int32)
        self._asked.take(values).cumsum(out=before[1:])
        self._asked[grams] = 0
        ends = sizes.cumsum()
        common = before[ends] - before[ends - sizes]
        likeness: Floats = (2 * common / (len(grams) + sizes)).astype(np.float32)
        return likeness

    def overlaps(self, words: Sequence[str], docs: Array) -> Floats:
        """How much of the query the briefing of each document holds."""
        grams = self._grams(words)
        owners = [columns.folds_of_grams(grams) for columns in self._segments]
        rarity = self._rarity(owners, len(grams))
        segment = np.searchsorted(self._bases, docs, side="right") - 1
        found: Floats = np.empty(len(docs), np.float32)
        for number, base in enumerate(self._bases[:-1]):
            here = np.flatnonzero(segment == number)
            found[here] = self._overlap(number, docs[here] - base, owners[number], rarity)
        return found

    @staticmethod
    def _grams(words: Sequence[str]) -> Array:
        grams = np.concatenate([grams_of(word) for word in words])
        grams.sort()
        # np.unique would do, but loads half of NumPy when it is first asked.
        distinct = np.ones(len(grams), bool)
        np.not_equal(grams[1:], grams[:-1], out=distinct[1:])
        return grams[distinct]

    def _overlap(
        self, segment: int, docs: Array, owners: tuple[Array, Array], rarity: Floats
    ) -> Floats:
        counts = self._counts(segment, docs, owners, len(rarity))
        lengths = self._segments[segment].lengths["briefing"][docs]
        norms = 1 - _NORMALISATION + _NORMALISATION * lengths / self._average
        frequencies = counts / norms[:, None].astype(np.float32)
        saturated = frequencies / (frequencies + _SATURATION)
        overlap: Floats = np.dot(saturated, rarity).astype(np.float32)
        overlap /= max(float(rarity.sum()), 1e-9)
        return overlap

    def _counts(self, segment: int, docs: Array, owners: tuple[Array, Array], grams: int) -> Floats:
        """How often each briefing has each stretch of the query."""
        columns = self._segments[segment]
        sequences = columns.sequences["briefing"]
        counts: Floats = np.zeros((len(docs), grams), np.float32)
        folds = np.searchsorted(columns.first_term, sequences.join(docs), side="right") - 1
        lengths = sequences.sizes(docs)
        # Which word has which stretch; a word that occurs again is known by one place.
        place = self._places[segment]
        place[folds] = np.arange(len(folds))
        words = place[folds]
        at = place[owners[0]]
        known = at >= 0
        has = np.zeros((len(folds), grams), np.float32)
        has[at[known], owners[1][known]] = 1
        place[folds] = -1
        useful = np.flatnonzero(np.any(has, axis=1)[words])
        text = np.repeat(np.arange(len(docs)), lengths)[useful]
        if len(text):
            firsts = np.flatnonzero(np.diff(text, prepend=-1))
            counts[text[firsts]] = np.add.reduceat(has[words[useful]], firsts)
        return counts

    def _rarity(self, owners: Sequence[tuple[Array, Array]], grams: int) -> Floats:
        """The idf of each stretch, of how many briefings at most hold it."""
        holders = np.zeros(grams)
        for number, (folds, gram) in enumerate(owners):
            holders += np.bincount(gram, self._frequency(number)[folds], grams)
        holders = np.minimum(holders, self._holders)
        rarity = np.log(1 + (self._holders - holders + 0.5) / (holders + 0.5))
        return np.where(holders > 0, rarity, math.log(1 + self._holders)).astype(np.float32)

    def _frequency(self, number: int) -> Array:
        """For each fold of a segment, how many briefings hold its terms."""
        found = self._frequencies[number]
        if found is None:
            columns = self._segments[number]
            starts = np.asarray(columns.postings["briefing"].starts)
            found = np.diff(starts[columns.first_term].astype(np.int64))
            self._frequencies[number] = found
        return found
