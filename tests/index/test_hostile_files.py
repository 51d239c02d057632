"""Whatever a file holds, it is read or refused with a reason: no crash, no end of the memory.

What takes for ever shows as a run of these tests that does not end.
"""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Briefing, ContentError, readers
from index.readers.limits import Limits
from tests.index.hostile import MAIN, SMALL, archive, corpus
from tests.index.test_readers_documents import WRITERS

_SUFFIXES = (
    ".csv", ".docx", ".html", ".json", ".jsonl", ".md", ".ods", ".odt", ".pdf", ".tsv", ".txt",
    ".xls", ".xlsx", ".yaml",
)  # fmt: skip
_LONGEST_REASON = 500


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


def read_all(path: Path) -> Sequence[Briefing]:
    """All there is to read in a file, none if it is refused as it should be."""
    try:
        reading = readers.read(path)
        briefings = list(reading.briefings)
    except ContentError as error:
        reason = error.reason
    else:
        assert briefings
        assert all(map(str, reading.remarks))
        return briefings
    assert 0 < len(reason) < _LONGEST_REASON
    return ()


def texts_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from texts_of(part)


@pytest.mark.parametrize("suffix", _SUFFIXES)
def test_a_hostile_file_is_read_or_refused(folder: Path, suffix: str) -> None:
    for name, data in corpus(suffix):
        path = folder / f"{name[:40].translate(dict.fromkeys(map(ord, '/<>'), '-'))}{suffix}"
        path.write_bytes(data)
        try:
            read_all(path)
        except BaseException as error:
            error.add_note(f"in {suffix}: {name}")
            raise
        path.unlink()


