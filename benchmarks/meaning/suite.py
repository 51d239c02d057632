"""The whole measurement: the quality on each collection, then what it costs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from statistics import median
from typing import NamedTuple

from benchmarks import corpora as texts
from benchmarks import queries
from benchmarks.corpora import Document
from benchmarks.meaning import tasks
from benchmarks.meaning.sets import Collection, Sizes, collections
from benchmarks.meaning.tasks import Built, Searched, apart
from benchmarks.meaning.ways import FUSED, WAYS, WORDS, Found, Way
from benchmarks.measure import Latency, Memory, first_right, median_latency, median_memory
from benchmarks.queries import Judged
from index.manifest import current_generation
from index.segment import read_contents
from index.vectors import read_blocks

RATED = "MedQuAD"
"""The collection that is built in each run."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is to measure. `whole` counts the questions that are timed."""

    corpora: Path
    work: Path
    sizes: tuple[int, ...]
    runs: int = 3
    whole: int = 300
    queries: Sizes = field(default_factory=Sizes)


class Quality(NamedTuple):
    """How far up the right entry is: mean reciprocal rank among ten, and how often it is
    among the first one, five and ten."""

    mrr: float
    first: float
    five: float
    ten: float


class Disk(NamedTuple):
    """Bytes of an index: the files of words and of vectors, and the three kinds of vectors."""

    words: int
    vectors: int
    questions: int
    wholes: int
    passages: int


class Cost(NamedTuple):
    """A collection of so many pairs, built from nothing."""

    pairs: int
    built: Built
    disk: Disk


class EncoderTimes(NamedTuple):
    """The encoder: seconds to load, questions a second in one call, and one by one."""

    load: float
    rate: float
    alone: Latency


class Search(NamedTuple):
    """Many searches: opening the index and its vectors in seconds, the first search, all the
    others, memory."""

    opening: float
    vectors: float
    first: float
    latency: Latency
    memory: Memory


@dataclass(slots=True)
class Results:
    """All figures so far.

    `asked`: the queries of each set; `quality`: of each set in each way. `unanswered`: of the
    questions from elsewhere, by collection and where they are from, how many there are and in
    each way the share that shows something by its meaning alone. `encoders`: by whether another
    process has a core.
    """

    plan: Plan
    asked: dict[str, int] = field(default_factory=dict)
    quality: dict[str, dict[Way, Quality]] = field(default_factory=dict)
    unanswered: dict[tuple[str, str], tuple[int, dict[Way, float]]] = field(default_factory=dict)
    costs: dict[str, Cost] = field(default_factory=dict)
    encoders: dict[bool, EncoderTimes] = field(default_factory=dict)
    searches: dict[int, dict[Way, Search]] = field(default_factory=dict)


def run(plan: Plan) -> Iterator[Results]:
    """Measure it all; the same results, grown, come after each part."""
    results = Results(plan)
    for collection in collections(plan.corpora, plan.queries):
        _judge(results, collection)
        yield results
    _time_encoder(results)
    yield results
    for size in plan.sizes:
        _time_searches(results, size)
        yield results


def _judge(results: Results, collection: Collection) -> None:
    """Ask all of a collection's queries in each way."""
    name = collection.name
    runs = results.plan.runs if name == RATED else 1
    index = _build(results, name, collection.documents, runs)
    for way in WAYS:
        _tell(f"{name}: {way}")
        groups = [[j.text for j in judged] for judged in collection.judged.values()]
        groups += collection.unanswered.values()
        found = iter(apart(tasks.search, index, way, [t for own in groups for t in own]).found)
        for kind, judged in collection.judged.items():
            results.asked[kind] = len(judged)
            results.quality.setdefault(kind, {})[way] = _quality(found, judged)
        for source, questions in collection.unanswered.items():
            shown = sum(_by_meaning_alone(next(found)) for _ in questions)
            entry = results.unanswered.setdefault((name, source), (len(questions), {}))
            entry[1][way] = shown / len(questions)
    rmtree(index)


def _quality(found: Iterator[list[Found]], judged: Sequence[Judged]) -> Quality:
    """How well these queries were answered by the next of what was found."""
    ranks = [first_right([hit.id for hit in next(found)], item.targets) for item in judged]
    within = [sum(0 < rank <= limit for rank in ranks) / len(ranks) for limit in (1, 5, 10)]
    return Quality(sum(1 / rank for rank in ranks if rank) / len(ranks), *within)


def _by_meaning_alone(hits: Iterable[Found]) -> bool:
    return any(hit.how == "meaning" for hit in hits)


def _build(results: Results, name: str, documents: Sequence[Document], runs: int = 1) -> Path:
    """The folder of an index of the documents; notes what it costs."""
    folder = results.plan.work / "meaning"
    content, index = folder / "content.jsonl", folder / "index"
    folder.mkdir(parents=True, exist_ok=True)
    texts.write_content(documents, content)
    times = []
    for number in range(runs):
        _tell(f"{name}: build {number + 1} of {runs}")
        rmtree(index, ignore_errors=True)
        times.append(apart(tasks.build, content, index))
    built = Built(*map(median, zip(*times, strict=True)))
    results.costs[name] = Cost(texts.count_pairs(documents), built, _disk(index))
    content.unlink()
    return index


def _disk(index: Path) -> Disk:
    generation = current_generation(index)
    vectors = sum(path.stat().st_size for path in generation.glob("*.vectors"))
    whole = sum(path.stat().st_size for path in index.rglob("*") if path.is_file())
    blocks = [b for segment in read_contents(generation) for b in read_blocks(generation, segment)]
    return Disk(
        whole - vectors,
        vectors,
        sum(block.questions.nbytes for block in blocks),
        sum(block.wholes.nbytes for block in blocks),
        sum(block.passages.nbytes for block in blocks),
    )


def _time_encoder(results: Results) -> None:
    """Time the encoder alone and beside a busy process."""
    plan = results.plan
    questions = queries.whole_questions(plan.corpora, plan.whole)
    for is_beside in (False, True):
        _tell("encoder" + " beside a busy process" * is_beside)
        with tasks.busy() if is_beside else nullcontext():
            runs = [apart(tasks.encode, questions) for _ in range(plan.runs)]
        results.encoders[is_beside] = EncoderTimes(
            median(run.load for run in runs),
            len(questions) / median(run.together for run in runs),
            median_latency([run.alone for run in runs], len(runs[0].alone)),
        )


def _time_searches(results: Results, size: int) -> None:
    """Time whole questions at a size, by words and by both."""
    plan = results.plan
    name = f"{size:,} pairs"
    index = _build(results, name, list(texts.collection(plan.corpora, size)))
    questions = queries.whole_questions(plan.corpora, plan.whole)
    results.searches[size] = {}
    for way in (WORDS, FUSED):
        _tell(f"{name}: {way}")
        runs = [apart(tasks.search, index, way, questions) for _ in range(plan.runs)]
        results.searches[size][way] = _median_search(runs)
    rmtree(index)


def _median_search(runs: Sequence[Searched]) -> Search:
    return Search(
        median(run.opening for run in runs),
        median(run.vectors for run in runs),
        median(run.times[0] for run in runs),
        median_latency([run.times[1:] for run in runs], len(runs[0].times) - 1),
        median_memory([run.memory for run in runs]),
    )


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)
