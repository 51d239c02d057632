"""Stretches of letters, by which words that share no stem are still known to be alike."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from index.arrays import Array, members

_MULTIPLIER = 0x9E3779B97F4A7C15

GRAM = 4
"""Words are compared by their stretches of this many letters, "<" and ">" around them."""


@lru_cache(1 << 12)
def grams_of(word: str) -> npt.NDArray[np.uint32]:
    """The distinct stretches of letters of a word, hashed."""
    codes = [ord(letter) for letter in f"<{word}>"]
    codes += [0] * (GRAM - len(codes))
    hashed = set()
    for start in range(len(codes) - GRAM + 1):
        gram = 0
        for code in codes[start : start + GRAM]:
            gram = (gram + code) * _MULTIPLIER & 0xFFFFFFFFFFFFFFFF
        hashed.add(gram >> 32)
    return np.array(sorted(hashed), np.uint32)


def grams_of_all(words: Sequence[str]) -> tuple[npt.NDArray[np.uint32], Array]:
    """`grams_of` each word, one after the other, and how many each has."""
    text = "".join(f"<{word}>" for word in words)
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
    sizes = np.array([len(word) + 2 for word in words], np.int64)
    counts = np.maximum(sizes - GRAM + 1, 1)
    ends = np.cumsum(sizes)
    firsts = members(ends - sizes, counts)
    last = np.repeat(ends - 1, counts)
    grams = np.zeros(len(firsts), np.uint64)
    for letter in range(GRAM):
        at = firsts + letter
        grams += np.where(at <= last, codes[np.minimum(at, len(codes) - 1)], 0)
        grams *= np.uint64(_MULTIPLIER)
    hashed = (grams >> np.uint64(32)).astype(np.uint32)
    # A word that repeats a stretch has it once.
    owner = np.repeat(np.arange(len(words), dtype=np.int64), counts)
    both = np.unique((owner << 32) | hashed)
    return (both & 0xFFFFFFFF).astype(np.uint32), np.bincount(both >> 32, minlength=len(words))


def short_grams(grams: Array) -> Array:
    """Grams in 16 bits: enough to compare a few texts, where it hardly matters that one in a
    thousand seems to be shared and is not."""
    return (grams >> np.uint32(16)).astype(np.uint16)


def letters_of(words: Sequence[str]) -> npt.NDArray[np.uint32]:
    """The set of letters of each word, as 32 bits that letters share."""
    sizes = np.array([len(word) for word in words], np.int64)
    codes = np.frombuffer("".join(words).encode("utf-32-le"), np.uint32)
    bits = np.uint32(1) << ((codes * np.uint32(0x9E3779B1)) >> np.uint32(27))
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64)
    return np.bitwise_or.reduceat(bits, starts) if len(words) else bits
