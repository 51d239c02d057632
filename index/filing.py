"""Where entries are filed: the topics that the content gives, as the user has changed them.

What the user moves is kept apart from the content and survives each new reading of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import reduce

import numpy as np

from index.arrays import Array
from index.columns import Columns, PostingColumn, Strings
from index.model import Briefing, Move
from index.topics import SEPARATOR, with_ancestors


class Filing:
    """The user's moves, in the order in which they were made."""

    def __init__(self, moves: Iterable[Move] = ()) -> None:
        self._moves = tuple(moves)
        self._briefings = {move.what for move in self._moves if move.kind == "briefing"}

    def __bool__(self) -> bool:
        return bool(self._moves)

    def path(self, path: str, briefing_id: str = "") -> str:
        """Where a topic of an entry is now."""
        for move in self._moves:
            if move.kind == "briefing":
                path = move.to if move.what == briefing_id else path
            elif path == move.what:
                path = move.to
            elif path.startswith(move.what + SEPARATOR):
                path = move.to + path[len(move.what) :]
        return path

    def paths(self, paths: Iterable[str], briefing_id: str) -> tuple[str, ...]:
        """Where several topics of an entry are now, each once."""
        return tuple(dict.fromkeys(self.path(path, briefing_id) for path in paths))

    def filed(self, briefing: Briefing) -> Briefing:
        """The briefing with its topics and those of its pairs as they are now."""
        pairs = tuple(
            replace(pair, topics=self.paths(pair.topics, briefing.id)) for pair in briefing.qa_pairs
        )
        topics = self.paths(briefing.topics, briefing.id)
        return replace(briefing, topics=topics, qa_pairs=pairs)

    def apply(self, columns: Columns) -> None:
        """File the documents of a segment anew."""
        terms, column = columns.exact["path"]
        lists = {term.decode(): column[number][0] for number, term in enumerate(terms)}
        below: dict[str, list[Array]] = {}
        for name, docs in lists.items():
            below.setdefault(name.rpartition(SEPARATOR)[0], []).append(docs)
        moved = self._documents(columns)
        filed: dict[str, list[Array]] = {}
        for name, docs in lists.items():
            # What is filed below a topic is in it as well, and goes with what is below.
            own = reduce(np.setdiff1d, below.get(name, []), docs)
            for target, chosen in self._targets(name, own, moved):
                for path in with_ancestors([target]):
                    filed.setdefault(path, []).append(chosen)
        ordered = sorted(filed, key=str.encode)
        documents = [np.unique(np.concatenate(filed[path])) for path in ordered]
        columns.exact["path"] = Strings.of(ordered), PostingColumn.of(documents)

    def _documents(self, columns: Columns) -> dict[str, Array]:
        """The documents of each briefing that was moved."""
        terms, column = columns.exact["briefing_id"]
        numbers = {id_: terms.find(id_) for id_ in self._briefings}
        return {id_: column[number][0] for id_, number in numbers.items() if number is not None}

    def _targets(
        self, name: str, docs: Array, moved: Mapping[str, Array]
    ) -> Iterable[tuple[str, Array]]:
        """Where the documents of a topic go."""
        rest = docs
        for id_, own in moved.items():
            here = np.intersect1d(docs, own)
            if len(here):
                yield self.path(name, id_), here
                rest = np.setdiff1d(rest, here)
        if len(rest):
            yield self.path(name), rest
