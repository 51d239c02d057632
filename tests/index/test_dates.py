"""Dates in content come in many forms; one of them sorts."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import sortable_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2025", "2025"),
        ("2025-06", "2025-06"),
        ("2025-6", "2025-06"),
        ("2025-06-12", "2025-06-12"),
        ("2025-6-2", "2025-06-02"),
        ("2025-06-12T10:30:00Z", "2025-06-12"),
        ("1999-12-31", "1999-12-31"),
        ("12.6.2025", "2025-06-12"),
        ("12.06.2025", "2025-06-12"),
        ("12/6/2025", "2025-06-12"),
        ("6/25/2025", "2025-06-25"),  # the second can be no month
        ("12 June 2025", "2025-06-12"),
        ("12th June 2025", "2025-06-12"),
        ("1st of May 2025", "2025-05"),
        ("June 12, 2025", "2025-06-12"),
        ("June 3rd, 2025", "2025-06-03"),
        ("Jun. 2025", "2025-06"),
        ("JUNE 2025", "2025-06"),
        ("12. Juni 2025", "2025-06-12"),
        ("3. März 2025", "2025-03-03"),
        ("12 juin 2025", "2025-06-12"),
        ("1 août 2024", "2024-08-01"),
        ("7 février 2024", "2024-02-07"),
        ("5 enero 2024", "2024-01-05"),
        ("5 septiembre 2024", "2024-09-05"),
        ("Updated: 12 June 2025, 10:00", "2025-06-12"),
        ("Brussels, 12 June 2025", "2025-06-12"),
        ("from 2024 to 2025", "2024"),
        ("Budget 2024, as of 3 May 2025", "2025-05-03"),
        ("summer 2025", "2025"),
        ("2025/26", "2025"),
    ],
)
def test_date_is_found(text: str, date: str) -> None:
    assert sortable_date(text) == date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2025-13-01", "2025"),
        ("2025-00-01", "2025"),
        ("2025-06-32", "2025-06"),
        ("2025-06-00", "2025-06"),
        ("13.13.2025", "2025"),
        ("45 June 2025", "2025-06"),
        ("Smarch 2025", "2025"),
    ],
)
def test_what_cannot_be_is_left_out(text: str, date: str) -> None:
    assert sortable_date(text) == date


@pytest.mark.parametrize(
    "text", ["", " ", "soon", "June", "12 June", "25-06-12", "1803", "20250612", "12025", "v2.1.3"]
)
def test_text_without_a_date_has_none(text: str) -> None:
    assert sortable_date(text) == ""


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)))
def test_a_day_is_the_same_in_all_forms(day: datetime.date) -> None:
    month = day.strftime("%B")
    for text in (
        day.isoformat(),
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"As of {month[:3]} {day.day}, {day.year}.",
    ):
        assert sortable_date(text) == day.isoformat()


@given(st.text())
def test_any_text_gives_a_date_that_sorts_or_none(text: str) -> None:
    date = sortable_date(text)
    assert not date or datetime.date.fromisoformat((date + "-01-01")[: max(10, len(date))][:10])
    assert sortable_date(date) == date
