"""What may have been meant, where nothing was found."""

from __future__ import annotations

import pytest

from tests.index.collection import Collection


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ukrane ", "ukraine "),
        ("hesitnat membrs?", "hesitant members?"),
        ("Who repiars cablez", "Who repairs cables"),
        ("Romenia", "Romania"),  # a word of the briefing alone
        ("memberhsip ", "membership "),
    ],
)
def test_misspelt_query_gets_a_correction(briefed: Collection, typed: str, meant: str) -> None:
    assert briefed.library().search(typed).suggestion == meant


@pytest.mark.parametrize("typed", ["xyzzyx", "ukr", "zz", "北约", "x" * 3000, "qwrtz " * 600])
def test_what_resembles_nothing_gets_none(briefed: Collection, typed: str) -> None:
    library = briefed.library()
    assert library.search(typed + " xyzzyx ", topic="Nowhere").suggestion is None


def test_suggestion_is_a_word_of_the_content_and_no_stem(collection: Collection) -> None:
    collection.write("a.txt", "Policies.\nWhich policies do alliances share?\nSeveral policies.")
    library = collection.library()
    assert library.search("alianc ").suggestion == "alliances "
    assert library.search("polciies ").suggestion == "policies "


def test_nearer_word_is_suggested_before_a_more_frequent_one(collection: Collection) -> None:
    collection.write("a.txt", "Text.\nWhich town?\nRavensburg, Ravensberg, Ravensberg.")
    assert collection.library().search("ravensburk ").suggestion == "ravensburg "


def test_what_was_meant_is_found_at_once(briefed: Collection) -> None:
    results = briefed.library().search("undresea cabels")
    assert results.hits[0].question == "Who repairs undersea cables?"
    assert results.suggestion == "undersea cables"


def test_known_words_are_left_alone(briefed: Collection) -> None:
    assert briefed.library().search("ukraine cables ").suggestion is None
    assert briefed.library().search("repair ").suggestion is None


def test_unfinished_word_is_no_mistake(briefed: Collection) -> None:
    assert briefed.library().search("underse").suggestion is None


def test_a_question_in_another_language_is_no_mistake(briefed: Collection) -> None:
    library = briefed.library()
    assert library.search("Welche cabels werden morgens verlegt").suggestion is None
    assert library.search("repiars xyzzyx cablez").suggestion == "repairs xyzzyx cables"
