"""A library of several folders, which come and go."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index import BuildError, BuildReport, Library
from tests.index.collection import CABLES, NATO

HARBOUR = "The harbour is old.\nIs the harbour safe?\nIt is.\n"


class Folders:
    """Three folders of content and an index of some of them."""

    def __init__(self, home: Path) -> None:
        self.into = home / "index"
        self.nato, self.cables, self.harbour = (
            home / name for name in ("nato", "cables", "harbour")
        )
        for folder, text in ((self.nato, NATO), (self.cables, CABLES), (self.harbour, HARBOUR)):
            folder.mkdir()
            (folder / "a.txt").write_text(text)

    def build(self, *folders: Path) -> BuildReport:
        return Library.build(folders, self.into)

    def questions(self) -> list[str]:
        library = Library.open(self.into)
        hits = library.search("").hits
        library.close()
        return [hit.question for hit in hits]

    def segments(self) -> set[int]:
        generation = self.into / (self.into / "current").read_text()
        return {path.stat().st_ino for path in generation.glob("*.seg")}


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path)


def test_a_folder_that_is_added_leaves_the_others_as_they_are(folders: Folders) -> None:
    folders.build(folders.nato, folders.cables)
    before = folders.segments()
    folders.build(folders.nato, folders.cables, folders.harbour)
    assert "Is the harbour safe?" in folders.questions()
    assert before & folders.segments() or len(before) == 1  # a small one may be joined


def test_folders_come_in_the_order_they_are_given(folders: Folders) -> None:
    folders.build(folders.nato, folders.harbour)
    assert folders.questions()[-1] == "Is the harbour safe?"
    folders.build(folders.harbour, folders.nato)
    assert folders.questions()[0] == "Is the harbour safe?"


def test_a_folder_that_is_left_out_is_gone(folders: Folders) -> None:
    folders.build(folders.nato, folders.cables)
    folders.build(folders.cables)
    assert folders.questions() == ["Who repairs undersea cables?"]


def test_the_outcome_is_that_of_a_build_from_nothing(folders: Folders, tmp_path: Path) -> None:
    folders.build(folders.nato, folders.cables)
    folders.build(folders.harbour, folders.cables)
    found = folders.questions()
    folders.into = tmp_path / "other"
    folders.build(folders.harbour, folders.cables)
    assert folders.questions() == found


# ------------------------------------------------------------------ a drive that is not there


@pytest.mark.parametrize("empty", [False, True])
def test_what_was_indexed_of_a_folder_that_is_away_stays(folders: Folders, empty: bool) -> None:
    folders.build(folders.nato, folders.cables)
    shutil.rmtree(folders.nato)
    if empty:  # as the place where a drive would be
        folders.nato.mkdir()
    (folders.cables / "b.txt").write_text(HARBOUR)
    report = folders.build(folders.nato, folders.cables)
    assert report.unavailable == (str(folders.nato),)
    assert len(report.files) == 3
    assert "How does NATO support Ukraine?" in folders.questions()
    assert "Is the harbour safe?" in folders.questions()


def test_it_is_compared_when_it_is_back(folders: Folders) -> None:
    folders.build(folders.nato, folders.cables)
    away = folders.nato.rename(folders.nato.with_name("away"))
    folders.build(folders.nato, folders.cables)
    away.rename(folders.nato)
    (folders.nato / "a.txt").write_text(HARBOUR)
    report = folders.build(folders.nato, folders.cables)
    assert report.unavailable == ()
    assert folders.questions() == ["Is the harbour safe?", "Who repairs undersea cables?"]


def test_many_new_files_do_not_push_out_what_is_away(folders: Folders) -> None:
    folders.build(folders.nato, folders.cables)
    shutil.rmtree(folders.nato)
    for number in range(40):
        (folders.cables / f"{number}.txt").write_text(HARBOUR.replace("harbour", f"pier {number}"))
    folders.build(folders.nato, folders.cables)
    assert "How does NATO support Ukraine?" in folders.questions()


def test_the_only_folder_may_be_away(folders: Folders) -> None:
    folders.build(folders.nato)
    shutil.rmtree(folders.nato)
    assert folders.build(folders.nato).unavailable == (str(folders.nato),)
    assert "How does NATO support Ukraine?" in folders.questions()


def test_a_folder_that_never_was_there_is_named(folders: Folders) -> None:
    folders.build(folders.nato)
    with pytest.raises(BuildError, match="other does not exist"):
        folders.build(folders.nato, folders.nato.with_name("other"))


# ------------------------------------------------------------------ the same document twice


def test_a_copy_is_not_shown_twice_and_told(folders: Folders) -> None:
    shutil.copy(folders.nato / "a.txt", folders.cables / "copy.txt")
    report = folders.build(folders.nato, folders.cables)
    assert [file.same_as for file in report.files] == ["", "", str(folders.nato / "a.txt")]
    assert len(folders.questions()) == 3
    assert folders.build(folders.nato, folders.cables).files == report.files


def test_a_copy_takes_the_place_of_the_original_that_goes(folders: Folders) -> None:
    shutil.copy(folders.nato / "a.txt", folders.cables / "copy.txt")
    folders.build(folders.nato, folders.cables)
    (folders.nato / "a.txt").write_text(HARBOUR)
    folders.build(folders.nato, folders.cables)
    assert sorted(folders.questions()) == [
        "How does NATO support Ukraine?",
        "Is the harbour safe?",
        "Who repairs undersea cables?",
        "Why are members hesitant about membership?",
    ]


def test_an_original_that_comes_before_takes_the_place_of_its_copy(folders: Folders) -> None:
    folders.build(folders.nato, folders.cables)
    shutil.copy(folders.cables / "a.txt", folders.nato / "b.txt")
    report = folders.build(folders.nato, folders.cables)
    assert [bool(file.same_as) for file in report.files] == [False, False, True]
    assert folders.questions().count("Who repairs undersea cables?") == 1
