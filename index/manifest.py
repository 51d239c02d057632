"""What lies in an index folder, and which generation of it is in force.

An index folder holds generations, each a whole Whoosh index with its manifest, and the
file `current`, which names one of them. A build makes a new generation and then replaces
`current` by one rename, so that a reader sees the old index or the new one, never half.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.errors import DamagedIndexError, NoIndexError
from index.model import FileReport, Remark

FORMAT = 6
"""Raised whenever an index made before can no longer be read as it is."""

_POINTER = "current"
_MANIFEST = "manifest.json"
_GENERATION = "generation-"
_GENERATION_NAME = re.compile(r"generation-[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class FileState:
    """A content file as it was when it was indexed. `path` is relative to its root."""

    root: int
    path: str
    size: int
    modified_ns: int
    sha256: str

    @property
    def key(self) -> str:
        """What tells the file from all others of the index."""
        return f"{self.root}/{self.path}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made of.

    `roots` are the folders and files given to the build by their numbers, relative to the
    index folder where that can be; a root keeps its number from build to build. `reports`
    tell what became of each of the `files`; `clashes`, whether two files gave the same id.
    `parts` gives the size in bytes of each file of the Whoosh index, `digests` its SHA-256.
    """

    roots: Mapping[int, str]
    files: tuple[FileState, ...]
    reports: tuple[FileReport, ...]
    clashes: bool
    parts: Mapping[str, int]
    digests: Mapping[str, str]
    format: int = FORMAT


def rebuild_hint(into: Path) -> str:
    """The sentence that tells how an index is made again."""
    return f"To build it: python -m index build FOLDER --into {into}"


def name_in_force(into: Path) -> str:
    """What `current` holds. Raises NoIndexError if there is no such file."""
    try:
        return (into / _POINTER).read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise NoIndexError(f"There is no index in {into}.", rebuild_hint(into)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise DamagedIndexError(
            f"{into / _POINTER} cannot be read ({error}).", rebuild_hint(into)
        ) from error


def current_generation(into: Path) -> Path:
    """The folder of the generation in force. Raises NoIndexError if there is none."""
    name = name_in_force(into)
    generation = into / name
    if not _GENERATION_NAME.fullmatch(name) or not generation.is_dir():
        raise DamagedIndexError(f"The index in {into} is incomplete.", rebuild_hint(into))
    return generation


def new_generation(into: Path) -> Path:
    """Make the folder for a generation to come; what a killed build left is cleared away."""
    remove_old_generations(into)
    numbers = [int(path.name.removeprefix(_GENERATION)) for path in _generations(into)]
    generation = into / f"{_GENERATION}{max(numbers, default=0) + 1}"
    generation.mkdir(parents=True)
    return generation


def switch_to(generation: Path) -> None:
    """Put a finished generation in force, by one atomic rename."""
    replace_whole(generation.parent / _POINTER, generation.name)


def replace_whole(path: Path, text: str) -> None:
    """Write a small file so that it always holds the old text or the new. Raises OSError."""
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def remove_old_generations(into: Path) -> None:
    """Remove all generations but the one in force.

    A reader that has an old one open goes on: the system keeps files that are open. Where
    it refuses to remove them instead (Windows), they go with a later build.
    """
    try:
        keep = current_generation(into)
    except (NoIndexError, DamagedIndexError):
        keep = None
    for path in _generations(into):
        if path != keep:
            shutil.rmtree(path, ignore_errors=True)


def _generations(into: Path) -> list[Path]:
    return [p for p in into.iterdir() if _GENERATION_NAME.fullmatch(p.name)]


def parts_of(generation: Path) -> dict[str, int]:
    """Name and size of each file of the generation's Whoosh index."""
    return {path.name: path.stat().st_size for path in _index_files(generation)}


def digests_of(generation: Path, known: Mapping[str, str] | None = None) -> dict[str, str]:
    """Name and SHA-256 of each file of the generation's Whoosh index, some of them `known`
    already. Raises OSError."""
    known = known or {}
    return {path.name: known.get(path.name) or digest(path) for path in _index_files(generation)}


def _index_files(generation: Path) -> list[Path]:
    return sorted(p for p in generation.iterdir() if p.suffix in (".seg", ".toc"))


def write_manifest(generation: Path, manifest: Manifest) -> None:
    """Write the manifest into its generation."""
    # ASCII, so that a root whose name is no Unicode survives as escapes.
    text = json.dumps(asdict(manifest), indent=1)
    (generation / _MANIFEST).write_text(text, encoding="utf-8")


def read_manifest(generation: Path) -> Manifest:
    """Read a generation's manifest and see that its files are all there.

    Raises NoIndexError if another version of the program made it, DamagedIndexError if
    it or a file of the index is missing, cut short or no longer makes sense.
    """
    into = generation.parent
    try:
        record = json.loads((generation / _MANIFEST).read_text(encoding="utf-8"))
        if record["format"] != FORMAT:
            raise NoIndexError(
                f"The index in {into} was made by another version of the program.",
                rebuild_hint(into),
            )
        record["files"] = tuple(FileState(**state) for state in record["files"])
        record["roots"] = {int(number): root for number, root in record["roots"].items()}
        record["reports"] = tuple(_report(**report) for report in record["reports"])
        manifest = Manifest(**record)
        if parts_of(generation) != manifest.parts:
            raise ValueError("a file of it is missing or cut short")
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise DamagedIndexError(
            f"The index in {into} is damaged ({error}).", rebuild_hint(into)
        ) from error
    return manifest


def _report(remarks: Sequence[Mapping[str, Any]], **facts: Any) -> FileReport:
    return FileReport(**facts, remarks=tuple(Remark(**remark) for remark in remarks))


def root_reference(root: Path, into: Path) -> str:
    """How a manifest names a root: relative where it can, so that both may move together."""
    try:
        return os.path.relpath(root, into)
    except ValueError:  # another drive
        return str(root)


def root_path(reference: str, into: Path) -> Path:
    """The folder or file that a manifest names."""
    return Path(os.path.normpath(into.resolve() / reference))


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
