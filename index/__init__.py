"""Question-and-answer briefings: reading, indexing and searching them. No Qt.

This is the whole of what other packages may import. `Library` is loaded on first
use, because Whoosh takes longer to import than a window to appear.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from index.errors import (
    REPAIRED,
    BuildError,
    ContentError,
    DamagedIndexError,
    LibraryError,
    MeaningUnavailableError,
    NoIndexError,
)
from index.model import (
    Briefing,
    BuildReport,
    Collection,
    FileReport,
    FindSpans,
    FollowUp,
    Hit,
    MeaningProgress,
    Move,
    Passage,
    Progress,
    QAPair,
    Remark,
    Results,
    Span,
    Topic,
)
from index.passages import best_passage

if TYPE_CHECKING:
    from index.library import Library
    from index.meaning import Encoder
    from index.store import Store, read_store

__all__ = [
    "REPAIRED",
    "Briefing",
    "BuildError",
    "BuildReport",
    "Collection",
    "ContentError",
    "DamagedIndexError",
    "Encoder",
    "FileReport",
    "FindSpans",
    "FollowUp",
    "Hit",
    "Library",
    "LibraryError",
    "MeaningProgress",
    "MeaningUnavailableError",
    "Move",
    "NoIndexError",
    "Passage",
    "Progress",
    "QAPair",
    "Remark",
    "Results",
    "Span",
    "Store",
    "Topic",
    "best_passage",
    "read_store",
]


_LATER = {
    "Encoder": "meaning",
    "Library": "library",
    "Store": "store",
    "read_store": "store",
}
"""By what is loaded on first use, the module it is in."""


def __getattr__(name: str) -> object:
    if name in _LATER:
        return getattr(import_module(f"index.{_LATER[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
