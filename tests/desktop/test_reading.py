"""Topics, related questions and what goes to the clipboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.question_button import QuestionButton
from desktop.source_view import SourceView
from desktop.theme import Theme
from desktop.topic_model import TopicRole
from index import Briefing
from tests.desktop import briefings
from tests.desktop.desk import ALT, CTRL, SHIFT, Desk, holds_color, picture

Key = Qt.Key


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def related(desk: Desk, question: str) -> QuestionButton:
    found = [button for button in desk.answer.related if button.question == question]
    assert len(found) == 1
    return found[0]


# ------------------------------------------------------------------------------ topics


def test_each_topic_says_how_much_it_holds(desk: Desk) -> None:
    counts = {
        "Security": 4,
        "Security/NATO": 2,
        "Security/NATO/Ukraine": 2,
        "Security/Baltic Sea": 2,
        "Economy": 2,
        "Economy/Prices": 1,
    }
    for path, count in counts.items():
        row = desk.topic_row(path)
        assert (row.data(), row.data(TopicRole.COUNT)) == (path.rpartition("/")[2], count)
        desk.choose_topic(path)
        assert len(desk.ids) == count
        assert desk.search_bar.status == f"{count} answers in {row.data()}"
    assert desk.topic_row("").data() == "All topics"
    assert desk.topic_row("").data(TopicRole.COUNT) == briefings.ENTRIES


def test_a_small_tree_is_shown_whole(desk: Desk) -> None:
    area = desk.topics.view.viewport().rect()
    for path in ("", "Economy/Prices", "Security/NATO/Ukraine"):
        assert area.contains(desk.topics.view.visualRect(desk.topic_row(path)).center())


def test_choosing_a_topic_shows_its_entries_and_all_topics_all(desk: Desk) -> None:
    desk.choose_topic("Security")
    assert desk.ids == ["hesitant", "aid", "cables", "pipes"]
    assert desk.current == "hesitant"
    desk.choose_topic("Economy/Prices")
    assert desk.ids == ["prices"]
    assert desk.answer.question == briefings.PRICES
    desk.choose_topic("")
    assert len(desk.ids) == briefings.ENTRIES


def test_a_search_stays_within_the_chosen_topic(desk: Desk) -> None:
    desk.choose_topic("Security/Baltic Sea")
    desk.search_bar.setFocus()
    desk.ask("who")
    assert set(desk.ids) <= {"cables", "pipes", "baltic"}
    desk.choose_topic("")
    assert desk.search_bar.text() == "who"


def test_the_topics_can_be_walked_with_the_keys(desk: Desk) -> None:
    desk.topics.view.setFocus()
    desk.press(Key.Key_Down)
    assert desk.chosen_topic == "Economy"
    desk.wait_for_results(topic="Economy")
    assert desk.topics.view.hasFocus()
    desk.press(Key.Key_Down)
    desk.wait_for_results(topic="Economy/Prices")
    assert desk.ids == ["prices"]


def test_folding_a_topic_leaves_the_results_alone(desk: Desk) -> None:
    desk.topics.view.collapse(desk.topic_row("Security"))
    assert len(desk.ids) == briefings.ENTRIES
    assert desk.chosen_topic == "All topics"


def test_the_answer_says_where_it_is_filed(desk: Desk) -> None:
    desk.ask("hesitant")
    labels = {label.text() for label in desk.answer.findChildren(QLabel) if label.isVisible()}
    assert "Security \u203a NATO \u203a Ukraine" in labels


# ----------------------------------------------------------------- the same briefing


def test_other_questions_of_the_briefing_are_one_click_away(desk: Desk) -> None:
    desk.ask("hesitant")
    assert [button.question for button in desk.answer.related] == [briefings.AID]
    desk.click(related(desk, briefings.AID))
    desk.wait(lambda: desk.answer.question == briefings.AID)
    assert desk.answer.text.toPlainText() == briefings.AID_ANSWER
    assert desk.source.title == "Accession of Ukraine"
    assert desk.search_bar.text() == "hesitant"


def test_a_related_question_that_was_found_is_selected_in_the_list(desk: Desk) -> None:
    desk.ask("coordinated hesitant")
    assert {"hesitant", "aid"} <= set(desk.ids)
    other = "aid" if desk.current == "hesitant" else "hesitant"
    desk.click(desk.answer.related[0])
    desk.wait(lambda: desk.current == other)
    desk.wait_for_reading()


def test_a_related_question_that_was_not_found_leaves_no_row_selected(desk: Desk) -> None:
    desk.ask("hesitant")
    assert "aid" not in desk.ids
    desk.click(related(desk, briefings.AID))
    desk.wait(lambda: desk.answer.question == briefings.AID)
    assert desk.current == ""


def test_back_leads_from_a_related_question_to_the_one_before(desk: Desk) -> None:
    desk.ask("cables")
    desk.click(related(desk, "Who mends a pipeline?"))
    desk.wait(lambda: desk.answer.question == "Who mends a pipeline?")
    desk.press(Key.Key_Left, ALT)
    desk.wait(lambda: desk.answer.question == briefings.CABLES)
    assert desk.search_bar.text() == "cables"
    desk.press(Key.Key_Right, ALT)
    desk.wait(lambda: desk.answer.question == "Who mends a pipeline?")


def test_a_related_question_can_be_chosen_with_the_keyboard(desk: Desk) -> None:
    desk.ask("hesitant")
    button = related(desk, briefings.AID)
    button.setFocus()
    assert button.hasFocus()
    desk.press(Key.Key_Space)
    desk.wait(lambda: desk.answer.question == briefings.AID)


# --------------------------------------------------------------------------- clipboard


def test_copy_answer_copies_the_answer_alone(desk: Desk) -> None:
    desk.ask("hesitant")
    desk.click(desk.answer.copy_only)
    assert clipboard() == briefings.HESITANT_ANSWER
    assert desk.notice.text == "Copied."


def test_copy_with_source_says_where_it_comes_from_and_how_it_is_marked(desk: Desk) -> None:
    desk.ask("hesitant")
    desk.click(desk.answer.copy_with_source)
    assert clipboard() == (
        f"{briefings.HESITANT}\n\n{briefings.HESITANT_ANSWER}\n\n"
        "Source: Accession of Ukraine, https://example.org/summit/accession, 2026-03-14, "
        "briefings.jsonl\n\nFor official use only"
    )


@pytest.mark.parametrize(
    ("modifiers", "expected"),
    [(CTRL | SHIFT, "Source: Cables in the Baltic Sea"), (CTRL | ALT, "Patrol ships protect")],
)
def test_the_answer_is_copied_by_key_from_the_search(
    desk: Desk, modifiers: Qt.KeyboardModifier, expected: str
) -> None:
    desk.ask("cables")
    QGuiApplication.clipboard().clear()
    desk.press(Key.Key_C, modifiers)
    assert expected in clipboard()


def test_copying_without_an_answer_leaves_the_clipboard_alone(desk: Desk) -> None:
    QGuiApplication.clipboard().setText("kept")
    desk.press(Key.Key_C, CTRL | SHIFT)
    desk.press(Key.Key_C, CTRL | ALT)
    assert clipboard() == "kept"
    assert desk.notice.text == ""


def test_a_selection_in_the_source_is_copied_as_text(desk: Desk) -> None:
    desk.ask("hesitant")
    desk.source.text.setFocus()
    desk.press(Key.Key_A, CTRL)
    desk.press(Key.Key_C, CTRL)
    assert clipboard() == briefings.ACCESSION_TEXT


# ------------------------------------------------------------------------------ the source


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "English"),
        ("de-AT", "German"),
        ("deu", "German"),
        ("Plattdeutsch", "Plattdeutsch"),
        ("", ""),
    ],
)
def test_the_language_of_a_briefing_is_named(
    qtbot: QtBot, theme: Theme, language: str, shown: str
) -> None:
    source = SourceView(theme)
    qtbot.addWidget(source)
    source.show_briefing(Briefing("id", "Title", "Text", language=language), ())
    assert source.facts == shown


@pytest.mark.parametrize("text", ["alarm by day\n" * 200, "alarm by night " * 800])
def test_marks_are_drawn_as_soon_as_a_briefing_is_shown(
    qtbot: QtBot, theme: Theme, text: str
) -> None:
    source = SourceView(theme)
    qtbot.addWidget(source)
    source.resize(370, 600)
    source.show_briefing(Briefing("id", "Title", text), [(0, 5)])
    assert holds_color(picture(source), theme.colors.match)


def test_a_short_title_after_a_long_one_takes_no_more_room_than_before(
    qtbot: QtBot, theme: Theme
) -> None:
    source = SourceView(theme)
    qtbot.addWidget(source)
    source.resize(370, 600)
    source.show()
    tops = []
    for title in ("Short", "A title of very many words " * 5, "Short"):
        source.show_briefing(Briefing("id", title, "Text"), ())
        QCoreApplication.processEvents()
        tops.append(source.text.geometry().top())
    assert tops[0] == tops[2] < tops[1]
