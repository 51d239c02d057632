"""Vectors are made of texts, or taken from where the same texts have some.

They are made once the words can be searched, a block of documents at a time, so that what is
done stays done whenever it ends.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from index.arrays import Array, Floats, starts_of
from index.meaning import DIMENSIONS, Encoder
from index.segment import SegmentReader, read_contents
from index.sentences import sentences
from index.vectors import (
    DIGEST,
    MATRICES,
    Block,
    has_blocks,
    joined,
    missing,
    quantised,
    read_blocks,
    sound_blocks,
    write_block,
)

_BLOCK = 2_000  # documents; to encode them takes some ten seconds

_PASSAGE = 200
"""Letters up to which short sentences go together."""

_LONGEST = 600
"""Letters of a sentence that are looked at."""

_SECTION = 1_000
"""Letters of a briefing that have a vector in common."""

_BRIEFING = 40_000
_ANSWER = 600
"""Letters of a briefing and of an answer that have vectors."""

_BESIDE_QUESTION = 300
"""Letters of the answer that go into one vector with the question."""


class Group(NamedTuple):
    """Texts of a document that have a vector in common: that of the question and the first
    `near` passages. `others` are the same question in other words."""

    question: str
    passages: tuple[str, ...]
    near: int
    others: tuple[str, ...] = ()


def groups_of(data: Mapping[str, Any], language: str) -> list[Group]:
    """The texts of a stored document that are to be found by what they mean."""
    if "briefing_id" not in data:
        return _sections(data.get("text", ""), language)
    pressed = (text for follow_up in data.get("if_pressed", ()) for text in follow_up)
    answer = "\n".join((data.get("answer", ""), *pressed))
    passages = _passages(answer[:_ANSWER], language)
    question, *others = (text[:_LONGEST] for text in _asked(data))
    if not question and not passages:
        return []
    near = _within(passages, _BESIDE_QUESTION)
    return [Group(question, tuple(passages), near, tuple(others))]


def _asked(data: Mapping[str, Any]) -> Iterator[str]:
    yield data.get("question", "")
    yield from filter(None, data.get("wordings", ()))


def _sections(text: str, language: str) -> list[Group]:
    passages = _passages(text[:_BRIEFING], language)
    sections = []
    while passages:
        count = _within(passages, _SECTION)
        sections.append(Group("", tuple(passages[:count]), count))
        passages = passages[count:]
    return sections


def _within(passages: Sequence[str], letters: int) -> int:
    """How many passages fill so many letters; the one that goes beyond counts, too."""
    size = count = 0
    for passage in passages:
        if size >= letters:
            break
        size += len(passage)
        count += 1
    return count


def _passages(text: str, language: str) -> list[str]:
    """Sentences, short ones together."""
    found: list[str] = []
    for start, end in sentences(text, language):
        sentence = text[start : min(end, start + _LONGEST)]
        if found and len(found[-1]) + len(sentence) < _PASSAGE:
            found[-1] += f" {sentence}"
        else:
            found.append(sentence)
    return found


def digest_of(groups: Sequence[Group]) -> bytes:
    """What tells these texts from others."""
    return blake2b(json.dumps(groups).encode(), digest_size=DIGEST).digest()


def complete(generation: Path, encoder: Encoder, progress: Callable[[int, int], None]) -> None:
    """Encode what has no vectors yet. `progress` is told the documents done and of how many.

    What an exception from it ends stays done so far. Raises MeaningUnavailableError, OSError.
    """
    todo = [
        (segment, missing(segment, sound_blocks(generation, segment)))
        for segment in read_contents(generation)
    ]
    total = sum(len(docs) for _, docs in todo)
    progress(0, total)
    if not total:
        return
    done = 0
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        for segment, docs in todo:
            with closing(SegmentReader(generation, segment)) as reader:
                texts = _Texts(reader)
                for first in range(0, len(docs), _BLOCK):
                    own = docs[first : first + _BLOCK]
                    groups = [texts[doc] for doc in own]
                    encoded = _Encoded()
                    rows = threads.map(lambda own: _encode(own, encoder), groups)
                    for doc, found, vectors in zip(own, groups, rows, strict=True):
                        try:
                            progress(done, total)
                        except BaseException:
                            threads.shutdown(wait=False, cancel_futures=True)
                            if encoded:
                                write_block(generation, segment, encoded.arrays())
                            raise
                        encoded.add(doc, found, vectors)
                        done += 1
                    write_block(generation, segment, encoded.arrays())
    progress(done, total)


class _Vectors(NamedTuple):
    """The vectors of a group."""

    whole: Floats
    questions: Floats
    passages: Floats


def _encode(groups: Sequence[Group], encoder: Encoder) -> list[_Vectors]:
    found = []
    for group in groups:
        asked = 1 if group.question else 0
        texts = [*([group.question] * asked), *group.passages, *group.others]
        rows = encoder.encode_with_whole(texts, asked + group.near)
        end = asked + len(group.passages)
        questions = np.concatenate((rows[:asked], rows[end:-1]))
        found.append(_Vectors(rows[-1:], questions, rows[asked:end]))
    return found


def carry_over(previous: Path, generation: Path) -> None:
    """Give the new segments of a generation the vectors that another one holds of the same
    texts. Raises OSError."""
    known: dict[bytes, tuple[Block, int]] = {}
    for segment in read_contents(previous):
        for block in read_blocks(previous, segment):
            known.update({d: (block, place) for place, d in enumerate(block.digests)})
    for segment in read_contents(generation) if known else ():
        if has_blocks(generation, segment):
            continue
        with closing(SegmentReader(generation, segment)) as reader:
            texts = _Texts(reader)
            found: dict[Block, list[tuple[int, int]]] = defaultdict(list)
            for doc in range(reader.columns.documents):
                source = known.get(digest_of(texts[doc]))
                if source is not None:
                    found[source[0]].append((source[1], doc))
        if found:
            parts = [
                block.taken(*(np.array(own, np.int64) for own in zip(*pairs, strict=True)))
                for block, pairs in found.items()
            ]
            write_block(generation, segment, joined(parts))


class _Texts:
    """The texts of each document of a segment."""

    def __init__(self, reader: SegmentReader) -> None:
        self._reader = reader
        self._languages, self._language_of = reader.columns.term_of_each("language")

    def __getitem__(self, doc: int) -> list[Group]:
        number = self._language_of[doc]
        language = self._languages[number] if number >= 0 else ""
        return groups_of(self._reader.data(doc), language)


class _Encoded:
    """A block that grows by one document after the other."""

    def __init__(self) -> None:
        self._docs: list[int] = []
        self._digests: list[bytes] = []
        self._groups: list[int] = []
        self._counts: dict[str, list[int]] = {"questions": [], "passages": []}
        self._rows: dict[str, list[Floats]] = {name: [] for name in MATRICES}

    def __len__(self) -> int:
        return len(self._docs)

    def add(self, doc: int, groups: Sequence[Group], vectors: Sequence[_Vectors]) -> None:
        """Take in a document with its texts and their vectors."""
        self._docs.append(doc)
        self._digests.append(digest_of(groups))
        self._groups.append(len(groups))
        for own in vectors:
            self._rows["wholes"].append(own.whole)
            for name, rows in (("questions", own.questions), ("passages", own.passages)):
                self._rows[name].append(rows)
                self._counts[name].append(len(rows))

    def arrays(self) -> dict[str, Array]:
        """The arrays of the block."""
        arrays: dict[str, Array] = {
            "docs": np.array(self._docs, np.uint32),
            "digests": np.frombuffer(b"".join(self._digests), np.uint8),
            "groups": starts_of(np.array(self._groups, np.int64)).astype(np.uint32),
        }
        for name, counts in self._counts.items():
            arrays[f"{name}.starts"] = starts_of(np.array(counts, np.int64)).astype(np.uint32)
        for name, rows in self._rows.items():
            arrays[name] = quantised(np.concatenate([_NONE, *rows])).reshape(-1)
        return arrays


_NONE: Floats = np.zeros((0, DIMENSIONS), np.float32)
