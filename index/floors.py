"""How near a document has to be to be found by its meaning alone.

A question that nothing answers is to find nothing. How near the nearest of many documents is by
chance was measured with questions of one collection asked of another; `weights.py` tells how the
numbers go together, `benchmarks/meaning` what they let through and what they keep back.
"""

from __future__ import annotations

import math

import numpy as np

from index.document_languages import DocumentLanguages
from index.nearest import Near
from index.scoring import Mask
from index.weights import Weights

_EXPLAINED = 0.3
"""The share of a query that an entry explains only if both are in the same language."""

_SHARE = 0.2
"""Of the entries in a language; with less the library has hardly anything in it."""


class NearFloors:
    """The floors of the documents of a library."""

    def __init__(self, weights: Weights, languages: DocumentLanguages, briefings: Mask) -> None:
        self._weights = weights
        self._languages = languages
        self._briefings = briefings

    def reached(self, near: Near, language: str, explained: float, among: int) -> Mask:
        """Which of the documents that are nearest of so many are near enough.

        `language` is the query's, "" if that is not known, and `explained` the share of it
        that the words of one document explain.
        """
        weights = self._weights
        chance = math.sqrt(2 * math.log(max(2, among)))
        floor = weights.floor + weights.floor_growth * chance
        floors = np.full(len(near.docs), floor, np.float32)
        # What looks like another language may be names: they are words of the library.
        if language and explained < _EXPLAINED:
            foreign = self._languages.others(near.docs, language)
            floors[foreign] -= weights.floor_foreign
            # No words of a briefing tell that it is meant, and no question of its own.
            if self._languages.share(language) < _SHARE:
                alone = weights.floor_alone + weights.floor_alone_growth * chance
                alone += min(near.typical, weights.typical)
                briefings = foreign & self._briefings[near.docs]
                floors[briefings] = np.minimum(floors[briefings], alone)
        beside = weights.floor_beside * near.values.max(initial=0)
        reached: Mask = near.values >= np.maximum(floors, beside)
        return reached
