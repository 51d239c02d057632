"""HTML pages: the questions that a page declares to search engines, or those it shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import ContentError
from index.model import Briefing
from index.readers import furniture, markup
from index.readers.blocks import Block
from index.readers.layout import recognise
from index.readers.limits import Limits, check_size
from index.readers.markers import key_of
from index.readers.reading import Reading, clean, read_text
from index.readers.records import Collector
from index.readers.table import Record
from index.readers.values import Finder, TooManyValuesError, parsed_json

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_DATES = (
    "article:modified_time", "last-modified", "dcterms.modified", "date", "article:published_time",
)  # fmt: skip


def read(path: Path, limits: Limits) -> Reading:
    """Read a page as one briefing."""
    check_size(path, limits.text)
    reading = Reading(one_a_file=True)
    try:
        page = markup.parsed(read_text(path, reading))
    except markup.TooComplexError as error:
        raise ContentError(path, str(error)) from error
    given = _facts(page)
    blocks = list(markup.blocks_of(page.body)) if page.body else []
    declared = list(_declared(page))
    if not declared and not any(block.text or block.rows for block in blocks):
        raise ContentError(path, "no text found in this page")
    found = Reading()
    shown = recognise(blocks, found, given)
    if len(declared) > len(shown.qa_pairs):
        shown = recognise(_without(blocks, declared), Reading(), given)
        found = Reading()
        collector = Collector(found, shown, unit="declared question")
        for number, record in enumerate(declared, 1):
            collector.add(record, number)
        pairs = tuple(pair for briefing in collector.briefings() for pair in briefing.qa_pairs)
        shown = replace(shown, qa_pairs=pairs)
    reading.briefings = [shown]
    reading.remarks += found.remarks
    return reading


def _facts(page: LexborHTMLParser) -> Briefing:
    """What the head of the page says of it."""
    title = page.css_first("title")
    root = page.root
    language = (root.attributes.get("lang") or "") if root else ""
    metas = {
        (
            meta.attributes.get("name") or meta.attributes.get("property") or ""
        ).lower(): meta.attributes.get("content") or ""
        for meta in page.css("meta")
    }
    date = next(
        (
            metas[n]
            for n in (
                "article:modified_time",
                "last-modified",
                "dcterms.modified",
                "date",
                "article:published_time",
            )
            if metas.get(n)
        ),
        "",
    )
    heading = page.css_first("h1")
    return Briefing(
        "",
        "" if heading or title is None else clean(" ".join(title.text().split())),
        "",
        source=clean(metas.get("og:site_name", "") or metas.get("author", "")),
        date=clean(date[:10]),
        language=clean(language[:2].lower()),
    )


def _without(blocks: Sequence[Block], declared: Sequence[Record]) -> list[Block]:
    """The blocks that are no part of the declared questions and answers."""
    texts = (markup.plain(text) for record in declared for text in record.values())
    keys = {key_of(line) for text in texts for line in text.split("\n")}
    return [block for block in blocks if block.rows or key_of(block.text) not in keys]


def _declared(page: LexborHTMLParser) -> Iterator[Record]:
    """Questions that the page declares, as JSON-LD or in its markup (schema.org)."""
    for script in page.css('script[type="application/ld+json"]'):
        try:
            yield from Finder().records(parsed_json(script.text()))
        except (ValueError, RecursionError, TooManyValuesError):
            continue  # what is shown is there all the same
    for question in page.css('[itemtype*="schema.org/Question"]'):
        name = question.css_first('[itemprop="name"]')
        answer = question.css_first('[itemprop="acceptedAnswer"] [itemprop="text"]')
        answer = answer or question.css_first('[itemprop="text"]')
        if name and answer:
            asked = " ".join(name.text().split())
            text = markup.text_of(answer.html or "")
            if not furniture.is_gap(asked):
                yield {"question": asked, "answer": text}
