"""Which stretches of a text are words, and which words count as the same."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.languages import WordAnalyzer, fold, is_function_word, stem, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Long-term aid, 2026.", ["long", "term", "aid", "2026"]),
        ("snake_case", ["snake", "case"]),
        ("Ukraine's NATO’s", ["ukraine", "nato"]),
        ("don't rock’n’roll", ["don't", "rock'n'roll"]),
        ("Łódź, São Paulo", ["łodz", "sao", "paulo"]),
        ("Straße", ["strasse"]),
        ("ＮＡＴＯ ﬁnal", ["nato", "final"]),
        ("नाटो क्या है", ["नाटो", "कया", "है"]),
        ("حَلَف", ["حلف"]),
        ("북한", [unicodedata.normalize("NFKD", "북한")]),
        ("—“…”\u200e", []),
        ("\uff9e", []),
    ],
)
def test_words_are_found_and_folded(text: str, found: list[str]) -> None:
    assert [word for word, _ in words(text)] == found


@pytest.mark.parametrize("text", ["Café in München", "Ελλάδα", "Việt Nam", "Ärger übers Öl"])
def test_accents_written_apart_make_no_difference(text: str) -> None:
    composed = [word for word, _ in words(unicodedata.normalize("NFC", text))]
    assert [word for word, _ in words(unicodedata.normalize("NFD", text))] == composed


@given(st.text())
def test_places_of_words_are_in_order_and_hold_the_words(text: str) -> None:
    end = 0
    for word, (start, stop) in words(text):
        assert end <= start < stop <= len(text)
        assert fold(text[start:stop]) == word != ""
        end = stop


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("strategies", "strategy"), ("hesitant", "hesitate"), ("membership", "memberships")],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_pasted_data_keeps_its_form() -> None:
    assert stem("x" * 100_000 + "ing").endswith("ing")


@pytest.mark.parametrize(
    ("text", "carries_nothing"),
    [("who", True), ("Who", True), ("WHO", False), ("it", True), ("us", False), ("A", True)],
)
def test_acronym_is_told_from_the_word_it_looks_like(text: str, carries_nothing: bool) -> None:
    assert is_function_word(text, fold(text)) is carries_nothing


def test_word_and_stem_are_indexed_at_one_position() -> None:
    tokens = WordAnalyzer()("Supporting Ukraine", positions=True, chars=True)
    assert [(token.text, token.pos, token.startchar, token.endchar) for token in tokens] == [
        ("supporting", 0, 0, 10),
        ("support", 0, 0, 10),
        ("ukraine", 1, 11, 18),
        ("ukrain", 1, 11, 18),
    ]
