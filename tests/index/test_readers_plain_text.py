"""Text files in the client's form become one briefing with its questions in order."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index import ContentError, readers
from index.dates import sortable_date
from index.readers import delimited, furniture
from index.readers.markers import key_of, marker_of
from index.readers.reading import Reading

Read = Callable[[str], Reading]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    path = tmp_path_factory.mktemp("text") / "notes.txt"

    def read_written(text: str) -> Reading:
        path.write_bytes(text.encode())
        return readers.read(path)

    return read_written


def pairs_of(reading: Reading) -> list[tuple[str, str]]:
    (briefing,) = reading.briefings
    return [(pair.question, pair.answer) for pair in briefing.qa_pairs]


@pytest.mark.parametrize(
    "line",
    [
        "Who decides?",
        "Who decides? ",
        "Who decides?\u00a0",
        "谁决定？",
        "من يقرر؟",
        "من يقرر؟\u200f",
        "Ποιος αποφασίζει\u037e",
        "Ποιος αποφασίζει;",
        "Ποιος αποφασίζει στο NATO;",
        "Ո՞վ է որոշում՞",
        "He asked: “Who decides?”",
        "Qui décide ? »",
        "(Who decides?)",
        "**Who decides?**",
        "Who decides?!?",
    ],
)
def test_line_that_ends_in_a_question_mark_of_its_script_is_a_question(
    read: Read, line: str
) -> None:
    assert pairs_of(read(f"Text.\n{line}\nThe council.")) == [(line.strip(), "The council.")]


@pytest.mark.parametrize(
    "line",
    [
        "Q: Describe the plan",
        "q: Describe the plan",
        "Q : Describe the plan",
        "Question: Describe the plan",
        "QUESTION:Describe the plan",
        "   Q: Describe the plan",
        "Q：Describe the plan",
    ],
)
def test_question_prefix_begins_a_question_and_is_dropped(read: Read, line: str) -> None:
    assert pairs_of(read(f"Text.\n{line}\nIn steps.")) == [("Describe the plan", "In steps.")]


@pytest.mark.parametrize(
    "line",
    [
        "Is it so? It is.",
        "First the cables; then the pipes;",
        "Quote: we decide",
        "Questions: none",
        "We were asked Q: who decides",
        "One of?ces was closed",
        "Τέλος.",
    ],
)
def test_other_lines_belong_to_the_answer_before_them(read: Read, line: str) -> None:
    assert pairs_of(read(f"Text.\nWho?\nWe.\n{line}")) == [("Who?", f"We.\n{line}")]


def test_answer_runs_to_the_next_question_with_its_blank_lines(read: Read) -> None:
    reading = read("Text.\nWho?\n\nFirst.\n\n- second\n  third\n\n\nWhen?\nNow.")
    assert pairs_of(reading) == [("Who?", "First.\n\n- second\n  third"), ("When?", "Now.")]


@pytest.mark.parametrize("prefix", ["A: ", "a:", "A : ", "Answer: ", "ANSWER：", "  A: "])
def test_answer_prefix_is_dropped(read: Read, prefix: str) -> None:
    assert pairs_of(read(f"Text.\nWho?\n{prefix}We do.")) == [("Who?", "We do.")]


def test_answer_prefix_is_dropped_once_and_only_where_the_answer_starts(read: Read) -> None:
    reading = read("Text.\nWho?\nA: We.\nA: Also you.")
    assert pairs_of(reading) == [("Who?", "We.\nA: Also you.")]


@pytest.mark.parametrize("start", ["Q:\nWho decides", "Q:\n\nWho decides", "Q:\nQ: Who decides"])
def test_question_may_stand_on_the_line_below_its_prefix(read: Read, start: str) -> None:
    assert pairs_of(read(f"Text.\n{start}\nA: We.")) == [("Who decides", "We.")]


def test_answer_without_a_question_is_kept_as_a_statement(read: Read) -> None:
    assert pairs_of(read("Text.\nQ:\nA: We stand by it.")) == [("", "We stand by it.")]


def test_prefix_with_nothing_after_it_is_left_out_and_told(read: Read) -> None:
    reading = read("Text.\nWho?\nWe.\nQ:\n")
    assert pairs_of(reading) == [("Who?", "We.")]
    assert [remark.line for remark in reading.remarks] == [4]


def test_question_without_an_answer_is_kept_and_told(read: Read) -> None:
    reading = read("Text.\nWho?\nWhen?\nNow.")
    assert pairs_of(reading) == [("Who?", ""), ("When?", "Now.")]
    assert [str(remark) for remark in reading.remarks] == ["line 2: this question has no answer"]


def test_text_above_the_first_question_is_the_briefing(read: Read) -> None:
    (briefing,) = read("First paragraph.\n\nSecond one.\nWho?\nWe.").briefings
    assert briefing.text == "First paragraph.\n\nSecond one."
    assert briefing.title == ""


def test_heading_becomes_the_title(read: Read) -> None:
    (briefing,) = read("\nBaltic Sea\n\nTwo cables were cut.\nWho?\nWe.").briefings
    assert (briefing.title, briefing.text) == ("Baltic Sea", "Two cables were cut.")


def test_a_text_without_questions_is_told(read: Read) -> None:
    told = "no question found; read as a briefing without questions"
    assert [str(remark) for remark in read("Only a text.").remarks] == [told]
    assert not read("Who?\nWe.").remarks  # a list of questions needs no briefing


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff", "\x00\x01"])
def test_file_without_text_is_an_error(read: Read, text: str) -> None:
    with pytest.raises(ContentError, match="empty"):
        read(text)


# ------------------------------------------------------------------ whatever stands in it


def says_nothing_of_its_own(line: str) -> bool:
    """Whether a line is no label, marking, page number, list item, date or title."""
    return (
        marker_of(line) is None
        and not furniture.marking_of(line)
        and not furniture.is_page_mark(line, paged=False)
        and not furniture.is_draft_mark(line)
        and not furniture.is_gap(line)
        and not sortable_date(line)
        and not re.match(r"[(\d]|\W*(?:for more|contact)|([=~^\"*+-])\1\1", line, re.IGNORECASE)
        and delimited.is_export(line) is False
    )


_VISIBLE = st.characters(categories=["L", "N", "P", "S"], exclude_characters=":：")
_PHRASES = st.lists(st.text(_VISIBLE, min_size=1, max_size=12), min_size=1, max_size=6).map(
    " ".join
)
_SENTENCES = _PHRASES.map(lambda phrase: phrase + ".").filter(says_nothing_of_its_own)
_PARAGRAPHS = st.lists(_SENTENCES, min_size=1, max_size=3).map("\n".join)
_TEXTS = st.lists(_PARAGRAPHS, min_size=1, max_size=3).map("\n\n".join)
_MARKS = st.sampled_from("?？؟\u037e")
_QUESTIONS = st.builds(str.__add__, _PHRASES, _MARKS).filter(says_nothing_of_its_own)
_PAIRS = st.lists(st.tuples(_QUESTIONS, _TEXTS), max_size=6)


@given(briefing=_TEXTS, pairs=_PAIRS)
def test_what_is_written_in_the_form_is_read_back_exactly(
    read: Read, briefing: str, pairs: list[tuple[str, str]]
) -> None:
    lines = [briefing, *(line for pair in pairs for line in pair)]
    reading = read("\n".join(lines))
    assert next(iter(reading.briefings)).text == briefing
    assert pairs_of(reading) == pairs


@given(briefing=_TEXTS, pairs=_PAIRS)
def test_what_is_written_with_prefixes_is_read_back_exactly(
    read: Read, briefing: str, pairs: list[tuple[str, str]]
) -> None:
    lines = [briefing, *(f"Q: {question}\nA: {answer}" for question, answer in pairs)]
    reading = read("\r\n".join(lines))
    assert next(iter(reading.briefings)).text == briefing
    assert pairs_of(reading) == pairs


_ANY_LINE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=30)


@given(st.lists(_ANY_LINE.filter(says_nothing_of_its_own) | _QUESTIONS, max_size=12).map("\n".join))
def test_no_line_is_lost_or_moved(read: Read, text: str) -> None:
    text = text.replace(":", "").replace("：", "").removeprefix("\ufeff")  # no prefix to drop
    keys = [key for line in lines_of(text) if (key := key_of(line))]
    assume(len(set(keys)) == len(keys))  # a question that comes twice stands in a list of them
    try:
        (briefing,) = read(text).briefings
    except ContentError:
        assert not text.strip()
        return
    parts = [briefing.title, briefing.text]
    parts += [part for pair in briefing.qa_pairs for part in (pair.question, pair.answer)]
    assert lines_of("\n".join(parts)) == lines_of(text)


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
