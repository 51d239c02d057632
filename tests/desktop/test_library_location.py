"""Where a library lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.library_location import bundled_library, library_at, log_file
from index import Library
from tests.desktop import briefings
from tests.desktop.desk import make_library


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of one's own, on every system."""
    home = tmp_path / "home"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("LOCALAPPDATA", str(home))
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    return home


def test_a_folder_of_content_gets_an_index_in_the_cache(tmp_path: Path, home: Path) -> None:
    location = make_library(tmp_path / "a", index=False)
    assert location.content is not None
    found = library_at(location.content)
    assert found.content == location.content
    assert found.index.is_relative_to(home)
    assert not found.index.is_relative_to(location.content)
    assert list(location.content.iterdir()) == [location.content / "briefings.jsonl"]


def test_a_folder_with_an_index_is_used_as_it_is(tmp_path: Path) -> None:
    location = make_library(tmp_path / "a")
    found = library_at(location.index)
    assert found.index == location.index
    assert found.content is None


def test_folders_of_the_same_name_have_indexes_of_their_own(tmp_path: Path) -> None:
    one, other = tmp_path / "a" / "content", tmp_path / "b" / "content"
    for folder in (one, other):
        folder.mkdir(parents=True)
    assert library_at(one).index != library_at(other).index
    assert library_at(one) == library_at(one)


def test_a_folder_is_the_same_however_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = tmp_path / "a" / "content"
    content.mkdir(parents=True)
    (tmp_path / "link").symlink_to(content)
    monkeypatch.chdir(tmp_path)
    expected = library_at(content)
    names = ("a/content", "./a/../a/content/", "link")
    assert [library_at(Path(name)) for name in names] == [expected] * 3


def test_a_single_file_is_a_library_too(tmp_path: Path) -> None:
    path = briefings.write(tmp_path, briefings.BRIEFINGS)
    found = library_at(path)
    assert found.content == path
    Library.build([path], found.index)
    assert library_at(found.index).content is None


def test_the_bundled_library_has_content_or_a_ready_index() -> None:
    location = bundled_library()
    if location.content is None:
        assert (location.index / "current").is_file()
    else:
        assert any(location.content.iterdir())
        assert not location.index.is_relative_to(location.content.parent)


def test_the_log_lies_in_the_users_own_folders(home: Path) -> None:
    assert log_file().is_relative_to(home)
    assert log_file().name == "ifasked.log"
