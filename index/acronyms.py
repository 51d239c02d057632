"""Acronyms that a text explains, as "Prioritised Ukraine Requirements List (PURL)" does.

By Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in
biomedical text" (2003): the letters of the short form are sought from its end backwards
in the words before the parenthesis; its first letter must begin a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from index.languages import fold, words

_PARENTHESIS = re.compile(r"\(([^()]{2,120})\)")
_SHORT = re.compile(r"[^\W_](?:[^\W_]|[.&/-]){1,9}")
_WORD = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"[.;:!?]\s|[\n()]")
_FEWEST_LONG_WORDS = 2
_WINDOW = 160  # characters before a parenthesis that can hold what it shortens


def definitions(text: str) -> Iterator[tuple[str, str]]:
    """Each acronym that the text explains, with what it stands for, folded."""
    for match in _PARENTHESIS.finditer(text):
        before = text[max(0, match.start() - _WINDOW) : match.start()]
        before = _SENTENCE_END.split(before)[-1]
        inner = re.split("[,;]", match[1])[0].strip()
        if _is_short(inner):
            short, long = inner, before
        elif (last := before.split()[-1:]) and _is_short(last[0]):
            short, long = last[0], match[1]
        else:
            continue
        if found := _long_form(short, long):
            yield fold("".join(filter(str.isalnum, short))), _folded(found)


def entries(*texts: str) -> list[str]:
    """What texts explain, as it is filed: each acronym before what it stands for and behind it."""
    found = {pair for text in texts if "(" in text for pair in definitions(text)}
    return [
        f"{one}\t{other}" for short, long in found for one, other in ((short, long), (long, short))
    ]


@lru_cache(1 << 10)
def _folded(text: str) -> str:
    return " ".join(word for word, _ in words(text))


def _is_short(text: str) -> bool:
    """Whether it can be an acronym: one word with two capitals, or one and a digit."""
    if _SHORT.fullmatch(text) is None:
        return False
    capitals = sum(map(str.isupper, text))
    return capitals > 1 or (capitals == 1 and any(map(str.isdigit, text)))


def _long_form(short: str, text: str) -> str | None:
    """The end of the text that the short form stands for."""
    letters = [letter for letter in short.lower() if letter.isalnum()]
    most = min(len(letters) + 5, 2 * len(letters))
    found = list(_WORD.finditer(text))[-most:]
    if not found:
        return None
    lower = text.lower()
    if len(lower) != len(text):  # a few letters grow
        lower = "".join(letter.lower()[0] for letter in text)
    initials = found[-len(letters) :]
    if [match[0][0].lower() for match in initials] == letters:
        begin = initials[0].start()
    else:
        place = _place_of(letters, lower, found[0].start())
        if place is None:
            return None
        begin = max(match.start() for match in found if match.start() <= place)
    long = text[begin:].strip()
    split = long.split()
    if len(split) < _FEWEST_LONG_WORDS or len(long) <= len(short) or short in split:
        return None
    return long


def _place_of(letters: Sequence[str], text: str, start: int) -> int | None:
    """Where the first of the letters stands if all are sought from the end backwards."""
    place = len(text)
    for number in reversed(range(len(letters))):
        place -= 1
        while place >= start and (
            text[place] != letters[number]
            or (number == 0 and place > 0 and text[place - 1].isalnum())
        ):
            place -= 1
        if place < start:
            return None
    return place
