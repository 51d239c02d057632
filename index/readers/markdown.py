"""Markdown, by way of the HTML it stands for, with its front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import ContentError
from index.model import Briefing
from index.readers import markup
from index.readers.layout import recognise
from index.readers.limits import Limits, check_size
from index.readers.markers import marker_of
from index.readers.reading import Reading, clean, read_text
from index.readers.table import role_of

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_LISTS = re.compile(r"\s*[,;]\s*")
_LONGEST = 8_000_000  # bytes; its parser takes a second for each million of them,
_MOST_LINES = 200_000  # and a hundred times the room for short lines
_DEEPEST = 50
_DEEPEST_MARKED = 10
_MOST_BRACKETS = 200_000  # with more of them, all of which may begin a link, none is looked for
_LONGEST_FRONT = 50_000
_LONGEST_MARKED = 50_000  # a paragraph that is longer is read as it stands


def read(path: Path, limits: Limits) -> Reading:
    """Read a file as one briefing."""
    from markdown_it import MarkdownIt

    check_size(path, min(limits.text, _LONGEST))
    reading = Reading(one_a_file=True)
    text = clean(read_text(path, reading))
    if text.count("\n") > _MOST_LINES:
        raise ContentError(path, f"it has more than {_MOST_LINES:,} lines of Markdown")
    front = _FRONT_MATTER.match(text)
    facts = _facts(front[1], reading) if front else {}
    offset = front[0].count("\n") if front else 0
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    parser.core.ruler.at("inline", _render_paragraphs)
    body = text[front.end() :] if front else text
    tokens = parser.parse(body)
    for token in tokens:
        if token.map and token.nesting >= 0:
            token.attrSet(markup.LINE, str(token.map[0] + 1 + offset))
    page = parser.renderer.render(tokens, parser.options, {})
    del tokens  # as large as all that is made of them
    try:
        blocks = markup.blocks_of_text(page)
    except markup.TooComplexError as error:
        raise ContentError(path, str(error)) from error
    if not blocks:
        raise ContentError(path, "the file is empty")
    states = {name: _text(facts.get(name)) for name in ("state", "posture")}
    states["state"] = states["state"] or _text(facts.get("status"))
    reading.briefings = [recognise(blocks, reading, _given(facts), states)]
    return reading


def _render_paragraphs(state: StateCore) -> None:
    """Make HTML of each paragraph at once: its pieces take hundreds of times its room."""
    from markdown_it.token import Token

    parser, environment = state.md, state.env
    parser.options["maxNesting"] = _DEEPEST_MARKED  # "[[[[" is gone through so many times
    left = _MOST_BRACKETS
    for token in state.tokens:
        if token.type != "inline":
            continue
        pieces: list[Token] = []
        left -= token.content.count("[")
        if left >= 0 and len(token.content) <= _LONGEST_MARKED:
            parser.inline.parse(token.content, parser, environment, pieces)
        else:
            pieces += _unmarked(token.content)
        for piece in pieces:
            if piece.type == "text_special":  # what a backslash stands before, and entities
                piece.type = "text"
        _keep_lines_apart(pieces)
        token.children = pieces
        page = parser.renderer.render([token], parser.options, environment)
        token.children = [Token("html_inline", "", 0, content=page)]


def _unmarked(content: str) -> Iterator[Token]:
    """The lines of a paragraph as they stand."""
    from markdown_it.token import Token

    for number, line in enumerate(content.split("\n")):
        if number:
            yield Token("softbreak", "br", 0)
        yield Token("text", "", 0, content=line)


def _keep_lines_apart(pieces: Sequence[Token]) -> None:
    """Lines that begin with a marker stay lines, though Markdown runs them together."""
    below: list[str] = []
    for piece in reversed(pieces):
        if not piece.type.endswith("break"):
            below.append(piece.content)
            continue
        if piece.type == "softbreak" and marker_of("".join(reversed(below))) is not None:
            piece.type = "hardbreak"
        below.clear()


def _facts(front: str, reading: Reading) -> Mapping[str, Any]:
    """The front matter."""
    import yaml

    if len(front) > _LONGEST_FRONT:
        reading.remark("its front matter is too long and is passed over", line=1)
        return {}
    try:
        facts = yaml.load(front, yaml.BaseLoader)  # makes texts only
    except (yaml.YAMLError, RecursionError):
        reading.remark("its front matter is no YAML and is passed over", line=1)
        return {}
    return facts if isinstance(facts, Mapping) else {}


def _given(facts: Mapping[str, Any]) -> Briefing:
    """What the front matter says of the briefing."""
    named: dict[str, str] = {}
    for name, value in facts.items():  # "lang", "last_reviewed", "classification"
        role = role_of(str(name))
        if text := _text(value):
            named.setdefault(role[0] if role else str(name), text)
    topics = facts.get("topics") or facts.get("topic") or facts.get("category") or []
    listed = topics if isinstance(topics, list) else _LISTS.split(_text(topics))
    return Briefing(
        "",
        named.get("title", ""),
        "",
        topics=tuple(filter(None, map(_text, listed))),
        source=named.get("source", ""),
        date=named.get("date", ""),
        valid_until=named.get("valid_until", ""),
        embargo_until=named.get("embargo_until", ""),
        language=named.get("language", ""),
        marking=named.get("marking", ""),
    )


def _text(value: Any) -> str:
    return clean(value).strip() if isinstance(value, str) else ""
