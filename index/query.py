"""What the user typed, as a Whoosh query tree and as a finder of the words it looks for.

Plain words are alternatives: the more of them an entry holds, the better it ranks. A
"quoted phrase" is required as it stands. While the last word may be unfinished, what
begins with it is found too. Whatever is typed gives a query; nothing here raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any

from whoosh import query as whoosh_query

from index import syntax
from index.dates import sortable_date
from index.languages import (
    Token,
    decompose,
    fold,
    is_cut,
    is_function_word,
    raw_places,
    tokens,
)
from index.leaves import SEARCHED, Fuzzy, Leaf, Options, Pattern, Phrase, Prefix, Range, Word
from index.model import Span
from index.syntax import SEARCHABLE
from index.topics import SEPARATOR, clean_path
from index.vocabulary import Vocabulary

MOST_CHARACTERS = 4_000
"""A pasted page asks about its first words; more would only cost time."""

_MOST_WORDS = 24
_MOST_LETTERS = 80  # of scripts that are cut into letters and pairs of them
_FEW_LETTERS = 3
_KEPT_WORDS = 1_000
_LONGEST_SYNTAX = 400  # a longer text was pasted, and its signs are no operators

_QUESTION_WORDS = 3  # so many beside a quotation are a question, fewer narrow it down

_FIELDS = {name: (name,) for name in SEARCHABLE}


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: `tree` for ranking (None: it asks for nothing), `words` as typed.

    `quotes` tells that it has a phrase and words beside it: a question that quotes, which
    is asked as plain words if nothing holds the phrase. `asks` tells that it is words or such
    a question, and nothing in it is insisted on or excluded.
    """

    tree: whoosh_query.Query | None
    words: tuple[str, ...] = ()
    quotes: bool = False
    asks: bool = False
    leaves: tuple[Leaf, ...] = field(default=(), repr=False)
    _known: dict[str, Sequence[Span]] = field(default_factory=dict, repr=False, compare=False)

    def spans(self, text: str) -> tuple[Span, ...]:
        """Where the words looked for stand in the text, in order."""
        marked = [
            (place + start, place + end)
            for raw, place in raw_places(text)
            for start, end in self._spans_in(raw)
        ]
        phrases = {phrase for leaf in self._marking for phrase in leaf.phrases}
        if phrases:
            whole = _in_a_row(list(tokens(text)), phrases)
            marked = sorted({*marked, *((token.start, token.end) for token in whole)})
        spans: list[Span] = []
        for start, end in marked:
            if spans and start < spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        return tuple(spans)

    @property
    def _marking(self) -> Sequence[Leaf]:
        # A letter by itself is marked only where nothing longer was asked for.
        return [leaf for leaf in self.leaves if leaf.boost >= 1] or self.leaves

    def _spans_in(self, raw: str) -> Sequence[Span]:
        """The same in a word as it stands in a text, of which there are few that differ."""
        spans = self._known.get(raw)
        if spans is None:
            leaves = self._marking
            spans = self._known[raw] = [
                (token.start, token.end)
                for token in decompose(raw)[0]
                if any(leaf.accepts(token.term) for leaf in leaves)
            ]
        return spans


def _in_a_row(found: Sequence[Token], phrases: Iterable[Sequence[str]]) -> Iterator[Token]:
    """The tokens of a text that are part of a phrase."""
    at: dict[tuple[int, str], Token] = {(t.position, fold(t.term)): t for t in found}
    for phrase in phrases:
        for position in {token.position for token in found}:
            run = [at.get((position + n, word)) for n, word in enumerate(phrase)]
            if None not in run:
                yield from (token for token in run if token is not None)


_QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb\uff02", '"') | {"\x00": " "})


