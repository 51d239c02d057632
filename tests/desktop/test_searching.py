"""From what is typed to what can be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.library_location import LibraryLocation
from desktop.result_model import HitRole
from desktop.text_view import TextView
from index import Library
from tests.desktop import briefings
from tests.desktop.desk import (
    ALT,
    CTRL,
    Desk,
    StartApp,
    holds_color,
    marked_words,
    picture,
)

Key = Qt.Key


# ------------------------------------------------------------------------- what is shown


def test_first_start_invites_to_ask(desk: Desk) -> None:
    assert desk.answer.page.isVisible()
    assert desk.answer.page.headline == "What will they ask?"
    assert desk.results.view.isVisible()
    assert len(desk.ids) == briefings.ENTRIES
    assert not desk.source.text.isVisible()
    assert desk.search_bar.hasFocus()
    assert desk.search_bar.status == f"{briefings.ENTRIES} answers"


def test_typing_shows_the_best_answer_beside_its_source(desk: Desk) -> None:
    desk.ask("hesitant governments")
    assert desk.ids[0] == desk.current == "hesitant"
    assert desk.answer.question == briefings.HESITANT
    assert desk.answer.text.toPlainText() == briefings.HESITANT_ANSWER
    assert desk.source.title == "Accession of Ukraine"
    assert desk.source.text.toPlainText() == briefings.ACCESSION_TEXT
    assert desk.answer.text.isVisible()
    assert desk.source.text.isVisible()
    answer, source = desk.answer, desk.source
    assert (
        answer.mapToGlobal(answer.rect().topRight()).x()
        <= source.mapToGlobal(source.rect().topLeft()).x()
    )


def test_searched_words_are_marked_in_results_answer_and_source(desk: Desk) -> None:
    desk.ask("hesitant governments")
    assert set(marked_words(desk.answer.text)) == {"hesitant", "governments"}
    assert {word.casefold() for word in marked_words(desk.source.text)} == {
        "hesitant",
        "governments",
        "government",
    }
    row = desk.result_model.index(0)
    headline = row.data(Qt.ItemDataRole.DisplayRole)
    found = {headline[start:end] for start, end in row.data(HitRole.SPANS)}
    assert found == {"hesitant", "governments"}
    passage = row.data(HitRole.PASSAGE)
    assert "hesitant" in {passage.text[start:end] for start, end in passage.spans}


def test_marks_are_drawn_in_yellow(desk: Desk) -> None:
    desk.command("Light").trigger()
    yellow = desk.app.theme.colors.match
    desk.ask("hesitant")
    panes = (desk.results, desk.answer, desk.source)
    desk.wait(lambda: all(holds_color(picture(pane), yellow) for pane in panes))
    desk.press(Key.Key_Escape)
    desk.wait(lambda: not any(holds_color(picture(pane), yellow) for pane in panes))


def test_what_an_answer_needs_besides_is_shown(desk: Desk) -> None:
    desk.ask("military aid coordinated")
    assert desk.current == "aid"
    texts = {view.toPlainText() for view in desk.answer.findChildren(TextView) if view.isVisible()}
    assert texts >= {"We give no numbers.", "The defence staff", "The command moved last spring."}
    assert "For official use only" in desk.answer.warnings
    assert "Not cleared \u2013 draft" in desk.answer.warnings
    assert "example.org" in desk.source.facts
    assert "2026-03-14" in desk.source.facts


def test_what_is_not_known_leaves_no_gap(desk: Desk) -> None:
    desk.ask("cables")
    assert desk.answer.warnings == ""
    assert "official" not in desk.source.facts
    desk.press(Key.Key_Escape)
    desk.ask("food prices")
    assert desk.source.title == "Food"
    assert not desk.source.text.isVisible()


def test_a_briefing_without_questions_is_found_and_read(desk: Desk) -> None:
    desk.ask("exports")
    assert desk.current == "outlook"
    assert desk.answer.question == "Economic outlook"
    assert not desk.answer.copy_only.isVisible()
    assert "led by exports" in desk.source.text.toPlainText()


def test_the_search_says_how_much_was_found(desk: Desk) -> None:
    desk.ask("cables")
    total = desk.results.results.total
    assert desk.search_bar.status.startswith(f"{total} found")


def test_the_window_title_names_the_search(desk: Desk) -> None:
    desk.ask("cables")
    assert desk.window.windowTitle() == "cables \u2013 If Asked"
    desk.press(Key.Key_Escape)
    desk.wait_for_results()
    assert desk.window.windowTitle() == "If Asked"


def test_a_search_given_at_the_start_is_answered(
    start_app: StartApp, shared_library: LibraryLocation
) -> None:
    desk = start_app(shared_library, query="undersea cables")
    assert desk.search_bar.text() == "undersea cables"
    assert desk.current == "cables"


def test_clearing_the_search_shows_everything_again(desk: Desk) -> None:
    desk.ask("cables")
    desk.press(Key.Key_Escape)
    desk.wait_for_results()
    assert desk.search_bar.text() == ""
    assert len(desk.ids) == briefings.ENTRIES
    assert desk.answer.page.isVisible()


# ------------------------------------------------------------------------- what is typed


@pytest.mark.parametrize(
    "text",
    ["  cables  ", 'the "undersea cables', "(zebra AND ?", "CABLES*", "\u00e9t\u00e9 ~2 [a TO"],
)
def test_what_is_typed_stays_as_it_was_typed(desk: Desk, text: str) -> None:
    desk.ask(text)
    assert desk.search_bar.text() == text
    assert desk.search_bar.cursorPosition() == len(text)


def test_a_selection_in_the_search_survives_the_results(desk: Desk) -> None:
    QTest.keyClicks(desk.search_bar, "cables")
    desk.search_bar.setSelection(1, 3)
    desk.wait_for_results()
    assert desk.search_bar.selectedText() == "abl"


def test_results_do_not_disturb_an_input_method(desk: Desk) -> None:
    bar = desk.search_bar
    QTest.keyClicks(bar, "cables ")
    before = bar.cursorRect()
    cursor = QInputMethodEvent.Attribute(QInputMethodEvent.AttributeType.Cursor, 2, 1)
    QCoreApplication.sendEvent(bar, QInputMethodEvent("\u306b\u307b", [cursor]))
    composing = bar.cursorRect()
    assert composing.x() > before.x()
    count = len(desk.shown)
    desk.wait(lambda: len(desk.shown) > count and desk.current == "cables")
    desk.wait_for_reading()
    assert bar.cursorRect() == composing
    assert bar.text() == "cables "
    commit = QInputMethodEvent()
    commit.setCommitString("\u65e5\u672c")
    QCoreApplication.sendEvent(bar, commit)
    assert bar.text() == "cables \u65e5\u672c"
    desk.wait_for_results()


def test_only_the_newest_of_many_queries_is_shown(desk: Desk) -> None:
    bar = desk.search_bar
    for text in ("hesitant", "aid", "prices", "exports", "pipeline") * 6:
        bar.setText(text)
    bar.setText("undersea cables")
    desk.wait_for_results()
    assert [query.text for query in desk.shown] == ["", "undersea cables"]
    assert desk.current == "cables"
    assert desk.answer.question == briefings.CABLES
    assert desk.source.title == "Cables in the Baltic Sea"


@pytest.mark.parametrize("pane", ["topics", "results", "answer", "source"])
def test_typing_anywhere_goes_to_the_search(desk: Desk, pane: str) -> None:
    desk.ask("governments")
    panes: dict[str, QWidget] = {
        "topics": desk.topics.view,
        "results": desk.results.view,
        "answer": desk.answer.text,
        "source": desk.source.text,
    }
    panes[pane].setFocus()
    assert panes[pane].hasFocus()
    QTest.keyClicks(panes[pane], "x")
    assert desk.search_bar.text() == "governmentsx"
    assert desk.search_bar.hasFocus()
    assert not desk.search_bar.hasSelectedText()
    desk.wait_for_results()


def test_typing_elsewhere_does_not_move_the_topic(desk: Desk) -> None:
    desk.topics.view.setFocus()
    QTest.keyClicks(desk.topics.view, "s")  # as "Security" begins
    desk.wait_for_results()
    assert desk.chosen_topic == "All topics"


def test_a_key_of_a_menu_is_not_typed(desk: Desk) -> None:
    desk.ask("cables")
    for pane in (desk.topics.view, desk.results.view, desk.answer.text):
        pane.setFocus()
        for modifier in (ALT, CTRL):
            QTest.keyClick(pane, Key.Key_S, modifier)  # as "Security" begins
            QTest.keyClick(pane, Key.Key_1, modifier)
    assert desk.search_bar.text() == "cables"
    assert desk.chosen_topic == "All topics"


@pytest.mark.parametrize("pane", ["topics", "results", "answer"])
def test_a_character_typed_with_alt_gr_goes_to_the_search(desk: Desk, pane: str) -> None:
    desk.ask("cables governments")
    view = {"topics": desk.topics.view, "results": desk.results.view, "answer": desk.answer.text}
    view[pane].setFocus()
    key = QKeyEvent(QEvent.Type.KeyPress, Key.Key_At, CTRL | ALT, "@")
    QCoreApplication.sendEvent(view[pane], key)
    assert desk.search_bar.text() == "cables governments@"
    desk.wait_for_results()


# -------------------------------------------------------------------------------- keys


def test_down_and_up_walk_the_answers_while_typing(desk: Desk) -> None:
    desk.ask("cables governments")
    first, second = desk.ids[:2]
    assert desk.current == first
    desk.press(Key.Key_Down)
    assert desk.current == second
    desk.wait_for_reading()
    desk.press(Key.Key_Up)
    assert desk.current == first
    desk.press(Key.Key_Up)
    assert desk.current == first
    assert desk.search_bar.hasFocus()
    assert desk.search_bar.text() == "cables governments"
    desk.wait_for_reading()


def test_down_stops_at_the_last_answer(desk: Desk) -> None:
    desk.ask("cables governments")
    for _ in range(len(desk.ids) + 3):
        desk.press(Key.Key_Down)
    assert desk.current == desk.ids[-1]
    desk.wait_for_reading()


def test_enter_goes_to_the_answer_and_ctrl_l_back_to_the_search(desk: Desk) -> None:
    desk.ask("cables")
    desk.press(Key.Key_Return)
    assert desk.answer.text.hasFocus()
    desk.press(Key.Key_L, CTRL)
    assert desk.search_bar.hasFocus()
    assert desk.search_bar.selectedText() == "cables"


@pytest.mark.parametrize("pane", ["topics", "results", "answer", "source"])
def test_esc_goes_back_to_the_search_from_any_pane(desk: Desk, pane: str) -> None:
    desk.ask("cables")
    panes = {
        "topics": desk.topics.view,
        "results": desk.results.view,
        "answer": desk.answer.text,
        "source": desk.source.text,
    }
    panes[pane].setFocus()
    desk.press(Key.Key_Escape)
    assert desk.search_bar.hasFocus()
    assert desk.search_bar.text() == "cables"


def test_ctrl_k_goes_to_the_search_from_the_topics(desk: Desk) -> None:
    desk.ask("cables")
    desk.topics.view.setFocus()
    desk.press(Key.Key_K, CTRL)
    assert desk.search_bar.hasFocus()
    desk.ask("prices")
    assert desk.search_bar.text() == "prices"


def test_enter_on_the_first_page_selects_the_first_answer(desk: Desk) -> None:
    desk.press(Key.Key_Return)
    assert desk.current == desk.ids[0]
    desk.wait_for_reading()


def test_ctrl_down_walks_the_answers_from_the_source(desk: Desk) -> None:
    desk.ask("cables governments")
    desk.source.text.setFocus()
    desk.press(Key.Key_Down, CTRL)
    assert desk.current == desk.ids[1]
    desk.press(Key.Key_Up, CTRL)
    assert desk.current == desk.ids[0]
    desk.wait_for_reading()


def test_f3_walks_the_matches_in_the_source(desk: Desk) -> None:
    desk.ask("government")
    assert len(desk.source.text.marks) == 2
    assert desk.source.counter == "1 of 2"
    desk.press(Key.Key_F3)
    assert desk.source.counter == "2 of 2"
    desk.press(Key.Key_F3)
    assert desk.source.counter == "1 of 2"
    desk.press(Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert desk.source.counter == "2 of 2"


def test_a_click_on_a_result_reads_it(desk: Desk) -> None:
    desk.ask("cables governments")
    desk.click_result(1)
    assert desk.current == desk.ids[1]
    desk.wait_for_reading()


# ------------------------------------------------------------------------- back and forth


def test_back_and_forward_lead_to_what_was_read(desk: Desk) -> None:
    desk.ask("cables")
    desk.press(Key.Key_Left, ALT)
    desk.wait_for_results()
    assert desk.search_bar.text() == ""
    assert desk.answer.page.isVisible()
    desk.press(Key.Key_Right, ALT)
    desk.wait_for_results()
    assert desk.search_bar.text() == "cables"
    assert desk.answer.question == briefings.CABLES


def test_a_place_rested_on_is_one_step_back(desk: Desk) -> None:
    desk.ask("cables")
    rest = [timer for timer in desk.window.findChildren(QTimer) if timer.isActive()]
    desk.wait(lambda: not any(timer.isActive() for timer in rest))
    desk.press(Key.Key_L, CTRL)
    desk.ask("food prices")
    desk.press(Key.Key_Left, ALT)
    desk.wait_for_results()
    assert desk.search_bar.text() == "cables"
    assert desk.current == "cables"


def test_letters_passed_through_are_no_steps_back(desk: Desk) -> None:
    desk.ask("cab")
    desk.ask("les")
    desk.press(Key.Key_Left, ALT)
    desk.wait_for_results()
    assert desk.search_bar.text() == ""


def test_back_brings_the_topic_back(desk: Desk) -> None:
    desk.choose_topic("Economy")
    desk.press(Key.Key_Left, ALT)
    desk.wait_for_results(topic="")
    assert desk.chosen_topic == "All topics"
    assert len(desk.ids) == briefings.ENTRIES
    desk.press(Key.Key_Right, ALT)
    desk.wait_for_results(topic="Economy")
    assert desk.chosen_topic == "Economy"


def test_back_and_forward_are_greyed_where_they_lead_nowhere(desk: Desk) -> None:
    back, forward = desk.command("Back"), desk.command("Forward")
    assert not back.isEnabled()
    assert not forward.isEnabled()
    desk.ask("cables")
    assert back.isEnabled()
    assert not forward.isEnabled()
    desk.press(Key.Key_Left, ALT)
    desk.wait_for_results()
    assert not back.isEnabled()
    assert forward.isEnabled()


# ----------------------------------------------------------------------------- nothing found


def test_a_misspelt_word_offers_the_one_that_was_meant(desk: Desk) -> None:
    desk.ask("membershp")
    assert desk.current == "hesitant"
    suggestion = desk.results.suggestion
    assert suggestion.isVisible()
    assert "membership" in suggestion.text()
    assert desk.search_bar.text() == "membershp"
    desk.click(suggestion)
    desk.wait_for_results()
    assert desk.search_bar.text() == "membership"
    assert desk.current == "hesitant"
    assert not suggestion.isVisible()


def test_a_long_question_shows_what_is_corrected_in_it(desk: Desk) -> None:
    desk.ask("what do they say of Q&A on the membershp of Ukraine in all the years to come")
    suggestion = desk.results.suggestion
    assert suggestion.text().startswith("Did you mean \u201c\u2026membership of")
    assert suggestion.text().endswith("\u2026")
    assert "Q&A on the membership of" in suggestion.accessibleName()


def test_nothing_in_a_topic_offers_to_search_all(desk: Desk) -> None:
    desk.choose_topic("Economy/Prices")
    desk.search_bar.setFocus()
    desk.ask("cables")
    page = desk.results.page
    assert page.isVisible()
    assert "Prices" in page.sentence
    assert page.button.text() == "Search all topics"
    desk.click(page.button)
    desk.wait_for_results(topic="")
    assert desk.chosen_topic == "All topics"
    assert desk.current == "cables"
    assert desk.search_bar.text() == "cables"


def test_nothing_found_leaves_no_old_answer(desk: Desk) -> None:
    desk.ask("cables")
    desk.press(Key.Key_L, CTRL)
    desk.ask("qqqqqq")
    assert desk.results.page.isVisible()
    assert not desk.results.page.button.isVisible()
    assert not desk.answer.text.isVisible()
    assert not desk.source.text.isVisible()
    desk.press(Key.Key_Return)  # leads nowhere, and breaks nothing
    assert desk.results.page.isVisible()


# ------------------------------------------------------------------------- other libraries


@pytest.fixture
def open_briefings(start_app: StartApp, tmp_path: Path) -> Callable[..., Desk]:
    """Opens the program on briefings of a test's own."""

    def open_them(*records: Mapping[str, Any]) -> Desk:
        content = tmp_path / "own" / "content"
        briefings.write(content, records)
        location = LibraryLocation(tmp_path / "own" / "index", (content,))
        Library.build([content], location.index)
        return start_app(location)

    return open_them


