"""The whole comparison: which engine is measured on which texts with which queries."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ParamSpec, TypeVar

from benchmarks import corpora as texts
from benchmarks import queries
from benchmarks.corpora import Document
from benchmarks.engines import ENGINES
from benchmarks.measure import Bench, Build, Quality, Search, Unavailable
from benchmarks.queries import Judged

MILLION = 1_000_000

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is to measure. `whole`, `typed` and `items` count the queries drawn."""

    corpora: Path
    peers: Path
    work: Path
    engines: tuple[str, ...]
    sizes: tuple[int, ...]
    million: bool = False
    runs: int = 3
    budget: float = 60.0
    whole: int = 300
    typed: int = 100
    items: int = 500

    def bench(self, engine: str) -> Bench:
        return Bench(engine, self.peers, self.work, self.runs, self.budget)


@dataclass(frozen=True, slots=True)
class Sized:
    """An engine's figures at a size; None is what could not be measured."""

    engine: str
    build: Build
    whole: Search | None
    typed: Search | None


@dataclass(frozen=True, slots=True)
class Odd:
    """What came of an odd query: seconds, hits, and the exception if it raised one."""

    name: str
    seconds: float
    hits: int
    error: str


@dataclass(slots=True)
class Results:
    """All figures so far. `notes` says what could not be measured and why."""

    plan: Plan
    versions: dict[str, str] = field(default_factory=dict)
    rates: dict[str, Build] = field(default_factory=dict)
    rated_pairs: int = 0
    quality: dict[str, dict[str, Quality]] = field(default_factory=dict)
    sized: dict[int, list[Sized]] = field(default_factory=dict)
    odd: list[Odd] = field(default_factory=list)
    odd_size: int = 0
    notes: dict[str, None] = field(default_factory=dict)

    def attempt(
        self,
        what: str,
        engine: str,
        measure: Callable[P, T],
        *args: P.args,
        **options: P.kwargs,
    ) -> T | None:
        """What is measured, or None and a note if that cannot be."""
        print(f"{what}: {ENGINES[engine]}", file=sys.stderr, flush=True)
        try:
            return measure(*args, **options)
        except Unavailable as reason:
            self.notes[f"{ENGINES[engine]}, {what}: {reason}"] = None
            return None


def run(plan: Plan) -> Iterator[Results]:
    """Measure it all; the same results, grown, come after each part."""
    plan.work.mkdir(parents=True, exist_ok=True)
    results = Results(plan)
    for _ in _judged(results):
        yield results
    largest = max(plan.sizes, default=0)
    for size in plan.sizes:
        _at_size(results, size, plan.engines, odd=size == largest)
        yield results
    if plan.million:
        _at_size(results, MILLION, ["ours"], odd=False)
        yield results


def _judged(results: Results) -> Iterator[None]:
    """Quality on each collection of judged queries, and the rate of building MedQuAD."""
    plan = results.plan
    medical = texts.medquad(plan.corpora)
    items = queries.known_items(medical, plan.items)
    results.rated_pairs = texts.count_pairs(medical)
    judged = {"keywords": items, "typos": queries.with_typos(items)}
    results.rates = _collection(results, "MedQuAD", medical, "en", judged, builds=plan.runs)
    yield
    faq, similar = queries.similar(plan.corpora)
    _collection(results, "FAQ", faq, "en", {"similar": similar})
    yield
    for language in texts.XQUAD_LANGUAGES:
        paragraphs, asked = queries.contexts(plan.corpora, language)
        _collection(results, f"XQuAD {language}", paragraphs, language, {language: asked})
        yield


def _collection(
    results: Results,
    name: str,
    documents: Sequence[Document],
    language: str,
    judged: dict[str, list[Judged]],
    *,
    builds: int = 1,
) -> dict[str, Build]:
    """Judge all engines on a collection; gives the builds that this took."""
    plan = results.plan
    content = plan.work / "content.jsonl"
    texts.write_content(documents, content)
    built = {}
    for engine in plan.engines:
        bench = plan.bench(engine)
        build = results.attempt(name, engine, bench.build, content, language, runs=builds)
        if build is None:
            continue
        built[engine] = build
        results.versions[engine] = build.version
        for kind, asked in judged.items():
            quality = results.attempt(f"{name} {kind}", engine, bench.quality, asked, language)
            if quality is not None:
                results.quality.setdefault(engine, {})[kind] = quality
        bench.clear()
    content.unlink()
    return built


def _at_size(results: Results, size: int, engines: Sequence[str], *, odd: bool) -> None:
    """Measure the engines at a size; `odd`: this one with odd queries, too."""
    plan = results.plan
    name = f"{size:,} pairs"
    content = plan.work / "content.jsonl"
    texts.write_content(texts.collection(plan.corpora, size), content)
    whole = queries.whole_questions(plan.corpora, plan.whole)
    typed = queries.keystrokes(plan.corpora, plan.typed)
    for engine in engines:
        bench = plan.bench(engine)
        build = results.attempt(f"{name}, build", engine, bench.build, content)
        if build is None:
            continue
        results.versions[engine] = build.version
        sized = Sized(
            engine,
            build,
            results.attempt(f"{name}, questions", engine, bench.search, whole, typing=False),
            results.attempt(f"{name}, keystrokes", engine, bench.search, typed, typing=True),
        )
        results.sized.setdefault(size, []).append(sized)
        if odd and engine == "ours":
            _odd_queries(results, bench)
            results.odd_size = size
        bench.clear()
    content.unlink()


def _odd_queries(results: Results, bench: Bench) -> None:
    named = queries.odd_queries(results.plan.corpora)
    outcomes = results.attempt("odd queries", bench.engine, bench.each, list(named.values()))
    if outcomes is not None:
        results.odd = [Odd(n, *outcome) for n, outcome in zip(named, outcomes, strict=True)]
