"""An open library: search it, browse it by topic, read a briefing of it."""

from __future__ import annotations

import gc
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import query as whoosh_query

from index import build as building
from index.cache import Cache
from index.columns import bases_of
from index.completion import Completer
from index.errors import BusyError, DamagedIndexError, MeaningUnavailableError
from index.filing import Filing
from index.languages import detect
from index.manifest import current_generation, name_in_force, read_manifest, rebuild_hint
from index.meaning import Encoder
from index.model import Briefing, BuildReport, Hit, Move, Progress, Results, Topic
from index.nearest import Nearest
from index.query import Parser, Query
from index.ranking import Meaning, Ranker, Ranking
from index.readers import DEFAULT_LIMITS
from index.readers.limits import Limits
from index.schema import stored_briefing, stored_pair
from index.segment import SegmentReader, read_contents
from index.suggest import suggest
from index.topics import clean_path, make_tree
from index.vectors import is_complete, read_blocks
from index.vocabulary import Vocabulary
from index.weights import Weights

# The modules that are loaded by now stay. Python looking through them again and again for
# something to collect would now and then cost a keystroke 30 ms.
gc.freeze()

# With each keystroke many of the hits are those of the ones before.
_KEPT_CHARACTERS = 4_000_000

_MOST_MEANT = 600  # characters; a pasted page is taken for its first sentences
_PAUSE = 0.2  # seconds
_BESIDE = 50  # so many of what is found may be no neighbours

StrPath = str | Path


