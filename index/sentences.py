"""Texts cut into sentences, whatever their language."""

from __future__ import annotations

from sentencex import get_sentence_boundaries

from index.model import Span


def sentences(text: str, language: str = "") -> list[Span]:
    """Where each sentence of the text stands, blanks around it left out; a line of a list is
    one, too. The language (ISO 639-1) says which abbreviations end in a full stop."""
    found = []
    for sentence in get_sentence_boundaries(language or "en", text):
        start, end = sentence["start_index"], sentence["end_index"]
        inner = text[start:end].strip()
        if inner:
            start += text[start:end].index(inner)
            found.append((start, start + len(inner)))
    return found
