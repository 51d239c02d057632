"""The numbers of the ranking. `benchmarks/weights.py` shows what each does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """All numbers of the ranking.

    `fields`: how much a word counts where it stands. `normalisation`: b of BM25F, how
    much the length of a field takes away. `saturation`: k1. `unfinished`: of a word that
    only begins as what was typed. `written_out`: of what an acronym stands for. `presence`:
    of a word that is there at all, delta of BM25+. `briefing`: of a briefing beside a pair
    that holds the word as well. `likeness`: of a question to the query, and
    `likeness_long` for a query of LONG_QUERY words; `overlap`: of a briefing with it.

    Of what an entry means, as a share of what the words give the best entry, and that of
    `meaning_least` of the most they could give at least: `meaning`, by how near it is, the less
    the shorter the query and the more of it (up to `explained`) the words explain; `foreign`
    less near is an entry in another language.

    What only its meaning finds has to be nearer than the nearest of N entries is by chance:
    `floor` and `floor_growth` times the square root of 2 ln N, with which the largest of N
    normal numbers grows. For an entry in another language than the query's that is less by
    `floor_foreign`. For a briefing, where the library has hardly anything in the query's language,
    it is no more than `floor_alone` and `floor_alone_growth` above how near all entries are on
    average, or above `typical` if that is less. And it has to be so much as near as the nearest:
    `floor_beside`.

    Two questions are the same from `same` on if the other entry also explains that much of
    the words, `same_explained`, and in two languages from `same_foreign` on: that is the
    cosine of their vectors and `same_letters` of how like they are letter by letter.
    """

    fields: tuple[tuple[str, float], ...] = (
        ("question", 5.0),
        ("answer", 0.7),
        ("briefing", 1.0),
        ("title", 3.0),
        ("topic", 0.6),
        ("source", 0.3),
    )
    normalisation: tuple[tuple[str, float], ...] = (
        ("question", 0.4),
        ("answer", 0.5),
        ("briefing", 0.6),
        ("title", 0.3),
        ("topic", 0.3),
        ("source", 0.3),
    )
    saturation: float = 1.0
    unfinished: float = 0.5
    written_out: float = 0.7
    presence: float = 0.15
    briefing: float = 0.6
    likeness: float = 0.4
    likeness_long: float = 1.2
    overlap: float = 3.0
    meaning: float = 2.25
    meaning_least: float = 0.4
    explained: float = 0.6
    foreign: float = 0.3
    floor: float = 0.25
    floor_growth: float = 0.16
    floor_foreign: float = 0.15
    floor_alone: float = 0.1
    floor_alone_growth: float = 0.05
    typical: float = 0.25
    floor_beside: float = 0.5
    same_letters: float = 0.5
    same: float = 0.8
    same_explained: float = 0.4
    same_foreign: float = 0.65
