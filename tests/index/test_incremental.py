"""A build that takes over what has not changed gives what a build from nothing gives."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from index import Library, Results
from index.check import check
from index.manifest import digests_of
from index.readers.isolation import IsolatedReader
from index.readers.reading import Reading
from tests.index.collection import CABLES, Collection
from tests.index.documents import Paragraph, write_word
from tests.index.generated import FIXED_QUERIES, KEPT, Changes, apply, changes, write_kept

ALL = 100_000


def generation(into: Path) -> Path:
    return into / (into / "current").read_text().strip()


def segments(into: Path) -> dict[str, int]:
    """Each file of the segments with its inode."""
    return {p.name: p.stat().st_ino for p in generation(into).iterdir() if p.suffix == ".seg"}


# ------------------------------------------------------------------ the same as from nothing


def assert_same(one: Results, other: Results) -> None:
    assert [(h.kind, h.id) for h in one.hits] == [(h.kind, h.id) for h in other.hits]
    scores = [hit.score for hit in other.hits]
    assert [hit.score for hit in one.hits] == pytest.approx(scores, rel=1e-5)
    assert [replace(hit, score=0) for hit in one.hits] == [replace(h, score=0) for h in other.hits]
    assert (one.total, one.suggestion) == (other.total, other.suggestion)


def assert_same_library(one: Library, other: Library) -> None:
    """Both have the same topics, entries and briefings, and answer alike."""
    assert one.topics() == other.topics()
    everything = other.search("", limit=ALL)
    assert_same(one.search("", limit=ALL), everything)
    for id_ in {hit.briefing_id for hit in everything.hits}:
        assert one.briefing(id_) == other.briefing(id_)
    for text in FIXED_QUERIES:
        assert_same(one.search(text, limit=ALL), other.search(text, limit=ALL))
        assert_same(one.search(text, limit=3), other.search(text, limit=3))


IDS = st.none() | st.sampled_from(("1", "2", "1-2"))


@settings(max_examples=10, phases=[Phase.generate])
@given(rounds=st.lists(changes(IDS), min_size=2, max_size=5))
def test_what_is_built_bit_by_bit_is_what_is_built_at_once(rounds: Sequence[Changes]) -> None:
    with TemporaryDirectory() as folder:
        collection = Collection(Path(folder))
        write_kept(collection)
        for changed in rounds:
            apply(collection, changed)
            report = collection.build()
        fresh_into = Path(folder) / "fresh"
        fresh_into.mkdir()
        shutil.copy(collection.into / "identities.json", fresh_into)  # what was edited, not made
        fresh_report = Library.build([collection.content], fresh_into)
        assert report.files == fresh_report.files
        assert (report.briefings, report.pairs) == (fresh_report.briefings, fresh_report.pairs)
        fresh = Library.open(fresh_into)
        assert_same_library(collection.open(), fresh)
        fresh.close()
        collection.close()


def test_forms_of_a_word_do_not_depend_on_segments(collection: Collection) -> None:
    question = {"question": "Which strategies?", "answer": "-"}
    collection.write_jsonl("a.jsonl", {"language": "en", "questions": [{**question, "id": "1"}]})
    collection.build()
    collection.write_jsonl("b.jsonl", {"language": "zh", "questions": [{**question, "id": "2"}]})
    collection.build()
    assert len(segments(collection.into)) == 2
    Library.build([collection.content], collection.into.parent / "fresh")
    fresh = Library.open(collection.into.parent / "fresh")
    assert_same(collection.open().search("strategy "), fresh.search("strategy "))
    fresh.close()


def test_deleted_briefings_do_not_weigh(collection: Collection) -> None:
    write_kept(collection)
    collection.write("b.txt", "Cables, aid and strategy and NATO, all of it in one text. " * 9)
    collection.build()
    (collection.content / "b.txt").unlink()
    collection.build()
    Library.build([collection.content], collection.into.parent / "fresh")
    fresh = Library.open(collection.into.parent / "fresh")
    for text in ("who aid cables ", "aid strategy ", "Ukraine strategy not "):
        assert_same(collection.open().search(text), fresh.search(text))
    fresh.close()


@pytest.mark.parametrize("first", ["a.jsonl", "z.jsonl"])
def test_id_of_a_removed_file_is_free_again(collection: Collection, first: str) -> None:
    pair = {"id": "1", "question": "Who?", "answer": "We."}
    collection.write_jsonl(first, {"questions": [pair]})
    collection.write_jsonl("m.jsonl", {"questions": [{**pair, "answer": "They."}]})
    collection.build()
    (collection.content / first).unlink()
    (hit,) = collection.library().search("who ").hits
    assert (hit.id, hit.answer) == ("1", "They.")


def test_id_given_in_a_new_file_goes_to_the_first_of_both(collection: Collection) -> None:
    pair = {"id": "1", "question": "Who?", "answer": "We."}
    collection.write_jsonl("m.jsonl", {"questions": [pair]})
    collection.build()
    collection.write_jsonl("a.jsonl", {"questions": [{**pair, "answer": "They."}]})
    found = {hit.answer: hit.id for hit in collection.library().search("who ").hits}
    assert found == {"They.": "1", "We.": "1-2"}


# ------------------------------------------------------------------ what is taken over


@pytest.fixture
def kept(collection: Collection) -> Collection:
    """A collection with an index in force."""
    write_kept(collection)
    collection.write("a.txt", CABLES)
    collection.build()
    return collection


def files_read(collection: Collection) -> list[str]:
    """Build, and say which files were read."""
    read: list[str] = []
    collection.build(lambda progress: read.append(progress.current))
    return [name for name in read if name]


def test_unchanged_content_is_not_read_again(kept: Collection) -> None:
    before, digests = segments(kept.into), digests_of(generation(kept.into))
    report = kept.build()
    assert files_read(kept) == []
    assert segments(kept.into) == before
    after = digests_of(generation(kept.into))
    assert {name: after[name] for name in before} == {name: digests[name] for name in before}
    assert (len(report.files), report.pairs) == (2, 13)
    assert check(kept.into).broken == ()


def test_only_what_is_new_or_changed_is_read(kept: Collection) -> None:
    before = segments(kept.into)
    kept.write("b.txt", "New.\nWhat is new?\nThis.")
    assert files_read(kept) == ["b.txt"]
    assert before.items() < segments(kept.into).items()
    kept.write("b.txt", "New.\nWhat is newer?\nThat.")
    assert files_read(kept) == ["b.txt"]
    assert before.items() <= segments(kept.into).items()
    assert [hit.answer for hit in kept.open().search("newer ").hits][:1] == ["That."]


def test_file_touched_or_with_its_old_size_is_read_if_it_says_something_else(
    kept: Collection,
) -> None:
    path = kept.content / "a.txt"
    facts = path.stat()
    path.write_text(CABLES.replace("November", "December"))
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert path.stat().st_size == facts.st_size
    assert files_read(kept) == ["a.txt"]
    assert kept.open().search("december ").total == 1


def test_removed_file_is_gone_and_nothing_is_read(kept: Collection) -> None:
    (kept.content / "a.txt").unlink()
    assert files_read(kept) == []
    library = kept.open()
    assert library.search("undersea ").total == 0
    assert library.search("undersea ").suggestion is None
    assert library.topics().count == 12


@pytest.mark.parametrize("typed", ["undrsea ", "undersae", "Novembr "])
def test_words_of_removed_files_are_not_suggested(kept: Collection, typed: str) -> None:
    (kept.content / "a.txt").unlink()
    kept.build()
    fresh = kept.into.parent / "fresh"
    Library.build([kept.content], fresh)
    library = Library.open(fresh)
    assert_same(kept.open().search(typed), library.search(typed))
    library.close()


def test_a_misspelling_in_a_removed_file_is_no_word(collection: Collection) -> None:
    write_kept(collection)
    collection.write("b.txt", "Text.\nWhat stratgies?\nNone.")
    collection.build()
    (collection.content / "b.txt").unlink()
    assert collection.library().search("stratgies ").suggestion == "strategies "


def test_what_is_put_in_another_folder_gets_its_topic(kept: Collection) -> None:
    (kept.content / "Sea").mkdir()
    (kept.content / "a.txt").rename(kept.content / "Sea/a.txt")
    assert files_read(kept) == ["Sea/a.txt"]
    assert [hit.topic for hit in kept.open().search("undersea ").hits] == ["Sea"] * 2


def test_segment_with_much_deleted_is_made_anew(kept: Collection) -> None:
    before = segments(kept.into)
    kept.write_jsonl(KEPT, {"briefing": "Nothing else."})
    assert files_read(kept) == ["a.txt", KEPT]
    assert not before.keys() & segments(kept.into).keys()


def test_small_segments_do_not_heap_up(kept: Collection) -> None:
    for number in range(12):
        kept.write("b.txt", f"New.\nWhat is new?\nNumber {number}.")
        kept.build()
    assert len(segments(kept.into)) <= 3


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no links here")
def test_file_that_could_not_be_read_is_tried_again(kept: Collection) -> None:
    (kept.content / "b.txt").symlink_to("c.md")
    kept.write("d.txt", "")
    assert files_read(kept) == ["b.txt", "d.txt"]
    assert files_read(kept) == ["b.txt", "d.txt"]
    kept.write("c.md", "").unlink()
    (kept.content / "b.txt").unlink()
    kept.write("b.txt", "Text.\nWhat of the harbour?\nNothing.")
    assert files_read(kept) == ["b.txt", "d.txt"]
    assert kept.open().search("harbour ").total == 1


@pytest.mark.parametrize("pattern", ["*.seg", "*.toc"])
def test_damaged_index_is_not_built_upon(kept: Collection, pattern: str) -> None:
    path = kept.index_file(pattern)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert files_read(kept) == ["a.txt", KEPT]
    assert check(kept.into).broken == ()
    assert kept.open().search("undersea ").total == 2


def test_damaged_columns_are_not_taken_over(kept: Collection) -> None:
    path = kept.index_file("*.columns")
    sound = path.read_bytes()
    path.write_bytes(sound[:-16] + bytes(16 * [255]))
    kept.write("b.txt", "New.\nWhat is new?\nThis.")
    assert files_read(kept) == ["b.txt"]
    assert (generation(kept.into) / path.name).read_bytes() == sound
    assert not kept.open().repaired


@pytest.mark.skipif(sys.platform == "win32", reason="another way to forbid it there")
def test_index_is_copied_where_files_cannot_have_two_names(
    kept: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "link", refuse)
    before = digests_of(generation(kept.into))
    kept.write("b.txt", "New.\nWhat is new?\nThis.")
    assert files_read(kept) == ["b.txt"]
    after = digests_of(generation(kept.into))
    assert {name: after[name] for name in segments(kept.into) if name in before}
    assert kept.open().search("undersea ").total == 2
    assert check(kept.into).broken == ()


def test_of_another_folder_beside_only_its_files_are_read(kept: Collection, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "x.txt").write_text("New.\nWhat is new?\nThis.")
    before = segments(kept.into)
    read: list[str] = []
    Library.build([kept.content, other], kept.into, lambda p: read.append(p.current))
    assert read == ["x.txt", ""]
    assert before.keys() <= segments(kept.into).keys()


def test_of_other_folders_nothing_is_kept(kept: Collection, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "x.txt").write_text(CABLES)
    before = segments(kept.into)
    Library.build([other], kept.into)
    assert not before.keys() & segments(kept.into).keys()


# ------------------------------------------------------------------ files that are being saved


@pytest.mark.parametrize("name", ["new.docx", "new.txt"])
def test_half_saved_file_is_read_when_it_is_whole(
    kept: Collection, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    whole = kept.into.parent / name
    if whole.suffix == ".docx":
        write_word(whole, [Paragraph("Who is new?", level=2), Paragraph("All of it.")])
    else:
        whole.write_text("Some text.\nWho is new?\nAll of it.\n")
    half = whole.read_bytes()[:-8]

    def read(reader: IsolatedReader, path: Path) -> Reading:
        """The rest comes while the file is read."""
        reading = reading_of(reader, path)
        if path.name == name and len(path.read_bytes()) < len(whole.read_bytes()):
            kept.write(name, whole.read_bytes())
        return reading

    def go_on(_seconds: float) -> None:
        """The rest comes while the file is waited for."""
        kept.write(name, whole.read_bytes())

    reading_of = IsolatedReader.read
    monkeypatch.setattr(IsolatedReader, "read", read)
    monkeypatch.setattr("index.build.time.sleep", go_on)
    kept.write(name, half)
    report = kept.build()
    assert [file.error for file in report.files if file.path == name] == [""]
    (hit,) = [hit for hit in kept.open().search("", limit=99).hits if hit.question == "Who is new?"]
    assert hit.answer == "All of it."
    assert check(kept.into).stale == ()


def test_file_that_never_comes_to_rest_is_read_as_it_is(
    kept: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses = []

    def write_on(seconds: float) -> None:
        pauses.append(seconds)
        kept.write("log.txt", f"Line {len(pauses)}.\n" * len(pauses))

    def read(reader: IsolatedReader, path: Path) -> Reading:
        reading = reading_of(reader, path)
        if path.name == "log.txt":
            write_on(0)
        return reading

    reading_of = IsolatedReader.read
    monkeypatch.setattr(IsolatedReader, "read", read)
    monkeypatch.setattr("index.build._SETTLING", 0.01)
    write_on(0)
    kept.build()
    assert kept.open().search("line ").total == 1
    assert check(kept.into).stale == ("log.txt was changed.",)
