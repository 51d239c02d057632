"""Topics and briefings that the user files elsewhere, by mouse and by menu, and takes back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QInputDialog

from desktop.topic_model import TopicModel, TopicRole
from tests.desktop.desk import Desk, StartApp


@pytest.fixture
def desk(start_app: StartApp) -> Desk:
    """The program with what came with it."""
    return start_app(None)


def topics(desk: Desk) -> list[str]:
    """The paths of all topics, as the tree shows them."""
    model = desk.topics.view.model()
    found: list[str] = []

    def walk(parent: QModelIndex) -> None:
        for row in range(model.rowCount(parent)):
            index = model.index(row, 0, parent)
            found.append(index.data(TopicRole.PATH))
            walk(index)

    walk(QModelIndex())
    return [path for path in found if path]


def index_of(desk: Desk, path: str) -> QModelIndex:
    model = desk.topics.view.model()
    assert isinstance(model, TopicModel)
    return model.index_of(path)


def drag(desk: Desk, index: QModelIndex, path: str) -> None:
    """Carry a row of any view to a topic."""
    data = index.model().mimeData([index])
    model = desk.topics.view.model()
    action = Qt.DropAction.CopyAction
    assert model.canDropMimeData(data, action, -1, -1, index_of(desk, path))
    model.dropMimeData(data, action, -1, -1, index_of(desk, path))


def answer(monkeypatch: pytest.MonkeyPatch, method: str, text: str) -> None:
    """Answer the next question of a dialog."""
    monkeypatch.setattr(QInputDialog, method, lambda *_args, **_options: (text, True))


BEFORE = [
    "NATO", "NATO/Europe", "NATO/Preparedness", "NATO/Russia", "NATO/Ukraine",
    "NATO/Ukraine/Membership", "NATO/US",
]  # fmt: skip


def test_a_topic_is_renamed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert topics(desk) == BEFORE
    desk.topics.view.setCurrentIndex(index_of(desk, "NATO/Ukraine"))
    desk.wait_for_results("NATO/Ukraine")
    answer(monkeypatch, "getText", " Kyiv / talks ")
    desk.command("Rename topic\u2026").trigger()
    desk.wait(lambda: "NATO/Kyiv talks/Membership" in topics(desk))
    assert "NATO/Ukraine" not in topics(desk)


@pytest.mark.parametrize("target", ["NATO/Russia", ""])
def test_a_topic_is_dragged_to_another_one(desk: Desk, target: str) -> None:
    drag(desk, index_of(desk, "NATO/Europe"), target)
    desk.wait(lambda: f"{target}/Europe".lstrip("/") in topics(desk))
    assert "NATO/Europe" not in topics(desk)


def test_a_topic_is_not_moved_into_itself(desk: Desk) -> None:
    drag(desk, index_of(desk, "NATO"), "NATO/Ukraine")
    drag(desk, index_of(desk, "NATO"), "NATO")
    desk.topics.view.setCurrentIndex(index_of(desk, "NATO/Russia"))
    desk.wait_for_results("NATO/Russia")
    assert topics(desk) == BEFORE


def test_a_topic_is_moved_by_menu(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.topics.view.setCurrentIndex(index_of(desk, "NATO/Europe"))
    desk.wait_for_results("NATO/Europe")
    answer(monkeypatch, "getItem", "NATO/Ukraine")
    desk.command("Move topic\u2026").trigger()
    desk.wait(lambda: "NATO/Ukraine/Europe" in topics(desk))


@pytest.mark.parametrize("by_menu", [True, False])
def test_a_briefing_is_moved(desk: Desk, monkeypatch: pytest.MonkeyPatch, by_menu: bool) -> None:
    desk.ask("hesitant")
    if by_menu:
        answer(monkeypatch, "getItem", "Alliances / Questions")
        desk.command("Move briefing to topic\u2026").trigger()
        desk.wait(lambda: topics(desk) == ["Alliances", "Alliances/Questions"])
    else:
        drag(desk, desk.results.view.currentIndex(), "NATO/Russia")
        desk.wait(lambda: topics(desk) == ["NATO", "NATO/Russia"])


def test_moves_are_taken_back_one_by_one(desk: Desk) -> None:
    undo = desk.command("Undo move")
    assert not undo.isEnabled()
    drag(desk, index_of(desk, "NATO/Europe"), "")
    desk.wait(lambda: "Europe" in topics(desk))
    drag(desk, index_of(desk, "NATO/Russia"), "Europe")
    desk.wait(lambda: "Europe/Russia" in topics(desk))
    undo.trigger()
    desk.wait(lambda: "NATO/Russia" in topics(desk))
    undo.trigger()
    desk.wait(lambda: topics(desk) == BEFORE)
    desk.wait(lambda: not undo.isEnabled())


def test_moves_are_there_at_the_next_start(start_app: StartApp) -> None:
    desk = start_app(None)
    drag(desk, index_of(desk, "NATO/Europe"), "")
    desk.wait(lambda: "Europe" in topics(desk))
    desk.close()
    assert "Europe" in topics(start_app(None))


def test_what_is_carried_from_elsewhere_is_not_taken(desk: Desk) -> None:
    model = desk.topics.view.model()
    data = desk.answer.text.createMimeDataFromSelection()
    accepts: Callable[..., bool] = model.canDropMimeData
    assert not accepts(data, Qt.DropAction.CopyAction, -1, -1, index_of(desk, "NATO"))
