"""What may have been meant where nothing was found."""

from __future__ import annotations

from itertools import islice

from whoosh.searching import Searcher

from index.languages import LONGEST_WORD, stem, words

_FIELDS = ("question", "answer", "briefing")
_SHORTEST = 4
_LONG = 7
_MOST_WORDS = 12  # a word costs some milliseconds, and a pasted page is no slip of the finger


def suggest(text: str, searcher: Searcher) -> str | None:
    """The text with unknown words replaced by the library's nearest; None if there is none.

    Nearest is by edit distance: one for short words, two from seven letters on.
    """
    reader = searcher.reader()
    unknown = (
        (word, span)
        for word, span in words(text)
        if _SHORTEST <= len(word) <= LONGEST_WORD
        and not any((field, word) in reader for field in _FIELDS)
    )
    corrected, end = [], 0
    for word, (start, stop) in islice(unknown, _MOST_WORDS):
        if nearest := _nearest(word, searcher):
            corrected += [text[end:start], nearest]
            end = stop
    return "".join((*corrected, text[end:])) if corrected else None


def _nearest(word: str, searcher: Searcher) -> str | None:
    # Whoosh ranks what lies within a distance by frequency alone, so the near are asked first.
    for distance in (1, 2) if len(word) >= _LONG else (1,):
        for field in _FIELDS:
            terms = searcher.corrector(field).suggest(word, limit=1, maxdist=distance, prefix=1)
            if terms:
                return _as_written(terms[0], field, searcher)
    return None


def _as_written(term: str, field: str, searcher: Searcher) -> str:
    """A word of the content for the term, which may be no more than a stem."""
    data = searcher.stored_fields(searcher.postings(field, term).id())["data"]
    text = str(data.get("text" if field == "briefing" else field, ""))
    return next((word for word, _ in words(text) if term in (word, stem(word))), term)
