"""The interchange form: what is given is kept, what cannot be used is told by its line."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Briefing, ContentError, FollowUp, QAPair, readers
from index.readers.reading import Reading

Read = Callable[[str], Reading]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    path = tmp_path_factory.mktemp("jsonl") / "briefings.jsonl"

    def read_written(text: str) -> Reading:
        path.write_bytes(text.encode(errors="surrogatepass"))
        reading = readers.read(path)
        reading.briefings = list(reading.briefings)
        return reading

    return read_written


FULL = {
    "id": "b-1",
    "title": "Accession",
    "topics": ["Security/NATO", "Europe"],
    "source": "https://example.org/1",
    "date": "2026-03-14",
    "valid_until": "2026-06-01",
    "embargo_until": "2026-03-15",
    "language": "en",
    "marking": "For official use only",
    "briefing": "The summit decided.\nMore follows.",
    "questions": [
        {
            "id": "q-1",
            "question": "Who decides?",
            "answer": "The council.",
            "topics": ["Security/Council"],
            "wordings": ["Whose decision is it?"],
            "if_pressed": [
                {"if": "on the date", "answer": "Soon."},
                {"if": "again", "answer": "No."},
            ],
            "background": "Not to be read out.",
            "refer_to": "The Council's spokesperson",
            "state": "cleared",
            "posture": "in response to a query",
        }
    ],
}


def test_every_fact_is_kept(read: Read) -> None:
    assert read(json.dumps(FULL)).briefings == [
        Briefing(
            id="b-1",
            title="Accession",
            text="The summit decided.\nMore follows.",
            topics=("Security/NATO", "Europe"),
            source="https://example.org/1",
            date="2026-03-14",
            valid_until="2026-06-01",
            embargo_until="2026-03-15",
            language="en",
            marking="For official use only",
            qa_pairs=(
                QAPair(
                    id="q-1",
                    question="Who decides?",
                    answer="The council.",
                    topics=("Security/Council",),
                    wordings=("Whose decision is it?",),
                    if_pressed=(FollowUp("on the date", "Soon."), FollowUp("again", "No.")),
                    background="Not to be read out.",
                    refer_to="The Council's spokesperson",
                    state="cleared",
                    posture="in response to a query",
                ),
            ),
        )
    ]


@pytest.mark.parametrize(
    ("record", "briefing"),
    [
        ({"briefing": "Text."}, Briefing("", "", "Text.")),
        ({"briefing": "Text.", "questions": None}, Briefing("", "", "Text.")),
        (
            {"questions": [{"question": "Who?", "answer": "We."}]},
            Briefing("", "", "", (QAPair("", "Who?", "We."),)),
        ),
        (
            {"questions": [{"answer": "We stand by it."}]},  # a statement
            Briefing("", "", "", (QAPair("", "", "We stand by it."),)),
        ),
        ({"briefing": "Text.", "date": 2026, "id": 7}, Briefing("7", "", "Text.", date="2026")),
        ({"briefing": " a\r\nb\u2028c\x00 "}, Briefing("", "", "a\nb\nc")),
        ({"briefing": "\ud800Text."}, Briefing("", "", "Text.")),
    ],
)
def test_little_is_enough(read: Read, record: dict[str, Any], briefing: Briefing) -> None:
    assert read(json.dumps(record)).briefings == [briefing]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{not json}", "no JSON"),
        ('{"briefing": "cut', "no JSON"),
        ("[]", "a list where an object belongs"),
        ("null", "nothing where an object belongs"),
        ("17", "a number where an object belongs"),
        ('{"title": "x"}', 'neither "questions" nor "briefing"'),
        ('{"briefing": "", "questions": []}', "empty"),
        ('{"briefing": ["x"]}', '"briefing" is a list, not text'),
        ('{"briefing": true}', '"briefing" is true or false, not text'),
        ('{"briefing": "x", "topics": "Security"}', '"topics" is text, not a list'),
        ('{"questions": [["x"]]}', "a list where an object belongs"),
        ('{"questions": [{"id": "1"}]}', "neither question nor answer"),
        ('{"briefing": "x", "date": ' + "1" * 5000 + "}", "digits"),
        ("[" * 200_000, "nested too deeply"),
    ],
)
def test_line_that_is_no_briefing_is_told_and_the_rest_is_read(
    read: Read, line: str, told: str
) -> None:
    reading = read(f'{{"briefing": "One."}}\n\n{line}\n{{"briefing": "Two."}}\n')
    assert [briefing.text for briefing in reading.briefings] == ["One.", "Two."]
    (remark,) = reading.remarks
    assert str(remark).startswith("line 3: left out: ")
    assert told in remark.message


@pytest.mark.parametrize(
    ("text", "told"), [("", "empty"), (" \n\n", "empty"), ("{}\n[]\n", 'line 1: .*"briefing"')]
)
def test_file_without_a_briefing_is_an_error(read: Read, text: str, told: str) -> None:
    with pytest.raises(ContentError, match=told):
        read(text)


# ------------------------------------------------------------------ whatever stands in it

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*FULL, "question", "answer", "if_pressed", "if"]), inner)
    ),
    max_leaves=12,
)


@given(st.lists(_JSON, max_size=4))
def test_any_json_gives_briefings_or_an_error(read: Read, values: list[Any]) -> None:
    check(read, "\n".join(map(json.dumps, values)))


@given(st.text())
def test_any_text_gives_briefings_or_an_error(read: Read, text: str) -> None:
    check(read, text)


def check(read: Read, text: str) -> None:
    try:
        briefings = read(text).briefings
    except ContentError:
        return
    assert briefings
    assert all(briefing.text or briefing.qa_pairs for briefing in briefings)


_FACTS = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=20)
_PAIRS = st.builds(
    QAPair,
    id=_FACTS,
    question=_FACTS,
    answer=_FACTS,
    topics=st.lists(_FACTS, max_size=2).map(tuple),
    wordings=st.lists(_FACTS, max_size=2).map(tuple),
    if_pressed=st.lists(st.builds(FollowUp, _FACTS, _FACTS), max_size=2).map(tuple),
    state=_FACTS,
)
_BRIEFINGS = st.builds(
    Briefing,
    id=_FACTS,
    title=_FACTS,
    text=_FACTS,
    qa_pairs=st.lists(_PAIRS, max_size=3).map(tuple),
    topics=st.lists(_FACTS, max_size=2).map(tuple),
    marking=_FACTS,
)


@given(st.lists(_BRIEFINGS, min_size=1, max_size=4), st.booleans())
def test_what_is_written_is_read_back_exactly(
    read: Read, briefings: list[Briefing], ascii_only: bool
) -> None:
    lines = [json.dumps(record(briefing), ensure_ascii=ascii_only) for briefing in briefings]
    assert read("\n".join(lines)).briefings == briefings


def record(briefing: Briefing) -> dict[str, Any]:
    facts = asdict(briefing)
    facts["briefing"] = facts.pop("text")
    facts["questions"] = facts.pop("qa_pairs")
    for pair in facts["questions"]:
        pair["if_pressed"] = [
            {"if": entry["condition"], "answer": entry["answer"]} for entry in pair["if_pressed"]
        ]
    return facts
