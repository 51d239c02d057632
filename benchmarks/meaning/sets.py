"""The collections that are searched and what is asked of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TypeVar

from benchmarks import corpora as texts
from benchmarks import queries
from benchmarks.corpora import Document
from benchmarks.queries import Judged

T = TypeVar("T")

SIMILAR = "FAQ, other words"

_FOREIGN = tuple(language for language in texts.XQUAD_LANGUAGES if language != "en")


def of_english(language: str) -> str:
    """The name of the set of questions in a language, asked of the English paragraphs."""
    return f"XQuAD {language} of en"


ACROSS = tuple(map(of_english, _FOREIGN))


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many queries are drawn of each set; None is all there are."""

    items: int = 500
    unanswered: int = 600
    others: int | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, judged queries by the name of their set, and by the name of where they are
    from questions that nothing in the documents answers."""

    name: str
    documents: Sequence[Document]
    judged: dict[str, list[Judged]]
    unanswered: dict[str, list[str]] = field(default_factory=dict)


def collections(corpora: Path, sizes: Sizes) -> Iterator[Collection]:
    """All collections, one after the other."""
    paragraphs, asked = {}, {}
    for language in texts.XQUAD_LANGUAGES:
        paragraphs[language], judged = queries.contexts(corpora, language)
        asked[language] = _sample(judged, sizes.others)
    faq, similar = queries.similar(corpora)
    yield Collection("FAQ", faq, {SIMILAR: _sample(similar, sizes.others)})
    medical = texts.medquad(corpora)
    items = queries.known_items(medical, sizes.items)
    yield Collection(
        "MedQuAD",
        medical,
        {"MedQuAD, keywords": items, "MedQuAD, typos": queries.with_typos(items)},
        {f"XQuAD {lang}": [item.text for item in own] for lang, own in asked.items()},
    )
    questions = [pair.question for document in medical for pair in document.pairs]
    yield Collection(
        "XQuAD en",
        paragraphs["en"],
        {"XQuAD en": asked["en"]} | {of_english(other): asked[other] for other in _FOREIGN},
        {"MedQuAD": _sample(questions, sizes.unanswered)},
    )
    for language in _FOREIGN:
        name = f"XQuAD {language}"
        yield Collection(name, paragraphs[language], {name: asked[language]})


def _sample(items: list[T], count: int | None) -> list[T]:
    return items if count is None else Random(7).sample(items, min(count, len(items)))
