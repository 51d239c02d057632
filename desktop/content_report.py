"""What became of the files of the collections, and how that is said in a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import FileReport, Remark


@dataclass(frozen=True, slots=True)
class ContentReport:
    """The files of a build, by the folder or file that it was given and found them in.

    `unavailable` are those that were not there, their entries kept as last read; `missing`
    are those of which nothing was ever read.
    """

    files: Mapping[Path, Sequence[FileReport]]
    unavailable: tuple[Path, ...] = ()
    missing: tuple[Path, ...] = ()

    def __iter__(self) -> Iterator[FileReport]:
        return (file for files in self.files.values() for file in files)

    def unread(self) -> dict[tuple[Path, str], FileReport]:
        """The files that could not be read, by where they lie."""
        return {
            (root, file.path): file
            for root, files in self.files.items()
            for file in files
            if file.error
        }


class ReportReader:
    """Puts a report together from the lines in which a build tells it, one after another.

    `done` says that all have come. There is no `report` where nothing had to be done.
    """

    def __init__(self) -> None:
        self.done = False
        self.report: ContentReport | None = None
        self._by_path: dict[Path, list[FileReport]] = {}
        self._files: list[FileReport] = []
        self._remarks: list[Remark] = []

    def take(self, message: Mapping[str, Any]) -> None:
        """Take in the next line."""
        match message:
            case {"path": path}:
                self._files = self._by_path[Path(path)] = []
            case {"remark": facts}:
                self._remarks.append(Remark(**facts))
            case {"file": facts}:
                self._files.append(FileReport(**facts, remarks=tuple(self._remarks)))
                self._remarks = []
            case {"report": away}:
                self.done = True
                if away is not None:
                    paths = {name: tuple(map(Path, away[name])) for name in away}
                    self.report = ContentReport(self._by_path, **paths)


def summary_of(files: Sequence[FileReport]) -> str:
    """What was found in files: "42 answers from 12 files; 3 not read"."""
    unread = copies = pairs = briefings = 0
    for file in files:
        unread += file.error != ""
        copies += file.same_as != ""
        pairs += file.pairs
        briefings += file.briefings
    read = len(files) - unread - copies
    if copies and not read:
        said = "nothing new"
    else:
        found = (
            counted(pairs, "answer") if pairs or not briefings else counted(briefings, "briefing")
        )
        said = f"{found} from {counted(read, 'file')}"
    said += f"; {unread:,} not read" if unread else ""
    return said + (f"; {copies:,} the same as another one" if copies else "")


def outcome_of(file: FileReport) -> str:
    """What became of a file."""
    if file.error:
        return f"Not read: {file.error}"
    if file.same_as:
        return f"The same as {file.same_as}"
    return f"{counted(file.pairs, 'answer')} in {counted(file.briefings, 'briefing')}"


def counted(number: int, thing: str) -> str:
    """A number of things."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