def test_a_long_list_can_be_walked_to_its_end(open_briefings: Callable[..., Desk]) -> None:
    desk = open_briefings(briefings.many_answers())
    desk.ask("drill harbour")
    assert len(desk.ids) > briefings.MANY
    for _ in desk.ids:
        desk.press(Key.Key_Down)
    assert desk.current == desk.ids[-1]
    desk.wait_for_reading()
    assert QApplication.focusWidget() is desk.search_bar


def test_who_reaches_the_end_of_the_best_answers_gets_more(
    open_briefings: Callable[..., Desk],
) -> None:
    copies = [{**briefings.many_answers(), "id": f"drill {number}"} for number in range(6)]
    desk = open_briefings(*copies)
    everything = 6 * briefings.MANY
    desk.ask("drill harbour")
    read = desk.current
    assert desk.results.results.total > len(desk.ids)
    assert len(desk.ids) < everything
    bar = desk.results.view.verticalScrollBar()

    def scroll_to_end() -> bool:
        bar.setValue(bar.maximum())
        return len(desk.ids) == desk.results.results.total

    desk.wait(scroll_to_end)
    assert len(desk.ids) > everything
    assert desk.current == read
    desk.wait_for_reading()


def test_a_long_list_can_be_walked_from_within(open_briefings: Callable[..., Desk]) -> None:
    desk = open_briefings(briefings.many_answers())
    desk.ask("drill")
    desk.results.view.setFocus()
    desk.press(Key.Key_Down)
    assert desk.current == desk.ids[1]
    desk.press(Key.Key_End)
    desk.press(Key.Key_Down)
    desk.wait_for_reading()
    assert desk.ids.index(desk.current) >= 9
    desk.press(Key.Key_Return)
    assert desk.answer.text.hasFocus()


