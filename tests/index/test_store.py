"""What the user makes survives crashes, newer programs, and damage to its file."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
from pathlib import Path

import pytest

from index import store as stores
from index.model import Collection, Move
from index.store import Store, StoreError, read_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "ifasked.sqlite"


def names(path: Path) -> list[str]:
    with Store(path) as store:
        return [collection.name for collection in store.collections()]


def fill(path: Path, *collections: str) -> None:
    with Store(path) as store:
        for name in collections:
            store.add_collection(name, path.parent / name)


def test_collections_are_kept_in_the_users_order(path: Path) -> None:
    with Store(path) as store:
        one = store.add_collection("One", Path("/one"))
        two = store.add_collection("Two", Path("/two"), copied=True)
        store.order_collections([two.id, one.id])
        store.rename_collection(one.id, "Uno")
        store.show_collection(two.id, False)
    with Store(path) as store:
        assert store.collections() == [
            Collection(two.id, "Two", Path("/two"), shown=False, copied=True),
            Collection(one.id, "Uno", Path("/one")),
        ]
        store.remove_collection(two.id)
        assert [collection.name for collection in store.collections()] == ["Uno"]


def test_a_folder_is_added_once(path: Path) -> None:
    with Store(path) as store:
        first = store.add_collection("One", Path("/one"))
        assert store.add_collection("Other", Path("/one")) == first
        assert len(store.collections()) == 1


def test_a_folder_whose_name_is_no_unicode_is_kept(path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("names are Unicode there")
    folder = Path(os.fsdecode(b"/caf\xe9"))
    with Store(path) as store:
        store.add_collection("Caf\u00e9", folder)
    with Store(path) as store:
        assert store.collections()[0].path == folder


@pytest.mark.parametrize("damage", [b"", b"not a database at all" * 100, None])
def test_a_damaged_file_is_replaced_by_its_last_copy(path: Path, damage: bytes | None) -> None:
    fill(path, "One")
    whole = path.read_bytes()
    cut = whole[: len(whole) // 2] + b"\xff" * 2000
    path.write_bytes(cut if damage is None else damage)
    with Store(path) as store:
        if damage != b"":  # an empty file is an empty database
            assert "could not be read and are now as of" in store.restored
            (damaged,) = path.parent.glob("ifasked-damaged-*.sqlite")
            assert str(damaged) in store.restored
    assert "restored" not in names(path)


def test_what_is_in_the_copy_is_there_again(path: Path) -> None:
    fill(path, "One")
    (copy,) = (path.parent / "backups").iterdir()
    copy.unlink()
    fill(path)  # the first start of a day
    path.write_bytes(b"damaged" * 1000)
    assert names(path) == ["One"]


def test_without_a_copy_one_starts_anew_and_is_told(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"damaged" * 1000)
    with Store(path) as store:
        assert "there is no copy" in store.restored
        assert store.collections() == []
    with Store(path) as store:
        assert store.restored == ""


def test_copies_are_few_and_the_newest_stay(path: Path) -> None:
    fill(path, "One")
    backups = path.parent / "backups"
    for day in range(1, 20):
        old = backups / f"ifasked-2020-01-{day:02}.sqlite"
        old.write_bytes(b"")
        os.utime(old, (day, day))
    (backups / next(p.name for p in backups.iterdir() if "2020" not in p.name)).unlink()
    fill(path)
    left = sorted(p.name for p in backups.iterdir())
    assert len(left) == 7
    assert left[0] == "ifasked-2020-01-14.sqlite"


def test_a_file_of_a_newer_program_is_left_alone(path: Path) -> None:
    fill(path, "One")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(StoreError, match="newer version"):
        Store(path)


def test_the_schema_is_brought_forward_and_copied_before(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(path, "One")
    more = (*stores.MIGRATIONS, "CREATE TABLE more (id INTEGER PRIMARY KEY);")
    monkeypatch.setattr(stores, "MIGRATIONS", more)
    assert names(path) == ["One"]
    assert (
        path.parent / "backups" / f"ifasked-version-{len(stores.MIGRATIONS) - 1}.sqlite"
    ).exists()


def test_a_migration_that_fails_changes_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(path, "One")
    monkeypatch.setattr(
        stores, "MIGRATIONS", (*stores.MIGRATIONS, "DROP TABLE collection; CREATE nonsense;")
    )
    with pytest.raises(StoreError):
        Store(path)
    monkeypatch.undo()
    assert names(path) == ["One"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder belongs")
    with pytest.raises(StoreError, match="cannot be used"):
        Store(tmp_path / "data" / "ifasked.sqlite")


def test_moves_are_kept_in_order_and_taken_back_one_by_one(path: Path) -> None:
    one, two = Move("topic", "A", "B"), Move("briefing", "id", "B/C")
    with Store(path) as store:
        store.add_move(one)
        store.add_move(two)
    with Store(path) as store:
        assert store.moves() == [one, two]
        assert store.undo_move() == two
        assert store.moves() == [one]
        assert store.undo_move() == one
        assert store.undo_move() is None


def test_what_is_kept_can_be_read_where_nothing_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "kept.sqlite"
    assert read_store(path) == ([], [])
    with Store(path) as store:
        store.add_collection("Press", tmp_path / "press")
        store.add_move(Move("topic", "A", "B"))
        kept = store.collections(), store.moves()
    assert read_store(path) == kept
    path.write_bytes(b"no database")
    assert read_store(path) == ([], [])


def test_a_store_opens_where_there_is_no_room_for_its_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(_self: Store, _name: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Store, "_back_up", no_room)
    with Store(tmp_path / "kept.sqlite") as store:
        assert store.add_collection("Press", tmp_path / "press") in store.collections()
