"""Rich formats: the same document gives the same entries from each of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from html import escape
from pathlib import Path

import pytest
from PySide6.QtGui import QPdfWriter, QTextDocument

from index import Briefing, ContentError, readers
from index.readers.limits import Limits
from tests.index.documents import (
    Paragraph,
    paragraphs,
    write_archive,
    write_open_text,
    write_pdf,
    write_word,
)

CLIENT = Path(__file__).parents[2] / "resources" / "content" / "NATO and Ukraine.txt"


def read(path: Path) -> Briefing:
    (briefing,) = readers.read(path).briefings
    return briefing


def write_html(path: Path, text: str) -> None:
    body = "\n".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if line)
    path.write_text(f"<!doctype html><html><body>{body}</body></html>", "utf-8")


WRITERS: dict[str, Callable[[Path, str], object]] = {
    ".docx": lambda path, text: write_word(path, paragraphs(text)),
    ".odt": lambda path, text: write_open_text(path, paragraphs(text)),
    ".pdf": lambda path, text: write_pdf(path, paragraphs(text)),
    ".html": write_html,
    ".md": lambda path, text: path.write_text(text.replace("\n", "\n\n"), "utf-8"),
    ".txt": lambda path, text: path.write_bytes(text.encode("utf-16")),
}


@pytest.mark.parametrize("suffix", WRITERS)
def test_the_clients_briefing_is_the_same_in_every_format(tmp_path: Path, suffix: str) -> None:
    expected = read(CLIENT)
    path = tmp_path / f"NATO and Ukraine{suffix}"
    WRITERS[suffix](path, CLIENT.read_text("utf-8").rstrip("\n"))
    found = read(path)
    assert (found.title, found.text) == (expected.title, expected.text)
    assert found.qa_pairs == expected.qa_pairs
    assert len(found.qa_pairs) == 5


def assert_is_the_clients(found: Briefing) -> None:
    expected = read(CLIENT)
    assert found.text == expected.text
    asked = [(pair.question, pair.answer) for pair in found.qa_pairs]
    assert asked == [(pair.question, pair.answer) for pair in expected.qa_pairs]
    assert len(asked) == 5


@pytest.mark.parametrize(
    "name", ["plain.docx", "plain.odt", "plain.pdf", "styled.docx", "styled.pdf"]
)
def test_the_clients_briefing_is_the_same_as_libreoffice_saves_it(name: str) -> None:
    assert_is_the_clients(read(Path(__file__).parent / "saved" / name))


@pytest.mark.parametrize("styled", [False, True])
def test_the_clients_briefing_is_the_same_as_qt_prints_it(
    tmp_path: Path, qapp: object, styled: bool
) -> None:
    lines = CLIENT.read_text("utf-8").split("\n")
    tags = ["h2" if styled and line.endswith("?") else "p" for line in lines]
    parts = zip(tags, lines, strict=True)
    document = QTextDocument()
    document.setHtml("".join(f"<{tag}>{escape(line)}</{tag}>" for tag, line in parts if line))
    path = tmp_path / "NATO and Ukraine.pdf"
    document.print_(QPdfWriter(str(path)))
    assert_is_the_clients(read(path))


TABLE = """<h1>Harbour questions</h1><p>The harbour is being rebuilt. This is all that is known.</p>
<table width="100%">{names}
<tr><td width="40%">Will it be ready in time for the season, as was promised in March?</td>
<td>Yes. All of the work is on schedule and it will be ready for the whole of the season, as the
ministry has said in March and again in May.</td></tr>
<tr><td>What does it cost?</td><td>Thirty million.</td></tr>
<tr><td>Who pays for it, and from which budget does that come?</td><td>The region.</td></tr>
</table><p>For the press only.</p>"""


@pytest.mark.parametrize("names", ["", "<tr><th>Question</th><th>Response</th></tr>"])
def test_questions_in_a_table_of_a_pdf_are_read_cell_by_cell(
    tmp_path: Path, qapp: object, names: str
) -> None:
    document = QTextDocument()
    document.setHtml(TABLE.format(names=names))
    path = tmp_path / "table.pdf"
    document.print_(QPdfWriter(str(path)))
    found = read(path)
    assert [(pair.question, pair.answer[-12:]) for pair in found.qa_pairs] == [
        ("Will it be ready in time for the season, as was promised in March?", "gain in May."),
        ("What does it cost?", "rty million."),
        ("Who pays for it, and from which budget does that come?", "The region."),
    ]
    assert found.title == "Harbour questions"
    assert found.text.startswith("The harbour is being rebuilt.")
    assert found.text.endswith("For the press only.")


STYLED = [
    Paragraph("Ferries in winter", level=1),
    Paragraph("The ferry runs all year, as far as the ice allows it to."),
    Paragraph("Do the ferries run in ice?", bold=True),
    Paragraph("They do. Is there any doubt? There is none."),
    Paragraph("What does it cost?", bold=True),
    Paragraph("Nothing more."),
]


@pytest.mark.parametrize("write", [write_word, write_open_text, write_pdf])
def test_headings_and_bold_questions_are_known(tmp_path: Path, write: Callable[..., None]) -> None:
    path = tmp_path / f"styled{ {write_word: '.docx', write_open_text: '.odt'}.get(write, '.pdf') }"
    write(path, STYLED, header="OFFICIAL-SENSITIVE")
    found = read(path)
    assert (found.title, found.marking) == ("Ferries in winter", "OFFICIAL-SENSITIVE")
    assert found.text == "The ferry runs all year, as far as the ice allows it to."
    assert [(pair.question, pair.answer) for pair in found.qa_pairs] == [
        ("Do the ferries run in ice?", "They do. Is there any doubt? There is none."),
        ("What does it cost?", "Nothing more."),
    ]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        # A lone hyphen is most likely the word's own,
        (["It is a well-", "kept book."], "It is a well-kept book."),
        # unless the word stands elsewhere without it.
        (
            ["Cooperation is all that co-", "operation is."],
            "Cooperation is all that cooperation is.",
        ),
        # Where many lines end so, the program that made it parts words, but for those it shows.
        (
            ["Of long-term plans, be-", "tween us, the long-", "term ones are bet-", "ter."],
            "Of long-term plans, between us, the long-term ones are better.",
        ),
    ],
)
def test_words_that_a_line_of_a_pdf_parts_are_whole_again(
    tmp_path: Path, lines: list[str], text: str
) -> None:
    path = tmp_path / "parted.pdf"
    write_pdf(path, [Paragraph(line) for line in lines])
    assert read(path).text == text


def test_pages_of_a_pdf_are_read_as_one_text(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    answer = " ".join(
        f"Sentence number {n} tells of the long way to the harbour." for n in range(60)
    )
    content = [
        Paragraph("Ferry."),
        Paragraph("How long is it?"),
        Paragraph(answer),
        Paragraph("Why?"),
        Paragraph("So."),
    ]
    write_pdf(path, content, header="TLP:AMBER", footer="Page # of 3", lines_a_page=15)
    found = read(path)
    assert found.marking == "TLP:AMBER"
    assert [(pair.question, pair.answer) for pair in found.qa_pairs] == [
        ("How long is it?", answer),
        ("Why?", "So."),
    ]


def test_a_pdf_without_text_is_said_to_be_so(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    write_pdf(path, [])
    with pytest.raises(ContentError, match=r"no text, only pictures.*OCR"):
        readers.read(path)


def test_a_damaged_text_layer_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ocr.pdf"
    write_pdf(path, [Paragraph("The of?ce has no certi?cation for a speci?c of?cer. " * 5)])
    reading = readers.read(path)
    assert list(reading.briefings)
    assert any("text layer is damaged" in remark.message for remark in reading.remarks)


# ------------------------------------------------------------------ what comes to harm


@pytest.mark.parametrize("suffix", [".docx", ".odt", ".xlsx", ".ods", ".pdf"])
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7\n", b"<html>", bytes(range(256))])
def test_what_its_name_does_not_hold_is_an_error_in_one_line(
    tmp_path: Path, suffix: str, data: bytes
) -> None:
    path = tmp_path / f"broken{suffix}"
    path.write_bytes(data)
    with pytest.raises(ContentError) as caught:
        readers.read(path)
    assert str(caught.value).count("\n") == 0


@pytest.mark.parametrize("suffix", [".docx", ".odt"])
def test_a_document_cut_short_is_an_error(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"short{suffix}"
    WRITERS[suffix](path, "Text.\nWho?\nWe." * 100)
    whole = path.read_bytes()
    for size in range(0, len(whole), max(1, len(whole) // 40)):
        path.write_bytes(whole[:size])
        with suppress(ContentError):
            readers.read(path)


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{}]><x>&z;</x>'.format(
    "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghij", "bcdefghijz", strict=True)
    )
)


def test_entities_that_grow_are_refused(tmp_path: Path) -> None:
    for suffix, part in ((".docx", "word/document.xml"), (".odt", "content.xml")):
        path = tmp_path / f"bomb{suffix}"
        write_archive(path, {part: BOMB, "docProps/core.xml": BOMB})
        with pytest.raises(ContentError):
            readers.read(path)


def test_an_archive_that_grows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.odt"
    write_archive(path, {"content.xml": " " * 2_000_000})
    with pytest.raises(ContentError, match="unpacked it has more than 1 MB"):
        readers.read(path, Limits(unpacked=1_000_000))


def test_a_file_too_large_is_refused(tmp_path: Path) -> None:
    for suffix in readers.READERS:
        path = tmp_path / f"large{suffix}"
        path.write_bytes(b"a" * 3_000_000)
        with pytest.raises(ContentError, match=r"3 MB|longer than|briefing found"):
            readers.read(path, Limits(line=1_000, text=1_000_000, document=1_000_000))