def test_embargo_age_and_posture_stand_above_the_answer(
    open_briefings: Callable[..., Desk],
) -> None:
    question = {"question": "Is it near?", "answer": "Yes.", "posture": "responsive only"}
    desk = open_briefings(
        {
            "title": "Embargoed",
            "topics": ["A"],
            "embargo_until": "2026-12-01",
            "valid_until": "2026-12-31",
            "questions": [question],
        }
    )
    desk.ask("near")
    assert desk.answer.warnings.splitlines() == [
        "Embargo until 2026-12-01",
        "Valid until 2026-12-31",
        "Posture: responsive only",
    ]


def test_a_cleared_answer_carries_no_warning(open_briefings: Callable[..., Desk]) -> None:
    question = {"question": "Is it near?", "answer": "Yes.", "state": "Cleared"}
    desk = open_briefings({"title": "Clear", "topics": ["A"], "questions": [question]})
    desk.ask("near")
    assert desk.answer.warnings == ""


def test_a_statement_is_read_under_the_title_of_its_briefing(
    open_briefings: Callable[..., Desk],
) -> None:
    statement = {"answer": "We stand by every word."}
    desk = open_briefings({"title": "Lines", "topics": ["A"], "questions": [statement]})
    desk.ask("every word")
    assert desk.answer.question == "Lines"
    assert desk.answer.text.toPlainText() == "We stand by every word."


