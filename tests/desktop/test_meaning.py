"""In the window: what is nearest in meaning comes when the typing rests, and moves nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QProcess, QSettings, Qt

from desktop.library_location import LibraryLocation
from desktop.meaning_keeper import is_question
from desktop.result_model import HitRole
from index import Library
from tests.desktop.desk import Desk, StartApp
from tests.index import meant

LORRIES = "why can't lorries use the bridge"
CARER = "what is a carer's wage"


@pytest.fixture(scope="session")
def understood(tmp_path_factory: pytest.TempPathFactory) -> LibraryLocation:
    """A library with all its vectors, without its content; no test may change it."""
    location = write_library(tmp_path_factory.mktemp("understood"))
    library = Library.open(location.index)
    assert library.wait_for_meaning(60)
    library.close()
    return LibraryLocation(location.index, ())


def write_library(folder: Path) -> LibraryLocation:
    """A library whose words are indexed."""
    content = folder / "content"
    content.mkdir()
    lines = "".join(json.dumps(briefing) + "\n" for briefing in meant.BRIEFINGS)
    (content / "city.jsonl").write_text(lines, encoding="utf-8")
    Library.build([content], folder / "index")
    return LibraryLocation(folder / "index", (content,))


@pytest.fixture
def start(start_app: StartApp, store_path: Path) -> StartApp:
    """Starts the program, search by meaning switched on as it is for users."""
    QSettings(str(store_path), QSettings.Format.IniFormat).setValue("meaning", True)
    return start_app


@pytest.fixture
def desk(start: StartApp, understood: LibraryLocation) -> Desk:
    """The program on the library with its vectors."""
    return start(understood)


def rows(desk: Desk) -> list[str]:
    return [hit.id for hit in desk.result_model.hits]


def wait_for_meaning(desk: Desk) -> None:
    desk.wait(lambda: bool(desk.results.nearest))
    desk.wait_for_reading()


def test_what_is_nearest_comes_as_a_group(desk: Desk) -> None:
    desk.ask(CARER)
    by_words = rows(desk)
    wait_for_meaning(desk)
    assert desk.results.nearest[0] == meant.SALARY
    assert [id for id in rows(desk) if id in by_words] == by_words
    headings = [desk.result_model.index(row).data(HitRole.HEADING) for row in range(len(by_words))]
    assert headings.count("Nearest in meaning") <= 1
    place = rows(desk).index("q3")
    assert desk.result_model.index(place).data(HitRole.HEADING) == "Nearest in meaning"
    assert desk.result_model.index(place).data(HitRole.FACTS).startswith("\u2248 City")


def test_a_question_in_another_language_is_answered(desk: Desk) -> None:
    desk.ask("自来水可以喝吗？")
    wait_for_meaning(desk)
    assert desk.results.nearest[0] == meant.WATER
    assert desk.results.results.hits == ()
    assert desk.answer.question == meant.WATER
    assert desk.answer.text.isVisible()
    index = desk.result_model.index(0)
    assert index.data(HitRole.HEADING) == "Nearest in meaning"
    assert index.data(HitRole.FACTS).startswith("\u2248 EN \u00b7 ")
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Nearest in meaning")
    assert spoken.endswith("(found by meaning, in EN)")
    assert desk.search_bar.status.endswith("by meaning")


def test_the_row_that_is_read_stays_where_it_is(desk: Desk) -> None:
    desk.ask(LORRIES)
    first = desk.current
    position = desk.results.view.visualRect(desk.results.view.currentIndex())
    before = rows(desk)
    wait_for_meaning(desk)
    fixed = min(3, len(before))
    assert rows(desk)[:fixed] == before[:fixed]
    assert desk.current == first
    assert desk.results.view.visualRect(desk.results.view.currentIndex()) == position


def test_walking_down_is_not_disturbed(desk: Desk) -> None:
    desk.search_bar.setText("the bridge and the ferry and the school and the water")
    desk.wait_for_results()
    desk.results.step(len(rows(desk)))
    selected, before = desk.current, rows(desk)
    desk.bot.wait(400)
    assert desk.current == selected
    assert rows(desk)[: len(before)] == before


def test_no_entry_stands_twice(desk: Desk) -> None:
    desk.ask("are lorries forbidden on the bridge at the harbour")
    wait_for_meaning(desk)
    assert len(rows(desk)) == len(set(rows(desk)))
    shown = [desk.result_model.index(row).data() for row in range(desk.result_model.rowCount())]
    assert len(shown) == len(rows(desk))


def test_two_words_are_left_to_words(desk: Desk) -> None:
    desk.ask("public hospital water school")
    desk.ask("tap water")
    desk.bot.wait(300)
    assert not any(query.by_meaning for query in desk.shown if query.text == "tap water")


def test_it_can_be_switched_off_and_stays_so(start: StartApp, understood: LibraryLocation) -> None:
    desk = start(understood)
    desk.ask(CARER)
    wait_for_meaning(desk)
    desk.command("Search by meaning").trigger()
    desk.wait(lambda: not desk.results.nearest)
    desk.bot.wait(300)
    assert not desk.results.nearest
    desk.close()
    again = start(understood)
    assert not again.command("Search by meaning").isChecked()
    again.command("Search by meaning").trigger()
    again.ask(CARER)
    wait_for_meaning(again)


def test_a_library_without_vectors_gets_them(start: StartApp, tmp_path: Path) -> None:
    desk = start(write_library(tmp_path))
    desk.ask(CARER)
    wait_for_meaning(desk)
    assert desk.results.nearest[0] == meant.SALARY
    assert not desk.app.encoding.running
    assert "in about" not in desk.search_bar.status


def test_how_long_it_takes_is_told(desk: Desk) -> None:
    desk.app.meaning.waiting.emit("by meaning in about 20 s")
    assert desk.search_bar.status.endswith("by meaning in about 20 s")
    desk.ask("bridge")
    assert desk.search_bar.status.endswith("by meaning in about 20 s")
    desk.app.meaning.waiting.emit("")
    assert "in about" not in desk.search_bar.status


def test_what_keeps_it_from_being_made_is_told(start: StartApp, tmp_path: Path) -> None:
    location = write_library(tmp_path)
    desk = start(location)
    desk.wait(lambda: desk.app.encoding.running)
    desk.app.encoding.stop()
    (location.index / "meaning.lock").unlink(missing_ok=True)
    (location.index / "meaning.lock").mkdir()  # which cannot be written to
    desk.app.meaning.use(True)
    desk.wait(lambda: "Search by meaning could not be prepared" in desk.notice.text)
    assert "could not be written" in desk.notice.text
    desk.ask("tap water")
    assert desk.current == "q5"


def test_a_process_that_is_killed_is_started_once_more(start: StartApp, tmp_path: Path) -> None:
    desk = start(write_library(tmp_path))

    def kill() -> None:
        desk.wait(lambda: desk.app.encoding.running)
        child = desk.app.encoding.findChildren(QProcess)[-1]
        assert child.waitForStarted()
        child.kill()
        child.waitForFinished()

    kill()
    assert desk.app.encoding.running
    assert not desk.notice.text
    kill()
    desk.wait(lambda: "could not be prepared: it ended too soon" in desk.notice.text)
    assert "tried again" in desk.notice.text
    assert not desk.app.encoding.running


def test_what_changes_nothing_is_not_tried_again_and_again(
    start: StartApp, understood: LibraryLocation, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = start(understood)
    desk.wait(lambda: not desk.app.encoding.running)
    started: list[Path] = []
    monkeypatch.setattr(desk.app.encoding, "start", started.append)
    for done in (True, False, True):
        desk.app.search.understood.emit(False)
        desk.app.encoding.ended.emit(done)
    desk.app.search.understood.emit(False)
    assert len(started) == 1


def test_the_window_closes_while_it_encodes(start: StartApp, tmp_path: Path) -> None:
    desk = start(write_library(tmp_path))
    desk.wait(lambda: desk.app.encoding.running)
    desk.close()
    assert not desk.app.encoding.running


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False),
        ("tap water", False),
        ("is the water safe", True),
        ("北约扩大", False),
        ("自来水可以喝吗", True),
        ("น้ำประปาดื่มได้ไหม", True),
        ("수돗물은 안전한가요", False),
        ("هل الماء آمن", True),
    ],
)
def test_what_is_taken_for_a_question(text: str, expected: bool) -> None:
    assert is_question(text) is expected


def test_rows_of_the_model_stay_in_order(desk: Desk) -> None:
    desk.ask("are lorries forbidden on the bridge at the harbour")
    inserted: list[tuple[int, int]] = []
    removed: list[int] = []

    def insert(_parent: QModelIndex, first: int, last: int) -> None:
        inserted.append((first, last))

    desk.result_model.rowsInserted.connect(insert)
    desk.result_model.rowsRemoved.connect(lambda _parent, first, _last: removed.append(first))
    wait_for_meaning(desk)
    ((first, last),) = inserted
    assert first >= 1
    assert last - first + 1 == len(desk.results.nearest)
    assert all(row >= first for row in removed)
