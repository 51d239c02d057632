"""Measures one engine on one task: a process for each, its memory watched from here."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from shutil import rmtree
from statistics import median
from typing import cast

from benchmarks.queries import Judged
from benchmarks.worker import Outcome, Task

_WATCH_EVERY = 0.02  # seconds


@dataclass(frozen=True, slots=True)
class Memory:
    """The most memory held, in bytes; `own` is the part that is no mapped file."""

    peak: int
    own: int


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds a search takes, over the `count` of `of` searches that were made in time."""

    p50: float
    p95: float
    worst: float
    count: int
    of: int


@dataclass(frozen=True, slots=True)
class Build:
    """A build: seconds, bytes on disk, memory."""

    version: str
    seconds: float
    size: int
    memory: Memory


@dataclass(frozen=True, slots=True)
class Search:
    """Many searches: opening in seconds, the first search, all of them, memory."""

    opening: float
    first: float
    latency: Latency
    memory: Memory


@dataclass(frozen=True, slots=True)
class Quality:
    """How far up the right entry is: mean reciprocal rank, and how often first or in ten."""

    mrr: float
    first: float
    ten: float
    briefing_first: float
    briefing_ten: float


class Unavailable(Exception):
    """The engine cannot be measured here; the message says why."""


@dataclass(frozen=True, slots=True)
class Bench:
    """An engine to measure: where its peers' packages are and where it may write."""

    engine: str
    peers: Path
    work: Path
    runs: int
    budget: float
    """Seconds after which a row of searches ends, finished or not."""

    def build(self, content: Path, language: str = "en", *, runs: int = 1) -> Build:
        """Build from nothing, several times over; the index of the last build stays."""
        outcomes = []
        for _ in range(runs):
            self.clear()
            self._folder.mkdir(parents=True)
            outcomes.append(self._run(self._task(content=content, language=language)))
        return Build(
            version=outcomes[0][0]["version"],
            seconds=median(outcome["build"] for outcome, _ in outcomes),
            size=sum(file.stat().st_size for file in self._folder.rglob("*") if file.is_file()),
            memory=median_memory([memory for _, memory in outcomes]),
        )

    def search(self, texts: Sequence[str], language: str = "en", *, typing: bool) -> Search:
        """Search for the texts in order, several times over.

        Where that takes longer than the budget, once for as many as it allows, at random.
        """
        task = self._task(texts=texts, language=language, typing=typing)
        outcomes = [self._run_soundly(task)]
        if len(outcomes[0][0]["times"]) == len(texts):
            outcomes += [self._run_soundly(task) for _ in range(self.runs - 1)]
        else:
            task["texts"] = Random(6).sample(texts, len(texts))
            outcomes = [self._run_soundly(task)]
        return Search(
            opening=median(outcome["open"] for outcome, _ in outcomes),
            first=median(outcome["times"][0] for outcome, _ in outcomes),
            latency=median_latency([outcome["times"] for outcome, _ in outcomes], len(texts)),
            memory=median_memory([memory for _, memory in outcomes]),
        )

    def each(self, texts: Sequence[str]) -> list[tuple[float, int, str]]:
        """For each text the seconds it took (median of the runs), its hits and its error."""
        task = self._task(texts=texts, typing=True)
        task["budget"] = math.inf
        outcomes = [self._run(task)[0] for _ in range(self.runs)]
        times = zip(*(outcome["times"] for outcome in outcomes), strict=True)
        last = outcomes[-1]
        return [
            (median(taken), len(hits), error)
            for taken, hits, error in zip(times, last["found"], last["errors"], strict=True)
        ]

    def quality(self, judged: Sequence[Judged], language: str = "en") -> Quality:
        """How well the queries are answered, all of them, in one run."""
        texts = [item.text for item in judged]
        task = self._task(texts=texts, language=language)
        task["budget"] = math.inf
        found = self._run_soundly(task)[0]["found"]
        ranks = [
            first_right([hit[0] for hit in f], j.targets)
            for f, j in zip(found, judged, strict=True)
        ]
        briefings = [
            first_right([hit[1] for hit in f], j.briefings)
            for f, j in zip(found, judged, strict=True)
        ]
        return Quality(
            mrr=sum(1 / rank for rank in ranks if rank) / len(ranks),
            first=sum(rank == 1 for rank in ranks) / len(ranks),
            ten=sum(rank > 0 for rank in ranks) / len(ranks),
            briefing_first=sum(rank == 1 for rank in briefings) / len(ranks),
            briefing_ten=sum(rank > 0 for rank in briefings) / len(ranks),
        )

    def clear(self) -> None:
        """Remove the index that was built last."""
        rmtree(self._folder, ignore_errors=True)

    @property
    def _folder(self) -> Path:
        return self.work / f"index-{self.engine}"

    def _task(
        self,
        *,
        content: Path | None = None,
        language: str = "en",
        texts: Sequence[str] = (),
        typing: bool = False,
    ) -> Task:
        return {
            "engine": self.engine,
            "peers": str(self.peers),
            "folder": str(self._folder),
            "language": language,
            "content": str(content) if content else None,
            "texts": list(texts),
            "typing": typing,
            "budget": self.budget,
        }

    def _run_soundly(self, task: Task) -> tuple[Outcome, Memory]:
        """The task's outcome. Raises Unavailable if a search raised anything."""
        outcome, memory = self._run(task)
        raised = [error for error in outcome["errors"] if error]
        if raised:
            raise Unavailable(f"{raised[0]} in {len(raised)} of {len(outcome['errors'])} searches")
        return outcome, memory

    def _run(self, task: Task) -> tuple[Outcome, Memory]:
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        watch = _MemoryWatch(process.pid)
        watch.start()
        try:
            answer, errors = process.communicate(json.dumps(task))
        finally:
            process.kill()
            watch.end()
        if process.returncode:
            reason = errors.strip().splitlines()[-1:] or [f"ended with {process.returncode}"]
            raise Unavailable(reason[0])
        outcome = cast(Outcome, json.loads(answer))
        return outcome, Memory(max(outcome["peak"], watch.peak), watch.own)


