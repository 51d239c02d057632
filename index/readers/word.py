"""Word documents, by way of the clean HTML that mammoth makes of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from index.errors import ContentError
from index.model import Briefing
from index.readers import furniture, markup
from index.readers.archive import Archive, open_archive
from index.readers.layout import recognise
from index.readers.limits import Limits
from index.readers.reading import Reading, clean

# Styles that say what their names say; bold text and headings mammoth knows by itself.
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Question'] => p > strong:fresh
p[style-name='FAQ Question'] => p > strong:fresh
comment-reference =>
"""
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_UNPACKED = 32_000_000  # bytes; mammoth's parser takes many times the room
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"


@cache
def _mammoth() -> ModuleType:
    """mammoth, without the network: from there it would fetch pictures that lie elsewhere,
    were it told to, and for that alone it imports all of it."""
    name = "urllib.request"
    offline = ModuleType(name)
    offline.urlopen = None  # type: ignore[attr-defined]  # what it takes from there
    before = sys.modules.get(name)
    sys.modules[name] = offline
    try:
        import mammoth
    finally:
        if before is None:
            del sys.modules[name]
        else:
            sys.modules[name] = before
    return cast(ModuleType, mammoth)


def read(path: Path, limits: Limits) -> Reading:
    """Read a document as one briefing; its headers and footers may bear the marking."""
    reading = Reading(one_a_file=True)
    limits = replace(limits, unpacked=min(limits.unpacked, _MOST_UNPACKED))
    with open_archive(path, limits) as archive:
        given = _facts(archive)
    try:
        with path.open("rb") as file:
            converted = _mammoth().convert_to_html(
                file,
                style_map=_STYLES,
                include_embedded_style_map=False,
                convert_image=_no_image,
            )
        blocks = markup.blocks_of_text(converted.value)
    except Exception as error:  # mammoth raises whatever it stumbles over
        reason = str(error) or type(error).__name__
        raise ContentError(path, f"no Word document that can be read ({reason})") from error
    if not blocks:
        raise ContentError(path, "no text found in this document")
    reading.briefings = [recognise(blocks, reading, given)]
    return reading


def _no_image(_image: Any) -> list[Any]:
    return []


def _facts(archive: Archive) -> Briefing:
    properties = archive.part("docProps/core.xml")
    language = properties.findtext(f"{_DUBLIN_CORE}language") if properties is not None else ""
    marking = next(filter(None, map(furniture.marking_of, _edges(archive))), "")
    return Briefing("", "", "", language=clean(language or "")[:2].lower(), marking=marking)


def _edges(archive: Archive) -> Iterator[str]:
    """The paragraphs of headers and footers."""
    for name in sorted(archive.names()):
        if name.startswith(("word/header", "word/footer")) and name.endswith(".xml"):
            part = archive.part(name)
            for paragraph in part.iter(f"{_WORD}p") if part is not None else ():
                yield clean("".join(text.text or "" for text in paragraph.iter(f"{_WORD}t")))
