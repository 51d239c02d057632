"""The Whoosh schema: what is searched, what is filtered by, what is kept to show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from whoosh.analysis import Composable, Token
from whoosh.columns import NumericColumn
from whoosh.fields import COLUMN, ID, STORED, TEXT, Schema

from index.acronyms import entries
from index.codec import PositionGaps
from index.completion import entry
from index.dates import sortable_date
from index.languages import tokens
from index.model import Briefing, FollowUp, QAPair
from index.topics import SEPARATOR, with_ancestors

TEXT_FIELDS = ("question", "answer", "briefing", "title", "topic", "source")
"""Cut into words. `topic` holds the names in the topic paths."""

EXACT_FIELDS = (
    "kind", "id", "briefing_id", "listed", "path", "language", "date", "file", "asked", "acronym",
)  # fmt: skip
"""Taken as they are. `listed` marks what browsing shows: pairs, and briefings that have
none. `path` holds each topic path of the entry and all above it, `file` its content file.
`asked` holds the questions as `completion` files them; `acronym` holds what the texts explain as
`acronyms` files it."""

SEQUENCE_FIELDS = ("question", "briefing")
"""Text fields whose words are kept in order for each document, to compare with a query."""

ORDINAL = NumericColumn("I")
"""Whoosh column of a document's place in its file."""


@dataclass(frozen=True, slots=True)
class Document:
    """What goes into the index for a briefing or a pair.

    `data` is the entry itself as a dict; `briefing_id` leads from a pair to its briefing.
    """

    texts: Mapping[str, str]
    exact: Mapping[str, Sequence[str]]
    data: Mapping[str, Any]
    ordinal: int


class WordAnalyzer(Composable):  # type: ignore[misc]  # Whoosh is untyped
    """Whoosh analyzer: the terms of `languages.tokens`."""

    def __eq__(self, other: object) -> bool:
        return type(other) is WordAnalyzer

    __hash__ = None  # type: ignore[assignment]

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        start_pos: int = 0,
        start_char: int = 0,
        **options: Any,
    ) -> Iterator[Token]:
        # Whoosh analyzers hand out one token, changed in place.
        token = Token(positions, chars, **options)
        token.boost = 1.0
        token.stopped = False
        for term, start, end, position, _ in tokens(value):
            token.text = term
            token.pos = start_pos + position
            token.startchar = start_char + start
            token.endchar = start_char + end
            yield token


def make_schema() -> Schema:
    """A new schema."""
    return Schema(
        data=STORED,
        ordinal=COLUMN(ORDINAL),
        **{name: _text() for name in TEXT_FIELDS},
        **{name: ID() for name in EXACT_FIELDS},
    )


def _text() -> TEXT:
    field = TEXT(analyzer=WordAnalyzer())
    field.format = PositionGaps()
    return field


def documents(briefing: Briefing, file: str, first: int) -> Iterator[Document]:
    """The documents of a briefing and its pairs, numbered from `first` on within `file`."""
    shared = {
        "briefing_id": (briefing.id,),
        "file": (file,),
        "language": (briefing.language.lower(),) if briefing.language else (),
        "date": (date,) if (date := sortable_date(briefing.date)) else (),
    }
    yield _briefing_document(briefing, shared, first)
    for ordinal, pair in enumerate(briefing.qa_pairs, first + 1):
        yield _pair_document(pair, briefing, shared, ordinal)


def _briefing_document(
    briefing: Briefing, shared: Mapping[str, Sequence[str]], ordinal: int
) -> Document:
    topics = dict.fromkeys(
        (*briefing.topics, *(topic for pair in briefing.qa_pairs for topic in pair.topics))
    )
    texts: dict[str, str] = {}
    if briefing.text:  # else there is nothing to read, and its pairs bear its title
        texts = {
            # A title or topic cut from the text says nothing that the text does not.
            "title": "" if _is_cut_from(briefing.title, briefing.text) else briefing.title,
            "briefing": briefing.text,
            "topic": _spoken(t for t in briefing.topics if not _is_cut_from(t, briefing.text)),
            "source": briefing.source,
        }
    exact = {
        **shared,
        "kind": ("briefing",),
        "id": (briefing.id,),
        "listed": () if briefing.qa_pairs else ("yes",),
        "path": with_ancestors(topics),
        "acronym": entries(briefing.title, briefing.text),
    }
    return Document(texts, exact, _stored(briefing, _BRIEFING_FACTS), ordinal)


def _pair_document(
    pair: QAPair, briefing: Briefing, shared: Mapping[str, Sequence[str]], ordinal: int
) -> Document:
    texts = {
        "question": "\n".join((pair.question, *pair.wordings)),
        "answer": "\n".join(
            (pair.answer, *(f"{f.condition}\n{f.answer}" for f in pair.if_pressed))
        ),
        "briefing": pair.background,
        "title": briefing.title,
        "topic": _spoken(pair.topics),
        "source": briefing.source,
    }
    exact = {
        **shared,
        "kind": ("qa",),
        "id": (pair.id,),
        "listed": ("yes",),
        "path": with_ancestors(pair.topics),
        "asked": [found for text in (pair.question, *pair.wordings) if (found := entry(text))],
        "acronym": entries(texts["question"], texts["answer"], texts["briefing"]),
    }
    data = _stored(pair, _PAIR_FACTS)
    if pair.if_pressed:
        data["if_pressed"] = tuple((f.condition, f.answer) for f in pair.if_pressed)
    data["briefing_id"] = briefing.id
    shown = {"title": briefing.title, "date": briefing.date, "marking": briefing.marking}
    data |= {name: value for name, value in shown.items() if value}
    return Document(texts, exact, data, ordinal)


def _is_cut_from(title: str, text: str) -> bool:
    return " ".join(text.split()).startswith(title.rstrip("\u2026 "))


_BRIEFING_FACTS = tuple(name for name in Briefing.__dataclass_fields__ if name != "qa_pairs")
_PAIR_FACTS = tuple(name for name in QAPair.__dataclass_fields__ if name != "if_pressed")


def _stored(entry: Briefing | QAPair, names: Iterable[str]) -> dict[str, Any]:
    """What is known of an entry; a fact that is not takes no room."""
    return {name: value for name in names if (value := getattr(entry, name))}


def stored_briefing(data: Mapping[str, Any], pairs: Sequence[QAPair]) -> Briefing:
    """The briefing that was stored, with its pairs."""
    return Briefing(**{"title": "", "text": "", **data, "qa_pairs": tuple(pairs)})


def stored_pair(data: Mapping[str, Any]) -> QAPair:
    """The pair that was stored."""
    facts = {name: data[name] for name in _PAIR_FACTS if name in data}
    follow_ups = tuple(FollowUp(*follow_up) for follow_up in data.get("if_pressed", ()))
    return QAPair(**{"question": "", "answer": "", **facts, "if_pressed": follow_ups})


def _spoken(topics: Iterable[str]) -> str:
    """The names in the paths, each once, as a text to search in."""
    names = (name for topic in topics for name in topic.split(SEPARATOR))
    return "\n".join(dict.fromkeys(names))
