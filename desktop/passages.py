"""The passages of hits that the list shows, found away from the window."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping

from index import FindSpans, Hit, Passage, best_passage

AT_ONCE = 10
"""Rows that a list gets to see at a time; it asks for more as it is scrolled. Laying one out takes
half a millisecond, finding its passage as long, and most are never looked at."""

_MOST = 0.02  # seconds that what was found may wait for them

Key = tuple[str, str]
Passages = Mapping[Key, Passage]


def key_of(hit: Hit) -> Key:
    """What tells a hit from all others."""
    return hit.kind, hit.id


def opening(hit: Hit) -> Passage:
    """How the text of a hit begins, without marks."""
    return best_passage(hit.text, lambda _text: ())


def passages_of(hits: Iterable[Hit], find_spans: FindSpans) -> Passages:
    """The passages of these hits, of the first ones where that takes long."""
    until = time.perf_counter() + _MOST
    found: dict[Key, Passage] = {}
    for hit in hits:
        found[key_of(hit)] = best_passage(hit.text, find_spans)
        if time.perf_counter() > until:
            break
    return found
