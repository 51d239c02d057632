"""What the user files elsewhere is there, found there, and stays there."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Library, Move, Topic
from tests.index.collection import Collection

SEGMENTS = {
    "Security/NATO/a.txt": "The alliance.\nHow does the alliance decide?\nTogether.",
    "Security/Cables/b.txt": "The cables.\nWho repairs the cables?\nShips.",
    "Security/c.txt": "The ministry.\nWho leads the ministry?\nA minister.",
}


@pytest.fixture
def filed(collection: Collection) -> Collection:
    for name, text in SEGMENTS.items():
        collection.write(name, text)
    collection.build()
    return collection


def tree(library: Library) -> dict[str, int]:
    return {topic.path: topic.count for topic in library.topics().walk() if topic.path}


def briefing_of(library: Library, question: str) -> str:
    (hit,) = (hit for hit in library.search("").hits if hit.question == question)
    return hit.briefing_id


def test_without_a_move_all_is_as_the_content_has_it(filed: Collection) -> None:
    assert tree(filed.open()) == {"Security": 3, "Security/Cables": 1, "Security/NATO": 1}


def test_a_topic_goes_with_all_that_is_in_it(filed: Collection) -> None:
    library = filed.open(Move("topic", "Security/NATO", "Alliances/NATO"))
    assert tree(library) == {
        "Alliances": 1, "Alliances/NATO": 1, "Security": 2, "Security/Cables": 1,
    }  # fmt: skip
    (hit,) = library.search("", topic="Alliances").hits
    assert (hit.question, hit.topic) == ("How does the alliance decide?", "Alliances/NATO")
    assert library.search("alliance", topic="Security").total == 0
    briefing = library.briefing(hit.briefing_id)
    assert (briefing.topics, briefing.qa_pairs[0].topics) == (("Alliances/NATO",),) * 2


def test_a_topic_is_renamed_with_all_below_it(filed: Collection) -> None:
    library = filed.open(Move("topic", "Security", "Defence"))
    assert tree(library) == {"Defence": 3, "Defence/Cables": 1, "Defence/NATO": 1}


def test_a_topic_joins_another_one(filed: Collection) -> None:
    library = filed.open(Move("topic", "Security/NATO", "Security/Cables"))
    assert tree(library) == {"Security": 3, "Security/Cables": 2}


def test_a_briefing_is_moved_by_itself(filed: Collection) -> None:
    id_ = briefing_of(filed.open(), "Who leads the ministry?")
    library = filed.open(Move("briefing", id_, "Government"))
    assert tree(library) == {
        "Government": 1, "Security": 2, "Security/Cables": 1, "Security/NATO": 1,
    }  # fmt: skip
    assert [hit.topic for hit in library.search("", topic="Government").hits] == ["Government"]


def test_a_briefing_that_was_moved_goes_on_with_its_new_topic(filed: Collection) -> None:
    id_ = briefing_of(filed.open(), "Who leads the ministry?")
    moves = Move("briefing", id_, "State"), Move("topic", "State", "Government")
    assert "Government" in tree(filed.open(*moves))
    assert "State" not in tree(filed.open(*moves))


def test_names_that_only_begin_alike_stay(collection: Collection) -> None:
    collection.write("Sea/a.txt", "A.\nWho sails?\nWe.")
    collection.write("Seaside/b.txt", "B.\nWho bathes?\nThey.")
    collection.build()
    assert tree(collection.open(Move("topic", "Sea", "Ocean"))) == {"Ocean": 1, "Seaside": 1}


def test_a_move_of_what_is_no_longer_there_changes_nothing(filed: Collection) -> None:
    moves = Move("topic", "Gone", "Elsewhere"), Move("briefing", "gone", "Elsewhere")
    assert tree(filed.open(*moves)) == tree(filed.open())


def test_moves_outlive_a_new_reading(filed: Collection) -> None:
    move = Move("topic", "Security/NATO", "Alliances")
    filed.write("Security/NATO/new.txt", "New.\nWhat is new?\nThis.")
    filed.build()
    library = filed.open(move)
    assert library.search("", topic="Alliances").total == 2
    assert isinstance(library.topics(), Topic)


def test_an_index_on_disk_is_not_changed(filed: Collection, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in filed.into.rglob("*") if path.is_file()}
    filed.open(Move("topic", "Security", "Defence"))
    assert {path: path.read_bytes() for path in before} == before
