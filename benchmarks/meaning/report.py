"""The figures as Markdown tables, each with what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from benchmarks.meaning.sets import ACROSS, SIMILAR
from benchmarks.meaning.suite import RATED, Cost, EncoderTimes, Quality, Results, Search
from benchmarks.meaning.ways import (
    FUSED,
    MEANING,
    MEANING_NO_PASSAGES,
    NO_FLOORS,
    NO_PASSAGES,
    WORDS,
    Way,
)
from benchmarks.measure import Latency
from benchmarks.report import machine, megabytes_held, milliseconds, table

BEGIN = "<!-- results: written by `make bench-meaning` -->"

_QUALITY = """\
How far up the right entry is: the mean of 1/place among ten (MRR@10), and how often it is among
the first one, five and ten. *Meaning* ranks by the vectors and nothing else; *fused* is what the
program does. "of en": the question is in the other language, the paragraphs are all English."""

_SILENCE = """\
What no word finds is shown if it is near enough: that is what the floors are for. First, questions
of one collection that were asked of another which cannot answer them: the share that shows an
entry found by nothing but its meaning. German, Chinese and Arabic questions of English texts have
lower floors, as words cannot find anything there. Then what the floors cost: how much of R@10
is left of what there is without them."""

_PASSAGES = """\
Besides a vector of each question and of each whole entry, there is one for each passage of a few
sentences. Here are the results with these and without, and what they take on disk."""

_ENCODER = """\
In a fresh process: loading, all questions in one call, and {singles} of them one by one. It uses
one thread: with several, each product of matrices waits for all of them, and so for another process
that keeps a core busy."""

_BUILDING = """\
Seconds from nothing until words, and until meaning can be searched, the loading of the encoder
among them; {rated} is the median of the runs, the others are built once. The last three columns
are the parts of the vectors."""

_SEARCHING = """\
Whole questions, by words alone and fused, in a process of its own with the encoder loaded. Opening
is that of the index, and besides of its vectors. The first search apart, which loads what only a
search needs: fused, what tells the language of a question. Memory in MB is that held after the last
search, and in brackets the part of it that is no mapped file, which the system cannot take back."""


def render(results: Results) -> str:
    """All tables there are figures for."""
    return "\n\n".join(_parts(results)) + "\n"


def _parts(results: Results) -> Iterator[str]:
    runs = results.plan.runs
    how = f"Times are medians of {runs} runs." if runs > 1 else "One run."
    yield f"{date.today().isoformat()}, {machine()}. {how}"
    yield from ("### Words, meaning, and both", _QUALITY, _quality(results))
    if results.unanswered:
        yield from ("### What is shown without an answer", _SILENCE)
        yield from (_unanswered(results), _kept(results))
    yield from ("### What passages bring and cost", _PASSAGES, _passages(results))
    if results.encoders:
        times = next(iter(results.encoders.values()))
        yield from ("### The encoder", _ENCODER.format(singles=times.alone.count))
        yield table(_ENCODER_HEAD, [_encoder(*item) for item in results.encoders.items()])
    yield from ("### Building", _BUILDING.format(rated=RATED))
    yield table(_BUILDING_HEAD, [_cost(*item) for item in results.costs.items()])
    if results.searches:
        yield from ("### Searching", _SEARCHING)
        rows = [
            _search(f"{size:,} pairs, {_NAMES[way]}", search)
            for size, searches in results.searches.items()
            for way, search in searches.items()
        ]
        yield table(_SEARCHING_HEAD, rows)


_NAMES = {WORDS: "words", MEANING: "meaning", FUSED: "fused"}


def _quality(results: Results) -> str:
    head = ["", "queries"]
    for name in _NAMES.values():
        head += [f"{name} MRR@10", "R@1", "R@5", "R@10"]
    return table(head, [_asked(results, kind, *_NAMES) for kind in results.quality])


def _passages(results: Results) -> str:
    head = ["", "queries"]
    for name in ("fused", "fused without", "meaning", "meaning without"):
        head += [f"{name} MRR@10", "R@1", "R@5", "R@10"]
    ways = (FUSED, NO_PASSAGES, MEANING, MEANING_NO_PASSAGES)
    return table(head, [_asked(results, kind, *ways) for kind in results.quality])


def _asked(results: Results, kind: str, *ways: Way) -> list[str]:
    """The row of a set of queries: how many, and all figures of each way."""
    figures = [f"{figure:.3f}" for way in ways for figure in results.quality[kind][way]]
    return [kind, f"{results.asked[kind]:,}", *figures]


def _unanswered(results: Results) -> str:
    rows = [
        (
            f"questions of {source}, asked of {name}",
            f"{count:,}",
            *(f"{shares[way]:.1%}" for way in (FUSED, NO_FLOORS)),
        )
        for (name, source), (count, shares) in results.unanswered.items()
    ]
    return table(("", "questions", "show something", "without floors"), rows)


def _kept(results: Results) -> str:
    rows = []
    for kind in (SIMILAR, *ACROSS):
        if kind in results.quality:
            own: dict[Way, Quality] = results.quality[kind]
            tens = [own[way].ten for way in (WORDS, FUSED, NO_FLOORS)]
            kept = f"{tens[1] / tens[2]:.1%}" if tens[2] else ""
            rows.append((kind, *(f"{ten:.3f}" for ten in tens), kept))
    return table(("", "words R@10", "fused R@10", "without floors", "kept"), rows)


_ENCODER_HEAD = ("", "load s", "questions/s", "one question p50 ms", "p95", "max")


def _encoder(is_beside: bool, times: EncoderTimes) -> Sequence[str]:
    name = "beside a busy process" if is_beside else "alone"
    return (name, f"{times.load:.2f}", f"{times.rate:,.0f}", *_latency(times.alone))


_BUILDING_HEAD = (
    "",
    "pairs",
    "words s",
    "meaning s",
    "pairs/s encoded",
    "words MB",
    "vectors MB",
    "questions",
    "wholes",
    "passages",
)


def _cost(name: str, cost: Cost) -> Sequence[str]:
    built = cost.built
    return (
        name,
        f"{cost.pairs:,}" if cost.pairs else "–",
        f"{built.words:,.1f}",
        f"{built.meaning:,.1f}",
        f"{cost.pairs / (built.meaning - built.words):,.0f}" if cost.pairs else "–",
        *(f"{size / 1e6:,.1f}" for size in cost.disk),
    )


_SEARCHING_HEAD = (
    "",
    "opening ms",
    "vectors ms",
    "first ms",
    "others p50 ms",
    "p95",
    "max",
    "of",
    "memory",
)


def _search(name: str, search: Search) -> Sequence[str]:
    return (
        name,
        milliseconds(search.opening),
        milliseconds(search.vectors),
        milliseconds(search.first),
        *_latency(search.latency),
        f"{search.latency.count:,}",
        megabytes_held(search.memory),
    )


def _latency(latency: Latency) -> tuple[str, str, str]:
    return (
        milliseconds(latency.p50),
        milliseconds(latency.p95),
        milliseconds(latency.worst),
    )