# ------------------------------------------------------------------ changed a little


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A small file of each kind."""
    folder = tmp_path_factory.mktemp("originals")
    made: dict[str, bytes] = {
        ".csv": b'question;answer;date\n"Who, ""you""?";We.;2024-05-06\nWhy?;"So,\nand so."\n',
        ".json": b'{"title": "T", "data": [{"question": "Who?", "answer": ["We.", "\\u00e9"]}]}',
        ".jsonl": b'{"briefing": "B.", "questions": [{"question": "Who?", "answer": "We."}]}\n' * 3,
        ".yaml": b"a: &a\n- question: 'Who?'\n  answer: |\n    We.\n    So.\nb: *a\n",
    }
    made |= {suffix: archive(parts) for suffix, parts in SMALL.items()}
    for suffix in (".docx", ".odt", ".pdf", ".html", ".md", ".txt"):
        path = folder / f"original{suffix}"
        WRITERS[suffix](path, "Ferry.\nThe ferry runs.\nWho?\nWe.\nQ: Why?\nA: So.\n- a\n- b")
        made[suffix] = path.read_bytes()
    return made


Change = tuple[str, float, float, bytes]

_CHANGES = st.lists(
    st.tuples(
        st.sampled_from(("put", "cut", "end", "repeat", "move")),
        st.floats(0, 1),
        st.floats(0, 1),
        st.binary(min_size=1, max_size=4)
        | st.sampled_from(
            (b"<", b'"', b"\x00", b"\xff\xff\xff\xff", b"[", b"&a;", b"\n", b" " * 99)
        ),
    ),
    min_size=1,
    max_size=4,
)


def changed(data: bytes, changes: Sequence[Change]) -> bytes:
    for what, first, second, put in changes:
        start, end = sorted((int(first * len(data)), int(second * len(data))))
        if what == "put":
            data = data[:start] + put + data[start + len(put) :]
        elif what == "cut":
            data = data[:start] + data[end:]
        elif what == "end":
            data = data[:end]
        elif what == "repeat":
            data = data[:end] + data[start:end] * 5 + data[end:]
        else:
            data = data[:start] + put + data[end:] + data[start:end]
    return data


@pytest.mark.parametrize("suffix", [s for s in _SUFFIXES if s not in (".xls", ".tsv")])
@given(changes=_CHANGES)
def test_a_changed_file_is_read_or_refused(
    folder: Path, originals: dict[str, bytes], suffix: str, changes: list[Change]
) -> None:
    path = folder / f"changed{suffix}"
    path.write_bytes(changed(originals[suffix], changes))
    read_all(path)


@pytest.mark.parametrize("suffix", SMALL)
@given(changes=_CHANGES)
def test_a_document_of_changed_content_is_read_or_refused(
    folder: Path, suffix: str, changes: list[Change]
) -> None:
    main = MAIN[suffix]
    path = folder / f"changed content{suffix}"
    content = changed(SMALL[suffix][main].encode(), changes)
    path.write_bytes(archive({**SMALL[suffix], main: content}))
    read_all(path)


# ------------------------------------------------------------------ made of what is looked for

_PIECES = (
    "Q: ", "A: ", "Q1. ", "A1. ", "Question: ", "Answer: ", "Frage 3: ", "If asked on it: ",
    "If pressed: ", "Background: ", "Holding statement: ", "Refer to: ", "Contents", "Date: ",
    "12 May 2024", "Status: draft", "DRAFT", "TLP:RED", "(U) ", "Page 1 of 2", "Contact: ", "[tbc]",
    "....", "___", "Who is it?", "Who", "We.", "?", ":", ";", "1. ", "2) ", "- ", "* ", "# ",
    "## ", "**", "__", "> ", "|", "|-|-|", "```", "---", "===", "~~~", "\n", "\n\n", "\t", " ",
    ",", '"', "'", "#separator:tab", "#columns:question,answer", "question", "answer", "tags:",
    "<p>", "</p>", "<h2>", "<dt>", "<dd>", "<table>", "<tr>", "<td>", "</table>", "<li>", "<b>",
    "<div class='faq-question'>", "<details><summary>", "<br>", "&lt;", "&#0;", "[a](b)", "![",
    "]", "{", "}", "[", "{{x}}", '"question"', '"answer"', '"briefing"', '"questions"', '"data"',
    "null", "&a ", "*a", "<<: ", "!!x ", "? ", "%", "\\n",
    "\u2028", "\u200f", "\ufeff", "é", "问题：", "س: ",
)  # fmt: skip
"""The signs and words that the readers know."""


@pytest.mark.parametrize("suffix", [".csv", ".html", ".json", ".jsonl", ".md", ".txt", ".yaml"])
@given(pieces=st.lists(st.sampled_from(_PIECES), max_size=40))
def test_any_text_of_what_is_known_is_read_or_refused(
    folder: Path, suffix: str, pieces: list[str]
) -> None:
    path = folder / f"pieces{suffix}"
    path.write_text("".join(pieces), encoding="utf-8")
    for briefing in read_all(path):
        for text in texts_of(astuple(briefing)):
            text.encode()


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(("", "Who?", "We.")),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            (
                "@type", "acceptedAnswer", "answer", "answers", "briefing", "categories",
                "category", "content", "context", "data", "id", "if_pressed", "messages", "name",
                "paragraphs", "qas", "question", "questions", "role", "source", "text", "title",
                "topics", "wordings", "Who?",
            )
        ),
        inner | st.sampled_from(("Question", "user", "assistant")),
        max_size=5,
    ),
    max_leaves=20,
)  # fmt: skip


@pytest.mark.parametrize("suffix", [".json", ".jsonl", ".yaml"])
@given(value=_VALUES)
def test_any_data_is_read_or_refused(folder: Path, suffix: str, value: object) -> None:
    path = folder / f"data{suffix}"
    path.write_text(json.dumps(value), encoding="utf-8")
    read_all(path)


# ------------------------------------------------------------------ room


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".csv", "," * 2_000_000),
        (".csv", '"a"\n' * 200_000),
        (".json", "[" + "{}," * 5_000_000 + "{}]"),
        (".jsonl", "x\n" * 500_000),
        (".md", "*a_ " * 500_000),
        (".txt", "- " * 1_000_000),
        (".txt", "\n " * 1_000_000),
        (".txt", "=" * 2_000_000),
        (".yaml", "[" + "[]," * 600_000 + "[]]"),
    ],
)
def test_a_file_takes_no_more_room_than_a_hundred_times_its_own(
    folder: Path, suffix: str, text: str
) -> None:
    path = folder / f"large{suffix}"
    path.write_text(text, encoding="utf-8")
    tracemalloc.start()
    try:
        read_all(path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 100 * len(text)


# ------------------------------------------------------------------ what must still be read


def test_a_question_of_several_lines_is_one(folder: Path) -> None:
    path = folder / "long.txt"
    path.write_text("Q: Who?\nare\nyou?\nA: We.\n" * 2_000, encoding="utf-8")
    (briefing,) = readers.read(path).briefings
    assert len(briefing.qa_pairs) == 2_000
    assert briefing.qa_pairs[-1].question == "Who?\nare\nyou?"


def test_lines_beyond_the_limit_are_left_out_and_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.readers.tidying._MOST_LINES", 50)
    path = folder / "lines.txt"
    path.write_text("a\n" * 51, encoding="utf-8")
    reading = readers.read(path)
    assert str(reading.remarks[0]) == "only its first 50 lines are read"
    (briefing,) = reading.briefings
    assert briefing.text.count("a") == 50


def test_rows_beyond_the_limit_are_left_out_and_told(folder: Path) -> None:
    path = folder / "rows.csv"
    path.write_text("question,answer\n" + "Who?,We.\n" * 10, encoding="utf-8")
    reading = readers.read(path, Limits(rows=5))
    assert [len(briefing.qa_pairs) for briefing in reading.briefings] == [4]
    assert [str(remark) for remark in reading.remarks] == ["only its first 5 rows are read"]


def test_remarks_end(folder: Path) -> None:
    path = folder / "remarks.csv"
    path.write_text("question,answer\nWho?,We.\n" + "Who?,\n" * 5_000, encoding="utf-8")
    reading = readers.read(path)
    assert len(reading.remarks) == 1_001
    assert str(reading.remarks[-1]) == "there is more to remark, which is not listed"


def test_long_paragraphs_of_markdown_keep_their_lines(folder: Path) -> None:
    path = folder / "long.md"
    path.write_text("Q: Who *is* it?\nA: We.\n" * 5_000, encoding="utf-8")
    (briefing,) = readers.read(path).briefings
    assert len(briefing.qa_pairs) == 5_000


@pytest.mark.parametrize("name", ["picture.svg", "META-INF/manifest.xml", "Object 1/content.xml"])
def test_declarations_in_what_is_not_read_are_no_harm(folder: Path, name: str) -> None:
    path = folder / "picture.odt"
    parts = {**SMALL[".odt"], name: "<!DOCTYPE svg><svg/>"}
    path.write_bytes(archive(parts))
    (briefing,) = readers.read(path).briefings
    assert [pair.answer for pair in briefing.qa_pairs] == ["We."]
