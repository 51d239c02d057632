"""One Whoosh segment with its columns beside it: made of documents, or opened for reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from index import columns
from index.codec import Codec, FieldPostings, TermsReader, read_postings
from index.columns import Columns, ColumnsError
from index.inversion import Inverter
from index.schema import (
    EXACT_FIELDS,
    ORDINAL,
    SEQUENCE_FIELDS,
    TEXT_FIELDS,
    Document,
    make_schema,
)

INDEX_NAME = "MAIN"
SEGMENT_SUFFIX = ".seg"
COLUMNS_SUFFIX = ".columns"


def write_contents(folder: Path, segments: Sequence[Any]) -> None:
    """Write Whoosh's table of contents of these segments."""
    TOC(make_schema(), list(segments), 1).write(FileStorage(str(folder)), INDEX_NAME)


def read_contents(folder: Path) -> list[Any]:
    """The segments of an index."""
    return list(TOC.read(FileStorage(str(folder)), INDEX_NAME).segments)


class SegmentWriter:
    """Takes in documents and writes them as a segment into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._documents: list[Document] = []
        self._inverter = Inverter(TEXT_FIELDS, EXACT_FIELDS)

    @property
    def documents(self) -> int:
        """How many documents were taken in."""
        return len(self._documents)

    @property
    def words(self) -> int:
        """How many words were taken in."""
        return self._inverter.words

    def add(self, document: Document) -> None:
        """Take in a document."""
        self._inverter.add(document.texts, document.exact)
        self._documents.append(document)

    def finish(self) -> Any:
        """Write everything; gives the segment for the table of contents. Raises OSError."""
        storage = FileStorage(str(self._folder))
        codec = Codec()
        segment = codec.new_segment(storage, INDEX_NAME)
        schema = make_schema()
        count = len(self._documents)
        segment.set_doc_count(count)
        postings = self._inverter.postings()
        lengths = {
            field: np.bincount(found.docs, found.freqs, count).astype(np.int64)
            for field, found in postings.items()
        }
        self._write_documents(codec.per_document_writer(storage, segment), schema, lengths)
        fields = codec.field_writer(storage, segment)
        for field, found in postings.items():
            fields.add_field(field, schema[field], found, lengths[field])
        fields.close()
        segment.create_compound_file(storage)
        ordinals = [document.ordinal for document in self._documents]
        arrays = _make_columns(postings, ordinals)
        columns.write(_columns_path(self._folder, segment), arrays, count)
        return segment

    def _write_documents(
        self, writer: Any, schema: Any, lengths: Mapping[str, npt.NDArray[np.int64]]
    ) -> None:
        texts = [(field, schema[field], lengths[field].tolist()) for field in TEXT_FIELDS]
        for number, document in enumerate(self._documents):
            writer.start_doc(number)
            for field, kind, length in texts:
                writer.add_field(field, kind, None, length[number])
            writer.add_field("data", schema["data"], document.data, 0)
            writer.add_column_value("ordinal", ORDINAL, document.ordinal)
            writer.finish_doc()
        writer.close()


class SegmentReader:
    """A segment open for reading."""

    def __init__(self, folder: Path, segment: Any) -> None:
        """Open a segment; columns that are missing or damaged are made anew."""
        storage = FileStorage(str(folder))
        if segment.is_compound():
            storage = segment.open_compound_file(storage)
        codec = segment.codec()
        self._storage = storage
        self._documents = codec.per_document_reader(storage, segment)
        self.terms: TermsReader = codec.terms_reader(storage, segment)
        self.repaired = False
        self.columns = self._columns(_columns_path(folder, segment), segment)
        self.alive: npt.NDArray[np.bool_] | None = None
        if segment.has_deletions():
            self.alive = np.ones(self.columns.documents, bool)
            self.alive[list(segment.deleted_docs())] = False

    def data(self, number: int) -> Mapping[str, Any]:
        """What was stored of a document."""
        stored: Mapping[str, Any] = self._documents.stored_fields(number)["data"]
        return stored

    def close(self) -> None:
        """Let go of the files."""
        self.terms.close()
        self._documents.close()
        self._storage.close()

    def _columns(self, path: Path, segment: Any) -> Columns:
        count = segment.doc_count_all()
        try:
            return columns.read(path, count, TEXT_FIELDS)
        except ColumnsError:
            self.repaired = True
        ordinals = self._documents.column_reader("ordinal", ORDINAL)
        postings = read_postings(self._storage, segment, make_schema())
        arrays = _make_columns(postings, [ordinals[number] for number in range(count)])
        # Where that cannot be written, for want of room or leave, the next time does it again.
        with suppress(OSError):
            columns.write(path, arrays, count)
        return Columns(arrays, TEXT_FIELDS, count)


def _columns_path(folder: Path, segment: Any) -> Path:
    name: str = segment.make_filename(COLUMNS_SUFFIX)
    return folder / name


def _make_columns(
    postings: Mapping[str, FieldPostings], ordinals: Sequence[int]
) -> dict[str, columns.Array]:
    arrays = columns.make_columns(
        postings, len(ordinals), TEXT_FIELDS, EXACT_FIELDS, SEQUENCE_FIELDS
    )
    return arrays | {"ordinals": np.array(ordinals, np.uint32)}
