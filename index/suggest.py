"""What may have been meant: corrections of words that no text holds."""

from __future__ import annotations

from index.languages import in_case_of, tokens
from index.leaves import Word
from index.query import MOST_CHARACTERS, Query
from index.vocabulary import Vocabulary

_MOST_WORDS = 12  # a pasted page is no slip of the finger


def suggest(text: str, query: Query, vocabulary: Vocabulary) -> str | None:
    """The text with unknown words replaced by the library's nearest; None if there is none, or
    if most words of the text are like none: then it is no slip, but another language.
    """
    unknown = {leaf.term for leaf in query.leaves if isinstance(leaf, Word) and leaf.unknown}
    if not unknown:
        return None
    text = text[:MOST_CHARACTERS]
    corrected: list[str] = []
    strange = 0
    end = 0
    seen = -1
    for token in tokens(text):
        if token.position == seen or token.position >= _MOST_WORDS:
            continue
        seen = token.position
        if token.term not in unknown:
            continue
        if nearest := vocabulary.commonest(vocabulary.misspelt(token.term)):
            written = in_case_of(text[token.start : token.end], nearest)
            corrected += [text[end : token.start], written]
            end = token.end
        else:
            strange += 1
    if not corrected or 2 * strange > seen + 1:
        return None
    return "".join((*corrected, text[end:]))
