"""Where a library lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.library_location import (
    BUNDLED_CONTENT,
    LibraryLocation,
    bundled_library,
    library_of,
)
from desktop.library_location import library_at as library_at_with
from desktop.places import Places, portable_places, user_places
from index import Collection, Library
from tests.desktop import briefings
from tests.desktop.desk import content_of, make_library


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of one's own, on every system."""
    home = tmp_path / "home"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("LOCALAPPDATA", str(home))
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    return home


def library_at(folder: Path) -> LibraryLocation:
    return library_at_with(folder, user_places())


def test_a_folder_of_content_gets_an_index_in_the_cache(tmp_path: Path, home: Path) -> None:
    location = make_library(tmp_path / "a", index=False)
    content = content_of(location)
    found = library_at(content)
    assert found.content == (content,)
    assert found.index.is_relative_to(home)
    assert not found.index.is_relative_to(content)
    assert list(content.iterdir()) == [content / "briefings.jsonl"]


def test_a_folder_with_an_index_is_used_as_it_is(tmp_path: Path) -> None:
    location = make_library(tmp_path / "a")
    found = library_at(location.index)
    assert found.index == location.index
    assert found.content == ()


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
    assert found.content == (path,)
    Library.build([path], found.index)
    assert library_at(found.index).content == ()


def test_the_bundled_library_has_content_or_a_ready_index() -> None:
    location = bundled_library(user_places())
    if not location.content:
        assert (location.index / "current").is_file()
    else:
        assert any(content_of(location).iterdir())
        assert not location.index.is_relative_to(content_of(location).parent)


def collection(id: int, path: Path, *, shown: bool = True, bundled: bool = False) -> Collection:
    return Collection(id, path.name, path, shown, bundled=bundled)


def test_all_collections_that_are_shown_make_one_library(places: Places) -> None:
    bundled = collection(1, Path("/moved"), bundled=True)
    one, two = collection(2, Path("/one")), collection(3, Path("/two"), shown=False)
    found = library_of([one, bundled, two], places)
    assert found == LibraryLocation(places.index, (Path("/one"), BUNDLED_CONTENT))


def test_the_bundled_library_alone_is_opened_as_it_came(places: Places) -> None:
    bundled = collection(1, BUNDLED_CONTENT, bundled=True)
    hidden = collection(2, Path("/one"), shown=False)
    assert library_of([bundled, hidden], places) == bundled_library(places)


def test_without_a_collection_there_is_no_library(places: Places) -> None:
    assert library_of([], places) is None
    assert library_of([collection(2, Path("/one"), shown=False)], places) is None


# ------------------------------------------------------------------ where things are kept


@pytest.fixture
def places() -> Places:
    return user_places()


def test_all_lies_in_the_users_own_folders(places: Places, home: Path) -> None:
    for path in (places.store, places.copies, places.index, places.settings, places.log):
        assert path.is_relative_to(home)
    assert not places.store.is_relative_to(places.cache)
    assert not places.copies.is_relative_to(places.cache)


def test_a_portable_program_keeps_all_of_it_beside_itself(home: Path) -> None:
    places = portable_places()
    for path in (places.store, places.copies, places.index, places.settings, places.log):
        assert path.is_relative_to(places.data)
        assert not path.is_relative_to(home)
