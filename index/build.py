"""From content files to a Whoosh index, switched in whole."""

from __future__ import annotations

import hashlib
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import whoosh.index
from whoosh.util.filelock import FileLock
from whoosh.writing import IndexWriter

from index import readers
from index.errors import BuildError, ContentError
from index.files import ContentFile, content_files, state_of
from index.manifest import (
    FileState,
    Manifest,
    digests_of,
    new_generation,
    parts_of,
    remove_old_generations,
    root_reference,
    switch_to,
    write_manifest,
)
from index.model import Briefing, BuildReport, FileReport, Progress, QAPair, Remark
from index.schema import briefing_document, make_schema, pair_document
from index.titles import derive_title
from index.topics import (
    SEPARATOR,
    automatic_topics,
    clean_path,
    subject_of,
    with_ancestors,
)

ReportProgress = Callable[[Progress], None]

_WRITER_MEGABYTES = 512


def build(paths: Iterable[Path], into: Path, progress: ReportProgress | None = None) -> BuildReport:
    """Index all content below `paths` and put the new index in force in folder `into`.

    A file that cannot be read is told in the report and the rest is indexed. An exception
    from `progress` ends the build. Raises BuildError if no index could be made; whatever
    ends a build early, the index that was in force stays so.
    """
    started = time.perf_counter()
    # Links are kept as they are: a collection goes by the name that was given.
    roots = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100
    into = into.resolve()
    for root in roots:
        if not os.path.exists(root):  # noqa: PTH110  # the method raises for a name too long
            raise BuildError(f"{root} does not exist. Name a folder or file of briefings.")
        if root.resolve() == into:
            raise BuildError(f"{root} holds the content. Choose another index folder.")
    try:
        into.mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(into / "build.lock"))
        if not lock.acquire():
            raise BuildError(f"Another build into {into} is under way. Wait until it is done.")
        try:
            return _build(roots, into, progress or _ignore, started)
        finally:
            lock.release()
    except OSError as error:
        raise BuildError(
            f"The index in {into} could not be written ({error.strerror or error}). "
            "Make room or choose another folder; the previous index is still in use."
        ) from error


def _ignore(_progress: Progress) -> None:
    pass


def _build(
    roots: Sequence[Path], into: Path, progress: ReportProgress, started: float
) -> BuildReport:
    files = list(content_files(roots, into))
    generation = new_generation(into)
    try:
        intake = _index(files, generation, progress)
        if not intake.briefings:
            raise BuildError(_nothing_found(roots, intake.reports))
        manifest = Manifest(
            roots=tuple(root_reference(root, into) for root in roots),
            files=tuple(intake.states),
            topics=dict(intake.topics),
            entries=intake.entries,
            briefings=intake.briefings,
            pairs=intake.pairs,
            parts=parts_of(generation),
            digests=digests_of(generation),
        )
        write_manifest(generation, manifest)
        switch_to(generation)
    finally:
        remove_old_generations(into)
    seconds = time.perf_counter() - started
    return BuildReport(tuple(intake.reports), intake.briefings, intake.pairs, seconds)


def _index(files: Sequence[ContentFile], generation: Path, progress: ReportProgress) -> _Intake:
    writer = whoosh.index.create_in(str(generation), make_schema()).writer(
        limitmb=_WRITER_MEGABYTES
    )
    try:
        intake = _Intake(writer)
        for done, file in enumerate(files):
            progress(Progress(done, len(files), intake.pairs, str(file.name)))
            intake.take(file)
        progress(Progress(len(files), len(files), intake.pairs, ""))
    except BaseException:
        writer.cancel()
        raise
    writer.commit()
    return intake


def _nothing_found(roots: Sequence[Path], reports: Sequence[FileReport]) -> str:
    where = ", ".join(str(root) for root in roots)
    bad = next((report for report in reports if report.error), None)
    reason = f"{bad.path}: {bad.error}" if bad else "there is no file in it"
    return f"No briefing was found in {where} ({reason}). The previous index is still in use."


