"""The user's collections: kept in the store, on a thread of its own.

What is asked for comes back as `changed`, with all collections in their order. The user's
files are only read; files that are copied in are kept byte for byte.
"""

from __future__ import annotations

import filecmp
import logging
import shutil
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.library_location import BUNDLED_CONTENT
from desktop.places import Places
from index import Collection, LibraryError, Move

if TYPE_CHECKING:
    from index import Store

_log = logging.getLogger(__name__)
_BUNDLED = "Bundled briefings"
_COPIES = "My briefings"


class CollectionService(QObject):
    """Adds, renames, orders, switches and removes collections."""

    changed = Signal(object)  # tuple[Collection, ...]
    filed = Signal(object)  # tuple[Move, ...], what was filed elsewhere
    restored = Signal(str)  # the store was damaged, and what became of it
    noted = Signal(str)  # what was not done because there was no need
    failed = Signal(object)  # LibraryError

    def __init__(self, places: Places, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._places = places
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="collections")
        self._store: Store | None = None  # touched by the worker only
        self._closed = False

    def open(self) -> None:
        """Open the store, which tells what collections there are."""
        self._submit(self._open)

    def add(self, paths: Iterable[Path]) -> None:
        """Link folders and files where they lie."""
        paths = tuple(paths)
        self._change(lambda store: self._add(store, paths))

    def copy_in(self, paths: Iterable[Path]) -> None:
        """Copy folders and files into the user's own collection."""
        paths = tuple(paths)
        self._change(lambda store: self._copy_in(store, paths))

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
        self._submit(self._close_store)
        self._closed = True
        self._worker.shutdown(wait=True)

    # ------------------------------------------------------------- on the worker thread

    def _submit(self, work: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                work()
            except LibraryError as error:
                self.failed.emit(error)
            except OSError as error:
                name = error.filename or "A file"
                self.failed.emit(LibraryError(f"{name} could not be copied ({error.strerror})."))
            except Exception as error:
                _log.exception("The collections failed")
                self.failed.emit(LibraryError(f"The collections could not be used: {error}"))

        if not self._closed:
            self._worker.submit(guarded)

    def _change(self, change: Callable[[Store], object]) -> None:
        self._with_store(change, self._tell_collections)

    def _change_filing(self, change: Callable[[Store], object]) -> None:
        self._with_store(change, self._tell_moves)

    def _with_store(self, change: Callable[[Store], object], tell: Callable[[Store], None]) -> None:
        def work() -> None:
            if self._store is not None:
                change(self._store)
                tell(self._store)

        self._submit(work)

    def _tell_collections(self, store: Store) -> None:
        self.changed.emit(tuple(store.collections()))

    def _tell_moves(self, store: Store) -> None:
        self.filed.emit(tuple(store.moves()))

    def _open(self) -> None:
        from index import Store

        self._store = store = Store(self._places.store)
        if store.restored:
            self.restored.emit(store.restored)
        self._tell_moves(store)
        known = store.collections()
        if not any(collection.bundled for collection in known):
            store.add_collection(_BUNDLED, BUNDLED_CONTENT, bundled=True)
        self._tell_collections(store)

    def _add(self, store: Store, paths: Sequence[Path]) -> None:
        for path in paths:
            path = path.absolute()
            holder = _holder(path, store.collections())
            if holder is not None:
                self.noted.emit(f"{path.name} is already part of \u201c{holder.name}\u201d.")
            else:
                store.add_collection(path.stem if path.is_file() else path.name, path)

    def _copy_in(self, store: Store, paths: Sequence[Path]) -> None:
        folder = self._places.copies
        folder.mkdir(parents=True, exist_ok=True)
        for path in paths:
            if path.is_dir():
                shutil.copytree(path, _free(folder / path.name))
            elif not _is_there(path, folder):
                shutil.copy2(path, _free(folder / path.name))
        store.add_collection(_COPIES, folder, copied=True)

    def _close_store(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None


def _holder(path: Path, collections: Iterable[Collection]) -> Collection | None:
    """The collection that a path is part of."""
    return next((c for c in collections if path == c.path or c.path in path.parents), None)


def _is_there(path: Path, folder: Path) -> bool:
    """Whether a file of this name and content was copied before."""
    copy = folder / path.name
    return copy.is_file() and filecmp.cmp(path, copy, shallow=False)


def _free(path: Path) -> Path:
    """The path, or one with a number where there is something already."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return free
