"""SQLite FTS5, from Python's own sqlite3."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from benchmarks.corpora import Entry, read_entries
from benchmarks.engines import Shown
from benchmarks.engines.words import asked, stem, terms

_WEIGHTS = {"question": 5.0, "title": 2.0, "topic": 1.0, "answer": 1.0, "text": 1.0}


class Engine:
    """A contentless FTS5 table beside a table of the texts; bm25() with a weight a column.

    English by `porter unicode61 remove_diacritics 2` with prefix indexes of one to three
    letters. FTS5 stems no other language: German and Arabic are fed as Snowball stems, Chinese
    as bigrams. Any of the words, stop words left out, an unfinished last word as a prefix. The
    index is optimised after the build, which is one transaction without a journal.
    """

    def __init__(self, folder: Path, language: str) -> None:
        self._language = language
        self._database = sqlite3.connect(folder / "index.sqlite")

    @staticmethod
    def version() -> str:
        return sqlite3.sqlite_version

    @staticmethod
    def build(content: Path, folder: Path, language: str) -> None:
        tokenizer = "porter unicode61" if language == "en" else "unicode61"
        columns = ", ".join(_WEIGHTS)
        weights = ", ".join(map(str, _WEIGHTS.values()))
        database = sqlite3.connect(folder / "index.sqlite")
        database.executescript(
            f"""
            PRAGMA journal_mode = OFF;
            PRAGMA synchronous = OFF;
            CREATE TABLE shown (number INTEGER PRIMARY KEY, id, briefing_id, question, answer,
                title);
            CREATE VIRTUAL TABLE words USING fts5({columns}, content='', prefix='1 2 3',
                tokenize='{tokenizer} remove_diacritics 2');
            INSERT INTO words (words, rank) VALUES ('rank', 'bm25({weights})');
            """
        )
        for number, entry in enumerate(read_entries(content)):
            database.execute("INSERT INTO shown VALUES (?, ?, ?, ?, ?, ?)", (number, *entry.shown))
            database.execute(
                f"INSERT INTO words (rowid, {columns}) VALUES (?, ?, ?, ?, ?, ?)",
                (number, *_fed(entry, language)),
            )
        database.execute("INSERT INTO words (words) VALUES ('optimize')")
        database.commit()
        database.close()

    def search(self, text: str, limit: int, *, unfinished: bool) -> list[Shown]:
        wanted = asked(text, self._language, unfinished=unfinished)
        if not wanted:
            return []
        if self._language != "en":
            wanted = [stem(word, self._language) for word in wanted]
        match = " OR ".join(f'"{word}"' for word in wanted) + ("*" if unfinished else "")
        rows = self._database.execute(
            "SELECT shown.* FROM (SELECT rowid, rank FROM words WHERE words MATCH ? "
            "ORDER BY rank LIMIT ?) AS found JOIN shown ON shown.number = found.rowid "
            "ORDER BY found.rank",
            (match, limit),
        )
        return [Shown(*row[1:]) for row in rows]


def _fed(entry: Entry, language: str) -> list[str]:
    texts = [getattr(entry, name) for name in _WEIGHTS]
    return texts if language == "en" else [" ".join(terms(text, language)) for text in texts]