class Library:
    """An index, open for reading. One thread uses it; `close()` when done.

    `repaired` tells that columns of it were missing or damaged and have been made anew.
    """

    def __init__(
        self,
        generation: Path,
        weights: Weights | None = None,
        moves: Iterable[Move] = (),
        encoder: Encoder | None = None,
    ) -> None:
        """Use `Library.open`."""
        self._encoder = encoder or Encoder()
        self._nearest: Nearest | None = None
        self._filing = Filing(moves)
        self._generation = generation
        self._manifest = read_manifest(generation)
        with self._guarded():
            self._contents = read_contents(generation)
            self._segments = [SegmentReader(generation, segment) for segment in self._contents]
            self.repaired = any(segment.repaired for segment in self._segments)
            columns = [segment.columns for segment in self._segments]
            if self._filing:
                for own in columns:
                    self._filing.apply(own)
            self._bases = bases_of(columns)
            self._vocabulary = Vocabulary(columns)
            self._completer = Completer(columns, self._vocabulary)
            self._parser = Parser(self._vocabulary)
            self._ranker = Ranker(
                columns,
                [segment.terms for segment in self._segments],
                self._order(),
                weights,
            )
            self._topics = self._make_topics()
        self._kept: Cache[int, dict[str, Any]] = Cache(_KEPT_CHARACTERS)

    @staticmethod
    def build(
        paths: Iterable[StrPath],
        into: StrPath,
        progress: Callable[[Progress], None] | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> BuildReport:
        """Index the content below `paths` into folder `into`; see `index.build.build`."""
        return building.build([Path(path) for path in paths], Path(into), progress, limits)

    @classmethod
    def open(
        cls, into: StrPath, moves: Iterable[Move] = (), encoder: Encoder | None = None
    ) -> Library:
        """Open the index in folder `into`, its entries filed as the user has moved them.

        An `encoder` given serves several libraries, one after the other, and is loaded once.
        Raises NoIndexError if there is none this version can read, DamagedIndexError if
        it is broken. A build into the same folder does not disturb an open library.
        """
        into = Path(into).resolve()
        while True:
            name = name_in_force(into)
            try:
                return cls(current_generation(into), moves=moves, encoder=encoder)
            except DamagedIndexError:
                # Unless a build has just put another in its place and removed it.
                if name_in_force(into) == name:
                    raise

    def close(self) -> None:
        """Let go of the index files."""
        for segment in self._segments:
            segment.close()

    def topics(self) -> Topic:
        """The root of the topic tree; its count is that of all entries."""
        return self._topics

    def search(
        self, text: str, *, topic: str | None = None, limit: int = 50, meaning: bool = False
    ) -> Results:
        """The entries that answer `text` best, of a topic and all below it if one is given.

        They are found by their words or, with `meaning`, by words and meaning together: as far
        as there are vectors, and where nothing but plain words is typed. Nothing typed gives
        everything, in the order of the content. Raises DamagedIndexError if the index cannot
        be read.
        """
        started = time.perf_counter()
        with self._guarded():
            path = clean_path(topic or "")
            only = whoosh_query.Term("path", path) if path else None
            if text.strip():
                query = self._parser.parse(text)
                asked = self._meaning_of(text) if meaning and query.asks else None
                ranking = self._rank(query, limit, only, asked)
                if not ranking.total and query.quotes:
                    query = self._parser.parse(text, operators=False)
                    asked = self._meaning_of(text) if meaning else None
                    ranking = self._rank(query, limit, only, asked)
            else:
                query = Query(None)
                asked = None
                ranking = self._browse(limit, only)
            hits = tuple(self._hit(ranking, n, score) for n, score in ranking.best)
            suggestion = suggest(text, query, self._vocabulary)
        seconds = time.perf_counter() - started
        language = asked.language if asked is not None else ""
        return Results(hits, ranking.total, seconds, suggestion, query.spans, language)

    def related(self, id: str, limit: int = 5) -> list[Hit]:
        """Entries that are about the same as the one with this id, by words and meaning, the
        nearest first; none where there are no vectors.

        Raises KeyError if there is no such entry, DamagedIndexError if the index cannot be read.
        """
        number = self._number_of(id)
        with self._guarded():
            meaning, query = self._meaning_of_entry(number)
            if meaning is None:
                return []
            ranking = self._ranker.rank_by_both(query, limit + _BESIDE, meaning)
            best = [own for own in ranking.best if own[0] != number and own[0] in ranking.near]
            return [self._hit(ranking, n, score) for n, score in best[:limit]]

    def same_question(self, id: str, limit: int = 5) -> list[Hit]:
        """Pairs that ask the same in other words, of other briefings, or in another language,
        the likest first; none where there are no vectors.

        Raises KeyError if there is no such entry, DamagedIndexError if the index cannot be read.
        """
        number = self._number_of(id)
        with self._guarded():
            meaning, query = self._meaning_of_entry(number)
            if meaning is None or not self._facts(number)["question"]:
                return []
            ranking = self._ranker.rank_same(number, query, meaning, limit + _BESIDE)
            hits = (self._hit(ranking, n, score) for n, score in ranking.best)
            # Whoever wrote two questions into one briefing meant two.
            own = self._facts(number)["briefing_id"]
            return [hit for hit in hits if hit.briefing_id != own][:limit]

    def read_meaning(self) -> bool:
        """Look again which vectors lie beside the index; whether they are all there.

        What was found by meaning before is found by those there are now.
        """
        contents = self._contents
        blocks = [read_blocks(self._generation, segment) for segment in contents]
        self._nearest = Nearest(blocks, self._bases)
        return is_complete(contents, blocks)

    def wait_for_meaning(self, timeout: float) -> bool:
        """Have all vectors there, in so many seconds; whether they are.

        Where they are missing and nobody else makes them, they are made here. What is done
        within the time is kept. Raises BuildError if they cannot be written.
        """
        until = time.monotonic() + timeout
        into = self._generation.parent
        while not self.read_meaning():
            left = until - time.monotonic()
            if left <= 0 or current_generation(into) != self._generation:
                return False
            try:
                building.add_meaning(into, self._encoder, seconds=left)
            except BusyError:
                time.sleep(min(left, _PAUSE))
            except MeaningUnavailableError:
                return False
        return True

    def complete(self, text: str, limit: int = 8) -> list[str]:
        """What may be meant to be typed: questions that begin so, and words for the last word.

        Raises DamagedIndexError if the index cannot be read.
        """
        with self._guarded():
            return self._completer.complete(text, limit)

    def briefing(self, id: str) -> Briefing:
        """The briefing with this id, its QA pairs in order. Raises KeyError if there is none."""
        with self._guarded():
            found = self._ranker.browse(1 << 30, whoosh_query.Term("briefing_id", id)).best
            entries = [self._read(number) for number, _ in found]
        for entry in entries:
            if "briefing_id" not in entry:
                pairs = [stored_pair(other) for other in entries if other is not entry]
                return self._filing.filed(stored_briefing(entry, pairs))
        raise KeyError(id)

    def _rank(
        self, query: Query, limit: int, only: whoosh_query.Query | None, asked: Meaning | None
    ) -> Ranking:
        if asked is None:
            return self._ranker.rank(query, limit, only)
        return self._ranker.rank_by_both(query, limit, asked, only)

    def _browse(self, limit: int, only: whoosh_query.Query | None) -> Ranking:
        listed = whoosh_query.Term("listed", "yes")
        return self._ranker.browse(limit, whoosh_query.And([listed, only]) if only else listed)

    def _meaning_of(self, text: str) -> Meaning | None:
        """What a query means; None if there is nothing to find it by."""
        nearest = self._vectors()
        if not len(nearest.documents):
            return None
        text = text[:_MOST_MEANT]
        try:
            return Meaning(self._encoder.encode([text])[0], detect(text), nearest)
        except (MeaningUnavailableError, OSError):  # which is no fault of the index
            return None

    def _meaning_of_entry(self, number: int) -> tuple[Meaning | None, Query]:
        """What an entry means, None if it has no vector, and its words."""
        facts = self._facts(number)
        query = self._parser.parse(facts["question"] or facts["title"], operators=False)
        nearest = self._vectors()
        vector = nearest.vector_of(number)
        meaning = None if vector is None else Meaning(vector, facts["language"], nearest)
        return meaning, query

    def _vectors(self) -> Nearest:
        if self._nearest is None:
            self.read_meaning()
        assert self._nearest is not None
        return self._nearest

    def _number_of(self, id: str) -> int:
        """The document with this id, the pair if a briefing goes by it as well."""
        with self._guarded():
            found = self._ranker.browse(2, whoosh_query.Term("id", id)).best
            numbers = sorted((n for n, _ in found), key=lambda n: self._facts(n)["kind"] != "qa")
        if not numbers:
            raise KeyError(id)
        return numbers[0]

    def _order(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """The place of each document in the content: by file, then within it."""
        place = {state.key: number for number, state in enumerate(self._manifest.files)}
        files, ordinals = [], []
        for segment in self._segments:
            names, number = segment.columns.term_of_each("file")
            places = np.array([*(place.get(name, -1) for name in names), 0], np.int64)
            files.append(places[number])
            ordinals.append(segment.columns.ordinals)
        by_place = np.lexsort((np.concatenate(ordinals), np.concatenate(files)))
        order = np.empty_like(by_place)
        order[by_place] = np.arange(len(by_place))
        return order

    def _make_topics(self) -> Topic:
        counts: Counter[str] = Counter()
        entries = 0
        for segment in self._segments:
            _, listed = segment.columns.exact["listed"]
            shown = np.zeros(segment.columns.documents + 1, np.int64)
            shown[listed.docs] = 1
            entries += int(shown.sum())
            names, column = segment.columns.exact["path"]
            before = np.concatenate(([0], np.cumsum(shown[column.docs])))
            own = np.diff(before[np.asarray(column.starts)]).tolist()
            counts.update({n.decode(): count for n, count in zip(names, own, strict=True) if count})
        return make_tree(counts, entries)

    def _read(self, number: int) -> Mapping[str, Any]:
        segment = bisect_right(self._bases, number) - 1
        return self._segments[segment].data(number - self._bases[segment])

    def _hit(self, ranking: Ranking, number: int, score: float) -> Hit:
        return Hit(score=score, how=ranking.how(number), **self._facts(number))

    def _facts(self, number: int) -> dict[str, Any]:
        """What a hit says of an entry, whatever was asked."""
        facts = self._kept.get(number)
        if facts is None:
            facts = self._read_facts(number)
            self._kept.put(number, facts, sum(map(len, facts.values())))
        return facts

    def _read_facts(self, number: int) -> dict[str, Any]:
        data = self._read(number)
        known = data.get
        topics = known("topics", ())
        is_pair = "briefing_id" in data
        answer = known("answer", "")
        briefing_id = data["briefing_id"] if is_pair else data["id"]
        return {
            "kind": "qa" if is_pair else "briefing",
            "id": data["id"],
            "briefing_id": briefing_id,
            "question": known("question", ""),
            "answer": answer,
            "topic": self._filing.path(topics[0], briefing_id) if topics else "",
            "title": known("title", ""),
            "text": answer if is_pair else known("text", ""),
            "date": known("date", ""),
            "marking": known("marking", ""),
            "state": known("state", ""),
            "language": self._ranker.language_of(number),
        }

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
