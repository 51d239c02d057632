"""What stands in a document and is part of no answer: markings, page marks, contacts, gaps."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.readers.blocks import Block

_MARKING = r"""(?:
    \(?U\)?(?=$|\s*/) | UNCLAS(?:SIFIED)? | FOUO | FOR\ OFFICIAL\ USE\ ONLY | CUI | CONTROLLED
    | OFFICIAL(?:[\s:–-]+SENSITIVE)? | (?:UK\ |NATO\ |EU\ |COSMIC\ )?(?:TOP\ )?SECRET
    | (?:NATO\ |EU\ )?(?:UNCLASSIFIED | RESTRICTED | CONFIDENTIAL | RESTREINT)
    | RESTREINT\ UE | SECRET\ UE | CONFIDENTIEL\ UE | LIMITE
    | DIFFUSION\ RESTREINTE | NON\ CLASSIFI[ÉE] | NON\ PROT[ÉE]G[ÉE]
    | TLP\s?:\s?(?:CLEAR | WHITE | GREEN | AMBER(?:\+STRICT)? | RED)
    | VS[\s–-]+(?:NfD | NUR\ F[ÜU]R\ DEN\ DIENSTGEBRAUCH | VERTRAULICH)
    | NUR\ F[ÜU]R\ DEN\ DIENSTGEBRAUCH
    | PROTECTED\ [ABC] | PROT[ÉE]G[ÉE]\ [ABC]
    | INTERNAL(?:\ USE)?(?:\ ONLY)?
    | NOT\ FOR\ (?:RELEASE | ONWARD\ DISTRIBUTION | PUBLICATION | USE)
    | MEDIA\ READY | HIZMETE\ ÖZEL | TASN[İI]F\ DIŞI | RISERVATO | DIFUSI[ÓO]N\ LIMITADA
    | DEPARTEMENTAAL\ VERTROUWELIJK
)"""
_MARKINGS = re.compile(
    rf"\W*{_MARKING}(?:\s*(?://|/|–|—|-|,|;|\||\.)\s*[^.?!]{{1,60}})?\W*", re.VERBOSE
)
_ANY_CASE = re.compile(
    r"\W*(?:internal use(?: only)?|not for (?:release|onward distribution|publication)|"
    r"for official use only|media ready|vs-nfd)\W*",
    re.IGNORECASE,
)
_PORTION = re.compile(r"\((?:U|C|R|CUI|FOUO|U//FOUO)\)\s+")
_DRAFT = re.compile(r"\W*+(?:draft|entwurf|projet|borrador|bozza|concept|taslak)\W*", re.IGNORECASE)

_PAGE_WORD = r"(?:page|seite|p[áa]gina|pagina|sayfa|strona|p\.|s\.)"
_PAGE_MARK = re.compile(
    rf"\W*(?:{_PAGE_WORD}\s*[:.]?\s*\d+(?:\s*(?:of|/|von|de|di|van|sur|ve)\s*\d+)?"
    r"|\d+\s*(?:of|/|von|sur)\s*\d+|total pages\s*:?\s*\d+)\W*",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(r"\W*\d{1,4}\W*")

_CLOSING = re.compile(
    r"\W*(?:for (?:more|further|additional) (?:information|details)|more information|"
    r"further information|to find out more|read more|see also|"
    r"pour (?:plus d['\u2019](?:information|informations)|en savoir plus)|"
    r"weitere informationen|n[äa]here informationen|m[áa]s informaci[óo]n|"
    r"para (?:m[áa]s|obtener m[áa]s) informaci[óo]n|per (?:maggiori|ulteriori) informazioni|"
    r"(?:voor )?meer informatie|daha fazla bilgi|(?:media|press) (?:contact|enquiries|office)|"
    r"contacts?(?=\s*[:(]|$)|points? of contact|poc\b|ansprechpartner|kontakt(?=\s*:|$)|"
    r"select an option for more information|how well did you know this)",
    re.IGNORECASE,
)
_LONGEST_CLOSING = 300
_ADDRESS = re.compile(r"https?://|www\.|@|\btel\b|\+\d|\d{3}[\s.-]\d{3}", re.IGNORECASE)
_GAP = re.compile(
    r"(?:\[[^\[\]]*\]|\{\{[^{}]*\}\}|<<[^<>]*>>|_{3,}|x{3,}|\.{4,}+|tbc|tbd|n/?a)[.\s]*",
    re.IGNORECASE,
)


def marking_of(text: str) -> str:
    """The handling marking that the text is, and nothing else; "" if it is none."""
    text = text.strip()
    if len(text) > 100:
        return ""
    found = _MARKINGS.fullmatch(text) or _ANY_CASE.fullmatch(text)
    return text.strip(" *_#-\u2013\u2014") if found else ""


def is_draft_mark(text: str) -> bool:
    """Whether the text says that this is a draft, and nothing else."""
    return _DRAFT.fullmatch(text) is not None


def without_portion_mark(text: str) -> str:
    """The text without the "(U)" in front of a paragraph."""
    return _PORTION.sub("", text, count=1) if _PORTION.match(text) else text


def is_page_mark(text: str, *, paged: bool) -> bool:
    """Whether the text only says which page this is; of a paged document also a lone number."""
    text = text.strip()
    if len(text) > 40:
        return False
    return bool(_PAGE_MARK.fullmatch(text) or (paged and _PAGE_NUMBER.fullmatch(text)))


def is_gap(text: str) -> bool:
    """Whether the text is a place to be filled in, or says that there is nothing."""
    return _GAP.fullmatch(text.strip()) is not None


def split_closing(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """The blocks of an answer, and those at its end that say whom to ask or where to read on."""
    first = end = len(blocks)
    for number in range(end - 1, 0, -1):
        text = blocks[number].written
        if len(text) <= _LONGEST_CLOSING and _CLOSING.match(text):
            first = number
        if not (len(text) < 80 or blocks[number].item or _ADDRESS.search(text)):
            break
    return list(blocks[:first]), list(blocks[first:])
