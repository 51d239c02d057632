"""Columns are derived: what is wrong with their file is noticed and made good."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Library
from index.columns import VERSION, Strings
from index.grams import grams_of, grams_of_all, letters_of
from index.languages import fold
from index.segment import SegmentReader, read_contents
from tests.index.collection import Collection
from tests.index.generated import FIXED_QUERIES, write_kept
from tests.index.memory import columns_of

ROOT = Path(__file__).parents[2]


class Columned:
    """An index whose column file is spoilt again and again."""

    def __init__(self, folder: Path) -> None:
        self.collection = Collection(folder).write_briefings()
        write_kept(self.collection)
        self.collection.build()
        self.path = self.collection.index_file("*.columns")
        self.content = self.path.read_bytes()
        self.answers = self.answers_of(Library.open(self.collection.into))

    @property
    def header(self) -> int:
        """Where the header ends and the arrays begin."""
        return 16 + int.from_bytes(self.content[8:12], "little")

    def answers_of(self, library: Library) -> list[object]:
        """What a library answers to all queries; it is closed."""
        results = [library.search(text) for text in (*FIXED_QUERIES, "")]
        library.close()
        return [(own.hits, own.total, own.suggestion) for own in results]

    def assert_repaired(self) -> None:
        """The next opening repairs the file, the one after has nothing to do."""
        library = Library.open(self.collection.into)
        assert library.repaired
        assert self.answers_of(library) == self.answers
        assert self.path.read_bytes() == self.content
        library = Library.open(self.collection.into)
        library.close()
        assert not library.repaired


@pytest.fixture(scope="module")
def columned(tmp_path_factory: pytest.TempPathFactory) -> Columned:
    return Columned(tmp_path_factory.mktemp("columns"))


def test_columns_made_of_the_segment_are_those_of_the_build(columned: Columned) -> None:
    generation = columned.path.parent
    columned.path.unlink()
    (segment,) = read_contents(generation)
    reader = SegmentReader(generation, segment)
    reader.close()
    assert reader.repaired
    assert columned.path.read_bytes() == columned.content


def test_columns_of_a_fresh_index_need_no_repair(columned: Columned) -> None:
    library = Library.open(columned.collection.into)
    assert not library.repaired
    library.close()


def _with_header(content: bytes, **facts: object) -> bytes:
    end = 16 + int.from_bytes(content[8:12], "little")
    header = json.dumps(json.loads(content[16:end]) | facts).encode()
    header += b" " * (-(16 + len(header)) % 16)
    numbers = (len(header), zlib.crc32(header))
    return content[:8] + b"".join(n.to_bytes(4, "little") for n in numbers) + header + content[end:]


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "one byte": lambda content: content[:1],
    "no header": lambda content: content[:11],
    "half a header": lambda content: content[:100],
    "half": lambda content: content[: len(content) // 2],
    "a byte short": lambda content: content[:-1],
    "a number short": lambda content: content[:-16],
    "longer": lambda content: content + b"\x00" * 16,
    "zeros": lambda content: b"\x00" * len(content),
    "another kind of file": lambda content: "Sea cables are cut.\n".encode("utf-16"),
    "another mark": lambda content: b"x" + content[1:],
    "endless header": lambda content: content[:8] + b"\xff\xff\xff\xff" + content[12:],
    "header of no size": lambda content: content[:8] + b"\x00\x00\x00\x00" + content[12:],
    "header too deep": lambda content: content[:12] + b"[" * 2_000 + content[2_012:],
    "no table": lambda content: _with_header(content, arrays=None),
    "newer version": lambda content: _with_header(content, version=VERSION + 1),
    "older version": lambda content: _with_header(content, version=VERSION - 1),
    "no version": lambda content: _with_header(content, version=None),
    "other documents": lambda content: _with_header(content, documents=0),
    "no arrays": lambda content: _with_header(content, arrays={}),
    "array beyond": lambda content: _with_header(content, arrays={"folds": ["<u4", 10, 10**9]}),
    "array of nothing": lambda content: _with_header(content, arrays={"folds": ["no", 10, 0]}),
}


@pytest.mark.parametrize("how", SPOILT)
def test_spoilt_file_is_noticed_and_made_anew(columned: Columned, how: str) -> None:
    spoilt = SPOILT[how](columned.content)
    assert spoilt != columned.content
    columned.path.write_bytes(spoilt)
    columned.assert_repaired()


def test_missing_file_is_made_anew(columned: Columned) -> None:
    columned.path.unlink()
    columned.assert_repaired()


def test_file_of_another_segment_is_noticed(columned: Columned, collection: Collection) -> None:
    collection.write_briefings().build()
    other = collection.index_file("*.columns")
    shutil.copyfile(other, columned.path)
    columned.assert_repaired()


@settings(max_examples=30)
@given(place=st.floats(0, 1, exclude_max=True), flip=st.sampled_from((1, 2, 8, 32)))
def test_one_wrong_byte_in_the_header_is_noticed(
    columned: Columned, place: float, flip: int
) -> None:
    spoilt = bytearray(columned.content)
    spoilt[int(place * columned.header)] ^= flip
    columned.path.write_bytes(spoilt)
    columned.assert_repaired()


@settings(max_examples=30)
@given(place=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_one_wrong_byte_among_the_arrays_is_noticed(
    columned: Columned, place: float, flip: int
) -> None:
    spoilt = bytearray(columned.content)
    spoilt[columned.header + int(place * (len(spoilt) - columned.header))] ^= flip
    columned.path.write_bytes(spoilt)
    library = Library.open(columned.collection.into)
    library.close()
    assert library.repaired
    assert columned.path.read_bytes() == columned.content


def test_index_opens_where_columns_cannot_be_written(columned: Columned) -> None:
    columned.path.unlink()
    fresh = columned.path.with_suffix(".new")
    fresh.mkdir()
    for _ in range(2):
        library = Library.open(columned.collection.into)
        assert library.repaired
        assert columned.answers_of(library) == columned.answers
    fresh.rmdir()
    columned.assert_repaired()


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="nothing is forbidden to root"
)
def test_read_only_folder_opens(columned: Columned) -> None:
    columned.path.unlink()
    folder = columned.path.parent
    folder.chmod(0o500)
    try:
        library = Library.open(columned.collection.into)
        assert library.repaired
        assert columned.answers_of(library) == columned.answers
    finally:
        folder.chmod(0o700)
    columned.assert_repaired()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit of this kind")
def test_full_disk_opens(columned: Columned) -> None:
    columned.path.unlink()
    program = "\n".join(
        (
            "import resource, sys; from index import Library",
            "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))",
            "library = Library.open(sys.argv[1])",
            "print(library.repaired, library.search('ukraine').total > 0)",
        )
    )
    command = [sys.executable, "-c", program, str(columned.collection.into)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]
    assert not columned.path.exists()
    columned.assert_repaired()


# ------------------------------------------------------------------ stretches of letters

WORDS = st.text(st.characters(codec="utf-8"), max_size=12)


@given(st.lists(WORDS, min_size=1))
def test_stretches_of_many_words_are_those_of_each(words: list[str]) -> None:
    grams, counts = grams_of_all(words)
    ends = np.cumsum(counts).tolist()
    for word, end, count in zip(words, ends, counts.tolist(), strict=True):
        assert grams[end - count : end].tolist() == grams_of(word).tolist()


@pytest.mark.parametrize(
    ("word", "stretches"), [("", 1), ("a", 1), ("ab", 1), ("abc", 2), ("cable", 4), ("aaaaaa", 3)]
)
def test_a_word_has_each_stretch_once(word: str, stretches: int) -> None:
    assert len(grams_of(word)) == stretches


@given(st.lists(WORDS.filter(bool)))
def test_the_set_of_letters_is_that_of_the_letters(words: list[str]) -> None:
    masks = letters_of(words).tolist()
    assert len(masks) == len(words)
    for word, mask in zip(words, masks, strict=True):
        alone = np.bitwise_or.reduce(letters_of(list(word)))
        assert mask == alone == letters_of([word[::-1]])[0]


# ------------------------------------------------------------------ sorted strings

_LINES = st.characters(codec="utf-8", exclude_characters="\n")
_STRINGS = st.lists(st.text("abé北\U0001f600", max_size=4) | st.text(_LINES, max_size=4))


def packed(strings: Sequence[str]) -> tuple[Strings, list[bytes]]:
    """The strings as they lie in a file, and as a list."""
    lines = sorted({string.encode() for string in strings})
    starts = np.cumsum([0, *(len(line) + 1 for line in lines)]).astype(np.uint32)
    data = np.frombuffer(b"".join(line + b"\n" for line in lines), np.uint8)
    return Strings(data, starts), lines


def _numbers(lines: Sequence[bytes], wanted: Callable[[bytes], bool]) -> list[int]:
    return [number for number, line in enumerate(lines) if wanted(line)]


@given(_STRINGS, _STRINGS)
def test_strings_are_found(strings: list[str], others: list[str]) -> None:
    found, lines = packed(strings)
    assert list(found) == lines
    assert len(found) == len(lines)
    for text in strings + others:
        key = text.encode()
        assert found.find(text) == (lines.index(key) if key in lines else None)
        assert list(range(*found.range_of(text))) == _numbers(lines, key.__eq__)


@given(_STRINGS, _STRINGS)
def test_strings_are_found_by_how_they_begin(strings: list[str], others: list[str]) -> None:
    found, lines = packed(strings)
    for text in (*strings, *others, *(text[:1] for text in strings), ""):
        begun = [line.startswith(text.encode()) for line in lines]
        assert list(range(*found.starting_with(text))) == np.flatnonzero(begun).tolist()


@given(_STRINGS, st.text("abé北", max_size=3), st.text("abé北", max_size=3))
def test_strings_between_two_are_found(strings: list[str], low: str, high: str) -> None:
    found, lines = packed(strings)
    first, last = low.encode(), high.encode()
    between = _numbers(
        lines, lambda line: first <= line and (line <= last or line[: len(last)] == last)
    )
    assert list(range(*found.between(low, high))) == between


@given(_STRINGS, st.text("abé北*", max_size=4))
def test_strings_are_found_by_a_pattern(strings: list[str], pattern: str) -> None:
    found, lines = packed(strings)
    regex = rb"[^\n]*".join(re.escape(part.encode()) for part in pattern.split("*"))
    here = found.matching(re.compile(b"^" + regex + b"$", re.MULTILINE)).tolist()
    assert here == _numbers(lines, lambda line: re.fullmatch(regex, line) is not None)


@given(st.lists(st.sampled_from(("aid", "Aid", "café", "cafe", "CAFE", "Łódź", "北")), min_size=1))
def test_terms_of_one_fold_lie_together(answers: list[str]) -> None:
    columns = columns_of(*answers)
    for number, key in enumerate(columns.folds):
        terms = [columns.terms[term].decode() for term in columns.terms_of_fold(number)]
        assert terms == sorted(
            {answer.lower() for answer in answers if fold(answer) == key.decode()}
        )
