"""bm25s: BM25 scores computed beforehand, in NumPy's sparse arrays."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from itertools import takewhile
from pathlib import Path

import bm25s

from benchmarks.corpora import read_entries
from benchmarks.engines import Shown
from benchmarks.engines.words import asked, stem, words

_REPEATS = {"question": 5, "title": 3, "topic": 1, "answer": 1, "text": 1}
_MOST_COMPLETIONS = 50


class Engine:
    """Lucene's BM25 over all texts of an entry as one, question and title repeated for weight.

    Snowball stems by PyStemmer, Chinese as bigrams, stop words left out of the query. It knows
    no prefix: an unfinished last word becomes the 50 commonest words that begin so. Scores and
    texts are memory-mapped. The NumPy backend.
    """

    def __init__(self, folder: Path, language: str) -> None:
        self._language = language
        self._scores = bm25s.BM25.load(folder, mmap=True, load_corpus=True)
        counts = json.loads((folder / "words.json").read_text("utf-8"))
        self._words: list[str] = list(counts)
        self._counts: list[int] = list(counts.values())

    @staticmethod
    def version() -> str:
        return str(bm25s.__version__)

    @staticmethod
    def build(content: Path, folder: Path, language: str) -> None:
        counts: Counter[str] = Counter()
        stems: dict[str, int] = {}
        shown = []
        ids = []
        for entry in read_entries(content):
            text = " ".join(f"{getattr(entry, n)} " * times for n, times in _REPEATS.items())
            found = words(text)
            counts.update(found)
            ids.append([stems.setdefault(stem(word, language), len(stems)) for word in found])
            shown.append(entry.shown)
        scores = bm25s.BM25(method="lucene")
        scores.index(bm25s.tokenization.Tokenized(ids, stems), show_progress=False)
        scores.save(folder, corpus=[{"shown": texts} for texts in shown])
        vocabulary = json.dumps(dict(sorted(counts.items())), ensure_ascii=False)
        (folder / "words.json").write_text(vocabulary, "utf-8")

    def search(self, text: str, limit: int, *, unfinished: bool) -> list[Shown]:
        wanted = asked(text, self._language, unfinished=unfinished)
        if unfinished:
            wanted += self._completions(wanted[-1])
        stems = list(dict.fromkeys(stem(word, self._language) for word in wanted))
        known = [stem for stem in stems if stem in self._scores.vocab_dict]
        if not known:
            return []
        found = self._scores.retrieve([known], k=limit, show_progress=False)
        best = zip(found.documents[0], found.scores[0], strict=True)
        return [Shown(*document["shown"]) for document, score in best if score > 0]

    def _completions(self, prefix: str) -> list[str]:
        start = bisect_left(self._words, prefix)
        from_there = range(start, len(self._words))
        going_on = takewhile(lambda place: self._words[place].startswith(prefix), from_there)
        places = sorted(going_on, key=self._counts.__getitem__, reverse=True)
        return [self._words[place] for place in places[:_MOST_COMPLETIONS]]
