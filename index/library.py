"""An open library: search it, browse it by topic, read a briefing of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import whoosh.index
from whoosh import query as whoosh_query

from index import build as building
from index.errors import DamagedIndexError
from index.manifest import current_generation, name_in_force, read_manifest, rebuild_hint
from index.model import (
    Briefing,
    BuildReport,
    FollowUp,
    Hit,
    Progress,
    QAPair,
    Results,
    Topic,
)
from index.query import MOST_CHARACTERS, Query, parse
from index.ranking import WEIGHTING, Ranking, rank
from index.suggest import suggest
from index.topics import clean_path, make_tree

StrPath = str | Path


class Library:
    """An index, open for reading. One thread uses it; `close()` when done."""

    def __init__(self, generation: Path) -> None:
        """Use `Library.open`."""
        self._generation = generation
        self._manifest = read_manifest(generation)
        with self._guarded():
            self._index = whoosh.index.open_dir(str(generation), readonly=True)
            self._searcher = self._index.searcher(weighting=WEIGHTING)
            self._topics = make_tree(self._manifest.topics, self._manifest.entries)

    @staticmethod
    def build(
        paths: Iterable[StrPath],
        into: StrPath,
        progress: Callable[[Progress], None] | None = None,
    ) -> BuildReport:
        """Index the content below `paths` into folder `into`; see `index.build.build`."""
        return building.build([Path(path) for path in paths], Path(into), progress)

    @classmethod
    def open(cls, into: StrPath) -> Library:
        """Open the index in folder `into`.

        Raises NoIndexError if there is none this version can read, DamagedIndexError if
        it is broken. A build into the same folder does not disturb an open library.
        """
        into = Path(into).resolve()
        while True:
            name = name_in_force(into)
            try:
                return cls(current_generation(into))
            except DamagedIndexError:
                # Unless a build has just put another in its place and removed it.
                if name_in_force(into) == name:
                    raise

    def close(self) -> None:
        """Let go of the index files."""
        self._searcher.close()
        self._index.close()

    def topics(self) -> Topic:
        """The root of the topic tree; its count is that of all entries."""
        return self._topics

    def search(self, text: str, *, topic: str | None = None, limit: int = 50) -> Results:
        """The entries that answer `text` best, of a topic and all below it if one is given.

        Nothing typed gives everything, in the order of the content. Raises
        DamagedIndexError if the index cannot be read.
        """
        started = time.perf_counter()
        with self._guarded():
            path = clean_path(topic or "")
            only = whoosh_query.Term("topic", path) if path else None
            if text.strip():
                query = parse(text, self._expand_prefix)
                ranking = self._rank(query, limit, only)
            else:
                query = Query(None)
                ranking = self._browse(limit, only)
            hits = tuple(self._hit(number, score) for number, score in ranking.best)
            lost = not hits and bool(text.strip())
            suggestion = suggest(text[:MOST_CHARACTERS], self._searcher) if lost else None
        seconds = time.perf_counter() - started
        return Results(hits, ranking.total, seconds, suggestion, query.spans)

    def briefing(self, id: str) -> Briefing:
        """The briefing with this id, its QA pairs in order. Raises KeyError if there is none."""
        with self._guarded():
            entries = list(self._searcher.documents(briefing_id=id))
        if not entries:
            raise KeyError(id)
        first, *rest = (entry["data"] for entry in entries)
        return Briefing(**{**first, "qa_pairs": tuple(_qa_pair(record) for record in rest)})

    def _rank(self, query: Query, limit: int, only: whoosh_query.Query | None) -> Ranking:
        if query.tree is None:
            return Ranking((), 0)
        return rank(self._searcher, query.tree, limit, only)

    def _browse(self, limit: int, only: whoosh_query.Query | None) -> Ranking:
        listed = whoosh_query.Term("listed", "yes")
        query = whoosh_query.And([listed, only]) if only else listed
        numbers = list(self._searcher.docs_for_query(query))
        return Ranking(tuple((number, 0.0) for number in numbers[:limit]), len(numbers))

    def _expand_prefix(self, field: str, prefix: str) -> Iterator[str]:
        for term in self._searcher.reader().expand_prefix(field, prefix):
            yield term.decode() if isinstance(term, bytes) else term

    def _hit(self, number: int, score: float) -> Hit:
        stored = self._searcher.stored_fields(number)
        data = stored["data"]
        is_pair = "question" in data
        topics = data["topics"]
        return Hit(
            kind="qa" if is_pair else "briefing",
            id=data["id"],
            briefing_id=data["briefing_id"] if is_pair else data["id"],
            question=data["question"] if is_pair else "",
            answer=data["answer"] if is_pair else "",
            topic=topics[0] if topics else "",
            score=score,
            title=data["title"],
            text=data["answer"] if is_pair else data["text"],
            date=data["date"],
            marking=data["marking"],
            state=data["state"] if is_pair else "",
        )

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        # Whoosh reads a damaged file without noticing and then fails in any way there is.
        except Exception as error:
            into = self._generation.parent
            raise DamagedIndexError(
                f"The index in {into} cannot be read ({error or type(error).__name__}).",
                rebuild_hint(into),
            ) from error


_PAIR_FIELDS = tuple(QAPair.__dataclass_fields__)


def _qa_pair(record: dict[str, Any]) -> QAPair:
    facts = {name: record[name] for name in _PAIR_FIELDS}
    facts["if_pressed"] = tuple(FollowUp(**follow_up) for follow_up in facts["if_pressed"])
    return QAPair(**facts)
