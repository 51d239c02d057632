"""Topic paths, the tree made of them, and topics for briefings that name none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Briefing, QAPair
from index.topics import automatic_topics, clean_path, make_tree, subject_of, with_ancestors


@pytest.mark.parametrize(
    ("path", "cleaned"),
    [
        ("Security/NATO", "Security/NATO"),
        (" Security / NATO \n", "Security/NATO"),
        ("/Security//NATO/", "Security/NATO"),
        ("Baltic   Sea", "Baltic Sea"),
        (" / ", ""),
        ("", ""),
    ],
)
def test_path_is_cleaned_of_blanks_and_empty_names(path: str, cleaned: str) -> None:
    assert clean_path(path) == cleaned


def test_path_has_a_bounded_depth() -> None:
    assert clean_path("A/" * 5000).count("/") < 100


def test_paths_above_are_each_named_once() -> None:
    assert with_ancestors(["A/B/C", "A/D"]) == ["A", "A/B", "A/B/C", "A/D"]


def test_tree_has_all_topics_by_name_with_their_counts() -> None:
    tree = make_tree({"b": 2, "A": 3, "A/Z": 1, "A/é": 1, "A/f": 1, "C": 1}, 6)
    shown = [(topic.name, topic.path, topic.count) for topic in tree.walk()]
    assert shown == [
        ("", "", 6),
        ("A", "A", 3),
        ("é", "A/é", 1),
        ("f", "A/f", 1),
        ("Z", "A/Z", 1),
        ("b", "b", 2),
        ("C", "C", 1),
    ]


# ------------------------------------------------------------------ automatic topics


def briefing(*questions: str, text: str = "", title: str = "A title") -> Briefing:
    pairs = tuple(QAPair("", question, "An answer.") for question in questions)
    return Briefing("", title, text, pairs)


def test_name_that_half_of_the_questions_share_is_the_subject() -> None:
    filed = automatic_topics(
        briefing(
            "How does NATO plan?",
            "What does NATO say about Sweden?",
            "Who leads NATO in Finland?",
            "Why does it take so long?",
        )
    )
    assert {paths[0].split("/")[0] for paths in filed} == {"NATO"}
    assert filed[1] == ("NATO/Sweden",)
    assert filed[2] == ("NATO/Finland",)


def test_title_is_the_subject_where_the_questions_share_none() -> None:
    filed = automatic_topics(briefing("Who pays?", "How long?", title="Harvest/aid  2026"))
    assert {paths[0].split("/")[0] for paths in filed} == {"Harvest aid 2026"}


def test_country_and_its_adjective_are_one_topic_under_the_shorter_name() -> None:
    filed = automatic_topics(
        briefing(
            "Does the council see Russia as a threat?",
            "Does the council fear Russian missiles?",
            "Does the council meet?",
            "Does the council vote?",
            "Does the council pay?",
            title="Council",
        )
    )
    assert [paths[0].split("/")[1] for paths in filed[:2]] == ["Russia", "Russia"]


def test_two_names_side_by_side_are_one() -> None:
    filed = automatic_topics(briefing("Who guards the Baltic Sea?", "Who pays?"))
    assert filed[0][0].endswith("/Baltic Sea") or filed[0] == ("Baltic Sea",)


@pytest.mark.parametrize("question", ["谁修复电缆？", "من يصلح الكابلات؟", "How many in 1999?"])
def test_number_or_clause_is_no_topic(question: str) -> None:
    assert automatic_topics(briefing(question, "Who pays?"))[0] == ("A title",)


def test_briefing_without_questions_is_filed_under_the_name_it_repeats() -> None:
    text = "Work in Geneva goes on. The talks in Geneva help. Vienna waits."
    assert subject_of(briefing(text=text)) == "Geneva"
    assert subject_of(briefing(text="Nothing is repeated here.")) == "A title"


_WORDS = st.sampled_from(
    ["NATO", "Baltic", "Sea", "who", "is", "ready", "1999", "x-", "Æ", "北约", "/"]
)
_LINES = st.lists(_WORDS | st.text(max_size=5), max_size=8).map(" ".join)


@given(st.lists(_LINES, min_size=1, max_size=20), _LINES)
def test_every_question_is_filed_under_one_subject(questions: list[str], text: str) -> None:
    filed = automatic_topics(briefing(*questions, text=text))
    assert len(filed) == len(questions)
    paths = [path for paths in filed for path in paths]
    assert all(filed)
    assert [clean_path(path) for path in paths] == paths
    assert len({path.split("/")[0] for path in paths}) == 1
