"""What can go wrong, said so that the reader of the message can act on it."""

from __future__ import annotations

from pathlib import Path


class LibraryError(Exception):
    """What happened and to which file in `message`, what to do in `next_step`.

    As a string it is both, on one line. A window with a button for the next step shows
    the message alone. `details` are for whoever is asked for help.
    """

    def __init__(self, message: str, next_step: str = "", details: str = "") -> None:
        self.message = " ".join(message.split())
        self.next_step = next_step
        self.details = details
        super().__init__(f"{self.message} {next_step}".rstrip())


class NoIndexError(LibraryError):
    """There is no index where one was to be opened, or another version made it."""


class DamagedIndexError(LibraryError):
    """The index is there and cannot be read."""


class BuildError(LibraryError):
    """No index was made; the one that was there before is untouched."""


class BusyError(BuildError):
    """Another build into the same folder is under way."""


class MeaningUnavailableError(LibraryError):
    """There is no encoder: its packages are missing, or are not those that they should be."""


_LONGEST_REASON = 300


class ContentError(LibraryError):
    """A content file cannot be read.

    `line` counts from 1 and is None where the whole file is meant. The reason may come from a
    library that quotes the file, which can be a long quotation.
    """

    def __init__(self, path: Path, reason: str, line: int | None = None) -> None:
        self.path = path
        if len(reason) > _LONGEST_REASON:
            reason = f"{reason[:_LONGEST_REASON]}\u2026"
        self.reason = reason
        self.line = line
        where = path.name if line is None else f"{path.name}, line {line}"
        super().__init__(f"{where}: {reason}")


REPAIRED = "Parts of the index were damaged and have been made anew. Nothing is lost."
"""What the user is told of where `Library.repaired` is set: no error, but worth knowing."""
