"""One Whoosh segment with its columns beside it: made of documents, or opened for reading."""

from __future__ import annotations

import shutil
from array import array
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from index import array_file, column_maker
from index.array_file import ArrayFileError, Facts
from index.arrays import Array
from index.codec import Codec, FieldPostings, TermsReader, lengths_of, read_postings
from index.columns import VERSION, Columns
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
    shutil.rmtree(folder / f"{INDEX_NAME}.tmp", ignore_errors=True)  # Whoosh leaves it empty


def read_contents(folder: Path) -> list[Any]:
    """The segments of an index."""
    return list(TOC.read(FileStorage(str(folder)), INDEX_NAME).segments)


class SegmentWriter:
    """Takes in documents and writes them as a segment into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._storage = FileStorage(str(folder))
        self._codec = Codec()
        self._segment = self._codec.new_segment(self._storage, INDEX_NAME)
        self._schema = make_schema()
        self._writer = self._codec.per_document_writer(self._storage, self._segment)
        self._ordinals = array("I")
        self._inverter = Inverter(TEXT_FIELDS, EXACT_FIELDS)

    @property
    def words(self) -> int:
        """How many words were taken in."""
        return self._inverter.words

    def add(self, document: Document) -> None:
        """Take in a document."""
        self._inverter.add(document.texts, document.exact)
        self._writer.start_doc(len(self._ordinals))
        self._writer.add_field("data", self._schema["data"], document.data, 0)
        self._writer.add_column_value("ordinal", ORDINAL, document.ordinal)
        self._writer.finish_doc()
        self._ordinals.append(document.ordinal)

    def finish(self) -> Any:
        """Write everything; gives the segment for the table of contents. Raises OSError."""
        segment = self._segment
        segment.set_doc_count(len(self._ordinals))
        postings = self._inverter.postings()
        for field in TEXT_FIELDS:
            self._writer.add_lengths(field, lengths_of(postings[field], len(self._ordinals)))
        self._writer.close()
        fields = self._codec.field_writer(self._storage, segment)
        for field, found in postings.items():
            fields.add_field(field, self._schema[field], found, len(self._ordinals))
            if field not in SEQUENCE_FIELDS:  # columns hold the order of no other words
                postings[field] = found.without_positions()
        fields.close()
        segment.create_compound_file(self._storage)
        arrays = _make_columns(postings, self._ordinals)
        write_columns(self._folder, segment, arrays)
        return segment

    def cancel(self) -> None:
        """Give up; what was written is left for whoever removes the folder."""
        self._writer.close()


class SegmentReader:
    """A segment open for reading."""

    def __init__(self, folder: Path, segment: Any) -> None:
        """Open a segment; columns that are missing or damaged are made anew."""
        # Read where asked for: Whoosh copies what it maps, and what is mapped can be cut
        # short under us, which ends the process.
        storage = FileStorage(str(folder), supports_mmap=False)
        if segment.is_compound():
            storage = segment.open_compound_file(storage)
        codec = segment.codec()
        self._storage = storage
        self._documents = codec.per_document_reader(storage, segment)
        self.terms: TermsReader = codec.terms_reader(storage, segment)
        self.repaired = False
        self.columns = self._columns(columns_path(folder, segment), segment)

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
            return Columns(array_file.read(path, _facts(segment)), TEXT_FIELDS, count)
        except (ArrayFileError, LookupError):
            self.repaired = True
        ordinals = self._documents.column_reader("ordinal", ORDINAL)
        postings = read_postings(self._storage, segment, make_schema())
        arrays = _make_columns(postings, [ordinals[number] for number in range(count)])
        if segment.doc_count() < count:
            stays = np.ones(count, bool)
            stays[list(segment.deleted_docs())] = False
            arrays = without(arrays, stays)
        # Where that cannot be written, for want of room or leave, the next time does it again.
        with suppress(OSError):
            write_columns(path.parent, segment, arrays)
        return Columns(arrays, TEXT_FIELDS, count)


def columns_path(folder: Path, segment: Any) -> Path:
    """Where the columns of a segment lie."""
    name: str = segment.make_filename(COLUMNS_SUFFIX)
    return folder / name


def write_columns(folder: Path, segment: Any, arrays: Mapping[str, Array]) -> None:
    """Put the columns of a segment beside it. Raises OSError."""
    array_file.write(columns_path(folder, segment), arrays, _facts(segment))


def _facts(segment: Any) -> Facts:
    """What columns are made for: those of a segment that lost documents are others."""
    return {
        "version": VERSION,
        "documents": segment.doc_count_all(),
        "living": segment.doc_count(),
    }


def _make_columns(
    postings: Mapping[str, FieldPostings], ordinals: Sequence[int]
) -> dict[str, Array]:
    arrays = column_maker.make_columns(
        postings, len(ordinals), TEXT_FIELDS, EXACT_FIELDS, SEQUENCE_FIELDS
    )
    return arrays | {"ordinals": np.array(ordinals, np.uint32)}


def without(arrays: Mapping[str, Array], stays: npt.NDArray[np.bool_]) -> dict[str, Array]:
    """The columns of a segment of which only some documents are left."""
    left = column_maker.without(arrays, stays, TEXT_FIELDS, EXACT_FIELDS)
    return left | {"ordinals": arrays["ordinals"]}