def test_a_large_tree_is_shown_folded(open_briefings: Callable[..., Desk]) -> None:
    question = {"question": "Why?", "answer": "So."}
    desk = open_briefings(
        *(
            {"title": f"T{n}", "topics": [f"Top {n % 5}/Below {n}"], "questions": [question]}
            for n in range(30)
        )
    )
    view = desk.topics.view
    assert not view.isExpanded(desk.topic_row("Top 1"))
    view.setCurrentIndex(desk.topic_row("Top 1"))
    QTest.keyClick(view, Key.Key_Right)
    assert view.isExpanded(desk.topic_row("Top 1"))
    desk.wait_for_results(topic="Top 1")
    assert len(desk.ids) == 6


def test_right_to_left_and_wide_letters_keep_their_marks(
    open_briefings: Callable[..., Desk],
) -> None:
    arabic = "\u0645\u0627 \u0647\u0648 \u0627\u0644\u062d\u0644\u0641\u061f"
    wide = "\U0001f600 Is the \U0001f680 rocket ready?"
    desk = open_briefings(
        {
            "title": "Scripts",
            "topics": ["A"],
            "briefing": "\U0001f680\U0001f680\r\nThe rocket\r\nstands.",
            "questions": [
                {"question": wide, "answer": "The \U0001f680 rocket is ready."},
                {"question": arabic, "answer": "\u0627\u0644\u062d\u0644\u0641 \u0642\u0648\u064a"},
            ],
        }
    )
    desk.ask("rocket")
    assert desk.answer.question == wide
    assert marked_words(desk.answer.text) == ["rocket"]
    assert marked_words(desk.source.text) == ["rocket"]
    desk.press(Key.Key_Escape)
    desk.ask("\u0627\u0644\u062d\u0644\u0641")
    assert desk.answer.question == arabic
    assert marked_words(desk.answer.text) == ["\u0627\u0644\u062d\u0644\u0641"]
