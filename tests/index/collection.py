"""A small collection on disk and the real index made of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index import BuildReport, Library, Move, Progress


class Collection:
    """A folder of content files, and beside it the folder of its index."""

    def __init__(self, folder: Path) -> None:
        self.content = folder / "content"
        self.into = folder / "index"
        self.content.mkdir()
        self._opened: list[Library] = []

    def write(self, name: str, content: str | bytes) -> Path:
        """Write a file of the collection, in sub-folders where its name has them."""
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def write_jsonl(self, name: str, *records: dict[str, Any]) -> Path:
        """Write briefings in the interchange form, one a line."""
        return self.write(name, "".join(json.dumps(record) + "\n" for record in records))

    def write_briefings(self) -> Collection:
        """Write two briefings of three pairs, filed in folders."""
        self.write("Security/NATO/Ukraine.txt", NATO)
        self.write("Security/Cables.txt", CABLES)
        return self

    def build(self, progress: Callable[[Progress], None] | None = None) -> BuildReport:
        """Index the content."""
        return Library.build([self.content], self.into, progress)

    def open(self, *moves: Move) -> Library:
        """Open the index that is in force; it is closed after the test."""
        library = Library.open(self.into, moves)
        self._opened.append(library)
        return library

    def keep(self, library: Library) -> None:
        """Close a library after the test."""
        self._opened.append(library)

    def library(self) -> Library:
        """Build the index and open it."""
        self.build()
        return self.open()

    def close(self) -> None:
        """Close every library that was opened."""
        for library in self._opened:
            library.close()

    def index_file(self, pattern: str) -> Path:
        """The only file of the generation in force whose name matches."""
        generation = self.into / (self.into / "current").read_text().strip()
        (path,) = generation.glob(pattern)
        return path


NATO = """\
The alliance supports Ukraine with aid and training. Trains run from Romania every night.
How does NATO support Ukraine?
It coordinates military aid.
Why are members hesitant about membership?
They fear an escalation of the conflict with Russia.
"""

CABLES = """\
Undersea cables carry most data traffic. Two of them were cut in November.
Who repairs undersea cables?
Repair ships under contract to the owners.
"""
