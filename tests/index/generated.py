"""Small collections and queries for hypothesis: few words, so that they meet often."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from tests.index.collection import Collection

WORDS = (
    "aid", "aids", "aided", "cable", "cables", "NATO", "Ukraine", "Ukraine's", "strategy",
    "strategies", "the", "who", "why", "is", "not", "e-mail", "email", "long-term", "term",
    "W-2", "U.S.", "3.5", "don't", "l'OTAN", "Łódź", "Lodz", "café", "cafe", "Straße",
    "strasse", "İstanbul", "Hilfe", "Hilfen", "Mitgliedstaat", "Mitgliedstaaten", "aide",
    "aides", "北约", "北约成员", "约", "나토에", "나토", "الناتو", "ناتو", "حَلَف", "ไทย", "नाटो",
    "помощь", "помощи", "co\u00adop", "CO₂",
)  # fmt: skip
"""Words of the collections: kin, look-alikes, compounds, several scripts."""

OTHER_WORDS = ("cabel", "ukrane", "strateg", "helth", "Hilfs", "zzz", "stratgies", "coop", "ОТАН")
"""Words that no collection holds."""

LANGUAGES = ("en", "de", "fr", "ar", "zh", "")
DATES = ("2024", "2024-05-06", "12 June 2025", "3.4.2025", "soon", "")
TOPICS = ("Aid", "Aid/Cable", "Aid/Cable/Sea", "Łódź", "北约/NATO")


def _texts(most: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(WORDS), min_size=1, max_size=most).map(" ".join)


def _sometimes(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def _without_none(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value is not None}


def _records(ids: st.SearchStrategy[str | None]) -> st.SearchStrategy[dict[str, Any]]:
    pair = st.fixed_dictionaries(
        {
            "id": ids,
            "question": _texts(5).map(lambda text: text + "?"),
            "answer": _texts(8),
            "wordings": _sometimes(st.lists(_texts(3), min_size=1, max_size=1)),
            "background": _sometimes(_texts(3)),
        }
    ).map(_without_none)
    return st.fixed_dictionaries(
        {
            "id": ids,
            "title": _sometimes(_texts(3)),
            "briefing": _sometimes(_texts(12)),
            "source": _sometimes(_texts(2)),
            "topics": _sometimes(st.lists(st.sampled_from(TOPICS), min_size=1, max_size=2)),
            "language": st.sampled_from(LANGUAGES),
            "date": st.sampled_from(DATES),
            "questions": st.lists(pair, max_size=3),
        }
    ).map(_without_none)


NAMES = ("a.jsonl", "b.txt", "c.jsonl", "d.jsonl", "Aid/e.jsonl", "Łódź/f.txt")

Changes = Mapping[str, str | None]
"""Content to write by the name of its file; None: the file is removed."""


def _contents(name: str, ids: st.SearchStrategy[str | None]) -> st.SearchStrategy[str]:
    if name.endswith(".jsonl"):
        return st.lists(_records(ids), min_size=1, max_size=3).map(
            lambda records: "".join(json.dumps(record) + "\n" for record in records)
        )
    line = st.tuples(_texts(5), _texts(6)).map(lambda pair: f"{pair[0]}?\n{pair[1]}.\n")
    return st.tuples(_texts(10), st.lists(line, max_size=3)).map(
        lambda parts: f"{parts[0]}.\n{''.join(parts[1])}"
    )


def changes(ids: st.SearchStrategy[str | None] = st.none()) -> st.SearchStrategy[Changes]:  # noqa: B008
    """A change of some files; entries get their ids from `ids`."""
    return st.fixed_dictionaries(
        {}, optional={name: st.none() | _contents(name, ids) for name in NAMES}
    )


KEPT = "m.jsonl"
"""A file that no change touches, so that there is always something to index."""


def write_kept(collection: Collection) -> None:
    """Write the file that stays, of so many entries that a segment outlives some deletions."""
    collection.write_jsonl(
        KEPT,
        *(
            {
                "title": f"{WORDS[n]} {WORDS[n + 20]}",
                "briefing": " ".join(WORDS[n : n + 5]),
                "topics": [TOPICS[n % len(TOPICS)]],
                "language": LANGUAGES[n % len(LANGUAGES)],
                "date": DATES[n % len(DATES)],
                "questions": [{"question": f"{WORDS[n + 10]}?", "answer": WORDS[n + 15]}],
            }
            for n in range(0, 24, 2)
        ),
    )


def apply(collection: Collection, changed: Changes) -> None:
    """Write and remove files."""
    for name, content in changed.items():
        if content is not None:
            collection.write(name, content)
        else:
            (collection.content / name).unlink(missing_ok=True)


# ------------------------------------------------------------------ queries

_ALL = st.sampled_from(WORDS + OTHER_WORDS)
_PHRASES = st.lists(_ALL, min_size=1, max_size=3).map(lambda words: f'"{" ".join(words)}"')
_SIGNED = st.tuples(_ALL, st.sampled_from(("*", "~", "~2", "?", "?*"))).map("".join)
_WILD = st.tuples(_ALL, st.integers(0, 3), st.sampled_from("*?")).map(
    lambda parts: parts[0][: parts[1]] + parts[2] + parts[0][parts[1] + 1 :]
)
_FIELD = st.tuples(
    st.sampled_from(("question:", "answer:", "briefing:", "title:", "topic:", "source:")),
    _ALL | _PHRASES,
).map("".join)
_FILTER = st.sampled_from(
    (
        "date:2024", "date:[2024 TO 2025]", "date:[2025-06 TO]", "date:[TO 2024-05]", "date:soon",
        "language:de", "language:EN", "language:xx", "topic:Aid/Cable", 'topic:"Aid/Cable/Sea"',
        "topic:cable",
    )
)  # fmt: skip
_ATOMS = _ALL | _PHRASES | _SIGNED | _WILD | _FIELD | _FILTER


def _combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(st.sampled_from("+-"), inner).map("".join),
        st.tuples(inner, st.sampled_from((" AND ", " OR ", " NOT ", " ")), inner).map("".join),
        inner.map("NOT {}".format),
        inner.map("({})".format),
    )


_PLAIN = st.lists(_ALL, min_size=1, max_size=5).map(" ".join)
_UNFINISHED = st.tuples(_PLAIN, st.integers(1, 4)).map(lambda pair: pair[0][: -pair[1]] or "a")
_COMBINED = st.recursive(_ATOMS, _combined, max_leaves=4)
_STRUCTURED = st.lists(_COMBINED, min_size=1, max_size=4)

QUERIES: st.SearchStrategy[str] = (
    _PLAIN | _PLAIN.map("{} ".format) | _UNFINISHED | _STRUCTURED.map(" ".join)
)
"""What somebody could type."""

FIXED_QUERIES: Sequence[str] = (
    "aid ", "who is the aid cable ", "strat", "ukrane cabel ", '"long term" aid', "e-mail -cable",
    "NATO OR 北约", "strategy AND NOT aid", "cable*", "language:de", "date:2024", "北约成员",
)  # fmt: skip
