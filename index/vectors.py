"""The vectors of a segment's texts, in files beside it.

A file holds a block of documents. It is written whole or not at all, and one that is damaged
counts as missing. A document is known by a digest of its texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index import array_file
from index.array_file import ArrayFileError, Facts
from index.arrays import Array, Floats, Ints, members, starts_of
from index.meaning import DIMENSIONS

Bytes = npt.NDArray[np.int8]

DIGEST = 16
"""Bytes."""

MATRICES = ("wholes", "questions", "passages")
_STARTS = ("groups", "questions.starts", "passages.starts")

_SUFFIX = ".vectors"
_FACTS: Facts = {"kind": "vectors", "version": 1}

_SCALE = 400.0  # to bytes: the numbers of a vector hardly ever reach 0.3


class Block:
    """Vectors of some documents of a segment. All matrices have DIMENSIONS columns of bytes.

    `docs` are the documents' numbers in the segment and `digests` tell their texts. Document i
    has the groups `groups[i]:groups[i + 1]`. A group has a row of `wholes`, the rows
    `of_questions[group]:of_questions[group + 1]` of `questions`, and rows of `passages` in the
    same way.
    """

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.arrays = arrays
        self.docs: Ints = arrays["docs"]
        self.groups: Ints = arrays["groups"]
        self.of_questions: Ints = arrays["questions.starts"]
        self.of_passages: Ints = arrays["passages.starts"]
        self.wholes = _rows(arrays["wholes"])
        self.questions = _rows(arrays["questions"])
        self.passages = _rows(arrays["passages"])

    @cached_property
    def digests(self) -> list[bytes]:
        """The digest of each document's texts."""
        joined = self.arrays["digests"].tobytes()
        return [joined[at : at + DIGEST] for at in range(0, len(joined), DIGEST)]

    def let_go_of_passages(self) -> None:
        """Keep no passages in memory."""
        array_file.let_go(self.arrays["passages"])

    def taken(self, places: Ints, docs: Ints) -> dict[str, Array]:
        """The arrays of a block of these of its documents, under other numbers."""
        sizes = np.diff(self.groups.astype(np.int64))[places]
        groups = members(self.groups[places].astype(np.int64), sizes)
        arrays: dict[str, Array] = {
            "docs": docs,
            "digests": self.arrays["digests"].reshape(-1, DIGEST)[places].reshape(-1),
            "groups": starts_of(sizes).astype(np.uint32),
            "wholes": self.wholes[groups].reshape(-1),
        }
        for name, starts, rows in (
            ("questions", self.of_questions, self.questions),
            ("passages", self.of_passages, self.passages),
        ):
            counts = np.diff(starts.astype(np.int64))[groups]
            arrays[f"{name}.starts"] = starts_of(counts).astype(np.uint32)
            arrays[name] = rows[members(starts[groups].astype(np.int64), counts)].reshape(-1)
        return arrays


def _rows(array: Array) -> Bytes:
    rows: Bytes = array.reshape(-1, DIMENSIONS)
    return rows


def quantised(vectors: Floats) -> Bytes:
    """The vectors in bytes; only their directions count."""
    rows: Bytes = np.clip(np.rint(vectors * _SCALE), -127, 127).astype(np.int8)
    return rows


def read_blocks(folder: Path, segment: Any) -> list[Block]:
    """The blocks beside a segment, those of them that are sound."""
    found = (_read(path) for path in _paths(folder, segment))
    return [block for block in found if block is not None]


def _read(path: Path) -> Block | None:
    try:
        return Block(array_file.read(path, _FACTS))
    except (ArrayFileError, LookupError, ValueError):
        return None


def write_block(folder: Path, segment: Any, arrays: Mapping[str, Array]) -> None:
    """Put one more block beside a segment. Raises OSError."""
    taken = [int(path.name.split(".")[-2]) for path in _paths(folder, segment)]
    path = folder / segment.make_filename(f".{max(taken, default=0) + 1:06}{_SUFFIX}")
    bulk = {name: arrays[name] for name in MATRICES}
    rest = {name: array for name, array in arrays.items() if name not in bulk}
    array_file.write(path, rest, _FACTS, bulk)


def _paths(folder: Path, segment: Any) -> list[Path]:
    return sorted(folder.glob(segment.make_filename(f".*{_SUFFIX}")))


def has_blocks(folder: Path, segment: Any) -> bool:
    """Whether there is any beside a segment."""
    return bool(_paths(folder, segment))


def sound_blocks(folder: Path, segment: Any) -> list[Block]:
    """The blocks beside a segment; those that cannot be used are removed. Raises OSError."""
    blocks = []
    for path in _paths(folder, segment):
        block = _read(path)
        if block is None:
            path.unlink()
        else:
            blocks.append(block)
    return blocks


def joined(parts: Sequence[Mapping[str, Array]]) -> dict[str, Array]:
    """The arrays of several blocks as those of one."""
    arrays: dict[str, Array] = {}
    for name in parts[0]:
        own = [part[name] for part in parts]
        if name in _STARTS:
            sizes = np.concatenate([np.diff(starts.astype(np.int64)) for starts in own])
            arrays[name] = starts_of(sizes).astype(np.uint32)
        else:
            arrays[name] = np.concatenate(own)
    return arrays


def is_complete(segments: Sequence[Any], blocks: Sequence[Sequence[Block]]) -> bool:
    """Whether every living document of the segments is in one of their blocks."""
    return not any(missing(segment, own) for segment, own in zip(segments, blocks, strict=True))


def missing(segment: Any, blocks: Sequence[Block]) -> list[int]:
    """The living documents that are in no block."""
    lacking = np.ones(segment.doc_count_all(), bool)
    for block in blocks:
        lacking[block.docs] = False
    lacking[list(segment.deleted_docs())] = False
    found: list[int] = np.flatnonzero(lacking).tolist()
    return found
