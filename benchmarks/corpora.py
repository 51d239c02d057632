"""The texts that are searched: the published corpora, and as many more as a size asks for.

Everything is read from the corpora's folder at run time; none of it is part of the project.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, islice
from pathlib import Path
from random import Random
from typing import NamedTuple

XQUAD_LANGUAGES = ("en", "de", "zh", "ar")

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and its answer."""

    id: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Document:
    """A briefing: pairs with a title and topics, or a text of its own."""

    id: str
    title: str
    pairs: tuple[Pair, ...] = ()
    topics: tuple[str, ...] = ()
    language: str = "en"
    text: str = ""


class Entry(NamedTuple):
    """What a peer indexes as one document: a pair, or a briefing that has none."""

    id: str
    briefing_id: str
    question: str
    answer: str
    title: str
    topic: str
    text: str

    @property
    def shown(self) -> tuple[str, str, str, str, str]:
        """What a list of results needs of it, in the order of `engines.Shown`."""
        return self[:5]


class SimilarQuestion(NamedTuple):
    """A known question and the same in other words."""

    known: str
    asked: str


class Context(NamedTuple):
    """A paragraph of XQuAD and the questions it answers."""

    document: Document
    questions: tuple[str, ...]


def medquad(corpora: Path) -> list[Document]:
    """MedQuAD: some 6,900 medical questions with long answers, without briefing texts."""
    return list(read_content(corpora / "medquad-dev.jsonl"))


def covid_faq(corpora: Path) -> list[Document]:
    """The public-health FAQ in five languages, the rows of one page and category together."""
    with (corpora / "covid-faq.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    pages: dict[tuple[str, str, str], list[Pair]] = {}
    facts: dict[tuple[str, str, str], dict[str, str]] = {}
    for number, row in enumerate(rows):
        key = (row["source"], row["link"], row["category"])
        facts.setdefault(key, row)
        pair = Pair(f"faq-{number}", row["question"] or "", row["answer"] or "")
        pages.setdefault(key, []).append(pair)
    return [
        Document(
            id=f"faq-page-{number}",
            title=facts[key]["name"] or facts[key]["source"],
            pairs=tuple(pairs),
            topics=(facts[key]["category"],) if facts[key]["category"] else (),
            language=facts[key]["lang"],
        )
        for number, (key, pairs) in enumerate(pages.items())
    ]


def similar_questions(corpora: Path) -> list[SimilarQuestion]:
    """The pairs of questions that people marked as the same question."""
    with (corpora / "question-similarity-en.csv").open(encoding="utf-8", newline="") as file:
        return [
            SimilarQuestion(row["question_1"], row["question_2"])
            for row in csv.DictReader(file)
            if row["similar"].startswith("1")
        ]


def xquad(corpora: Path, language: str) -> list[Context]:
    """XQuAD's paragraphs as briefings with nothing but their text."""
    articles = json.loads((corpora / f"xquad.{language}.json").read_text("utf-8"))["data"]
    paragraphs = chain.from_iterable(article["paragraphs"] for article in articles)
    return [
        Context(
            Document(f"xquad-{number}", "", language=language, text=paragraph["context"]),
            tuple(qa["question"] for qa in paragraph["qas"]),
        )
        for number, paragraph in enumerate(paragraphs)
    ]


def collection(corpora: Path, size: int) -> Iterator[Document]:
    """`size` English pairs: MedQuAD, the English FAQ, then as many recombined as it takes.

    A smaller collection is the beginning of a larger one.
    """
    real = medquad(corpora) + [page for page in covid_faq(corpora) if page.language == "en"]
    missing = size
    for document in chain(real, _recombined(real, Random(1))):
        pairs = document.pairs[:missing]
        yield Document(document.id, document.title, pairs, document.topics)
        missing -= len(pairs)
        if not missing:
            return


def _recombined(real: Sequence[Document], random: Random) -> Iterator[Document]:
    """New documents without end, made of the real ones' titles, questions and sentences.

    A document has as many pairs, and each answer as many sentences, as a real one. A question
    is a real one asked about another title. An answer is runs of one to three sentences from
    several real answers. So vocabulary, lengths and repetition stay those of real texts.
    """
    asked = [(document.title, pair.question) for document in real for pair in document.pairs]
    answers = [_SENTENCE_END.split(pair.answer) for document in real for pair in document.pairs]
    number = 0
    while True:
        number += 1
        subject = random.choice(real)
        pairs = []
        for place in range(1, len(random.choice(real).pairs) + 1):
            title, question = random.choice(asked)
            length = len(random.choice(answers))
            sentences: list[str] = []
            while len(sentences) < length:
                source = random.choice(answers)
                start = random.randrange(len(source))
                sentences += source[start : start + random.randint(1, 3)]
            pairs.append(
                Pair(
                    f"new-{number}-{place}",
                    question.replace(title, subject.title) if title else question,
                    " ".join(sentences[:length]),
                )
            )
        yield Document(f"new-{number}", subject.title, tuple(pairs), subject.topics)


def write_content(documents: Iterable[Document], path: Path) -> None:
    """Write the documents in the project's own form, one a line."""
    with path.open("w", encoding="utf-8") as file:
        for document in documents:
            record = asdict(document)
            record["briefing"] = record.pop("text")
            record["questions"] = record.pop("pairs")
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def read_content(path: Path) -> Iterator[Document]:
    """The documents of such a file, one at a time."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            yield Document(
                id=record["id"],
                title=record["title"],
                pairs=tuple(
                    Pair(pair["id"], pair["question"], pair["answer"])
                    for pair in record["questions"]
                ),
                topics=tuple(record["topics"]),
                language=record["language"],
                text=record["briefing"],
            )


def read_entries(path: Path) -> Iterator[Entry]:
    """What a peer indexes of such a file."""
    for document in read_content(path):
        topic = " ".join(document.topics).replace("/", " ")
        for pair in document.pairs:
            yield Entry(pair.id, document.id, pair.question, pair.answer, document.title, topic, "")
        if document.text:
            yield Entry(document.id, document.id, "", "", document.title, topic, document.text)


def count_pairs(documents: Iterable[Document]) -> int:
    """How many pairs the documents hold."""
    return sum(len(document.pairs) for document in documents)


def first_pairs(documents: Iterable[Document], count: int) -> list[tuple[Document, Pair]]:
    """The first pairs, each with its document."""
    return list(islice(((d, pair) for d in documents for pair in d.pairs), count))
