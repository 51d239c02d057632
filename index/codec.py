"""How posting lists lie on disk: a Whoosh codec that reads and writes them in bulk.

Whoosh packs postings one by one. Here all lists of a field are encoded at once as
variable-byte numbers (see `varint`), and a list is decoded at once.
A list of n postings is n gaps between document numbers, n frequencies and, where the
field keeps positions, the gaps between positions, each posting's starting anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import (
    LENGTHS_COLUMN,
    W3Codec,
    W3FieldWriter,
    W3PerDocWriter,
    W3TermInfo,
    W3TermsReader,
)
from whoosh.fields import FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.formats import Format, Positions
from whoosh.matching import ListMatcher, Matcher
from whoosh.reading import TermNotFound
from whoosh.system import pack_ushort
from whoosh.util.numeric import length_to_byte

from index.arrays import Ints, members, starts_of
from index.varint import PartialDecoder, decode, encode

_PART = 100_000  # postings encoded at once
_FEW = 4  # a list is read in parts where at most one in so many postings is wanted
_COUNTED = 1_000_000  # postings counted at once


@dataclass(frozen=True, slots=True)
class FieldPostings:
    """All postings of a field in a segment.

    `terms` are in order of their code points. Those of term t are numbers
    `starts[t]:starts[t + 1]` of `docs` and `freqs`, by rising document number.
    `positions` holds those of one posting after the other, `sum(freqs)` in all; it is
    empty where the field keeps none.
    """

    terms: Sequence[str]
    starts: Ints
    docs: Ints
    freqs: Ints
    positions: Ints

    def without_positions(self) -> FieldPostings:
        """The same of a field that keeps none."""
        return replace(self, positions=_NONE)


Postings = tuple[Ints, Ints]
"""Of a term: the documents that hold it, and how often; MOST_FREQUENT stands for more, too."""

MOST_FREQUENT = 255


class Codec(W3Codec):  # type: ignore[misc]  # Whoosh is untyped
    """Whoosh's own codec but for the posting lists."""

    def per_document_writer(self, storage: FileStorage, segment: Any) -> DocumentWriter:
        return DocumentWriter(self, storage, segment)

    def field_writer(self, storage: FileStorage, segment: Any) -> FieldWriter:
        return FieldWriter(self, storage, segment)

    def postings_reader(
        self,
        dbfile: StructFile,
        terminfo: W3TermInfo,
        format_: Format,
        term: tuple[str, bytes] | None = None,
        scorer: Any = None,
    ) -> Matcher:
        """A matcher over one posting list, for Whoosh's own searching."""
        numbers, df = decode(_bytes(dbfile, terminfo)), terminfo.doc_frequency()
        docs = np.cumsum(numbers[:df])
        freqs = numbers[df : 2 * df]
        values = None
        if len(numbers) > 2 * df:
            ends = np.cumsum(freqs)
            gaps = numbers[2 * df :]
            values = [gaps[e - f : e].tobytes() for e, f in zip(ends, freqs, strict=True)]
        return ListMatcher(
            docs.tolist(),
            freqs.astype(float).tolist(),
            values,
            format_,
            scorer=scorer,
            term=term,
            terminfo=terminfo,
        )

    def terms_reader(self, storage: FileStorage, segment: Any) -> TermsReader:
        name = segment.make_filename(self.TERMS_EXT)
        terms = storage.open_file(name)
        postings = segment.open_file(storage, self.POSTS_EXT)
        return TermsReader(self, terms, storage.file_length(name), postings)


class TermsReader(W3TermsReader):  # type: ignore[misc]
    """Whoosh's own reader of a segment's terms, with access to whole lists."""

    def occurrences(self, field: str, term: str, begins: Ints, known: Postings) -> Ints:
        """Where a term stands in all texts of a field laid end to end, in order.

        `begins` tells where the text of each document begins (int32); texts that begin
        below 0 are left out. `known` are the postings of the term in documents that are not
        deleted; they spare reading all of them, if that are all.
        """
        try:
            info = self.term_info(field, term.encode())
        except TermNotFound:
            return _NONE
        df = info.doc_frequency()
        code = PartialDecoder(_bytes(self._postfile, info))
        docs, freqs = known
        if len(docs) < df or freqs.max() == MOST_FREQUENT:
            numbers = code.numbers(0, 2 * df)
            docs, freqs = np.cumsum(numbers[:df]), numbers[df:]
        begin = begins[docs]
        starts = 2 * df + starts_of(freqs)
        chosen = np.flatnonzero(begin >= 0)
        if len(chosen) * _FEW < df:
            gaps = code.runs(starts[chosen], starts[chosen + 1])
            begin, freqs = begin[chosen], freqs[chosen]
        else:
            gaps = code.numbers(2 * df, int(starts[-1]))
        # Where a text begins, the gap is the way from the last place in the one before.
        firsts = starts_of(freqs)[:-1]
        last = begin + np.add.reduceat(gaps, firsts, dtype=np.int32)
        gaps[firsts] += begin
        gaps[firsts[1:]] -= last[:-1]
        places = gaps.cumsum(out=gaps)
        return places if len(chosen) == len(begin) else places[places >= 0]


