"""What a report says that the user does not know yet, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.content_report import ContentReport, counted, summary_of
from index import FileReport

_FEW = 3  # that are named one by one


@dataclass(frozen=True, slots=True)
class Found:
    """What a build made of a collection that was added, or of the files added to it."""

    name: str
    path: Path
    files: Sequence[FileReport]

    @property
    def nothing(self) -> bool:
        """Whether there is no file in it that could be read."""
        return all(file.error for file in self.files)

    def __str__(self) -> str:
        if not self.files:
            return f"{self.name}: there is no file in {self.path}."
        if self.nothing:
            first = f"{self.files[0].path}: {self.files[0].error}"
            return f"{self.name}: nothing could be read in {self.path} ({first})."
        return f"{self.name}: {summary_of(self.files)}."


def news_in(report: ContentReport, before: ContentReport, added: Sequence[Found]) -> list[str]:
    """What was found in what was added; besides, what went away or can no longer be read."""
    return [*_of_added(added), *_of_away(report, before), *_of_unread(report, before, added)]


def _of_added(added: Sequence[Found]) -> Iterable[str]:
    if len(added) <= _FEW:
        return map(str, added)
    everything = [file for each in added for file in each.files]
    empty = [each.name for each in added if each.nothing]
    said = [f"{counted(len(added), 'collection')} added: {summary_of(everything)}."]
    return [*said, f"Nothing could be read in: {_listed(empty)}."] if empty else said


def _of_away(report: ContentReport, before: ContentReport) -> Iterable[str]:
    if kept := [str(path) for path in report.unavailable if path not in before.unavailable]:
        whose = "Its" if len(kept) == 1 else "Their"
        yield f"Not there: {_listed(kept)}. {whose} entries are shown as last read."
    if missing := [str(path) for path in report.missing if path not in before.missing]:
        yield f"Not there, and never read yet: {_listed(missing)}."


def _of_unread(
    report: ContentReport, before: ContentReport, added: Sequence[Found]
) -> Iterable[str]:
    known = before.unread().keys() | _places(added)
    news = [file for place, file in report.unread().items() if place not in known]
    if news:
        more = f", and {len(news) - 1:,} more" if len(news) > 1 else ""
        yield f"Not read: {news[0].path}: {news[0].error}{more}"


def _places(added: Sequence[Found]) -> set[tuple[Path, str]]:
    return {(each.path, file.path) for each in added for file in each.files}


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _FEW
    return ", ".join(names[:_FEW]) + (f" and {more:,} more" if more > 0 else "")
