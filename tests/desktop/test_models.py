"""The models behind results and topics."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.passages import key_of, passages_of
from desktop.result_model import HitRole, ResultModel, facts_of
from desktop.topic_model import TopicModel, TopicRole
from index import Hit, Passage, Results, Span, Topic

NOWHERE = QModelIndex()


def hit(number: int, answer: str = "An answer.") -> Hit:
    return Hit(
        "qa", f"id{number}", "briefing", f"Question {number}?", answer, "A/B", 1.0, text=answer
    )


def results(count: int) -> Results:
    return Results(tuple(hit(number) for number in range(count)), total=count)


# ------------------------------------------------------------------------------- results


@pytest.mark.parametrize(
    ("count", "at_first", "after_one_more"),
    [(0, 0, 0), (1, 1, 1), (9, 9, 9), (10, 10, 10), (11, 10, 11), (200, 10, 20)],
)
def test_rows_are_shown_step_by_step(
    qtmodeltester: ModelTester, count: int, at_first: int, after_one_more: int
) -> None:
    model = ResultModel()
    model.set_results(results(count), {})
    assert model.rowCount() == at_first
    assert model.canFetchMore() is (count > at_first)
    if model.canFetchMore():
        model.fetchMore()
    assert model.rowCount() == after_one_more
    while model.canFetchMore():
        model.fetchMore()
    assert model.rowCount() == count
    qtmodeltester.check(model)
    model.set_results(results(at_first), {})


@pytest.mark.parametrize(
    ("row", "found", "shown"),
    [(0, 0, 10), (9, 9, 10), (10, 10, 20), (34, 34, 35), (35, 34, 35), (9999, 34, 35)],
)
def test_a_row_further_down_is_revealed(row: int, found: int, shown: int) -> None:
    model = ResultModel()
    model.set_results(results(35), {})
    assert model.reveal(row).row() == found
    assert model.rowCount() == shown


def test_nothing_is_revealed_where_there_is_nothing() -> None:
    assert not ResultModel().reveal(0).isValid()


def test_new_rows_come_as_insertions_and_new_results_as_one_reset(qtbot: QtBot) -> None:
    model = ResultModel()
    inserted: list[tuple[int, int]] = []
    resets: list[int] = []
    model.rowsInserted.connect(lambda _parent, first, last: inserted.append((first, last)))
    model.modelReset.connect(lambda: resets.append(model.rowCount()))
    model.set_results(results(23), {})
    model.reveal(22)
    assert resets == [10]
    assert inserted == [(10, 19), (20, 22)]


def test_a_row_is_known_by_its_id_even_before_it_is_shown() -> None:
    model = ResultModel()
    model.set_results(results(35), {})
    assert model.row_of("id30") == 30
    assert model.row_of("other") is None


def test_a_row_tells_question_marks_and_passage() -> None:
    def find(text: str) -> tuple[Span, ...]:
        at = text.find("answer")
        return ((at, at + 6),) if at >= 0 else ()

    long_answer = "Nothing to see here. " * 40 + "The answer stands far down. " + "And on. " * 40
    model = ResultModel()
    found = Results((hit(1, long_answer),), total=1, spans=find)
    model.set_results(found, passages_of(found.hits, find))
    row = model.index(0)
    assert row.data() == "Question 1?"
    assert row.data(HitRole.HIT).id == "id1"
    assert row.data(HitRole.SPANS) == ()
    passage = row.data(HitRole.PASSAGE)
    assert [passage.text[start:end] for start, end in passage.spans] == ["answer"]
    assert row.data(Qt.ItemDataRole.AccessibleTextRole) == f"Question 1? {passage.text}"
    assert row.data(Qt.ItemDataRole.ToolTipRole) is None


def test_passages_that_are_lacking_are_asked_for_and_come_later() -> None:
    model = ResultModel()
    asked: list[list[str]] = []
    model.lacking.connect(lambda _results, hits: asked.append([own.id for own in hits]))
    found = results(14)
    model.set_results(found, passages_of(found.hits[:8], found.spans))
    assert asked == [["id8", "id9"]]
    assert model.index(9).data(HitRole.PASSAGE).text == "An answer."
    model.fetchMore()
    assert asked[1:] == [["id10", "id11", "id12", "id13"]]
    key = key_of(found.hits[9])
    model.add_passages(results(14), {key: Passage("of other results", ())})
    assert model.index(9).data(HitRole.PASSAGE).text == "An answer."
    model.add_passages(found, {key: Passage("what was found", ())})
    assert model.index(9).data(HitRole.PASSAGE).text == "what was found"
    assert len(asked) == 2


def test_there_is_nothing_below_a_row_and_nothing_beyond_the_last() -> None:
    model = ResultModel()
    model.set_results(results(35), {})
    row = model.index(0)
    assert model.rowCount(row) == 0
    assert not model.canFetchMore(row)
    assert model.data(NOWHERE) is None
    assert not model.index(10).isValid()  # not shown yet


def test_an_index_kept_over_new_results_says_nothing() -> None:
    model = ResultModel()
    model.set_results(results(3), {})
    kept = QPersistentModelIndex(model.index(2))
    model.set_results(results(1), {})
    assert not kept.isValid()
    assert model.data(kept) is None


@pytest.mark.parametrize(
    ("found", "facts"),
    [
        (hit(1), "A \u203a B"),
        (Hit("qa", "i", "b", "Q?", "A.", "", 1.0), ""),
        (Hit("qa", "i", "b", "", "A.", "A", 1.0), "Statement \u00b7 A"),
        (Hit("briefing", "b", "b", "", "", "A/B/C", 1.0), "Briefing \u00b7 A \u203a B \u203a C"),
        (
            Hit("qa", "i", "b", "Q?", "A.", "A", 1.0, date="2026", marking="Secret", state="draft"),
            "A \u00b7 2026 \u00b7 draft \u00b7 Secret",
        ),
    ],
)
def test_facts_are_those_that_are_known(found: Hit, facts: str) -> None:
    assert facts_of(found) == facts


# -------------------------------------------------------------------------------- topics


def leaf(path: str, count: int = 1, *children: Topic) -> Topic:
    return Topic(path.rpartition("/")[2], path, count, children)


EMPTY = Topic("", "", 0)
FLAT = Topic("", "", 3, (leaf("A", 1), leaf("B", 2)))
DEEP = Topic(
    "",
    "",
    9,
    (
        leaf("A", 5, leaf("A/B", 3, leaf("A/B/C", 1), leaf("A/B/A", 2)), leaf("A/C", 2)),
        leaf("All topics", 4),
    ),
)


@pytest.mark.parametrize(
    ("tree", "paths"),
    [
        (EMPTY, ["All topics 0"]),
        (FLAT, ["All topics 3", "A 1", "B 2"]),
        (DEEP, ["All topics 9", "A 5", " B 3", "  C 1", "  A 2", " C 2", "All topics 4"]),
    ],
    ids=["empty", "flat", "deep"],
)
def test_topics_stand_below_each_other_with_their_counts(
    qtmodeltester: ModelTester, tree: Topic, paths: list[str]
) -> None:
    model = TopicModel()
    model.set_topics(tree)
    qtmodeltester.check(model)

    def lines(parent: QModelIndex, depth: int) -> list[str]:
        found = []
        for number in range(model.rowCount(parent)):
            row = model.index(number, 0, parent)
            assert row.parent() == parent
            found.append(f"{' ' * depth}{row.data()} {row.data(TopicRole.COUNT)}")
            found += lines(row, depth + 1)
        return found

    assert lines(NOWHERE, 0) == paths


@pytest.mark.parametrize("path", ["", "A", "A/B", "A/B/A", "All topics"])
def test_a_topic_is_found_by_its_path(path: str) -> None:
    model = TopicModel()
    model.set_topics(DEEP)
    row = model.index_of(path)
    assert row.isValid()
    assert row.data(TopicRole.PATH) == path


@pytest.mark.parametrize("path", ["B", "A/", "a", "A/B/C/D"])
def test_a_topic_that_is_not_there_has_no_row(path: str) -> None:
    model = TopicModel()
    model.set_topics(DEEP)
    assert not model.index_of(path).isValid()


def test_a_new_tree_takes_the_place_of_the_old(qtmodeltester: ModelTester) -> None:
    model = TopicModel()
    model.set_topics(DEEP)
    kept = QPersistentModelIndex(model.index_of("A/B"))
    model.set_topics(FLAT)
    qtmodeltester.check(model)
    assert not kept.isValid()
    assert not model.index_of("A/B").isValid()
    assert model.rowCount() == 3


def test_a_model_before_its_first_tree_is_sound(qtmodeltester: ModelTester) -> None:
    model = TopicModel()
    qtmodeltester.check(model)
    assert model.rowCount() == 0
    assert not model.index_of("").isValid()


def test_a_topic_tells_a_screen_reader_its_count() -> None:
    model = TopicModel()
    model.set_topics(FLAT)
    assert model.index_of("B").data(Qt.ItemDataRole.AccessibleTextRole) == "B, 2"
    assert model.index_of("B").data(Qt.ItemDataRole.ToolTipRole) is None
    assert not model.index(0, 1).isValid()
    assert not model.index(-1, 0).isValid()
