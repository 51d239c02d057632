"""Content files to briefings: one module a format, found by the file's suffix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from index.errors import ContentError
from index.readers import (
    delimited,
    html,
    json_data,
    jsonl,
    markdown,
    opendocument,
    pdf,
    plain_text,
    spreadsheet,
    word,
)
from index.readers.limits import MEGA, Limits
from index.readers.reading import Reading

Reader = Callable[[Path, Limits], Reading]

READERS: Mapping[str, Reader] = {
    ".csv": delimited.read,
    ".docx": word.read,
    ".htm": html.read,
    ".html": html.read,
    ".json": json_data.read_json,
    ".jsonl": jsonl.read,
    ".markdown": markdown.read,
    ".md": markdown.read,
    ".ods": spreadsheet.read,
    ".odt": opendocument.read,
    ".pdf": pdf.read,
    ".tab": delimited.read,
    ".tsv": delimited.read,
    ".txt": plain_text.read,
    ".xls": spreadsheet.read,
    ".xlsx": spreadsheet.read,
    ".yaml": json_data.read_yaml,
    ".yml": json_data.read_yaml,
}


def can_read(path: Path) -> bool:
    """Whether there is a reader for this kind of file."""
    return path.suffix.lower() in READERS


DEFAULT_LIMITS = Limits()

_PACKED = frozenset({".docx", ".ods", ".odt", ".pdf", ".xls", ".xlsx"})
_OWN = frozenset({".csv", ".jsonl", ".tab", ".tsv", ".txt"})
"""Read by code of ours, in a time that grows with the file and no faster."""

_LARGE = MEGA // 10


def is_risky(path: Path) -> bool:
    """Whether the libraries that read such a file may come to grief over it, or take long."""
    suffix = path.suffix.lower()
    if suffix in _PACKED:
        return True
    try:
        return suffix not in _OWN and path.stat().st_size > _LARGE
    except OSError:  # its reader will say why
        return False


def read(path: Path, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Read one content file.

    Raises ContentError if the format has no reader or the file cannot be read.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(READERS))
        raise ContentError(path, f"no reader for this kind of file; readable are {known}")
    if path.exists() and not path.is_file():
        raise ContentError(path, "not a file to read; it may be a pipe or a folder")
    try:
        return reader(path, limits)
    except OSError as error:
        raise ContentError(path, error.strerror or str(error)) from error
    except ContentError:
        raise
    except MemoryError as error:
        raise ContentError(path, takes_too_much(limits)) from error
    # A library may stumble over a broken file in any way there is.
    except Exception as error:
        raise ContentError(path, f"cannot be read ({type(error).__name__}: {error})") from error


def takes_too_much(limits: Limits) -> str:
    """What is said of a file that needs more memory than there is for it."""
    return f"reading it takes more than {limits.memory / MEGA:,.0f} MB of memory; split it up"
