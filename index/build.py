"""From content files to a Whoosh index, switched in whole.

What has not changed since the last build stays as it is: its segments are taken over, the
documents of files that changed or went are marked as deleted in them, and only what is new
is read and indexed. The outcome is the same as of a build from nothing, but that what was
edited or moved in between keeps its id.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from whoosh.util.filelock import FileLock, try_for

from index import readers, vector_maker
from index.errors import BuildError, BusyError, ContentError, LibraryError
from index.files import ContentFile
from index.identity import Before, read_identities, write_identities
from index.intake import Intake
from index.inventory import Inventory
from index.manifest import (
    Manifest,
    current_generation,
    digests_of,
    new_generation,
    parts_of,
    read_manifest,
    remove_old_generations,
    root_reference,
    switch_to,
    write_manifest,
)
from index.meaning import Encoder
from index.model import Briefing, BuildReport, FileReport, MeaningProgress, Progress, Remark
from index.readers.isolation import IsolatedReader
from index.readers.limits import Limits
from index.readers.reading import Reading
from index.reuse import Kept, keep_what_can_be, read_before
from index.segment import write_contents
from index.workers import Batch, LocalWriter, ParallelWriter, WorkerError

ReportProgress = Callable[[Progress], None]

_BATCH_CHARACTERS = 200_000

_SETTLING = 2.0  # seconds that a file may take to be saved after it was last seen to change
_PAUSE = 0.2
_PATIENCE = 2.0  # seconds

_WORTH_PROCESSES = 2_000_000
"""Bytes of content from which the start of other processes pays."""


def build(
    paths: Iterable[Path],
    into: Path,
    progress: ReportProgress | None = None,
    limits: Limits = readers.DEFAULT_LIMITS,
) -> BuildReport:
    """Index all content below `paths` and put the new index in force in folder `into`.

    A file that cannot be read is told in the report and the rest is indexed. What was
    indexed before below a path that is not there now stays. An exception from `progress`
    ends the build. Raises BuildError if no index could be made; whatever ends a build early,
    the index that was in force stays so.
    """
    started = time.perf_counter()
    # Links are kept as they are: a collection goes by the name that was given.
    roots = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100
    into = into.resolve()
    within_reach = paths_within_reach(roots, into)
    for root in roots:
        if root not in within_reach:
            raise BuildError(f"{root} does not exist. Name a folder or file of briefings.")
        if os.path.realpath(root) == str(into):
            raise BuildError(f"{root} holds the content. Choose another index folder.")
    with _writing(into, "build.lock"):
        return _Build(roots, into, progress or _ignore, limits).run(started)


def add_meaning(
    into: Path,
    encoder: Encoder,
    progress: Callable[[MeaningProgress], None] | None = None,
    seconds: float = math.inf,
) -> None:
    """Encode what the index in force in folder `into` has no vectors of.

    It is searched by words meanwhile, and a build may put another in force, which ends this.
    So do so many seconds; what is done by then stays. Raises MeaningUnavailableError if there
    is no encoder, and otherwise what `build` raises.
    """
    into = into.resolve()
    generation = current_generation(into)
    started = encoding = time.monotonic()

    def report(done: int, of: int) -> None:
        nonlocal encoding
        now = time.monotonic()
        if now - started > seconds or current_generation(into) != generation:
            raise _EndedError
        if done == 1:  # before that the encoder was loaded
            encoding = now
        if progress is not None:
            left = (now - encoding) / (done - 1) * (of - done) if done > 1 else None
            progress(MeaningProgress(done, of, left))

    with suppress(_EndedError), _writing(into, "meaning.lock"):
        try:
            vector_maker.complete(generation, encoder, report)
        except OSError:
            if current_generation(into) == generation:
                raise


class _EndedError(Exception):
    """There is no need to go on."""


@contextmanager
def _writing(into: Path, lock_name: str) -> Iterator[None]:
    """One at a time writes into the folder, and what fails is told."""
    try:
        into.mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(into / lock_name))
        if not try_for(lock.acquire, timeout=_PATIENCE):  # one that was killed may be ending
            raise BusyError(f"Another build into {into} is under way. Wait until it is done.")
        try:
            yield
        finally:
            lock.release()
    except (OSError, WorkerError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BuildError(
            f"The index in {into} could not be written ({reason}). "
            "Make room or choose another folder; the previous index is still in use."
        ) from error


def paths_within_reach(paths: Iterable[Path], into: Path) -> list[Path]:
    """The paths that are there, and those whose content the index in force holds."""
    paths = list(paths)
    there = {path for path in paths if os.path.exists(path)}  # noqa: PTH110  # never raises
    if len(there) == len(paths):
        return paths
    try:
        indexed = set(read_manifest(current_generation(into)).roots.values())
    except LibraryError:
        indexed = set()
    return [
        path
        for path in paths
        if path in there or root_reference(Path(os.path.abspath(path)), into) in indexed  # noqa: PTH100
    ]


def _ignore(_progress: Progress) -> None:
    pass


class _Build:
    """One build: what it reads, what it keeps, where it writes."""

    def __init__(
        self, paths: Sequence[Path], into: Path, progress: ReportProgress, limits: Limits
    ) -> None:
        self._into = into
        self._progress = progress
        self._reader = IsolatedReader(limits)
        generation, manifest = self._look_for_index()
        self._found = Inventory(paths, into, manifest)
        self._in_force = generation
        self._identities, self._before = read_identities(into), dict[str, Before]()
        if generation is not None:
            self._look_back(generation)
        # Where an id was given twice, which file keeps it depends on all files.
        self._clashes = manifest is not None and manifest.clashes
        self._previous = generation
        if self._clashes and not self._found.unavailable:
            self._previous = None
            self._clashes = False

    def run(self, started: float) -> BuildReport:
        found = self._found
        generation = new_generation(self._into)
        try:
            states = {file.key: found.states[file.key] for file in found.own}
            kept = keep_what_can_be(self._previous, states, found.out_of_reach, generation)
            intake, segments = self._index(kept, generation)
            if intake.clashes and kept.reports and not found.unavailable:
                # An id that two files give goes to the first of them: all must be seen.
                kept = Kept()
                intake, segments = self._index(kept, generation)
            known = {**kept.reports, **intake.reports, **found.copies}
            reports = [known[file.key] for file in found.files]
            briefings = sum(report.briefings for report in reports)
            if not briefings:
                raise BuildError(_nothing_found([root.path for root in found.roots], reports))
            write_contents(generation, segments)
            if self._in_force is not None:
                vector_maker.carry_over(self._in_force, generation)
            manifest = Manifest(
                roots={root.number: root_reference(root.path, self._into) for root in found.roots},
                files=tuple(found.states[file.key] for file in found.files),
                reports=tuple(reports),
                clashes=intake.clashes or self._clashes,
                parts=parts_of(generation),
                digests=digests_of(generation, kept.digests),
            )
            write_manifest(generation, manifest)
            write_identities(self._into, self._identities)
            switch_to(generation)
        finally:
            remove_old_generations(self._into)
        pairs = sum(report.pairs for report in reports)
        seconds = time.perf_counter() - started
        unavailable = tuple(str(root.path) for root in found.unavailable)
        return BuildReport(tuple(reports), briefings, pairs, seconds, unavailable)

    def _look_for_index(self) -> tuple[Path | None, Manifest | None]:
        """The index in force, if it is sound."""
        try:
            generation = current_generation(self._into)
            manifest = read_manifest(generation)
            if digests_of(generation) == manifest.digests:
                return generation, manifest
        except LibraryError:
            pass
        return None, None

    def _look_back(self, generation: Path) -> None:
        """Find out which files moved, and what those held that were changed."""
        before = {file.key: file.key for file in self._found.edited()}
        for old, new in self._found.moved():
            self._identities.move(old, new)
            before[new.key] = old.key
        entries = read_before(generation, before.values())
        self._before = {key: entries[old] for key, old in before.items()}

    def _index(self, kept: Kept, generation: Path) -> tuple[Intake, list[object]]:
        todo = [file for file in self._found.own if file.key not in kept.reports]
        size = sum(max(0, self._found.states[file.key].size) for file in todo)
        writer = (ParallelWriter if size >= _WORTH_PROCESSES else LocalWriter)(generation)
        try:
            intake = Intake(kept.ids, self._identities)
            for done, file in enumerate(todo):
                self._progress(Progress(done, len(todo), intake.pairs, str(file.name)))
                for number, batch in enumerate(self._batches(file, intake)):
                    if number:  # a long file
                        self._progress(Progress(done, len(todo), intake.pairs, str(file.name)))
                    writer.add(batch)
            segments = [*kept.segments, *writer.finish()]
        except BaseException:
            writer.stop()
            raise
        finally:
            self._reader.stop()
        self._progress(Progress(len(todo), len(todo), intake.pairs, ""))
        return intake, segments

    def _read(self, file: ContentFile) -> Reading:
        """Read a file; one that is just being saved, when it has come to rest, or in the end
        as it is. Raises ContentError."""
        patience = time.monotonic() + (_SETTLING if self._in_force is not None else 0)
        while True:
            try:
                outcome: Reading | ContentError = self._reader.read(file.path)
            except ContentError as error:
                outcome = error
            # Half a document is a damaged one; half a text shows only by going on.
            young = isinstance(outcome, ContentError) and self._found.age(file) < _SETTLING
            if time.monotonic() < patience and (young or self._found.has_changed(file)):
                time.sleep(_PAUSE)
                self._found.look_again(file)
            elif isinstance(outcome, ContentError):
                raise outcome
            else:
                return outcome

    def _batches(self, file: ContentFile, intake: Intake) -> Iterator[Batch]:
        """The briefings of a file in pieces of about _BATCH_CHARACTERS."""
        try:
            reading = self._read(file)
        except ContentError as error:
            reason = str(Remark(error.reason, error.line))
            intake.reports[file.key] = FileReport(str(file.name), error=reason)
            return
        if file.key in self._before:
            intake.recognise(file, reading, self._before[file.key])
        part: list[Briefing] = []
        size = first = ordinal = 0
        for briefing in intake.take(file, reading):
            part.append(briefing)
            size += len(briefing.text)
            size += sum(len(pair.question) + len(pair.answer) for pair in briefing.qa_pairs)
            ordinal += 1 + len(briefing.qa_pairs)
            if size >= _BATCH_CHARACTERS:
                yield Batch(file.key, first, part)
                part, size, first = [], 0, ordinal
        if part:
            yield Batch(file.key, first, part)


def _nothing_found(roots: Sequence[Path], reports: Sequence[FileReport]) -> str:
    where = ", ".join(str(root) for root in roots)
    bad = next((report for report in reports if report.error), None)
    reason = f"{bad.path}: {bad.error}" if bad else "there is no file in it"
    return f"No briefing was found in {where} ({reason}). The previous index is still in use."
