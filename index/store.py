"""What the user makes in the program, in one SQLite file that outlives every index.

Everything else is derived from the user's files. The file is copied before each change of
its schema and once a day; if it is ever found damaged, the newest sound copy takes its place
and the damaged one is kept beside it.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from index.errors import LibraryError
from index.model import Collection, Move

_BACKUPS = 7
_Row = TypeVar("_Row")
_BUSY = 10.0  # seconds to wait for another process that writes


class StoreError(LibraryError):
    """The user's data cannot be read or written."""


# Each brings the schema one version further; what stands here is never changed again.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE collection (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        path BLOB NOT NULL UNIQUE, -- as the system encodes it, which need not be Unicode
        place INTEGER NOT NULL,
        shown INTEGER NOT NULL DEFAULT 1,
        copied INTEGER NOT NULL DEFAULT 0,
        bundled INTEGER NOT NULL DEFAULT 0
    );
    """,
    """
    CREATE TABLE move (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('topic', 'briefing')),
        what TEXT NOT NULL,
        goes_to TEXT NOT NULL
    );
    """,
)


class Store:
    """The open file. One thread uses it; `close()` when done.

    `restored` says so if the file was damaged and a copy has taken its place.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, or make it. Raises StoreError if that cannot be done."""
        self._path = path
        self.restored = ""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists() and not _is_sound(path):
                self._restore()
            self._connection = _connect(path)
            self._migrate()
            self._back_up_daily()
        except (sqlite3.Error, OSError) as error:
            raise _unusable(path, error) from error

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    # -------------------------------------------------------------- collections

    def collections(self) -> list[Collection]:
        """All collections, in the user's order."""
        return self._reading(_collections)

    def add_collection(
        self, name: str, path: Path, *, copied: bool = False, bundled: bool = False
    ) -> Collection:
        """Add a collection at the end; the one that has this path if there is one."""
        with self._writing() as write:
            write(
                "INSERT OR IGNORE INTO collection (name, path, place, copied, bundled)"
                " VALUES (?, ?, (SELECT coalesce(max(place), 0) + 1 FROM collection), ?, ?)",
                (name, os.fsencode(path), copied, bundled),
            )
        return next(each for each in self.collections() if each.path == path)

    def rename_collection(self, id: int, name: str) -> None:
        """Call a collection by another name."""
        with self._writing() as write:
            write("UPDATE collection SET name = ? WHERE id = ?", (name, id))

    def show_collection(self, id: int, shown: bool) -> None:
        """Switch a collection on or off."""
        with self._writing() as write:
            write("UPDATE collection SET shown = ? WHERE id = ?", (shown, id))

    def order_collections(self, ids: Sequence[int]) -> None:
        """Put the collections in this order."""
        with self._writing() as write:
            for place, id_ in enumerate(ids):
                write("UPDATE collection SET place = ? WHERE id = ?", (place, id_))

    def remove_collection(self, id: int) -> None:
        """Forget a collection. Its files are not touched."""
        with self._writing() as write:
            write("DELETE FROM collection WHERE id = ?", (id,))

    # -------------------------------------------------------------- where things are filed

    def moves(self) -> list[Move]:
        """What was filed elsewhere, in the order in which that was done."""
        return self._reading(_moves)

    def add_move(self, move: Move) -> None:
        """File something elsewhere."""
        with self._writing() as write:
            write(
                "INSERT INTO move (kind, what, goes_to) VALUES (?, ?, ?)",
                (move.kind, move.what, move.to),
            )

    def undo_move(self) -> Move | None:
        """Take back the last move, if there is one."""
        moves = self.moves()
        if not moves:
            return None
        with self._writing() as write:
            write("DELETE FROM move WHERE id = (SELECT max(id) FROM move)")
        return moves[-1]

    # -------------------------------------------------------------- the file

    def _reading(self, read: Callable[[sqlite3.Connection], list[_Row]]) -> list[_Row]:
        try:
            return read(self._connection)
        except sqlite3.Error as error:
            raise _unusable(self._path, error) from error

    @contextmanager
    def _writing(self) -> Iterator[Callable[..., sqlite3.Cursor]]:
        """All or nothing of what is written inside."""
        try:
            with self._connection:
                yield self._connection.execute
        except sqlite3.Error as error:
            raise _unusable(self._path, error) from error

    def _migrate(self) -> None:
        """Bring the schema up to date, a version at a time, each whole or not at all."""
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            raise StoreError(
                f"{self._path} was written by a newer version of the program.",
                "Use that version, or move the file away to start with an empty one.",
            )
        if 0 < version < len(MIGRATIONS):
            self._back_up(f"version-{version}")
        for number, script in enumerate(MIGRATIONS[version:], version + 1):
            with self._connection:
                self._connection.executescript(
                    f"BEGIN; {script} PRAGMA user_version = {number}; COMMIT;"
                )

    def _back_up_daily(self) -> None:
        today = date.today().isoformat()
        if not self._copy(today).exists():
            with suppress(
                sqlite3.Error, OSError
            ):  # no room: what is there can be used all the same
                self._back_up(today)
            for old in sorted(self._copies(), key=lambda copy: copy.stat().st_mtime)[:-_BACKUPS]:
                old.unlink(missing_ok=True)

    def _back_up(self, name: str) -> None:
        """Write a copy, whole or not at all."""
        copy = self._copy(name)
        copy.parent.mkdir(exist_ok=True)
        unfinished = copy.with_suffix(".part")
        unfinished.unlink(missing_ok=True)
        with closing(sqlite3.connect(unfinished)) as target:
            self._connection.backup(target)
        unfinished.replace(copy)

    def _copy(self, name: str) -> Path:
        return self._path.parent / "backups" / f"{self._path.stem}-{name}{self._path.suffix}"

    def _copies(self) -> list[Path]:
        return list((self._path.parent / "backups").glob(f"{self._path.stem}-*{self._path.suffix}"))

    def _restore(self) -> None:
        """Put the newest sound copy in place of the file, which is kept under another name."""
        damaged = self._path.with_name(
            f"{self._path.stem}-damaged-{time.time_ns()}{self._path.suffix}"
        )
        self._path.replace(damaged)
        for rest in ("-wal", "-shm"):
            with suppress(OSError):
                Path(f"{self._path}{rest}").replace(f"{damaged}{rest}")
        for copy in sorted(self._copies(), key=lambda copy: copy.stat().st_mtime, reverse=True):
            if _is_sound(copy):
                with (
                    closing(sqlite3.connect(copy)) as source,
                    closing(sqlite3.connect(self._path)) as target,
                ):
                    source.backup(target)
                when = time.strftime("%Y-%m-%d %H:%M", time.localtime(copy.stat().st_mtime))
                self.restored = (
                    "Your bookmarks, notes and collections could not be read and are now "
                    f"as of {when}. The damaged file is kept as {damaged}."
                )
                return
        self.restored = (
            "Your bookmarks, notes and collections could not be read, and there is no copy of "
            f"them. The damaged file is kept as {damaged}."
        )