def _bytes(file: StructFile, info: W3TermInfo) -> npt.NDArray[np.uint8]:
    """The list of a term as it is written."""
    return np.frombuffer(file.get(*_extent(info)), np.uint8)


def _extent(info: W3TermInfo) -> tuple[int, int]:
    """Where a list lies, and its size in bytes."""
    offset, length = info.extent()
    # Whoosh forgets to unpack the size when it reads it.
    return offset, length[0] if isinstance(length, tuple) else length


class PositionGaps(Positions):  # type: ignore[misc]
    """Whoosh format of a field with positions: a value is the gaps between them, int32."""

    def decode_positions(self, value: bytes) -> list[int]:
        positions: list[int] = np.cumsum(np.frombuffer(value, np.int32)).tolist()
        return positions

    def decode_frequency(self, value: bytes) -> int:
        return len(value) // 4

    def decode_weight(self, value: bytes) -> float:
        return float(self.decode_frequency(value))


class DocumentWriter(W3PerDocWriter):  # type: ignore[misc]
    """Whoosh's own writer of what is stored of documents, with lengths in bulk."""

    def add_lengths(self, field: str, lengths: Ints) -> None:
        """Set the length of a field, in terms, in each document, after the last of them."""
        name = f"_{field}_len"
        self._create_column(name, LENGTHS_COLUMN)
        add = self._get_column(name).add
        for number in np.flatnonzero(lengths).tolist():
            add(number, length_to_byte(int(lengths[number])))
        self._fieldlengths[field] = int(lengths.sum())


def lengths_of(postings: FieldPostings, documents: int) -> Ints:
    """The length of the field in each document, in terms."""
    lengths = np.zeros(documents)
    for first in range(0, len(postings.docs), _COUNTED):
        part = slice(first, first + _COUNTED)
        lengths += np.bincount(postings.docs[part], postings.freqs[part], documents)
    return lengths.astype(np.int64)


class FieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Writes a segment's terms and posting lists, a whole field at a time."""

    def add_field(
        self, name: str, field: FieldType, postings: FieldPostings, documents: int
    ) -> None:
        """Write all postings of a field in a segment of so many documents."""
        self.start_field(name, field)
        lengths = lengths_of(postings, documents)
        for part in _parts(postings):
            self._add_part(part, lengths)
        self.finish_field()

    def _add_part(self, postings: FieldPostings, lengths: Ints) -> None:
        data, extents = _encode_field(postings)
        first = self._postfile.tell()
        self._postfile.write(data.tobytes())
        starts = postings.starts[:-1]
        posting_lengths = lengths[postings.docs]
        prefix = pack_ushort(self._fieldid)
        facts = zip(
            postings.terms,
            np.add.reduceat(postings.freqs, starts).tolist(),
            np.diff(postings.starts).tolist(),
            np.minimum.reduceat(posting_lengths, starts).tolist(),
            np.maximum.reduceat(posting_lengths, starts).tolist(),
            np.maximum.reduceat(postings.freqs, starts).tolist(),
            postings.docs[starts].tolist(),
            postings.docs[postings.starts[1:] - 1].tolist(),
            extents[:-1].tolist(),
            np.diff(extents).tolist(),
            strict=True,
        )
        for term, weight, df, shortest, longest, most, low, high, start, size in facts:
            info = W3TermInfo(weight, df, shortest, longest, most, low, high)
            info.set_extent(first + start, size)
            self._tindex.add(prefix + term.encode(), info.to_bytes())


