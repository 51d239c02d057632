"""What is typed always gives a query, and marks the words that it looks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query import MOST_CHARACTERS, Query, parse


def typed(text: str, *terms: str) -> Query:
    """The query for what was typed into a library that knows these terms."""
    return parse(text, lambda _field, prefix: (t for t in terms if t.startswith(prefix)))


def marked(query: Query, text: str) -> list[str]:
    return [text[start:end] for start, end in query.spans(text)]


@pytest.mark.parametrize(
    "text", ["", "  \n", "???", '"', '""', "“ ”", "* ~ ^ ( ) [ :", "—\u200e\x00"]
)
def test_text_without_a_word_asks_for_nothing(text: str) -> None:
    assert typed(text) == Query(None)
    assert marked(typed(text), "Any text.") == []


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("hesitant members ", "Members hesitate.", ["Members", "hesitate"]),
        ("MUNCHEN ", "Aus München", ["München"]),
        ("why is the aid late? ", "The aid is not late.", ["aid", "late"]),
        ("who is it? ", "Who is it?", ["Who", "is", "it"]),  # nothing else was asked
        ("WHO staff ", "The WHO said", ["WHO"]),
        ('"the aid" ', "the aid", ["the", "aid"]),
        ("„Hilfe“ ", "Hilfe kommt", ["Hilfe"]),
        ("«aide» ", "L'aide et aide", ["aide"]),
        ('"aid ', "The aid", ["aid"]),  # a quotation not closed yet
        ("mem", "Members of the memorial", ["Members", "memorial"]),
        ("mem ", "Members", []),  # a finished word
        ("NATO mem", "mem NATO nation", ["mem", "NATO"]),
    ],
)
def test_words_looked_for_are_marked(query: str, text: str, found: list[str]) -> None:
    assert marked(typed(query), text) == found


def test_operators_are_plain_words() -> None:
    assert marked(typed("title:aid OR NOT* "), "title aid or not") == ["title", "aid", "or", "not"]


def test_only_the_start_of_a_pasted_page_is_asked_about() -> None:
    query = typed("aid " + "x " * MOST_CHARACTERS + "cable ")
    assert marked(query, "aid cable") == ["aid"]


@given(st.text(), st.text())
def test_any_text_gives_marks_that_are_in_order_and_inside(query: str, text: str) -> None:
    end = 0
    for start, stop in typed(query + " aid", "aid", "aids").spans(text + " aided by aid"):
        assert end <= start < stop <= len(text) + len(" aided by aid")
        end = stop
    assert end > len(text)


@given(st.lists(st.sampled_from(['"', "“", "”", "«", "»", "aid", "the", " ", "*", "\\", "'"])))
def test_any_mixture_of_quotations_gives_a_query(parts: list[str]) -> None:
    query = typed("".join(parts), "aid")
    assert (query.tree is None) == (not {"aid", "the"} & set(parts))
