"""The briefing that is shipped: unchanged, read in whole, and found by what people type."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Library

CONTENT = Path(__file__).parents[2] / "resources" / "content"
FILE = CONTENT / "NATO and Ukraine.txt"

STRATEGIES = "What are current NATO strategies in response to Russian aggression?"
SUPPORT = "How does NATO plan to support Ukraine amid the ongoing conflict?"
IMPACT = "What impact has the US had on NATO policies regarding Europe and Ukraine?"
HESITANT = "Why are some NATO members hesitant about Ukraine's membership?"
PREPAREDNESS = "How does NATO address concerns regarding long-term preparedness?"
QUESTIONS = [STRATEGIES, SUPPORT, IMPACT, HESITANT, PREPAREDNESS]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    into = tmp_path_factory.mktemp("shipped")
    report = Library.build([CONTENT], into)
    assert [file for file in report.files if file.error or file.remarks] == []
    library = Library.open(into)
    yield library
    library.close()


def test_file_is_byte_for_byte_as_it_came_from_the_client() -> None:
    assert hashlib.sha256(FILE.read_bytes()).hexdigest() == (
        "4d31bc95463e63a34258ecf9090e5ebe1bfc0f2b43c187241d01551dcf685ac7"
    )


def test_briefing_and_pairs_are_verbatim_and_in_order(library: Library) -> None:
    (briefing_id,) = {hit.briefing_id for hit in library.search("").hits}
    briefing = library.briefing(briefing_id)
    assert [pair.question for pair in briefing.qa_pairs] == QUESTIONS
    lines = [briefing.text]
    for pair in briefing.qa_pairs:
        lines += [pair.question, pair.answer]
    assert "\n".join(lines) == FILE.read_text(encoding="utf-8")


def test_title_is_derived_from_the_text(library: Library) -> None:
    assert {hit.title for hit in library.search("").hits} == {
        "NATO Secretary General Mark Rutte emphasizes the necessity of European and American "
        "cooperation…"
    }


def test_topics(library: Library) -> None:
    assert {topic.path: topic.count for topic in library.topics().walk()} == {
        "": 5,
        "NATO": 5,
        "NATO/Europe": 1,
        "NATO/Preparedness": 1,
        "NATO/Russia": 1,
        "NATO/Ukraine": 3,
        "NATO/Ukraine/Membership": 1,
        "NATO/US": 1,
    }
    assert [hit.topic for hit in library.search("").hits] == [
        "NATO/Russia",
        "NATO/Ukraine",
        "NATO/US",
        "NATO/Ukraine/Membership",
        "NATO/Preparedness",
    ]


QUERIES = {
    STRATEGIES: [
        "russian aggression strategies",
        "strategies russia",
        "nato strategy",
        "response aggression",
        "strategic responses to russian aggressions",
        "current strateg",
    ],
    SUPPORT: [
        "support ukraine",
        "ukraine supporting",
        "how does nato support ukraine",
        "conflict aid ukraine",
        "plans to support ukraine",
        "ongoing conflicts",
        "PURL",
    ],
    IMPACT: [
        "us impact",
        "policy impact",
        "europe ukraine us",
        "impacts of the us on nato policy",
        "american policies",
        "troop adjustment",
    ],
    HESITANT: [
        "membership",
        "ukraine membership hesitant",
        "why hesitate members",
        "members hesitating ukraine",
        "ukraine’s membership",
        "hesit",
    ],
    PREPAREDNESS: [
        "long-term preparedness",
        "preparedness concern",
        "long term",
        "addressing long-term concerns",
        "prepared",
        "cyber threat",
    ],
}


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        (question, typed)
        for question, queries in QUERIES.items()
        for typed in (question, question.lower(), question.upper(), question.rstrip("?"), *queries)
    ],
)
def test_pair_comes_first(library: Library, question: str, typed: str) -> None:
    for text in (typed, typed + " "):  # while the last word is typed, and after it
        assert library.search(text).hits[0].question == question


def test_words_of_the_briefing_alone_find_the_briefing(library: Library) -> None:
    (hit,) = library.search("zelenskyy").hits
    assert (hit.kind, hit.briefing_id) == ("briefing", hit.id)
