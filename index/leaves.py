"""The leaves of a query tree: words, phrases and patterns that documents are to hold.

They know their terms in two ways: as numbers for `scoring`, and as a test of any term, by
which Whoosh's own matchers find the same documents.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from whoosh import matching
from whoosh import query as whoosh_query
from whoosh.query.spans import SpanNear2
from whoosh.searching import Searcher

from index.languages import fold
from index.vocabulary import Vocabulary

_SHORT_PREFIX = 2
_SHORT_FIELDS = ("question", "title")

SEARCHED = ("question", "answer", "briefing", "title", "topic")
"""The fields that plain words are looked for in."""


class Leaf(whoosh_query.Query):  # type: ignore[misc]  # Whoosh is untyped
    """Documents that hold one of some terms in one of some fields."""

    phrases: tuple[tuple[str, ...], ...] = ()
    """Folded words that are looked for in a row."""

    def __init__(self, fields: Sequence[str], boost: float = 1.0) -> None:
        self.fields = tuple(fields)
        self.boost = boost

    def accepts(self, term: str) -> bool:
        """Whether a term of a text is by itself one that is looked for."""
        raise NotImplementedError

    def is_leaf(self) -> bool:
        return True

    def estimate_size(self, reader: Any) -> int:
        return int(reader.doc_count_all())

    def matcher(self, searcher: Searcher, context: Any = None) -> matching.Matcher:
        return _any_term(self.fields, self.accepts, searcher).matcher(searcher, context)


def _any_term(
    fields: Iterable[str], accepts: Callable[[str], bool], searcher: Searcher
) -> whoosh_query.Query:
    reader = searcher.reader()
    schema = searcher.schema
    found = [
        whoosh_query.Term(name, term)
        for name in fields
        for text in reader.lexicon(name)
        if accepts(term := schema[name].from_bytes(text))
    ]
    return whoosh_query.Or(found) if found else whoosh_query.NullQuery


class Options(NamedTuple):
    """How a word is looked for: see Word."""

    unfinished: bool = False
    loose: bool = True
    forgiving: bool = True
    written_out: bool = True


class Word(Leaf):
    """A word in all forms that stand for it, as `phrases` what it is an acronym of.

    `forms` are its own; `others` are nearly it: related words, or what a word that no
    text holds may have been meant for. While it is `unfinished`, what begins with it
    counts as well.
    """

    def __init__(
        self,
        fields: tuple[str, ...],
        term: str,
        weight: float,
        vocabulary: Vocabulary,
        options: Options,
    ) -> None:
        super().__init__(fields, weight)
        self.term = term
        self.prefix = fold(term) if options.unfinished else None
        self.prefix_fields = _fields_for(self.prefix or "", fields)
        self.forms = vocabulary.forms(term)
        self.begun = vocabulary.beginning_with(self.prefix) if self.prefix is not None else ()
        self.others = vocabulary.no_forms
        # What no text holds, neither whole nor as the beginning of a word.
        self.unknown = not self.forms and all(first == end for first, end in self.begun)
        if self.unknown and options.forgiving:
            self.others = vocabulary.related(term) | vocabulary.misspelt(term)
        elif options.loose and not options.unfinished:
            self.others = vocabulary.related(term)
        if options.loose and options.written_out:
            self.phrases = vocabulary.long_forms(term)
        self._vocabulary = vocabulary
        self.key = (fields, term, weight, options)

    def accepts(self, term: str) -> bool:
        return term in self._terms or self._begins(term)

    def matcher(self, searcher: Searcher, context: Any = None) -> matching.Matcher:
        whole = _any_term(self.fields, self._terms.__contains__, searcher)
        begun = _any_term(self.prefix_fields, self._begins, searcher)
        long = [_phrase(self.fields, phrase, searcher) for phrase in self.phrases]
        return whoosh_query.Or([whole, begun, *long]).normalize().matcher(searcher, context)

    def _begins(self, term: str) -> bool:
        return self.prefix is not None and fold(term).startswith(self.prefix)

    @cached_property
    def _terms(self) -> set[str]:
        return self._vocabulary.terms(self.forms) | self._vocabulary.terms(self.others)


def _fields_for(letters: str, fields: Sequence[str]) -> Sequence[str]:
    """Where to look for all words with these letters.

    Half of all texts have a word with an "a", which says nothing of them and takes its time:
    a letter or two are looked for in short fields only.
    """
    short = [name for name in fields if name in _SHORT_FIELDS]
    return short if short and len(letters) <= _SHORT_PREFIX else fields


class Prefix(Leaf):
    """All words that begin so."""

    def __init__(self, fields: Sequence[str], prefix: str, vocabulary: Vocabulary) -> None:
        self.prefix = fold(prefix)
        self.begun = vocabulary.beginning_with(self.prefix)
        super().__init__(_fields_for(self.prefix, fields))
        self.key = (self.fields, self.prefix)

    def accepts(self, term: str) -> bool:
        return fold(term).startswith(self.prefix)


class Pattern(Leaf):
    """All words of a form: `*` is any letters, `?` is one."""

    def __init__(self, fields: Sequence[str], pattern: str, vocabulary: Vocabulary) -> None:
        letters = re.sub("[*?]", "", pattern)
        super().__init__(_fields_for(letters, fields))
        parts = [fold(part) if part not in "*?" else part for part in re.split("([*?])", pattern)]
        # As few stars as mean the same: each costs a search of its own.
        text = re.sub(r"\*+", "*", "".join(parts))
        self._regex = re.compile("".join(_AS_REGEX.get(c, re.escape(c)) for c in text), re.DOTALL)
        self.numbers = vocabulary.matching(_line_pattern(text))
        self.size = sum(map(len, self.numbers))
        self.key = (self.fields, "pattern", text)

    def accepts(self, term: str) -> bool:
        return self._regex.fullmatch(fold(term)) is not None


_AS_REGEX = {"*": ".*", "?": "."}
_AS_BYTES = {"*": rb"[^\n]*", "?": rb"(?:[\x00-\x09\x0b-\x7f]|[\xc0-\xff][\x80-\xbf]*)"}


def _line_pattern(text: str) -> re.Pattern[bytes]:
    parts = (_AS_BYTES.get(c) or re.escape(c.encode()) for c in text)
    return re.compile(b"^" + b"".join(parts) + b"$", re.MULTILINE)


class Fuzzy(Leaf):
    """All words at most so many edits away."""

    def __init__(
        self, fields: Sequence[str], word: str, distance: int, vocabulary: Vocabulary
    ) -> None:
        super().__init__(fields)
        self.forms = vocabulary.within(word, distance)
        self._terms = vocabulary.terms(self.forms)
        self.key = (self.fields, "fuzzy", word, distance)

    def accepts(self, term: str) -> bool:
        return term in self._terms


class Phrase(Leaf):
    """Words one right after the other, accents and case aside."""

    def __init__(self, fields: Sequence[str], words: Sequence[str]) -> None:
        super().__init__(fields)
        self.phrases = (tuple(words),)
        self.key = (self.fields, "phrase", self.phrases)

    def accepts(self, term: str) -> bool:
        return False

    def matcher(self, searcher: Searcher, context: Any = None) -> matching.Matcher:
        return _phrase(self.fields, self.phrases[0], searcher).matcher(searcher, context)


class _Row(SpanNear2):  # type: ignore[misc]
    """Words in a row."""

    def estimate_size(self, reader: Any) -> int:
        return int(reader.doc_count_all())  # Whoosh 2 fails at it


def _phrase(fields: Iterable[str], words: Sequence[str], searcher: Searcher) -> whoosh_query.Query:
    found = []
    for name in fields:
        ways = [_any_term((name,), _folds_to(word), searcher) for word in words]
        if whoosh_query.NullQuery not in ways:
            found.append(_Row(ways) if len(ways) > 1 else ways[0])
    return whoosh_query.Or(found) if found else whoosh_query.NullQuery


def _folds_to(word: str) -> Callable[[str], bool]:
    return lambda term: fold(term) == word


class Range(whoosh_query.TermRange):  # type: ignore[misc]
    """Exact terms between two, the last also with anything behind it (all of 2025)."""

    def __init__(self, name: str, low: str, high: str) -> None:
        super().__init__(name, low, high + "\uffff")
        self.name, self.low, self.high = name, low, high
