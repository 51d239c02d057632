"""A title for a briefing that names none: its heading, else the start of its text."""

from __future__ import annotations

import re

_LONGEST = 100
_NARROWEST = 40  # no text is wrapped to lines shorter than this
# A full stop ends a sentence only after a whole word, not after "Mr", "U.S" or "28", and not
# near its start ("Gen."); the Chinese and Japanese marks need no blank behind them.
_FULL_STOP = r"(?<=.{9})(?:(?<=[^\W_]{3})|(?<=\s[^\W\d_A-Z]{2}))\.(?=\s|$)"
_SENTENCE = re.compile(
    rf".+?(?:{_FULL_STOP}|[!?\u06d4\u0964](?=\s|$)|[\u3002\uff01\uff1f])|.+", re.DOTALL
)
_CLAUSE_END = re.compile(r"\s*[,;:\u2013\u2014\u060c\u3001]\s")
_PHRASE_END = re.compile(r"\s(?:in|with|on|for|by|from|at|amid|after|as|and|that|which)\s")


def split_heading(text: str) -> tuple[str, str]:
    """Heading and the text below it; the heading is empty where the text starts at once.

    A first line that runs on below it is no heading, but text that was wrapped by hand.
    """
    first, _, rest = text.strip().partition("\n")
    first, body = first.strip(), rest.strip()
    if not body or len(first) > _LONGEST or first[-1] in ".!?:;,\u3002\u06d4\u0964":
        return "", text.strip()
    if _runs_on(first, rest.partition("\n\n")[0]):
        return "", text.strip()
    return first, body


def _runs_on(first: str, below: str) -> bool:
    """Whether the sentence goes on below: in a small letter, or because the line was full."""
    following = below.split("\n")[0].split()
    if not following:
        return False
    width = max(map(len, (first, *below.split("\n"))))
    is_full = len(first) >= _NARROWEST and len(first) + 1 + len(following[0]) > width
    return is_full or following[0][0].islower()


def derive_title(text: str) -> str:
    """The first sentence of the text, cut where a phrase ends if it is long."""
    sentence = " ".join(_SENTENCE.match(text.strip() or " ")[0].split())  # type: ignore[index]
    if len(sentence) <= _LONGEST:
        return sentence.rstrip(".\u3002\u06d4\u0964")
    for boundary in (_CLAUSE_END, _PHRASE_END):
        cuts = [match.start() for match in boundary.finditer(sentence, 0, _LONGEST)]
        if cuts and cuts[-1] > _LONGEST // 3:
            return sentence[: cuts[-1]] + "\u2026"
    start = sentence[:_LONGEST]
    return (start.rpartition(" ")[0] or start) + "\u2026"
