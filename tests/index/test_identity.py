"""Ids stay with an entry when its text is edited a little or its file moves."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index import Library, Move
from tests.index.collection import CABLES, NATO, Collection

FILE = "Cables.txt"
QUESTION = "Who repairs undersea cables?"
ANSWER = "Repair ships under contract to the owners."


def ids(collection: Collection) -> dict[str, str]:
    """The id of each entry, by its question or its title, after a new build."""
    library = collection.library()
    return {hit.question or hit.title: hit.id for hit in library.search("", limit=99).hits}


def briefing_ids(collection: Collection) -> set[str]:
    return {hit.briefing_id for hit in collection.library().search("", limit=99).hits}


@pytest.fixture
def filed(collection: Collection) -> Collection:
    """A briefing of one question, and another briefing beside it."""
    collection.write(FILE, CABLES)
    collection.write("Ukraine.txt", NATO)
    return collection


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (QUESTION, "Who is it that repairs undersea cables?"),
        (ANSWER, "Ships under contract."),
        (f"{QUESTION}\n{ANSWER}", "Who repairs the cables?\nShips under contract to the owners."),
        ("Two of them were cut", "Three of them were cut"),
    ],
)
def test_an_edited_pair_keeps_its_id(filed: Collection, before: str, after: str) -> None:
    known = set(ids(filed).values())
    filed.write(FILE, CABLES.replace(before, after))
    assert set(ids(filed).values()) == known
    filed.write(FILE, CABLES)
    assert set(ids(filed).values()) == known


def test_another_question_has_an_id_of_its_own(filed: Collection) -> None:
    known = set(ids(filed).values())
    other = CABLES.replace(QUESTION, "What does a ticket cost?").replace(ANSWER, "Nothing at all.")
    filed.write(FILE, other)
    assert ids(filed)["What does a ticket cost?"] not in known


def test_the_old_wording_comes_back_as_another_question(filed: Collection) -> None:
    known = ids(filed)[QUESTION]
    edited = "Who is it that repairs undersea cables?"
    filed.write(FILE, CABLES.replace(QUESTION, edited))
    ids(filed)
    filed.write(FILE, CABLES.replace(QUESTION, f"{edited}\n{ANSWER}\n{QUESTION}"))
    found = ids(filed)
    assert found[edited] == known != found[QUESTION]


def rename(content: Path) -> None:
    (content / FILE).rename(content / "Undersea cables.txt")


def move(content: Path) -> None:
    (content / "Seas" / "All").mkdir(parents=True)
    (content / FILE).rename(content / "Seas" / "All" / FILE)


def move_and_edit(content: Path) -> None:
    move(content)
    (content / "Seas" / "All" / FILE).write_text(CABLES.replace(QUESTION, f"{QUESTION[:-1]} now?"))


@pytest.mark.parametrize("change", [rename, move, move_and_edit])
def test_entries_of_a_moved_file_keep_their_ids(
    filed: Collection, change: Callable[[Path], None]
) -> None:
    known = set(ids(filed).values()), briefing_ids(filed)
    change(filed.content)
    assert (set(ids(filed).values()), briefing_ids(filed)) == known
    filed.write("Later.txt", CABLES.replace("repairs", "breaks"))
    assert set(ids(filed).values()) > known[0]


def test_a_new_file_in_the_place_of_a_moved_one_has_ids_of_its_own(filed: Collection) -> None:
    known = set(ids(filed).values())
    rename(filed.content)
    ids(filed)
    filed.write(FILE, CABLES.replace("November", "May"))
    found = filed.library().search("", limit=99).hits
    assert known < {hit.id for hit in found}
    assert len({hit.id for hit in found}) == len(found)


def test_ids_outlive_the_index(filed: Collection) -> None:
    known = set(ids(filed).values())
    move_and_edit(filed.content)
    filed.build()
    (filed.into / "current").unlink()
    assert set(ids(filed).values()) == known


def test_entries_keep_their_ids_when_a_collection_loses_them_to_another(tmp_path: Path) -> None:
    one, two, into = tmp_path / "one", tmp_path / "two", tmp_path / "index"
    one.mkdir()
    two.mkdir()
    (one / FILE).write_text(CABLES)
    (two / "Copy.txt").write_text(CABLES)
    found = []
    (one / "rest.txt").write_text(NATO)
    for is_there in (True, False):
        if not is_there:
            (one / FILE).unlink()
        Library.build([one, two], into)
        library = Library.open(into)
        found.append(library.search("repairs ").hits[0].id)
        library.close()
    assert found[0] == found[1]


def test_rows_without_ids_keep_theirs_when_one_is_edited(collection: Collection) -> None:
    rows = [(f"Is line {word} open?", f"It is, since {word}.") for word in ("red", "blue", "green")]

    def write(*rows: tuple[str, str]) -> None:
        lines = ["Question,Answer,Topic", *(f"{q},{a},{a[-4:-1]}" for q, a in rows)]
        collection.write("lines.csv", "\n".join(lines).replace("It is, ", "It is "))

    write(*rows)
    before = ids(collection)
    write(("Is line red open now?", rows[0][1]), ("What is new?", "Line pink."), *rows[1:])
    after = ids(collection)
    assert after["Is line red open now?"] == before["Is line red open?"]
    assert {q: after[q] for q, _ in rows[1:]} == {q: before[q] for q, _ in rows[1:]}
    assert after["What is new?"] not in before.values()


def test_ids_that_a_file_gives_are_its_own_affair(collection: Collection) -> None:
    pair = {"id": "1", "question": QUESTION, "answer": ANSWER}
    collection.write_jsonl("a.jsonl", {"id": "b", "questions": [pair]})
    ids(collection)
    collection.write_jsonl("a.jsonl", {"id": "b", "questions": [{**pair, "id": "2"}]})
    assert ids(collection)[QUESTION] == "2"


def test_what_the_user_filed_elsewhere_stays_there_when_the_file_moves(filed: Collection) -> None:
    library = filed.library()
    hit = library.search("repairs undersea ").hits[0]
    filed_there = Move("briefing", hit.briefing_id, "Seas/Repairs")
    move_and_edit(filed.content)
    filed.build()
    hit = filed.open(filed_there).search("repairs undersea ").hits[0]
    assert hit.topic == "Seas/Repairs"


def test_what_was_written_down_may_be_lost(filed: Collection) -> None:
    rename(filed.content)
    ids(filed)
    for text in ("{", "[]", '{"files": 3}'):
        (filed.into / "identities.json").write_text(text)
        filed.write("More.txt", text)
        assert ids(filed)
    shutil.rmtree(filed.into)
    assert ids(filed)