@dataclass(slots=True)
class _Intake:
    """Takes in file after file: completes its briefings, writes them, keeps the counts."""

    writer: IndexWriter
    reports: list[FileReport] = field(default_factory=list)
    states: list[FileState] = field(default_factory=list)
    topics: Counter[str] = field(default_factory=Counter)
    briefing_ids: Counter[str] = field(default_factory=Counter)
    pair_ids: Counter[str] = field(default_factory=Counter)
    entries: int = 0
    briefings: int = 0
    pairs: int = 0

    def take(self, file: ContentFile) -> None:
        self.states.append(state_of(file))
        try:
            reading = readers.read(file.path)
        except ContentError as error:
            reason = str(Remark(error.reason, error.line))
            self.reports.append(FileReport(str(file.name), error=reason))
            return
        remarks = list(reading.remarks)
        pairs = 0
        for briefing in reading.briefings:
            # Several briefings of one file are told apart by what they say, not by their
            # place, so that one put in between changes no id.
            own = "" if reading.one_a_file else _content_key(briefing)
            complete = self._complete(briefing, file, own, remarks)
            self._write(complete)
            pairs += len(complete.qa_pairs)
        self.briefings += len(reading.briefings)
        self.pairs += pairs
        self.reports.append(
            FileReport(str(file.name), len(reading.briefings), pairs, tuple(remarks))
        )

    def _complete(
        self, briefing: Briefing, file: ContentFile, own: str, remarks: list[Remark]
    ) -> Briefing:
        """The briefing with all that its file does not give: ids, title, topics."""
        key = f"{file.collection}\n{file.name}\n{own}"
        briefing = replace(
            briefing,
            id=_free_id(self.briefing_ids, briefing.id, key, remarks),
            title=_title(briefing, file),
            topics=_given_topics(briefing, file),
            collection=file.collection,
            path=str(file.name),
        )
        if briefing.topics:
            filed = [briefing.topics] * len(briefing.qa_pairs)
        else:
            filed = automatic_topics(briefing)
            subject = filed[0][0].split(SEPARATOR)[0] if filed else subject_of(briefing)
            briefing = replace(briefing, topics=(subject,))
        pairs = (
            self._complete_pair(pair, briefing.id, given, remarks)
            for pair, given in zip(briefing.qa_pairs, filed, strict=True)
        )
        return replace(briefing, qa_pairs=tuple(pairs))

    def _complete_pair(
        self,
        pair: QAPair,
        briefing_id: str,
        topics: tuple[str, ...],
        remarks: list[Remark],
    ) -> QAPair:
        own = _clean_paths(pair.topics)
        key = f"{briefing_id}\n{_pair_key(pair)}"
        id_ = _free_id(self.pair_ids, pair.id, key, remarks)
        return replace(pair, id=id_, topics=own or topics)

    def _write(self, briefing: Briefing) -> None:
        entries: list[tuple[str, ...]] = [pair.topics for pair in briefing.qa_pairs]
        entries = entries or [briefing.topics]
        self.entries += len(entries)
        for topics in entries:
            self.topics.update(with_ancestors(topics))
        self.writer.add_document(**briefing_document(briefing))
        for pair in briefing.qa_pairs:
            self.writer.add_document(**pair_document(pair, briefing))


def _free_id(taken: Counter[str], given: str, key: str, remarks: list[Remark]) -> str:
    """The given id, else one derived from the key; a number is added if it is taken."""
    base = given or hashlib.blake2b(key.encode(), digest_size=8).hexdigest()
    id_ = base
    while id_ in taken:
        taken[base] += 1
        id_ = f"{base}-{taken[base]}"
    if given and id_ != given:
        remarks.append(Remark(f'the id "{given}" is given twice; the second is now "{id_}"'))
    taken[id_] = 1
    return id_


def _pair_key(pair: QAPair) -> str:
    return " ".join((pair.question or pair.answer).split()).casefold()


def _content_key(briefing: Briefing) -> str:
    """What tells a briefing from the others of its file."""
    if briefing.title or briefing.text:
        return f"{briefing.title}\n{briefing.text}"
    return _pair_key(briefing.qa_pairs[0])


def _title(briefing: Briefing, file: ContentFile) -> str:
    titles = (briefing.title, derive_title(briefing.text), _readable(file.name.stem))
    # A title can become the topic, and a separator or blank cannot.
    return next((title for title in titles if clean_path(title)), str(file.name))


def _given_topics(briefing: Briefing, file: ContentFile) -> tuple[str, ...]:
    """The briefing's own topics, else the folders it lies in, else none."""
    folders = SEPARATOR.join(file.name.parent.parts)
    return _clean_paths(briefing.topics) or _clean_paths((folders,))


def _clean_paths(topics: Iterable[str]) -> tuple[str, ...]:
    return tuple(path for topic in topics if (path := clean_path(topic)))


def _readable(stem: str) -> str:
    return " ".join(stem.replace("_", " ").split()) or stem
