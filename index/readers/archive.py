"""Documents that are archives of XML: opened within limits, whatever they claim of themselves."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from index.errors import ContentError
from index.readers.limits import Limits, check_size

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What the unpacking of a damaged archive raises."""

_DEEPEST = 300
_MOST_TAGS = 1_000_000
_CHUNK = 1 << 20
_OVERLAP = 100  # bytes, longer than anything that is looked for
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
# Pictures and embedded objects, which nothing here parses, begin so for good reasons.
_FOREIGN = re.compile(r"META-INF/|Object|.*\.svg$", re.IGNORECASE)
# In every encoding that its parsers know by themselves.
_DECLARATIONS = tuple(
    sign.encode(encoding)
    for sign in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)


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
        try:
            return _parsed(self._archive.read(name))
        except KeyError:
            return None
        except ElementTree.ParseError as error:
            raise ContentError(self._path, f"its part {name} is damaged ({error})") from error
        except DAMAGED as error:
            raise ContentError(
                self._path, f"its part {name} cannot be unpacked ({error})"
            ) from error


def _parsed(data: bytes) -> Element:
    """The XML, unless it is too deep for what goes through it."""
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
            _check(path, archive, limits.unpacked)
            yield Archive(path, archive)
    except DAMAGED as error:
        raise ContentError(path, f"damaged, or not of the kind its name says ({error})") from error


def _check(path: Path, archive: zipfile.ZipFile, most: int) -> None:
    """Look through all XML. Declarations are refused: with entities a few lines can stand for
    billions."""
    tags = 0
    for name, chunk in unpacked(path, archive, most):
        if any(sign in chunk for sign in _DECLARATIONS) and not _FOREIGN.match(name):
            raise ContentError(path, "it declares a document type, as no program does")
        tags += chunk.count(b"<")
        if tags > _MOST_TAGS:
            raise ContentError(path, f"it has more than {_MOST_TAGS:,} tags")


def unpacked(path: Path, archive: zipfile.ZipFile, most: int) -> Iterator[tuple[str, bytes]]:
    """All XML in an archive, in pieces that overlap, each with the name of its part.

    Raises ContentError if it is more than `most` bytes: what an archive says of its sizes may
    be a lie, and so may the names of its parts.
    """
    left = most
    for entry in archive.infolist():
        tail = b""
        with archive.open(entry) as part:
            while chunk := part.read(_CHUNK):
                if not tail and chunk.lstrip(_BEFORE_XML)[:1] not in (b"<", b""):
                    break  # a picture
                left -= len(chunk)
                if left < 0:
                    raise ContentError(path, f"unpacked it has more than {most // 1_000_000} MB")
                yield entry.filename, tail + chunk
                tail = chunk[-_OVERLAP:]
