"""The user's collections: kept in the store, on a thread of its own.

What is asked for comes back as `changed`, with all collections in their order. The user's
files are only read; files that are copied in are kept byte for byte.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.content_report import ContentReport
from desktop.copying import copy_into, not_copied
from desktop.library_location import BUNDLED_CONTENT
from desktop.places import Places
from desktop.worker import Worker
from index import Collection, FileReport, LibraryError, Move

if TYPE_CHECKING:
    from index import Store

_BUNDLED = "Bundled briefings"
_COPIES = "My briefings"


@dataclass(frozen=True, slots=True)
class Addition:
    """A collection that was added, or to which these files were added.

    `problem` says what could not be added.
    """

    collection: Collection
    files: frozenset[str] = frozenset()
    problem: str = ""

    def files_in(self, report: ContentReport) -> Sequence[FileReport] | None:
        """What became of its files; None as long as not all of them were read."""
        files = report.files.get(self.collection.path)
        if files is None or not self.files:
            return files
        found = [file for file in files if file.path in self.files]
        return found if len(found) == len(self.files) else None


class CollectionService(QObject):
    """Adds, renames, orders, switches and removes collections."""

    changed = Signal(object)  # tuple[Collection, ...]
    added = Signal(object)  # tuple[Addition, ...], after `changed`
    looked = Signal(object)  # frozenset[int], the ids of collections that are not there
    located = Signal(Path)  # the folder that a collection lies in
    filed = Signal(object)  # tuple[Move, ...], what was filed elsewhere
    restored = Signal(str)  # the store was damaged, and what became of it
    noted = Signal(str)  # what was not done because there was no need
    failed = Signal(object)  # LibraryError

    def __init__(self, places: Places, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._places = places
        self._worker = Worker("collections", "The collections", self.failed.emit)
        # Apart, since a drive of a network that is gone can keep it waiting for long.
        self._lookout = Worker("lookout", "The collections", self.failed.emit)
        self._store: Store | None = None  # touched by the worker only

    def open(self) -> None:
        """Open the store, which tells what collections there are."""
        self._worker.submit(self._open)

    def add(self, paths: Iterable[Path]) -> None:
        """Link folders and files where they lie."""
        paths = tuple(paths)
        self._bring(lambda store: self._link(store, paths))

    def copy_in(self, files: Iterable[Path]) -> None:
        """Copy files into the user's own collection."""
        files = tuple(files)
        self._bring(lambda store: self._copy(store, files))

    def take(self, paths: Iterable[Path]) -> None:
        """Link what of it is a folder, copy in what is a file."""
        paths = tuple(paths)
        self._bring(lambda store: self._take(store, paths))

    def look(self, collections: Iterable[Collection], unavailable: Iterable[Path]) -> None:
        """Find out which collections are not there now; `looked` tells. Of the `unavailable`
        ones an empty folder is not there either: drives are mounted on such."""
        collections, unavailable = tuple(collections), frozenset(unavailable)
        self._lookout.submit(lambda: self._look(collections, unavailable))

    def locate(self, collection: Collection) -> None:
        """Find the folder that a collection lies in; `located` tells."""
        self._lookout.submit(lambda: self._locate(collection.path))

    def rename(self, id: int, name: str) -> None:
        """Call a collection by another name."""
        self._change(lambda store: store.rename_collection(id, name))

    def show(self, id: int, shown: bool) -> None:
        """Switch a collection on or off."""
        self._change(lambda store: store.show_collection(id, shown))

    def order(self, ids: Sequence[int]) -> None:
        """Put the collections in this order."""
        self._change(lambda store: store.order_collections(ids))

    def remove(self, id: int) -> None:
        """Take a collection out of the library. Its files stay where they are."""
        self._change(lambda store: store.remove_collection(id))

    def file(self, move: Move) -> None:
        """File a topic or a briefing elsewhere."""
        self._change_filing(lambda store: store.add_move(move))

    def undo_filing(self) -> None:
        """Take back what was filed elsewhere last."""
        self._change_filing(lambda store: store.undo_move())

    def close(self) -> None:
        """Finish what was asked for and let go of the store."""
        self._worker.submit(self._close_store)
        self._worker.close()
        self._lookout.close(at_once=True)

    # ------------------------------------------------------------- on the worker thread

    def _change(self, change: Callable[[Store], object]) -> None:
        self._with_store(change, self._tell_collections)

    def _bring(self, bring: Callable[[Store], Sequence[Addition]]) -> None:
        additions: list[Addition] = []

        def tell(store: Store) -> None:
            self._tell_collections(store)
            if additions:
                self.added.emit(tuple(additions))

        self._with_store(lambda store: additions.extend(bring(store)), tell)

    def _change_filing(self, change: Callable[[Store], object]) -> None:
        self._with_store(change, self._tell_moves)

    def _with_store(self, change: Callable[[Store], object], tell: Callable[[Store], None]) -> None:
        def work() -> None:
            store = self._store or self._open_store()  # there may be room now
            change(store)
            tell(store)

        self._worker.submit(work)

    def _tell_collections(self, store: Store) -> None:
        self.changed.emit(tuple(store.collections()))

    def _tell_moves(self, store: Store) -> None:
        self.filed.emit(tuple(store.moves()))

    def _open(self) -> None:
        from index import read_store

        try:
            store = self._open_store()
        except LibraryError:
            # Nothing can be kept; what there is can be searched all the same.
            collections, moves = read_store(self._places.store)
            bundled = Collection(0, _BUNDLED, BUNDLED_CONTENT, bundled=True)
            self.filed.emit(tuple(moves))
            self.changed.emit(tuple(collections) or (bundled,))
            raise
        self._tell_moves(store)
        self._tell_collections(store)

    def _open_store(self) -> Store:
        from index import Store

        store = Store(self._places.store)
        if store.restored:
            self.restored.emit(store.restored)
        if not any(collection.bundled for collection in store.collections()):
            store.add_collection(_BUNDLED, BUNDLED_CONTENT, bundled=True)
        self._store = store
        return store

    def _link(self, store: Store, paths: Sequence[Path]) -> list[Addition]:
        additions = []
        for path in paths:
            path = Path(os.path.abspath(path))  # noqa: PTH100  # links are kept as they are
            if not _exists(path):
                self.failed.emit(LibraryError(f"{path} is not there."))
            elif holder := _holder(path, store.collections()):
                self.noted.emit(f"{path.name} is already part of \u201c{holder.name}\u201d.")
            else:
                name = path.stem if path.is_file() else path.name
                additions.append(Addition(store.add_collection(name, path)))
        return additions

    def _copy(self, store: Store, files: Sequence[Path]) -> list[Addition]:
        copies: list[Path] = []
        failures: list[tuple[Path, OSError]] = []
        for file in files:
            try:
                copies.append(copy_into(self._places.copies, file))
            except OSError as error:
                failures.append((file, error))
        problem = str(not_copied(failures)) if failures else ""
        if failures:
            self.failed.emit(not_copied(failures))
        if not copies:
            return []
        collection = store.add_collection(_COPIES, self._places.copies, copied=True)
        return [Addition(collection, frozenset(copy.name for copy in copies), problem)]

    def _take(self, store: Store, paths: Sequence[Path]) -> list[Addition]:
        files: list[Path] = []
        others: list[Path] = []
        for path in paths:
            (files if os.path.isfile(path) else others).append(path)  # noqa: PTH113  # never raises
        return self._link(store, others) + self._copy(store, files)

    def _close_store(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None

    # ------------------------------------------------------------ on a thread of its own

    def _look(self, collections: Sequence[Collection], unavailable: frozenset[Path]) -> None:
        away = (
            each.id
            for each in collections
            if not each.bundled
            and (not _exists(each.path) or (each.path in unavailable and _is_empty(each.path)))
        )
        self.looked.emit(frozenset(away))

    def _locate(self, path: Path) -> None:
        if _exists(path):
            self.located.emit(path.parent if path.is_file() else path)
        else:
            self.failed.emit(LibraryError(f"{path} is not there now."))


def _holder(path: Path, collections: Iterable[Collection]) -> Collection | None:
    """The collection that a path is part of."""
    return next((c for c in collections if path == c.path or c.path in path.parents), None)


def _exists(path: Path) -> bool:
    """Whether there is something, as far as can be seen: `Path.exists` may raise."""
    return os.path.exists(path)  # noqa: PTH110


def _is_empty(path: Path) -> bool:
    """Whether it is a folder without anything in it, or one that cannot be opened."""
    try:
        return path.is_dir() and not any(path.iterdir())
    except OSError:
        return True
