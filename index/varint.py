"""Variable-byte code of whole arrays of numbers: seven bits a byte, low bits first.

All bytes of a number but its last have their highest bit set.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from index.arrays import Ints, members, starts_of


def encode(numbers: npt.NDArray[np.uint32]) -> tuple[npt.NDArray[np.uint8], Ints]:
    """Variable-byte code of the numbers, and the offset of each; the last entry is the size."""
    sizes = np.ones(len(numbers), np.int64)
    for bits in (7, 14, 21, 28):
        sizes += numbers >= (1 << bits)
    offsets = starts_of(sizes)
    data = np.empty(offsets[-1], np.uint8)
    first = offsets[:-1]
    largest = int(sizes.max(initial=0))
    for byte in range(largest):
        chosen = slice(None) if byte == 0 else np.flatnonzero(sizes > byte)
        more = (sizes[chosen] > byte + 1).astype(np.uint8) << 7
        data[first[chosen] + byte] = ((numbers[chosen] >> (7 * byte)) & 127).astype(np.uint8) | more
    return data, offsets


def decode(data: npt.NDArray[np.uint8]) -> Ints:
    """The numbers of a stretch of variable-byte code, all below 2**31, int32."""
    more = data > 127
    numbers = data[~more].astype(np.int32)
    at = np.flatnonzero(more)
    number = _number_of(at)
    # Few numbers are of several bytes.
    firsts = np.flatnonzero(np.diff(number, prepend=-1))
    sizes = np.diff(firsts, append=len(at))
    numbers[number[firsts]] <<= 7 * sizes
    byte = 0
    while len(firsts):
        bits = (data[at[firsts + byte]] & 127).astype(np.int32)
        numbers[number[firsts]] |= bits << (7 * byte)
        byte += 1
        firsts, sizes = firsts[sizes > byte], sizes[sizes > byte]
    return numbers


def _number_of(at: Ints) -> Ints:
    """The number that each of the bytes at these places is part of; they are all the bytes
    that another one of their number follows."""
    # Before the k-th of them there are as many last bytes, one a number, as its place less k.
    return at - np.arange(len(at))


class PartialDecoder:
    """Decodes parts of a stretch of code."""

    def __init__(self, data: npt.NDArray[np.uint8]) -> None:
        self._data = data
        self._longer = _number_of(np.flatnonzero(data > 127))

    def numbers(self, first: int, end: int) -> Ints:
        """The numbers from `first` to `end`."""
        low, high = self._offsets(np.array((first, end)))
        return decode(self._data[low:high])

    def runs(self, firsts: Ints, ends: Ints) -> Ints:
        """The numbers of several runs, one after the other."""
        low, high = self._offsets(firsts), self._offsets(ends)
        return decode(self._data[members(low, high - low)])

    def _offsets(self, numbers: Ints) -> Ints:
        """Where these numbers begin."""
        offsets: Ints = numbers + np.searchsorted(self._longer, numbers)
        return offsets