def read_store(path: Path) -> tuple[list[Collection], list[Move]]:
    """The collections and moves in a file that cannot be opened for want of room or leave to
    write; none if there is no way to read it."""
    try:
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            return _collections(connection), _moves(connection)
    except (sqlite3.Error, ValueError):
        return [], []


def _collections(connection: sqlite3.Connection) -> list[Collection]:
    rows = connection.execute(
        "SELECT id, name, path, shown, copied, bundled FROM collection ORDER BY place"
    )
    return [
        Collection(id_, name, Path(os.fsdecode(path)), bool(shown), bool(copied), bool(bundled))
        for id_, name, path, shown, copied, bundled in rows
    ]


def _moves(connection: sqlite3.Connection) -> list[Move]:
    rows = connection.execute("SELECT kind, what, goes_to FROM move ORDER BY id")
    return [Move(kind, what, to) for kind, what, to in rows]


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _is_sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path, timeout=_BUSY)) as connection:
            return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))
    except sqlite3.OperationalError:
        raise  # locked, or no leave to read: that is not for a copy to mend
    except sqlite3.DatabaseError:
        return False


def _unusable(path: Path, error: Exception) -> StoreError:
    return StoreError(
        f"Your bookmarks, notes and collections in {path} cannot be used ({error}).",
        "Make room on the disk and check that you may write there, then start the program again.",
    )
