"""Markdown, by way of the HTML it stands for, with its front matter."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile
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
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_LISTS = re.compile(r"\s*[,;]\s*")


def read(path: Path, limits: Limits) -> Reading:
    """Read a file as one briefing."""
    from markdown_it import MarkdownIt

    check_size(path, limits.text)
    reading = Reading(one_a_file=True)
    text = clean(read_text(path, reading))
    front = _FRONT_MATTER.match(text)
    facts = _facts(front[1], reading) if front else {}
    offset = front[0].count("\n") if front else 0
    parser = MarkdownIt("commonmark", {"maxNesting": 50}).enable(["table", "strikethrough"])
    body = text[front.end() :] if front else text
    tokens = parser.parse(body)
    for token in tokens:
        _keep_lines_apart(token.children or ())
        if token.map and token.nesting >= 0:
            token.attrSet(markup.LINE, str(token.map[0] + 1 + offset))
    page = parser.renderer.render(tokens, parser.options, {})
    blocks = markup.blocks_of_text(page)
    if not blocks:
        raise ContentError(path, "the file is empty")
    states = {name: _text(facts.get(name)) for name in ("state", "posture")}
    states["state"] = states["state"] or _text(facts.get("status"))
    reading.briefings = [recognise(blocks, reading, _given(facts), states)]
    return reading


def _keep_lines_apart(pieces: Sequence[Token]) -> None:
    """Lines that begin with a marker stay lines, though Markdown runs them together."""
    for number, piece in enumerate(pieces):
        if piece.type == "softbreak":
            following = takewhile(lambda p: not p.type.endswith("break"), pieces[number + 1 :])
            if marker_of("".join(each.content for each in following)) is not None:
                piece.type = "hardbreak"


def _facts(front: str, reading: Reading) -> Mapping[str, Any]:
    """The front matter."""
    import yaml

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
