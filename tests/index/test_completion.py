"""What is typed is completed to what the library holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Library
from tests.index.collection import Collection

QUESTIONS = (
    "Who repairs undersea cables?",
    "Who repairs undersea cables?",
    "Who repairs the roads?",
    "Why is Café NATO's long-term plan late?",
    "北约何时扩大？",
)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    collection = Collection(tmp_path_factory.mktemp("asked"))
    for number, question in enumerate(QUESTIONS):
        pair = {"question": question, "wordings": ["How late is it?"], "answer": "Undersea."}
        collection.write_jsonl(f"{number}.jsonl", {"questions": [pair]})
    yield collection.library()
    collection.close()


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("who rep", ["Who repairs undersea cables?", "Who repairs the roads?", "who repairs"]),
        ("WHO REP", ["Who repairs undersea cables?", "Who repairs the roads?", "WHO REPAIRS"]),
        ("who ", ["Who repairs undersea cables?", "Who repairs the roads?"]),
        ("Under", ["Undersea"]),
        ("why is cafe", ["Why is Café NATO's long-term plan late?", "why is café"]),
        ("why is café nato long te", ["Why is Café NATO's long-term plan late?"]),
        ("how late", ["How late is it?"]),
        ("who repairs undersea cables", ["Who repairs undersea cables?"]),
        ("北约", ["北约何时扩大？"]),
        ("Who repairs undersea cables?", []),
        ("zzz", []),
        ("", []),
        ("?", []),
        (" ", []),
    ],
)
def test_completions(asked: Library, typed: str, completed: list[str]) -> None:
    found = asked.complete(typed)
    assert [text for text in found if text in completed] == completed
    assert not completed or found[0] == completed[0]
    assert completed or not found


def test_commoner_words_come_first(asked: Library) -> None:
    assert asked.complete("u") == ["undersea"]
    assert asked.complete("roads or r")[0] == "roads or repairs"


@pytest.mark.parametrize("limit", [0, 1, 2, 3])
def test_no_more_than_asked_for(asked: Library, limit: int) -> None:
    assert len(asked.complete("who re", limit)) == min(limit, 3)


@given(st.text() | st.text("whorepais undc北约é'-\n\t"))
def test_any_text_is_completed_or_not(asked: Library, typed: str) -> None:
    found = asked.complete(typed)
    assert len(found) == len(set(found)) <= 8
    assert typed not in found


def test_removed_questions_are_not_offered(collection: Collection) -> None:
    collection.write("a.txt", "Text.\nWho repairs cables?\nWe.\n")
    collection.write("b.txt", "Text.\nWho repairs roads?\nThey.\n")
    collection.build()
    (collection.content / "a.txt").unlink()
    assert collection.library().complete("who repairs ") == ["Who repairs roads?"]
