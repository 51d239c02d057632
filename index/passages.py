"""The stretch of a text to show in a list: where the searched words stand closest."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise

from index.model import FindSpans, Passage, Span

# Enough for the start of any answer, and a bound on the work for a book-long briefing.
_LONGEST_SEARCHED = 20_000
_LEAD = 40


def best_passage(text: str, find_spans: FindSpans, length: int = 220) -> Passage:
    """At most about `length` characters of the text on one line, with the matches in them.

    It begins with the text if most matches stand there, else a few words before them.
    """
    flat = " ".join(text[:_LONGEST_SEARCHED].split())
    spans = find_spans(flat)
    start = _start(flat, spans, length)
    end = start + length
    if end < len(flat):
        end = flat.rfind(" ", start, end) if " " in flat[start + 1 : end] else end
    lead = "\u2026" if start else ""
    tail = "\u2026" if end < len(flat) else ""
    inside = ((s, e) for s, e in spans if start <= s and e <= end)
    shift = len(lead) - start
    return Passage(lead + flat[start:end] + tail, tuple((s + shift, e + shift) for s, e in inside))


def _start(flat: str, spans: tuple[Span, ...], length: int) -> int:
    begins, ends = [s for s, _ in spans], [e for _, e in spans]

    def matches_from(start: int) -> int:
        return max(0, bisect_right(ends, start + length) - bisect_left(begins, start))

    starts = [max(0, s - _LEAD) for s in begins]
    far_apart = [starts[0]] + [b for a, b in pairwise(starts) if b - a > _LEAD] if starts else []
    best = max((0, *far_apart), key=lambda start: (matches_from(start), -start))
    blank = flat.find(" ", best, best + _LEAD) if best else -1
    return best if blank < 0 else blank + 1
