"""The words of all segments: which of them a typed word stands for, and how well."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from rapidfuzz.distance import OSA

from index.arrays import Array, members
from index.columns import Columns, largest
from index.grams import grams_of, letters_of
from index.languages import fold, stemmer

EXACT, FOLDED, STEMMED = 1.0, 0.9, 0.8
"""How much a form of a word counts: as typed, but for accents, with the same stem."""

_RELATED = 0.35
_ALIKE = 0.4  # Dice coefficient from which two words are taken for related
_MISSPELT = {1: 0.7, 2: 0.4}  # by edit distance
_BEGUN = 0.4  # of what only begins nearly as the word does
_SHORTEST_MISSPELT = 4
_LONG = 7  # from here on a word may have two mistakes
_SHORTEST_RELATED = 4
# In so many fields of documents, or of so many of all documents, a word needs no relatives;
_MANY, _MANY_OF = 100, 0.1
# in languages that have few compounds and are inflected little, in so many.
_INFLECTED_LITTLE = frozenset(("en",))
_ENOUGH = 20
_MOST_LONG_FORMS = 3
_CACHED = 4096


@dataclass(frozen=True, slots=True)
class Forms:
    """Terms that a word stands for: for each segment, numbers and weights."""

    segments: tuple[dict[int, float], ...]

    def __bool__(self) -> bool:
        return any(self.segments)

    def __or__(self, others: Forms) -> Forms:
        """All of both; where both have a term, it counts as the others say."""
        pairs = zip(self.segments, others.segments, strict=True)
        return Forms(tuple({**a, **b} for a, b in pairs))

    def without(self, others: Forms) -> Forms:
        """These but for the terms that are in `others`."""
        pairs = zip(self.segments, others.segments, strict=True)
        return Forms(tuple({t: w for t, w in a.items() if t not in b} for a, b in pairs))


Ranges = tuple[tuple[int, int], ...]
"""For each segment, the numbers of some terms in a row: the first, and the end."""


class Vocabulary:
    """Looks words up in the lexicons of all segments. Outcomes do not depend on how the
    library is cut into segments."""

    def __init__(self, segments: Sequence[Columns]) -> None:
        self._segments = segments
        self._many = max(_MANY, _MANY_OF * sum(columns.documents for columns in segments))
        languages = {
            language.decode() for columns in segments for language in columns.exact["language"][0]
        }
        self._stemmers = {
            language: stem for language in sorted(languages) if (stem := stemmer(language))
        }
        self.beginning_with = lru_cache(_CACHED)(self._beginning_with)
        self.no_forms = Forms(tuple({} for _ in segments))
        self.forms = lru_cache(_CACHED)(self._forms)
        self.misspelt = lru_cache(_CACHED)(self._misspelt)
        self.related = lru_cache(_CACHED)(self._related)
        self.long_forms = lru_cache(_CACHED)(self._long_forms)
        self.short_forms = lru_cache(_CACHED)(self._short_forms)

    def terms(self, forms: Forms) -> set[str]:
        """The terms themselves."""
        return {
            columns.terms[number].decode()
            for columns, own in zip(self._segments, forms.segments, strict=True)
            for number in own
        }

    def _forms(self, term: str) -> Forms:
        """The word itself, its spellings and the other forms of it."""
        folded = fold(term)
        key = term.encode()
        found = self._stemmed(term)
        for columns, own in zip(self._segments, found, strict=True):
            number = columns.folds.find(folded)
            if number is not None:
                for t in columns.terms_of_fold(number):
                    own[t] = EXACT if columns.terms[t] == key else FOLDED
        # In one order, since sums of the same numbers differ by theirs.
        return Forms(tuple(dict(sorted(own.items())) for own in found))

    def _stemmed(self, term: str) -> list[dict[int, float]]:
        """For each segment, the terms with the same stem in one of the languages."""
        keys = [f"{language}:{stem(term)}" for language, stem in self._stemmers.items()]
        found = [
            {columns.terms[t]: t for key in keys for t in columns.terms_of_stem(key)}
            for columns in self._segments
        ]
        # A segment may hold a form, but no text of the language that makes it one.
        forms = set().union(*found)
        for columns, own in zip(self._segments, found, strict=True):
            for form in forms - own.keys():
                number = columns.number_of(form)
                if number is not None:
                    own[form] = number
        return [dict.fromkeys(own.values(), STEMMED) for own in found]

    def _frequency(self, forms: Forms) -> int:
        """In how many fields of documents the terms stand."""
        return sum(
            columns.frequency(term)
            for columns, own in zip(self._segments, forms.segments, strict=True)
            for term in own
        )

    def commonest(self, forms: Forms) -> str | None:
        """The term that stands in most documents; of equals the first by its letters."""
        counts: Counter[str] = Counter()
        for columns, own in zip(self._segments, forms.segments, strict=True):
            for term in own:
                counts[columns.terms[term].decode()] += columns.frequency(term)
        return min(counts, key=lambda term: (-counts[term], term), default=None)

    def commonest_with(self, prefix: str, most: int) -> list[str]:
        """For the commonest folds that begin so, the commonest term of each."""
        counts: Counter[str] = Counter()
        for columns in self._segments:
            low, high = columns.folds.starting_with(prefix)
            frequencies = columns.fold_frequencies(low, high)
            for place in largest(frequencies, most):
                counts[columns.folds[low + place].decode()] += int(frequencies[place])
        best = sorted(counts, key=lambda key: (-counts[key], key))[:most]
        terms = (self.commonest(self._spelt(key)) for key in best)
        return [term for term in terms if term is not None]

    def _beginning_with(self, prefix: str) -> Ranges:
        """For each segment, the range of the terms whose fold begins so."""
        found = []
        for columns in self._segments:
            low, high = columns.folds.starting_with(prefix)
            found.append((int(columns.first_term[low]), int(columns.first_term[high])))
        return tuple(found)

    def matching(self, pattern: re.Pattern[bytes]) -> list[Array]:
        """For each segment, all terms whose fold, as a line of UTF-8, matches."""
        found = []
        for columns in self._segments:
            folds = columns.folds.matching(pattern)
            firsts = columns.first_term[folds].astype(np.int64)
            counts = columns.first_term[folds + 1] - firsts
            found.append(members(firsts, counts))
        return found

    def _spelt(self, key: str) -> Forms:
        """The terms of a fold."""
        numbers = [columns.folds.find(key) for columns in self._segments]
        return self._of_folds({} if n is None else {n: FOLDED} for n in numbers)

    def within(self, word: str, distance: int) -> Forms:
        """Terms at most so many edits away."""
        key = fold(word)
        return self._of_folds(
            {number: _MISSPELT[found] if found else EXACT for number, found in near}
            for near in self._near(key, distance)
        )

    def _misspelt(self, word: str) -> Forms:
        """Terms that a word no text holds may have been meant for: the nearest ones, or else
        those that begin nearly so."""
        key = fold(word)
        if len(key) < _SHORTEST_MISSPELT:
            return self.no_forms
        near = [list(found) for found in self._near(key, 2 if len(key) >= _LONG else 1)]
        least = min((distance for found in near for _, distance in found), default=None)
        if least is None:
            return self._of_folds(self._begun(key))
        return self._of_folds(
            {n: _MISSPELT.get(distance, EXACT) for n, distance in found if distance == least}
            for found in near
        )

    def _begun(self, key: str) -> Iterator[dict[int, float]]:
        """For each segment, folds that begin with something one edit away from the key."""
        mask = letters_of([key])[0]
        for columns in self._segments:
            low, high = columns.folds.starting_with(key[0])
            missing = np.bitwise_count(mask & ~columns.fold_letters[low:high])
            found = {}
            for number in (np.flatnonzero(missing <= 1) + low).tolist():
                other = columns.folds[number].decode()
                begun = (other[: len(key) + more] for more in (0, 1, -1))
                if any(OSA.distance(key, start, score_cutoff=1) <= 1 for start in begun):
                    found[number] = _BEGUN
            yield found

    def _near(self, key: str, most: int) -> Iterator[list[tuple[int, int]]]:
        """For each segment, folds within an edit distance, with it."""
        size = len(key)
        mask = letters_of([key])[0]
        for columns in self._segments:
            sizes = columns.fold_sizes
            likely = np.abs(sizes.astype(np.int16) - min(size, 255)) <= most
            likely &= np.bitwise_count(columns.fold_letters ^ mask) <= 2 * most
            found = []
            for number in np.flatnonzero(likely).tolist():
                other = columns.folds[number].decode()
                distance = OSA.distance(key, other, score_cutoff=most)
                # Few slips are in the first letter, so two that begin there are two words.
                if distance <= most and (distance < 2 or other[0] == key[0]):
                    found.append((number, distance))
            yield found

    def _related(self, word: str) -> Forms:
        """Terms that share most stretches of letters with the word: compounds, derivations;
        not its own forms.

        A word that many texts hold has none, as it finds enough by itself; in a language whose
        words have most of their relatives among their forms, a few texts are enough.
        """
        key = fold(word)
        if len(key) < _SHORTEST_RELATED:
            return self.no_forms
        forms = self.forms(word)
        enough = _ENOUGH if self._is_inflected_little(word) else self._many
        if self._frequency(forms) > enough:
            return self.no_forms
        grams = grams_of(key)
        found = []
        for columns in self._segments:
            shared = columns.shared_grams(grams)
            folds = np.flatnonzero(shared >= 1 + int(_ALIKE * len(grams) / 2))
            alike = 2 * shared[folds] / (len(grams) + columns.gram_counts[folds])
            near = alike > _ALIKE
            weights = (_RELATED * alike[near]).tolist()
            found.append(dict(zip(folds[near].tolist(), weights, strict=True)))
        return self._of_folds(found).without(forms)

    def _long_forms(self, acronym: str) -> tuple[tuple[str, ...], ...]:
        """What an acronym stands for by the texts, folded; what most of them say first."""
        counts: Counter[str] = Counter()
        for columns in self._segments:
            entries, column = columns.exact["acronym"]
            for number, entry in entries.each_with(f"{fold(acronym)}\t"):
                _, _, long = entry.partition("\t")
                counts[long] += column.starts[number + 1] - column.starts[number]
        best = sorted(counts, key=lambda long: (-counts[long], long))[:_MOST_LONG_FORMS]
        return tuple(tuple(long.split()) for long in best)

    def _short_forms(self, first: str) -> dict[str, dict[tuple[str, ...], str]]:
        """What is abbreviated and begins with this folded word, and its acronym, by the word
        that comes second."""
        found: dict[str, dict[tuple[str, ...], str]] = {}
        for columns in self._segments:
            entries, _ = columns.exact["acronym"]
            for _, entry in entries.each_with(f"{first} "):
                long, _, short = entry.partition("\t")
                words = tuple(long.split())
                found.setdefault(words[1], {})[words] = short
        return found

    def _is_inflected_little(self, word: str) -> bool:
        return any(
            columns.stems.find(f"{language}:{stem(word)}") is not None
            for language, stem in self._stemmers.items()
            if language in _INFLECTED_LITTLE
            for columns in self._segments
        )

    def _of_folds(self, found: Iterable[dict[int, float]]) -> Forms:
        """Forms of fold numbers and weights."""
        return Forms(
            tuple(
                {term: weight for n, weight in own.items() for term in columns.terms_of_fold(n)}
                for columns, own in zip(self._segments, found, strict=True)
            )
        )
