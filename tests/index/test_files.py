"""Which files below the roots are content, and in which order they are taken."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from index.files import Root, content_files
from tests.index.collection import Collection


def numbered(paths: Sequence[Path]) -> list[Root]:
    return [Root(number, path) for number, path in enumerate(paths)]


def names(collection: Collection, *roots: Path) -> list[str]:
    into = collection.into.resolve()
    return [str(file.name) for file in content_files(numbered(roots or [collection.content]), into)]


def test_files_come_in_the_order_of_their_names_before_those_of_sub_folders(
    collection: Collection,
) -> None:
    for name in ("b/2.txt", "b/1.txt", "a/1.txt", "z.txt", "B.txt", "10.txt"):
        collection.write(name, "")
    assert names(collection) == ["10.txt", "B.txt", "z.txt", "a/1.txt", "b/1.txt", "b/2.txt"]


def test_roots_come_in_the_order_they_were_given(collection: Collection) -> None:
    roots = [collection.write(name, "") for name in ("b.txt", "a.txt")]
    found = list(content_files(numbered(roots), collection.into))
    assert [(file.root, str(file.name), file.collection) for file in found] == [
        (0, "b.txt", "b"),
        (1, "a.txt", "a"),
    ]


def test_root_that_is_gone_holds_nothing(collection: Collection) -> None:
    assert names(collection, collection.content / "gone") == []


def test_link_to_a_folder_is_no_content_and_one_to_a_file_is(collection: Collection) -> None:
    target = collection.write("folder/a.txt", "")
    (collection.content / "link").symlink_to(target.parent)
    (collection.content / "link.txt").symlink_to(target)
    assert names(collection) == ["link.txt", "folder/a.txt"]


@pytest.fixture
def without_rights() -> Iterator[Path]:
    """A folder in which this process is an ordinary user, though it may run as root."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    if os.geteuid() != 0:
        yield folder
    else:
        os.seteuid(65534)
        try:
            yield folder
        finally:
            os.seteuid(0)
    shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="there are no such rights here")
def test_folder_that_cannot_be_opened_is_not_passed_over_in_silence(without_rights: Path) -> None:
    closed = without_rights / "closed"
    closed.mkdir()
    (without_rights / "a.txt").write_text("")
    closed.chmod(0)
    try:
        found = [
            str(file.name) for file in content_files(numbered([without_rights]), Path("/nowhere"))
        ]
    finally:
        closed.chmod(0o700)
    assert found == ["a.txt", "closed"]
