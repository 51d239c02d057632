"""What every reader gives, and how bytes become harmless text."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import ContentError
from index.model import Briefing, Remark

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_RETURNS = re.compile(r"\r\n?")
_BREAKS = re.compile(r"[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(slots=True)
class Reading:
    """The briefings of one file and what the reader noticed.

    Ids, titles and topics that the file does not give are left empty. `one_a_file` holds
    for formats in which the file is the briefing, so that its name tells it from others.
    """

    one_a_file: bool = False
    briefings: list[Briefing] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def remark(self, message: str, line: int | None = None) -> None:
        """Note something the user should know."""
        self.remarks.append(Remark(message, line))


def read_text(path: Path, reading: Reading) -> str:
    """The file's text, its lines ended by "\\n".

    UTF-8 and UTF-16 are recognised; anything else is taken for Windows-1252, with a
    remark. Raises ContentError if the file is no text, OSError if it cannot be read.
    """
    data = path.read_bytes()
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8" or b"\x00" in data:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise ContentError(path, "this is not text in any known encoding", line) from None
        text = data.decode("cp1252", errors="replace")
        reading.remark("not UTF-8; read as Windows-1252")
    return _RETURNS.sub("\n", text)


def clean(text: str) -> str:
    """The text with every kind of line break as "\\n" and without control characters."""
    return _CONTROLS.sub("", _BREAKS.sub("\n", _RETURNS.sub("\n", text)))
