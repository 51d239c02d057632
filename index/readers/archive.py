"""Documents that are archives of XML: opened within limits, whatever they claim of themselves."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from index.errors import ContentError
from index.readers.limits import Limits, check_size

_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_DEEPEST = 300


class Archive:
    """The parts of a document. Raises ContentError for whatever is wrong with it."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._path = path
        self._archive = archive

    def names(self) -> list[str]:
        """The names of all parts."""
        return self._archive.namelist()

    def part(self, name: str) -> Element | None:
        """A part as XML, None if there is none of this name."""
        if name not in self._archive.namelist():
            return None
        try:
            return _parsed(self._archive.read(name))
        except ElementTree.ParseError as error:
            raise ContentError(self._path, f"its part {name} is damaged ({error})") from error
        except _DAMAGED as error:
            raise ContentError(
                self._path, f"its part {name} cannot be unpacked ({error})"
            ) from error


def _parsed(data: bytes) -> Element:
    """The XML. Declarations are refused: with entities a few lines can stand for billions."""
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise ElementTree.ParseError("it declares a document type")
    root = ElementTree.fromstring(data)
    deep = [root]
    for _ in range(_DEEPEST):
        deep = [child for element in deep for child in element]
        if not deep:
            return root
    raise ElementTree.ParseError("nested too deeply")


@contextmanager
def open_archive(path: Path, limits: Limits) -> Iterator[Archive]:
    """The document's archive, after it has been unpacked once to see how large it is."""
    check_size(path, limits.document)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_unpacked(path, archive, limits.unpacked)
            yield Archive(path, archive)
    except _DAMAGED as error:
        raise ContentError(path, f"damaged, or not of the kind its name says ({error})") from error


def _check_unpacked(path: Path, archive: zipfile.ZipFile, most: int) -> None:
    """What an archive says of its sizes may be a lie, so that it is counted. Pictures are not."""
    left = most
    for entry in archive.infolist():
        if not entry.filename.lower().endswith((".xml", ".rels")):
            continue
        with archive.open(entry) as part:
            while chunk := part.read(1 << 20):
                left -= len(chunk)
                if left < 0:
                    raise ContentError(path, f"unpacked it has more than {most // 1_000_000} MB")
