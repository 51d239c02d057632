"""Tantivy, through its own Python binding."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

import tantivy
from tantivy import Filter, Occur, Query, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from benchmarks.corpora import read_entries
from benchmarks.engines import Shown
from benchmarks.engines.words import SNOWBALL, STOP_WORDS, fed, words

_BOOSTS = {"question": 3.0, "title": 2.0, "topic": 1.0, "answer": 1.0, "text": 1.0}


class Engine:
    """A field for each text, with the language's Snowball stemmer, lower case, accents folded.

    Any of the words in any field with a boost a field, stop words left out; an unfinished last
    word also as a prefix; a word that the index does not have as a fuzzy term at a distance of
    one, a swap counting as one. Chinese is fed as bigrams. The texts to show are stored with
    the document. One writer thread, so that runs are alike; merges are waited for.
    """

    def __init__(self, folder: Path, language: str) -> None:
        self._language = language
        self._analyzer = _analyzer(language)
        self._index = tantivy.Index.open(str(folder))
        self._index.register_tokenizer("words", self._analyzer)
        self._searcher = self._index.searcher()

    @staticmethod
    def version() -> str:
        return version("tantivy")

    @staticmethod
    def build(content: Path, folder: Path, language: str) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_bytes_field("shown", stored=True, indexed=False)
        for name in _BOOSTS:
            builder.add_text_field(name, tokenizer_name="words")
        index = tantivy.Index(builder.build(), path=str(folder))
        index.register_tokenizer("words", _analyzer(language))
        writer = index.writer(heap_size=256_000_000, num_threads=1)
        for entry in read_entries(content):
            document = tantivy.Document()
            document.add_bytes("shown", json.dumps(entry.shown).encode())
            for name in _BOOSTS:
                if text := getattr(entry, name):
                    document.add_text(name, fed(text, language))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def search(self, text: str, limit: int, *, unfinished: bool) -> list[Shown]:
        found = self._analyzer.analyze(fed(text, self._language))
        last = words(text)[-1] if unfinished else ""
        kept = [w for w in dict.fromkeys(found) if self._language != "en" or w not in STOP_WORDS]
        alternatives: list[Query] = []
        for word in kept if kept or unfinished else dict.fromkeys(found):
            alternatives += self._with(word, unfinished=unfinished)
        if last:
            alternatives += self._beginning(last)
        query = Query.boolean_query([(Occur.Should, q) for q in alternatives])
        hits = self._searcher.search(query, limit, count=False).hits
        documents = (self._searcher.doc(address) for _, address in hits)
        return [Shown(*json.loads(bytes(d.get_first("shown")))) for d in documents]

    def _with(self, word: str, *, unfinished: bool) -> list[Query]:
        schema = self._index.schema
        known = [field for field in _BOOSTS if self._searcher.doc_freq(field, word)]
        if known or unfinished:
            queries = {field: Query.term_query(schema, field, word) for field in known}
        else:
            queries = {field: Query.fuzzy_term_query(schema, field, word) for field in _BOOSTS}
        return [Query.boost_query(query, _BOOSTS[field]) for field, query in queries.items()]

    def _beginning(self, word: str) -> list[Query]:
        schema = self._index.schema
        return [
            Query.boost_query(
                Query.fuzzy_term_query(schema, field, word, distance=0, prefix=True), boost
            )
            for field, boost in _BOOSTS.items()
        ]


def _analyzer(language: str) -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase())
    builder = builder.filter(Filter.ascii_fold())
    if language in SNOWBALL:
        builder = builder.filter(Filter.stemmer(SNOWBALL[language]))
    return builder.build()