class Parser:
    """Parses what is typed into a library."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        # With each keystroke only the last word of a query is another one.
        self._word = lru_cache(_KEPT_WORDS)(self._make_word)

    def parse(self, text: str, *, operators: bool = True) -> Query:
        """The query for what was typed, its first MOST_CHARACTERS at most.

        Without `operators` all of it is plain words.
        """
        text = text[:MOST_CHARACTERS].translate(_QUOTES)
        words = _Converter(self._vocabulary, self._word)
        plain = not (operators and len(text) <= _LONGEST_SYNTAX and syntax.has_syntax(text))
        tree = words.plain(text, unfinished=True) if plain else words.structured(text)
        if tree is None:
            return Query(None)
        quotes = len({isinstance(leaf, Phrase) for leaf in words.leaves}) == 2
        loose = isinstance(tree, whoosh_query.Or) and all(isinstance(t, Leaf) for t in tree)
        asks = plain or (quotes and loose)
        return Query(tree, tuple(words.typed), quotes, asks, tuple(words.leaves))

    def _make_word(
        self, fields: tuple[str, ...], term: str, weight: float, options: Options
    ) -> Word:
        return Word(fields, term, weight, self._vocabulary, options)


class _Converter:
    """Makes leaves of words, and remembers them."""

    def __init__(self, vocabulary: Vocabulary, word: Callable[..., Word]) -> None:
        self._vocabulary = vocabulary
        self._word = word
        self.leaves: list[Leaf] = []
        self.typed: list[str] = []

    def plain(self, text: str, *, unfinished: bool) -> whoosh_query.Query | None:
        """Alternatives: the words that carry the question, or all if none carries it."""
        found = list(tokens(text))
        self.typed += [token.term for token in found]
        content = [t for t in found if not is_function_word(text[t.start : t.end], fold(t.term))]
        most = _MOST_LETTERS if any(is_cut(token.term) for token in found) else _MOST_WORDS
        wanted = list({token.term: token for token in content or found}.values())[:most]
        if not wanted:
            return None
        last = found[-1]
        # In scripts without blanks every letter is one that could go on.
        typing = unfinished and last.end == len(text) and not is_cut(last.term)
        # The first letters of a word are no acronym unless they are written like one.
        acronym = len(last.term) > _FEW_LETTERS or text[last.start : last.end].isupper()
        begun = Options(unfinished=typing, written_out=acronym or not typing)
        leaves = [
            self._keep(
                self._word(SEARCHED, t.term, t.weight, begun if t.term == last.term else Options())
            )
            for t in wanted
        ]
        leaves += self._acronyms(found)
        return whoosh_query.Or(leaves)

    def _acronyms(self, found: Sequence[Token]) -> Iterator[Leaf]:
        """The acronyms of what is written out."""
        words = _by_position(found)
        for place, (first, second) in enumerate(pairwise(words)):
            for long, short in self._vocabulary.short_forms(first).get(second, {}).items():
                if tuple(words[place : place + len(long)]) == long:
                    yield self._keep(
                        self._word(SEARCHED, short, 1.0, Options(loose=False, forgiving=False))
                    )

    def structured(self, text: str) -> whoosh_query.Query | None:
        """With operators, by Whoosh's parser; as plain words where there is nothing to parse."""
        try:
            tree = self._convert(syntax.parse(text), SEARCHED)
        except (RecursionError, IndexError):
            tree = None  # nested too deeply, or "NOT NOT", at which Whoosh 2 fails
        if tree is None or tree == whoosh_query.NullQuery:
            return self.plain(text, unfinished=False)
        return tree

    def _keep(self, leaf: Leaf) -> Leaf:
        self.leaves.append(leaf)
        return leaf

    def _convert(
        self,
        node: whoosh_query.Query,
        fields: Sequence[str],
        *,
        strict: bool = False,
        banned: bool = False,
    ) -> whoosh_query.Query | None:
        """The tree with our leaves in place of Whoosh's; None where there is no word in it."""

        def inner(child: whoosh_query.Query, strict: bool = strict, banned: bool = banned) -> Any:
            return self._convert(child, fields, strict=strict, banned=banned)

        match node:
            case whoosh_query.Not():
                return _if_any(whoosh_query.Not, [inner(node.query, True, True)])
            case whoosh_query.AndNot() | whoosh_query.AndMaybe():
                return self._convert_binary(node, fields)
            case whoosh_query.And():
                return _if_any(whoosh_query.And, [inner(child, True) for child in node])
            case syntax.Words() if not banned:
                return self._alternatives([inner(child) for child in node])
            case whoosh_query.Or():
                return _if_any(whoosh_query.Or, [inner(child) for child in node])
            case _:
                return self._leaf(node, strict, banned)

    def _convert_binary(self, node: Any, fields: Sequence[str]) -> whoosh_query.Query | None:
        strict = not isinstance(node, whoosh_query.AndNot)
        first = self._convert(node.a, fields, strict=strict)
        if isinstance(node, whoosh_query.AndNot):
            second = self._convert(node.b, fields, strict=True, banned=True)
            if second is None:
                return first
            return whoosh_query.AndNot(first or whoosh_query.Every(), second)
        second = self._convert(node.b, fields)
        if first is None or second is None:
            return first or second
        return type(node)(first, second)

    def _alternatives(
        self, trees: Iterable[whoosh_query.Query | None]
    ) -> whoosh_query.Query | None:
        """Plain words, and what is required beside them: phrases, fields and exclusions."""
        filters: list[whoosh_query.Query] = []
        required: list[whoosh_query.Query] = []
        loose: list[whoosh_query.Query] = []
        banned: list[whoosh_query.Query] = []
        for tree in trees:
            if tree is None:
                continue
            if isinstance(tree, whoosh_query.Not):
                banned.append(tree.query)
            elif isinstance(tree, whoosh_query.AndNot) and tree.a == whoosh_query.Every():
                banned.append(tree.b)
            elif not isinstance(tree, Leaf) and isinstance(tree, (whoosh_query.Term, Range)):
                filters.append(tree)
            elif isinstance(tree, whoosh_query.Or) or _is_plain(tree):
                loose.append(tree)
            else:
                required.append(tree)
        if len(loose) >= _QUESTION_WORDS and all(isinstance(tree, Phrase) for tree in required):
            # A question that quotes: the quotation counts, but is not insisted on.
            loose += required
            required = []
        words = _if_any(whoosh_query.Or, loose)
        if required:
            must = whoosh_query.And(required)
            words = whoosh_query.AndMaybe(must, words) if words is not None else must
        wanted = _if_any(whoosh_query.And, [*filters, words])
        if not banned:
            return wanted
        if wanted is None:
            wanted = whoosh_query.Every()
        return whoosh_query.AndNot(wanted, whoosh_query.Or(banned))

    def _leaf(
        self, node: whoosh_query.Query, strict: bool, banned: bool
    ) -> whoosh_query.Query | None:
        name = (getattr(node, "fieldname", None) or "").lower()
        fields = _FIELDS.get(name, SEARCHED)
        text = getattr(node, "text", "")
        match node:
            case whoosh_query.TermRange():
                return _range(name, node.start or "", node.end or "")
            case whoosh_query.Phrase():
                return self._phrase(" ".join(node.words), name, fields)
            case whoosh_query.Prefix():
                return self._prefix(text, fields)
            case whoosh_query.Wildcard():
                return self._pattern(text, fields)
            case whoosh_query.FuzzyTerm():
                return self._fuzzy(text, fields, node.maxdist)
            case whoosh_query.Term():
                if exact := _exact(name, text):
                    return exact
                return self._term(text, fields, strict or fields != SEARCHED, banned)
            case _:
                return None

    def _term(
        self, text: str, fields: Sequence[str], strict: bool, banned: bool
    ) -> whoosh_query.Query | None:
        found = list(tokens(text))
        self.typed += [] if banned else [token.term for token in found]
        if not found:
            return None
        options = Options(loose=not strict, forgiving=not banned)
        leaves: list[Leaf] = [
            self._word(tuple(fields), token.term, token.weight, options) for token in found
        ]
        if strict and len(found) > 1:
            # A compound: its parts in a row, or written as one word.
            whole = [leaf for leaf, t in zip(leaves, found, strict=True) if _is_whole(t, found)]
            leaves = [*whole, Phrase(fields, _phrase_words(text))]
        if not banned:
            self.leaves += leaves
        return whoosh_query.Or(leaves) if len(leaves) > 1 else leaves[0]

    def _phrase(self, text: str, name: str, fields: Sequence[str]) -> whoosh_query.Query | None:
        if exact := _exact(name, text):
            return exact
        words = _phrase_words(text)
        self.typed += words
        return self._keep(Phrase(fields, words)) if words else None

    def _prefix(self, text: str, fields: Sequence[str]) -> whoosh_query.Query | None:
        words = _phrase_words(text)
        if not words:
            return None
        return self._keep(Prefix(fields, words[-1], self._vocabulary))

    def _pattern(self, text: str, fields: Sequence[str]) -> whoosh_query.Query | None:
        if not fold(re.sub("[*?]", "", text)):
            return None
        return self._keep(Pattern(fields, text, self._vocabulary))

    def _fuzzy(self, text: str, fields: Sequence[str], distance: int) -> whoosh_query.Query | None:
        words = _phrase_words(text)
        if not words:
            return None
        return self._keep(Fuzzy(fields, words[0], max(1, min(distance, 2)), self._vocabulary))


