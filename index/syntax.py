"""The operators of a query, by Whoosh's parser."""

from __future__ import annotations

import re
from typing import Any

from whoosh import qparser
from whoosh import query as whoosh_query

from index.leaves import SEARCHED

SEARCHABLE = (*SEARCHED, "source")
"""The text fields that can be named in front of a word."""

_FIELD_NAMES = "|".join((*SEARCHABLE, "date", "language"))
_SIGNS = re.compile(r'["*~?:+-]|AND|OR|NOT')
_SYNTAX = re.compile(
    r'"|\w[*~]|\*\w|\w\?\w|\b(?:AND|OR|NOT)\b|(?<![^\s(])[+-](?=[\w"(])'
    rf"|\b(?:{_FIELD_NAMES}):",
    re.IGNORECASE,
)
# Signs that end a question, to Whoosh's parser a wildcard; the Armenian one stands in a word.
_NO_WILDCARD = re.compile(r"(?<!\w)\?|\?(?!\w)|(?<!\w)\*(?!\w)|[\u055e\u061f\u1367]")


def has_syntax(text: str) -> bool:
    """Whether there are operators in what was typed."""
    if _SIGNS.search(text) is None:  # most texts, with each keystroke
        return False
    found = _SYNTAX.search(text)
    if found is None or (text.isupper() and " " in text and '"' not in text):
        return False  # a text all in capitals is shouted, and says nothing of operators
    if found[0].upper() in ("AND", "OR", "NOT"):  # only in capitals
        return any(
            m[0].upper() not in ("AND", "OR", "NOT") or m[0].isupper()
            for m in _SYNTAX.finditer(text)
        )
    return True


def parse(text: str) -> whoosh_query.Query:
    """Whoosh's tree of a query with operators. Raises RecursionError where it is nested too
    deeply, and with Whoosh 2 IndexError."""
    clean = _NO_WILDCARD.sub(" ", text)
    if clean.count('"') % 2:
        clean += '"'  # a phrase that is not closed yet
    return _PARSER.parse(clean, normalize=False)


class Words(whoosh_query.Or):  # type: ignore[misc]
    """What stands side by side without an operator."""


class _WordGroup(qparser.OrGroup):  # type: ignore[misc]
    """The same as long as it is parsed."""

    qclass = Words


class _PlusMinus(qparser.PlusMinusPlugin):  # type: ignore[misc]
    """Whoosh's plugin for + and -, within parentheses as well."""

    def do_plusminus(self, parser: qparser.QueryParser, group: Any) -> Any:
        for number, node in enumerate(group):
            if isinstance(node, qparser.GroupNode):
                group[number] = self.do_plusminus(parser, node)
        if not any(isinstance(node, (self.Plus, self.Minus)) for node in group):
            return group
        required, banned, others = qparser.AndGroup(), qparser.OrGroup(), _WordGroup()
        target = others
        for node in group:
            if isinstance(node, self.Plus):
                target = required
            elif isinstance(node, self.Minus):
                target = banned
            else:
                target.append(node)
                target = others
        wanted = qparser.AndMaybeGroup([required, others]) if required else others
        return qparser.AndNotGroup([wanted, banned]) if banned else wanted


def _make_parser() -> qparser.QueryParser:
    return qparser.QueryParser(
        None,
        None,
        group=_WordGroup,
        plugins=[
            qparser.WhitespacePlugin(),
            qparser.FieldsPlugin(rf"(?i:(?P<text>{_FIELD_NAMES})):(?=\S)", remove_unknown=False),
            qparser.WildcardPlugin(),
            qparser.PhrasePlugin(),
            qparser.RangePlugin(),
            qparser.GroupPlugin(),
            qparser.OperatorsPlugin(AndNot=None, AndMaybe=None, Require=None),
            qparser.FuzzyTermPlugin(),
            _PlusMinus(r"(?<![^\s(])\+(?=\S)", r"(?<![^\s(])-(?=\S)"),
        ],
    )


_PARSER = _make_parser()
