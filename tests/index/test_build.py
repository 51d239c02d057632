"""A build puts a whole new index in force, or leaves the old one, and says what it read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from index import BuildError, Library, Progress, Results
from index.check import check
from tests.index.collection import CABLES, NATO, Collection

ROOT = Path(__file__).parents[2]


def questions(results: Results) -> list[str]:
    return [hit.question for hit in results.hits]


# ------------------------------------------------------------------ what a build reports


def test_report_says_what_every_file_gave(briefed: Collection) -> None:
    report = briefed.build()
    assert [(file.path, file.briefings, file.pairs) for file in report.files] == [
        ("Security/Cables.txt", 1, 1),
        ("Security/NATO/Ukraine.txt", 1, 2),
    ]
    assert (report.briefings, report.pairs) == (2, 3)
    assert report.seconds > 0


def test_file_that_cannot_be_read_is_told_and_the_rest_is_indexed(briefed: Collection) -> None:
    briefed.write("Budget.xyz", "x")
    briefed.write("empty.txt", "")
    briefed.write("photo.txt", b"\x00\xff\xd8\xff")
    (briefed.content / "dangling.txt").symlink_to("nowhere.txt")
    report = briefed.build()
    errors = {file.path: file.error for file in report.files if file.error}
    assert list(errors) == ["Budget.xyz", "dangling.txt", "empty.txt", "photo.txt"]
    assert errors["Budget.xyz"].startswith("no reader")
    assert errors["dangling.txt"] == "No such file or directory"
    assert errors["empty.txt"] == "the file is empty"
    assert errors["photo.txt"] == "line 1: this is not text in any known encoding"
    assert report.pairs == 3


def test_remarks_of_readers_are_in_the_report(collection: Collection) -> None:
    collection.write("a.txt", "Text.\nWho?\n")
    (file,) = collection.build().files
    assert [str(remark) for remark in file.remarks] == ["line 2: this question has no answer"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_pipe_is_not_waited_for(briefed: Collection) -> None:
    os.mkfifo(briefed.content / "pipe.txt")
    assert [file.path for file in briefed.build().files if file.error] == ["pipe.txt"]


def test_progress_counts_files_and_names_the_one_at_hand(briefed: Collection) -> None:
    told: list[Progress] = []
    briefed.build(told.append)
    assert told == [
        Progress(0, 2, 0, "Security/Cables.txt"),
        Progress(1, 2, 1, "Security/NATO/Ukraine.txt"),
        Progress(2, 2, 3, ""),
    ]


# ------------------------------------------------------------------ which files are content


def test_hidden_files_and_folders_are_passed_over(briefed: Collection) -> None:
    briefed.write(".hidden.txt", NATO)
    briefed.write(".git/notes.txt", NATO)
    assert len(briefed.build().files) == 2


def test_loop_of_links_ends(briefed: Collection) -> None:
    (briefed.content / "Security/loop").symlink_to(briefed.content)
    assert briefed.build().pairs == 3


def test_single_file_is_a_collection(briefed: Collection) -> None:
    report = Library.build([briefed.content / "Security/Cables.txt"], briefed.into)
    assert [file.path for file in report.files] == ["Cables.txt"]
    assert [hit.topic for hit in briefed.open().search("").hits] == [
        "Undersea cables carry most data traffic"
    ]


def test_file_below_two_of_the_folders_is_indexed_once(briefed: Collection) -> None:
    folders = [briefed.content, briefed.content / "Security", briefed.content]
    assert Library.build(folders, briefed.into).pairs == 3


def test_index_among_the_content_is_passed_over(briefed: Collection) -> None:
    into = briefed.content / "Security/index"
    for _ in range(2):
        assert len(Library.build([briefed.content], into).files) == 2
    assert check(into).stale == ()


def test_index_does_not_go_into_the_very_folder_of_the_content(briefed: Collection) -> None:
    with pytest.raises(BuildError, match="Choose another"):
        Library.build([briefed.content], briefed.content)


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are Unicode here")
def test_name_that_is_no_unicode_is_shown_with_escapes(collection: Collection) -> None:
    folder = Path(os.fsdecode(os.fsencode(collection.content) + b"/caf\xe9"))
    folder.mkdir()
    (folder / "menu.txt").write_text(CABLES)
    (file,) = collection.build().files
    (hit,) = collection.open().search("").hits
    assert file.path == f"{hit.topic}/menu.txt" == r"caf\udce9/menu.txt"
    assert check(collection.into).stale == ()


# ------------------------------------------------------------------ topics and titles


def test_folders_are_the_topics(briefed: Collection) -> None:
    briefed.write(" Health  care / Vaccines /a.txt", "Text.\nWho?\nWe.")
    topics = {topic.path: topic.count for topic in briefed.library().topics().walk()}
    assert topics == {
        "": 4,
        "Health care": 1,
        "Health care/Vaccines": 1,
        "Security": 3,
        "Security/NATO": 2,
    }


def test_topics_of_a_briefing_and_of_a_pair_go_before_folders(collection: Collection) -> None:
    collection.write_jsonl(
        "Folder/a.jsonl",
        {
            "topics": ["Own/Topic", " / "],
            "questions": [
                {"question": "First?", "answer": "1"},
                {"question": "Second?", "answer": "2", "topics": ["Other/", "Third"]},
            ],
        },
    )
    library = collection.library()
    assert [hit.topic for hit in library.search("").hits] == ["Own/Topic", "Other"]
    assert library.search("", topic="Third").total == 1
    assert library.search("", topic="Folder").total == 0


@pytest.mark.parametrize("name", [" /a.txt", "a.txt"])
@pytest.mark.parametrize("text", ["/\nWho?\nWe.", "// /\n\nText.", "/"])
def test_name_made_of_blanks_or_separators_is_no_topic(
    collection: Collection, name: str, text: str
) -> None:
    collection.write(name, text)
    topics = [topic.path for topic in collection.library().topics().walk()]
    assert all(path.strip(" /") == path for path in topics)
    assert len(topics) > 1


def test_topic_of_any_depth_is_taken(collection: Collection) -> None:
    collection.write_jsonl("a.jsonl", {"briefing": "Text.", "topics": ["A/" * 3000]})
    (hit,) = collection.library().search("text").hits
    assert hit.topic.startswith("A/A/A")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Baltic Sea\n\nCut.\nWho?\nWe.", "Baltic Sea"),
        ("Two cables were cut. More.\nWho?\nWe.", "Two cables were cut"),
        ("Who?\nWe.", "Sea cables"),
    ],
)
def test_title_comes_from_the_text_or_else_from_the_file(
    collection: Collection, text: str, title: str
) -> None:
    collection.write("Sea_cables.txt", text)
    assert {hit.title for hit in collection.library().search("").hits} == {title}


def test_adding_a_file_moves_no_automatic_topic(collection: Collection) -> None:
    collection.write("a.txt", NATO)
    before = {hit.id: hit.topic for hit in collection.library().search("").hits}
    collection.write("b.txt", CABLES.replace("cables", "NATO"))
    after = {hit.id: hit.topic for hit in collection.library().search("").hits}
    assert before.items() <= after.items()


# ------------------------------------------------------------------ ids


def ids(library: Library) -> dict[str, str]:
    return {hit.headline: hit.id for hit in library.search("").hits}


def test_ids_stay_when_nothing_changed(briefed: Collection) -> None:
    first = ids(briefed.library())
    assert ids(briefed.library()) == first
    assert len(set(first.values())) == 3


def test_ids_stay_when_a_pair_is_put_in_and_the_text_is_edited(briefed: Collection) -> None:
    before = ids(briefed.library())
    edited = NATO.replace("every night", "twice a day")
    briefed.write(
        "Security/NATO/Ukraine.txt", edited.replace("How does", "Who pays?\nAll.\nHow does")
    )
    assert before.items() < ids(briefed.library()).items()


def test_ids_stay_when_a_briefing_is_put_into_a_file(collection: Collection) -> None:
    first: dict[str, object] = {"questions": [{"question": "First?", "answer": "1"}]}
    second = {"title": "Second", "questions": [{"question": "Second?", "answer": "2"}]}
    collection.write_jsonl("a.jsonl", first)
    one = ids(collection.library())
    collection.write_jsonl("a.jsonl", second, first)
    two = ids(collection.library())
    collection.write_jsonl("a.jsonl", second, {"briefing": "Text."}, first)
    assert one.items() < two.items() < ids(collection.library()).items()


def test_ids_do_not_depend_on_where_the_collection_lies(tmp_path: Path) -> None:
    found = []
    for place in ("here", "there"):
        (tmp_path / place).mkdir()
        moved = Collection(tmp_path / place)
        moved.write("a.txt", NATO)
        found.append(ids(moved.library()))
        moved.close()
    assert found[0] == found[1]


def test_given_ids_are_kept_though_briefing_and_pair_share_one(collection: Collection) -> None:
    pair = {"id": "1", "question": "Who?", "answer": "We."}
    collection.write_jsonl("a.jsonl", {"id": "1", "briefing": "Text.", "questions": [pair]})
    (file,) = collection.build().files
    library = collection.open()
    assert {(hit.kind, hit.id) for hit in library.search("who text").hits} == {
        ("qa", "1"),
        ("briefing", "1"),
    }
    assert library.briefing("1").qa_pairs[0].id == "1"
    assert file.remarks == ()


def test_id_given_twice_is_told_and_both_are_kept(collection: Collection) -> None:
    pairs = [{"id": "1", "question": f"Number {n}?", "answer": "Yes."} for n in range(3)]
    collection.write_jsonl("a.jsonl", {"questions": pairs})
    (file,) = collection.build().files
    assert ids(collection.open()) == {"Number 0?": "1", "Number 1?": "1-2", "Number 2?": "1-3"}
    assert [str(remark) for remark in file.remarks] == [
        'the id "1" is given twice; the second is now "1-2"',
        'the id "1" is given twice; the second is now "1-3"',
    ]


def test_same_question_twice_is_two_entries(collection: Collection) -> None:
    collection.write("a.txt", "Text.\nWho?\nWe.\nWho?\nYou.")
    hits = collection.library().search("who").hits
    assert {hit.answer for hit in hits} == {"We.", "You."}
    assert len({hit.id for hit in hits}) == 2


# ------------------------------------------------------------------ all or nothing


def test_open_library_goes_on_while_builds_replace_the_index(briefed: Collection) -> None:
    old = briefed.library()
    before = questions(old.search("ukraine members"))
    briefed.write("Security/NATO/Ukraine.txt", "Text.\nWhat of Ukraine?\nNew.")
    briefed.build()
    assert questions(old.search("ukraine members")) == before
    briefed.write("Security/NATO/Ukraine.txt", "Text.\nWhat now of Ukraine?\nNewer.")
    briefed.build()
    assert questions(old.search("ukraine members")) == before
    assert len(old.briefing(old.search("ukraine").hits[0].briefing_id).qa_pairs) == 2
    assert questions(briefed.open().search("ukraine members")) == ["What now of Ukraine?"]


def test_library_opens_at_any_moment_of_other_builds(briefed: Collection) -> None:
    briefed.build()
    program = "\n".join(
        (
            "import sys; from index import Library",
            "for _ in range(15): Library.build([sys.argv[1]], sys.argv[2])",
        )
    )
    with python(program, briefed) as builder:
        while builder.poll() is None:
            library = Library.open(briefed.into)
            assert library.search("ukraine").total == 3
            library.close()
    assert builder.returncode == 0


class Stop(Exception):
    """The user has pressed Cancel."""


def stop_in_the_middle(progress: Progress) -> None:
    if progress.done == 1:
        raise Stop


@pytest.fixture
def in_force(briefed: Collection) -> Collection:
    """A collection with an index in force, whose content has changed since."""
    briefed.build()
    briefed.write("new.txt", "Text.\nWhat is new?\nThis.")
    return briefed


def assert_old_index_in_force(collection: Collection) -> None:
    library = collection.open()
    assert library.search("new").total == 0
    assert library.search("ukraine").total == 3
    assert check(collection.into).broken == ()


def assert_next_build_works_and_clears_up(collection: Collection) -> None:
    assert collection.library().search("new").total == 1
    assert len(list(collection.into.glob("generation-*"))) == 1


def test_cancelled_build_leaves_the_old_index(in_force: Collection) -> None:
    with pytest.raises(Stop):
        in_force.build(stop_in_the_middle)
    assert_old_index_in_force(in_force)
    assert len(list(in_force.into.glob("generation-*"))) == 1
    assert_next_build_works_and_clears_up(in_force)


def test_content_without_a_briefing_leaves_the_old_index(in_force: Collection) -> None:
    nothing = in_force.content / "nothing"
    nothing.mkdir()
    with pytest.raises(BuildError, match="No briefing was found"):
        Library.build([nothing], in_force.into)
    assert_old_index_in_force(in_force)


@pytest.mark.parametrize("name", ["gone", "x" * 1000])
def test_folder_that_is_not_there_is_named(in_force: Collection, name: str) -> None:
    with pytest.raises(BuildError, match=f"{name} does not exist"):
        Library.build([in_force.content, in_force.content / name], in_force.into)
    assert_old_index_in_force(in_force)


@pytest.mark.parametrize("name", ["current.new", "build.lock"])
def test_file_that_cannot_be_written_leaves_the_old_index(in_force: Collection, name: str) -> None:
    (in_force.into / name).unlink(missing_ok=True)
    (in_force.into / name).mkdir()
    with pytest.raises(BuildError, match="could not be written"):
        in_force.build()
    assert_old_index_in_force(in_force)
    (in_force.into / name).rmdir()
    assert_next_build_works_and_clears_up(in_force)


def test_index_folder_that_is_a_file_is_told(briefed: Collection) -> None:
    briefed.into.write_text("in the way")
    with pytest.raises(BuildError, match="could not be written"):
        briefed.build()


def test_second_build_at_once_is_refused(in_force: Collection) -> None:
    refusals: list[str] = []

    def build_again(progress: Progress) -> None:
        with pytest.raises(BuildError) as caught:
            in_force.build()
        refusals.append(str(caught.value))

    in_force.build(build_again)
    assert refusals
    assert all("under way" in refusal for refusal in refusals)
    assert in_force.open().search("new").total == 1


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit of this kind")
@pytest.mark.parametrize("most", [20_000, 200_000])  # bytes: for its parts, for the whole
def test_full_disk_leaves_the_old_index(in_force: Collection, most: int) -> None:
    in_force.write("big.txt", "T.\nWhat?\n" + " ".join(f"word{n}" for n in range(3_000)))
    program = "\n".join(
        (
            "import resource, sys; from index.__main__ import main",
            f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))",
            "sys.exit(main(['build', sys.argv[1], '--into', sys.argv[2]]))",
        )
    )
    with python(program, in_force) as builder:
        _, errors = builder.communicate()
    assert builder.returncode == 1
    assert len(errors.splitlines()) == 1
    assert "could not be written" in errors
    assert_old_index_in_force(in_force)
    assert_next_build_works_and_clears_up(in_force)


def test_killed_build_leaves_the_old_index(in_force: Collection) -> None:
    program = "\n".join(
        (
            "import sys, time; from index import Library",
            "def wait(progress):",
            "    if progress.done == 1: print('half', flush=True); time.sleep(600)",
            "Library.build([sys.argv[1]], sys.argv[2], wait)",
        )
    )
    with python(program, in_force) as builder:
        assert builder.stdout is not None
        assert builder.stdout.readline() == "half\n"
        builder.kill()
    if sys.platform != "win32":
        assert builder.returncode == -signal.SIGKILL
    assert len(list(in_force.into.glob("generation-*"))) == 2
    assert_old_index_in_force(in_force)
    assert_next_build_works_and_clears_up(in_force)


def python(program: str, collection: Collection) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, collection.content, collection.into],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
