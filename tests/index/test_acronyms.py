"""Acronyms that a text explains stand for what it says, in both directions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.acronyms import definitions
from index.model import Hit
from tests.index.collection import Collection


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "The Prioritised Ukraine Requirements List (PURL) helps.",
            [("purl", "prioritised ukraine requirements list")],
        ),
        (
            "PURL (Prioritised Ukraine Requirements List) helps.",
            [("purl", "prioritised ukraine requirements list")],
        ),
        ("Talks. The World Health Organization (WHO)", [("who", "world health organization")]),
        (
            "the Organisation for Security and Co-operation in Europe (OSCE)",
            [("osce", "organisation for security and co operation in europe")],
        ),
        ("messenger RNA (mRNA, below)", [("mrna", "messenger rna")]),
        ("the Euro-Atlantic Council (EAC)", [("eac", "euro atlantic council")]),
        (
            "coronavirus disease 2019 (COVID-19)",
            [("covid19", "coronavirus disease 2019")],
        ),
        (
            "Союз Советских Социалистических Республик (СССР)",
            [("ссср", "союз советских социалистических республик")],
        ),
        ("Büyükşehir İstanbul Belediyesi (BİB)", [("bib", "buyuksehir istanbul belediyesi")]),
        ("in Brussels (BRU) and elsewhere (EU)", []),
        ("He spoke of aid (and cables).", []),
        ("Half of them (50%)", []),
        ("the Atlantic (NATO)", []),
        ("(NATO)", []),
        ("Treaties end. Organisations (TO)", []),  # of two sentences
    ],
)
def test_what_a_text_explains(text: str, found: list[tuple[str, str]]) -> None:
    assert list(definitions(text)) == found


@given(st.text(st.sampled_from("AbC (),.;-é北İß\n")))
def test_any_text_is_taken(text: str) -> None:
    for short, long in definitions(text):
        assert short
        assert " " in long


@pytest.fixture
def explained(collection: Collection) -> Collection:
    """One text that explains, one with each form, and one with the words in another order."""
    collection.write_jsonl(
        "a.jsonl",
        *(
            {"questions": [{"id": id_, "question": question, "answer": answer}]}
            for id_, question, answer in (
                ("both", "What is PURL?", "The Prioritised Ukraine Requirements List (PURL)."),
                ("short", "Who pays for PURL?", "Allies."),
                ("long", "Who pays?", "Allies fill the prioritised Ukraine requirements list."),
                ("words", "Is the list prioritised?", "Ukraine has requirements."),
                ("none", "What of cables?", "Nothing."),
            )
        ),
    )
    return collection


def _ids(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.id for hit in hits]


@pytest.mark.parametrize("typed", ["purl", "PURL", "PURL ", "P.U.R.L.", "Purl?"])
def test_what_an_acronym_stands_for_is_found(explained: Collection, typed: str) -> None:
    assert set(_ids(explained.library().search(typed).hits)) == {"both", "short", "long"}


def test_the_acronym_of_what_is_written_out_is_found(explained: Collection) -> None:
    hits = explained.library().search("prioritised Ukraine requirements list ").hits
    assert set(_ids(hits)) == {"both", "short", "long", "words"}


def test_acronym_in_quotes_or_in_a_field_is_taken_at_its_word(explained: Collection) -> None:
    library = explained.library()
    for typed in ('"purl"', "question:purl", "+purl"):
        assert "long" not in _ids(library.search(typed).hits)


def test_what_is_written_out_is_marked_as_a_whole_only(explained: Collection) -> None:
    results = explained.library().search("purl")
    text = "A list: the Prioritised Ukraine Requirements List. Requirements of PURL."
    marked = [text[start:end] for start, end in results.spans(text)]
    assert marked == ["Prioritised", "Ukraine", "Requirements", "List", "PURL"]


def test_an_acronym_is_forgotten_with_the_text_that_explains_it(collection: Collection) -> None:
    for name, answer in (
        ("both", "The Prioritised Ukraine Requirements List (PURL)."),
        ("short", "PURL is paid for."),
        ("long", "A prioritised Ukraine requirements list."),
    ):
        pair = {"id": name, "question": "Who?", "answer": answer}
        collection.write_jsonl(f"{name}.jsonl", {"questions": [pair]})
    assert collection.library().search("purl ").total == 3
    (collection.content / "both.jsonl").unlink()
    assert _ids(collection.library().search("purl ").hits) == ["short"]


@pytest.mark.parametrize(("typed", "total"), [("eu", 1), ("EU", 2), ("eu ", 2), ("eu aid", 3)])
def test_the_beginning_of_a_word_is_no_acronym(
    collection: Collection, typed: str, total: int
) -> None:
    answers = ("The European Union (EU) met.", "The European Union.", "Aid.")
    for number, answer in enumerate(answers):
        pair = {"question": "Which?", "answer": answer}
        collection.write_jsonl(f"{number}.jsonl", {"questions": [pair]})
    assert collection.library().search(typed).total == total
