"""What each weight of the ranking does, and what choosing weights by these queries is worth.

`python -m benchmarks.weights --corpora DIR` changes the numbers of `index.weights.Weights`
one at a time, then searches for better ones on some of the queries and judges them by the
others.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from benchmarks import corpora as texts
from benchmarks import queries
from benchmarks.corpora import Document
from benchmarks.measure import first_right
from benchmarks.queries import Judged
from benchmarks.report import machine, table
from benchmarks.worker import LIMIT
from index.library import Library
from index.manifest import current_generation
from index.weights import Weights

PAGE = Path(__file__).with_suffix(".md")

CHANGES = (0.5, 2.0, 0.0)
"""What each weight is multiplied by to see what it does."""

GRID = (0.5, 0.75, 1.5, 2.0)
"""What the search multiplies a weight by."""

FOLDS = 5

_MOST = {"normalisation": 1.0}  # beyond it a short field would count below nothing
_QUICK = 40  # queries of each set
_TRANSLATED = "XQuAD"

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Knob:
    """One number of the weights: a field of `Weights`, or an entry of a field of several."""

    field: str
    entry: str = ""

    def __str__(self) -> str:
        return f"{self.field}: {self.entry}" if self.entry else self.field

    def value(self, weights: Weights) -> float:
        """The number as it is."""
        value: Any = getattr(weights, self.field)
        number: float = dict(value)[self.entry] if self.entry else value
        return number

    def scaled(self, weights: Weights, factor: float) -> Weights:
        """The weights with this number multiplied, as far as it may go."""
        number = min(self.value(weights) * factor, _MOST.get(self.field, math.inf))
        value: Any = number
        if self.entry:
            value = tuple((dict(getattr(weights, self.field)) | {self.entry: number}).items())
        return replace(weights, **{self.field: value})


def knobs_of(weights: Weights) -> list[Knob]:
    """All numbers of the weights, in order."""
    found = []
    for field in fields(weights):
        value = getattr(weights, field.name)
        entries = [name for name, _ in value] if isinstance(value, tuple) else [""]
        found += [Knob(field.name, entry) for entry in entries]
    return found


class JudgedSet:
    """Judged queries of a collection, and how well they are answered with any weights."""

    def __init__(self, name: str, corpus: str, index: Path, judged: Sequence[Judged]) -> None:
        self.name = name
        self.corpus = corpus
        self.judged = judged
        self._generation = current_generation(index)
        self._known: dict[Weights, Floats] = {}

    def scores(self, weights: Weights, asked: Mask) -> Floats:
        """The reciprocal rank of each query that is asked; the others' may be nan."""
        known = self._known.setdefault(weights, np.full(len(self.judged), np.nan))
        missing = np.flatnonzero(asked & np.isnan(known))
        if len(missing):
            # With b = 1 a document without the field divides by 0; nothing there counts.
            with np.errstate(divide="ignore"):
                library = Library(self._generation, weights)
            with closing(library):
                known[missing] = [_reciprocal(library, self.judged[n]) for n in missing.tolist()]
        return known


def _reciprocal(library: Library, item: Judged) -> float:
    hits = library.search(item.text, limit=LIMIT).hits
    rank = first_right([hit.id for hit in hits], item.targets)
    return 1 / rank if rank else 0.0


class Estimate(NamedTuple):
    """A mean and its standard error."""

    mean: float
    error: float

    @property
    def is_clear(self) -> bool:
        """Whether it is more than chance gives: two standard errors away from 0."""
        return abs(self.mean) > 2 * self.error


class Trial:
    """The queries of all sets in a row, by which weights are judged.

    `owner` is the number of the set of each query, `fold` the part of its set it is in;
    `each` marks the queries of each set.
    """

    def __init__(self, sets: Sequence[JudgedSet]) -> None:
        self.sets = sets
        self.owner = np.repeat(np.arange(len(sets)), [len(own.judged) for own in sets])
        self.fold = np.array([_fold(item) for own in sets for item in own.judged])
        self.all: Mask = np.ones(len(self.owner), bool)
        self.each = {own.name: self.owner == number for number, own in enumerate(sets)}

    def scores(self, weights: Weights, asked: Mask) -> Floats:
        """The reciprocal rank of each query that is asked; the others' may be nan."""
        return np.concatenate(
            [own.scores(weights, asked[self.owner == n]) for n, own in enumerate(self.sets)]
        )

    def of_corpus(self, corpus: str) -> Mask:
        """Which queries are of the corpus."""
        return np.array([own.corpus == corpus for own in self.sets])[self.owner]

    def estimate(self, values: Floats, of: Mask) -> Estimate:
        """The mean of the means of the sets, as far as queries of theirs are chosen.

        Its error is that of sets that have nothing to do with each other.
        """
        chosen = [values[of & (self.owner == number)] for number in np.unique(self.owner[of])]
        variance = sum(float(own.var()) / len(own) for own in chosen)
        mean = float(np.mean([own.mean() for own in chosen]))
        return Estimate(mean, math.sqrt(variance) / len(chosen))


