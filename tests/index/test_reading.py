"""Bytes of any origin become text, or an error that says where they are none."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import ContentError, readers

TEXT = "Zwei Kabel über die Ostsee – „getrennt“.\nWer war es?\nNiemand weiß es.\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reading")


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace("\n", "\u2028").encode(),
        TEXT.replace("Kabel", "Ka\x00b\x07el").encode(),
    ],
)
def test_text_is_read_whatever_its_encoding_and_line_ends(folder: Path, data: bytes) -> None:
    path = folder / "text.txt"
    path.write_bytes(data)
    reading = readers.read(path)
    (briefing,) = reading.briefings
    (pair,) = briefing.qa_pairs
    assert briefing.text == "Zwei Kabel über die Ostsee – „getrennt“."
    assert (pair.question, pair.answer) == ("Wer war es?", "Niemand weiß es.")
    assert reading.remarks == []


def test_text_of_an_old_windows_program_is_read_and_told(folder: Path) -> None:
    path = folder / "old.txt"
    path.write_bytes(TEXT.encode("cp1252"))
    reading = readers.read(path)
    assert next(iter(reading.briefings)).text == "Zwei Kabel über die Ostsee – „getrennt“."
    assert [str(remark) for remark in reading.remarks] == ["not UTF-8; read as Windows-1252"]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"first\nsecond \x00\xff\xfe", 2),  # no text at all
        (b"\xff\xfea\x00b", 1),  # UTF-16, cut in the middle
        (b"\xef\xbb\xbffirst\n\n\xff", 3),  # said to be UTF-8
    ],
)
def test_what_is_no_text_is_an_error_with_its_line(folder: Path, data: bytes, line: int) -> None:
    path = folder / "binary.txt"
    path.write_bytes(data)
    with pytest.raises(ContentError, match=rf"^binary\.txt, line {line}: .*encoding") as caught:
        readers.read(path)
    assert caught.value.line == line


@pytest.mark.parametrize("suffix", readers.READERS)
@given(st.binary() | st.text().map(str.encode) | st.text().map(lambda t: t.encode("utf-16")))
def test_any_bytes_give_a_reading_or_an_error(folder: Path, suffix: str, data: bytes) -> None:
    path = folder / f"any{suffix}"
    path.write_bytes(data)
    with suppress(ContentError):
        assert readers.read(path).briefings


def test_suffix_is_known_in_any_case(folder: Path) -> None:
    path = folder / "LOUD.TXT"
    path.write_text(TEXT, encoding="utf-8")
    assert readers.read(path).briefings


@pytest.mark.parametrize("name", ["plan.doc", "README", "archive.txt.zip"])
def test_format_without_a_reader_is_an_error_that_names_those_there_are(
    folder: Path, name: str
) -> None:
    path = folder / name
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(ContentError, match=r"readable are .*\.jsonl.*\.txt"):
        readers.read(path)


def test_missing_file_is_an_error(folder: Path) -> None:
    with pytest.raises(ContentError, match="No such file"):
        readers.read(folder / "gone.txt")


def test_folder_with_the_name_of_a_file_is_an_error(folder: Path) -> None:
    (folder / "folder.txt").mkdir()
    with pytest.raises(ContentError, match="not a file"):
        readers.read(folder / "folder.txt")
