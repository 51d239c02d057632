"""Arrays in one file, mapped into memory.

A file is written whole or not at all. What is missing, made for something else or damaged
is noticed, so that it can be made again from what it is derived of.
"""

from __future__ import annotations

import json
import mmap
import os
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.arrays import Array

Facts = Mapping[str, int | str]

_MAGIC = b"ifasked\x00"
_UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)

_PREFIX = len(_MAGIC) + 8  # then the size of the header and its checksum
_ALIGNMENT = 16
_CHUNK = 1 << 20
_MODULUS = 1 << 64


class ArrayFileError(Exception):
    """The file is missing, made for something else, or damaged."""


def write(
    path: Path, arrays: Mapping[str, Array], facts: Facts, bulk: Mapping[str, Array] | None = None
) -> None:
    """Write the arrays to a new file, put in place by one rename. Raises OSError.

    `facts` say what they were made for. Damage to the `bulk` is not noticed: it is too much
    to be read whole, and whatever it holds can be used.
    """
    table: dict[str, tuple[str, int, int]] = {}
    offset = total = 0
    for name, array in arrays.items():
        table[name] = (array.dtype.str, len(array), offset)
        offset += _padded_size(array)
        total += _sum(_padded(array))
    checked = offset
    for name, array in (bulk or {}).items():
        table[name] = (array.dtype.str, len(array), offset)
        offset += _padded_size(array)
    header = json.dumps(
        {
            **facts,
            "checked": checked,
            "size": offset,
            "sum": total % _MODULUS,
            "arrays": table,
        }
    ).encode()
    header += b" " * (-(_PREFIX + len(header)) % _ALIGNMENT)
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        check = zlib.crc32(header)
        file.write(_MAGIC + len(header).to_bytes(4, "little") + check.to_bytes(4, "little"))
        file.write(header)
        for array in (*arrays.values(), *(bulk or {}).values()):
            file.write(_padded(array).data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def read(path: Path, facts: Facts) -> dict[str, Array]:
    """Map the arrays that were written with these facts. Raises ArrayFileError."""
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        start = len(_MAGIC) + 4
        if mapped[: len(_MAGIC)] != _MAGIC:
            raise ArrayFileError(f"{path} is no file of arrays")
        begin = _PREFIX + int.from_bytes(mapped[len(_MAGIC) : start], "little")
        header = mapped[_PREFIX:begin]
        if zlib.crc32(header) != int.from_bytes(mapped[start:_PREFIX], "little"):
            raise ArrayFileError(f"{path} is damaged")
        found = json.loads(header)
        if any(found[name] != fact for name, fact in facts.items()):
            raise ArrayFileError(f"{path} is out of date")
        if len(mapped) - begin != found["size"]:
            raise ArrayFileError(f"{path} was cut short")
        if _sum_of_file(path, begin, found["checked"]) != found["sum"]:
            raise ArrayFileError(f"{path} is damaged")
        return {
            name: np.frombuffer(mapped, np.dtype(dtype), count, begin + offset)
            for name, (dtype, count, offset) in found["arrays"].items()
        }
    except _UNREADABLE as error:
        raise ArrayFileError(f"{path} cannot be read ({error})") from error


def let_go(array: Array) -> None:
    """Give back the memory that a mapped array takes; what is looked at next is mapped anew."""
    mapped = getattr(array.base, "obj", None)
    if isinstance(mapped, mmap.mmap) and hasattr(mapped, "madvise"):
        start = array.ctypes.data - np.frombuffer(mapped, np.uint8).ctypes.data
        first = -(-start // mmap.PAGESIZE) * mmap.PAGESIZE
        last = (start + array.nbytes) // mmap.PAGESIZE * mmap.PAGESIZE
        if first < last:
            mapped.madvise(mmap.MADV_DONTNEED, first, last - first)


def _padded_size(array: Array) -> int:
    return -(-array.nbytes // _ALIGNMENT) * _ALIGNMENT


def _padded(array: Array) -> npt.NDArray[np.uint8]:
    """The bytes of an array, with zeros up to a multiple of _ALIGNMENT."""
    data = np.ascontiguousarray(array).view(np.uint8)
    return np.pad(data, (0, -len(data) % _ALIGNMENT)) if len(data) % _ALIGNMENT else data


def _sum_of_file(path: Path, begin: int, size: int) -> int:
    """The checksum of the bytes from `begin` on, read and not mapped, since what was mapped and
    looked at once would stay in memory."""
    total = 0
    chunk = bytearray(_CHUNK)
    with path.open("rb", buffering=0) as file:
        file.seek(begin)
        while size > 0 and (count := file.readinto(memoryview(chunk)[:size])):
            total += _sum(np.frombuffer(chunk, np.uint8, count))
            size -= count
    return total % _MODULUS


def _sum(data: npt.NDArray[np.uint8]) -> int:
    """A checksum at the speed of memory: the sum of all 8-byte words, without what overflows."""
    return int(np.add.reduce(data.view(np.uint64)))
