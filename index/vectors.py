"""The vectors of a segment's texts, in files beside it.

They are made once the words can be searched, a block of documents at a time, so that what is
done stays done whenever it ends. A block is written whole or not at all; one that is damaged
counts as missing. A document is known by a digest of its texts: where an index before holds
vectors of the same texts, they are taken from there.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from index import array_file
from index.array_file import ArrayFileError, Facts
from index.arrays import Array, Floats, Ints, members, starts_of
from index.meaning import DIMENSIONS, Encoder
from index.segment import SegmentReader, read_contents
from index.sentences import sentences

Bytes = npt.NDArray[np.int8]

_SUFFIX = ".vectors"
_FACTS: Facts = {"kind": "vectors", "version": 1}
_BLOCK = 2_000  # documents; to encode them takes some ten seconds
_DIGEST = 16  # bytes

_SCALE = 400.0  # to bytes: the numbers of a vector hardly ever reach 0.3

_PASSAGE = 200
"""Letters up to which short sentences go together."""

_LONGEST = 600
"""Letters of a sentence that are looked at."""

_SECTION = 1_000
"""Letters of a briefing that have a vector in common."""

_BRIEFING = 40_000
_ANSWER = 800
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
    return blake2b(json.dumps(groups).encode(), digest_size=_DIGEST).digest()


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
        return [joined[at : at + _DIGEST] for at in range(0, len(joined), _DIGEST)]

    def taken(self, places: Ints, docs: Ints) -> dict[str, Array]:
        """The arrays of a block of these of its documents, under other numbers."""
        sizes = np.diff(self.groups.astype(np.int64))[places]
        groups = members(self.groups[places].astype(np.int64), sizes)
        arrays: dict[str, Array] = {
            "docs": docs,
            "digests": self.arrays["digests"].reshape(-1, _DIGEST)[places].reshape(-1),
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


def _write(folder: Path, segment: Any, arrays: Mapping[str, Array]) -> None:
    """Put one more block beside a segment. Raises OSError."""
    taken = [int(path.name.split(".")[-2]) for path in _paths(folder, segment)]
    path = folder / segment.make_filename(f".{max(taken, default=0) + 1:06}{_SUFFIX}")
    bulk = {name: arrays[name] for name in _MATRICES}
    rest = {name: array for name, array in arrays.items() if name not in bulk}
    array_file.write(path, rest, _FACTS, bulk)


def _paths(folder: Path, segment: Any) -> list[Path]:
    return sorted(folder.glob(segment.make_filename(f".*{_SUFFIX}")))


# ------------------------------------------------------------------ making


def complete(generation: Path, encoder: Encoder, progress: Callable[[int, int], None]) -> None:
    """Encode what has no vectors yet. `progress` is told the documents done and of how many.

    What an exception from it ends stays done so far. Raises MeaningUnavailableError, OSError.
    """
    todo = []
    for segment in read_contents(generation):
        for path in _paths(generation, segment):
            if _read(path) is None:
                path.unlink()
        todo.append((segment, _missing(segment, read_blocks(generation, segment))))
    total = sum(len(docs) for _, docs in todo)
    done = 0
    for segment, docs in todo:
        with closing(SegmentReader(generation, segment)) as reader:
            texts = _Texts(reader)
            for first in range(0, len(docs), _BLOCK):
                encoded = _Encoded()
                for doc in docs[first : first + _BLOCK]:
                    try:
                        progress(done, total)
                    except BaseException:
                        if encoded:
                            _write(generation, segment, encoded.arrays())
                        raise
                    encoded.add(doc, texts[doc], encoder)
                    done += 1
                _write(generation, segment, encoded.arrays())
    progress(done, total)


def carry_over(previous: Path, generation: Path) -> None:
    """Give the new segments of a generation the vectors that another one holds of the same
    texts. Raises OSError."""
    known: dict[bytes, tuple[Block, int]] = {}
    for segment in read_contents(previous):
        for block in read_blocks(previous, segment):
            known.update({d: (block, place) for place, d in enumerate(block.digests)})
    for segment in read_contents(generation) if known else ():
        if _paths(generation, segment):
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
            _write(generation, segment, _joined(parts))


def is_complete(segments: Sequence[Any], blocks: Sequence[Sequence[Block]]) -> bool:
    """Whether every living document of the segments is in one of their blocks."""
    return not any(_missing(segment, own) for segment, own in zip(segments, blocks, strict=True))


def _missing(segment: Any, blocks: Sequence[Block]) -> list[int]:
    """The living documents that are in no block."""
    missing = np.ones(segment.doc_count_all(), bool)
    for block in blocks:
        missing[block.docs] = False
    missing[list(segment.deleted_docs())] = False
    found: list[int] = np.flatnonzero(missing).tolist()
    return found


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
        self._rows: dict[str, list[Floats]] = {name: [] for name in _MATRICES}

    def __len__(self) -> int:
        return len(self._docs)

    def add(self, doc: int, groups: Sequence[Group], encoder: Encoder) -> None:
        self._docs.append(doc)
        self._digests.append(digest_of(groups))
        self._groups.append(len(groups))
        for group in groups:
            asked = 1 if group.question else 0
            texts = [*([group.question] * asked), *group.passages, *group.others]
            rows = encoder.encode_with_whole(texts, asked + group.near)
            end = asked + len(group.passages)
            passages, questions = rows[asked:end], np.concatenate((rows[:asked], rows[end:-1]))
            self._rows["wholes"].append(rows[-1:])
            for name, own in (("questions", questions), ("passages", passages)):
                self._rows[name].append(own)
                self._counts[name].append(len(own))

    def arrays(self) -> dict[str, Array]:
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


def _joined(parts: Sequence[Mapping[str, Array]]) -> dict[str, Array]:
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


_MATRICES = ("wholes", "questions", "passages")
_STARTS = ("groups", "questions.starts", "passages.starts")
_NONE: Floats = np.zeros((0, DIMENSIONS), np.float32)
