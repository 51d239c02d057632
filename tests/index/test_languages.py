"""Which stretches of a text are words, and which words count as the same."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.languages import (
    LONGEST_TERM,
    decompose,
    fold,
    is_function_word,
    raw_words,
    stemmer,
    term_of,
    tokens,
    words,
)


def terms(text: str) -> list[str]:
    return [token.term for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("aid, 2026.", ["aid", "2026"]),
        ("snake_case", ["snake", "case"]),
        ("Ukraine's NATO’s", ["ukraine", "nato"]),
        ("don't we’re", ["dont", "were"]),
        ("Łódź, São Paulo", ["łódź", "são", "paulo"]),
        ("Straße", ["strasse"]),
        ("ＮＡＴＯ ﬁnal CO₂ m²", ["nato", "final", "co2", "m2"]),
        ("नाटो क्या है", ["नाटो", "क्या", "है"]),
        ("حَلَفُ النـاتو", ["حلف", "الناتو"]),
        ("замо́к", ["замок"]),
        ("İstanbul", ["istanbul"]),
        ("co\u00adop zero\u200bwidth", ["coop", "zerowidth"]),
        ("—“…”\u200e", []),
    ],
)
def test_words_become_terms(text: str, found: list[str]) -> None:
    assert terms(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("E-Mail", ["e", "email", "mail"]),
        ("e\u2011mail", ["e", "email", "mail"]),
        ("W-2 64-bit", ["w", "w2", "2", "64", "64bit", "bit"]),
        ("COVID\u201319", ["covid", "covid19", "19"]),
        ("l’OTAN", ["l", "lotan", "otan"]),
        ("U.S. 3.5 1,000", ["u", "us", "s", "3", "35", "5", "1", "1000", "000"]),
        ("AT&T", ["at", "att", "t"]),
    ],
)
def test_a_compound_gives_its_parts_and_the_whole(text: str, found: list[str]) -> None:
    assert terms(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("北约", ["北", "北约", "约"]),
        ("北", ["北"]),
        ("NATO成员", ["nato", "成", "成员", "员"]),
        ("나토에", ["나토에", "나토", "토에"]),
        ("북한", ["북한"]),
        ("ไทย", ["ไ", "ไท", "ท", "ทย", "ย"]),
        ("か\u3099", ["が"]),
    ],
)
def test_scripts_without_blanks_are_cut_into_letters(text: str, found: list[str]) -> None:
    assert terms(text) == found


@pytest.mark.parametrize("text", ["Café in München", "Ελλάδα", "Việt Nam", "Ärger übers Öl"])
def test_accents_written_apart_make_no_difference(text: str) -> None:
    assert terms(unicodedata.normalize("NFD", text)) == terms(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Łódź", "lodz"), ("café", "CAFE"), ("ılık", "ilik"), ("Đà", "da"), ("œuvre", "oeuvre"),
        ("ёлка", "елка"), ("أحمد", "احمد"), ("Ελλάδα", "ελλαδα"), ("Việt", "viet"),
    ],
)  # fmt: skip
def test_accents_do_not_tell_words_apart(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("йод", "иод"), ("が", "か"), ("की", "का")])
def test_marks_that_make_another_letter_do(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_places_of_tokens_are_inside_and_in_order_of_their_words(text: str) -> None:
    position = start = 0
    for token in tokens(text):
        assert token.position >= position
        assert token.start >= start
        assert 0 <= token.start < token.end <= len(text)
        assert 0 < len(token.term) <= LONGEST_TERM
        position, start = token.position, token.start


@given(st.text())
def test_a_text_is_cut_as_its_raw_words_are(text: str) -> None:
    assert terms(text) == [t.term for raw in raw_words(text) for t in decompose(raw)[0]]


@given(st.text(st.characters(codec="ascii")))
def test_ascii_is_cut_as_any_other_text(text: str) -> None:
    assert raw_words(text) == raw_words(text + " \u00e9")[:-1]


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_term_is_its_own_term(text: str) -> None:
    for term in terms(text):
        assert term_of(term) == term
        assert "\n" not in term


@given(st.text())
def test_words_are_in_order_and_do_not_overlap(text: str) -> None:
    end = 0
    for word, (start, stop) in words(text):
        assert end <= start < stop <= len(text)
        assert word
        end = stop


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "strategies", "strategy"),
        ("en", "hesitant", "hesitate"),
        ("de", "mitgliedstaaten", "mitgliedstaat"),
        ("fr", "européennes", "européen"),
        ("ru", "украины", "украине"),
        ("ar", "الناتو", "ناتو"),
        ("ko", "우크라이나는", "우크라이나를"),
    ],
)
def test_forms_of_a_word_share_a_stem(language: str, one: str, other: str) -> None:
    stem = stemmer(language)
    assert stem is not None
    assert stem(one) == stem(other)


@pytest.mark.parametrize("language", ["zh", "th", "xx", ""])
def test_a_language_without_stemmer_is_left_alone(language: str) -> None:
    assert stemmer(language) is None


@pytest.mark.parametrize(
    ("text", "carries_nothing"),
    [("who", True), ("Who", True), ("WHO", False), ("it", True), ("us", False), ("A", True)],
)
def test_acronym_is_told_from_the_word_it_looks_like(text: str, carries_nothing: bool) -> None:
    assert is_function_word(text, fold(text)) is carries_nothing
