"""The engines that are compared, each behind the same small interface."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import NamedTuple, Protocol, cast

ENGINES = {
    "ours": "If Asked",
    "tantivy": "Tantivy",
    "xapian": "Xapian",
    "bm25s": "bm25s",
    "fts5": "SQLite FTS5",
    "whoosh": "plain Whoosh",
}
"""The engines' names on the command line, and in the tables in this order."""


class Shown(NamedTuple):
    """A hit with the texts that a list of results shows of it."""

    id: str
    briefing_id: str
    question: str
    answer: str
    title: str


class Engine(Protocol):
    """An index, open for searching. It is opened by calling the class."""

    def __init__(self, folder: Path, language: str) -> None:
        """Open what was built in the folder."""

    @staticmethod
    def version() -> str:
        """The version of the library, as its makers number it."""

    @staticmethod
    def build(content: Path, folder: Path, language: str) -> None:
        """Index a file of `corpora.write_content` into an empty folder."""

    def search(self, text: str, limit: int, *, unfinished: bool) -> list[Shown]:
        """The best entries, their texts read. `unfinished`: the last word may go on."""


def load(name: str) -> type[Engine]:
    """The engine of this name. Raises ImportError where Python cannot import its library."""
    return cast(type[Engine], import_module(f"benchmarks.engines.{name}_").Engine)
