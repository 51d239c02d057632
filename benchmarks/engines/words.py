"""What peers without an analysis of their own for a language are fed with."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from Stemmer import Stemmer

SNOWBALL = {"en": "english", "de": "german", "ar": "arabic"}
"""The languages with a Snowball stemmer; Chinese is cut into bigrams instead."""

STOP_WORDS = frozenset(
    "a about am an and any are as at be been being but by can could did do does for from had has "
    "have how i if in into is it its me my no not of on or our shall should so some such than "
    "that the their them then there these they this to was we were what when where which who why "
    "will with would you your".split()
)
"""English words that only carry a question. Left in the index, left out of the query."""

_WORD = re.compile(r"\w+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")


def words(text: str) -> list[str]:
    """The words of the text in lower case, runs of Chinese as overlapping bigrams."""
    return _WORD.findall(_HAN.sub(_bigrams, text.lower()))


def fed(text: str, language: str) -> str:
    """The text as it is, but Chinese as bigrams with blanks between them."""
    return " ".join(words(text)) if language == "zh" else text


def terms(text: str, language: str) -> list[str]:
    """The words of the text as their stems."""
    return [stem(word, language) for word in words(text)]


def asked(text: str, language: str, *, unfinished: bool = False) -> list[str]:
    """The words that a query asks for, each once: all but stop words, if any are left.

    An unfinished last word stays, being more than it seems; it stays the last.
    """
    found = words(text)
    last = found.pop() if unfinished and found else None
    kept = [word for word in found if language != "en" or word not in STOP_WORDS]
    if not kept and last is None:
        kept = found
    kept = [word for word in dict.fromkeys(kept) if word != last]
    return kept if last is None else [*kept, last]


@lru_cache(maxsize=1 << 18)
def stem(word: str, language: str) -> str:
    """The Snowball stem of a word in lower case."""
    if language not in SNOWBALL:
        return word
    return str(_stemmer(SNOWBALL[language]).stemWord(word))


@cache
def _stemmer(name: str) -> Stemmer:
    return Stemmer(name)


def _bigrams(match: re.Match[str]) -> str:
    run = match[0]
    return " ".join(["", *(run[i : i + 2] for i in range(max(len(run) - 1, 1))), ""])
