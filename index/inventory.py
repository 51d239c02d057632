"""What there is to index: the files of all roots, and what became of those there were."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path, PurePosixPath

from index.files import ContentFile, Root, content_file, content_files, is_changed, state_of
from index.manifest import FileState, Manifest, root_path, root_reference
from index.model import FileReport


class Inventory:
    """All files of the roots as they are now.

    `files` has each once, in the order of the roots, with those of roots that are
    `unavailable`: what was indexed of them is `out_of_reach` and stays. `copies` has the
    reports of files that are the same, byte for byte, as one of another root before them.
    """

    def __init__(self, paths: Iterable[Path], into: Path, before: Manifest | None) -> None:
        self._into = into
        self._before = before
        self.roots = _numbered(paths, before.roots if before else {}, into)
        known = before.files if before else ()
        found = {root: list(content_files([root], into)) for root in self.roots}
        # A drive that is not there shows as no folder, or as an empty one.
        self.unavailable = [
            root
            for root, files in found.items()
            if not files
            and (not root.path.exists() or any(state.root == root.number for state in known))
        ]
        away = {root.number: root for root in self.unavailable}
        self.states = {state.key: state for state in known if state.root in away}
        self.out_of_reach = frozenset(self.states)
        for state in self.states.values():
            root = away[state.root]
            found[root].append(content_file(root, state.path, is_file=_is_root(state, root.path)))
        by_path = {file.path: file for files in reversed(found.values()) for file in files}
        self.files = [
            file for files in found.values() for file in files if by_path[file.path] is file
        ]
        self.states |= {f.key: state_of(f) for f in self.files if f.key not in self.states}
        self.copies = self._copies()

    @property
    def own(self) -> list[ContentFile]:
        """The files but for copies."""
        return [file for file in self.files if file.key not in self.copies]

    def age(self, file: ContentFile) -> float:
        """Seconds since a file was last written, by its own time, which may be wrong."""
        return abs(time.time() - self.states[file.key].modified_ns / 1e9)

    def has_changed(self, file: ContentFile) -> bool:
        """Whether a file is no longer what it was."""
        return is_changed(file.path, self.states[file.key])

    def look_again(self, file: ContentFile) -> None:
        """Take in what a file is now."""
        self.states[file.key] = state_of(file)

    def edited(self) -> list[ContentFile]:
        """Files that were indexed before and hold something else now."""
        known = self._indexed_before()
        return [
            file
            for file in self.own
            if file.key in known and known[file.key].sha256 != self.states[file.key].sha256
        ]

    def moved(self) -> Iterator[tuple[ContentFile, ContentFile]]:
        """Files that were indexed before, and where they are now: those of the same bytes,
        else the only one of the same name."""
        if self._before is None:
            return
        known = self._indexed_before()
        same = defaultdict[str, list[FileState]](list)
        named = defaultdict[str, list[FileState]](list)
        for state in known.values():
            if state.key not in self.states:
                same[state.sha256].append(state)
                named[PurePosixPath(state.path).name].append(state)
        taken: set[FileState] = set()
        for file in self.own:
            if file.key in known:
                continue
            alike = same[self.states[file.key].sha256]
            if not alike and len(named[file.name.name]) == 1:
                alike = named[file.name.name]
            left = next((state for state in alike if state not in taken), None)
            if left is not None:
                taken.add(left)
                path = root_path(self._before.roots[left.root], self._into)
                root = Root(left.root, path)
                yield content_file(root, left.path, is_file=_is_root(left, path)), file

    def _indexed_before(self) -> Mapping[str, FileState]:
        if self._before is None:
            return {}
        return {
            state.key: state
            for state, report in zip(self._before.files, self._before.reports, strict=True)
            if state.sha256 and not report.same_as
        }

    def _copies(self) -> dict[str, FileReport]:
        """Two files of one root are two on purpose."""
        first: dict[str, ContentFile] = {}
        copies = {}
        for file in self.files:
            sha256 = self.states[file.key].sha256
            original = first.setdefault(sha256, file) if sha256 else file
            if original.root != file.root:
                copies[file.key] = FileReport(str(file.name), same_as=str(original.path))
        return copies


def _is_root(state: FileState, root: Path) -> bool:
    """Whether a file that was indexed was a root itself, and not a file below it."""
    return state.path == root.name


def _numbered(paths: Iterable[Path], before: Mapping[int, str], into: Path) -> list[Root]:
    """The roots with the numbers they had in the build before, new ones with others."""
    known = {reference: number for number, reference in before.items()}
    following = count(max(before, default=-1) + 1)
    roots = {}
    for path in paths:
        reference = root_reference(path, into)
        if reference not in roots:
            number = known.get(reference)
            roots[reference] = Root(next(following) if number is None else number, path)
    return list(roots.values())
