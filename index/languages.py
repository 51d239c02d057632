"""From text to terms: which stretches are words, and which words count as the same.

The index, the query and the highlighter all ask here, so that what was indexed, what is
looked for and what is marked in yellow can never disagree. A term is a word as written
but for its case and its invisible parts; on top of that, words that differ in accents
only share a fold, and forms of one word share a stem.
"""

from __future__ import annotations

import io
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import Stemmer

from index.model import Span

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier


def _class(*ranges: tuple[int, int]) -> str:
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


# Accents written apart from their letter, and the vowel signs of Indic scripts: they belong
# to words, but are neither letters nor digits to a regular expression.
_MARKS = "".join(
    chr(code) for code in range(0x300, 0x3100) if unicodedata.category(chr(code)).startswith("M")
)
# Soft hyphens, joiners and marks of direction: in a word, but no part of it.
_INVISIBLE = _class(
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x180E, 0x180E), (0x200B, 0x200F),
    (0x202A, 0x202E), (0x2060, 0x2064), (0x2066, 0x2069), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
)  # fmt: skip
_APOSTROPHES = "'\u2018\u2019\u02bc\u00b4`\uff07"
_HYPHENS = "\\-\u2010-\u2013\u2212\ufe58\ufe63\uff0d"
# Without a way back, which would take a hundred times the room of a long word.
_RUN = f"[^\\W_]+(?:[{_MARKS}{_INVISIBLE}]+[^\\W_]*)*+"
_JOINT = (
    f"(?:[{_APOSTROPHES}{_HYPHENS}&]"
    "|(?<=\\d)[.,](?=\\d)"  # 3.5 and 1,000
    "|(?<=\\b[^\\W\\d_])\\.(?=[^\\W\\d_]\\b)"  # U.S.
    f"|[{_INVISIBLE}]*[{_HYPHENS}][{_INVISIBLE}]*)"
)
# A word as it stands in a text, compounds such as "long-term" and "l'OTAN" in one piece.
_RAW_WORD = re.compile(f"{_RUN}(?:{_JOINT}{_RUN})*+")
# The same of a text in ASCII, which is twice as fast.
_ASCII_WORD = re.compile(
    "[A-Za-z0-9]+(?:(?:['`&\\-]|(?<=\\d)[.,](?=\\d)|(?<=\\b[A-Za-z])\\.(?=[A-Za-z]\\b))[A-Za-z0-9]+)*"
)

_PART = re.compile(_RUN)
_IGNORED = re.compile(
    f"[{_INVISIBLE}"
    # Vowel points of Hebrew and Arabic, and the stroke that stretches an Arabic word.
    + _class((0x591, 0x5BD), (0x5BF, 0x5C7), (0x610, 0x61A), (0x64B, 0x65F), (0x670, 0x670))
    + "\u0640]"
    # Stress marks of Russian and Ukrainian, and what is left of a lower-cased Turkish capital I.
    "|(?<=[\u0400-\u04ff])[\u0300\u0301]|(?<=i)\u0307"
)
_NOT_IN_TERM = re.compile(f"[^\\w{_MARKS}]|_")
_ACCENTS = re.compile("[\u0300-\u036f]")
_PLAIN = str.maketrans(
    {
        "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "þ": "th",
        "æ": "ae", "œ": "oe", "ŋ": "n", "ґ": "г", "ё": "е",
        # Letters that Arabic and Persian keyboards write in several ways.
        "\u0622": "\u0627", "\u0623": "\u0627", "\u0625": "\u0627", "\u0671": "\u0627",
        "\u0649": "\u064a", "\u06cc": "\u064a", "\u0629": "\u0647", "\u06a9": "\u0643",
        "\u0624": "\u0648", "\u0626": "\u064a",
    }
)  # fmt: skip
_LATIN_OR_GREEK = re.compile("[a-z\u00df-\u024f\u0370-\u03ff\u1e00-\u1fff]")

# Scripts that do not part their words, cut into letters and pairs of letters; Korean parts
# them, but hangs its particles on.
_HAN = _class((0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3040, 0x30FF), (0x31F0, 0x31FF),
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF66, 0xFF9F),
    (0x20000, 0x3FFFF))  # fmt: skip
_HANGUL = _class((0x1100, 0x11FF), (0xAC00, 0xD7AF))
_INDOCHINA = _class((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF))
_SCRIPT_RUN = re.compile(f"[{_HAN}]+|[{_HANGUL}]+|[{_INDOCHINA}]+")
_HANGUL_RUN = re.compile(f"[{_HANGUL}]")
_CLUSTER = re.compile(f".[{_MARKS}\uff9e\uff9f]*", re.DOTALL)  # with half-width voicing

LONGEST_TERM = 64
"""Longer runs of letters (codes, pasted data) are known by their first letters."""

