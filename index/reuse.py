"""What of the index in force goes into the next one as it is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from index.identity import Before, Entry
from index.intake import Ids
from index.manifest import FileState, read_manifest
from index.model import FileReport
from index.segment import SegmentReader, read_contents, without, write_columns

_MOST_DELETED = 0.3  # of a segment; beyond that its files are indexed again
_SMALL = 2  # a segment is indexed again with what is new if it is at most so many times larger


@dataclass(slots=True)
class Kept:
    """Segments that are taken over, the reports of their files, and the ids they hold."""

    segments: list[Any] = field(default_factory=list)
    reports: dict[str, FileReport] = field(default_factory=dict)
    ids: Ids = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)


def keep_what_can_be(
    previous: Path | None,
    states: Mapping[str, FileState],
    out_of_reach: Container[str],
    generation: Path,
) -> Kept:
    """Take over into a new generation what the previous one holds of unchanged files.

    The documents of all others are marked as deleted. A small segment beside much that is
    new goes altogether, and its files are indexed again, so that segments stay few; but for
    one with a file that is `out_of_reach`. Raises OSError.
    """
    if previous is None:
        return Kept()
    manifest = read_manifest(previous)
    reports = {
        state.key: report
        for state, report in zip(manifest.files, manifest.reports, strict=True)
        if states.get(state.key) == state and not report.error and not report.same_as
    }
    opened = [(own, SegmentReader(previous, own)) for own in read_contents(previous)]
    try:
        gone = _gone([reader for _, reader in opened], reports, out_of_reach)
        kept = Kept(reports=reports)
        for number, (segment, reader) in enumerate(opened):
            if number not in gone and reports:
                _take_over(segment, reader, kept, previous, generation)
        if kept.segments:
            kept.digests = {
                name: sha256
                for name, sha256 in manifest.digests.items()
                if (generation / name).exists() and (generation / name).samefile(previous / name)
            }
        return kept if kept.segments else Kept()
    finally:
        for _, reader in opened:
            reader.close()


def read_before(previous: Path, keys: Iterable[str]) -> dict[str, Before]:
    """What an index holds of some files, by their keys."""
    found = {key: Before() for key in keys}
    for segment in read_contents(previous) if found else ():
        reader = SegmentReader(previous, segment)
        names, column = reader.columns.exact["file"]
        for key, before in found.items():
            number = names.find(key)
            for document in () if number is None else column[number][0].tolist():
                _remember(reader.data(document), before)
        reader.close()
    return found


def _remember(data: Mapping[str, Any], before: Before) -> None:
    if "briefing_id" in data:
        entry = Entry(data["id"], data.get("question", ""), data.get("answer", ""))
        before.pairs.append(entry)
    else:
        entry = Entry(data["id"], data.get("title", ""), data.get("text", ""))
        before.briefings.append(entry)


def _gone(
    readers: list[SegmentReader], reports: dict[str, FileReport], out_of_reach: Container[str]
) -> set[int]:
    """The segments not worth keeping; their files are taken out of `reports`."""
    gone: set[int] = set()
    files = [[name.decode() for name in reader.columns.exact["file"][0]] for reader in readers]
    fixed = {n for n, names in enumerate(files) if any(name in out_of_reach for name in names)}
    found = True
    while found:
        found = False
        sizes = [_living(reader, reports) for reader in readers]
        lost = sum(
            reader.columns.documents - size for reader, size in zip(readers, sizes, strict=True)
        )
        for number, (reader, size) in enumerate(zip(readers, sizes, strict=True)):
            if number in gone or number in fixed:
                continue
            deleted = 1 - size / max(1, reader.columns.documents)
            if deleted > _MOST_DELETED or (len(readers) > 1 and size < _SMALL * lost):
                gone.add(number)
                found = True
                for name in files[number]:
                    reports.pop(name, None)
    return gone


def _living(reader: SegmentReader, reports: Mapping[str, FileReport]) -> int:
    return int(np.count_nonzero(_stays(reader, reports)))


def _stays(reader: SegmentReader, reports: Mapping[str, FileReport]) -> Any:
    """Which documents of a segment belong to files that are kept; columns know of no others."""
    names, column = reader.columns.exact["file"]
    known = np.array([name.decode() in reports for name in names], np.bool_)
    stays = np.zeros(reader.columns.documents, bool)
    stays[column.docs] = np.repeat(known, np.diff(np.asarray(column.starts)))
    return stays


def _take_over(
    segment: Any, reader: SegmentReader, kept: Kept, previous: Path, generation: Path
) -> None:
    stays = _stays(reader, kept.reports)
    deleted = [n for n in np.flatnonzero(~stays).tolist() if not segment.is_deleted(n)]
    for number in deleted:
        segment.delete_document(number)
    files = _terms_of_documents(reader, "file")
    kinds = _terms_of_documents(reader, "kind")
    for id_, document in zip(*_terms_and_documents(reader, "id"), strict=True):
        if stays[document]:
            kept.ids[kinds[document], id_] = files[document]
    prefix = segment.make_filename("")
    for path in previous.iterdir():
        if path.name.startswith(prefix):
            _link(path, generation / path.name)
    if deleted:
        write_columns(generation, segment, without(reader.columns.arrays, stays))
    kept.segments.append(segment)


def _terms_and_documents(reader: SegmentReader, field: str) -> tuple[list[str], list[int]]:
    terms, column = reader.columns.exact[field]
    counts = np.diff(np.asarray(column.starts)).tolist()
    names = [term.decode() for term, n in zip(terms, counts, strict=True) for _ in range(n)]
    return names, column.docs.tolist()


def _terms_of_documents(reader: SegmentReader, field: str) -> dict[int, str]:
    names, docs = _terms_and_documents(reader, field)
    return dict(zip(docs, names, strict=True))


def _link(source: Path, target: Path) -> None:
    """One file under two names where the system can; else a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
