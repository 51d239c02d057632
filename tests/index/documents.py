"""Makes documents of the rich formats, as small as they can be."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from xml.sax.saxutils import escape

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/'
    'vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
_OPEN = "urn:oasis:names:tc:opendocument:xmlns:"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `level` is that of a heading."""

    text: str
    level: int = 0
    bold: bool = False
    item: bool = False


def paragraphs(text: str) -> list[Paragraph]:
    """A plain paragraph for each line."""
    return [Paragraph(line) for line in text.split("\n") if line]


def word_parts(body: str) -> dict[str, str]:
    """The parts of a .docx, of the XML of its body."""
    return {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
    }


def write_word(path: Path, content: Sequence[Paragraph], header: str = "") -> None:
    """Write a .docx."""
    parts = word_parts("".join(map(_word_paragraph, content)))
    if header:
        parts["word/header1.xml"] = (
            f'<w:hdr xmlns:w="{WORD}"><w:p><w:r><w:t>{escape(header)}</w:t></w:r></w:p></w:hdr>'
        )
    write_archive(path, parts)


def _word_paragraph(paragraph: Paragraph) -> str:
    style = (
        f'<w:pPr><w:pStyle w:val="Heading{paragraph.level}"/></w:pPr>' if paragraph.level else ""
    )
    bold = "<w:rPr><w:b/></w:rPr>" if paragraph.bold else ""
    text = f'<w:t xml:space="preserve">{escape(paragraph.text)}</w:t>'
    return f"<w:p>{style}<w:r>{bold}{text}</w:r></w:p>"


def open_parts(
    body: str, *, kind: str = "text", header: str = "", styles: str = ""
) -> dict[str, str]:
    """The parts of an .odt, or of another kind, of the XML of its body."""
    names = ("office", "text", "style", "table")
    spaces = " ".join(f'xmlns:{name}="{_OPEN}{name}:1.0"' for name in names)
    spaces += f' xmlns:fo="{_OPEN}xsl-fo-compatible:1.0"'
    return {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": (
            f"<office:document-content {spaces}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}>"
            "</office:body></office:document-content>"
        ),
        "styles.xml": (
            f"<office:document-styles {spaces}><office:master-styles><style:master-page>"
            f"<style:header><text:p>{escape(header)}</text:p></style:header>"
            "</style:master-page></office:master-styles></office:document-styles>"
        ),
        "META-INF/manifest.xml": f'<manifest xmlns="{_OPEN}manifest:1.0"/>',
    }


def write_open_text(path: Path, content: Sequence[Paragraph], header: str = "") -> None:
    """Write an .odt."""
    styles = (
        '<style:style style:name="B" style:family="paragraph">'
        '<style:text-properties fo:font-weight="bold"/></style:style>'
    )
    body = "".join(map(_open_paragraph, content))
    write_archive(path, open_parts(body, header=header, styles=styles))


def _open_paragraph(paragraph: Paragraph) -> str:
    text = escape(paragraph.text)
    if paragraph.level:
        return f'<text:h text:outline-level="{paragraph.level}">{text}</text:h>'
    style = ' text:style-name="B"' if paragraph.bold else ""
    whole = f"<text:p{style}>{text}</text:p>"
    return (
        f"<text:list><text:list-item>{whole}</text:list-item></text:list>"
        if paragraph.item
        else whole
    )


def sheet_parts(cells: str) -> dict[str, str]:
    """The parts of an .xlsx, of the XML of the rows of its sheet."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    listed = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="{}/{}" Target="{}"/></Relationships>'
    )
    return {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": listed.format(relations, "officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": (
            f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": listed.format(
            relations, "worksheet", "worksheets/sheet1.xml"
        ),
        "xl/worksheets/sheet1.xml": (
            f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'
        ),
    }


def write_archive(path: Path, parts: Mapping[str, str]) -> None:
    """Write an archive of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


def write_pdf(
    path: Path,
    content: Sequence[Paragraph],
    *,
    header: str = "",
    footer: str = "",
    width: int = 75,
    lines_a_page: int = 50,
) -> None:
    """Write a .pdf of lines of text; in the footer "#" is the number of the page."""
    lines: list[tuple[str, Paragraph]] = []
    for paragraph in content:
        lines += ((line, paragraph) for line in wrap(paragraph.text, width) or [""])
    pages = [lines[n : n + lines_a_page] for n in range(0, len(lines), lines_a_page)] or [[]]
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    objects += (
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"
        for name in ("Courier", "Courier-Bold")
    )
    kids = []
    for number, page in enumerate(pages, 1):
        drawn = "\n".join(_drawn(page, header, footer.replace("#", str(number))))
        objects.append(f"<< /Length {len(drawn.encode('cp1252'))} >>\nstream\n{drawn}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    path.write_bytes(assembled(objects))


def _drawn(page: Sequence[tuple[str, Paragraph]], header: str, footer: str) -> list[str]:
    top, pitch = 770, 14
    drawn = [_text(header, 50, 810, 9, 1)] if header else []
    drawn += [_text(footer, 280, 30, 9, 1)] if footer else []
    for number, (line, paragraph) in enumerate(page):
        size = 11 if not paragraph.level else 22 - 3 * paragraph.level
        drawn.append(_text(line, 50, top - number * pitch, size, 2 if paragraph.bold else 1))
    return drawn


def _text(text: str, x: int, y: int, size: int, font: int) -> str:
    shown = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F{font} {size} Tf {x} {y} Td ({shown}) Tj ET"


def assembled(objects: Sequence[str], trailer: str = "") -> bytes:
    """A PDF file of these objects, the first of which is its catalog."""
    data = b"%PDF-1.4\n"
    offsets = []
    for number, text in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{text}\nendobj\n".encode("cp1252")
    table = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    data += (
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\n"
        f"startxref\n{table}\n%%EOF\n".encode()
    )
    return data
