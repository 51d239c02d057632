"""Makes the columns of a segment: of its postings, or of other columns without what was deleted.

What the files say (postings, lengths, the order of the words) comes first; the rest (folds,
stems, stretches of letters) follows from that, the same way in both cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from index.arrays import Array, Ints, members, starts_of
from index.codec import MOST_FREQUENT, FieldPostings, lengths_of
from index.columns import Lists, Strings, lines_of
from index.grams import grams_of_all, letters_of, short_grams
from index.languages import fold, stemmer

_QUESTIONS = 10_000  # whose stretches are counted at once


def make_columns(
    postings: Mapping[str, FieldPostings],
    documents: int,
    text_fields: Sequence[str],
    exact_fields: Sequence[str],
    sequence_fields: Sequence[str],
) -> dict[str, Array]:
    """The arrays of a segment. The field "language" has at most one term a document."""
    terms = sorted(
        set().union(*(postings[field].terms for field in text_fields if field in postings)),
        key=lambda term: (fold(term), term),
    )
    number = {term: n for n, term in enumerate(terms)}
    arrays: dict[str, Array] = {}
    for field in text_fields:
        own = postings.get(field, _NOTHING)
        to_number = np.array([number[term] for term in own.terms], np.int64)
        arrays |= _text_column(field, own, to_number, len(terms), documents)
        if field in sequence_fields:
            arrays |= _sequence(field, own, to_number, len(terms), documents)
    for field in exact_fields:
        own = postings.get(field, _NOTHING)
        arrays |= _strings(field, own.terms)
        arrays |= _lists(field, own.starts, own.docs, own.freqs, documents)
    return arrays | _derived(arrays, terms, text_fields, documents)


def without(
    arrays: Mapping[str, Array],
    stays: npt.NDArray[np.bool_],
    text_fields: Sequence[str],
    exact_fields: Sequence[str],
) -> dict[str, Array]:
    """The arrays of a segment of which only some documents are left; they keep their numbers."""
    kept: dict[str, Array] = {}
    counts = {}
    for field in (*text_fields, *exact_fields):
        docs = arrays[f"{field}.docs"]
        stay = stays[docs]
        starts = starts_of(stay)[arrays[f"{field}.lists"]]
        counts[field] = np.diff(starts)
        kept[f"{field}.docs"] = docs[stay]
        kept[f"{field}.freqs"] = arrays[f"{field}.freqs"][stay]
    used = np.any([counts[field] for field in text_fields], axis=0)
    number = starts_of(used)
    terms = _chosen(Strings(arrays["terms"], arrays["terms.starts"]), used)
    for field in text_fields:
        kept[f"{field}.lists"] = starts_of(counts[field][used]).astype(np.uint32)
        kept[f"{field}.lengths"] = np.where(stays, arrays[f"{field}.lengths"], np.uint32(0))
        if f"{field}.sequence" in arrays:
            sequences = arrays[f"{field}.sequence.starts"]
            sizes = np.diff(sequences)
            own = arrays[f"{field}.sequence"][np.repeat(stays, sizes)]
            kept[f"{field}.sequence"] = number[own].astype(_narrowest(len(terms)))
            kept[f"{field}.sequence.starts"] = starts_of(sizes * stays).astype(np.uint32)
    for field in exact_fields:
        here = counts[field] > 0
        kept |= _strings(field, _chosen(Strings(arrays[field], arrays[f"{field}.strings"]), here))
        kept[f"{field}.lists"] = starts_of(counts[field][here]).astype(np.uint32)
    return kept | _derived(kept, terms, text_fields, len(stays))


def _chosen(strings: Strings, chosen: npt.NDArray[np.bool_]) -> list[str]:
    return [strings[number].decode() for number in np.flatnonzero(chosen).tolist()]


# ------------------------------------------------------------------ what the files say


_NOTHING = FieldPostings(
    (), np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64)
)


def _text_column(
    field: str, own: FieldPostings, to_number: Ints, terms: int, documents: int
) -> dict[str, Array]:
    counts = np.diff(own.starts)
    order = np.argsort(to_number)
    starts = np.zeros(terms + 1, np.int64)
    starts[to_number + 1] = counts
    np.cumsum(starts, out=starts)
    where = members(own.starts[:-1][order].astype(np.int32), counts[order])
    return {
        **_lists(field, starts, own.docs[where], own.freqs[where], documents),
        f"{field}.lengths": lengths_of(own, documents).astype(np.uint32),
    }


def _lists(field: str, starts: Ints, docs: Ints, freqs: Ints, documents: int) -> dict[str, Array]:
    return {
        f"{field}.lists": starts.astype(np.uint32),
        f"{field}.docs": docs.astype(_narrowest(documents)),
        f"{field}.freqs": np.minimum(freqs, MOST_FREQUENT).astype(np.uint8),
    }


def _sequence(
    field: str, own: FieldPostings, to_number: Ints, terms: int, documents: int
) -> dict[str, Array]:
    """The terms of each document in order of their positions."""
    before = np.concatenate(([0], np.cumsum(own.freqs, dtype=np.int64)))
    term = np.repeat(to_number.astype(np.int32), np.diff(before[own.starts]))
    document = np.repeat(own.docs, own.freqs).astype(np.int64)
    order = np.argsort((document << 32) | own.positions, kind="stable")
    return {
        f"{field}.sequence": term[order].astype(_narrowest(terms)),
        f"{field}.sequence.starts": np.concatenate(
            ([0], np.cumsum(np.bincount(document, minlength=documents)))
        ).astype(np.uint32),
    }


# ------------------------------------------------------------------ what follows from it


def _derived(
    arrays: Mapping[str, Array], terms: Sequence[str], text_fields: Sequence[str], documents: int
) -> dict[str, Array]:
    lexicon = _lexicon(terms)
    return {
        **lexicon,
        **_question_grams({**arrays, **lexicon}, documents),
        **_stems(arrays, terms, text_fields, documents),
    }


def _lexicon(terms: Sequence[str]) -> dict[str, Array]:
    folded = [fold(term) for term in terms]
    firsts = [n for n, key in enumerate(folded) if n == 0 or key != folded[n - 1]]
    folds = [folded[n] for n in firsts]
    grams, counts = grams_of_all(folds)
    order = np.argsort(grams, kind="stable")
    grams = grams[order]
    owners = np.repeat(np.arange(len(folds)), counts)[order]
    first_grams = np.flatnonzero(np.diff(grams, prepend=grams[:1] - 1 if len(grams) else grams))
    return {
        **_packed("terms", terms),
        **_packed("folds", folds),
        "folds.terms": np.array([*firsts, len(terms)], np.uint32),
        "folds.sizes": np.array([min(len(key), 255) for key in folds], np.uint8),
        "folds.letters": letters_of(folds),
        "grams": grams[first_grams],
        "grams.lists": np.append(first_grams, len(grams)).astype(np.uint32),
        "grams.folds": owners.astype(_narrowest(len(folds))),
        "grams.counts": counts.astype(np.uint8),
    }


def _question_grams(arrays: Mapping[str, Array], documents: int) -> dict[str, Array]:
    """The distinct grams of each document's question, as `short_grams`."""
    starts = arrays["question.sequence.starts"].astype(np.int64)
    gram = np.repeat(short_grams(arrays["grams"]), np.diff(arrays["grams.lists"]))
    owners = arrays["grams.folds"]
    sizes = np.bincount(owners, minlength=len(arrays["grams.counts"]))
    fold_starts = np.concatenate(([0], np.cumsum(sizes)))
    of_fold = Lists(fold_starts, gram[np.argsort(owners, kind="stable")])
    lists: list[Array] = []
    sizes_of = np.zeros(documents, np.int64)
    for first in range(0, documents, _QUESTIONS):
        end = min(first + _QUESTIONS, documents)
        words = arrays["question.sequence"][starts[first] : starts[end]]
        own = np.searchsorted(arrays["folds.terms"], words, side="right") - 1
        document = np.repeat(np.arange(first, end), np.diff(starts[first : end + 1]))
        both = np.unique((np.repeat(document, sizes[own]) << 16) | of_fold.join(own))
        lists.append((both & 0xFFFF).astype(np.uint16))
        sizes_of += np.bincount(both >> 16, minlength=documents)
    return {
        "question.grams": np.concatenate((*lists, np.zeros(0, np.uint16))),
        "question.grams.starts": np.concatenate(([0], np.cumsum(sizes_of))).astype(np.uint32),
    }