def _parts(postings: FieldPostings) -> Iterator[FieldPostings]:
    """The postings cut into runs of terms, since encoding takes many times their room."""
    with_positions = len(postings.positions) > 0
    first = token = 0
    while first < len(postings.terms):
        limit = postings.starts[first] + _PART
        end = max(first + 1, int(np.searchsorted(postings.starts, limit, side="right")) - 1)
        low, high = postings.starts[first], postings.starts[end]
        freqs = postings.freqs[low:high]
        following = token + int(freqs.sum(dtype=np.int64))
        yield FieldPostings(
            postings.terms[first:end],
            postings.starts[first : end + 1] - low,
            postings.docs[low:high],
            freqs,
            postings.positions[token:following] if with_positions else _NONE,
        )
        first, token = end, following


def read_postings(storage: FileStorage, segment: Any, schema: Schema) -> dict[str, FieldPostings]:
    """All postings of a segment that FieldWriter wrote, by field."""
    codec = segment.codec()
    terms = codec.terms_reader(storage, segment)
    try:
        by_field: dict[str, list[tuple[str, Any]]] = {}
        for (field, text), info in terms.items():
            by_field.setdefault(field, []).append((text.decode(), info))
        with segment.open_file(storage, codec.POSTS_EXT) as file:
            data = np.frombuffer(file.read(), np.uint8)
        return {
            field: _read_field(found, data, schema[field].format)
            for field, found in by_field.items()
        }
    finally:
        terms.close()


def _read_field(
    found: Sequence[tuple[str, Any]], data: npt.NDArray[np.uint8], format_: Format
) -> FieldPostings:
    infos = [info for _, info in found]
    counts = np.array([info.doc_frequency() for info in infos])
    occurrences = np.array([int(info.weight()) for info in infos])
    offset, end = _extent(infos[0])[0], sum(_extent(infos[-1]))
    numbers = decode(data[offset:end])
    with_positions = isinstance(format_, PositionGaps)
    starts = starts_of(counts)
    doc_at, freq_at, position_at = _layout(starts, starts_of(occurrences), with_positions)
    freqs = numbers[freq_at]
    docs = _sum_within(numbers[doc_at], starts)
    positions = _sum_within(numbers[position_at], starts_of(freqs)) if with_positions else _NONE
    return FieldPostings([text for text, _ in found], starts, docs, freqs, positions)


_NONE: Ints = np.zeros(0, np.int64)


def _layout(starts: Ints, token_starts: Ints, positions: bool) -> tuple[Ints, Ints, Ints]:
    """Where in the stream of numbers each document gap, frequency and position gap stands."""
    counts = np.diff(starts)
    before = 2 * starts[:-1] + (token_starts[:-1] if positions else 0)
    doc_at = members(before, counts)
    freq_at = doc_at + np.repeat(counts, counts)
    if not positions:
        return doc_at, freq_at, _NONE
    return doc_at, freq_at, members(before + 2 * counts, np.diff(token_starts))


def _gaps(numbers: Ints, starts: Ints) -> Ints:
    """Differences of neighbours; the first of each group stands as it is."""
    gaps = np.diff(numbers, prepend=0)
    firsts = starts[:-1]
    gaps[firsts] = numbers[firsts]
    return gaps


def _sum_within(gaps: Ints, starts: Ints) -> Ints:
    """The numbers whose `_gaps` these are."""
    sums = np.cumsum(gaps)
    firsts = starts[:-1]
    before = sums[firsts] - gaps[firsts]
    return sums - np.repeat(before, np.diff(starts))


def _encode_field(postings: FieldPostings) -> tuple[npt.NDArray[np.uint8], Ints]:
    """The bytes of all posting lists, and where each begins; the last entry is the size."""
    starts = postings.starts
    posting_tokens = starts_of(postings.freqs)
    with_positions = len(postings.positions) > 0
    token_starts = posting_tokens[starts]
    doc_at, freq_at, position_at = _layout(starts, token_starts, with_positions)
    numbers = np.empty(2 * len(postings.docs) + len(postings.positions), np.uint32)
    numbers[doc_at] = _gaps(postings.docs.astype(np.int64), starts)
    numbers[freq_at] = postings.freqs
    if with_positions:
        numbers[position_at] = _gaps(postings.positions.astype(np.int64), posting_tokens)
    data, offsets = encode(numbers)
    return data, offsets[2 * starts + (token_starts if with_positions else 0)]
