"""Plain Whoosh: what its documentation leads to."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

import whoosh.index
from whoosh import query
from whoosh.analysis import LanguageAnalyzer, RegexTokenizer, StemmingAnalyzer
from whoosh.fields import STORED, TEXT, Schema
from whoosh.scoring import BM25F

from benchmarks.corpora import read_entries
from benchmarks.engines import Shown
from benchmarks.engines.words import fed, words

_BOOSTS = {"question": 3.0, "title": 2.0, "topic": 1.0, "answer": 1.0, "text": 1.0}


class Engine:
    """TEXT fields with the language's stemming analyzer, Whoosh's own BM25F and top-k.

    Any of the words in any field (what MultifieldParser makes with OrGroup), a weight for each
    field, an unfinished last word also as Prefix. A word that the index does not have is looked
    up as FuzzyTerm. Chinese is fed as bigrams. Whoosh's own stop words are left out.
    """

    def __init__(self, folder: Path, language: str) -> None:
        self._language = language
        self._index = whoosh.index.open_dir(str(folder), readonly=True)
        self._searcher = self._index.searcher(weighting=BM25F())
        self._analyzer = _analyzer(language)

    @staticmethod
    def version() -> str:
        return f"whoosh3 {version('whoosh3')}"

    @staticmethod
    def build(content: Path, folder: Path, language: str) -> None:
        analyzer = _analyzer(language)
        schema = Schema(shown=STORED, **{name: TEXT(analyzer=analyzer) for name in _BOOSTS})
        writer = whoosh.index.create_in(str(folder), schema).writer(limitmb=512)
        for entry in read_entries(content):
            fields = {name: fed(getattr(entry, name), language) for name in _BOOSTS}
            given = {name: text for name, text in fields.items() if text}
            writer.add_document(shown=entry.shown, **given)
        writer.commit()

    def search(self, text: str, limit: int, *, unfinished: bool) -> list[Shown]:
        text = fed(text, self._language)
        found = [token.text for token in self._analyzer(text, mode="query")]
        alternatives: list[Any] = []
        for word in dict.fromkeys(found):
            known = [field for field in _BOOSTS if (field, word) in self._searcher.reader()]
            alternatives += [query.Term(field, word, boost=_BOOSTS[field]) for field in known]
            if not known and not unfinished:
                alternatives += [
                    query.FuzzyTerm(field, word, boost=boost, maxdist=1, prefixlength=1)
                    for field, boost in _BOOSTS.items()
                ]
        if unfinished:
            last = words(text)[-1]
            alternatives += [query.Prefix(f, last, boost=boost) for f, boost in _BOOSTS.items()]
        hits = self._searcher.search(query.Or(alternatives), limit=limit)
        return [Shown(*hit["shown"]) for hit in hits]


def _analyzer(language: str) -> Any:
    if language == "zh":
        return RegexTokenizer()
    return StemmingAnalyzer() if language == "en" else LanguageAnalyzer(language)
