"""Documents that hold up their reader or bring it down cost the build nothing but themselves."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import cast

import pytest

from index import ContentError, Library, LibraryError, readers
from index.readers import isolation
from index.readers.isolation import IsolatedReader
from index.readers.limits import MEGA, Limits, limits_of
from index.readers.reading import Reading
from tests.index.collection import NATO, Collection
from tests.index.documents import Paragraph, write_word

CONTENT = [Paragraph("Who repairs cables?", level=2), Paragraph("Ships do.")]
LIMITS = Limits(seconds=3, memory=600 * MEGA)


def hang(_path: Path, _limits: Limits) -> Reading:
    while True:
        pass


def crash(_path: Path, _limits: Limits) -> Reading:
    os.kill(os.getpid(), signal.SIGSEGV)
    raise AssertionError


def devour(_path: Path, limits: Limits) -> Reading:
    bytearray(limits.memory)
    raise AssertionError


def serve_badly(connection: Connection, limits: Limits) -> None:
    """The reading process, with readers that some files do harm to."""
    hostile = {".odt": hang, ".pdf": crash, ".xlsx": devour}
    cast("dict[str, readers.Reader]", readers.READERS).update(hostile)
    isolation.serve(connection, limits)


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[IsolatedReader]:
    """Reads in a process in which it comes to grief over files of some suffixes."""
    monkeypatch.setattr(isolation, "serve", serve_badly)
    reader = IsolatedReader(LIMITS)
    yield reader
    reader.stop()


def assert_reads(reader: IsolatedReader, path: Path) -> None:
    (briefing,) = reader.read(path).briefings
    assert briefing.qa_pairs[0].answer == "Ships do."


@pytest.mark.parametrize(
    ("suffix", "reason"),
    [
        (".odt", "takes longer than 3 s"),
        (".pdf", "its reader broke down"),
        pytest.param(
            ".xlsx",
            "takes more than 600 MB of memory",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="memory is not limited"),
        ),
    ],
)
def test_a_document_that_does_harm_is_given_up(
    tmp_path: Path, reader: IsolatedReader, suffix: str, reason: str
) -> None:
    good, bad = tmp_path / "good.docx", tmp_path / f"bad{suffix}"
    write_word(good, CONTENT)
    bad.touch()
    assert_reads(reader, good)
    with pytest.raises(ContentError, match=reason):
        reader.read(bad)
    assert_reads(reader, good)
    reader.stop()
    assert not multiprocessing.active_children()


def test_a_build_goes_on_behind_documents_that_do_harm(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "serve", serve_badly)
    for name in ("a.pdf", "b.odt", "d.pdf"):
        collection.write(name, "harm")
    write_word(collection.content / "c.docx", CONTENT)
    collection.write("e.txt", NATO)
    report = Library.build([collection.content], collection.into, limits=LIMITS)
    assert [file.path for file in report.files if file.error] == ["a.pdf", "b.odt", "d.pdf"]
    assert report.pairs == 3
    assert not multiprocessing.active_children()


def test_large_texts_for_libraries_are_read_apart_and_remarks_come_along(tmp_path: Path) -> None:
    path = tmp_path / "large.md"
    path.write_text("## Who?\n\nWe.\n\n" + "Words and more of them. " * 30_000, "utf-8")
    reader = IsolatedReader(Limits())
    reading = reader.read(path)
    assert len(multiprocessing.active_children()) == 1
    (briefing,) = reading.briefings
    assert briefing.qa_pairs[0].question == "Who?"
    assert reading.one_a_file
    assert [remark.message for remark in reading.remarks] == [
        remark.message for remark in readers.read(path).remarks
    ]
    reader.stop()


def test_small_texts_need_no_process(tmp_path: Path) -> None:
    path = tmp_path / "small.md"
    path.write_text("## Who?\n\nWe.\n", "utf-8")
    reader = IsolatedReader(Limits())
    assert list(reader.read(path).briefings)
    assert not multiprocessing.active_children()
    with pytest.raises(ContentError, match="No such file"):
        reader.read(tmp_path / "none.md")
    reader.stop()


def test_limits_are_settings() -> None:
    assert limits_of({"pages": "7", "seconds": "5"}) == Limits(pages=7, seconds=5)
    with pytest.raises(LibraryError, match="There is no limit 'size'; there are line, text"):
        limits_of({"size": "7"})
    for value in ("", "0", "-1", "1.5", "\u0663\u0662" * 40, "9" * 5_000):
        with pytest.raises(LibraryError, match="must be a number"):
            limits_of({"pages": value})
