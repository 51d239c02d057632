"""Whether an index is whole, and what changed in the content since it was built."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index import Library, NoIndexError
from index.check import Check, check
from tests.index.collection import CABLES, Collection

FRESH = Check()


def edit(collection: Collection) -> None:
    collection.write("Security/Cables.txt", CABLES + "More.\n")


def edit_in_place(collection: Collection) -> None:
    collection.write("Security/Cables.txt", CABLES.replace("Two", "Six"))
    os.utime(collection.content / "Security/Cables.txt", ns=(1, 1))


def add(collection: Collection) -> None:
    collection.write("Health/new.txt", CABLES)


def remove(collection: Collection) -> None:
    (collection.content / "Security/Cables.txt").unlink()


def rename(collection: Collection) -> None:
    path = collection.content / "Security/Cables.txt"
    path.rename(path.with_name("Pipes.txt"))


def remove_all(collection: Collection) -> None:
    shutil.rmtree(collection.content)


def touch(collection: Collection) -> None:
    os.utime(collection.content / "Security/Cables.txt")


def add_hidden(collection: Collection) -> None:
    collection.write(".backup/Cables.txt", CABLES)


@pytest.mark.parametrize(
    ("change", "findings"),
    [
        (edit, ["Security/Cables.txt was changed."]),
        (edit_in_place, ["Security/Cables.txt was changed."]),
        (add, ["Health/new.txt is new."]),
        (remove, ["Security/Cables.txt was removed."]),
        (rename, ["Security/Pipes.txt is new.", "Security/Cables.txt was removed."]),
        (touch, []),
        (add_hidden, []),
    ],
)
def test_changes_since_the_build_are_told_file_by_file(
    briefed: Collection, change: Callable[[Collection], None], findings: list[str]
) -> None:
    briefed.build()
    assert check(briefed.into) == FRESH
    change(briefed)
    assert check(briefed.into) == Check(stale=tuple(findings))


def test_content_that_is_gone_is_told_once(briefed: Collection) -> None:
    briefed.build()
    remove_all(briefed)
    assert check(briefed.into) == Check(stale=(f"{briefed.content} is gone.",))


def test_file_that_could_not_be_read_is_told_only_when_it_can_be(briefed: Collection) -> None:
    link = briefed.content / "link.txt"
    link.symlink_to("later.txt")
    briefed.build()
    assert check(briefed.into) == FRESH
    briefed.write("later.txt", CABLES)
    assert check(briefed.into) == Check(stale=("later.txt is new.", "link.txt was changed."))


def test_collection_and_index_may_move_together(briefed: Collection, tmp_path: Path) -> None:
    briefed.build()
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    for folder in (briefed.content, briefed.into):
        shutil.move(folder, moved)
    assert check(moved / "index") == FRESH
    library = Library.open(moved / "index")
    assert library.search("ukraine").total == 3
    library.close()


def test_place_without_an_index_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoIndexError):
        check(tmp_path)
