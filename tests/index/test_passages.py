"""The stretch of a long text that a list shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import FindSpans, Span
from index.passages import best_passage
from index.query import Parser
from index.vocabulary import Vocabulary
from tests.index.memory import columns_of

FILLER = "nothing of interest stands here " * 20


def finder(query: str) -> FindSpans:
    return Parser(Vocabulary([columns_of(query)])).parse(query).spans


def marked(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [text[start:end] for start, end in spans]


def test_short_text_is_shown_whole_on_one_line() -> None:
    passage = best_passage("First line.\n\n  Aid comes.", finder("aid "))
    assert passage.text == "First line. Aid comes."
    assert marked(passage.text, passage.spans) == ["Aid"]


def test_long_text_is_shown_where_the_words_stand_closest() -> None:
    passage = best_passage(
        f"Aid first. {FILLER} Military aid is paid. {FILLER}", finder("military aid ")
    )
    assert passage.text.startswith("…")
    assert passage.text.endswith("…")
    assert marked(passage.text, passage.spans) == ["Military", "aid"]


def test_text_without_a_match_is_shown_from_its_start() -> None:
    passage = best_passage(FILLER, finder("cable "))
    assert passage.text.startswith("nothing of interest")
    assert passage.spans == ()
    assert len(passage.text) <= 221


@pytest.mark.parametrize(
    "before", ["长" * 600 + " ", FILLER + "https://example.org/" + "x" * 90 + "/"]
)
def test_match_is_shown_though_no_blank_stands_near(before: str) -> None:
    passage = best_passage(f"{before}nato {FILLER}", finder("nato "))
    assert marked(passage.text, passage.spans) == ["nato"]


@given(
    st.text(),
    st.lists(st.sampled_from(["aid", "of", "\n", "x" * 50, "北约"]) | st.text(max_size=9)),
)
def test_any_text_gives_a_passage_with_its_marks_inside(query: str, parts: list[str]) -> None:
    text = " ".join(parts * 8)
    find = finder(query + " aid ")
    passage = best_passage(text, find, 80)
    assert len(passage.text) <= 82
    assert "\n" not in passage.text
    assert set(passage.spans) <= set(find(passage.text))
