"""The content files below a library's roots, and whether they changed since a build."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from index import readers
from index.manifest import FileState, Manifest, digest, root_path


@dataclass(frozen=True, slots=True)
class ContentFile:
    """A file to be indexed: where it is, and its name below the root it was found in."""

    root: int
    path: Path
    name: PurePosixPath
    collection: str

    @property
    def key(self) -> str:
        """What tells the file from all others of the index."""
        return f"{self.root}/{self.name}"


@dataclass(frozen=True, slots=True)
class Root:
    """A folder or file that was given to the build, and its number."""

    number: int
    path: Path


def content_files(roots: Iterable[Root], into: Path) -> Iterator[ContentFile]:
    """All files below the roots, each once, in the order of their names.

    Hidden files and the index folder `into` are passed over. Symbolic links to folders
    are not followed, so that a loop ends.
    """
    seen = set()
    for root in roots:
        is_file = root.path.is_file()
        for path in [root.path] if is_file else _files_below(root.path, into):
            if path not in seen:
                seen.add(path)
                name = root.path.name if is_file else path.relative_to(root.path).as_posix()
                yield content_file(root, name, is_file=is_file)


def content_file(root: Root, name: str, *, is_file: bool) -> ContentFile:
    """The file of a name below a root, or the root itself."""
    path = root.path if is_file else root.path / name
    collection = root.path.stem if is_file else root.path.name
    return ContentFile(root.number, path, PurePosixPath(_showable(name)), _showable(collection))


def _files_below(root: Path, into: Path) -> Iterator[Path]:
    unreadable: list[OSError] = []
    for folder, subfolders, names in os.walk(root, onerror=unreadable.append):
        here = Path(folder)
        subfolders[:] = sorted(
            name
            for name in subfolders
            if not name.startswith(".") and os.path.realpath(here / name) != str(into)
        )
        yield from (here / name for name in sorted(names) if not name.startswith("."))
    # A folder that cannot be opened goes the way of a file, to be told in the report.
    for error in unreadable:
        if not isinstance(error, FileNotFoundError):
            yield Path(error.filename)


def _showable(name: str) -> str:
    """The name with escapes for what is no Unicode, as in archives from elsewhere."""
    return name.encode(errors="backslashreplace").decode()


def state_of(file: ContentFile) -> FileState:
    """The file as it is now."""
    try:
        facts = file.path.stat()
        # What no reader takes is not read through either: it may be a film, or a pipe.
        known = stat.S_ISREG(facts.st_mode) and readers.can_read(file.path)
        sha256 = digest(file.path) if known else ""
    except OSError:  # its reader will say why
        return FileState(file.root, str(file.name), size=-1, modified_ns=0, sha256="")
    return FileState(file.root, str(file.name), facts.st_size, facts.st_mtime_ns, sha256)


def stale_files(manifest: Manifest, into: Path) -> list[str]:
    """What was changed, added or removed in the content since it was indexed."""
    roots = [Root(number, root_path(name, into)) for number, name in manifest.roots.items()]
    gone = {root.number: root.path for root in roots if not root.path.exists()}
    findings = [f"{path} is gone." for path in gone.values()]
    known = {(s.root, s.path): s for s in manifest.files if s.root not in gone}
    for file in content_files(roots, into):
        state = known.pop((file.root, str(file.name)), None)
        if state is None:
            findings.append(f"{file.name} is new.")
        elif is_changed(file.path, state):
            findings.append(f"{file.name} was changed.")
    return findings + [f"{path} was removed." for _, path in known]


def is_changed(path: Path, state: FileState) -> bool:
    """Whether a file is not as it was: by size and time, and if these differ by its bytes."""
    try:
        facts = path.stat()
        if (facts.st_size, facts.st_mtime_ns) == (state.size, state.modified_ns):
            return False
        unread = not state.sha256
        return unread or facts.st_size != state.size or digest(path) != state.sha256
    except OSError:
        return state.size >= 0  # it could be read then
