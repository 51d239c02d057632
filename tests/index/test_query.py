"""What is typed always gives a query, and marks the words that it looks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query import MOST_CHARACTERS, Parser, Query
from index.vocabulary import Vocabulary
from tests.index.memory import columns_of

TEXTS = (
    "Members hesitate. The aid is not late. Aus München.",
    "The WHO said: who is it? Hilfe kommt. The memorial of the mem nation. NATO.",
    "Title aid or not. Read the cable. e-mail, 64-bit, long term.",
)
PARSER = Parser(Vocabulary([columns_of(*TEXTS)]))


def typed(text: str) -> Query:
    return PARSER.parse(text)


def marked(query: Query, text: str) -> list[str]:
    return [text[start:end] for start, end in query.spans(text)]


@pytest.mark.parametrize(
    "text", ["", "  \n", "???", '"', '""', "“ ”", "* ~ ^ ( ) [ :", "—\u200e\x00", "*", "+", "-"]
)
def test_text_without_a_word_asks_for_nothing(text: str) -> None:
    assert typed(text).tree is None
    assert marked(typed(text), "Any text.") == []


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("hesitating members ", "Members hesitate.", ["Members", "hesitate"]),
        ("MUNCHEN ", "Aus München", ["München"]),
        ("why is the aid late? ", "The aid is not late.", ["aid", "late"]),
        ("who is it? ", "Who is it?", ["Who", "is", "it"]),  # nothing else was asked
        ("WHO staff ", "The WHO said", ["WHO"]),
        ('"the aid" ', "the aid", ["the", "aid"]),
        ("„Hilfe“ ", "Hilfe kommt", ["Hilfe"]),
        ('"aid ', "The aid", ["aid"]),  # a quotation not closed yet
        ("mem", "Members of the memorial", ["Members", "memorial"]),
        ("mem ", "mem Members", ["mem"]),  # a finished word
        ("NATO mem", "mem NATO nation", ["mem", "NATO"]),
        ("mem*", "memorial nation", ["memorial"]),
        ("m?mb*", "members", ["members"]),
        ("mambers~", "Members", ["Members"]),
        ("title:aid", "aid", ["aid"]),
        ("aid -late", "aid late", ["aid"]),
        ("aid NOT late", "aid late", ["aid"]),
        ("email ", "An e-mail", ["e-mail"]),
        ("E-Mail ", "An e-mail", ["e-mail"]),
        ("membrs ", "Members", ["Members"]),
    ],
)
def test_words_looked_for_are_marked(query: str, text: str, found: list[str]) -> None:
    assert marked(typed(query), text) == found


@pytest.mark.parametrize(
    "text", ["and or not ", "https://a.example/aid ", "Q: aid ", "aid (late) "]
)
def test_what_is_no_operator_is_a_plain_word(text: str) -> None:
    assert "AndNot" not in repr(typed(text).tree)
    assert typed(text).tree is not None


def test_hyphen_in_a_word_excludes_nothing() -> None:
    assert marked(typed("long-term "), "long term") == ["long", "term"]


def test_only_the_start_of_a_pasted_page_is_asked_about() -> None:
    query = typed("aid " + "x " * MOST_CHARACTERS + "cable ")
    assert marked(query, "aid cable") == ["aid"]


@given(st.text(), st.text())
def test_any_text_gives_marks_that_are_in_order_and_inside(query: str, text: str) -> None:
    end = 0
    for start, stop in typed(query + " aid").spans(text + " aided by aid"):
        assert end <= start < stop <= len(text) + len(" aided by aid")
        end = stop


SIGNS = ['"', "“", "(", ")", "+", "-", "*", "?", "~", "~9", ":", "[", "]", "AND", "OR", "NOT",
    "aid", "the", " ", "\\", "'", "date:", "topic:", "[2024 TO", "2025]", "\x00", "\u200f",
    "😀", "late", "^2", "/", "e-mail", "REQUIRE", "ANDNOT", "ANDMAYBE", "||", "&&"]  # fmt: skip


@given(st.lists(st.sampled_from(SIGNS)))
def test_any_mixture_of_signs_gives_a_query(parts: list[str]) -> None:
    query = typed("".join(parts))
    query.spans("the aid")
