"""Files that are broken, or made to do harm: small, but for what they claim or unfold to."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from itertools import pairwise

from tests.index.documents import assembled, open_parts, sheet_parts, word_parts

_DEEP = 100_000
_LINE = 2_000_000
_WORD_TEXT = "<w:p><w:r><w:t>Who? We.</w:t></w:r></w:p>"
_CELLS = '<row r="1"><c r="A1" t="inlineStr"><is><t>Who?</t></is></c></row>'
_OPEN_CELL = (
    '<table:table-cell office:value-type="string" {}><text:p>Who?</text:p></table:table-cell>'
)

# ------------------------------------------------------------------ archives


def archive(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def open_sheet(row: str) -> dict[str, str]:
    """The parts of an .ods, of the XML of its rows."""
    return open_parts(f'<table:table table:name="S">{row}</table:table>', kind="spreadsheet")


SMALL: Mapping[str, Mapping[str, str]] = {
    ".docx": word_parts(_WORD_TEXT),
    ".odt": open_parts("<text:p>Who?</text:p><text:p>We.</text:p>"),
    ".xlsx": sheet_parts(_CELLS),
    ".ods": open_sheet(f"<table:table-row>{_OPEN_CELL.format('') * 2}</table:table-row>"),
}
"""The parts of a small document of each kind."""

MAIN = {
    ".docx": "word/document.xml",
    ".odt": "content.xml",
    ".xlsx": "xl/worksheets/sheet1.xml",
    ".ods": "content.xml",
}
"""Where each kind has its content."""


def _archives(suffix: str) -> Iterator[tuple[str, bytes]]:
    parts, main = SMALL[suffix], MAIN[suffix]
    whole = archive(parts)
    yield from _cut("archive", whole)
    for name in parts:
        yield f"without {name.replace('/', '-')}", archive({**parts, name: ""})
        yield f"lacks {name.replace('/', '-')}", archive({k: parts[k] for k in parts if k != name})
        yield f"binary {name.replace('/', '-')}", archive({**parts, name: bytes(range(256)) * 9})
    yield "paths", archive({**parts, "../../up.xml": "<a/>", "/etc/x": "a", "C:\\a\\b.xml": "<a/>"})
    yield "many parts", archive({**parts, **{f"word/header{n}.xml": "<a/>" for n in range(3000)}})
    yield "nested", archive({**parts, main: whole, "more.zip": whole})
    yield "bomb", archive({**parts, main: b"<a>" + bytes(40_000_000)})
    blanks = b" " * 40_000_000
    yield "bomb of a name", archive({**parts, "picture.png": b"<a>" + blanks})
    yield "bomb of blanks", archive({**parts, main: blanks})
    yield "stored", archive(parts, zipfile.ZIP_STORED)
    yield "bzip2", archive(parts, zipfile.ZIP_BZIP2)
    yield "lzma", archive(parts, zipfile.ZIP_LZMA)
    yield "overlapping", _overlapping(whole, main)
    for offset, name in ((20, "packed size"), (24, "size"), (42, "offset"), (28, "name length")):
        for value in (0, 1, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF):
            yield f"{name} {value:x}", _lying(whole, offset, value)
    yield "encrypted", _lying(whole, 8, 0x800001)
    yield "other method", _lying(whole, 10, 0x63)
    for name, text in _xml(parts[main]):
        yield f"xml {name}", archive({**parts, main: text})
    yield "utf-16", archive({**parts, main: parts[main].encode("utf-16")})
    entities = f"<!DOCTYPE a [{_entities()}]>{parts[main]}"
    for encoding in ("utf-8", "utf-16", "utf-16-le", "utf-16-be"):
        yield f"entities {encoding}", archive({**parts, main: entities.encode(encoding)})


def _overlapping(whole: bytes, main: str) -> bytes:
    """Many names for the same content."""
    with zipfile.ZipFile(io.BytesIO(whole)) as archive_:
        entry = archive_.getinfo(main)
    start = whole.index(b"PK\x01\x02")
    end = whole.rindex(b"PK\x05\x06")
    record = bytearray(whole[start:end])
    place = record.index(main.encode())
    record = record[place - 46 :][: 46 + len(main)]
    record[30:34] = bytes(4)  # neither extra nor comment
    record[42:46] = struct.pack("<I", entry.header_offset)
    times = 2_000
    directory = bytes(record) * times
    return (
        whole[:start]
        + directory
        + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, times, times, len(directory), start, 0)
    )


def _lying(whole: bytes, offset: int, value: int) -> bytes:
    """A directory of which a field of each entry is something else."""
    data = bytearray(whole)
    size = 4 if value > 0xFFFF or offset in (20, 24, 42) else 2
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        data[place + offset : place + offset + size] = value.to_bytes(4, "little")[:size]
        place = data.find(b"PK\x01\x02", place + 4)
    return bytes(data)


def _entities() -> str:
    names = "abcdefghij"
    grown = "".join(f'<!ENTITY {name} "{f"&{below};" * 10}">' for below, name in pairwise(names))
    return f'<!ENTITY a "aaaaaaaaaa">{grown}'


def _xml(text: str) -> Iterator[tuple[str, str]]:
    """The same part, its content or the whole of it something else."""
    yield "laughs", f"<!DOCTYPE a [{_entities()}]>{text.replace('Who?', '&j;')}"
    outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    yield "outside", outside + text.replace("Who?", "&x;")
    yield "outside dtd", f'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">{text}'
    yield "late laughs", f"<!--{' ' * 5000}--><!DOCTYPE a [{_entities()}]>{text}"
    yield "deep", text.replace("Who?", "<b>" * _DEEP + "Who?" + "</b>" * _DEEP)
    yield "unclosed", "<a>" * _DEEP
    yield "cut", text[: len(text) // 2]
    yield "other", "<html><body><p>Who?</p><p>We.</p></body></html>"
    yield "not there", "&nbsp;&#0;&#xd800;<a/>"
    yield "namespace", text.replace("urn:", "urn:x").replace("http:", "http:x")
    yield "long", text.replace("Who?", "Q: " * 300_000)
    yield "repeated", text.replace("Who?", "Who?<!-- -->" * 30_000)


def _words() -> Iterator[tuple[str, bytes]]:
    def document(body: str, **others: str) -> bytes:
        more = {name.replace("_", "/") + ".xml": text for name, text in others.items()}
        return archive({**word_parts(body), **more})

    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    table = "<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>"
    deep = _WORD_TEXT
    for _ in range(2_000):
        deep = table.format(deep)
    yield "tables", document(deep)
    wide = table.format(f'<w:tcPr><w:gridSpan w:val="999999999"/><w:vMerge/></w:tcPr>{_WORD_TEXT}')
    yield "wide cells", document(wide * 50)
    styled = _WORD_TEXT.replace("<w:r>", '<w:pPr><w:pStyle w:val="A"/></w:pPr><w:r>')
    style = '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="A"/></w:style>'
    yield "own style", document(styled, word_styles=f"<w:styles {space}>{style}</w:styles>")
    note = _WORD_TEXT.replace("</w:t>", '</w:t><w:footnoteReference w:id="1"/>')
    notes = f'<w:footnotes {space}><w:footnote w:id="1">{note}</w:footnote></w:footnotes>'
    yield "own note", document(note, word_footnotes=notes)
    mapped = {**word_parts(_WORD_TEXT), "mammoth/style-map": f"p => {'h1 > ' * 5_000}h2"}
    yield "style map", archive(mapped)
    moved = word_parts(_WORD_TEXT)
    moved["media/a.png"] = f"<!DOCTYPE a [{_entities()}]>" + moved.pop(MAIN[".docx"])
    moved["_rels/.rels"] = moved["_rels/.rels"].replace(MAIN[".docx"], "media/a.png")
    yield "under a name", archive(moved)


def _open_texts() -> Iterator[tuple[str, bytes]]:
    def document(body: str, styles: str = "") -> bytes:
        return archive(open_parts(body, styles=styles))

    text = '<text:p text:style-name="S0">Who?</text:p>'
    style = '<style:style style:name="S{}" style:parent-style-name="S{}"/>'
    yield "styles", document(text, "".join(style.format(n, n + 1) for n in range(20_000)))
    yield "own styles", document(text, "".join(style.format(n, (n + 1) % 9) for n in range(9)))
    for level in ("-1", "x", "9" * 5_000, "", "1e9"):
        told = f'text:outline-level="{level}"'
        yield (
            f"level {level[:3]}",
            document(
                f'<text:h {told}>Who?</text:h><text:p>We<text:s text:c="{level}"/></text:p>'
                f"<text:list><text:list-item><text:p {told}>We.</text:p></text:list-item>"
                "</text:list>"
            ),
        )
    for kind in ("span", "section", "list"):
        for depth in (250, 5_000):
            yield f"{kind} {depth}", document(f"<text:{kind}>" * depth + f"</text:{kind}>" * depth)
    cell = "<table:table><table:table-row><table:table-cell>{}<text:p>Who?</text:p>{}{}"
    ends = "</table:table-cell></table:table-row></table:table>"
    yield "tables", document(cell.format("", "", "") * 90 + ends * 90)


def _sheets() -> Iterator[tuple[str, bytes]]:
    for place in ("XFD1048576", "B100000", "ZZZZZZZ1", "A0", "A99999999999", "1", "A", "", "XFD1"):
        for row in ("1", "1048576", "0", "-1", "99999999999"):
            yield (
                f"place {place} {row}",
                archive(
                    sheet_parts(f'{_CELLS}<row r="{row}"><c r="{place}" t="n"><v>1</v></c></row>')
                ),
            )
    for kind in ("s", "n", "d", "b", "e", "str", "x"):
        for value in ("99999999999", "-1", "x", "1e999", "NaN", ""):
            yield (
                f"value {kind} {value}",
                archive(sheet_parts(f'<row r="1"><c r="A1" t="{kind}"><v>{value}</v></c></row>')),
            )
    sheets = "".join(f'<sheet name="S" sheetId="{n}" r:id="r1"/>' for n in range(200))
    parts = sheet_parts(_CELLS)
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace("<sheets>", f"<sheets>{sheets}")
    yield "the same", archive(parts)
    yield "no relation", archive({**SMALL[".xlsx"], "xl/_rels/workbook.xml.rels": "<a/>"})


def _open_sheets() -> Iterator[tuple[str, bytes]]:
    for rows in ("20000", "1048576", "99999999999999999999", "-1", "x"):
        for columns in ("2", "1000", "99999999999999999999", "-1", "x"):
            cell = _OPEN_CELL.format(f'table:number-columns-repeated="{columns}"')
            if (rows, columns) != ("20000", "1000"):
                yield (
                    f"repeated {rows[:8]} {columns[:8]}",
                    archive(
                        open_sheet(
                            f'<table:table-row table:number-rows-repeated="{rows}">{cell}{cell}'
                            "</table:table-row>"
                        )
                    ),
                )


# ------------------------------------------------------------------ PDF

_CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"
_PAGE = (
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
    "/Resources << /Font << /F1 5 0 R >> >> >>"
)
_DRAWN = "BT /F1 11 Tf 50 770 Td (Who? We.) Tj ET"
_FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"


def _stream(content: str, facts: str = "", length: int | None = None) -> str:
    size = len(content) if length is None else length
    return f"<< /Length {size} {facts} >>\nstream\n{content}\nendstream"


def _pdf(
    pages: str = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    page: str = _PAGE,
    drawn: str = _stream(_DRAWN),
    catalog: str = _CATALOG,
    font: str = _FONT,
    trailer: str = "",
) -> bytes:
    return assembled([catalog, pages, page, drawn, font], trailer)


def _pdfs() -> Iterator[tuple[str, bytes]]:
    whole = _pdf()
    yield from _cut("file", whole)
    yield "whole", whole
    kids = "<< /Type /Pages /Kids [{}] /Count {} >>"
    yield "own kid", _pdf(kids.format("2 0 R", 1))
    yield "own kids", _pdf(kids.format("2 0 R 3 0 R 2 0 R", 3))
    yield "millions claimed", _pdf(kids.format("3 0 R", 9_999_999))
    yield "more claimed", _pdf(kids.format("3 0 R", 0x7FFFFFFF))
    yield "fewer claimed", _pdf(kids.format("3 0 R", -1))
    yield "the same page", _pdf(kids.format("3 0 R " * 300, 300))
    yield "no kids", _pdf("<< /Type /Pages /Count 5 >>")
    yield "own parent", _pdf(page=_PAGE.replace("/Parent 2 0 R", "/Parent 3 0 R"))
    yield "parent without a size", _pdf(page="<< /Type /Page /Parent 3 0 R /Contents 4 0 R >>")
    yield "own catalog", _pdf(catalog="<< /Type /Catalog /Pages 1 0 R >>")
    yield "own content", _pdf(page=_PAGE.replace("4 0 R", "[3 0 R 4 0 R 3 0 R]"))
    yield "huge page", _pdf(page=_PAGE.replace("595 842", "1e30 -1e30"))
    for length in (0, 5, -1, 10_000, 0x7FFFFFFF):
        yield f"length {length}", _pdf(drawn=_stream(_DRAWN, length=length))
    yield (
        "own length",
        _pdf(drawn=_stream(_DRAWN).replace(f"/Length {len(_DRAWN)}", "/Length 4 0 R")),
    )
    for filters in ("/FlateDecode", "/LZWDecode", "/Nothing", " ".join(["/ASCIIHexDecode"] * 500)):
        yield (
            f"filter {filters[:9].strip('/')}",
            _pdf(drawn=_stream(_DRAWN, f"/Filter [{filters}]")),
        )
    packed = zlib.compress(bytes(30_000_000), 9)
    hexed = _stream(packed.hex() + ">", "/Filter [/ASCIIHexDecode /FlateDecode]")
    yield "bomb", _pdf(drawn=hexed)
    yield "deep", _pdf(drawn=_stream("[" * _DEEP))
    yield "deep catalog", _pdf(catalog="<< /Type /Catalog /Pages 2 0 R /A " + "[" * _DEEP)
    yield "states", _pdf(drawn=_stream("q " * _DEEP + _DRAWN))
    yield (
        "own form",
        _pdf(
            page=_PAGE.replace("/Font", "/XObject << /X 4 0 R >> /Font"),
            drawn=_stream(
                f"{_DRAWN} /X Do",
                "/Type /XObject /Subtype /Form /BBox [0 0 1 1] "
                "/Resources << /XObject << /X 4 0 R >> >>",
            ),
        ),
    )
    yield "letters", _pdf(drawn=_stream(_DRAWN.replace("Who?", "Who? " * 5_000)))
    yield "own font", _pdf(font="<< /Type /Font /Subtype /Type0 /DescendantFonts [5 0 R] >>")
    yield "own map", _pdf(font=_FONT.replace(">>", "/ToUnicode 5 0 R >>"))
    yield "locked", _pdf(trailer="/Encrypt << /Filter /Standard /V 1 /R 2 /O (a) /U (b) /P -4 >>")
    yield "locked oddly", _pdf(trailer="/Encrypt 3 0 R")
    for previous in (0, 9, whole.rindex(b"xref\n0"), -1, 0x7FFFFFFF):
        yield f"previous {previous}", _pdf(trailer=f"/Prev {previous}")
    for size in (0, 1, 0x7FFFFFFF):
        yield f"size {size}", whole.replace(b"/Size 6", f"/Size {size}".encode())
    yield "no table", whole[: whole.rindex(b"xref\n0")]
    yield "wrong table", whole.replace(b"startxref\n", b"startxref\n9")
    for stream in ("/Extends 6 0 R", "/First 99999999", "/N 99999999", "/First -1"):
        objects = _stream("1 0 2 9 << >>", f"/Type /ObjStm {stream}")
        yield (
            f"objects {stream[1:4]} {stream[-1]}",
            assembled(
                [
                    _CATALOG,
                    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                    _PAGE,
                    _stream(_DRAWN),
                    objects,
                ]
            ),
        )
    table = _stream("", "/Type /XRef /W [9 99999999 9] /Size 99999999 /Root 1 0 R /Prev 9")
    yield "table as a stream", f"%PDF-1.5\n1 0 obj\n{table}\nendobj\nstartxref\n9\n%%EOF".encode()


# ------------------------------------------------------------------ texts

_TEXT_SUFFIXES = (".txt", ".md", ".csv", ".tsv", ".json", ".jsonl", ".yaml", ".html")
_SIGNS = {
    "letters": "abcdefghij", "greek": "αβ;", "blanks": " ", "questions": "?", "marked": "Q: ",
    "pairs": "Q: Who? A: We. ", "tags": "<", "entities": "&amp;", "digits": "1.", "dots": ".",
    "double": '"', "single": "'", "tabs": "\t", "semicolons": ";", "commas": ",", "brackets": "[",
    "links": "[](", "stars": "*", "emphasis": "*a_ ", "lines": "_", "ticks": "`", "hashes": "#",
    "settings": "# ", "quotes": "> ", "lists": "- ", "bars": "|", "accents": "a\u0301",
    "bare accents": "\u0301", "line ends": "\n ", "braces": "{}", "rules": "=", "comments": "<!--",
    "joiners": "a\u200b-",
}  # fmt: skip
_DEPTHS = {
    ".json": ("[", '{"a":', "[[],"),
    ".jsonl": ("[", '{"questions":['),
    ".yaml": ("[", "{a: ", "- ", "? ", "&a [", "!a "),
    ".html": (
        "<div>", "<b>", "<table><tr><td>", "<ul><li>", "<svg>", "<template>", "<font a=1>",
        "<div itemtype='https://schema.org/Question'>",
    ),
    ".md": ("> ", "- ", "1. ", "[", "![", "**a *b ", "<div>\n\n"),
    ".txt": ("> ", "- ", "("),
}  # fmt: skip
_BYTES = {
    "nothing": b"",
    "mark": b"\xef\xbb\xbf",
    "mark of two": b"\xff\xfe",
    "nuls": bytes(1000),
    "line ends": b"\n" * 100_000,
    "returns": b"\r" * 100_000,
    "odd": "Who?\nWe.\n".encode("utf-16") + b"a",
    "wide": "Who?\nWe.\n".encode("utf-32"),
    "seven": "Wer? Für 北.".encode("utf-7"),
    "noise": bytes(n * n % 251 for n in range(5000)),
    "surrogates": b'{"briefing": "\\ud800 \\udfff"}\n\xed\xa0\x80',
}


def _short_lines(times: int) -> Iterator[tuple[str, str]]:
    """Many lines, of which each asks for what stands far from it."""
    yield "unanswered", "Q: Who?\n" + "We.\n" * times
    yield "answered late", "Q: Who?\n" + "are\n" * times + "A: We.\n"
    yield "wordings", "Q: Who?\n" * times + "A: We.\n"
    yield "contents", "Who?\n\n" * (times // 4) + "Who?\nWe.\n" * (times // 4)
    yield "contacts", "Who?\nWe.\n" + "Contact:\n" * times + "x" * 500
    yield "settings", "#a\n" * times + "a\tb\n"
    yield "underlined", "a\n=\n---\nb\n" * (times // 2)
    yield "cells", "a,b\n" * times
    yield "keys", "a: b\n" * times


def _csv() -> Iterator[tuple[str, str]]:
    yield "wide", "," * 1_000_000
    yield "wide and named", "question,answer" + ",answer 1" * 100_000
    yield "quoted", 'question,answer\n"Who?,We.\n"a"b,"' * 3
    yield "ragged", "question,answer\n" + "".join("a," * n + "\n" for n in range(300))
    yield "separator", "#separator:ab\nWho?,We.\n"
    yield "quote as one", '#separator:"\nWho?,We.\n'
    yield "columns", f"#columns:{'a,' * 500_000}\nWho?,We.\n"
    yield "setting", f"#{' ' * 500_000}a\nWho?,We.\n"
    yield "metadata", f"question,answer,metadata\nWho?,We.,{' a' * 500_000}\n"
    yield "both", f"Q&A\nQ: Who?{' ' * 500_000}b\n"
    yield "deep cell", f"question,answer\nWho?,{'<div>' * _DEEP}\n"
    yield "one cell", f"question,answer\nWho?,{'a' * 11_000_000}\n"


def _json() -> Iterator[tuple[str, str]]:
    yield "digits", '{"question": "Who?", "answer": 1' + "0" * 5_000 + "}"
    yield "numbers", '[{"question": "Who?", "answer": NaN}, {"a": -Infinity, "b": 1e999}]'
    yield "keys", '{"question": "Who?", "question": 1, "answer": "We.", "answer": {}}'
    pair = {"question": "\ud800Who?", "id": "\udfff", "answers": [{"text": "\ud800We."}]}
    article = {"title": "\ud800", "paragraphs": [{"context": "\udc00", "qas": [pair]}]}
    yield "surrogates", json.dumps({"data": [article]})
    yield "values", "[" + "{}," * 3_000_000 + "{}]"
    yield (
        "carried",
        json.dumps(
            {"a": {"source": "s" * 500_000, "b": [{"question": "Who?", "answer": "We."}] * 2_000}}
        ),
    )
    wrongs: tuple[object, ...] = (None, True, 1, "a", [], {}, [[]], [{}])
    for wrong in wrongs:
        yield (
            f"comprehension {wrong}",
            json.dumps(
                {
                    "data": [
                        {
                            "paragraphs": [
                                {"context": "a", "qas": [{"question": "b", "answers": wrong}]}
                            ]
                        },
                        {"title": wrong, "paragraphs": [{"context": wrong, "qas": wrong}, wrong]},
                        wrong,
                    ]
                }
            ),
        )
        yield (
            f"briefing {wrong}",
            json.dumps(
                {
                    "briefing": wrong,
                    "questions": [wrong, {"question": wrong, "if_pressed": [wrong]}],
                }
            ),
        )
        yield (
            f"declared {wrong}",
            json.dumps(
                {"@type": wrong, "a": {"@type": "Question", "name": wrong, "acceptedAnswer": wrong}}
            ),
        )
        yield (
            f"turns {wrong}",
            json.dumps({"messages": [{"role": "user", "content": wrong}, wrong], "id": wrong}),
        )


def _yaml() -> Iterator[tuple[str, str]]:
    def grown(unit: str, times: int) -> str:
        lines = [f"a0: &a0 {unit}"]
        lines += (f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, times))
        return "\n".join(lines) + "\n"

    yield "laughs", grown("[x, x]", 12)
    yield "laughing pairs", grown("{question: Who?, answer: We.}", 9)
    yield "laughing text", f"a: &a {'x' * 500_000}\nquestion: Who?\nanswer: [{'*a, ' * 50_000}]\n"
    qas = "{context: a, qas: [" + "*q, " * 3_000 + "]}"
    yield (
        "laughing articles",
        (
            "q: &q {question: Who?, answers: [{text: We.}]}\n"
            f"p: &p {qas}\ndata:\n- paragraphs: [{'*p, ' * 3_000}]\n"
        ),
    )
    yield "itself", "&a [*a, *a]"
    yield "merged", "a: &a\n  <<: *a\n  question: Who?\n  answer: We.\n"
    yield "objects", "!!python/object/apply:os.abort []\n"
    yield "names", "a: !!python/name:os.abort\nb: !!binary x\nc: !!int x\nd: !!timestamp x\n"
    yield "keys", "? [a, b]\n: c\n? {a: b}\n: d\n"
    yield "documents", "--- a\n" * 20_000
    yield "anchors", "".join(f"- &a{n} b\n" for n in range(20_000))
    yield "indented", "".join(f"{' ' * n}a:\n" for n in range(1_500))


def _markdown() -> Iterator[tuple[str, str]]:
    front = f"{'a: [' * 10_000}"
    yield "deep front", f"---\n{front}\n---\nWho?\n"
    yield "long front", f"---\n{'a: b' * 50_000}\n---\nWho?\n"
    yield "growing front", "---\na: &a [x]\nb: &b [*a, *a]\ntitle: *b\ntopics: *b\n---\nWho?\n"
    yield "references", "[a]: b\n\n" * 5_000 + "[a] " * 5_000
    yield "table", "|" * 5_000 + "\n" + "|-" * 5_000 + "|\n" + "|a\n" * 500
    yield "line breaks", "Q: Who?\nA: We.\n" * 5_000
    yield "marks of one", "[" * 40_000


def _html() -> Iterator[tuple[str, str]]:
    yield "classes", f"<p class='{'faq_' * 300_000}'>Who?</p>"
    yield "attributes", f"<p {' '.join(f'a{n}' for n in range(5_000))}>Who?</p>"
    yield "cells", "<table><tr>" + "<td>Who?" * 50_000
    yield "rows", "<table>" + "<tr><td>Who?<td>We." * 10_000
    deep = "<dl><dt>" * 99
    yield "deep cells", f"{deep}<table><tr><td>Who?{deep}<td>We."
    yield "many", "<p>a" * 700_000
    data = "<script type='application/ld+json'>{}</script><p>Who?"
    yield "deep data", data.format("[" * _DEEP)
    yield "long data", data.format("[" + "{}," * 3_000_000)
    yield "digits", data.format('{"@type": "Question", "name": 1' + "0" * 5_000 + "}")
    yield "unclosed", "<script>" * 10_000
    yield "texts", "<plaintext><textarea><title>Who?"


def _cut(name: str, whole: bytes) -> Iterator[tuple[str, bytes]]:
    """The same, ended too early, and with pieces of it missing or changed in its middle."""
    step = max(1, len(whole) // 30)
    for size in range(1, len(whole), step):
        yield f"{name} cut at {size}", whole[:size]
        yield f"{name} without {size}", whole[:size] + whole[size + step :]
        yield f"{name} from {size}", whole[size:]
        yield f"{name} twice {size}", whole[:size] + whole


def corpus(suffix: str) -> Iterator[tuple[str, bytes]]:
    """Files of this suffix, each with a name for what is wrong with it."""
    texts = {".csv": _csv, ".json": _json, ".yaml": _yaml, ".md": _markdown, ".html": _html}
    packed = {".docx": _words, ".odt": _open_texts, ".xlsx": _sheets, ".ods": _open_sheets}
    yield from _BYTES.items()
    for kind in SMALL:
        yield f"in truth {kind}", archive(SMALL[kind])
    yield "in truth .pdf", _pdf()
    yield "in truth .html", b"<!doctype html><p>Who?<p>We."
    yield "in truth .json", b'{"question": "Who?", "answer": "We."}'
    yield "in truth .csv", b"question;answer\nWho?;We.\n"
    if suffix in SMALL:
        yield from _archives(suffix)
        yield from packed[suffix]()
    if suffix == ".pdf":
        yield from _pdfs()
    if suffix in _TEXT_SUFFIXES:
        for name, sign in _SIGNS.items():
            yield f"line of {name}", (sign * (_LINE // len(sign.encode()))).encode()
            yield f"behind a word {name}", f"a{sign * 20_000}b".encode()
        for name, text in _short_lines(20_000 if suffix == ".txt" else 2_000):
            yield f"lines {name}", text.encode()
    for sign in _DEPTHS.get(suffix, ()):
        yield f"depth {sign.strip()}", (sign * _DEEP).encode()
    for name, text in texts.get(suffix, lambda: iter(()))():
        yield name, text.encode()
    if suffix == ".jsonl":
        for name, text in _json():
            yield name, f"{text}\n".encode() * 2
