"""What is measured, each in a process of its own: building, encoding, searching."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple, ParamSpec, TypeVar

from benchmarks.meaning.ways import Found, Opened, Way
from benchmarks.measure import Memory, held
from benchmarks.worker import LIMIT
from index.library import Library
from index.manifest import current_generation
from index.meaning import Encoder

P = ParamSpec("P")
T = TypeVar("T")

_SINGLES = 60  # questions that are encoded one by one


class Built(NamedTuple):
    """Seconds from the start of a build until words, and until meaning can be searched."""

    words: float
    meaning: float


class Encoding(NamedTuple):
    """Seconds: of loading, of all texts in one call, of each of some texts alone."""

    load: float
    together: float
    alone: list[float]


class Searched(NamedTuple):
    """What was found for each text, the seconds of opening the index, of opening its vectors
    and of each search, and the memory held after the last one."""

    found: list[list[Found]]
    opening: float
    vectors: float
    times: list[float]
    memory: Memory


def apart(task: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
    """What the task gives, done in a process that is there for nothing else."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(task, *args, **options).result()


@contextmanager
def busy() -> Iterator[None]:
    """Meanwhile another process keeps a core busy."""
    process = get_context("spawn").Process(target=_spin, daemon=True)
    process.start()
    try:
        yield
    finally:
        process.kill()
        process.join()


def _spin() -> None:
    while True:
        pass


def build(content: Path, into: Path) -> Built:
    """Index a file into a folder, first its words, then what it means."""
    started = time.perf_counter()
    Library.build([content], into)
    words = time.perf_counter() - started
    with closing(Library.open(into, encoder=Encoder())) as library:
        if not library.wait_for_meaning(math.inf):
            raise RuntimeError("The vectors could not be made.")
    return Built(words, time.perf_counter() - started)


def encode(texts: Sequence[str]) -> Encoding:
    """Load the encoder and encode the texts."""
    encoder = Encoder()
    load = _seconds(encoder.load)
    together = _seconds(encoder.encode, texts)
    return Encoding(load, together, [_seconds(encoder.encode, [t]) for t in texts[:_SINGLES]])


def search(index: Path, way: Way, texts: Sequence[str]) -> Searched:
    """Search an index for the texts, in order. The encoder, if it takes one, is there before."""
    encoder = Encoder()
    if way.meaning:
        encoder.load()
    started = time.perf_counter()
    with closing(Opened(current_generation(index), way, encoder)) as library:
        opening = time.perf_counter() - started
        vectors = _seconds(library.read_meaning) if way.meaning else 0.0
        found, times = [], []
        for text in texts:
            started = time.perf_counter()
            found.append(library.find(text, LIMIT))
            times.append(time.perf_counter() - started)
        return Searched(found, opening, vectors, times, Memory(*held(os.getpid(), alone=True)))


def _seconds(task: Callable[P, object], *args: P.args, **options: P.kwargs) -> float:
    started = time.perf_counter()
    task(*args, **options)
    return time.perf_counter() - started
