"""If Asked: as the window uses it, by words, through the public surface only."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.engines import Shown
from index import Library


class Engine:
    """Nothing is set: neither the language nor whether a word is unfinished is told to it."""

    def __init__(self, folder: Path, language: str) -> None:
        self._library = Library.open(folder)

    @staticmethod
    def version() -> str:
        try:
            return version("ifasked")
        except PackageNotFoundError:
            return "this source"

    @staticmethod
    def build(content: Path, folder: Path, language: str) -> None:
        Library.build([content], folder)

    def search(self, text: str, limit: int, *, unfinished: bool) -> list[Shown]:
        hits = self._library.search(text, limit=limit).hits
        return [Shown(h.id, h.briefing_id, h.question, h.answer, h.title) for h in hits]
