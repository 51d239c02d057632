"""Runs in arrays: what all parts that keep lists one after the other are made of."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Ints = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float32]


def starts_of(sizes: Array) -> Ints:
    """Where each of some runs begins that follow one another, and the end of the last; int64."""
    starts: Ints = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    return starts


def members(firsts: Array, sizes: Array) -> Array:
    """The numbers of all runs: so many from each first on, of the type of the firsts."""
    before = firsts - sizes.cumsum() + sizes
    numbers: Array = before.astype(firsts.dtype, copy=False).repeat(sizes)
    numbers += np.arange(len(numbers), dtype=numbers.dtype)
    return numbers
