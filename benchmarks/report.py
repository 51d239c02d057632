"""The figures as Markdown tables, and their place in the README."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from benchmarks.engines import ENGINES
from benchmarks.measure import Build, Latency, Memory, Quality, Search
from benchmarks.suite import MILLION, Results, Sized

BEGIN = "<!-- results: written by `make bench` -->"
END = "<!-- end of results -->"

_UNKNOWN = "–"


def put_into(page: Path, tables: str, begin: str = BEGIN) -> None:
    """Put the tables between the page's two marks, all else left as it is."""
    before, rest = page.read_text("utf-8").split(begin)
    after = rest.split(END)[1]
    page.write_text(f"{before}{begin}\n\n{tables}\n{END}{after}", "utf-8")


def render(results: Results) -> str:
    """All tables."""
    parts = [_head(results)]
    if results.sized:
        parts += ["### Latency", *(_latency(size, results) for size in results.sized)]
        parts += ["### Building, opening, memory", _LEGEND]
        parts += [_costs(size, results) for size in results.sized]
    if results.rates:
        parts += ["### Build rate on MedQuAD", _rates(results)]
    if results.quality:
        parts += ["### Quality", _quality(results)]
    if results.odd:
        parts += [f"### Odd queries, {results.odd_size:,} pairs", _odd(results)]
    if results.notes:
        parts += ["### What could not be measured", "\n".join(f"- {n}" for n in results.notes)]
    return "\n\n".join(parts) + "\n"


def _head(results: Results) -> str:
    versions = ", ".join(
        f"{name} {_escape(results.versions[engine])}"
        for engine, name in ENGINES.items()
        if engine in results.versions
    )
    runs = results.plan.runs
    how = f"Medians of {runs} runs." if runs > 1 else "One run."
    return f"{date.today().isoformat()}, {machine()}. {versions}. {how}"


def machine() -> str:
    """Processor, memory, system and Python; no name or path of the machine."""
    cpu = platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = (line.partition(":") for line in info.read_text().splitlines())
        models = [value.strip() for key, _, value in lines if key.strip() == "model name"]
        cpu = models[0] if models else cpu
    parts = [f"{os.cpu_count()} cores of {cpu}"]
    if "SC_PHYS_PAGES" in os.sysconf_names:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        parts.append(f"{memory / 2**30:.0f} GB of memory")
    return ", ".join([*parts, platform.system(), f"Python {platform.python_version()}"])


def _latency(size: int, results: Results) -> str:
    columns = ("whole question p50", "p95", "max", "of", "keystroke p50", "p95", "max", "of")
    rows = (
        (ENGINES[sized.engine], *_times(sized.whole), *_times(sized.typed))
        for sized in results.sized[size]
    )
    return f"**{_title(size)}**, milliseconds\n\n{table(('', *columns), rows)}"


def _times(search: Search | None) -> tuple[str, str, str, str]:
    if search is None:
        return (_UNKNOWN,) * 4
    latency = search.latency
    return (
        milliseconds(latency.p50),
        milliseconds(latency.p95),
        milliseconds(latency.worst),
        _searches(latency),
    )


def _searches(latency: Latency) -> str:
    """How many searches were measured: fewer than all where time ran out."""
    if latency.count == latency.of:
        return f"{latency.of:,}"
    return f"{latency.count:,} of {latency.of:,}"


_LEGEND = (
    "Memory in MB: the most that the process held, and in brackets the part of it that is no "
    "mapped file,\nwhich the system cannot take back. While searching: over all keystrokes."
)


def _costs(size: int, results: Results) -> str:
    columns = (*_BUILD_COLUMNS, "opening ms", "first search ms", "memory searching")
    rows = (
        (ENGINES[sized.engine], *_build(sized.build, size), *_opening(sized))
        for sized in results.sized[size]
    )
    return f"**{_title(size)}**\n\n{table(('', *columns), rows)}"


_BUILD_COLUMNS = ("build s", "pairs/s", "on disk MB", "memory building")


def _build(build: Build, pairs: int) -> tuple[str, str, str, str]:
    return (
        f"{build.seconds:,.1f}",
        f"{pairs / build.seconds:,.0f}",
        f"{build.size / 1e6:,.1f}",
        megabytes_held(build.memory),
    )


def _opening(sized: Sized) -> tuple[str, str, str]:
    search = sized.typed
    if search is None:
        return (_UNKNOWN,) * 3
    return (
        milliseconds(search.opening),
        milliseconds(search.first),
        megabytes_held(search.memory),
    )


def _rates(results: Results) -> str:
    pairs = results.rated_pairs
    rows = ((ENGINES[e], *_build(build, pairs)) for e, build in results.rates.items())
    return f"{pairs:,} pairs.\n\n{table(('', *_BUILD_COLUMNS), rows)}"


def _quality(results: Results) -> str:
    rows = (
        (ENGINES[engine], *(_share(quality.get(kind), name) for _, kind, name in _QUALITIES))
        for engine, quality in results.quality.items()
    )
    return table(("", *(column for column, _, _ in _QUALITIES)), rows)


_QUALITIES = (
    ("other words MRR@10", "similar", "mrr"),
    ("R@1", "similar", "first"),
    ("keywords MRR@10", "keywords", "mrr"),
    ("R@1", "keywords", "first"),
    ("R@10", "keywords", "ten"),
    ("briefing R@1", "keywords", "briefing_first"),
    ("R@10", "keywords", "briefing_ten"),
    ("typos R@10", "typos", "ten"),
    ("XQuAD en R@1", "en", "first"),
    ("de", "de", "first"),
    ("zh", "zh", "first"),
    ("ar", "ar", "first"),
)
"""Column, the queries it is of, and the field of `Quality` it shows."""


def _share(quality: Quality | None, name: str) -> str:
    return _UNKNOWN if quality is None else f"{getattr(quality, name):.3f}"


def _odd(results: Results) -> str:
    rows = (
        (
            _escape(odd.name),
            milliseconds(odd.seconds),
            f"raised {odd.error}" if odd.error else str(odd.hits),
        )
        for odd in results.odd
    )
    return table(("typed", "ms", "hits"), rows)


def _title(size: int) -> str:
    return f"{size:,} pairs" + (", the engine alone" if size == MILLION else "")


def milliseconds(seconds: float) -> str:
    """Milliseconds, as precise as a measurement is."""
    value = seconds * 1000
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def megabytes_held(memory: Memory) -> str:
    """Megabytes held, and in brackets those of them that are no mapped file."""
    if not memory.peak:
        return _UNKNOWN
    return f"{memory.peak / 1e6:,.0f} ({memory.own / 1e6:,.0f})"


def _escape(text: str) -> str:
    return text.replace("|", "\\|")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first stand to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
