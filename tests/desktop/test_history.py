"""Back and Forward."""

from __future__ import annotations

import pytest

from desktop.history import History, Place

START = Place()


def place(text: str) -> Place:
    return Place(text, "", text, "briefing")


# What is done, a step a word: a letter visits that place, "." rests on it, "<" and ">" go back
# and forward. Then the places that "<" leads to from there, the nearest first.
@pytest.mark.parametrize(
    ("steps", "here", "behind"),
    [
        ("", "", []),
        ("a", "a", [""]),
        ("a b", "b", [""]),  # passed through
        ("a b c . d", "d", ["c", ""]),
        ("a . b . c .", "c", ["b", "a", ""]),
        ("a . a . a", "a", [""]),  # the same place is no new one
        ("a . b . <", "a", [""]),
        ("a . b . < >", "b", ["a", ""]),
        ("a . b . < c", "c", ["a", ""]),  # what lay ahead is forgotten
        ("a . b <", "a", [""]),
        ("a . b < >", "b", ["a", ""]),
        ("a . < < <", "", []),
        ("a . < > > >", "a", [""]),
        ("a < b", "b", [""]),  # a place left by Back is settled
        (". . a .", "a", [""]),
    ],
)
def test_back_leads_to_the_places_one_rested_on(steps: str, here: str, behind: list[str]) -> None:
    history = History()
    for step in steps.split():
        match step:
            case ".":
                history.settle()
            case "<" | ">":
                history.go(-1 if step == "<" else 1)
            case _:
                history.visit(place(step))
    assert history.current.text == here
    assert history.can_go_back is bool(behind)
    assert [history.go(-1).text for _ in behind] == behind
    assert not history.can_go_back


def test_going_forward_is_possible_only_after_going_back() -> None:
    history = History()
    assert not history.can_go_forward
    history.visit(place("a"))
    assert not history.can_go_forward
    assert history.go(-1) == START
    assert history.can_go_forward
    history.visit(place("b"))
    assert not history.can_go_forward


def test_a_jump_stops_at_either_end() -> None:
    history = History()
    for text in "abc":
        history.visit(place(text))
        history.settle()
    assert history.go(-99) == START
    assert history.go(99) == place("c")


def test_places_differ_by_topic_and_by_entry() -> None:
    history = History()
    for each in (Place("a"), Place("a", "Topic"), Place("a", "Topic", "entry")):
        history.visit(each)
        history.settle()
    assert history.go(-1) == Place("a", "Topic")
    assert history.go(-1) == Place("a")