def _fold(item: Judged) -> int:
    """The fold of a query: that of the entry it asks for.

    So all that ask for one entry stay together: other words, typing errors, translations.
    """
    return crc32(min(item.targets).encode()) % FOLDS


class Effects:
    """What a change of each weight alone does to each query."""

    def __init__(self, trial: Trial, weights: Weights) -> None:
        self.trial = trial
        self.weights = weights
        self.present = trial.scores(weights, trial.all)
        self.of: dict[Knob, Floats] = {}
        """For each of CHANGES a row: by how much the reciprocal rank of each query rises."""
        for knob in knobs_of(weights):
            _tell(f"effect of {knob}")
            self.of[knob] = np.stack([self._effect(knob, factor) for factor in CHANGES])

    def _effect(self, knob: Knob, factor: float) -> Floats:
        changed = knob.scaled(self.weights, factor)
        return self.trial.scores(changed, self.trial.all) - self.present

    def tune(self, training: Mask) -> dict[Knob, float]:
        """One pass of coordinate search: for each weight the factor that is best by the mean
        over the training queries, those before it changed already.

        Only queries that its change alone moved are asked again; the others are taken to
        stay. That a choice rests on this does no harm to the figures: what comes of the
        weights in the end is asked of every query.
        """
        weights, values = self.weights, self.present
        chosen = {}
        for knob, effect in self.of.items():
            moved = training & effect.any(axis=0)
            tries = {1.0: values}
            for factor in GRID if moved.any() else ():
                found = self.trial.scores(knob.scaled(weights, factor), moved)
                tries[factor] = np.where(moved, found, values)
            means = {f: self.trial.estimate(tried, training).mean for f, tried in tries.items()}
            # Rounded, so that of equal ones the present weight stays.
            best = max(means, key=lambda factor: round(means[factor], 9))
            weights, values = knob.scaled(weights, best), tries[best]
            chosen[knob] = best
        return chosen

    def changes(self, chosen: dict[Knob, float]) -> Floats:
        """By how much the reciprocal rank of each query rises with the chosen factors."""
        weights = self.weights
        for knob, factor in chosen.items():
            weights = knob.scaled(weights, factor)
        return self.trial.scores(weights, self.trial.all) - self.present


# ------------------------------------------------------------------ the queries


def judged_sets(corpora: Path, work: Path, count: int) -> list[JudgedSet]:
    """All sets, `count` queries of each; their indexes are built, or kept from the last time."""
    medical = texts.medquad(corpora)
    items = queries.known_items(medical, count)
    faq, similar = queries.similar(corpora)
    medquad_index = _index(work / "medquad", medical)
    sets = [
        JudgedSet("other words", "FAQ", _index(work / "faq", faq), _sample(similar, count, "faq")),
        JudgedSet("keywords", "MedQuAD", medquad_index, items),
        JudgedSet("typos", "MedQuAD", medquad_index, queries.with_typos(items)),
    ]
    for language in texts.XQUAD_LANGUAGES:
        documents, asked = queries.contexts(corpora, language)
        index = _index(work / f"xquad-{language}", documents)
        name = f"{_TRANSLATED} {language}"
        sets.append(JudgedSet(name, _TRANSLATED, index, _sample(asked, count, name)))
    return sets


def _index(folder: Path, documents: Sequence[Document]) -> Path:
    """The folder with an index of the documents; a build keeps what has not changed."""
    content = folder.with_suffix(".jsonl")
    if not content.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        texts.write_content(documents, content)
    Library.build([content], folder)
    return folder


def _sample(judged: Sequence[Judged], count: int, seed: str) -> list[Judged]:
    return Random(seed).sample(judged, min(count, len(judged)))


# ------------------------------------------------------------------ the tables


def report(effects: Effects, *, leave_out: bool) -> Iterator[str]:
    """All parts of the page but its head, one after the other."""
    yield "## What each weight does"
    yield _EFFECTS
    yield _effects(effects)
    yield "## What tuning is worth"
    yield _CROSS_VALIDATION
    folds = [_tuned(effects, f"fold {n + 1}", effects.trial.fold != n) for n in range(FOLDS)]
    yield _cross_validation(effects, folds)
    yield "The factors that were chosen without each fold, and on all queries:"
    yield _factors(effects, [*folds, _tuned(effects, "all queries", effects.trial.all)])
    if leave_out:
        yield "## Whether weights carry over"
        yield _LEAVE_OUT
        yield _left_out(effects)


_EFFECTS = f"""\
The change of MRR@{LIMIT} in thousandths when a weight is halved / doubled / set to 0 and all
others stay; `normalisation` goes no further than 1. Bold: more than two standard errors of the
difference away from 0, which one in twenty is by chance. A dot: no query is answered otherwise,
so these queries say nothing about the weight."""

_CROSS_VALIDATION = f"""\
The queries are cut into {FOLDS} folds, all that ask for the same entry into the same one. From
the present weights, one pass of coordinate search over {", ".join(f"×{f:g}" for f in GRID)} takes
the best mean over all sets on {FOLDS - 1} folds; the other fold is held out. Changes are given
with their standard errors, clear ones in bold. Nothing is held out from the present weights:
whoever chose them may have had all of these corpora in view."""

