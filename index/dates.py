"""Dates as content gives them, in the one form that sorts: 2025, 2025-06 or 2025-06-12."""

from __future__ import annotations

import re

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier enero",
            "february feb februar février febrero",
            "march mar märz mars marzo",
            "april apr avril abril",
            "may mai mayo",
            "june jun juni juin junio",
            "july jul juli juillet julio",
            "august aug août agosto",
            "september sep sept septembre septiembre",
            "october oct oktober octobre octubre",
            "november nov novembre noviembre",
            "december dec dezember décembre diciembre",
        ),
        1,
    )
    for name in names.split()
}
_ISO = re.compile(r"\b((?:19|20)\d\d)(?:-(\d\d?)(?:-(\d\d?))?)?(?!\d)")
_NUMBERS = re.compile(r"\b(\d\d?)[./](\d\d?)[./]((?:19|20)\d\d)\b")
_NAMED = re.compile(
    r"(?:\b(\d\d?)(?:st|nd|rd|th|\.)?\s+)?(?<![^\W\d_])([^\W\d_]{3,})\.?(?:\s+(\d\d?)(?:st|nd|rd|th)?,)?\s+((?:19|20)\d\d)\b"
)


def sortable_date(text: str) -> str:
    """The first date in the text; empty if there is none.

    Two numbers before a year are day and month, unless the second cannot be a month.
    """
    for named in _NAMED.finditer(text):
        if found := _MONTHS.get(named[2].casefold()):
            return _joined(named[4], found, named[1] or named[3])
    if numbers := _NUMBERS.search(text):
        day, month = int(numbers[1]), int(numbers[2])
        if month > 12:
            day, month = month, day
        return _joined(numbers[3], month, day)
    if iso := _ISO.search(text):
        return _joined(iso[1], iso[2], iso[3])
    return ""


def _joined(year: str, month: str | int | None, day: str | int | None) -> str:
    if not month or not 1 <= int(month) <= 12:
        return year
    if not day or not 1 <= int(day) <= 31:
        return f"{year}-{int(month):02}"
    return f"{year}-{int(month):02}-{int(day):02}"
