"""The Whoosh schema: what is searched, what is filtered by, what is kept to show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from whoosh.fields import ID, KEYWORD, STORED, TEXT, Schema

from index.languages import WordAnalyzer
from index.model import Briefing, QAPair
from index.topics import SEPARATOR, with_ancestors

# How much a word counts where it stands. The question is what people aim at; a briefing
# mentions many things in passing.
FIELD_WEIGHTS = {
    "question": 3.0,
    "topics": 1.5,
    "title": 1.0,
    "answer": 1.0,
    "briefing": 0.6,
}


def make_schema() -> Schema:
    """A new schema.

    `listed` marks what browsing shows: pairs, and briefings that have none. `topic` holds
    each topic path of the entry and all paths above it. `data` is the entry itself as a
    dict, `briefing_id` leads from a pair to its briefing.
    """
    analyzer = WordAnalyzer()
    return Schema(
        kind=ID,
        id=ID,
        briefing_id=ID,
        listed=ID,
        topic=KEYWORD(scorable=False),
        data=STORED,
        **{name: TEXT(analyzer=analyzer) for name in FIELD_WEIGHTS},
    )


def briefing_document(briefing: Briefing) -> dict[str, Any]:
    """The Whoosh document of a briefing, its pairs left out."""
    topics = dict.fromkeys(
        (
            *briefing.topics,
            *(topic for pair in briefing.qa_pairs for topic in pair.topics),
        )
    )
    document: dict[str, Any] = {
        "kind": "briefing",
        "id": briefing.id,
        "briefing_id": briefing.id,
        "topic": with_ancestors(topics),
        "data": {**asdict(briefing), "qa_pairs": ()},
    }
    if not briefing.qa_pairs:
        document["listed"] = "yes"
    if briefing.text:  # else there is nothing to read, and its pairs bear its title
        document |= {
            "title": briefing.title,
            "briefing": briefing.text,
            "topics": _spoken(briefing.topics),
        }
    return document


def pair_document(pair: QAPair, briefing: Briefing) -> dict[str, Any]:
    """The Whoosh document of a pair, with what a hit shows of its briefing."""
    return {
        "kind": "qa",
        "id": pair.id,
        "briefing_id": briefing.id,
        "listed": "yes",
        "topic": with_ancestors(pair.topics),
        "question": "\n".join((pair.question, *pair.wordings)),
        "answer": "\n".join(
            (pair.answer, *(f"{f.condition}\n{f.answer}" for f in pair.if_pressed))
        ),
        "briefing": pair.background,
        "title": briefing.title,
        "topics": _spoken(pair.topics),
        "data": {
            **asdict(pair),
            "briefing_id": briefing.id,
            "title": briefing.title,
            "date": briefing.date,
            "marking": briefing.marking,
        },
    }


def _spoken(topics: Iterable[str]) -> str:
    """The names in the paths, each once, as a text to search in."""
    names = (name for topic in topics for name in topic.split(SEPARATOR))
    return "\n".join(dict.fromkeys(names))
