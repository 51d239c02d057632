"""Xapian, by Debian's python3-xapian: it is in no package registry."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from benchmarks.corpora import read_entries
from benchmarks.engines import Shown
from benchmarks.engines.words import STOP_WORDS, fed
from benchmarks.peers import system_package

xapian = system_package("xapian")

_WEIGHTS = {"question": 8, "title": 4, "topic": 1, "answer": 1, "text": 1}
_WORD = re.compile(r"\w+")
_STEMMERS = {"en": "en", "de": "de", "ar": "arabic"}


class Engine:
    """Terms of all texts of an entry together, a word counting more in question and title.

    The language's Snowball stemmer (STEM_SOME), a spelling dictionary. Chinese is fed as
    bigrams: of its own n-grams (FLAG_CJK_NGRAM) the parser wants all in one entry.
    QueryParser with OP_OR, a stopper, FLAG_PARTIAL while the last word is unfinished; once it
    is finished, words that no entry has are replaced by their spelling suggestion
    (FLAG_SPELLING_CORRECTION would replace words that some have, too). BM25 as it comes. The
    texts to show are the document's data. The database is compacted after the build. The
    spelling dictionary takes about a seventh of the build time.
    """

    def __init__(self, folder: Path, language: str) -> None:
        self._language = language
        self._database = xapian.Database(str(folder / "database"))
        self._enquire = xapian.Enquire(self._database)
        self._parser = xapian.QueryParser()
        self._parser.set_database(self._database)
        self._parser.set_stemmer(_stemmer(language))
        self._parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
        self._parser.set_default_op(xapian.Query.OP_OR)
        if language == "en":
            self._parser.set_stopper(_stopper())

    @staticmethod
    def version() -> str:
        return str(xapian.version_string())

    @staticmethod
    def build(content: Path, folder: Path, language: str) -> None:
        fresh = folder / "fresh"
        database = xapian.WritableDatabase(str(fresh), xapian.DB_CREATE)
        generator = xapian.TermGenerator()
        generator.set_stemmer(_stemmer(language))
        generator.set_database(database)
        generator.set_flags(xapian.TermGenerator.FLAG_SPELLING)
        for entry in read_entries(content):
            document = xapian.Document()
            generator.set_document(document)
            generator.set_termpos(0)
            for name, weight in _WEIGHTS.items():
                generator.index_text(fed(getattr(entry, name), language), weight)
                generator.increase_termpos()
            document.set_data(json.dumps(entry.shown))
            database.add_document(document)
        database.commit()
        database.compact(str(folder / "database"))
        database.close()
        for file in fresh.iterdir():
            file.unlink()
        fresh.rmdir()

    def search(self, text: str, limit: int, *, unfinished: bool) -> list[Shown]:
        text = fed(text, self._language)
        if not unfinished:
            text = _WORD.sub(self._known, text)
        flags = xapian.QueryParser.FLAG_PARTIAL if unfinished else 0
        query = self._parser.parse_query(text, flags)
        self._enquire.set_query(query)
        matches = self._enquire.get_mset(0, limit)
        return [Shown(*json.loads(match.document.get_data())) for match in matches]

    def _known(self, match: re.Match[str]) -> str:
        """The word itself, or the nearest in the dictionary if no entry has it."""
        word = match[0]
        if self._database.term_exists(word.lower()):
            return word
        suggestion: bytes = self._database.get_spelling_suggestion(word.lower())
        return suggestion.decode() or word


def _stemmer(language: str) -> Any:
    return xapian.Stem(_STEMMERS.get(language, "none"))


def _stopper() -> Any:
    stopper = xapian.SimpleStopper()
    for word in STOP_WORDS:
        stopper.add(word)
    return stopper
