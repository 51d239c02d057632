"""What every reader gives, and how bytes become harmless text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from index.errors import ContentError
from index.model import Briefing, Remark

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 20
_RETURNS = re.compile(r"\r\n?")
_BREAKS = re.compile(r"[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(slots=True)
class Reading:
    """The briefings of one file and what the reader noticed.

    A long file is read while its briefings are taken one by one; the remarks are complete
    with the last of them. Ids, titles and topics that the file does not give are left empty.
    `one_a_file` holds for formats in which the file is the briefing, so that its name tells
    it from others.
    """

    one_a_file: bool = False
    briefings: Iterable[Briefing] = ()
    remarks: list[Remark] = field(default_factory=list)

    def remark(self, message: str, line: int | None = None) -> None:
        """Note something the user should know."""
        self.remarks.append(Remark(message, line))


def read_text(path: Path, reading: Reading) -> str:
    """The file's text, its lines ended by "\\n".

    UTF-8 and UTF-16 are recognised; anything else is taken for Windows-1252, with a
    remark. Raises ContentError if the file is no text, OSError if it cannot be read.
    """
    with _open(path, reading) as file:
        return file.read()


def read_lines(path: Path, reading: Reading) -> Iterator[str]:
    """The lines of a file, one at a time; as `read_text`, but all errors come with the first."""
    with _open(path, reading) as file:
        yield from (line.rstrip("\n") for line in file)


def _open(path: Path, reading: Reading) -> TextIO:
    with path.open("rb") as file:
        start = file.read(4)
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if start.startswith(mark)), "utf-8")
    errors = "strict"
    flaw = _undecodable_line(path, encoding)
    if flaw is not None:
        line, has_nul = flaw
        if encoding != "utf-8" or has_nul:
            raise ContentError(path, "this is not text in any known encoding", line)
        encoding, errors = "cp1252", "replace"
        reading.remark("not UTF-8; read as Windows-1252")
    return path.open(encoding=encoding, errors=errors)


def _undecodable_line(path: Path, encoding: str) -> tuple[int, bool] | None:
    """The first line that is not in this encoding, and whether the file has a NUL byte; None
    if all is well."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                line += error.object.count(b"\n", 0, error.start)
                return line, b"\x00" in error.object or any(
                    b"\x00" in rest for rest in iter(lambda: file.read(_CHUNK), b"")
                )
            if not chunk:
                return None
            line += chunk.count(b"\n")


def clean(text: str) -> str:
    """The text with every kind of line break as "\\n" and without control characters."""
    return _CONTROLS.sub("", _BREAKS.sub("\n", _RETURNS.sub("\n", text)))
