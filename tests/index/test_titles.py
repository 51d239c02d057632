"""A briefing without a title gets one that a person would recognise it by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.titles import derive_title, split_heading

WRAPPED = (
    "The alliance supports Ukraine with training and with aid that is brought by train\n"
    "Deliveries are prepared in Romania, where a new hub for logistics was set up last\n"
    "year."
)


LONG_HEADING = "What the summit has decided on aid and training"


@pytest.mark.parametrize(
    ("text", "heading", "body"),
    [
        ("Baltic Sea\nTwo cables were cut.", "Baltic Sea", "Two cables were cut."),
        ("\n  Baltic Sea  \n\n\nCut.\nMore.\n", "Baltic Sea", "Cut.\nMore."),
        ("波罗的海\n两条电缆被切断。", "波罗的海", "两条电缆被切断。"),
        ("Two cables were cut.\nMore follows.", "", "Two cables were cut.\nMore follows."),
        ("In short:\nCut.", "", "In short:\nCut."),
        ("Baltic Sea", "", "Baltic Sea"),
        (f"{'x' * 101}\nCut.", "", f"{'x' * 101}\nCut."),
        # Text that was wrapped by hand starts with no heading, though no full stop ends its line.
        (WRAPPED, "", WRAPPED),
        ("Two cables\nwere cut.", "", "Two cables\nwere cut."),
        (f"{LONG_HEADING}\n\n{WRAPPED}", LONG_HEADING, WRAPPED),
        ("", "", ""),
    ],
)
def test_heading_is_told_from_text(text: str, heading: str, body: str) -> None:
    assert split_heading(text) == (heading, body)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Two cables were cut. More follows.", "Two cables were cut"),
        ("Two cables\nwere   cut.", "Two cables were cut"),
        ("Cut! More follows.", "Cut!"),
        ("No full stop", "No full stop"),
        ("Mr. Smith met the U.S. envoy. They spoke.", "Mr. Smith met the U.S. envoy"),
        ("Gen. Smith spoke. They left.", "Gen. Smith spoke"),
        ("Am 28. Februar begann es. Danach nicht.", "Am 28. Februar begann es"),
        ("It began in 1949. It goes on.", "It began in 1949"),
        ("北约支持乌克兰。该联盟继续提供援助。", "北约支持乌克兰"),
        ("", ""),
    ],
)
def test_title_is_the_first_sentence(text: str, title: str) -> None:
    assert derive_title(text) == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "The allies support Ukraine with training and aid, which is brought by train "
            "through Romania every night and day.",
            "The allies support Ukraine with training and aid…",
        ),
        (
            "The allies have supported Ukraine with extensive training and with aid brought "
            "by trains through Romania every night.",
            "The allies have supported Ukraine with extensive training and with aid brought…",
        ),
        ("words " * 40, "words " * 15 + "words…"),
        ("x" * 150, "x" * 100 + "…"),
    ],
)
def test_long_sentence_is_cut_where_a_phrase_ends(text: str, title: str) -> None:
    assert derive_title(text) == title


@given(st.text())
def test_any_text_gives_a_short_title_of_one_line(text: str) -> None:
    title = derive_title(text)
    assert len(title) <= 101
    assert "\n" not in title


@given(st.text())
def test_heading_and_body_are_the_whole_text(text: str) -> None:
    heading, body = split_heading(text)
    assert "".join((heading + body).split()) == "".join(text.split())
