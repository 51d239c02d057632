"""The window: places the panels and connects them; what a panel says goes through here."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QGuiApplication,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from desktop.answer_view import AnswerView
from desktop.collection_service import CollectionService
from desktop.history import Place
from desktop.keys import is_typing
from desktop.library_actions import LibraryActions
from desktop.library_opener import LibraryOpener
from desktop.library_view import LibraryView
from desktop.meaning_keeper import MeaningKeeper
from desktop.menus import Menus
from desktop.navigation import Navigation
from desktop.panes import Panes
from desktop.passages import Passages
from desktop.result_list import ResultList
from desktop.result_model import summary_of
from desktop.search_bar import SearchBar
from desktop.search_service import Query, SearchService
from desktop.settings import Settings
from desktop.source_view import SourceView
from desktop.theme import Theme
from desktop.topic_tree import TopicTree
from index import Briefing, Results, Span, Topic

_PROGRAM = "If Asked"
_MOST_HITS = 50  # with each keystroke
_MOST_MEANT = 30
_MORE = 4  # times as many as before, for who scrolls to the end of them
_NARROW = 980  # a window below this width has the source under the answer


class MainWindow(QMainWindow):
    """Topics, search, results, answer and source in one window."""

    def __init__(
        self,
        theme: Theme,
        settings: Settings,
        search: SearchService,
        opener: LibraryOpener,
        meaning: MeaningKeeper,
        collections: CollectionService | None = None,
    ) -> None:
        """Without collections the library is one that others keep."""
        super().__init__()
        self._theme = theme
        self._settings = settings
        self._search = search
        self._meaning = meaning
        self._topic = settings.topic
        self._entry_id = ""
        self._going_to: Place | None = None  # a place asked for by Back, until it is reached
        self._results = Results()
        self._summary = ""  # of them
        self._waiting = ""  # until they can be found by meaning

        self.search_bar = SearchBar(theme)
        self.topic_tree = TopicTree(theme)
        self.result_list = ResultList(theme)
        self.answer_view = AnswerView(theme)
        self.source_view = SourceView(theme)
        self._panes = Panes(self.topic_tree, self.result_list, self.answer_view, self.source_view)
        self.menus = Menus(self.menuBar())
        self.library = LibraryView(self._panes, theme, self.menus, search, opener)
        self._navigation = Navigation(self.menus.back, self.menus.forward, self)
        self._place_panels()
        self._connect()
        if collections is not None:
            self._connect_collections(collections)
        self._restore()

    def _place_panels(self) -> None:
        top = QWidget()
        top.setObjectName("top")
        row = QHBoxLayout(top)
        row.setContentsMargins(16, 4, 16, 12)
        row.addWidget(self.search_bar)
        line = QFrame()
        line.setObjectName("hairline")
        line.setFixedHeight(1)
        center = QWidget()
        column = QVBoxLayout(center)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(line)
        column.addWidget(self.library, 1)
        self.setCentralWidget(center)
        self.setMinimumSize(640, 480)
        self.resize(1280, 800)

    def _connect(self) -> None:
        self.search_bar.textChanged.connect(self._ask)
        self.search_bar.stepped.connect(self.result_list.step)
        self.search_bar.accepted.connect(self._read_answer)
        self.topic_tree.chosen.connect(self._choose_topic)
        self.result_list.picked.connect(lambda hit: self._show_entry(hit.id, hit.briefing_id))
        self.result_list.opened.connect(self._read_answer)
        self.result_list.more_wanted.connect(self._ask_for_more)
        self.result_list.lacking.connect(self._search.find_passages)
        self.result_list.meant.connect(self.search_bar.setText)
        self.result_list.widened.connect(lambda: self._choose_topic("", mark=True))
        self.answer_view.copied.connect(self._copy)
        self.answer_view.wanted.connect(self._show_related)

        self._search.opened.connect(self._show_library)
        self._search.found.connect(self._show_results)
        self._search.passages_found.connect(self.result_list.add_passages)
        self._search.read.connect(self._show_briefing)
        self.library.emptied.connect(lambda: self._show_summary(""))
        self._navigation.went.connect(self._go_to)
        self._meaning.rested.connect(self._ask_by_meaning)
        self._meaning.waiting.connect(self._show_waiting)

        menus = self.menus
        menus.quit.triggered.connect(self.close)
        menus.copy_answer.triggered.connect(self.answer_view.copy_answer)
        menus.copy_with_source.triggered.connect(self.answer_view.copy_answer_with_source)
        menus.find.triggered.connect(self._focus_search)
        menus.zoomed.connect(self._zoom)
        menus.appearance_chosen.connect(self._use_appearance)
        menus.by_meaning.toggled.connect(self._use_meaning)
        menus.next_answer.triggered.connect(lambda: self.result_list.step(1))
        menus.previous_answer.triggered.connect(lambda: self.result_list.step(-1))
        menus.next_match.triggered.connect(lambda: self.source_view.step(1))
        menus.previous_match.triggered.connect(lambda: self.source_view.step(-1))

    def _connect_collections(self, service: CollectionService) -> None:
        actions = LibraryActions(service, self)
        actions.connect_filing(
            self.menus,
            self.topic_tree,
            lambda: self._topic,
            lambda: self._navigation.current.briefing_id,
        )
        self.result_list.allow_filing()
        self._search.opened.connect(actions.keep_topics)
        self.library.connect_collections(service, actions)

    def _restore(self) -> None:
        settings = self._settings
        if not settings.geometry.isEmpty():
            self.restoreGeometry(settings.geometry)
        self._panes.restore(settings)
        self.menus.show_appearance(settings.appearance)
        with QSignalBlocker(self.menus.by_meaning):
            self.menus.by_meaning.setChecked(settings.by_meaning)

    # ------------------------------------------------------------------------- searching

    def _show_library(self, topics: Topic) -> None:
        self._topic = self.topic_tree.show_topics(topics, self._topic)
        self._ask()

    def _ask(self) -> None:
        self._meaning.typed()
        self._search.search(Query(self.search_bar.text(), self._topic, _MOST_HITS))

    def _ask_by_meaning(self) -> None:
        query = Query(self.search_bar.text(), self._topic, _MOST_MEANT, by_meaning=True)
        self._search.search(query)

    def _ask_for_more(self) -> None:
        limit = _MORE * len(self._results.hits)
        self._search.search(Query(self.search_bar.text(), self._topic, limit))

    def _choose_topic(self, path: str, mark: bool = False) -> None:
        self._topic = path
        if mark:
            self.topic_tree.choose(path)
        self._ask()

    def _show_results(self, query: Query, results: Results, passages: Passages) -> None:
        if query.by_meaning:
            self._show_meant(results, passages)
            return
        self._results = results
        self._meaning.found(query.text, results.total)
        self._show_summary(summary_of(results, query.text, query.topic))
        shown = self.result_list.results.hits
        if query.limit > _MOST_HITS and results.hits[: len(shown)] == shown:
            self.result_list.add_results(results)
            return
        self.result_list.show_results(results, passages, query.text, query.topic)
        typed = " ".join(query.text.split())[:60]
        self.setWindowTitle(f"{typed} \u2013 {_PROGRAM}" if typed else _PROGRAM)
        going, self._going_to = self._going_to, None
        if going is not None and going.entry_id:
            if not self.result_list.select(going.entry_id):
                self._show_entry(going.entry_id, going.briefing_id)
        elif results.hits and (query.text.strip() or query.topic):
            self.result_list.select_first()
        else:
            self._show_no_entry(bool(results.hits))

    def _show_meant(self, results: Results, passages: Passages) -> None:
        if self.result_list.nearest:
            return
        nothing_before = not self.result_list.results.hits
        count = self.result_list.add_meant(results, passages)
        if count:
            self._show_summary(f"{self._summary} \u00b7 {count} by meaning")
            if nothing_before:
                self.result_list.select_first()

    def _show_summary(self, summary: str) -> None:
        self._summary = summary
        self.search_bar.show_status(" \u00b7 ".join(filter(None, (summary, self._waiting))))

    def _show_waiting(self, waiting: str) -> None:
        self._waiting = waiting
        self._show_summary(self._summary)

    # ------------------------------------------------------------------------- reading

    def _show_entry(self, entry_id: str, briefing_id: str) -> None:
        self._entry_id = entry_id
        self._search.fetch(briefing_id, entry_id, self._results.spans)
        self._visit(entry_id, briefing_id)

    def _show_briefing(
        self, briefing: Briefing, in_answer: tuple[Span, ...], in_source: tuple[Span, ...]
    ) -> None:
        self.answer_view.show_entry(briefing, self._entry_id, in_answer)
        is_away = self.library.is_away(briefing.collection)
        self.source_view.show_briefing(briefing, in_source, is_away)

    def _show_no_entry(self, found: bool) -> None:
        self._entry_id = ""
        self._search.forget()
        self.source_view.show_nothing()
        if found:
            self.answer_view.show_page(
                "welcome",
                "What will they ask?",
                "Type a question or two words of it. The answer appears here, "
                "beside the source it rests on.",
            )
        else:
            self.answer_view.show_page("", "", "")
        self._visit("", "")

    def _show_related(self, entry_id: str) -> None:
        self._navigation.settle()
        if not self.result_list.select(entry_id):
            self.result_list.unselect()
            self._show_entry(entry_id, self._navigation.current.briefing_id)

    def _read_answer(self) -> None:
        if self.result_list.current is None:
            self.result_list.select_first()
        elif self.answer_view.text.isVisible():
            self.answer_view.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.library.notice.confirm("Copied.")

    # ------------------------------------------------------------------------- back and forth

    def _visit(self, entry_id: str, briefing_id: str) -> None:
        place = Place(self.search_bar.text(), self._topic, entry_id, briefing_id)
        self._navigation.visit(place)

    def _go_to(self, place: Place) -> None:
        self._going_to = place
        self._topic = place.topic
        self.topic_tree.choose(place.topic)
        with QSignalBlocker(self.search_bar):
            self.search_bar.setText(place.text)
        self._ask()

    # ------------------------------------------------------------------------- the window

    def _focus_search(self) -> None:
        self.search_bar.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_bar.selectAll()

    def _zoom(self, steps: int) -> None:
        self._theme.use(self._theme.appearance, self._theme.zoomed(steps))
        self._settings.zoom = self._theme.zoom

    def _use_meaning(self, wanted: bool) -> None:
        self._settings.by_meaning = wanted
        self._meaning.use(wanted)
        self._ask()

    def _use_appearance(self, appearance: str) -> None:
        self._settings.appearance = appearance  # type: ignore[assignment]  # from the menu
        self._theme.use(self._settings.appearance, self._theme.zoom)

    # ------------------------------------------------------------------------ Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_typing(event):
            self.search_bar.setFocus()
            self.search_bar.insert(event.text())
        elif event.key() == Qt.Key.Key_Escape:
            self._focus_search()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._panes.put_source_below(self.width() < self._theme.pixels(_NARROW))

    def closeEvent(self, event: QCloseEvent) -> None:
        self._settings.geometry = self.saveGeometry()
        self._panes.save(self._settings)
        self._settings.topic = self._topic
        super().closeEvent(event)
