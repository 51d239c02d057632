"""From text to terms: which stretches are words, and which words count as the same.

The Whoosh analyzer, the query and the highlighter all ask here, so that what was
indexed, what is looked for and what is marked in yellow can never disagree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from whoosh.analysis import Composable, Token
from whoosh.lang import stemmer_for_language

from index.model import Span

# Accents written apart from their letter, and the vowel signs of Indic scripts: they belong
# to words, but are neither letters nor digits to a regular expression.
_MARKS = "".join(
    chr(code) for code in range(0x300, 0x3100) if unicodedata.category(chr(code)).startswith("M")
)
_RUN = f"[^\\W_]+(?:[{_MARKS}]+[^\\W_]*)*"
# A word, the English possessive left outside it: "Ukraine's" is the word "Ukraine".
_WORD = re.compile(
    f"({_RUN}(?:['\u2019\u02bc](?!s\\b){_RUN})*)(?:['\u2019\u02bc]s\\b)?", re.IGNORECASE
)
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u02bc": "'"})

# What English questions are made of besides their subject. "us" is left out on purpose:
# it is how people type the country.
QUESTION_WORDS = frozenset(
    "a about after all also am an and any are as at be because been before being between both "
    "but by can could did do does doing done for from get had has have he her him his how i if in "
    "into is it its just may me might more most must my no nor not of on or other our out over "
    "shall she should so some such than that the their them then there these they this those "
    "through to too under up very was we were what when where whether which while who whom whose "
    "why will with would you your".split()
)


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """The form under which spellings of one word meet: case, accents and width removed."""
    decomposed = unicodedata.normalize("NFKD", word.translate(_APOSTROPHES))
    lower = unicodedata.normalize("NFKD", decomposed.casefold())
    return "".join(c for c in lower if not unicodedata.combining(c))


_stem_english = stemmer_for_language("en")

LONGEST_WORD = 40
"""Longer runs of letters (codes, pasted data) are kept as they are and never guessed at."""


@lru_cache(maxsize=1 << 16)
def stem(folded: str) -> str:
    """The Snowball stem of a folded word."""
    return str(_stem_english(folded)) if len(folded) <= LONGEST_WORD else folded


def words(text: str) -> Iterator[tuple[str, Span]]:
    """Each word of the text, folded, with its place in it."""
    for match in _WORD.finditer(text):
        if folded := fold(match[1]):  # a lone mark of width folds to nothing
            yield folded, match.span(1)


def is_function_word(text: str, folded: str) -> bool:
    """Whether the word only carries the question: "who" does, the acronym "WHO" does not."""
    return folded in QUESTION_WORDS and not (len(text) > 1 and text.isupper())


class WordAnalyzer(Composable):  # type: ignore[misc]  # Whoosh 2 is untyped
    """Whoosh analyzer: every word in its own form and, at the same position, its stem."""

    def __eq__(self, other: object) -> bool:
        return type(other) is WordAnalyzer

    __hash__ = None  # type: ignore[assignment]

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        start_pos: int = 0,
        start_char: int = 0,
        **options: Any,
    ) -> Iterator[Token]:
        # Whoosh analyzers hand out one token, changed in place.
        token = Token(positions, chars, **options)
        for position, (word, (start, end)) in enumerate(words(value), start_pos):
            token.pos = position
            token.startchar = start_char + start
            token.endchar = start_char + end
            token.boost = 1.0
            token.stopped = False
            for form in dict.fromkeys((word, stem(word))):
                token.text = form
                yield token
