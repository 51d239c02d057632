"""The ways of searching that are compared, and a library that can be searched in each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from index.library import Library
from index.meaning import Encoder
from index.nearest import Nearest
from index.vectors import Block, read_blocks
from index.weights import Weights

_NO_FLOOR = -2.0  # two texts cannot be less alike


@dataclass(frozen=True, slots=True)
class Way:
    """By words, by meaning, or by both as the program does it.

    Without `floors`, what no word finds is shown however far away it is. Without `passages`,
    there are only the vectors of questions and of whole texts.
    """

    words: bool = True
    meaning: bool = True
    floors: bool = True
    passages: bool = True

    @property
    def weights(self) -> Weights:
        """The numbers of the ranking for it."""
        if self.floors:
            return Weights()
        return replace(Weights(), floor=_NO_FLOOR, floor_foreign=_NO_FLOOR, floor_alone=_NO_FLOOR)


WORDS = Way(meaning=False)
MEANING = Way(words=False)
FUSED = Way()
NO_FLOORS = Way(floors=False)
NO_PASSAGES = Way(passages=False)
MEANING_NO_PASSAGES = Way(words=False, passages=False)

WAYS = (WORDS, MEANING, FUSED, NO_FLOORS, NO_PASSAGES, MEANING_NO_PASSAGES)


class Found(NamedTuple):
    """A hit: the id of the entry, and what found it as in `index.model.Hit`."""

    id: str
    how: str


class Opened(Library):
    """A library open for one way of searching."""

    def __init__(self, generation: Path, way: Way, encoder: Encoder) -> None:
        super().__init__(generation, way.weights, encoder=encoder)
        self._way = way

    def read_meaning(self) -> bool:
        """As in the program, but for the passages where they are to be left out."""
        complete = super().read_meaning()
        if not self._way.passages:
            segments = [read_blocks(self._generation, segment) for segment in self._contents]
            self._nearest = Nearest([list(map(_bare, blocks)) for blocks in segments], self._bases)
        return complete

    def find(self, text: str, limit: int) -> list[Found]:
        """The best entries for the text, best first."""
        if not self._way.words:
            return self._by_meaning(text, limit)
        hits = self.search(text, limit=limit, meaning=self._way.meaning).hits
        return [Found(hit.id, hit.how) for hit in hits]

    def _by_meaning(self, text: str, limit: int) -> list[Found]:
        """The entries that lie nearest, by nothing but how near they are."""
        asked = self._meaning_of(text)
        if asked is None:
            return []
        visible = self._ranker._scorer.visible  # noqa: SLF001  # nothing else needs it
        near = asked.nearest.find(asked.vector, visible, np.zeros(0, np.int64))
        best = near.docs[np.argsort(-near.values, kind="stable")[:limit]]
        return [Found(self._facts(number)["id"], "meaning") for number in best.tolist()]


def _bare(block: Block) -> Block:
    """The block without its passages."""
    none = {
        "passages": block.arrays["passages"][:0],
        "passages.starts": np.zeros_like(block.of_passages),
    }
    return Block({**block.arrays, **none})
