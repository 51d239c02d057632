"""What the user typed, as a Whoosh query tree and as a finder of the words it looks for.

Plain words are alternatives: the more of them an entry holds, the better it ranks. A
"quoted phrase" is required as it stands. While the last word may be unfinished, what
begins with it is found too. Whatever is typed gives a query; nothing here raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from whoosh import query as whoosh_query

from index.languages import is_function_word, stem, words
from index.model import Span
from index.schema import FIELD_WEIGHTS

ExpandPrefix = Callable[[str, str], Iterable[str]]
"""Field name and prefix to the terms of the field that begin with it."""

_QUOTED = re.compile(
    r'["\u201c\u201d\u201e\u00ab\u00bb]([^"\u201c\u201d\u201e\u00ab\u00bb]+)["\u201c\u201d\u00ab\u00bb]'
)

MOST_CHARACTERS = 4_000
"""A pasted page asks about its first words; more would only cost time."""

_MOST_WORDS = 40
_MOST_PHRASES = 8
_MOST_COMPLETIONS = 40

_STEM_WEIGHT = 1.0
_EXACT_WEIGHT = 0.3  # on top, where the word stands in the very form that was typed
_COMPLETION_WEIGHT = 0.4


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: `tree` for Whoosh (None: it asks for nothing) and the words in it."""

    tree: whoosh_query.Query | None
    forms: frozenset[str] = frozenset()
    prefix: str | None = None

    def spans(self, text: str) -> tuple[Span, ...]:
        """Where the words looked for stand in the text, in order."""
        if self.tree is None:
            return ()
        return tuple(span for word, span in words(text) if self._finds(word))

    def _finds(self, word: str) -> bool:
        return (
            word in self.forms
            or stem(word) in self.forms
            or (self.prefix is not None and word.startswith(self.prefix))
        )


def parse(text: str, expand_prefix: ExpandPrefix) -> Query:
    """The query for what was typed, its first MOST_CHARACTERS at most."""
    text = text[:MOST_CHARACTERS]
    quoted = ([folded for folded, _ in words(m[1])] for m in _QUOTED.finditer(text))
    phrases = [phrase for phrase in quoted if phrase][:_MOST_PHRASES]
    loose = _QUOTED.sub(" ", text)
    found = list(words(loose))
    wanted = _wanted_words(loose, found)
    unfinished = _unfinished_word(loose, found)
    if unfinished not in wanted:
        unfinished = None
    if not phrases and not wanted:
        return Query(None)

    any_word = [_word_query(word) for word in wanted]
    if unfinished is not None:
        any_word.append(
            _any_field(
                lambda field: islice(expand_prefix(field, unfinished), _MOST_COMPLETIONS),
                _COMPLETION_WEIGHT,
            )
        )
    tree = whoosh_query.Or(any_word)
    if phrases:
        required = whoosh_query.And([_phrase_query(phrase) for phrase in phrases])
        tree = whoosh_query.AndMaybe(required, tree) if any_word else required
    looked_for = {*wanted, *(word for phrase in phrases for word in phrase)}
    return Query(
        tree.normalize(),
        frozenset(looked_for | {stem(w) for w in looked_for}),
        unfinished,
    )


def _wanted_words(text: str, found: Sequence[tuple[str, Span]]) -> list[str]:
    """The words that carry the question, each once; all of them if none carries it."""
    content = [folded for folded, (s, e) in found if not is_function_word(text[s:e], folded)]
    return list(dict.fromkeys(content or (folded for folded, _ in found)))[:_MOST_WORDS]


def _unfinished_word(text: str, found: Sequence[tuple[str, Span]]) -> str | None:
    """The word in which the typing stopped, with nothing after it."""
    if not found:
        return None
    word, (_, end) = found[-1]
    return word if end == len(text) else None


def _word_query(word: str) -> whoosh_query.Query:
    weights = {word: _EXACT_WEIGHT}
    weights[stem(word)] = _STEM_WEIGHT
    return whoosh_query.Or([_any_field(_just(form), weight) for form, weight in weights.items()])


def _just(form: str) -> Callable[[str], Iterable[str]]:
    return lambda _field: (form,)


def _any_field(forms: Callable[[str], Iterable[str]], weight: float) -> whoosh_query.Query:
    return whoosh_query.Or(
        [
            whoosh_query.Term(field, form, boost=field_weight * weight)
            for field, field_weight in FIELD_WEIGHTS.items()
            for form in forms(field)
        ]
    )


def _phrase_query(phrase: list[str]) -> whoosh_query.Query:
    if len(phrase) == 1:
        return _any_field(lambda _field: phrase, _STEM_WEIGHT)
    return whoosh_query.Or(
        [whoosh_query.Phrase(field, phrase, boost=w) for field, w in FIELD_WEIGHTS.items()]
    )