_LEAVE_OUT = """\
The same search on all other sets, and what came of it on the sets that are left out."""


def _effects(effects: Effects) -> str:
    trial = effects.trial
    groups = trial.each | {"mean": trial.all}
    now = [f"{trial.estimate(effects.present, of).mean:.3f}" for of in groups.values()]
    rows = [["*MRR as it is*", "", *now]]
    for knob, effect in effects.of.items():
        cells = [_effect(trial, effect, of) for of in groups.values()]
        rows.append([str(knob), f"{knob.value(effects.weights):g}", *cells])
    return table(("weight", "now", *groups), rows)


def _effect(trial: Trial, effect: Floats, of: Mask) -> str:
    if not effect[:, of].any():
        return "·"
    return " / ".join(
        _clear(estimate, f"{estimate.mean * 1000:+z.0f}")
        for estimate in (trial.estimate(row, of) for row in effect)
    )


def _cross_validation(effects: Effects, folds: Sequence[dict[Knob, float]]) -> str:
    """For each set the MRR as it is, tuned in training, tuned and held out."""
    trial = effects.trial
    changes = np.stack([effects.changes(chosen) for chosen in folds])
    held_out = changes[trial.fold, np.arange(len(trial.fold))]
    # Each query is in training for all folds but its own.
    training = (changes.sum(axis=0) - held_out) / (FOLDS - 1)
    rows = []
    for name, of in (trial.each | {"mean": trial.all}).items():
        now = trial.estimate(effects.present, of).mean
        known, new = trial.estimate(training, of), trial.estimate(held_out, of)
        rows.append(
            (
                name,
                f"{np.count_nonzero(of)}",
                f"{now:.3f}",
                f"{now + known.mean:.3f}",
                _signed(known),
                f"{now + new.mean:.3f}",
                _signed(new),
            )
        )
    head = ("", "queries", "present", "tuned, in training", "change", "tuned, held out", "change")
    return table(head, rows)


def _factors(effects: Effects, tunings: Sequence[dict[Knob, float]]) -> str:
    rows = [
        (str(knob), *("·" if chosen[knob] == 1 else f"×{chosen[knob]:g}" for chosen in tunings))
        for knob in effects.of
    ]
    return table(("", *(f"fold {n + 1}" for n in range(FOLDS)), "all"), rows)


def _left_out(effects: Effects) -> str:
    trial = effects.trial
    rows = []
    for name, left_out in _parts(trial).items():
        chosen = _tuned(effects, f"without {name}", ~left_out)
        changes = effects.changes(chosen)
        now, new = trial.estimate(effects.present, left_out), trial.estimate(changes, left_out)
        rows.append(
            (
                name,
                _signed(trial.estimate(changes, ~left_out)),
                f"{now.mean:.3f}",
                f"{now.mean + new.mean:.3f}",
                _signed(new),
            )
        )
    head = ("left out", "change on the others", "present", "tuned on the others", "change")
    return table(head, rows)


def _parts(trial: Trial) -> dict[str, Mask]:
    """What is left out: each corpus, and each set of the one that comes in several languages."""
    corpora = dict.fromkeys(own.corpus for own in trial.sets)
    languages = [own.name for own in trial.sets if own.corpus == _TRANSLATED]
    return {corpus: trial.of_corpus(corpus) for corpus in corpora} | {
        language: trial.each[language] for language in languages
    }


def _tuned(effects: Effects, what: str, training: Mask) -> dict[Knob, float]:
    _tell(f"tuning, {what}")
    return effects.tune(training)


def _signed(estimate: Estimate) -> str:
    return _clear(estimate, f"{estimate.mean:+z.3f}") + f" ± {estimate.error:.3f}"


def _clear(estimate: Estimate, text: str) -> str:
    return f"**{text}**" if estimate.is_clear else text


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


# ------------------------------------------------------------------ the command


def main(arguments: Sequence[str] | None = None) -> None:
    """Judge the weights."""
    options = _parser().parse_args(arguments)
    count = min(options.queries, _QUICK) if options.quick else options.queries
    started = time.perf_counter()
    trial = Trial(judged_sets(options.corpora, options.work.resolve(), count))
    parts = list(report(Effects(trial, Weights()), leave_out=not options.quick))
    minutes = (time.perf_counter() - started) / 60
    command = f"python -m benchmarks.weights --corpora DIR --queries {count}"
    if options.quick:
        command += " --quick"
    head = f"{date.today().isoformat()}, {machine()}. `{command}`, {minutes:.0f} minutes."
    page = "\n\n".join(["# The weights of the ranking", head, *parts]) + "\n"
    if options.write:
        PAGE.write_text(page, "utf-8")
    else:
        print(page)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.weights", description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True, help="folder of the corpora")
    parser.add_argument("--queries", type=int, default=120, help="so many of each set")
    parser.add_argument(
        "--quick", action="store_true", help=f"at most {_QUICK} of each set, none left out"
    )
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name} instead")
    parser.add_argument(
        "--work", type=Path, default=Path("build/weights"), help="folder for texts and indexes"
    )
    return parser


if __name__ == "__main__":
    main()
