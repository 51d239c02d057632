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
from index.readers.limits import Limits
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
    # A library may stumble over a broken file in any way there is.
    except Exception as error:
        raise ContentError(path, f"cannot be read ({type(error).__name__}: {error})") from error
