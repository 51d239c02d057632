"""A damaged index is told in one line, and nothing else ever comes of it."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import DamagedIndexError, Library, LibraryError, NoIndexError
from index.check import check
from index.manifest import FORMAT
from tests.index.collection import Collection

Damage = Callable[[Collection], None]


# Whoosh leaves a file that it fails to read to the garbage collector, which warns.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")


@pytest.fixture(autouse=True)
def collect_garbage_here() -> Iterator[None]:
    yield
    gc.collect()


def cut(pattern: str) -> Damage:
    def damage(collection: Collection) -> None:
        path = collection.index_file(pattern)
        path.write_bytes(path.read_bytes()[:-20])

    return damage


def remove(pattern: str) -> Damage:
    return lambda collection: collection.index_file(pattern).unlink()


def fill(pattern: str, content: bytes) -> Damage:
    def damage(collection: Collection) -> None:
        collection.index_file(pattern).write_bytes(content)

    return damage


def point_to(content: bytes) -> Damage:
    def damage(collection: Collection) -> None:
        (collection.into / "current").write_bytes(content)

    return damage


def put_folder_for_pointer(collection: Collection) -> None:
    (collection.into / "current").unlink()
    (collection.into / "current").mkdir()


def set_fact(name: str, value: object) -> Damage:
    def damage(collection: Collection) -> None:
        path = collection.index_file("manifest.json")
        path.write_text(json.dumps({**json.loads(path.read_text()), name: value}))

    return damage


DAMAGES = {
    "segment cut": cut("*.seg"),
    "segment removed": remove("*.seg"),
    "segment of zeros": lambda c: fill("*.seg", bytes(c.index_file("*.seg").stat().st_size))(c),
    "table of contents cut": cut("*.toc"),
    "table of contents removed": remove("*.toc"),
    "manifest cut": cut("manifest.json"),
    "manifest removed": remove("manifest.json"),
    "manifest empty": fill("manifest.json", b""),
    "manifest of bytes": fill("manifest.json", b"\xff\x00"),
    "manifest nested": fill("manifest.json", b"[" * 100_000),
    "manifest a list": fill("manifest.json", b"[]"),
    "fact missing": fill("manifest.json", b'{"format": %d}' % FORMAT),
    "fact too many": set_fact("surprise", 1),
    "files no list": set_fact("files", 7),
    "reports no list": set_fact("reports", 7),
    "pointer empty": point_to(b""),
    "pointer of bytes": point_to(b"\xff\xfe\x00"),
    "pointer too long": point_to(b"generation-" + b"1" * 5000),
    "pointer outside": point_to(b"generation-1/../../content"),
    "pointer to nothing": point_to(b"generation-999"),
    "pointer a folder": put_folder_for_pointer,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damaged_index_is_told_in_one_line_and_mended_by_a_build(
    briefed: Collection, damage: Damage
) -> None:
    briefed.build()
    damage(briefed)
    with pytest.raises(DamagedIndexError) as caught:
        briefed.open().search("ukraine")
    assert str(briefed.into) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "To build it" in str(caught.value)
    (finding,) = check(briefed.into).broken or ("",)
    assert "\n" not in finding
    if damage is put_folder_for_pointer:
        (briefed.into / "current").rmdir()
    assert briefed.library().search("ukraine").total == 3
    assert check(briefed.into).broken == ()


def test_index_of_another_version_is_as_good_as_none(briefed: Collection) -> None:
    briefed.build()
    set_fact("format", 999)(briefed)
    with pytest.raises(NoIndexError, match="another version"):
        briefed.open()
    with pytest.raises(NoIndexError, match="another version"):
        check(briefed.into)
    assert briefed.library().search("ukraine").total == 3


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    collection = Collection(tmp_path_factory.mktemp("damage")).write_briefings()
    collection.build()
    return collection


@pytest.mark.parametrize("pattern", ["*.seg", "*.toc", "manifest.json"])
@given(place=st.floats(0, 1, exclude_max=True), bits=st.integers(1, 255))
@settings(max_examples=20)
def test_flipped_bits_give_an_answer_or_a_message(
    built: Collection, pattern: str, place: float, bits: int
) -> None:
    path = built.index_file(pattern)
    whole = path.read_bytes()
    flipped = bytearray(whole)
    flipped[int(place * len(whole))] ^= bits
    path.write_bytes(flipped)
    try:
        use(built.into)
        if pattern != "manifest.json":
            assert check(built.into).broken
    finally:
        path.write_bytes(whole)


def use(into: Path) -> None:
    try:
        library = Library.open(into)
    except LibraryError:
        return
    for text in ("ukraine sup", '"undersea cables" ', "", "ukrane "):
        try:
            for hit in library.search(text).hits:
                library.briefing(hit.briefing_id)
        except (LibraryError, KeyError):  # a damaged id leads nowhere
            continue
    library.close()