class _MemoryWatch(threading.Thread):
    """Reads every few milliseconds how much memory a process and its children hold."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self.own = 0
        self._pid = pid
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(_WATCH_EVERY):
            family = _family(self._pid)
            each = [held(pid, alone=len(family) == 1) for pid in family]
            self.peak = max(self.peak, sum(peak for peak, _ in each))
            self.own = max(self.own, sum(own for _, own in each))

    def end(self) -> None:
        self._ended.set()
        self.join()


def _family(pid: int) -> list[int]:
    """The process and all below it, as far as they still run."""
    family = [pid]
    with suppress(OSError):  # it has just ended
        for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in tasks.read_text().split():
                family += _family(int(child))
    return family


def held(pid: int, *, alone: bool) -> tuple[int, int]:
    """Bytes in memory, and those of them that are no mapped file.

    VmRSS and RssAnon; of a process among others Pss and Pss_Anon, which count what they share
    once in all but take longer to tell.
    """
    name, whole, own = ("status", "VmRSS", "RssAnon") if alone else _SHARED
    try:
        lines = Path(f"/proc/{pid}/{name}").read_text().splitlines()
    except OSError:  # it has just ended, or this system has no /proc
        return 0, 0
    facts = dict(line.split(":", 1) for line in lines if ":" in line)
    bytes_of = {fact: int(facts.get(fact, "0").split()[0]) * 1024 for fact in (whole, own)}
    return bytes_of[whole], bytes_of[own]


_SHARED = ("smaps_rollup", "Pss", "Pss_Anon")


def median_memory(memories: Sequence[Memory]) -> Memory:
    """The medians of both figures."""
    return Memory(
        int(median(memory.peak for memory in memories)),
        int(median(memory.own for memory in memories)),
    )


def median_latency(runs: Sequence[Sequence[float]], of: int) -> Latency:
    """The figures of each run, of which the median is taken."""
    ordered = [sorted(run) for run in runs]
    return Latency(
        p50=median(_percentile(run, 0.5) for run in ordered),
        p95=median(_percentile(run, 0.95) for run in ordered),
        worst=median(run[-1] for run in ordered),
        count=min(len(run) for run in runs),
        of=of,
    )


def _percentile(ordered: Sequence[float], share: float) -> float:
    """The smallest value that this share of all does not exceed."""
    return ordered[math.ceil(share * len(ordered)) - 1]


def first_right(found: Sequence[str], targets: frozenset[str]) -> int:
    """The place of the first right one, counted from one; 0 if there is none."""
    return next((rank for rank, id in enumerate(found, 1) if id in targets), 0)