# What English questions are made of besides their subject. "us" is left out on purpose:
# it is how people type the country.
QUESTION_WORDS = frozenset(
    "a about after all also am an and any are as at be because been before being between both "
    "but by can could did do does doing done for from get had has have he her him his how i if in "
    "into is it its just may me might more most must my no nor not of on or other our out over "
    "shall she should so some such than that the their them then there these they this those "
    "through to too under up very was we were what when where whether which while who whom whose "
    "why will with would you your dont doesnt didnt isnt arent wasnt werent cant couldnt wont "
    "wouldnt shouldnt hasnt havent hadnt im ive youre weve theyre".split()
)
_CONTRACTED = frozenset(("t", "re", "ll", "ve", "d", "m"))


class Token(NamedTuple):
    """A term in a text: its place in characters, and the number of its word.

    `weight` is how much it says of what was asked: less for a letter that also stands in a
    pair of letters. The first token of a position is the one that a phrase is made of.
    """

    term: str
    start: int
    end: int
    position: int
    weight: float = 1.0


_PIECE_WEIGHT = 0.3


@lru_cache(maxsize=1 << 16)
def term_of(word: str) -> str:
    """The term of a stretch of letters: width, ligatures, case and invisible parts removed."""
    if word.isascii():
        return word.lower()[:LONGEST_TERM]
    lower = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())
    visible = _NOT_IN_TERM.sub("", _IGNORED.sub("", lower))
    return unicodedata.normalize("NFC", visible)[:LONGEST_TERM]


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """The form under which spellings of one word meet: case and accents removed."""
    term = term_of(word)
    if term.isascii():
        return term
    if _LATIN_OR_GREEK.search(term):  # in other scripts a mark can make another letter
        term = _ACCENTS.sub("", unicodedata.normalize("NFD", term))
    return unicodedata.normalize("NFC", term.translate(_PLAIN)) or term_of(word)


def raw_words(text: str) -> list[str]:
    """The words of the text as they stand in it."""
    return _pattern(text).findall(text)


def raw_places(text: str) -> Iterator[tuple[str, int]]:
    """The same, each with the place where it begins."""
    return ((match[0], match.start()) for match in _pattern(text).finditer(text))


def _pattern(text: str) -> re.Pattern[str]:
    return _ASCII_WORD if text.isascii() else _RAW_WORD


def tokens(text: str) -> Iterator[Token]:
    """All terms of the text, in order of their words.

    A compound gives its parts and, at the place of the first, the whole ("long", "longterm",
    "term"); a script that does not part its words gives letters and pairs of letters.
    """
    position = 0
    for match in _pattern(text).finditer(text):
        found, width = _decomposed(match[0])
        start = match.start()
        for term, s, e, p, weight in found:
            yield Token(term, start + s, start + e, position + p, weight)
        position += width


def decompose(raw: str) -> tuple[tuple[Token, ...], int]:
    """The terms of one of `raw_words`, places counted from its start, and how many words it is."""
    if raw.isascii() and raw.isalnum():
        return (Token(raw.lower()[:LONGEST_TERM], 0, len(raw), 0),), 1
    found: list[Token] = []
    position = 0
    parts = list(_PART.finditer(raw))
    whole = _contraction(raw, parts)
    if whole is not None:
        return whole, 1
    if len(parts) > 1 and raw[parts[-1].start() - 1] in _APOSTROPHES and parts[-1][0] in "sS":
        parts.pop()  # "Ukraine's" is the word "Ukraine"
    for part in parts:
        terms, width = _cut(part[0])
        found += (
            Token(term, part.start() + s, part.start() + e, position + p, weight)
            for term, s, e, p, weight in terms
        )
        position += width
    if len(parts) > 1:
        joined = "".join(term_of(part[0]) for part in parts)[:LONGEST_TERM]
        found.insert(1, Token(joined, parts[0].start(), parts[-1].end(), 0))
    return tuple(found), position


_decomposed = lru_cache(maxsize=1 << 12)(decompose)


def _contraction(raw: str, parts: list[re.Match[str]]) -> tuple[Token, ...] | None:
    """ "don't" and "we're" are one word."""
    if len(parts) != 2 or parts[1][0].lower() not in _CONTRACTED:
        return None
    if raw[parts[1].start() - 1] not in _APOSTROPHES:
        return None
    return (Token(term_of(parts[0][0] + parts[1][0]), 0, len(raw), 0),)


def _cut(part: str) -> tuple[list[Token], int]:
    """The terms of a part without joints, and how many words it is."""
    term = term_of(part)
    if not term:  # a lone mark of width
        return [], 0
    if part.isascii() or not _SCRIPT_RUN.search(part):
        return [Token(term, 0, len(part), 0)], 1
    found: list[Token] = []
    position = end = 0
    for run in _SCRIPT_RUN.finditer(part):
        position = _add_word(found, part, end, run.start(), position)
        position = _add_letters(found, run[0], run.start(), position)
        end = run.end()
    return found, _add_word(found, part, end, len(part), position)


