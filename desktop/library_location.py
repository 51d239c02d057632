"""Where the library lies: its content, and the index made of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from desktop.installation import RESOURCES
from desktop.places import Places
from index import Collection

BUNDLED_CONTENT = RESOURCES / "content"


@dataclass(frozen=True, slots=True)
class LibraryLocation:
    """`content` is what the index is made of; nothing where only a ready index is there,
    which is never written to."""

    index: Path
    content: tuple[Path, ...] = ()


def bundled_library(places: Places) -> LibraryLocation:
    """What comes with the program: with its index in the bundle, without it in the source."""
    ready = RESOURCES / "index"
    if ready.is_dir():
        return LibraryLocation(ready)
    return LibraryLocation(_cached_index(BUNDLED_CONTENT, places), (BUNDLED_CONTENT,))


def library_at(folder: Path, places: Places) -> LibraryLocation:
    """The library in a folder: an index made by `python -m index build`, or content."""
    folder = folder.resolve()
    if (folder / "current").is_file():
        return LibraryLocation(folder)
    return LibraryLocation(_cached_index(folder, places), (folder,))


def library_of(collections: Iterable[Collection], places: Places) -> LibraryLocation | None:
    """The library of all collections that are shown, None if there are none of them."""
    shown = [collection for collection in collections if collection.shown]
    if not shown:
        return None
    if all(collection.bundled for collection in shown):
        return bundled_library(places)
    return LibraryLocation(places.index, tuple(content_of(collection) for collection in shown))


def content_of(collection: Collection) -> Path:
    """Where a collection lies; what came with the program moves with it."""
    return BUNDLED_CONTENT if collection.bundled else collection.path


def _cached_index(content: Path, places: Places) -> Path:
    key = hashlib.blake2b(
        str(content).encode("utf-8", "surrogateescape"), digest_size=6
    ).hexdigest()
    return places.cache / "indexes" / f"{content.name}-{key}"