def _phrase_words(text: str) -> list[str]:
    """The words of a phrase."""
    return _by_position(tokens(text))


def _by_position(found: Iterable[Token]) -> list[str]:
    """The folded words of a text, one for each position."""
    by_position: dict[int, str] = {}
    for token in found:
        by_position.setdefault(token.position, fold(token.term))
    return list(by_position.values())


def _is_plain(leaf: whoosh_query.Query) -> bool:
    return isinstance(leaf, Word) and leaf.fields == SEARCHED


def _is_whole(token: Token, found: Sequence[Token]) -> bool:
    return token.start == found[0].start and token.end == max(t.end for t in found)


def _if_any(
    kind: Callable[..., whoosh_query.Query], children: Iterable[whoosh_query.Query | None]
) -> whoosh_query.Query | None:
    present = [child for child in children if child is not None]
    if not present:
        return None
    if kind is whoosh_query.Not:
        return kind(present[0])
    return kind(present) if len(present) > 1 else present[0]


def _exact(name: str, text: str) -> whoosh_query.Query | None:
    """A test of a field that is taken as it is."""
    if name == "date" and (date := sortable_date(text)):
        return Range("date", date, date)
    if name == "language":
        return whoosh_query.Term("language", text.lower())
    if name == "topic" and SEPARATOR in text:
        return whoosh_query.Term("path", clean_path(text))
    return None


def _range(name: str, low: str, high: str) -> whoosh_query.Query | None:
    if name != "date":
        return None
    return Range("date", sortable_date(low), sortable_date(high) or "9999")
