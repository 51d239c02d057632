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
_MANY_NULS = 0.4  # of the characters
_GUESSED_FROM = 100_000  # bytes
_MOST_REMARKS = 1_000
_WINDOWS = "cp1252"
_NAMES = {_WINDOWS: "Windows-1252"}
_RETURNS = re.compile(r"\r\n?")
_BREAKS = re.compile(r"[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(slots=True)
class Reading:
    """The briefings of one file and what the reader noticed.

    A long file is read while its briefings are taken one by one; the remarks are complete
    with the last of them. Ids, titles and topics that the file does not give are left empty.
    `one_a_file` holds for formats in which the file is the briefing: its name tells it from
    others, and topics of its pairs are sections of it.
    """

    one_a_file: bool = False
    briefings: Iterable[Briefing] = ()
    remarks: list[Remark] = field(default_factory=list)

    def remark(
        self,
        message: str,
        line: int | None = None,
        *,
        row: int | None = None,
        page: int | None = None,
    ) -> None:
        """Note something the user should know, and where it is; not without end."""
        if len(self.remarks) < _MOST_REMARKS:
            self.remarks.append(Remark(message, line, row, page))
        elif len(self.remarks) == _MOST_REMARKS:
            self.remarks.append(Remark("there is more to remark, which is not listed"))


def read_text(path: Path, reading: Reading) -> str:
    """The file's text, its lines ended by "\\n".

    UTF-8 and UTF-16 are known for sure; any other encoding is guessed, with a remark. Raises
    ContentError if the file is no text, OSError if it cannot be read.
    """
    with _open(path, reading) as file:
        return file.read()


def read_lines(path: Path, reading: Reading, longest: int) -> Iterator[str]:
    """The lines of a file, one at a time; as `read_text`, but all errors come with the first.

    Of a line that is longer than `longest` characters nothing is given, with a remark.
    """
    with _open(path, reading) as file:
        number = 0
        while line := file.readline(longest):
            number += 1
            if len(line) == longest and not line.endswith("\n"):
                reading.remark(f"left out: longer than {longest:,} characters", number)
                while line and not line.endswith("\n"):
                    line = file.readline(longest)
                line = ""
            yield line.rstrip("\n")


def _open(path: Path, reading: Reading) -> TextIO:
    with path.open("rb") as file:
        start = file.read(_CHUNK)
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if start.startswith(mark)), "")
    encoding = encoding or _unmarked_utf16(start) or "utf-8"
    errors = "strict"
    flaw = _undecodable_line(path, encoding)
    if flaw is not None:
        line, has_nul = flaw
        if encoding != "utf-8" or has_nul:
            raise ContentError(path, "this is not text in any known encoding", line)
        encoding, errors = _guess(start), "replace"
        reading.remark(f"not UTF-8; read as {_NAMES.get(encoding, encoding)}")
    return path.open(encoding=encoding, errors=errors)


def _unmarked_utf16(start: bytes) -> str:
    """UTF-16 without a mark: most letters of most texts have a NUL in the same half."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    few, many = sorted((even, odd))
    if len(start) < 4 or many < _MANY_NULS * len(start) / 2 or few > many / 10:
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _guess(start: bytes) -> str:
    """The encoding that makes most sense of bytes that are not UTF-8; Windows-1252 unless
    another one makes something else of them."""
    import charset_normalizer

    start = start[:_GUESSED_FROM]
    best = charset_normalizer.from_bytes(start).best()
    if best is None or str(best) == start.decode(_WINDOWS, "replace"):
        return _WINDOWS
    return best.encoding


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