def _add_word(found: list[Token], text: str, start: int, end: int, position: int) -> int:
    if term := term_of(text[start:end]):
        found.append(Token(term, start, end, position))
        return position + 1
    return position


def _add_letters(found: list[Token], run: str, offset: int, position: int) -> int:
    """Letters and pairs of them (Korean: the word and pairs), each letter at its own position."""
    clusters = [
        (term_of(m[0]), m.start() + offset, m.end() + offset) for m in _CLUSTER.finditer(run)
    ]
    clusters = [cluster for cluster in clusters if cluster[0]]
    hangul = _HANGUL_RUN.match(run) is not None
    if hangul:
        found.append(Token(term_of(run), offset, offset + len(run), position))
        if len(clusters) <= 2:
            return position + 1
    for number, (term, start, end) in enumerate(clusters):
        here = position if hangul else position + number
        if not hangul:
            alone = len(clusters) == 1
            found.append(Token(term, start, end, here, 1.0 if alone else _PIECE_WEIGHT))
        if number + 1 < len(clusters):
            following, _, stop = clusters[number + 1]
            weight = _PIECE_WEIGHT if hangul else 1.0
            found.append(Token(term + following, start, stop, here, weight))
    return position + (1 if hangul else len(clusters))


def in_case_of(written: str, term: str) -> str:
    """A term in capitals, or with one, as the word in whose place it comes."""
    if len(written) > 1 and written.isupper():
        return term.upper()
    return term.capitalize() if written[:1].isupper() else term


def is_cut(term: str) -> bool:
    """Whether the term is of a script that is cut into letters."""
    if term.isascii():
        return False
    run = _SCRIPT_RUN.match(term)
    return run is not None and not _HANGUL_RUN.match(term)


def words(text: str) -> Iterator[tuple[str, Span]]:
    """Each word of the text, folded, with its place in it."""
    seen = -1
    for token in tokens(text):
        if token.position != seen:
            seen = token.position
            yield fold(token.term), (token.start, token.end)


def is_function_word(text: str, folded: str) -> bool:
    """Whether the word only carries the question: "who" does, the acronym "WHO" does not."""
    return folded in QUESTION_WORDS and not (len(text) > 1 and text.isupper())


# ------------------------------------------------------------------ which language

_DETECTED = (
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "ga",
    "he", "hi", "hr", "hu", "hy", "id", "it", "ja", "ka", "ko", "lt", "lv", "mk", "mn", "nl",
    "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "ta", "th", "tr", "uk", "ur",
    "vi", "zh",
)  # fmt: skip
_ENOUGH_LETTERS = 12
_LETTERS_LOOKED_AT = 300


def detect(text: str) -> str:
    """The language of a text (ISO 639-1); empty if there is too little of it to tell."""
    start = " ".join(text[:_LETTERS_LOOKED_AT].split())
    # A letter beyond ASCII says more, and one of Chinese says a word.
    if sum(1 if letter.isascii() else 3 for letter in start if letter.isalpha()) < _ENOUGH_LETTERS:
        return ""
    return str(_identifier().classify(start)[0])


@cache
def _identifier() -> LanguageIdentifier:
    import lzma

    import numpy as np
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

    # The package's own loader unpacks on disk, keeps the scores of all its languages, and copies
    # for so long without a pause that a window would miss a frame.
    unpacked = io.BytesIO()
    with lzma.open(MODEL_DIR / MODEL_FILE) as packed:
        shutil.copyfileobj(packed, unpacked, 1 << 20)
    unpacked.seek(0)
    with np.load(unpacked, allow_pickle=False) as model:
        names = model["classes"].tolist()
        wanted = [number for number, name in enumerate(names) if name in _DETECTED]
        return LanguageIdentifier(
            model["ptc"].take(wanted, axis=1),
            model["pc"][wanted],
            [names[number] for number in wanted],
            memoryview(model["nextmove"]),
            model["out_feat"].tolist(),
            tk_row=memoryview(model["nextmove_row"]),
        )


# ------------------------------------------------------------------ stems

_ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german",
    "el": "greek", "en": "english", "es": "spanish", "et": "estonian", "eu": "basque",
    "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish",
    "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip

_KOREAN_PARTICLES = re.compile(
    "(?<=..)(?:에서는|으로는|에서|으로|에게|까지|부터|처럼|보다|이다|하고|들은|들이|들을|은|는|이|가|을|를|의|에|로|와|과|도|만)$"
)


@cache
def stemmer(language: str) -> Callable[[str], str] | None:
    """The stemmer of a language (ISO 639-1), of terms; None where there is none."""
    if language == "ko":
        return lambda term: _KOREAN_PARTICLES.sub("", term)
    name = _ALGORITHMS.get(language)
    if name not in Stemmer.algorithms():
        return None
    stem_word = Stemmer.Stemmer(name, 0).stemWord
    return lambda term: fold(stem_word(term))