def _stems(
    arrays: Mapping[str, Array], terms: Sequence[str], text_fields: Sequence[str], documents: int
) -> dict[str, Array]:
    """For each language of the segment, its stems and the terms that share them."""
    languages = list(Strings(arrays["language"], arrays["language.strings"]))
    # A document of no known language is put into a row that is not looked at.
    row_of = np.full(documents, len(languages), np.int32)
    row_of[arrays["language.docs"]] = np.repeat(
        np.arange(len(languages)), np.diff(arrays["language.lists"])
    )
    used = np.zeros((len(languages) + 1, len(terms)), bool)
    for field in text_fields:
        counts = np.diff(arrays[f"{field}.lists"])
        term = np.repeat(np.arange(len(terms), dtype=np.int32), counts)
        used[row_of[arrays[f"{field}.docs"]], term] = True
    classes: dict[str, list[int]] = {}
    for language, row in zip(languages, used, strict=False):
        name = language.decode()
        stem = stemmer(name)
        if stem is not None:
            for n in np.flatnonzero(row).tolist():
                if not terms[n].isdigit():
                    classes.setdefault(f"{name}:{stem(terms[n])}", []).append(n)
    keys = sorted(classes, key=str.encode)
    lists = [classes[key] for key in keys]
    return {
        **_packed("stems", keys),
        "stems.lists": starts_of(np.array([len(own) for own in lists], np.int64)).astype(np.uint32),
        "stems.terms": np.array([n for own in lists for n in own], _narrowest(len(terms))),
    }


def _strings(field: str, strings: Sequence[str]) -> dict[str, Array]:
    """The terms of an exact field."""
    data, starts = lines_of(strings)
    return {field: data, f"{field}.strings": starts}


def _packed(name: str, strings: Sequence[str]) -> dict[str, Array]:
    data, starts = lines_of(strings)
    return {name: data, f"{name}.starts": starts}


def _narrowest(limit: int) -> type[np.unsignedinteger[Any]]:
    """The type for numbers below `limit`."""
    return np.uint16 if limit <= 1 << 16 else np.uint32
