"""The list of what was found."""

from __future__ import annotations

import itertools

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.action_row import Action
from desktop.hit_delegate import HitDelegate
from desktop.keys import is_typing
from desktop.passages import Passages
from desktop.result_model import HitRole, ResultModel
from desktop.state_page import StatePage
from desktop.theme import Theme
from index import Hit, Results

_BEFORE_MEANT = 3  # rows found by words stay above what meaning found
_MEANT = 5
_SUGGESTION_SIDE = 16  # pixels beside its text


class ResultList(QStackedWidget):
    """The hits, or a page that says why there are none.

    `picked` carries the Hit the user went to, `opened` means Enter or a double click on
    it. `more_wanted` comes at the end of a list that does not hold all there is, and `lacking`
    with the Results and those of their hits whose passages are lacking. `meant` carries the
    query that was meant, `widened` asks for all topics.
    """

    picked = Signal(object)
    opened = Signal()
    more_wanted = Signal()
    lacking = Signal(object, object)
    meant = Signal(str)
    widened = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("results")
        self._model = ResultModel(self)
        self.view = _HitView(theme)
        self.view.setModel(self._model)
        self.page = StatePage(theme)
        self.suggestion = _Suggestion()
        self.suggestion.clicked.connect(lambda: self.meant.emit(self.results.suggestion))
        self._found = QWidget()
        layout = QVBoxLayout(self._found)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.suggestion)
        layout.addWidget(self.view)
        self.addWidget(self._found)
        self.addWidget(self.page)
        self._model.lacking.connect(self.lacking)
        self._model.dataChanged.connect(self.view.delegate.forget)
        self.view.selectionModel().currentChanged.connect(self._pick)
        self.view.verticalScrollBar().valueChanged.connect(self._reach)
        self.view.activated.connect(lambda _index: self.opened.emit())

    @property
    def results(self) -> Results:
        """What is shown."""
        return self._model.results

    @property
    def nearest(self) -> list[str]:
        """The headlines of what was found by meaning."""
        return [hit.headline for hit in self._model.group]

    @property
    def current(self) -> Hit | None:
        """The hit that is selected."""
        hit = self.view.currentIndex().data(HitRole.HIT)
        return hit if isinstance(hit, Hit) else None

    def allow_filing(self) -> None:
        """Let briefings be dragged to a topic."""
        self.view.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)

    def show_results(self, results: Results, passages: Passages, text: str, topic: str) -> None:
        """Show what was found for a text in a topic ("" is all), with what passages there are;
        nothing is selected."""
        self._model.set_results(results, passages)
        self.view.delegate.forget()
        meant = results.suggestion or ""
        self.suggestion.offer(meant, text)
        if results.hits:
            self.view.scrollToTop()
            self.setCurrentWidget(self._found)
            return
        if meant:
            sentence = f"Did you mean \u201c{meant}\u201d?"
            actions: list[Action] = [(f"Search for {meant}", lambda: self.meant.emit(meant))]
        elif topic:
            name = topic.rpartition("/")[2]
            sentence = f"Only \u201c{name}\u201d was searched."
            actions = [("Search all topics", self.widened.emit)]
        else:
            sentence = "Try fewer words, or choose a topic at the left."
            actions = []
        shown = elided(text)
        headline = f"No line found for \u201c{shown}\u201d" if shown else "Nothing here"
        self.page.show_state("empty-results", headline, sentence, *actions)
        self.setCurrentWidget(self.page)

    def add_results(self, results: Results) -> None:
        """Show a longer list that begins with the hits there are; nothing else changes."""
        self._model.add_results(results)

    def add_passages(self, results: Results, passages: Passages) -> None:
        """Show passages that were lacking."""
        self._model.add_passages(results, passages)

    def add_meant(self, results: Results, passages: Passages) -> int:
        """Show among the hits the nearest of what was found by words and meaning together, as
        far as it does not stand above already; how many that are.

        No row down to the selected one moves, nor any that is looked at after scrolling.
        """
        row = self._fixed_rows()
        above = {hit.id for hit in self._model.hits[:row]}
        near = [hit for hit in results.hits if hit.how != "words"]
        meant = [hit for hit in near if hit.id not in above][:_MEANT]
        if meant:
            self._model.add_group(meant, row, results.language, passages)
            self.setCurrentWidget(self._found)
        return len(meant)

    def _fixed_rows(self) -> int:
        """How many rows at the top have to stay where they are."""
        view = self.view
        fixed = max(_BEFORE_MEANT, view.currentIndex().row() + 1)
        if view.verticalScrollBar().value():
            last = view.indexAt(view.viewport().rect().bottomLeft())
            fixed = max(fixed, last.row() + 1 if last.isValid() else self._model.rowCount())
        return min(fixed, self._model.rowCount())

    def select(self, entry_id: str) -> bool:
        """Select the hit with this id; says whether it is there."""
        row = self._model.row_of(entry_id)
        if row is None:
            return False
        self._select_row(row)
        return True

    def unselect(self) -> None:
        """Select nothing: what is read is not in the list."""
        self.view.setCurrentIndex(QModelIndex())

    def select_first(self) -> None:
        """Select the best hit, if there is one."""
        self._select_row(0)

    def step(self, by: int) -> None:
        """Select the hit so many rows further down, or up; stops at either end."""
        self._select_row(max(self.view.currentIndex().row() + by, 0))

    def _select_row(self, row: int) -> None:
        index = self._model.reveal(row)
        if index.isValid():
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)

    def _reach(self, position: int) -> None:
        at_end = position == self.view.verticalScrollBar().maximum()
        is_all = len(self.results.hits) == self.results.total
        if at_end and not self._model.canFetchMore() and not is_all:
            self.more_wanted.emit()

    def _pick(self, index: QModelIndex) -> None:
        if index.isValid():
            self.picked.emit(index.data(HitRole.HIT))


def elided(text: str) -> str:
    """The text on one short line."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "\u2026"


class _Suggestion(QPushButton):
    """Offers what may have been meant, on one line."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("suggestion")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._line = ""

    def offer(self, meant: str, typed: str) -> None:
        """Ask whether this was meant by what was typed; "" asks nothing."""
        self.setAccessibleName(f"Did you mean \u201c{meant}\u201d?")
        # What is corrected is to be seen, and not what was typed before it.
        same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(meant, typed, strict=False))
        first = meant.rfind(" ", 0, sum(1 for _ in same)) + 1
        lead = "\u2026" if first else ""
        self._line = f"Did you mean \u201c{lead}{meant[first:]}\u201d?"
        self._fit()
        self.setVisible(bool(meant))

    def _fit(self) -> None:
        self.ensurePolished()
        room = self.width() - 2 * _SUGGESTION_SIDE
        line = self.fontMetrics().elidedText(self._line, Qt.TextElideMode.ElideRight, room)
        self.setText(line.replace("&", "&&"))  # no letter of it is a shortcut

    # ------------------------------------------------------------------------ Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class _HitView(QListView):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName("Answers found")
        self.delegate = HitDelegate(theme, self)
        self.setItemDelegate(self.delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        theme.changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.delegate.forget()
        self.scheduleDelayedItemsLayout()

    # ------------------------------------------------------------------------ Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Typing belongs to the search field, not to a hop through the list by first letters.
        if is_typing(event):
            event.ignore()
        else:
            super().keyPressEvent(event)
